"""Memory that is given back is used again, where the C library is that of GNU."""

import ctypes
import errno
import mmap
import resource
import subprocess
import sys

import pytest

from lamppost.model.memory import keep_memory
from lamppost.model.spilling import untouched

_FAULTS = """
import resource
import numpy as np
from lamppost.model.memory import keep_memory, own_process

own_process()
kept = keep_memory() if {asked} else True
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for turn in range(11):
    if turn == 1:
        before = faults()
    columns = [np.ones(1 << 16) for _ in range(32)]
    del columns
print(kept, faults() - before)
"""


def _faults(*, asked: bool) -> int:
    """Pages that were new to a process while it took and gave back 16 MiB ten times."""
    ended = subprocess.run(
        [sys.executable, "-c", _FAULTS.format(asked=asked)], capture_output=True, text=True, check=True
    )
    kept, count = ended.stdout.split()
    assert kept == "True"
    return int(count)


def _is_gnu() -> bool:
    return sys.platform == "linux" and hasattr(ctypes.CDLL(None), "gnu_get_libc_version")


@pytest.mark.skipif(not _is_gnu(), reason="the C library is not that of GNU")
def test_columns_that_are_taken_again_are_no_new_pages() -> None:
    assert _faults(asked=True) < 100 < _faults(asked=False)


def test_nothing_is_changed_in_a_process_of_others() -> None:
    assert not keep_memory()


def test_a_kernel_without_large_pages_gives_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    class Small(mmap.mmap):
        def madvise(self, *_: int) -> None:
            raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(mmap, "mmap", Small)
    assert untouched(1 << 20).sum() == 0


def test_numbers_that_are_not_written_to_take_no_pages() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    column = untouched(1 << 25)
    column[[0, -1]] = 7
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < 100
    assert column[[0, 1, -2, -1]].tolist() == [7, 0, 0, 7]
