"""The file header, and the blocks one after the other (phaag/nfdump: nffile.h, nffileV2.h).

Layout 1 is nfdump 1.6's, layout 2 is 1.7's. All numbers are in the order of the machine that wrote them; files of machines
that write the most significant octet first are named, and not read, as nfdump does.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.nfdump.packing import BZIP2, LZ4, LZO, PLAIN
from lamppost.observe.source import Source

MAGIC = b"\x0c\xa5"
FOREIGN_MAGIC = b"\xa5\x0c"
HEADER_1, HEADER_2 = 140, 40
"""Octets of the headers; behind that of layout 1 stands the record of sums."""
BLOCK_HEADER = 12
RECORDS_1, RECORDS_2 = 2, 3
"""Types of blocks that hold records, in layout 1 and 2."""
ARRAY = 4
_SUMS_1 = np.dtype([("counts", "<u8", 15), ("times", "<u4", 2), ("msec", "<u2", 2), ("lost", "<u4")])
SUMS = 0x8002
"""Type of the record of sums, in layout 2."""
_SUMS_2 = np.dtype(
    [("type", "<u2"), ("size", "<u2"), ("counts", "<u8", 15), ("times", "<u8", 2), ("lost", "<u8")]
)
_MOST_LOST = 1 << 48
_FLAGS_1 = {0x01: LZO, 0x08: BZIP2, 0x10: LZ4}
_BLOCK = np.dtype([("records", "<u4"), ("size", "<u4"), ("type", "<u2"), ("flags", "<u2")])


class Header(NamedTuple):
    """What a file says of itself."""

    layout: int
    packing: int
    """Of blocks that are not marked as plain."""
    is_encrypted: bool
    blocks: int
    """How many hold records; 0 while the file is being written."""
    lost: int
    """How often the numbers of exports jumped, of layout 1; layout 2 says it in a record of SUMS."""


class Block(NamedTuple):
    """A block as it stands in the file."""

    number: int
    """From 1."""
    at: int
    """Octet of the file, unpacked, where it begins."""
    kind: int
    records: int
    size: int
    """Octets behind its header, as it says."""
    packing: int
    data: Column | None
    """Shape (size,); None: the file ends before them, or there are too many."""


class Octets:
    """A file from its first octet on, as much at a time as is asked for."""

    def __init__(self, source: Source) -> None:
        """At the start."""
        self._source = source
        self._pos = 0
        source.next(0)
        self._pos = source.start

    @property
    def at(self) -> int:
        """How many were taken."""
        return self._source.unpacked_bytes - self._source.end + self._pos

    def take(self, count: int) -> Column | None:
        """The next ones, shape (count,), a copy; None where the file ends before."""
        source = self._source
        while source.end - self._pos < count:
            moved = source.next(self._pos)
            if moved is None:
                return None
            source.release()
            self._pos += moved
        found = np.frombuffer(bytes(source.data[self._pos : self._pos + count]), np.uint8)
        self._pos += count
        return found

    @property
    def left(self) -> int:
        """How many are at hand."""
        return self._source.end - self._pos


def read_header(octets: Octets) -> Header | None:
    """What the file says of itself; None where it ends before it did."""
    start = octets.take(4)
    if start is None:
        return None
    layout = int(start[2:4].view("<u2")[0])
    if layout == 1:
        rest, sums = octets.take(HEADER_1 - 4), octets.take(_SUMS_1.itemsize)
        if rest is None or sums is None:
            return None
        flags, blocks = (int(one) for one in rest[:8].view("<u4"))
        packing = next((kind for flag, kind in _FLAGS_1.items() if flags & flag), PLAIN)
        return Header(1, packing, is_encrypted=False, blocks=blocks, lost=int(sums.view(_SUMS_1)["lost"][0]))
    rest = octets.take(HEADER_2 - 4)
    if rest is None:
        return None
    blocks = int(rest[32:36].view("<u4")[0])
    return Header(layout, int(rest[12]), is_encrypted=bool(rest[13]), blocks=blocks, lost=0)


def lost_of(record: Column) -> int:
    """How often the numbers of exports jumped, as a record of sums says; 0 where it is not as long as those are.

    Args:
        record: Its octets, and those behind it.
    """
    if len(record) < _SUMS_2.itemsize or int(record[2:4].view("<u2")[0]) != _SUMS_2.itemsize:
        return 0
    lost = int(record[: _SUMS_2.itemsize].view(_SUMS_2)["lost"][0])
    return lost if lost < _MOST_LOST else 0


def read_blocks(octets: Octets, header: Header, most: int) -> Iterator[Block]:
    """The blocks of the file in order, those behind the last one of records too; ends behind one without its data.

    Args:
        octets: Behind the header.
        header: The file's.
        most: Octets of the longest block that is read.
    """
    number = 0
    while (found := octets.take(BLOCK_HEADER)) is not None:
        number += 1
        at = octets.at - BLOCK_HEADER
        records, size, kind, flags = (int(one) for one in found.view(_BLOCK)[0])
        is_plain = flags & 1 or (header.layout == 1 and flags == 0 and header.packing == PLAIN)
        packing = PLAIN if is_plain else header.packing
        data = octets.take(size) if size <= most else None
        yield Block(number, at, kind, records, size, packing, data)
        if data is None:
            return
