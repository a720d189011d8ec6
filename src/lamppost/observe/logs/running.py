"""How the kernels of logs are called: as machine code where much is read, as plain functions where little is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np

from lamppost.engine.kernel import address, compiled, compiler_is_here, is_cached
from lamppost.observe.logs.cells.lines import find_lines

COMPILED_FROM = 1 << 15
"""Octets of all logs of this process; below it the plain path is done before the machine code is loaded."""
FIRST_COMPILED_FROM = 1 << 24
"""Octets; below it the plain path is done before anything is compiled."""

ROWS_COMPILED_FROM = 1 << 14
"""Rows; below it the plain path of what is done row by row is done soon enough."""

Run = Callable[..., int]
"""Runs a kernel: takes it and its arguments, arrays as they are, and gives what it returns."""

_told: list[Callable[[str], None]] = []
_compiled: set[bool] = set()
_read, _rows = (
    [0],
    [0],
)  # octets and rows that this process was given by now: many small logs are as much as a large one


def run_for(octets: int, new: int) -> Run:
    """The faster path for so many octets of one log; both give the same.

    Args:
        octets: How many there are, as far as is known.
        new: How many of them were not counted before.
    """
    _read[0] += new
    if max(octets, _read[0]) < COMPILED_FROM or not compiler_is_here():
        return run_plain
    if not _compiled and _read[0] < FIRST_COMPILED_FROM and not is_cached(find_lines):
        return run_plain
    _compiled.add(True)
    return run_compiled


def run_as_before() -> Run:
    """The path that the largest log of this process was read by: for what is asked in small pieces beside it."""
    return run_compiled if _compiled else run_plain


def run_for_rows(n: int) -> Run:
    """The path for what is done with so many rows: that of the logs, and machine code where there are many.

    Args:
        n: How many; those of calls before count too where an earlier run left machine code.
    """
    _rows[0] += n
    if n >= ROWS_COMPILED_FROM and compiler_is_here():
        return run_compiled
    is_much = not _compiled and _rows[0] >= ROWS_COMPILED_FROM and compiler_is_here()
    if is_much and is_cached(find_lines):
        _compiled.add(True)
    return run_as_before()


def run_plain(function: Callable[..., Any], *arguments: Any) -> int:
    """Calls the kernel as it is."""
    return int(
        function(*(memoryview(one.data) if isinstance(one, np.ndarray) else one for one in arguments)) or 0
    )


def run_compiled(function: Callable[..., Any], *arguments: Any) -> int:
    """Calls the machine code of the kernel; other threads go on meanwhile."""
    code = machine_code(function)
    return int(code(*(address(one) if isinstance(one, np.ndarray) else one for one in arguments)) or 0)


@cache
def machine_code(function: Callable[..., Any]) -> Callable[..., Any]:
    """The kernel compiled, which `announced` tells where it has to be made; see `engine.kernel.compiled`."""
    return compiled(function, _announce)


@contextmanager
def announced(on_compile: Callable[[str], None] | None) -> Iterator[None]:
    """While this lasts, tells when a kernel of logs is compiled for the first time here, by whatever thread.

    Args:
        on_compile: Called with its name.
    """
    if on_compile is not None:
        _told.append(on_compile)
    try:
        yield
    finally:
        if on_compile is not None:
            _told.remove(on_compile)


def _announce(kernel: str) -> None:
    for one in tuple(_told):
        one(kernel)
