"""Blocks of a PBF file as kernels decode them, and their elements, which show what osmium's show."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from lamppost.engine.kernel import address, compiled
from lamppost.observe.osm.blocks import Blob, UnusualError, unpacked
from lamppost.observe.osm.decoding.block import FOUND, read_block
from lamppost.observe.osm.decoding.layout import (
    HAS_NODES,
    HAS_WAYS,
    PLAIN,
    R_KIND,
    R_REF,
    R_REFS,
    R_TIME,
    ROW,
    STRING,
    T_KINDS,
    T_LAST_ID,
    T_LATEST,
    T_NODES,
    T_REFS,
    T_ROWS,
    T_STRINGS,
    T_TAGS,
    TOLD,
    WAY,
)
from lamppost.observe.osm.decoding.places import place
from lamppost.observe.osm.lines import PER_DEGREE
from lamppost.observe.osm.words import table

Ints = npt.NDArray[np.int64]
Spots = npt.NDArray[np.int32]
Run = Callable[..., Any]
"""How a kernel is called: as machine code, or, by tests, as it is."""


class Location(NamedTuple):
    """Where a node is, in units of 1e-7 degrees."""

    x: int
    y: int

    @property
    def lon(self) -> float:
        """Longitude in degrees."""
        return self.x / PER_DEGREE

    @property
    def lat(self) -> float:
        """Latitude in degrees."""
        return self.y / PER_DEGREE

    def valid(self) -> bool:
        """Yes: others are not taken."""
        return True


class NodeRef(NamedTuple):
    """A node of a way."""

    ref: int
    location: Location


class Member(NamedTuple):
    """A member of a relation."""

    type: str
    ref: int


class Tags:
    """The tags of an element."""

    __slots__ = ("_held", "get")

    def __init__(self, held: Mapping[str, str]) -> None:
        """Take them by their keys."""
        self._held, self.get = held, held.get

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Keys and values."""
        return iter(self._held.items())


class Element:
    """A node, a way or a relation."""

    __slots__ = ("_block", "_from", "_is_closed", "_seconds", "first", "id", "kind", "n", "tags", "version")

    def __init__(self, block: "Block", row: list[int], tags: Tags, *, is_closed: bool) -> None:
        """Take a row of a block."""
        self.kind, self.id, self.version, self._seconds, _, _, self._from, self.n = row
        self.first = self._from + block.first
        self._block, self.tags, self._is_closed = block, tags, is_closed

    @property
    def timestamp(self) -> datetime:
        """When it was last changed; the beginning of 1970 where that is not told."""
        return moment_of(self._seconds)

    @property
    def location(self) -> Location:
        """Where a node is."""
        return Location(self._from, self.n)

    @property
    def nodes(self) -> list[NodeRef]:
        """The nodes of a way."""
        part = slice(self._from, self._from + self.n)
        places = self._block.spots[part].tolist()
        return [
            NodeRef(ref, Location(*spot))
            for ref, spot in zip(self._block.refs[part].tolist(), places, strict=True)
        ]

    @property
    def members(self) -> list[Member]:
        """The members of a relation."""
        told = self._block.refs[self._from : self._from + self.n].tolist()
        return [Member("nwr"[one & 3], one >> 2) for one in told]

    def is_closed(self) -> bool:
        """Whether a way ends at the node at which it begins."""
        return self._is_closed


class Walked(NamedTuple):
    """A plain way that is walked."""

    id: int
    highway: int
    """The place of its value in `words.WALKED`."""
    name: str | None
    first: int
    n: int


class Block:
    """What is asked for of a block."""

    def __init__(self, buf: bytes, told: Ints, columns: list[Ints]) -> None:
        """Take what a kernel found, as far as it was filled."""
        strings, ids, spots, rows, tags, refs = columns
        self.kinds, self.latest = int(told[T_KINDS]), int(told[T_LATEST])
        self.last_id = int(told[T_LAST_ID])
        self.nodes = ids[: told[T_NODES]].copy(), spots[: told[T_NODES]].copy()
        self.refs = refs[: told[T_REFS]].copy()
        self.spots: Spots = np.empty((0, 2), np.int32)
        """Where the nodes of ways are; filled in when all nodes are known."""
        self.first = 0
        """Nodes of ways of the blocks before."""
        self._rows = rows[: told[T_ROWS] * ROW].reshape(-1, ROW).copy()
        self._tags = tags[: 2 * told[T_TAGS]].copy()
        self._texts = _texts(buf, strings[: told[T_STRINGS] * STRING].reshape(-1, STRING), self._used())

    def _used(self) -> Ints:
        """Strings of tags and names."""
        names = self._rows[self._rows[:, 0] == PLAIN, R_TIME]
        return np.unique(np.concatenate((self._tags, names[names >= 0])))

    def _closed(self) -> npt.NDArray[np.bool_]:
        """Of each row, whether it is a way that ends where it begins."""
        first, n = self._rows[:, R_REF], self._rows[:, R_REFS]
        is_way: npt.NDArray[np.bool_] = (self._rows[:, R_KIND] == WAY) & (n > 0)
        is_way[is_way] = self.refs[first[is_way]] == self.refs[(first + n)[is_way] - 1]
        return is_way

    def elements(self) -> Iterator[Element | Walked]:
        """Its elements in the order of the file.

        Raises:
            UnusualError: One bears a key twice, or is a way without nodes.
        """
        texts = self._texts
        words = [texts[one] for one in self._tags.tolist()]
        for row, is_closed in zip(self._rows.tolist(), self._closed().tolist(), strict=True):
            if row[0] == PLAIN:
                _, number, highway, name, _, _, first, n = row
                yield Walked(number, highway, texts[name] if name >= 0 else None, first + self.first, n)
                continue
            start, end = 2 * row[4], 2 * (row[4] + row[5])
            held = dict(zip(words[start:end:2], words[start + 1 : end : 2], strict=True))
            if len(held) != row[5] or (row[0] == WAY and row[7] == 0):
                raise UnusualError
            yield Element(self, row, Tags(held), is_closed=is_closed)


class Decoder:
    """Decodes the blocks of a file in their order."""

    def __init__(self, file: BinaryIO, *, is_compiled: bool = True) -> None:
        """Begin.

        Args:
            file: The file, unpacked.
            is_compiled: Whether by machine code.
        """
        self._file = file
        self._read: Run = compiled(read_block) if is_compiled else read_block
        self._place: Run = compiled(place) if is_compiled else place
        self._view: Callable[[Any], Any] = address if is_compiled else _memory
        self._words, self._word_at = table()
        self._nodes: list[tuple[Ints, Ints]] = []
        self._last_id = self._n_refs = 0
        self._has_ways = False
        self.ids: Ints = np.empty(0, np.int64)
        self.spots: Ints = np.empty(0, np.int64)

    def block(self, blob: Blob, members: Ints, last_id: int = 0) -> Block:
        """A block by itself.

        Args:
            blob: Where it is.
            members: Ids of ways that are asked for whatever their tags are, rising.
            last_id: That of the last node before.

        Raises:
            UnusualError: It is not as most are, or damaged.
        """
        if blob.kind != b"OSMData":
            raise UnusualError
        buf = unpacked(self._file, blob)
        size, view = len(buf), self._view
        told, found = np.zeros(TOLD, np.int64), np.zeros(FOUND, np.int64)
        told[T_LAST_ID] = last_id
        numbers = (
            STRING * (size // 2 + 1),
            size // 3 + 1,
            size // 3 + 1,
            ROW * (size // 4 + 1),
            size + 2,
            size + 1,
        )
        columns: list[Ints] = [np.empty(n, np.int64) for n in numbers]
        taken = np.frombuffer(buf, np.uint8) if size else np.zeros(1, np.uint8)
        held = members if len(members) else np.zeros(1, np.int64)
        if self._read(
            view(taken), size, view(self._words), view(self._word_at), view(held), len(members), view(told), view(found),
            *map(view, columns),
        ):  # fmt: skip
            raise UnusualError
        return Block(buf, told, columns)

    def next_block(self, blob: Blob, members: Ints) -> Block:
        """The block behind the last, with where the nodes of its ways are.

        Args:
            blob: Where it is.
            members: As `block` takes them.

        Raises:
            UnusualError: It is not as most are, damaged, or has nodes behind ways.
        """
        block = self.block(blob, members, self._last_id)
        self._last_id, block.first = block.last_id, self._n_refs
        if block.kinds & HAS_NODES:
            if self._has_ways:
                raise UnusualError
            self._nodes.append(block.nodes)
        if block.kinds & HAS_WAYS:
            self._has_ways = True
            self.end_nodes()
            self._locate(block)
        return block

    def end_nodes(self) -> None:
        """No nodes come any more."""
        if self._nodes:
            self.ids, self.spots = (np.concatenate(one) for one in zip(*self._nodes, strict=True))
            self._nodes.clear()

    def _locate(self, block: Block) -> None:
        n, view = len(block.refs), self._view
        found = np.empty(max(n, 1), np.int64)
        if n:
            ids, spots = (one if len(one) else np.zeros(1, np.int64) for one in (self.ids, self.spots))
            self._place(view(ids), view(spots), len(self.ids), view(block.refs), n, view(found))
        block.spots = np.stack((found[:n] << 32 >> 32, found[:n] >> 32), axis=1).astype(np.int32)
        self._n_refs += n


def moment_of(seconds: int) -> datetime:
    """Seconds since the beginning of 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def _texts(buf: bytes, strings: Ints, used: Ints) -> dict[int, str]:
    """The texts of strings by their numbers."""
    return {
        one: buf[start : start + length].decode()
        for one, (start, length, _) in zip(used.tolist(), strings[used].tolist(), strict=True)
    }


def _memory(column: npt.NDArray[Any]) -> Any:
    """The column's memory, whose elements are Python's own integers."""
    return memoryview(column.data)
