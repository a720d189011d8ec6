"""Files of nfdump's collectors into connections: layout 1 (nfdump 1.6) and 2 (1.7), packed or not.

Sources: phaag/nfdump on GitHub, `bin/nffile.h` and `bin/nfx.c` (layout 1), `src/libnffile/nffileV2.h`, `nfxV3.h` and `id.h`
(layout 2). Each record is one direction; `observe.logs.pairing` puts both together.

| column | layout 1 | layout 2, element |
|---|---|---|
| first_seen_at, last_seen_at | `first`, `last` with `msec_first`, `msec_last` | `EXgenericFlow.msecFirst`, `msecLast` |
| proto, src_port, dst_port | `prot`, `srcport`, `dstport` | `EXgenericFlow.proto`, `srcPort`, `dstPort` |
| src, dst | extension 1 | `EXipv4Flow`, `EXipv6Flow` |
| packets, bytes | extensions 2 and 3 | `EXgenericFlow.inPackets`, `inBytes` |
| vlan_id | extension 13, `src_vlan` | `EXvLan.srcVlan` |
| src_mac, dst_mac | extensions 20 and 21, `in_src_mac`, `in_dst_mac` | `EXmacAddr.inSrcMac`, `inDstMac` |

The row is the number of the record among all records of the file, from 1. Counters of what went *out* are not taken: in some
exports they are the answer's, in others those of the same packets behind a device (IANA, IPFIX element 23).
"""

from pathlib import Path
from typing import Literal

import numpy as np

from lamppost.model.observations import Column, Evidence, Issue
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.one_way import some
from lamppost.observe.logs.opened import Progress, Read, evidence_of, read_source, tell_progress
from lamppost.observe.logs.pairer import Pairer
from lamppost.observe.nfdump import trouble
from lamppost.observe.nfdump.found import Found
from lamppost.observe.nfdump.kernels import Kernels, kernels_for
from lamppost.observe.nfdump.layout import (
    ARRAY,
    FOREIGN_MAGIC,
    MAGIC,
    RECORDS_1,
    RECORDS_2,
    SUMS,
    Block,
    Header,
    Octets,
    lost_of,
    read_blocks,
    read_header,
)
from lamppost.observe.nfdump.packing import MOST_BLOCK, NAMES, PLAIN, PackingError, unpacked
from lamppost.observe.nfdump.records_v1 import COMMON, COMMON_V0, EXTENSION_MAP, read_map, read_v1
from lamppost.observe.nfdump.records_v3 import RECORD_V3, read_v3
from lamppost.observe.nfdump.starts import LEAST
from lamppost.observe.source import Source

FORM = "nfdump"
_HIGHEST_LAYOUT = 15
"""Layouts are small numbers; other files that begin with the same two octets are none."""


def recognise(start: bytes, name: str) -> str | None:
    """`nfdump` for a file that begins as those of nfdump do, in either order of octets.

    Args:
        start: Its first octets, unpacked.
        name: Its name, which does not matter.
    """
    _ = name
    order: Literal["little", "big"] = "little" if start[:2] == MAGIC else "big"
    is_ours = start[:2] in (MAGIC, FOREIGN_MAGIC) and len(start) >= LEAST
    return FORM if is_ours and 1 <= int.from_bytes(start[2:4], order) <= _HIGHEST_LAYOUT else None


def rank(form: str) -> int:
    """10: it tells connections."""
    _ = form
    return 10


def read(
    path: Path, evidence: int, name: str, form: str, into: Gathering, progress: Progress | None = None
) -> Evidence:
    """What the file was, its hash, and how much of it was read; never raises for what is in it.

    Args:
        path: The file, as it is or packed once more; `-` is standard input.
        evidence: Which file.
        name: How results call it.
        form: `nfdump`.
        into: Takes the connections, and what could not be read.
        progress: Called with the name, bytes done and bytes in all.
    """
    return read_source(
        path, name, form, into, lambda source: _File(source, evidence, name, into, progress).read(form)
    )


_MOST_STRETCHES = 20
"""Stretches of one file that were not read, of which each is told by itself."""


class _File:
    """One file on its way."""

    def __init__(
        self, source: Source, evidence: int, name: str, into: Gathering, progress: Progress | None
    ) -> None:
        self._source, self._name, self._into, self._progress = source, name, into, progress
        self._pairer = Pairer(evidence, into)
        self._kernels: Kernels = kernels_for(source.announced_bytes)
        self._row = 1  # the record that comes next
        self._maps: dict[int, tuple[int, ...]] = {}
        self._is_whole = True
        self._blocks = self._stretches = 0
        self._broken: list[Column] = []
        self._events: list[Column] = []
        self._n_flows = 0
        self._kinds: set[int] = set()

    def read(self, form: str) -> Evidence:
        """Read all of it."""
        octets = Octets(self._source)
        header = self._read_header(octets)
        if header is None:
            self._source.drain()
            return self._told(form, "none")
        self._into.coverage.lost_exports += header.lost
        for block in read_blocks(octets, header, MOST_BLOCK):
            self._read_block(block, header)
            self._tell()
        self._end(octets, header)
        self._pairer.finish()
        self._source.drain()
        return self._told(form, "whole" if self._is_whole else "part")

    def _read_header(self, octets: Octets) -> Header | None:
        """The file's header; None where nothing behind it can be read, which is told."""
        start = bytes(self._source.data[self._source.start : self._source.start + 2])
        if start == FOREIGN_MAGIC:
            return self._refuse(trouble.foreign_order(self._name))
        header = read_header(octets)
        if header is None:
            return self._refuse(trouble.header_cut(self._name))
        if header.layout not in (1, 2):
            return self._refuse(trouble.other_layout(self._name, header.layout))
        if header.is_encrypted:
            return self._refuse(trouble.encrypted(self._name))
        if header.packing != PLAIN and header.packing not in NAMES:
            return self._refuse(trouble.unknown_packing(self._name, header.packing))
        return header

    def _refuse(self, issue: Issue) -> Header | None:
        """None, and why that is told."""
        self._into.issues.append(issue)
        return None

    def _read_block(self, block: Block, header: Header) -> None:
        """Take the records of one block."""
        is_records = block.kind == (RECORDS_1 if header.layout == 1 else RECORDS_2)
        self._blocks += is_records
        if block.data is None:
            self._add(
                trouble.block_too_long(self._name, self._row, block.number, block.size, MOST_BLOCK)
                if block.size > MOST_BLOCK
                else trouble.block_cut(self._name, self._row, block.number, block.at)
            )
        elif is_records:
            try:
                data = unpacked(block.data, block.packing, self._kernels)
            except PackingError as error:
                packing = NAMES[block.packing]
                self._add(trouble.block_damaged(self._name, self._row, block.number, packing, str(error)))
                self._row += block.records
                return
            self._take(np.ascontiguousarray(data), block)
        elif block.kind not in (RECORDS_2, ARRAY):  # histograms of layout 1; tables of layout 2
            self._add(trouble.other_block(self._name, self._row, block.number, block.kind))

    def _take(self, data: Column, block: Block) -> None:
        """Take the records of an unpacked block."""
        most = min(block.records, len(data) // LEAST)
        starts = np.zeros(most + 1, np.int64)
        at = self._kernels.find_starts(
            self._kernels.octets(data), len(data), most, self._kernels.longs(starts)
        )
        places = starts[1 : starts[0] + 1]
        if at != len(data) or len(places) != block.records:
            lost = max(block.records - len(places), 1)
            self._add(trouble.records_lost(self._name, self._row + len(places), block.number, lost))
        kinds = np.zeros(0, np.uint16) if not len(places) else _shorts_at(data, places)
        rows = np.arange(len(places))
        self._kinds.update(np.unique(kinds).tolist())
        self._take_v1(data, places, kinds, rows)
        for at in places[kinds == SUMS].tolist():
            self._into.coverage.lost_exports += lost_of(data[at:])
        mine = np.flatnonzero(kinds == RECORD_V3)
        if len(mine):
            self._keep(read_v3(data, places[mine], self._row, rows[mine]))
        self._row += block.records

    def _take_v1(self, data: Column, places: Column, kinds: Column, rows: Column) -> None:
        """Take the records of layout 1, each with the extension maps that stand before it."""
        before = 0
        for at in [*np.flatnonzero(kinds == EXTENSION_MAP).tolist(), len(places)]:
            mine = before + np.flatnonzero((kinds[before:at] == COMMON) | (kinds[before:at] == COMMON_V0))
            if len(mine):
                self._keep(read_v1(data, places[mine], self._row, rows[mine], self._maps))
            if at < len(places):
                self._take_map(data, int(places[at]), self._row + at)
            before = at + 1

    def _take_map(self, data: Column, at: int, row: int) -> None:
        size = int(data[at + 2]) + int(data[at + 3]) * 0x100
        found = read_map(data[at : at + size])
        if found is None:
            self._broken.append(np.array([row]))
        else:
            self._maps[found[0]] = found[1]

    def _keep(self, found: Found) -> None:
        """Hand flows over, and remember the rest."""
        rows = found.rows
        self._n_flows += len(rows["row"])
        timed = rows["first_seen_at"] > 0
        if not timed.all():
            self._broken.append(rows["row"][~timed])
            rows = some(rows, timed)
        rows["last_seen_at"] = np.maximum(rows["first_seen_at"], rows["last_seen_at"])
        self._pairer.add(rows)
        self._into.coverage.multiplied_records += found.sampled
        for numbers, into in ((found.broken, self._broken), (found.events, self._events)):
            if len(numbers):
                into.append(numbers)

    def _end(self, octets: Octets, header: Header) -> None:
        """Say how the file ends, and what was passed over."""
        if octets.left and self._is_whole:
            self._add(trouble.block_cut(self._name, self._row, self._blocks + 1, octets.at))
        elif self._is_whole and self._blocks < header.blocks:
            self._add(trouble.block_missing(self._name, self._row, self._blocks, header.blocks))
        if (more := self._stretches - _MOST_STRETCHES) > 0:
            self._into.issues.append(trouble.more_stretches(self._name, more))
        if not (self._n_flows or self._broken or self._events) and self._row > 1:
            self._into.issues.append(trouble.no_flows(self._name, self._row - 1, sorted(self._kinds)))
        for found, words in ((self._broken, trouble.broken_records), (self._events, trouble.events)):
            if found:
                numbers = np.concatenate(found)
                self._into.coverage.unread_lines += len(numbers)
                self._into.issues.append(words(self._name, int(numbers.min()), len(numbers)))

    def _add(self, issue: Issue) -> None:
        """Tell of a stretch that was not read; of very many, how many there were."""
        self._is_whole = False
        if self._stretches < _MOST_STRETCHES:
            self._into.issues.append(issue)
        self._stretches += 1

    def _tell(self) -> None:
        tell_progress(self._source, self._name, self._progress)

    def _told(self, form: str, read: Read) -> Evidence:
        return evidence_of(self._source, self._name, form, read)


def _shorts_at(data: Column, places: Column) -> Column:
    """The types of records."""
    return np.asarray(data[places].astype(np.uint16) + data[places + 1].astype(np.uint16) * np.uint16(0x100))
