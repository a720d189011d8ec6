"""Rows that are alike are found in columns as in Python's own sets, however they hash."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.model import columns
from lamppost.model.columns import HeldRows, distinct_numbers, distinct_rows, is_among, is_in

NUMBERS = st.sampled_from([0, 1, 2, 2**32, 2**63 - 1, -1, -2])
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=30)


def as_columns(rows):
    table = np.array(rows, np.int64).reshape(len(rows), 2)
    return table[:, 0], table[:, 1].view(np.uint64)


def no_hash(given):
    return np.zeros(len(given[0]), np.uint64)


def poor_hash(given):
    return given[0].astype(np.uint64) % np.uint64(3)


@pytest.fixture(
    params=[columns.mixed, no_hash, poor_hash], ids=["hashed", "colliding", "crowded"], scope="module"
)
def hashing(request):
    """The hash as it is, one under which all rows collide, and one under which many do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "mixed", request.param)
        yield


@pytest.mark.usefixtures("hashing")
@given(rows=ROWS)
def test_distinct_rows_are_in_the_order_of_their_first(rows):
    first, inverse = distinct_rows(*as_columns(rows))
    assert [rows[at] for at in first] == list(dict.fromkeys(rows))
    assert first.tolist() == sorted(first.tolist())
    assert [rows[first[place]] for place in inverse] == rows


@pytest.mark.usefixtures("hashing")
@given(rows=ROWS, others=ROWS)
def test_a_row_is_among_others_when_it_is_one_of_them(rows, others):
    found = is_among(as_columns(rows), as_columns(others))
    assert found.tolist() == [row in set(others) for row in rows]


@pytest.mark.usefixtures("hashing")
@given(rows=ROWS, others=ROWS)
def test_a_row_is_found_at_one_that_is_the_same_and_counts(rows, others):
    counting = np.arange(0, len(others), 2)
    found = HeldRows(as_columns(others), counting).find(as_columns(rows)).tolist()
    assert [at >= 0 for at in found] == [row in others[::2] for row in rows]
    assert all(others[at] == row and at in counting for at, row in zip(found, rows, strict=True) if at >= 0)


@pytest.mark.parametrize("many", [0, 1 << 12])
@given(numbers=st.lists(NUMBERS), few=st.lists(NUMBERS))
def test_a_number_is_in_a_few_when_it_is_one_of_them(many, numbers, few):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "_MANY", many)
        found = is_in(np.array(numbers, np.int64), np.array(few, np.int64))
    assert found.tolist() == [number in few for number in numbers]


@given(numbers=st.lists(NUMBERS, max_size=30))
def test_distinct_numbers_rise_and_come_once(numbers):
    assert distinct_numbers(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))
