"""A folder for what is handed over and looked at, which goes with the run that made it; what a run that was killed left there goes at the next start."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = ".work-"
_LOCK = "lock"


@contextlib.contextmanager
def working_in(data: Path) -> Iterator[Path]:
    """A private folder, in which all files that are written for a while are written as long as the context lasts.

    Args:
        data: The folder of the results, in which it is made.
    """
    remove_left(data)
    folder = Path(tempfile.mkdtemp(dir=data, prefix=_PREFIX))  # for its owner alone
    before, lock = tempfile.tempdir, _locked(folder)
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        if lock is not None:
            lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def remove_left(data: Path) -> None:
    """Remove the folders of runs that are no more; those of others, which hold their lock, stay.

    Args:
        data: The folder of the results.
    """
    for folder in data.glob(f"{_PREFIX}*"):
        if folder.is_symlink() or not (folder / _LOCK).is_file():
            continue
        if (lock := _locked(folder)) is not None:
            lock.close()
            shutil.rmtree(folder, ignore_errors=True)


def _locked(folder: Path) -> sqlite3.Connection | None:
    """A lock that goes with the process, on every system; None where another has it."""
    base = sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        base.execute("BEGIN EXCLUSIVE")
        base.execute("CREATE TABLE IF NOT EXISTS held (number INTEGER)")
    except sqlite3.Error:
        base.close()
        return None
    return base
