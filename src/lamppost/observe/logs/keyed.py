"""Sums of connections as SQL engines keep them (`engine.keyed_flows`), and back.

Engines group by the keys of `KEYED_FLOWS` alone. What tells sums apart beyond them is put into two of these: which kind
of evidence tells it into the state, and which of several names was the last into the name, where there is none.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lamppost.engine.choosing import open_engine
from lamppost.engine.keyed_flows import BOUNDS, KEYED_FLOWS, SUMS, signed, unsigned
from lamppost.engine.sql import Room
from lamppost.model.columns import parts_of
from lamppost.model.observations import NOT_TOLD, Column
from lamppost.observe.logs.connections import SEVERAL
from lamppost.observe.logs.sums import FIRST, ROW

SUMS_FILES = "sums-*.parquet"
"""What `write_sums` calls its files."""
ROOM = Room(memory_bytes=256 << 20, threads=1)
"""What a task's own engine may take."""
WRITTEN = 1 << 19
"""Sums of one file, which lie in that room as they are."""
_VIEW = 8
_STATE = (1 << _VIEW) - 1
_HALVES = ("src_ip_high", "src_ip_low", "dst_ip_high", "dst_ip_low")
_NULLABLE = (*list(SUMS)[1:], "last_seen_at")


def keyed(sums: Mapping[str, Column]) -> dict[str, Column]:
    """Columns of `KEYED_FLOWS`; sums that are not told are null.

    Args:
        sums: Table of `ROW` whose hours are not kept apart.
    """
    made = {name: sums[name] for name in KEYED_FLOWS}
    made |= {name: signed(sums[name]) for name in _HALVES}
    made["conn_state"] = sums["conn_state"] | sums["view"] << _VIEW
    made["server_name"] = np.where(sums["turn"] > 0, SEVERAL - sums["turn"], sums["server_name"])
    made = {name: column.astype(KEYED_FLOWS[name]) for name, column in made.items()}
    return made | {name: np.ma.MaskedArray(made[name], made[name] == NOT_TOLD) for name in _NULLABLE}


def sums_of(rows: Mapping[str, Column]) -> dict[str, Column]:
    """The same as a table of `ROW`.

    Args:
        rows: Columns of `KEYED_FLOWS`.
    """
    made: dict[str, Column] = {name: rows[name] for name in KEYED_FLOWS}
    made |= {name: np.ma.filled(rows[name], NOT_TOLD) for name in (*SUMS, *BOUNDS)}
    made |= {name: unsigned(np.ascontiguousarray(rows[name])) for name in _HALVES}
    name, state = rows["server_name"], rows["conn_state"]
    made["turn"] = np.where(name < SEVERAL, SEVERAL - name, 0)
    made["server_name"] = np.where(name < SEVERAL, -1, name)
    made |= {"view": state >> _VIEW, "conn_state": state & _STATE, "hour": np.zeros(len(name), np.int64)}
    return {column: made[column].astype(kind) for column, kind in ROW.items()}


def write_sums(sums: Mapping[str, Column], folder: Path, part: int = -1) -> None:
    """Write sums in the columns of `KEYED_FLOWS` and `part`, to some files of Parquet; to none where there are no sums.

    Args:
        sums: Table of `ROW` whose hours are not kept apart.
        folder: Where to.
        part: What tells them apart from those of other files; -1: nothing needs to.
    """
    count = len(sums[FIRST])
    if not count:
        return
    with open_engine(room=ROOM) as engine:
        for number, some in enumerate(parts_of(count, WRITTEN)):
            columns = keyed({name: column[some] for name, column in sums.items()})
            engine.hold("sums", columns | {"part": np.full(some.stop - some.start, part, np.int32)})
            engine.write("SELECT * FROM sums", folder / SUMS_FILES.replace("*", f"{number:06}"))
