"""The kernels of this reader, plain or compiled, and how arrays are handed to them."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from lamppost.engine.kernel import address, compiler_is_here, is_cached
from lamppost.model.observations import Column
from lamppost.observe.logs.running import machine_code
from lamppost.observe.nfdump.lz4 import unpack_lz4
from lamppost.observe.nfdump.lzo import unpack_lzo
from lamppost.observe.nfdump.starts import find_starts

COMPILE_FROM = 1 << 20
"""Octets of a file above which machine code that an earlier run left is loaded …"""
FIRST_COMPILE_FROM = 1 << 25
"""… and above which it is made."""


class Kernels(NamedTuple):
    """The kernels of one path."""

    find_starts: Callable[..., int]
    unpack_lzo: Callable[..., int]
    unpack_lz4: Callable[..., int]
    octets: Callable[[Column], Any]
    """How octets, shape (n,), are handed over."""
    longs: Callable[[Column], Any]


def kernels_for(octets: int) -> Kernels:
    """The faster path for a file of so many octets; both give the same."""
    is_known = all(is_cached(one) for one in (find_starts, unpack_lzo, unpack_lz4))
    least = COMPILE_FROM if is_known else FIRST_COMPILE_FROM
    return compiled_kernels() if octets >= least and compiler_is_here() else plain_kernels()


def plain_kernels() -> Kernels:
    """The kernels without a compiler."""
    return Kernels(find_starts, unpack_lzo, unpack_lz4, _memory, _memory)


def compiled_kernels() -> Kernels:
    """The kernels as machine code."""
    return Kernels(
        machine_code(find_starts), machine_code(unpack_lzo), machine_code(unpack_lz4), address, address
    )


def _memory(column: Column) -> Any:
    """The column's memory, whose elements are Python's own integers."""
    return memoryview(np.ascontiguousarray(column).data)
