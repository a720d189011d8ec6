"""Reads flow tables of Parquet: an engine scans them, each distinct text is read once, and rows come as numbers."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import BinaryIO, Literal, NamedTuple

import numpy as np

from lamppost.engine.sql import TEXT, Engine, EngineError, Room
from lamppost.model.columns import parts_of
from lamppost.model.observations import Column, Evidence
from lamppost.observe.flow_table import trouble
from lamppost.observe.flow_table.engine_cells import WORDS, EngineCells, Table, Words
from lamppost.observe.flow_table.headings import Layout, layout_of
from lamppost.observe.flow_table.known import coded, known_words, words_of
from lamppost.observe.flow_table.telling import Telling
from lamppost.observe.flow_table.text_cells import Clock
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.opened import Progress, told_evidence, unopened
from lamppost.observe.logs.trouble import UnreadCells, not_read_to_its_end
from lamppost.observe.opening import can_be_peeked, open_evidence
from lamppost.observe.source import Source
from lamppost.observe.standing import Standing
from lamppost.observe.unpacking import Problem

ENGINE_BYTES = 192 << 20
"""Memory that the engine may take; the rows are summed outside of it."""
_ROOM = Room(memory_bytes=ENGINE_BYTES)
_IN_ORDER = Room(memory_bytes=ENGINE_BYTES, keeps_order=True)
"""The same for rows of one direction, which are paired as they come."""
PART_ROWS = 1 << 15
"""Rows that are told in one go."""
SHORT_ROWS = 1 << 14
"""Rows of a table up to which its texts are read with them."""
_FLOWS, _ROW = "flow_rows", "row_number"
_COUNTED = f"SELECT COUNT(*) AS n FROM {_FLOWS} AS f"
_UNKNOWN, _ALL = -2, -1
_BLOCK = 1 << 20


def read_parquet(
    path: Path,
    evidence: int,
    name: str,
    form: str,
    into: Gathering,
    chosen: Mapping[str, str],
    progress: Progress | None = None,
) -> Evidence:
    """What the file was, and how much of it was read; see `reader.read`.

    Args:
        path: The file, packed or not; packed, and from standard input, it is unpacked into a temporary file.
        evidence: Its number.
        name: How results call it.
        form: As `recognise` told it.
        into: Where rows and issues go.
        chosen: By field, what the user says heads its column.
        progress: Called with the name, bytes done and bytes in all.
    """
    try:
        with _as_file(path) as file:
            if file.problem is not None:
                into.issues.append(not_read_to_its_end(name, None, file.problem, file.packing))
                read: Literal["whole", "part", "none"] = "none"
            else:
                read = _Reading(file.path, evidence, name, into, chosen, progress).read()
            sha256 = file.hexdigest()
            changes = file.standing.trouble(name) if file.standing is not None else []
            into.issues += changes
            read = "part" if changes and read == "whole" else read
    except OSError as error:
        return unopened(name, form, into, error)
    return told_evidence(name, form, sha256, file.size_bytes, file.packing, read)


class _File:
    """A file as an engine can read it, hashed meanwhile."""

    def __init__(self, path: Path, size_bytes: int, standing: Standing | None = None) -> None:
        self.path, self.size_bytes, self.standing = path, size_bytes, standing
        self.packing: str | None = None
        self.problem: Problem | None = None
        self.sha256 = ""
        self.thread: Thread | None = None
        self.is_given_up = False
        """Nobody waits for the hash any more: a file may take minutes."""

    def hash(self, stream: BinaryIO) -> None:
        """Begin to hash it, from the start of a stream that nobody else reads."""
        self.thread = Thread(target=self._hash, args=(stream,), daemon=True)
        self.thread.start()

    def _hash(self, stream: BinaryIO) -> None:
        stream.seek(0)
        digest = hashlib.sha256()
        while not self.is_given_up and (block := stream.read(_BLOCK)):
            digest.update(block)
        self.sha256 = digest.hexdigest()

    def hexdigest(self) -> str:
        """The SHA-256 of the file as it was handed over."""
        if self.thread is not None:
            self.thread.join()
        return self.sha256


@contextmanager
def _as_file(path: Path) -> Iterator[_File]:
    """The file itself; packed, or from standard input, a copy of what it holds."""
    standing = Standing(path)
    with open_evidence(path) as stream:
        is_file = can_be_peeked(path)
        if is_file and stream.read(4) == b"PAR1":
            file = _File(path, standing.size_bytes, standing)
            file.hash(stream)
            try:
                yield file
            except BaseException:
                file.is_given_up = True
                raise
            finally:
                file.hexdigest()
            return
        if is_file:
            stream.seek(0)
        source = Source(stream)
        try:
            with tempfile.NamedTemporaryFile(suffix=".parquet") as copy:
                while source.next(source.end) is not None:
                    copy.write(source.data[source.start : source.end])
                    source.release()
                copy.flush()
                file = _File(Path(copy.name), source.size_bytes)
                file.packing, file.problem, file.sha256 = source.packing, source.problem, source.hexdigest()
                yield file
        finally:
            source.close()


class _Scan(NamedTuple):
    """What is asked of the engine."""

    layout: Layout
    kinds: Mapping[str, str]
    words: Mapping[str, Words]


class _Reading:
    """One file on its way."""

    def __init__(
        self,
        path: Path,
        evidence: int,
        name: str,
        into: Gathering,
        chosen: Mapping[str, str],
        progress: Progress | None,
    ) -> None:
        self._path, self._evidence, self._name, self._into = path, evidence, name, into
        self._chosen, self._progress = chosen, progress
        self._unread, self._clock = UnreadCells(), Clock()
        self._telling: Telling | None = None
        self._n_rows = 0

    def read(self) -> Literal["whole", "part", "none"]:
        """Read all of it."""
        is_whole = False
        try:
            is_whole = self._read()
        except EngineError as error:
            self._into.issues.append(trouble.refused(self._name, self._path, error))
        told = self._telling.told if self._telling is not None else 0
        self._into.issues += self._unread.issues(self._name)
        return "whole" if is_whole else "part" if told else "none"

    def _read(self) -> bool:
        kept, is_done = self._into.engine, False
        try:
            engine = kept.at_hand(_ROOM)
            engine.files("all_columns", [self._path])
            kinds = engine.kinds("all_columns")
            layout = layout_of(list(kinds), self._chosen)
            if layout.missing:
                self._into.issues.append(trouble.lacks(self._name, None, list(kinds), layout))
                return False
            is_done = self._scan(kept.having(_IN_ORDER if layout.is_one_way else _ROOM), layout)
            return is_done
        finally:
            if not is_done:
                kept.close()

    def _scan(self, engine: Engine, layout: Layout) -> bool:
        """All rows; those of one direction in their order, so that they can be paired.

        Where other files told texts before, rows that hold those alone are told first: so most files are not searched for new ones.
        """
        telling = self._telling = Telling(layout, self._evidence, self._into)
        engine.files(_FLOWS, [self._path], layout.columns, _ROW)
        kinds = engine.kinds(_FLOWS)
        groups: dict[str, list[str]] = {}
        for field, kind in kinds.items():
            if kind == TEXT and field in WORDS:
                groups.setdefault(WORDS[field], []).append(field)
        self._n_rows = next(int(batch["n"][0]) for batch in engine.rows(_COUNTED))
        if self._n_rows <= SHORT_ROWS:
            self._tell_short(engine, layout, groups, telling)
        else:
            self._tell_long(engine, layout, groups, telling)
        telling.finish()
        self._into.issues += trouble.remarks(self._name, layout, self._clock, telling)
        return True

    def _tell_short(
        self, engine: Engine, layout: Layout, groups: Mapping[str, Sequence[str]], telling: Telling
    ) -> None:
        """All rows of a short table, of which there may be many: the engine is asked once."""
        kinds = engine.kinds(_FLOWS)
        for batch in engine.rows(
            f"SELECT {', '.join(f'f.{one} AS {one}' for one in kinds)} FROM {_FLOWS} AS f"
        ):
            rows, words = coded(batch, groups, self._into)
            table = Table(layout, kinds, words, self._clock, self._unread, _ROW)
            telling.take(EngineCells(rows, table))
        if self._progress is not None:
            size = self._path.stat().st_size
            self._progress(self._name, size, size)

    def _tell_long(
        self, engine: Engine, layout: Layout, groups: Mapping[str, Sequence[str]], telling: Telling
    ) -> None:
        """All rows of a long table, whose texts the engine reads once each."""
        kinds = engine.kinds(_FLOWS)
        known = None if layout.is_one_way else known_words(engine, groups, self._into)
        left = _ALL if known is None else self._tell(engine, _Scan(layout, kinds, known), telling)
        if left:
            words = {
                group: words_of(engine, _FLOWS, group, fields, self._into) for group, fields in groups.items()
            }
            since = {} if known is None or left == _ALL else {one: len(known[one].texts) for one in groups}
            self._tell(engine, _Scan(layout, kinds, words), telling, since)

    def _tell(
        self, engine: Engine, scan: _Scan, telling: Telling, since: Mapping[str, int] | None = None
    ) -> int:
        """Tell rows.

        Args:
            engine: Which has them.
            scan: What is asked.
            telling: Takes them.
            since: By group, from which code on a text is new: rows that hold a new one are told; none: all; None: those that hold none.

        Returns:
            How many rows were left out, `_ALL` where so many would be that none was told.
        """
        size, done, left = self._path.stat().st_size, 0, 0
        table = Table(scan.layout, scan.kinds, scan.words, self._clock, self._unread, _ROW)
        of_codes = [field for field, kind in scan.kinds.items() if kind == TEXT and field in WORDS]
        for batch in _parts(engine.rows(statement_of(scan.kinds, since))):
            cells = EngineCells(batch, table)
            if since is None:
                is_new = np.logical_or.reduce(
                    [np.asarray(batch[field]) == _UNKNOWN for field in of_codes], axis=0
                )
                n_new = int(np.count_nonzero(is_new))
                if n_new and not done:
                    return _ALL
                if n_new:
                    cells, left = cells.where(np.flatnonzero(~is_new)), left + n_new
            telling.take(cells)
            done += len(batch[_ROW])
            if self._progress is not None:
                self._progress(self._name, min(size, size * done // self._n_rows), size)
        return left


def _parts(batches: Iterator[dict[str, Column]]) -> Iterator[dict[str, Column]]:
    """Rows that an engine gives by the million, as many at a time as stay near the processor while columns are made of them."""
    for batch in batches:
        for part in parts_of(len(batch[_ROW]), PART_ROWS):
            yield {name: column[part] for name, column in batch.items()}


def statement_of(kinds: Mapping[str, str], since: Mapping[str, int] | None = None) -> str:
    """The rows of `flow_rows`, with codes in place of the texts that are read once each: -1 for none, -2 for one that is not known.

    Args:
        kinds: By field, what its column holds.
        since: By group, from which code on a text is new: rows that hold one; none, or None: all.
    """
    shown, joins, new = [], [], []
    for at, (field, kind) in enumerate(kinds.items()):
        if kind == TEXT and field in WORDS:
            shown.append(
                f"CASE WHEN f.{field} IS NULL THEN CAST(-1 AS INTEGER) "
                f"ELSE COALESCE(w{at}.code, CAST({_UNKNOWN} AS INTEGER)) END AS {field}"
            )
            joins.append(f"LEFT JOIN words_{WORDS[field]} AS w{at} ON w{at}.word = f.{field}")
            if since:
                new.append(f"w{at}.code >= {since[WORDS[field]]}")
        else:
            shown.append(f"f.{field} AS {field}")
    where = f" WHERE {' OR '.join(new)}" if new else ""
    return f"SELECT {', '.join(shown)} FROM {_FLOWS} AS f {' '.join(joins)}{where}"
