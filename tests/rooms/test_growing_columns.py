"""Columns that grow, by the definition of what they hold."""

import numpy as np
import pytest

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
