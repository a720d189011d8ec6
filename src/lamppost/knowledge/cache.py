"""Packs that were compiled before, kept by the hash of their files, so that a second look need not parse them."""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from lamppost.knowledge.compiling import DIGEST, compile_packs, stored_packs
from lamppost.knowledge.files import open_regular, sum_of
from lamppost.knowledge.packs import Packs
from lamppost.knowledge.store import Database, Store
from lamppost.model.errors import PackError

MOST_KEPT = 8
SUM = ".sha256"
MOST_SUMMED_BYTES = 256 * 1024 * 1024
"""A larger store is held to its size and its digest alone: summing it would take longer than most questions."""
MOST_MAPPED_BYTES = 4 * 1024**3


def load_cached(digest: str, read: Callable[[], Packs]) -> Packs:
    """The packs of a hash; from the store where these very bytes were compiled before by this very code.

    The cache is a convenience: where it cannot be written or read, the packs are compiled in memory.

    Args:
        digest: As `digest_of` makes it.
        read: Reads and merges the files.

    Raises:
        PackError: A file is not what its schema says.
    """
    place = cache_directory()
    if place is None:
        return stored_packs(compile_packs(read()))
    path = place / f"{digest}.sqlite"
    if (held := _open(path, digest)) is not None:
        return held
    packs = read()
    return _keep(path, digest, packs) or stored_packs(compile_packs(packs))


def digest_of(sums: Iterable[tuple[str, dict[str, str]]]) -> str:
    """One hash over packs and over the code that shapes them.

    Args:
        sums: For each folder its origin, and the hash of each of its files.
    """
    digest = hashlib.sha256(bytes.fromhex(code_digest()))
    for origin, files in sums:
        digest.update(origin.encode() + b"\0")
        for name, held in sorted(files.items()):
            digest.update(os.fsencode(name) + b"\0" + held.encode())
    return digest.hexdigest()


def code_digest() -> str:
    """One hash over the code and the tables that shape what is kept."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    shaping = [here, here / "matching", here / "watchlists", here.parent / "model"]
    files = (path for folder in shaping for path in sorted(folder.iterdir()))
    for path in files:
        if path.suffix not in (".py", ".csv"):
            continue
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _open(path: Path, digest: str) -> Packs | None:
    """A kept store, or None where there is none, or it is not as it was written."""
    try:
        with open_regular(path, "a kept store") as file:
            if path.stat().st_size <= MOST_SUMMED_BYTES:
                whole = hashlib.file_digest(file, "sha256").hexdigest()
                if whole != path.with_suffix(SUM).read_text(encoding="ascii"):
                    return None
        database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, factory=Database)
        pages, size = (
            database.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size")
        )
        if pages * size != path.stat().st_size or Store(database).meta(DIGEST) != digest.encode():
            return None
        database.execute(f"PRAGMA mmap_size = {MOST_MAPPED_BYTES}")  # of a file that is replaced, never cut
        os.utime(path)
        return stored_packs(Store(database))
    except (OSError, ValueError, KeyError, PackError, sqlite3.Error, msgspec.MsgspecError):
        return None


def _keep(path: Path, digest: str, packs: Packs) -> Packs | None:
    """Compile into the cache and put the file into place at once; an older one makes room."""
    import tempfile

    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent)
        os.close(handle)
        compile_packs(packs, Path(name), digest).close()
        whole = sum_of(Path(name))
        Path(name).replace(path)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="ascii") as beside:
            beside.write(whole)
        Path(beside.name).replace(path.with_suffix(SUM))
        for old in sorted(path.parent.glob("*.sqlite"), key=lambda one: one.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink()
            old.with_suffix(SUM).unlink(missing_ok=True)
        for other in path.parent.glob("*.msgpack"):  # what earlier versions kept
            other.unlink()
    except (OSError, sqlite3.Error, PackError):
        if name:
            Path(name).unlink(missing_ok=True)
        return None
    return _open(path, digest)


def cache_directory() -> Path | None:
    """A private folder of the user's, or None where there is none."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        chosen = Path(os.environ.get("XDG_CACHE_HOME") or "")  # a relative one is to be ignored (XDG)
        base = chosen if chosen.is_absolute() else Path.home() / ".cache"
    place = base / "lamppost" / "packs"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return place if _is_private(place) else None


def _is_private(place: Path) -> bool:
    """Whether the folder can be used, and nobody else can write to it."""
    if not os.access(place, os.R_OK | os.W_OK):
        return False
    if sys.platform == "win32":
        return True
    held = place.stat()
    return held.st_uid == os.getuid() and not held.st_mode & 0o022
