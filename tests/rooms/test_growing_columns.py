"""Columns that grow, by the definition of what they hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.model.repeating import Repeating, held
from lamppost.model.spilling import Growing


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.int64])
def test_a_column_that_grows_holds_what_it_held_and_zeros(kind):
    column, used = Growing(kind), 0
    for length in (10, 1 << 10, 1 << 17, 3 << 17, 1 << 19, 1 << 21):
        room = column.grow(length, used)
        assert len(room) == length
        assert room[:used].tolist() == [one % 100 + 1 for one in range(used)]
        assert not room[used:].any()
        used = length // 2
        room[:] = 99  # what is behind `used` holds nothing
        room[:used] = np.arange(used) % 100 + 1


def test_what_is_appended_is_there_in_its_order():
    column = Growing(np.int64)
    for start in range(0, 1 << 18, 1 << 14):
        column.append(np.arange(start, start + (1 << 14)))
    assert (column.appended() == np.arange(1 << 18)).all()


PIECES = st.lists(
    st.one_of(
        st.lists(st.sampled_from((-1, -1, -1, 7)), max_size=4),
        st.tuples(st.sampled_from((-1, 7)), st.integers(0, 3)),
    ),
    max_size=6,
)


@pytest.mark.parametrize("made", [Growing, Repeating])
@given(pieces=PIECES, every=st.integers(1, 3))
def test_numbers_and_columns_and_some_of_their_rows_are_put_one_behind_the_other(made, pieces, every):
    column, expected = made(np.int32), []
    for piece in pieces:
        if isinstance(piece, tuple):
            column.append(piece[0], count=piece[1])
            expected += [piece[0]] * piece[1]
        else:
            rows = np.arange(0, len(piece), every)
            column.append(np.array(piece, np.int64), None if every == 1 else rows)
            expected += piece[::every]
        assert column.appended().tolist() == expected
        assert column.appended().dtype == np.int32


def test_one_number_stands_for_all_until_another_is_told():
    column = Repeating(np.int64)
    for _ in range(3):
        column.append(np.full(1 << 10, -1))
    one, step = held(column.appended())
    assert (one.tolist(), step) == ([-1], 0)
    column.append(np.array([5]))
    numbers, step = held(column.appended())
    assert step == 1
    assert numbers.tolist() == [-1] * (3 << 10) + [5]
