"""Rows are found among others by kernels as they are by columns (`HeldRows`), whichever are held, and however often."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.engine.lookup import kernels, rows
from lamppost.engine.lookup.rows import FoundRows
from lamppost.model.columns import HeldRows

FEW = st.integers(0, 3) | st.sampled_from([-(1 << 63), (1 << 63) - 1, 1 << 31, -1])


def column(values, kind=np.int64):
    return np.array(values, np.int64).view(kind)


def plainly(function: Callable) -> Callable:
    """The kernel as it is written; a place behind the end is an error."""

    def called(*arguments):
        return function(*(memoryview(one.data) if isinstance(one, np.ndarray) else one for one in arguments))

    return called


@pytest.fixture(params=["written", "compiled"], autouse=True, scope="module")
def kernel_run(request):
    """Each way in which kernels run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows, "COMPILED_FROM", 0)
        patch.setattr(rows, "FIRST_COMPILED_FROM", 0)
        if request.param == "written":
            patch.setattr(rows, "address", lambda one: one)
            ran = {one: plainly(one) for one in (kernels.hold, kernels.find)}
            patch.setattr(rows, "compiled", ran.__getitem__)
        yield


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.tuples(
            st.lists(st.tuples(*[FEW] * width), max_size=90), st.lists(st.tuples(*[FEW] * width), max_size=90)
        )
    )
)
def test_rows_are_found_as_columns_find_them(both):
    held, asked = both
    width = len((held or asked or [(0,)])[0])
    of_held, of_asked = (
        tuple(column([row[at] for row in one], np.uint64 if at else np.int64) for at in range(width))
        for one in both
    )
    some = np.arange(len(held))[::2]
    found = FoundRows(of_held, some).find(of_asked)
    assert found.tolist() == [next((at for at in some.tolist() if held[at] == row), -1) for row in asked]
    assert np.array_equal(found >= 0, HeldRows(of_held, some).hold(of_asked))


def test_rows_that_share_a_hash_are_told_apart(monkeypatch):
    """As all do here where kernels run as they are written."""
    monkeypatch.setattr(kernels, "hash_of", lambda *_: 7)
    numbers = np.arange(40, dtype=np.int64)
    for at in range(4):
        columns = [np.zeros(40, np.int64)] * 4
        columns[at] = numbers
        found = FoundRows(tuple(columns), numbers).find(tuple(column[::-1].copy() for column in columns))
        assert np.array_equal(found, numbers[::-1])


def test_many_rows_are_found():
    numbers = np.arange(3000, dtype=np.int64)
    found = FoundRows((numbers, numbers * 7), numbers).find((numbers[::-1].copy(), numbers[::-1] * 7))
    assert np.array_equal(found, numbers[::-1])
    assert not FoundRows((numbers, numbers), numbers).hold((numbers, numbers + 1)).any()
