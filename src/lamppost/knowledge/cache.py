"""Packs that were read before, kept by the hash of their files, so that a second look need not parse them."""

import hashlib
import os
import sys
import tempfile
from pathlib import Path

import msgspec

from lamppost.knowledge.files import read_small
from lamppost.knowledge.packs import MAX_FILE_BYTES, Packs, load_folder
from lamppost.model.errors import PackError

SUFFIXES = (".yml", ".csv")
MAX_CACHE_BYTES = 256 * 1024 * 1024


def load_cached(root: Path, origin: str) -> Packs:
    """The packs of a folder; from the cache where these very bytes were read before by this very code.

    The cache is a convenience: where it cannot be written or read, the folder is read.

    Args:
        root: The folder.
        origin: `shipped` or `user`.

    Raises:
        PackError: A file is not what its schema says.
    """
    place = _cache_directory()
    if place is None:
        return load_folder(root, origin)
    path = place / f"{_digest(root, origin)}.msgpack"
    try:
        return msgspec.msgpack.decode(read_small(path, MAX_CACHE_BYTES, "a cached pack"), type=Packs)
    except (OSError, PackError, msgspec.DecodeError):
        packs = load_folder(root, origin)
    _keep(path, msgspec.msgpack.encode(packs))
    return packs


def _digest(root: Path, origin: str) -> str:
    """Over names and contents of the packs, and over the code that shapes them."""
    digest = hashlib.sha256(origin.encode())
    here = Path(__file__).parent
    shaping = [*sorted(here.glob("*.py")), *sorted((here.parent / "model").glob("*.py"))]
    packs = sorted(path for path in root.rglob("*") if path.suffix in SUFFIXES)
    for path in [*shaping, *packs]:
        digest.update(os.fsencode(path.name) + b"\0" + os.fsencode(path.parent.name) + b"\0")
        content = read_small(path, MAX_FILE_BYTES, "a pack file", label=f"{path.parent.name}/{path.name}")
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _keep(path: Path, content: bytes) -> None:
    """Put the file into place at once; an older one of this folder makes room."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
        for old in sorted(path.parent.glob("*.msgpack"), key=lambda one: one.stat().st_mtime)[:-8]:
            old.unlink()
    except OSError:
        return


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
