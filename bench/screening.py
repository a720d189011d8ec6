"""How often the organisation that a name means is found among 50,000, and how fast; the last line is JSON.

python bench/screening.py --from ../shared/data
python bench/screening.py --watch-list 500000            also how a watch list is compiled and asked; some minutes
python bench/screening.py --organisations 10000 --queries 500 --only lamppost

The names are public ones, read where they lie, and made ones up to the number asked for (screening_names.py). Each
query is a name as people write it (perturbing.py), or a name of nobody who is held. Queries fall to `dev` or `test` by
hash. For each peer the threshold is chosen on `dev`, and everything that is printed is of `test`. `f1` counts a wrong
organisation, and any answer to a name that is not held, as a false one. `recall_at_5pct` is with the threshold at which
5 in 100 names of nobody are answered on `dev`. After that, of the brands in screening/brands.csv, how many get the right
kind of answer from the packs on a day (screening_brands.py). Queries per second are of one process, of processor time.
"""

import argparse
import json
import platform
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from lamppost.knowledge.loading import load_packs
from perturbing import Query, negatives, queries
from screening_brands import print_brands, read_brands, tell
from screening_brands import summary as summary_of
from screening_names import Organisation, organisations
from screening_peers import PEERS, Find

LEFT_OUT = 0.09
"""The share of the public names that is not held, so that there are names of nobody."""
FALSE_ALERTS = 0.05
CHINESE = ("traditional", "pinyin")


@dataclass(frozen=True, slots=True)
class Answered:
    """One query with the organisation that was found, and its score."""

    query: Query
    found: int | None
    score: float

    @property
    def is_right(self) -> bool:
        """Whether the organisation that is meant was found."""
        return self.query.meant is not None and self.found == self.query.meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How good the answers at or above a threshold are."""

    threshold: float
    precision: float
    recall: float
    f1: float
    false_alerts: float
    """The share of names of nobody that were answered."""


def score(answers: Sequence[Answered], threshold: float) -> Scores:
    """The scores of the answers at or above a threshold."""
    given = [one for one in answers if one.found is not None and one.score >= threshold]
    right = sum(one.is_right for one in given)
    meant = sum(one.query.meant is not None for one in answers)
    nobody = len(answers) - meant
    precision = right / len(given) if given else 0.0
    recall = right / meant if meant else 0.0
    return Scores(
        threshold=threshold,
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall) if right else 0.0,
        false_alerts=sum(one.query.meant is None for one in given) / nobody if nobody else 0.0,
    )


def best_threshold(answers: Sequence[Answered]) -> float:
    """The threshold with the best F1, to a hundredth."""
    return max((at / 100 for at in range(1, 101)), key=lambda at: (score(answers, at).f1, at))


def threshold_for(answers: Sequence[Answered], false_alerts: float) -> float:
    """The lowest threshold at which no greater share of the names of nobody is answered."""
    scores = sorted(
        (one.score for one in answers if one.query.meant is None and one.found is not None), reverse=True
    )
    nobody = sum(one.query.meant is None for one in answers)
    allowed = int(nobody * false_alerts)
    return 0.0 if len(scores) <= allowed else scores[allowed] + 1e-6


def ask(find: Find, asked: Iterable[Query], owners: Sequence[int]) -> tuple[list[Answered], float]:
    """The answers to queries, and the seconds of processor time that they took."""
    answers, started = [], time.process_time()
    for query in asked:
        found = find(query.text)
        answers.append(
            Answered(query, None if found is None else owners[found[0]], 0.0 if found is None else found[1])
        )
    return answers, time.process_time() - started


def measure(name: str, held: Sequence[Organisation], asked: Sequence[Query]) -> dict[str, Any]:
    """What one peer scores on `test`, with thresholds from `dev`."""
    names = [text for one in held for text in one.names]
    owners = [one.id for one in held for _ in one.names]
    begun = time.process_time()
    find = PEERS[name](names)
    built = time.process_time() - begun
    answers, seconds = ask(find, asked, owners)
    dev, test = ([one for one in answers if one.query.half == half] for half in ("dev", "test"))
    at_best = score(test, best_threshold(dev))
    at_5 = score(test, threshold_for(dev, FALSE_ALERTS))
    kinds: dict[str, list[Answered]] = defaultdict(list)
    for one in test:
        kinds[one.query.kind].append(one)
    return {
        "threshold": at_best.threshold,
        "precision": round(at_best.precision, 3),
        "recall": round(at_best.recall, 3),
        "f1": round(at_best.f1, 3),
        "false_alerts": round(at_best.false_alerts, 3),
        "recall_at_5pct": round(at_5.recall, 3),
        "false_alerts_at_5pct": round(at_5.false_alerts, 3),
        "queries_per_s": round(len(asked) / seconds) if seconds else None,
        "build_s": round(built, 1),
        "by_kind": {kind: round(_share(some, at_best.threshold), 3) for kind, some in sorted(kinds.items())},
        "chinese": round(_share([one for kind in CHINESE for one in kinds[kind]], at_best.threshold), 3),
    }


def _share(answers: Sequence[Answered], threshold: float) -> float:
    """How many were answered rightly, or rightly not answered."""
    right = sum(
        one.is_right and one.score >= threshold
        if one.query.meant is not None
        else one.found is None or one.score < threshold
        for one in answers
    )
    return right / len(answers) if answers else 0.0


def make_set(shared: Path, size: int, count: int) -> tuple[list[Organisation], list[Query]]:
    """Organisations that are held, and as many queries on them as names of nobody."""
    every = organisations(shared, int(size / (1 - LEFT_OUT)) + 1)
    public = [one for one in every if not one.made]
    out = {one.id for one in public[len(public) - int(len(public) * LEFT_OUT) :]}
    held = [one for one in every if one.id not in out][:size]
    left_out = [one for one in every if one.id in out]
    return held, [*queries(held, count), *negatives(held, left_out, count)]


def print_page(
    held: Sequence[Organisation], asked: Sequence[Query], measured: dict[str, dict[str, Any]]
) -> None:
    """Print everything but the last line."""
    made = sum(one.made for one in held)
    meant = sum(one.meant is not None for one in asked)
    print(
        f"{len(held)} organisations ({made} of them made), {meant} queries on them, {len(asked) - meant} names of nobody"
    )
    columns = (
        "precision",
        "recall",
        "f1",
        "false_alerts",
        "recall_at_5pct",
        "chinese",
        "queries_per_s",
        "threshold",
    )
    print(f"{'on test':<27}" + "".join(f"{name:>16}" for name in columns))
    for peer, row in measured.items():
        print(f"{peer:<27}" + "".join(f"{row[name]!s:>16}" for name in columns))
    print(f"\n{'answered rightly, by kind':<27}" + "".join(f"{peer[:22]:>24}" for peer in measured))
    for kind in next(iter(measured.values()))["by_kind"]:
        print(f"{kind:<27}" + "".join(f"{row['by_kind'][kind]:>24}" for row in measured.values()))


def borrow(python: str) -> None:
    """Import from now on what another Python has installed and this one lacks; what both have stays this one's.

    Args:
        python: Its program; of another version than this one, nothing of it can be imported.
    """
    words = [python, "-c", "import json, sys; print(json.dumps([sys.version_info[:2], sys.path]))"]
    version, path = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    if tuple(version) != sys.version_info[:2]:
        print(f"peers: {python} is Python {version[0]}.{version[1]}, and this is another", file=sys.stderr)
        return
    sys.path.extend(one for one in path if one.endswith("site-packages") and one not in sys.path)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--from", dest="shared", type=Path, default=Path("../shared/data"))
    parser.add_argument("--organisations", type=int, default=50_000)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument(
        "--watch-list", type=int, default=0, metavar="N", help="also a watch list of so many names"
    )
    parser.add_argument("--only", action="append", choices=sorted(PEERS), help="a peer; repeatable")
    parser.add_argument(
        "--peers-python", metavar="PROGRAM", help="a Python of this version; what it has, and this one lacks"
    )
    parser.add_argument("--as-of", type=date.fromisoformat, default=datetime.now(UTC).date())
    arguments = parser.parse_args()
    if arguments.peers_python:
        borrow(arguments.peers_python)
    started = time.perf_counter()
    held, asked = make_set(arguments.shared, arguments.organisations, arguments.queries)
    measured: dict[str, dict[str, Any]] = {}
    for peer in arguments.only or PEERS:
        try:
            measured[peer] = measure(peer, held, asked)
        except ImportError as error:
            print(f"{peer}: left out, {error.name} is not installed", file=sys.stderr)
    print_page(held, asked, measured)
    mine = measured.get("lamppost", {})
    watched = None
    if arguments.watch_list:
        from screening_watch import measure_watch_list

        watched = measure_watch_list(organisations(arguments.shared, arguments.watch_list))
        print("\nA watch list: " + ", ".join(f"{key} {value}" for key, value in watched.items()))
    brands = arguments.shared / "screening" / "brands.csv"
    told = tell(read_brands(brands), load_packs(), arguments.as_of) if brands.exists() else []
    if told:
        print_brands(told, arguments.as_of)
    summary: dict[str, Any] = {
        "name": "screening",
        "sizes": {"organisations": len(held), "queries": sum(one.meant is not None for one in asked), "nobody": sum(one.meant is None for one in asked)},
        "versions": {"lamppost": metadata.version("lamppost"), "python": platform.python_version()},
        "watch_list": watched,
        "brands": summary_of(told) if told else None,
        "as_of": arguments.as_of.isoformat(),
        "seconds": round(time.perf_counter() - started, 1),
        **{key: mine.get(key) for key in ("precision", "recall", "f1", "false_alerts", "recall_at_5pct", "chinese", "queries_per_s", "by_kind")},
        "peers": {peer: {key: row[key] for key in ("f1", "recall_at_5pct", "chinese", "queries_per_s")} for peer, row in measured.items() if peer != "lamppost"},
        "ratio": {
            peer: round(mine["queries_per_s"] / row["queries_per_s"], 2)
            for peer, row in measured.items()
            if mine and peer != "lamppost"
        },
    }  # fmt: skip
    print(json.dumps(summary, sort_keys=True))


if __name__ == "__main__":
    main()
