"""Logs shared out to an engine, one task a file, and put together again as if one reader had read them all.

Files are read in rounds, by their readers' ranks: names before the connections that they are of. Each task reads its
file with our own reader into a gathering of its own, which knows what earlier rounds told, and writes what the file tells
into a folder that all machines see. A file that tells connections is read once more where another of its own round told
something that they need, as rotated logs of many types do. Where there are many sums, tasks put those of several files
together; the engine then adds up what is left.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import cast

import msgspec
import numpy as np

from lamppost.engine.choosing import EngineChoice
from lamppost.engine.sql import Engine
from lamppost.engine.statements import FLOW_SUMS, RENAMED_SUMS
from lamppost.model.observations import Column, Evidence
from lamppost.observe.logs.apart import Apart, Keeping, Part, facts_of
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.keyed import sums_of
from lamppost.observe.logs.merging import Addend, merge, shared_out
from lamppost.observe.logs.told import Told, tell
from lamppost.observe.opening import size_of
from lamppost.pipeline.observing import Share, reader_named
from lamppost.pipeline.resuming import Kept, digest_of_folder, working

Progress = Callable[[str, int, int], None]
MERGED_FROM = 1 << 18
"""Sums from which on those of more files than are read at once are put together by tasks before the engine gets them."""


class _Task(msgspec.Struct, frozen=True):
    """A file as a machine gets it to read."""

    share: Share
    place: int
    """Of the file, in the order in which files would be read one after the other."""
    told_folder: Path
    folder: Path
    columns: dict[str, str]
    """What the user says of columns of flow tables."""

    def depends_on(self) -> bytes:
        """See `resuming.Resumable`."""
        return msgspec.json.encode(
            [self.share[1:], self.place, sorted(self.columns.items()), digest_of_folder(self.told_folder)]
        )

    def evidence(self) -> Sequence[Path]:
        """See `resuming.Resumable`."""
        return (self.share.path,)

    def told(self) -> Sequence[Evidence]:
        """See `resuming.Resumable`."""
        return (facts_of(self.folder).evidence,)


def gather_distributed(
    choice: EngineChoice,
    shares: Sequence[Share],
    progress: Progress | None = None,
    engine: Engine | None = None,
    kept: Kept | None = None,
) -> tuple[Gathering, list[Evidence]]:
    """What files tell, read by an engine; and what each was, in their order.

    Args:
        choice: The engine.
        shares: The files, in the order in which they would be read one after the other.
        progress: Called with a file's name when it was read.
        engine: One that is open already; None: it is opened, and closed.
        kept: What an earlier run left, and where what files tell is kept; None: nowhere.

    Raises:
        EngineError: The engine is not there, or a task failed.
    """
    with working(choice, engine, kept) as (opened, folder):
        return _Rounds(opened, folder, shares, progress).read()


class _Rounds:
    """Files on their way through an engine."""

    def __init__(
        self, engine: Engine, folder: Path, shares: Sequence[Share], progress: Progress | None
    ) -> None:
        self._engine, self._folder, self._shares, self._progress = engine, folder, shares, progress
        self._told = Told()
        self._parts: dict[int, Part] = {}
        self._meant: dict[int, Column] = {}
        self._n_rounds = 0

    def read(self) -> tuple[Gathering, list[Evidence]]:
        """Read all of them, and put together what they tell."""
        for _, group in groupby(range(len(self._shares)), lambda place: self._shares[place].rank):
            places = list(group)
            self._read(places)
            telling = [place for place in places if self._parts[place].tells]
            again = [place for place in places if self._parts[place].facts.n_sums and set(telling) - {place}]
            if again:
                self._read(again)
        gathering = Gathering()
        gathering.host_names = self._told.names
        for place in range(len(self._shares)):
            self._parts[place].put_into(gathering)
        self._add_up(gathering)
        return gathering, [self._parts[place].facts.evidence for place in range(len(self._shares))]

    def _read(self, places: Sequence[int]) -> None:
        """Read some files, with what was told by now."""
        from lamppost.observe.flow_table.chosen import chosen_columns

        self._n_rounds += 1
        told = self._folder / f"told-{self._n_rounds}"
        self._told.write(told)
        tasks = [
            _Task(
                self._shares[place],
                place,
                told,
                self._folder / f"part-{self._n_rounds}-{place}",
                dict(chosen_columns()),
            )
            for place in places
        ]
        task = partial(read_apart, progress=self._progress) if self._engine.is_here else read_apart
        for at in self._engine.each(task, tasks):
            if self._progress is not None:
                size = size_of(tasks[at].share.path)
                self._progress(tasks[at].share.name, size, size)
        for one in tasks:
            part = self._parts[one.place] = Part(one.folder)
            self._meant[one.place] = self._told.put(one.place, part)

    def _add_up(self, gathering: Gathering) -> None:
        """Have the engine add up the connections of all files."""
        parts = {place: part for place, part in self._parts.items() if part.facts.n_sums}
        if not parts:
            return
        engine = self._engine
        n_sums = sum(part.facts.n_sums for part in parts.values())
        if len(parts) > engine.at_once and n_sums >= MERGED_FROM:
            addends = [
                Addend(part.sums, part.facts.n_names, self._meant[place]) for place, part in parts.items()
            ]
            tasks = shared_out(addends, self._folder, engine.at_once)
            for _ in engine.each(merge, tasks):
                pass
            engine.files("flows", [task.folder for task in tasks])
            statement = FLOW_SUMS
        else:
            statement = self._by_names_of_all(parts)
        for rows in engine.rows(statement):
            gathering.add_sums(sums_of(rows))

    def _by_names_of_all(self, parts: Mapping[int, Part]) -> str:
        """The statement that adds parts up, whose tables are there then."""
        renamed = {
            place: (part.facts.n_names + np.arange(len(meant)), meant)
            for place, part in parts.items()
            if len(meant := self._meant[place])
        }
        self._engine.files(
            "parts" if renamed else "flows", [path for part in parts.values() for path in part.sums]
        )
        if not renamed:
            return FLOW_SUMS
        columns = {
            "part": [np.full(len(meant), place) for place, (_, meant) in renamed.items()],
            "called": [called for called, _ in renamed.values()],
            "meant": [meant for _, meant in renamed.values()],
        }
        self._engine.hold(
            "meant", {name: np.concatenate(one).astype(np.int32) for name, one in columns.items()}
        )
        return RENAMED_SUMS


def read_apart(task: _Task, progress: Progress | None = None) -> None:
    """Read one file, and write what it tells.

    Args:
        task: The file, what others told, and where what it tells goes.
        progress: Called with the name, bytes done and bytes in all.
    """
    from lamppost.observe.flow_table.chosen import choosing

    share = task.share
    reader = reader_named(share.reader)
    apart = Apart(cast("Keeping", reader) if hasattr(reader, "tell_before") else None)
    tell(task.told_folder, task.place, apart)
    apart.gathering.view = share.view
    with choosing(task.columns):
        evidence = reader.read(share.path, share.evidence, share.name, share.form, apart.gathering, progress)
    apart.write(task.folder, evidence, task.place)
