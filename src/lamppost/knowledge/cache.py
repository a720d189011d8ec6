"""Packs that were compiled before, kept by the hash of their files, so that a second look need not parse them."""

import hashlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from lamppost.knowledge.compiling import compile_packs, stored_packs
from lamppost.knowledge.packs import Packs
from lamppost.knowledge.store import Store

MOST_KEPT = 8
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
    place = _cache_directory()
    if place is None:
        return stored_packs(compile_packs(read()))
    path = place / f"{digest}.sqlite"
    if (held := _open(path)) is not None:
        return held
    packs = read()
    return _keep(path, packs) or stored_packs(compile_packs(packs))


def digest_of(sums: Iterable[tuple[str, dict[str, str]]]) -> str:
    """One hash over packs and over the code that shapes them.

    Args:
        sums: For each folder its origin, and the hash of each of its files.
    """
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in [*sorted(here.glob("*.py")), *sorted((here.parent / "model").glob("*.py"))]:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    for origin, files in sums:
        digest.update(origin.encode() + b"\0")
        for name, held in sorted(files.items()):
            digest.update(os.fsencode(name) + b"\0" + held.encode())
    return digest.hexdigest()


def _open(path: Path) -> Packs | None:
    """A kept store, or None where there is none, or only part of one."""
    try:
        database = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        pages, size = (
            database.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size")
        )
        if pages * size != path.stat().st_size:
            return None
        database.execute(f"PRAGMA mmap_size = {MOST_MAPPED_BYTES}")  # of a file that is replaced, never cut
        os.utime(path)
        return stored_packs(Store(database))
    except (OSError, KeyError, sqlite3.Error):
        return None


def _keep(path: Path, packs: Packs) -> Packs | None:
    """Compile into the cache and put the file into place at once; an older one makes room."""
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent)
        os.close(handle)
        compile_packs(packs, Path(name)).close()
        Path(name).replace(path)
        for old in sorted(path.parent.glob("*.sqlite"), key=lambda one: one.stat().st_mtime)[:-MOST_KEPT]:
            old.unlink()
        for other in path.parent.glob("*.msgpack"):  # what earlier versions kept
            other.unlink()
    except (OSError, sqlite3.Error):
        if name:
            Path(name).unlink(missing_ok=True)
        return None
    return _open(path)


def _cache_directory() -> Path | None:
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
    return place if os.access(place, os.R_OK | os.W_OK) else None
