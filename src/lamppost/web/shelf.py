"""The one folder of result documents: each a file by its id, and beside it what a list of them says."""

import contextlib
import hashlib
import os
import re
import sys
import tempfile
import threading
from collections import OrderedDict
from datetime import date
from pathlib import Path

import msgspec

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.result import ResultDocument
from lamppost.model.vocabulary import VerdictKind

ID = re.compile(r"res-[0-9a-f]{12}")
_MOST_IN_MEMORY = 3
_ABOUT = ".about"


class NotHeldError(LamppostError):
    """What was asked for is not here."""


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list of results says of one."""

    id: str
    evidence: list[str]
    """Names of the files."""
    as_of: date
    policies: list[str]
    devices: int
    rows: int
    """Rows of lists."""
    sites: int = 0
    """Cameras of maps and registers."""
    verdicts: dict[VerdictKind, int]
    is_whole: bool
    """Whether all of the evidence was read."""


class Shelf:
    """Result documents in a private folder."""

    def __init__(self, folder: Path) -> None:
        """Make the folder, if need be.

        Raises:
            LamppostError: It cannot be made.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise LamppostError(
                tr("{folder}: no folder for results can be made: {why}", folder=folder, why=error.strerror),
                hint=tr("Choose another with --data."),
            ) from None
        self.folder = folder.resolve()
        self._lock = threading.Lock()
        self._open: OrderedDict[str, ResultDocument] = OrderedDict()

    def put(self, result: ResultDocument) -> str:
        """Keep a document; its id follows from its bytes.

        Raises:
            LamppostError: It cannot be written.
        """
        content = pipeline.render(result, "json").encode()
        identity = f"res-{hashlib.sha256(content).hexdigest()[:12]}"
        self._write(f"{identity}.json", content)
        self._write(f"{identity}{_ABOUT}", msgspec.json.encode(_about(identity, result)))
        self._remember(identity, result)
        return identity

    def get(self, identity: str) -> ResultDocument:
        """The document of an id.

        Raises:
            NotHeldError: There is none.
            LamppostError: It is no result document.
        """
        path = self.path(identity)
        with self._lock:
            if identity in self._open:
                self._open.move_to_end(identity)
                return self._open[identity]
        result = pipeline.read_result(path)
        self._remember(identity, result)
        return result

    def path(self, identity: str) -> Path:
        """The file of a document that is held.

        Raises:
            NotHeldError: There is none.
        """
        if ID.fullmatch(identity):
            path = self.folder / f"{identity}.json"
            if path.is_file() and not path.is_symlink():
                return path
        raise NotHeldError(tr("no such result is held here"), hint=tr("The start page lists those that are."))

    def list(self) -> list[About]:
        """All that are held, the newest first; what is no result document is left out."""
        found = [
            path
            for path in self.folder.glob("res-*.json")
            if ID.fullmatch(path.stem) and path.is_file() and not path.is_symlink()
        ]
        found.sort(key=lambda path: (-path.stat().st_mtime_ns, path.name))
        return [about for path in found if (about := self._about_of(path.stem)) is not None]

    def forget(self, identity: str) -> None:
        """Remove a document.

        Raises:
            NotHeldError: There is none.
        """
        path = self.path(identity)
        with self._lock:
            self._open.pop(identity, None)
        path.unlink(missing_ok=True)
        path.with_suffix(_ABOUT).unlink(missing_ok=True)

    def _about_of(self, identity: str) -> About | None:
        try:
            content = (self.folder / f"{identity}{_ABOUT}").read_bytes()
            kept = msgspec.json.decode(content, type=About)
            if kept.id == identity:
                return kept
        except (OSError, msgspec.MsgspecError, ValueError):
            pass  # made anew below
        try:
            made = _about(identity, self.get(identity))
            self._write(f"{identity}{_ABOUT}", msgspec.json.encode(made))
        except LamppostError:
            return None
        return made

    def _remember(self, identity: str, result: ResultDocument) -> None:
        with self._lock:
            self._open[identity] = result
            self._open.move_to_end(identity)
            while len(self._open) > _MOST_IN_MEMORY:
                self._open.popitem(last=False)

    def _write(self, name: str, content: bytes) -> None:
        """Write a private file at once."""
        try:
            beside = [one for one in (tempfile.tempdir,) if one and Path(one).parent == self.folder]
            handle, made = tempfile.mkstemp(dir=beside[0] if beside else self.folder, prefix=".")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                Path(made).replace(self.folder / name)
            except BaseException:
                with contextlib.suppress(OSError):
                    Path(made).unlink()
                raise
        except OSError as error:
            raise LamppostError(
                tr("{file}: cannot be kept: {why}", file=name, why=error.strerror),
                hint=tr("Is the disk full? Choose another with --data."),
            ) from None


def default_folder() -> Path:
    """Where the user's results are kept unless told otherwise (XDG Base Directory Specification on Linux)."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        chosen = Path(os.environ.get("XDG_DATA_HOME") or "")  # a relative one is to be ignored (XDG)
        base = chosen if chosen.is_absolute() else Path.home() / ".local" / "share"
    return base / "lamppost" / "results"


def _about(identity: str, result: ResultDocument) -> About:
    counts: dict[VerdictKind, int] = {}
    for verdict in result.verdicts:
        counts[verdict.kind] = counts.get(verdict.kind, 0) + 1
    return About(
        id=identity,
        evidence=[file.path for file in result.evidence],
        as_of=result.as_of,
        policies=[policy.id for policy in result.policies if policy.id != "none"],
        devices=len(result.devices),
        rows=len(result.assets),
        sites=len(result.sites),
        verdicts=counts,
        is_whole=all(file.read == "whole" for file in result.evidence),
    )
