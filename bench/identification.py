"""How often kind, maker and builder are named rightly on labelled captures; the last line is JSON.

python bench/identification.py --from ../shared/data/captures
python bench/identification.py --write        also writes packs/fingerprints/measured.csv

Several captures of one device count as one device. See docs/reference/identification.md.
"""

import argparse
import csv
import json
import platform
import sys
import time
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from labelled import Label, digest_of, read_labels
from lamppost.attribute.describing import describe
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.identifying import Identified, identify_endpoints
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED, Packs
from lamppost.model.observations import Observations
from lamppost.model.result import Named
from lamppost.model.vocabulary import EVIDENCE_WORDS, WATCHING_KINDS
from lamppost.observe.capture.reader import observe_captures
from scoring import Outcome, Score, interval, judge, over_runs

MEASURED = SHIPPED / "fingerprints" / "measured.csv"
COLUMNS = ("maker", "devices", "named_right", "named_wrong", "measured_on", "labels")
GOAL = 0.95
QUESTIONS = ("kind", "maker", "builder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was said of one labelled device in one capture."""

    capture: str
    kind: str | None
    maker: str | None
    builder: str | None
    status: str | None
    evidence: frozenset[str]
    """Kinds of evidence that name the maker."""


@dataclass(slots=True, kw_only=True)
class Device:
    """One labelled device, with all its labels and the answers over all its captures."""

    labels: list[Label]
    answers: list[Answer] = field(default_factory=list)

    @property
    def label(self) -> Label:
        """The first; all of them say the same."""
        return self.labels[0]

    def outcome(self, question: str) -> Outcome | None:
        """How the answers stand to the label; None where the question is not asked."""
        label = self.label
        if question == "kind":
            asked: Iterable[str] | None = label.kinds
        elif (
            label.is_personal
            or (question == "maker" and label.read_off_block)
            or (question == "builder" and not label.builder_asked)
        ):
            return None
        else:
            told = label.maker if question == "maker" else label.builder
            asked = None if told is None else [told]
        if not self.answers:
            return judge(asked, None)
        return over_runs([judge(asked, getattr(answer, question)) for answer in self.answers])


class Bench:
    """Captures read once, asked as often as needed."""

    def __init__(self, root: Path, packs: Packs, as_of: date) -> None:
        self.root, self.packs, self.as_of = root, packs, as_of
        self.knowledge = Knowledge(packs, as_of)
        self._read: dict[Path, tuple[Observations, Endpoints]] = {}
        self.unlabelled = 0
        self.unlabelled_watching: list[str] = []

    def read(self, path: Path) -> tuple[Observations, Endpoints]:
        """The observations and endpoints of one capture."""
        if path not in self._read:
            seen = observe_captures([path])
            self._read[path] = seen, Endpoints(seen)
        return self._read[path]

    def answers(self, labels: Sequence[Label], knowledge: Knowledge | None = None) -> Iterator[Device]:
        """What is said of the devices of one label file, one by one."""
        known = knowledge or self.knowledge
        devices = [Device(labels=[label]) for label in labels]
        for name in labels[0].captures:
            seen, endpoints = self.read(self.root / labels[0].folder / name)
            found = identify_endpoints(seen, endpoints, known)
            met = set()
            for device in devices:
                at = _find(device.label, found)
                if at is not None:
                    met.add(at)
                    device.answers.append(_answer(name, found[at], known, device.label))
            if knowledge is None:
                self._note_others(found, met, f"{labels[0].file}, {name}")
        yield from devices

    def _note_others(self, found: Sequence[Identified], met: set[int], where: str) -> None:
        for at, one in enumerate(found):
            if at not in met:
                self.unlabelled += 1
                if one.watches is not False:
                    self.unlabelled_watching.append(f"{where}: {one.kind}")


def _find(label: Label, found: Sequence[Identified]) -> int | None:
    """The endpoint of a label: by MAC, else by address."""
    for at, one in enumerate(found):
        if label.mac is not None and one.endpoint.mac == label.mac:
            return at
    for at, one in enumerate(found):
        if set(label.addresses) & set(one.endpoint.addresses):
            return at
    return None


def _answer(capture: str, one: Identified, knowledge: Knowledge, label: Label) -> Answer:
    """Kind, maker and builder; of a replayed answer without its MAC block, which whoever made the frames chose."""
    shown = one.shown
    if label.origin != "captured":
        shown = msgspec.structs.replace(
            shown, hits=[hit for hit in shown.hits if hit.evidence != "mac_block"]
        )
    described = describe(shown, knowledge, None, one.endpoint.key)
    maker: Named | None = described["maker"]
    builder: Named | None = described["builder"]
    return Answer(
        capture=capture,
        kind=None if one.counted_as == "unknown" else one.counted_as,
        maker=maker.id if maker else None,
        builder=builder.id if builder else None,
        status=maker.status if maker else None,
        evidence=frozenset(hit.evidence for hit in shown.hits if maker and hit.shows.maker == maker.id),
    )


def without(packs: Packs, maker: str) -> Packs:
    """The packs as if nobody had ever heard of a maker: its fingerprints, names, and MAC block registrants."""
    fingerprints = {
        one: row
        for one, row in packs.fingerprints.items()
        if maker not in (row.shows.maker, row.shows.builder)
    }
    networks = {
        one: msgspec.structs.replace(held, names=[row for row in held.names if row.organisation != maker])
        for one, held in packs.networks.items()
    }
    organisations = dict(packs.organisations)
    if maker in organisations:
        kept = [row for row in organisations[maker].statements if row.property != "mac_block_registrant"]
        organisations[maker] = msgspec.structs.replace(organisations[maker], statements=kept)
    return replace(
        packs,
        fingerprints=fingerprints,
        networks=networks,
        organisations=organisations,
        brands=dict(packs.brands),
        store=None,
    )


def merged(devices: Iterable[Device]) -> list[Device]:
    """Each device once, with the answers of all its label files."""
    by_id: dict[str, Device] = {}
    for device in devices:
        held = by_id.setdefault(device.label.device, Device(labels=[]))
        held.labels += device.labels
        held.answers += device.answers
    return list(by_id.values())


def score(devices: Iterable[Device], question: str) -> Score:
    """The score of one question; labels of low certainty are left out."""
    outcomes = [one.outcome(question) for one in devices if one.label.certainty != "low"]
    return Score.of(outcome for outcome in outcomes if outcome is not None)


def called_watching(devices: Iterable[Device]) -> list[str]:
    """Devices that neither watch nor listen, as far as their label tells, and were said to."""
    return [
        f"{device.label.device}: {kind}"
        for device in devices
        if device.label.kinds is not None and not device.label.kinds & WATCHING_KINDS
        for kind in sorted({str(answer.kind) for answer in device.answers} & WATCHING_KINDS)
    ]


def read_alike(devices: Iterable[Device]) -> Score:
    """The maker where label and answer read one table of MAC blocks: agreement there proves nothing."""
    return Score.of(
        over_runs([judge([device.label.maker], answer.maker) for answer in device.answers])
        for device in devices
        if device.label.read_off_block and device.label.maker and not device.label.is_personal
    )


def by_maker(devices: Iterable[Device]) -> Score:
    """The score of the maker with each maker counted once: devices of one maker are not independent."""
    runs: dict[str, list[Outcome]] = defaultdict(list)
    for device in devices:
        outcome = device.outcome("maker")
        if outcome is not None and device.label.tells_maker:
            runs[device.label.maker].append(outcome)
    return Score.of(over_runs(outcomes) for outcomes in runs.values())


def by_evidence(devices: Iterable[Device]) -> dict[str, Score]:
    """The score of the maker by the kinds of evidence that named it; a device counts once for each."""
    rows: dict[str, list[Outcome]] = defaultdict(list)
    for device in devices:
        label = device.label
        if not label.tells_maker or label.maker is None:
            continue
        runs: dict[str, list[Outcome]] = defaultdict(list)
        for answer in device.answers:
            if answer.maker is not None:
                words = " + ".join(sorted(EVIDENCE_WORDS[kind] for kind in answer.evidence))
                runs[f"{words} ({answer.status})"].append(judge([label.maker], answer.maker))
        for words, outcomes in runs.items():
            rows[words].append(over_runs(outcomes))
    return {words: Score.of(outcomes) for words, outcomes in sorted(rows.items())}


def measures(
    devices: Sequence[Device], held: Container[str], on: date, digest: str
) -> list[dict[str, object]]:
    """A row per maker that the packs hold: its labelled devices, and how often it was named rightly and wrongly."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS[1:4], 0))
    for device in devices:
        label = device.label
        if not label.tells_maker or label.maker is None:
            continue
        counts[label.maker]["devices"] += 1
        outcome = device.outcome("maker")
        if outcome == "right":
            counts[label.maker]["named_right"] += 1
        for wrong in {one.maker for one in device.answers if one.maker not in (None, label.maker)}:
            counts[str(wrong)]["named_wrong"] += 1
    return [
        {"maker": maker, **row, "measured_on": on.isoformat(), "labels": digest}
        for maker, row in sorted(counts.items())
        if maker in held
    ]


def write_measures(rows: Iterable[dict[str, object]], path: Path = MEASURED) -> None:
    """The table that caps what is said of makers."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def leave_one_out(bench: Bench, files: Sequence[Sequence[Label]]) -> dict[str, dict[str, Any]]:
    """For each maker with labelled devices: what is said of them when all that is known of it is taken away."""
    makers = sorted({one.maker for labels in files for one in labels if one.maker and not one.is_personal})
    found = {}
    for maker in makers:
        packs = without(bench.packs, maker)
        knowledge = Knowledge(packs, bench.as_of)
        mine = [labels for labels in files if any(one.maker == maker for one in labels)]
        devices = merged(
            device
            for labels in mine
            for device in bench.answers(labels, knowledge)
            if device.label.maker == maker and not device.label.is_personal
        )
        named = sorted({one.maker for device in devices for one in device.answers if one.maker})
        found[maker] = {"devices": len(devices), "named": named}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="root", type=Path, default=Path("../shared/data/captures"))
    parser.add_argument("--as-of", type=date.fromisoformat, default=datetime.now(UTC).date())
    parser.add_argument("--write", action="store_true", help="write packs/fingerprints/measured.csv")
    arguments = parser.parse_args()
    if not arguments.root.is_dir():
        sys.exit(f"{arguments.root}: no such folder; --from names the folder of the captures")
    started = time.perf_counter()
    by_file: dict[str, list[Label]] = defaultdict(list)
    for label in read_labels():
        by_file[label.file].append(label)
    files = list(by_file.values())
    bench = Bench(arguments.root, load_packs(), arguments.as_of)
    answered = {labels[0].file: list(bench.answers(labels)) for labels in files}
    everything = merged(device for devices in answered.values() for device in devices)
    real, other = (
        [one for one in everything if (one.label.origin == "captured") == wanted] for wanted in (True, False)
    )
    left_out = leave_one_out(bench, [labels for labels in files if labels[0].origin == "captured"])
    from scores_page import print_page

    print_page(answered, real, other, left_out, bench)
    rows = measures(real, bench.packs.organisations, arguments.as_of, digest_of())
    if arguments.write:
        write_measures(rows)
        print(f"{MEASURED.name} is written; now: lamppost packs build {SHIPPED}", file=sys.stderr)
    summary: dict[str, Any] = {
        "name": "identification",
        "sizes": {
            "devices": len(real),
            "captures": sum(len(labels[0].captures) for labels in files if labels[0].origin == "captured"),
        },
        "versions": {"lamppost": metadata.version("lamppost"), "python": platform.python_version()},
        "as_of": arguments.as_of.isoformat(),
        "labels": digest_of(),
        "seconds": round(time.perf_counter() - started, 1),
        **{question: score(real, question).summary() for question in QUESTIONS},
        "called_watching": called_watching(real),
        "makers_once": by_maker(real).summary(),
        "unknown_share": (share := score(real, "maker").unknown_share) and round(share, 3),
        "not_counted": {question: score(other, question).summary() for question in QUESTIONS},
        "left_out_named_wrongly": sorted(maker for maker, row in left_out.items() if row["named"]),
        "shows_0.95": (low := interval(score(real, "maker").right, score(real, "maker").named)) is not None
        and low[0] >= GOAL,
    }
    print(json.dumps(summary, sort_keys=True))


if __name__ == "__main__":
    main()
