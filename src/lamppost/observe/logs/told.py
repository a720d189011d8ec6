"""What parts told that files read behind them need: kept in a folder that whoever reads one maps into memory."""

from itertools import accumulate
from pathlib import Path

import msgspec
import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.apart import SCHEMAS, Apart, Kept, Part, Table
from lamppost.observe.logs.numbered import Numbered

_KEYS = "keys"
_BEFORE_ONLY = ("sent",)
"""Tables of which a file is told what stands before it; of the others, which go by time, it is told all."""
_Texts = dict[str, tuple[str | None, str | None]]


class _Index(msgspec.Struct):
    """What lies in the folder, beside the columns."""

    names: list[str]
    places: list[int]
    """Of the parts, rising."""
    ends: dict[str, list[int]]
    """By table, how many rows the parts up to each have."""
    texts: list[_Texts]
    keys: list[str]


class Told:
    """What some parts told."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.names = Numbered()
        self._parts: dict[int, Part] = {}

    def put(self, place: int, part: Part) -> Column:
        """Keep what a part tells, in place of what it told before; its host names get their numbers.

        Args:
            place: Of the file, among all.
            part: What it tells.

        Returns:
            The number of each name that was new to it.
        """
        meant = self.names.numbers(part.facts.names)
        part.renumber(meant)
        self._parts[place] = part
        return meant

    def write(self, folder: Path) -> None:
        """Write it.

        Args:
            folder: Where to; it is made.
        """
        folder.mkdir()
        held = sorted(place for place, part in self._parts.items() if part.tells)
        parts = [self._parts[place] for place in held]
        kinds = sorted({name for part in parts for name in part.keys})
        tables = {
            "named": [part.look_ups() for part in parts],
            "leases": [part.tables["leases"] for part in parts],
            "sent": [part.tables["sent"] for part in parts],
        } | {f"{_KEYS}-{kind}": [_keys(part, kind) for part in parts] for kind in kinds}
        for table, rows in tables.items():
            for name, dtype in _schema(table).items():
                np.save(folder / f"{table}.{name}.npy", _joined([one[name] for one in rows], dtype))
        index = _Index(
            names=list(self.names),
            places=held,
            ends={table: list(accumulate(_length(one) for one in rows)) for table, rows in tables.items()},
            texts=[part.facts.texts for part in parts],
            keys=kinds,
        )
        (folder / "index.msgpack").write_bytes(msgspec.msgpack.encode(index))


def tell(folder: Path, place: int, apart: Apart) -> None:
    """Have a file know what was told.

    Args:
        folder: What `Told` wrote.
        place: Of the file, among all.
        apart: Where it is going to be read.
    """
    index = msgspec.msgpack.decode((folder / "index.msgpack").read_bytes(), type=_Index)
    n_before = sum(one < place for one in index.places)
    tables = {
        table: _rows(folder, index, table, n_before if table in _BEFORE_ONLY else None) for table in SCHEMAS
    }
    keys = {kind: _rows(folder, index, f"{_KEYS}-{kind}", n_before)["key"] for kind in index.keys}
    texts: _Texts = {}
    for one in index.texts[:n_before]:
        texts |= one
    apart.know(tables, index.names, Kept(keys, texts))


def _rows(folder: Path, index: _Index, table: str, n_parts: int | None) -> Table:
    """The rows of the first parts, or of all."""
    ends = index.ends[table]
    end = (ends[-1] if ends else 0) if n_parts is None else ends[n_parts - 1] if n_parts else 0
    return {name: np.load(folder / f"{table}.{name}.npy", mmap_mode="r")[:end] for name in _schema(table)}


def _schema(table: str) -> dict[str, type]:
    return SCHEMAS.get(table, {"key": np.uint64})


def _keys(part: Part, kind: str) -> Table:
    return {"key": part.keys.get(kind, np.empty(0, np.uint64))}


def _length(table: Table) -> int:
    return len(next(iter(table.values())))


def _joined(columns: list[Column], dtype: type) -> Column:
    return np.concatenate([np.empty(0, dtype), *columns]).astype(dtype)
