"""What some captures hold, decoded by themselves: a part in a folder of its own, to be put together with the others.

Captures of one time are of one part, for their frames are taken in the order of time. Behind a file's end nothing is remembered but its flows: a
name that stands in segments of two files, or a datagram whose fragments do, is not read.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from lamppost.model.columns import distinct_rows, parts_of
from lamppost.model.covering import covered
from lamppost.model.host_names import HostNames
from lamppost.model.observations import (
    FLOW,
    NAME,
    SENDER,
    Column,
    Coverage,
    Evidence,
    Issue,
    Observations,
    SelfDescription,
)
from lamppost.model.saying import Saying, remember, sayings_of
from lamppost.model.spilling import table as table_of
from lamppost.observe.capture.counting import count_unnamed
from lamppost.observe.capture.layout import FLOW_WIDTH
from lamppost.observe.capture.listening import MOST_VALUES, TakeExport
from lamppost.observe.capture.outcome import ANSWER_KEYS, as_columns, flow_rows, name_columns
from lamppost.observe.capture.outcome_names import like_names, names_of
from lamppost.observe.capture.outcome_senders import sender_columns
from lamppost.observe.capture.reader import decode_captures
from lamppost.observe.capture.stitching import named_anew, stitched
from lamppost.observe.capture.track import Progress

Table = dict[str, Column]
_FACTS, _TABLES = "facts.msgpack", "tables.npz"
_OF_FLOWS = ("encrypted_dns_flows", "quic_flows", "quic_unnamed")
"""What is counted of flows, and so once they are whole."""


class Facts(msgspec.Struct, kw_only=True):
    """What captures hold that is no table."""

    evidence: list[Evidence]
    issues: list[Issue]
    coverage: Coverage
    hours: list[int]
    said: list[SelfDescription]
    sentences: dict[str, Saying]
    """What the sentences of issues were made of, for those who were not there."""
    n_exports: int
    """Datagrams that are exports of flows, which are not read here."""

    @property
    def span(self) -> tuple[int, int] | None:
        """The times of the first and the last frame; None where there is none."""
        first, last = self.coverage.first_seen_at, self.coverage.last_seen_at
        return None if first is None or last is None else (first, last)


def facts_of(folder: Path) -> Facts:
    """What captures hold that is no table, from the folder of their part."""
    return msgspec.msgpack.decode((folder / _FACTS).read_bytes(), type=Facts)


class Part:
    """What captures hold, from their folder."""

    def __init__(self, folder: Path, files: Sequence[int]) -> None:
        """Know where it lies.

        Args:
            folder: Where.
            files: The number of each of its files among all.
        """
        self.facts = facts_of(folder)
        remember(self.facts.sentences)
        self.files = np.array(files, np.int32)
        self._tables = folder / _TABLES

    def column(self, name: str) -> Column:
        """One of its columns, read now."""
        with np.load(self._tables) as held:
            return np.asarray(held[name])


def decode_apart(
    paths: Sequence[Path], folder: Path, take_export: TakeExport, progress: Progress | None = None
) -> None:
    """Decode captures of one time, and write what they hold.

    Args:
        paths: The captures.
        folder: Where to; it is made.
        take_export: Says whether a datagram is an export of flows; such are counted, and not read.
        progress: Called with the name, bytes done and bytes in all.
    """
    exports = [0]

    def count_export(*datagram: Any) -> bool:
        is_export = take_export(*datagram)
        exports[0] += is_export
        return is_export

    decoded = decode_captures(paths, progress, take_export=count_export)
    names, meant = names_of(decoded.decoder)
    octets, starts, lengths = names.heap()
    tables: Table = {
        "flows": np.concatenate([np.zeros((0, FLOW_WIDTH), np.int64), *flow_rows(decoded.decoder, meant)]),
        "octets": octets,
        "starts": starts,
        "lengths": lengths,
    }
    tables |= {f"name.{key}": column for key, column in name_columns(decoded.decoder, meant).items()}
    tables |= {f"sender.{key}": column for key, column in sender_columns(decoded.decoder).items()}
    folder.mkdir()
    columns: dict[str, Any] = tables
    np.savez(folder / _TABLES, **columns)
    facts = Facts(
        evidence=decoded.evidence,
        issues=decoded.issues,
        coverage=decoded.coverage,
        hours=sorted(decoded.hours),
        said=list(decoded.said.values()),
        sentences=sayings_of(text for one in decoded.issues for text in (one.what, one.expected, one.hint)),
        n_exports=exports[0],
    )
    (folder / _FACTS).write_bytes(msgspec.msgpack.encode(facts))


def put_together(parts: Sequence[Part]) -> Observations:
    """What the captures of all parts hold, as if one decoder had read them.

    Args:
        parts: The parts, none of the same time as another.
    """
    ordered = sorted(parts, key=lambda part: (part.facts.span or (0, 0), int(part.files[0])))
    host_names, meant = _names(ordered)
    rows = stitched(
        named_anew(part.column("flows"), numbers, part.files)
        for part, numbers in zip(ordered, meant, strict=True)
    )
    names = _rows("name", NAME, ordered)
    names["name"] = np.concatenate(
        [numbers[part.column("name.name")] for part, numbers in zip(ordered, meant, strict=True)]
    ).astype(NAME["name"])
    first, _ = distinct_rows(*(names[key] for key in ANSWER_KEYS))
    senders = _rows("sender", SENDER, ordered)
    evidence = {
        number: one
        for part in ordered
        for number, one in zip(part.files.tolist(), part.facts.evidence, strict=True)
    }
    return Observations(
        evidence=[evidence[number] for number in sorted(evidence)],
        flows=_as_flows(rows),
        senders=_in_order(senders, ("mac", "vlan_id", "ip_high", "ip_low")),
        names=_in_order({key: column[first] for key, column in names.items()}),
        host_names=host_names,
        self_descriptions=_said(ordered),
        issues=[
            issue
            for part in sorted(parts, key=lambda part: int(part.files[0]))
            for issue in part.facts.issues
        ],
        coverage=_coverage(ordered, rows),
    )


def _names(parts: Sequence[Part]) -> tuple[HostNames, list[Column]]:
    """The host names of all parts, each once, and for each part which of them its numbers mean."""
    heaps = [part.column("octets") for part in parts]
    sizes = [len(one) for one in heaps]
    begins = np.cumsum(sizes) - sizes
    octets = np.concatenate(heaps)
    held = [part.column("starts") + begin for part, begin in zip(parts, begins, strict=True)]
    starts = np.concatenate(held)
    lengths = np.concatenate([part.column("lengths") for part in parts])
    like = like_names(octets, starts, lengths)
    is_first = like == np.arange(len(like))
    numbers = (np.cumsum(is_first) - 1)[like]
    bounds = np.cumsum([len(one) for one in held])[:-1]
    return HostNames(octets, starts[is_first], lengths[is_first]), np.split(numbers, bounds)


def _rows(table: str, schema: dict[str, type], parts: Sequence[Part]) -> Table:
    """A table of all parts, in their order, with the numbers that files have among all."""
    made = {key: np.concatenate([part.column(f"{table}.{key}") for part in parts]) for key in schema}
    made["evidence"] = np.concatenate(
        [part.files[part.column(f"{table}.evidence")] for part in parts]
    ).astype(schema["evidence"])
    return made


def _in_order(table: Table, behind: Sequence[str] = ()) -> Table:
    """The rows in the order of files and frames; those of one frame stay as they are, or by some columns."""
    order = np.lexsort([*(table[key] for key in behind), table["first_row"], table["evidence"]])
    return {key: column[order] for key, column in table.items()}


def _as_flows(rows: Column) -> Table:
    """Table of `FLOW`."""
    made = table_of(FLOW, len(rows))
    for part in parts_of(len(rows)):
        for key, column in as_columns(rows[part]).items():
            made[key][part] = column
    return made


def _said(parts: Iterable[Part]) -> list[SelfDescription]:
    """What devices say of themselves, each thing once: where it was heard first."""
    said: dict[tuple[int, str, str, str], SelfDescription] = {}
    values: Counter[tuple[int, str, str]] = Counter()
    for part in parts:
        for one in part.facts.said:
            key = one.mac, one.ip, one.field, one.value
            if key not in said and values[key[:3]] < MOST_VALUES:
                values[key[:3]] += 1
                said[key] = msgspec.structs.replace(one, evidence=int(part.files[one.evidence]))
    return list(said.values())


def _coverage(parts: Sequence[Part], rows: Column) -> Coverage:
    """What all parts cover, with what is counted of flows counted of whole ones."""
    made = Coverage()
    for part in parts:
        made = covered(made, part.facts.coverage)
    made.hours_with_traffic = len({hour for part in parts for hour in part.facts.hours})
    for name in _OF_FLOWS:
        setattr(made, name, 0)
    for some in parts_of(len(rows)):
        count_unnamed(made, rows[some])
    return made
