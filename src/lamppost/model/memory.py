"""How our own process takes memory from the system, where the C library is that of GNU: in large pages, and what is given back is kept.

mallopt(3) and madvise(2) of the Linux manual pages; Documentation/admin-guide/mm/transhuge.rst of Linux.
"""

import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8  # malloc.h
_LARGE_PAGES = 14  # MADV_HUGEPAGE, asm-generic/mman-common.h
_HELD = 1 << 30
"""Octets that are given back by this process and are held for what it takes next."""
_LARGEST = 1 << 25
"""Octets of the longest column that is taken from there; the library allows no more."""
_ROOM = 1 << 29
"""Octets of addresses for it. A page is taken when it is first written to."""
_PAGE = 1 << 21

_may: set[bool] = set()


def own_process() -> None:
    """From now on `keep_memory` may change how the whole process takes memory: nobody else's work is done in it."""
    _may.add(True)


def keep_memory() -> bool:
    """Whether memory that is given back is kept for what comes next from now on, and lies in large pages.

    Reading logs takes columns of some hundred kilobytes again and again; each would be new pages of the system, cleared
    one by one. It is done once, in a process that is said to be our own; nothing is changed where the C library is another.
    """
    if not _may or sys.platform != "linux":
        return False
    _may.clear()
    import ctypes

    library = ctypes.CDLL(None)
    if not hasattr(library, "gnu_get_libc_version"):
        return False
    library.sbrk.restype, library.sbrk.argtypes = ctypes.c_void_p, (ctypes.c_ssize_t,)
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    library.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    for option, value in (
        (_ARENA_MAX, 1),
        (_TRIM_THRESHOLD, _HELD),
        (_MMAP_THRESHOLD, _LARGEST),
        (_TOP_PAD, _ROOM),
    ):
        library.mallopt(option, value)
    before = int(library.sbrk(0) or 0)
    library.free(library.malloc(_LARGEST - _PAGE))
    library.mallopt(_TOP_PAD, _PAGE)
    first, end = before + -before % _PAGE, int(library.sbrk(0) or 0)
    if end - first < _ROOM // 2:  # so much was refused: the settings hold, the pages are small
        return True
    return bool(library.madvise(first, end - first, _LARGE_PAGES) == 0)
