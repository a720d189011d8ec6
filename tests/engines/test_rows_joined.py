"""When rows of flow tables were, as a second reading of the same words says it, row by row."""

from itertools import product

import numpy as np
import pytest
from test_rows_twin import run_checked

from lamppost.observe.logs.hashes.joining import HAS_DURATION, HAS_END, HAS_START, join_rows, tell_times
from lamppost.observe.logs.running import run_compiled, run_plain

NOTHING = -(1 << 63)


def slow_times(start, end, lasted):
    """None for what is not told."""
    if lasted is not None and lasted < 0:
        lasted = 0
    if start is not None and end is None and lasted is not None:
        end = start + lasted
    elif start is None and end is not None:
        start = end if lasted is None else end - lasted
    return start, None if end is None or end < start else end


@pytest.mark.parametrize("run", [run_plain, run_checked, run_compiled])
@pytest.mark.parametrize("which", range(8))
def test_what_start_and_end_lack_the_duration_tells(run, which):
    cases = list(product((NOTHING, 0, 50, 60), (NOTHING, 0, 55), (NOTHING, -3, 0, 7)))
    columns = np.array(cases, np.int64).T.copy()
    first, last = np.empty(len(cases), np.int64), np.empty(len(cases), np.int64)
    untold = run(tell_times, *columns, which, len(cases), first, last)
    has = (HAS_START, HAS_END, HAS_DURATION)
    told = [
        slow_times(
            *(one if bit & which and one != NOTHING else None for one, bit in zip(case, has, strict=True))
        )
        for case in cases
    ]
    assert [
        tuple(None if one == NOTHING else one for one in row)
        for row in zip(first.tolist(), last.tolist(), strict=True)
    ] == told
    assert untold == sum(start is None for start, _ in told)


@pytest.mark.parametrize("function", [tell_times, join_rows])
def test_no_kernel_that_makes_rows_ready_computes_with_floats(function):
    from lamppost.engine import kernel

    assert "double" not in str(kernel._translated(function))
