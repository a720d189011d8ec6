"""What files told, kept in a folder that the user names until the answer is there, so that a run that was interrupted goes on.

A part is what an engine's task wrote of a file (`observe.logs.apart`, `observe.capture.apart`). It is used again if it was made
by this version, of the same task, told the same by other files, and of files whose SHA-256 is that of today. It is moved in
whole, with the hashes of what it holds, so that one that was cut or damaged is none.
"""

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, cast, runtime_checkable

import msgspec

from lamppost import __version__
from lamppost.engine.choosing import EngineChoice, open_engine
from lamppost.engine.sql import Engine, Item, Room
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.observations import Column, Evidence

_LOCK, _PARTS, _WORK, _MANIFEST = "lamppost-kept.lock", "parts", "work-", "manifest.json"
_AT_ONCE = 64
"""Tasks that an engine of many machines is given in one go: what they made is kept when all of them are done."""


@runtime_checkable
class Resumable(Protocol):
    """A task whose outcome can be kept."""

    folder: Path
    """Where it writes what files told."""

    def depends_on(self) -> bytes:
        """All that its outcome depends on beside what is in its files, as bytes."""

    def evidence(self) -> Sequence[Path]:
        """The files that it reads, in order."""

    def told(self) -> Sequence[Evidence]:
        """What the files were, once it is done."""


class _Manifest(msgspec.Struct):
    """What a part is of."""

    evidence: list[str]
    """SHA-256 of each file."""
    held: dict[str, str]
    """SHA-256 of what lies in the part, by its name."""


class Kept:
    """A folder of parts, held by one run."""

    def __init__(self, folder: Path) -> None:
        """Take it, or make it.

        Args:
            folder: The folder that the user names.

        Raises:
            LamppostError: It holds something else, another run has it, or nothing can be written there.
        """
        self._folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            foreign = [one.name for one in folder.iterdir() if not _is_ours(one.name)]
            if foreign:
                raise LamppostError(
                    tr(
                        "{folder}: holds {name}, which no run of lamppost left there",
                        folder=folder,
                        name=foreign[0],
                    ),
                    hint=tr("Name a folder that is empty, or that is not there yet."),
                )
            self._lock = _locked(folder / _LOCK)
            for one in folder.glob(f"{_WORK}*"):
                shutil.rmtree(one, ignore_errors=True)
            (folder / _PARTS).mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise LamppostError(
                tr("{folder}: {reason}", folder=folder, reason=error.strerror or str(error)),
                hint=tr("Name a folder of yours that can be written to."),
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of it: with an error all parts stay, else they are removed, and the folder if it was made here."""
        self._lock.close()
        if error is not None:
            return
        shutil.rmtree(self._folder / _PARTS, ignore_errors=True)
        for name in (_LOCK, f"{_LOCK}-journal"):
            (self._folder / name).unlink(missing_ok=True)
        with suppress(OSError):
            self._folder.rmdir()

    @contextmanager
    def work(self) -> Iterator[str]:
        """A folder within it for what is not yet whole, on the same disk; it is gone afterwards."""
        with tempfile.TemporaryDirectory(prefix=_WORK, dir=self._folder) as name:
            yield name

    def take(self, task: Resumable) -> bool:
        """Put what is kept of a task where it would write, and say whether there was something.

        Args:
            task: Which is not done.
        """
        part = self._place(task)
        try:
            manifest = msgspec.json.decode((part / _MANIFEST).read_bytes(), type=_Manifest)
            is_whole = all(_sha256(part / name) == one for name, one in manifest.held.items())
            if not is_whole or [_sha256_of_evidence(path) for path in task.evidence()] != manifest.evidence:
                shutil.rmtree(part, ignore_errors=True)
                return False
        except (OSError, msgspec.DecodeError):
            shutil.rmtree(part, ignore_errors=True)
            return False
        task.folder.symlink_to(part.absolute(), target_is_directory=True)
        return True

    def keep(self, task: Resumable) -> None:
        """Keep what a task wrote, unless a file could not be read whole: that is tried again.

        Args:
            task: Which is done.
        """
        told = task.told()
        if any(one.read != "whole" or not one.sha256 for one in told):
            return
        manifest = _Manifest(
            [one.sha256 for one in told], {one.name: _sha256(one) for one in sorted(task.folder.iterdir())}
        )
        (task.folder / _MANIFEST).write_bytes(msgspec.json.encode(manifest))
        part = self._place(task)
        shutil.rmtree(part, ignore_errors=True)
        task.folder.rename(part)
        task.folder.symlink_to(part.absolute(), target_is_directory=True)

    def _place(self, task: Resumable) -> Path:
        of = hashlib.sha256(f"{__version__} {type(task).__module__}\n".encode() + task.depends_on())
        return self._folder / _PARTS / of.hexdigest()[:32]


class KeepingEngine:
    """An engine whose tasks are not done again where what they wrote is kept; see `engine.sql.Engine`."""

    def __init__(self, engine: Engine, kept: Kept) -> None:
        """Over another.

        Args:
            engine: Which does what is to be done.
            kept: What is kept.
        """
        self._engine, self._kept = engine, kept

    def __enter__(self) -> Self:
        self._engine.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.__exit__(kind, error, trace)

    @property
    def is_here(self) -> bool:
        """Whether tasks are done in this process."""
        return self._engine.is_here

    @property
    def at_once(self) -> int:
        """How many tasks are done at the same time."""
        return self._engine.at_once

    def hold(self, table: str, columns: Mapping[str, Column]) -> None:
        """Make columns a table."""
        self._engine.hold(table, columns)

    def files(
        self,
        table: str,
        paths: Sequence[Path],
        columns: Mapping[str, str] | None = None,
        row: str | None = None,
    ) -> None:
        """Make Parquet files a table."""
        self._engine.files(table, paths, columns, row)

    def kinds(self, table: str) -> dict[str, str]:
        """The columns of a table, and what each holds."""
        return self._engine.kinds(table)

    def rows(self, statement: str) -> Iterator[dict[str, Column]]:
        """The rows of a statement, some at a time."""
        return self._engine.rows(statement)

    def write(self, statement: str, path: Path) -> None:
        """Write the rows of a statement as Parquet."""
        self._engine.write(statement, path)

    def each(self, task: Callable[[Item], None], items: Sequence[Item]) -> Iterator[int]:
        """Do a task with each item whose outcome is not kept, and keep it; tasks that are not `Resumable` are done."""
        if not all(isinstance(one, Resumable) for one in items):
            yield from self._engine.each(task, items)
            return
        left = []
        for at, item in enumerate(items):
            if self._kept.take(cast("Resumable", item)):
                yield at
            else:
                left.append(at)
        for start in range(0, len(left), _AT_ONCE):
            some = left[start : start + _AT_ONCE]
            for done in self._engine.each(task, [items[at] for at in some]):
                self._kept.keep(cast("Resumable", items[some[done]]))
                yield some[done]


@contextmanager
def working(choice: EngineChoice, engine: Engine | None, kept: Kept | None) -> Iterator[tuple[Engine, Path]]:
    """An engine, and a folder that its tasks write to, which is gone afterwards.

    Args:
        choice: The engine.
        engine: One that is open already; None: it is opened, and closed.
        kept: Where what tasks wrote is kept; None: nowhere.
    """
    with (
        tempfile.TemporaryDirectory(prefix="lamppost-") if kept is None else kept.work() as folder,
        nullcontext(engine)
        if engine is not None
        else open_engine(choice.name, Room(), choice.master) as opened,
    ):
        yield opened if kept is None else KeepingEngine(opened, kept), Path(folder)


def refuse_within(folder: Path, paths: Sequence[Path]) -> None:
    """Refuse a folder that lies where evidence is looked for: what is kept would be read as evidence.

    Args:
        folder: The folder that the user names.
        paths: The evidence.

    Raises:
        LamppostError: It lies within the evidence, or is it.
    """
    whole = folder.resolve()
    if within := next((path for path in paths if whole.is_relative_to(path.resolve())), None):
        raise LamppostError(
            tr("--resume {folder}: lies within the evidence ({path})", folder=folder, path=within),
            hint=tr("Name a folder elsewhere; it needs room for what the files tell."),
        )


def how_many_kept(folder: Path) -> int:
    """How many parts lie in a folder that the user names; 0 where there is none."""
    with suppress(OSError):
        return sum(1 for _ in (folder / _PARTS).iterdir())
    return 0


def digest_of_folder(folder: Path) -> str:
    """One hash of all files of a folder and their names."""
    found = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        found.update(f"{path.name} {_sha256(path)}\n".encode())
    return found.hexdigest()


def _is_ours(name: str) -> bool:
    return name in (_PARTS, _LOCK, f"{_LOCK}-journal") or name.startswith(_WORK)


def _locked(path: Path) -> sqlite3.Connection:
    """A lock that goes with the process, on every system.

    Raises:
        LamppostError: Another has it.
    """
    base = sqlite3.connect(path, timeout=0, isolation_level=None)
    path.chmod(0o600)
    try:
        base.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        base.close()
        raise LamppostError(
            tr("{folder}: another run keeps what it reads there", folder=path.parent),
            hint=tr("Wait until it is done, or name another folder."),
        ) from error
    except (sqlite3.Error, UnicodeDecodeError) as error:
        base.close()
        raise LamppostError(
            tr("{file}: cannot be used: {why}", file=path.name, why=str(error)),
            hint=tr("Wait until it is done, or name another folder."),
        ) from error
    return base


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sha256_of_evidence(path: Path) -> str:
    """The SHA-256 of a file as it was handed over, also within an archive."""
    from lamppost.observe.opening import open_evidence

    found = hashlib.sha256()
    with open_evidence(path) as stream:
        while some := stream.read(1 << 20):
            found.update(some)
    return found.hexdigest()
