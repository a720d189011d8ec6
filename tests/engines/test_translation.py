"""What a kernel may say means the same as machine code and as Python; what it may not say is refused by its line."""

import importlib.util
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines import said_kernels as said

from lamppost.engine import kernel
from lamppost.engine.kinds import NotAKernelError

LEAST = -(1 << 63)
whole = st.integers(-(1 << 30), 1 << 30) | st.integers(-9, 9)
floats = st.floats(-1e6, 1e6, allow_subnormal=False) | st.sampled_from([0.0, -0.0, 1.0, -3.0, 0.5])


def _both(function, *arguments, out):
    """What both give, and leave in the last array."""
    slow, fast = out.copy(), out.copy()
    taken = [memoryview(one) if isinstance(one, np.ndarray) else one for one in arguments]
    given_slow = function(*taken, memoryview(slow))
    taken = [kernel.address(one) if isinstance(one, np.ndarray) else one for one in arguments]
    given_fast = kernel.compiled(function)(*taken, kernel.address(fast))
    return (int(given_slow or 0), slow.tolist()), (int(given_fast or 0), fast.tolist())


@given(whole, whole.filter(bool))
def test_whole_numbers_are_counted_as_in_python(a, b):
    slow, fast = _both(said.count_up, a, b, out=np.zeros(18, np.int64))
    assert slow == fast


@given(whole, whole, floats)
def test_comparisons_and_choices_are_as_in_python(a, b, x):
    slow, fast = _both(said.compare, a, b, x, out=np.zeros(14, np.int64))
    assert slow == fast


@given(floats, floats.filter(bool), whole)
def test_floats_are_counted_as_in_python_to_the_last_bit(x, y, n):
    slow, fast = _both(said.measure, x, y, n, out=np.zeros(13))
    assert slow == fast


@pytest.mark.parametrize("n", range(14))
def test_loops_are_as_in_python(n):
    slow, fast = _both(said.go_round, n, out=np.zeros(50, np.int64))
    assert slow == fast


@given(st.binary(max_size=30))
def test_octets_are_read_and_written_as_in_python(data):
    held = np.frombuffer(data + b"\1", np.uint8)
    slow, fast = _both(said.weigh, held, len(data), out=np.zeros(31, np.uint8))
    assert slow == fast


def test_no_number_makes_the_processor_stop():
    divide, shift, cut = map(kernel.compiled, (said.divide, said.shift, said.cut))
    assert [divide(a, 0) for a in (0, 5, -5, LEAST)] == [0, 0, 0, 0]
    assert divide(LEAST, -1) == LEAST
    assert [divide(7, -1), divide(LEAST, 1)] == [-7, LEAST]
    assert shift(5, 64) == shift(5, 0) == 0
    assert [cut(x) for x in (math.inf, -math.inf, math.nan)] == [-LEAST - 1, LEAST, 0]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("a = [a]", "List"),
        ("a = a.real", "Attribute"),
        ("a = f'{a}'", "JoinedStr"),
        ("a = 'x'", "'x'"),
        ("print(a)", "print"),
        ("a = unheard_of", "unheard_of|None"),
        ("a = a ** 2", "Pow"),
        ("a = 1 << 3 if a else 18446744073709551616", "18446744073709551616"),
        ("raise ValueError", "Raise"),
        ("a: int = 3", "AnnAssign"),
        ("a = inner(b=a)", "inner"),
        ("a = (lambda: a)()", "Call"),
        ("x, y = a", "Tuple"),
        ("for a in (1, 2): a = 3", "Tuple"),
        ("a = buf", "one place"),
        ("a = 1.5 % a", "Mod"),
        ("assert a", "Assert"),
        ("while a: a = 0\n    else: a = 1", "While"),
    ],
)
def test_what_a_kernel_may_not_say_is_refused(tmp_path, line, word):
    path = tmp_path / "saying.py"
    path.write_text(
        "from lamppost.engine.kernel import Octets, kernel\n"
        "@kernel\ndef inner(a: int) -> int:\n    return a\n"
        f"@kernel\ndef says(buf: Octets, a: int) -> int:\n    {line}\n    return a\n"
    )
    spec = importlib.util.spec_from_file_location("saying", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(NotAKernelError, match=word) as raised:
        kernel.compiled(module.says)
    assert f"{path}:7: " in str(raised.value)


def test_an_argument_without_a_type_of_kernels_is_refused(tmp_path):
    path = tmp_path / "saying.py"
    path.write_text("def says(a: str) -> int:\n    return 1\n")
    spec = importlib.util.spec_from_file_location("saying", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with pytest.raises(NotAKernelError, match="no type of a kernel"):
        kernel._translated(module.says)
