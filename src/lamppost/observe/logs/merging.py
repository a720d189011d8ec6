"""Sums of several parts as those of one: tasks of their own, so that an engine groups less.

Most connections of a table that lies in many files are told by many of them. Each task adds some parts up by the kernel that
adds rows up everywhere, and names are called by the numbers of all. What several tasks tell is left to the engine.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from lamppost.engine.choosing import open_engine
from lamppost.model.observations import Column
from lamppost.observe.logs.apart import as_meant
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.keyed import ROOM, sums_of, write_sums


class Addend(NamedTuple):
    """The sums of one part."""

    paths: list[Path]
    n_names: int
    """Names that had a number before the part was read."""
    meant: Column
    """The number of each name that was new to it."""


class Merging(NamedTuple):
    """Parts that become one."""

    addends: list[Addend]
    folder: Path
    """Where to; it is made."""


def shared_out(addends: Sequence[Addend], folder: Path, n_tasks: int) -> list[Merging]:
    """Tasks that merge parts.

    Args:
        addends: The parts, no fewer than tasks.
        folder: Where all machines see what tasks write.
        n_tasks: How many tasks.
    """
    return [Merging(list(addends[task::n_tasks]), folder / f"merged-{task}") for task in range(n_tasks)]


def merge(task: Merging) -> None:
    """Add some parts up, and write what comes of it in the columns of `KEYED_FLOWS`."""
    gathering = Gathering()
    with open_engine(room=ROOM) as engine:
        for one in task.addends:
            engine.files("sums", one.paths)
            for rows in engine.rows("SELECT * FROM sums"):
                sums = sums_of(rows)
                sums["server_name"] = as_meant(sums["server_name"], one.n_names, one.meant)
                gathering.add_sums(sums)
    task.folder.mkdir()
    write_sums(gathering.settled(), task.folder)
