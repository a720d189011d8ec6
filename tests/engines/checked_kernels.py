"""Kernels in which every index is looked at before it is used: below zero, or past the end, is an error.

A negative index is Python's own way of counting from the end, and the compiler's; so each subscript of a kernel's
source is rewritten: `buf[at]` becomes `buf[_within(at, len(buf))]`, when it is read and when it is written. Frames
are handed over one by one, each in an array of its own length, so that the octets of a neighbour count as outside.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from lamppost.engine import kernel
from lamppost.observe.capture.kernels import Kernels, plain_kernels
from lamppost.observe.capture.layout import (
    E_LENGTH,
    E_OFFSET,
    E_WIDTH,
    ETHER_RADIO,
    F_POS,
    S_BEFORE,
    S_BEFORE_LENGTH,
    S_BEFORE_TIME,
    S_EVENTS,
    S_MALFORMED,
    S_SENDERS,
    S_UNKNOWN_LINK,
    SENDER_PACKETS,
    SENDER_WIDTH,
)

COLUMNS = 8  # of a batch of frames
STATE, SENDERS, EVENTS, ETHERS, KEPT_OCTETS = (COLUMNS + number for number in (1, 4, 7, 9, 18))


each: Callable[[Callable[..., Any]], Callable[..., Any]] = lambda function: function  # noqa: E731
"""What is done to each plain kernel that was made; a fuzzer counts its branches."""


class UncountedFrameError(AssertionError):
    """A frame left no trace: in no sender, in no count of what was not read, and in none of what was wrong."""


def checked_kernels(*, is_compiled: bool) -> Kernels:
    """The kernels with every index looked at, compiled (which takes a minute) or slow and plain."""
    plain = plain_kernels()
    checked = {
        one.name: checked_kernel(getattr(plain, one.name), is_compiled=is_compiled)
        for one in fields(Kernels)
        if getattr(plain, one.name) in kernel._kernels
    }
    for name in ("frame_pcap", "frame_pcapng"):
        checked[name] = _framing_exactly(checked[name])
    checked["count_packets"] = counting_exactly(checked["count_packets"])
    if not is_compiled:
        return replace(plain, **checked, buffer=memoryview)
    return replace(
        plain, **checked, view=lambda column: column, buffer=lambda data: np.frombuffer(data, np.uint8)
    )


@cache
def checked_kernel(function: FunctionType, *, is_compiled: bool) -> Callable[..., Any]:
    """The kernel, and all that it calls, with every index looked at."""
    names = dict(function.__globals__)
    for name in function.__code__.co_names:
        called = names.get(name)
        if isinstance(called, FunctionType) and called in kernel._kernels and called is not function:
            names[name] = checked_kernel(called, is_compiled=is_compiled)
    names["_within"] = _compiled(_within) if is_compiled else _within
    exec(_looking_code(function), names)
    made = names[function.__name__]
    return _compiled(made) if is_compiled else each(made)


def check_in_place(function: FunctionType) -> None:
    """The kernel itself looks at every index from now on, whoever calls it; for a process that compiles nothing."""
    names: dict[str, Any] = {}
    exec(_looking_code(function), names)
    function.__globals__["_within"] = _within
    function.__code__ = names[function.__name__].__code__


def _looking_code(function: FunctionType) -> CodeType:
    """The source of a kernel with a look at each index."""
    source = textwrap.dedent(inspect.getsource(function))
    tree = _Looking().visit(ast.parse(source))
    ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
    return compile(ast.fix_missing_locations(tree), function.__code__.co_filename, "exec")


def counting_exactly(count: Callable[..., int]) -> Callable[..., int]:
    """The counting kernel, given one frame at a time; each has to leave a trace."""

    def call(buf: Any, first: int, n: int, *rest: Any) -> int:
        for index in range(first, n):
            if not _count_alone(count, buf, index, rest):
                return index
        return n

    return call


def _within(index: int, length: int) -> int:
    if index < 0 or index >= length:
        raise IndexError("outside the array")
    return index


@cache
def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    import numba

    return numba.njit(function, error_model="numpy")


class _Looking(ast.NodeTransformer):
    """Puts a look at the index into each subscript; drops the decorator and the annotations."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list, node.returns = [], None
        for argument in node.args.args:
            argument.annotation = None
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        assert isinstance(node.value, ast.Name), "a kernel takes indexes of arrays that have a name"
        length = ast.Call(ast.Name("len", ast.Load()), [ast.Name(node.value.id, ast.Load())], [])
        node.slice = ast.Call(ast.Name("_within", ast.Load()), [node.slice, length], [])
        return node


def _framing_exactly(frame: Callable[..., int]) -> Callable[..., int]:
    """The framing kernel over the octets that were read, and no others of the block."""

    def call(buf: Any, pos: int, end: int, form: Any, *rest: Any) -> int:
        n = frame(buf[pos:end], 0, end - pos, form, *rest)
        offsets = rest[-7]
        for index in range(n):
            offsets[index] += pos
        form[F_POS] += pos
        return n

    return call


def _count_alone(count: Callable[..., int], buf: Any, index: int, rest: tuple[Any, ...]) -> bool:
    """Count one frame, in an array that holds it, and what it is compared with if it may be a repeat."""
    offsets, captured, original, times = rest[:4]
    state, events = rest[STATE], rest[EVENTS]
    at, size, before = int(offsets[index]), int(captured[index]), int(state[S_BEFORE])
    alike = before >= 0 and state[S_BEFORE_LENGTH] == size
    lead = size if alike and abs(times[index] - state[S_BEFORE_TIME]) <= 1000 else 0
    alone = buf[at : at + size]
    if lead:
        alone = np.concatenate([np.frombuffer(buf, np.uint8)[before : before + size], alone])
        alone = alone if isinstance(buf, np.ndarray) else memoryview(alone)
    state[S_BEFORE] = 0 if lead else -1
    trace, n_events = _trace(rest), int(state[S_EVENTS])
    offsets[index] = lead
    done = count(alone, index, index + 1, *rest)
    offsets[index] = at
    if done == index:
        state[S_BEFORE] = before
        return False
    state[S_BEFORE] = at
    for row in range(n_events, int(state[S_EVENTS])):
        place, length = row * E_WIDTH + E_OFFSET, int(events[row * E_WIDTH + E_LENGTH])
        start, is_kept = int(events[place]), events[place] < 0
        first, last = (0, len(rest[KEPT_OCTETS])) if is_kept else (lead, lead + size)
        start = -1 - start if is_kept else start
        if length and not first <= start <= start + length <= last:
            raise IndexError(f"an event of frame {index} lies outside it")
        events[place] += 0 if is_kept else at - lead
    if _trace(rest) == trace and original[index] <= size:
        raise UncountedFrameError(f"frame {index} of {size} octets is neither counted nor reported")
    return True


def _trace(rest: tuple[Any, ...]) -> tuple[int, ...]:
    """What grows with each frame that is counted or reported."""
    state, senders = rest[STATE], rest[SENDERS]
    last = int(state[S_SENDERS]) * SENDER_WIDTH
    return (
        int(sum(senders[SENDER_PACKETS:last:SENDER_WIDTH])), int(state[S_UNKNOWN_LINK]), int(state[S_MALFORMED]),
        int(rest[ETHERS][ETHER_RADIO]),
    )  # fmt: skip
