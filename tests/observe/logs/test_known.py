"""What was told before is known again, and texts are addresses as cells are."""

import random

import numpy as np
import pytest

from lamppost.model.addresses import ip_numbers
from lamppost.observe.logs import known
from lamppost.observe.logs.known import KnownRows, addresses_of


def test_a_row_is_new_once(monkeypatch):
    monkeypatch.setattr(known, "_FEWEST", 4)
    chance, rows, seen = random.Random(1), KnownRows(3), set()
    for _ in range(40):
        told = [
            tuple(chance.choice((-1, 0, 1, 1 << 62)) for _ in range(3)) for _ in range(chance.randrange(20))
        ]
        wanted = [one not in seen and one not in told[:at] for at, one in enumerate(told)]
        seen.update(told)
        columns = np.array(told, np.int64).reshape(-1, 3).T
        assert rows.new(*columns).tolist() == wanted


def test_rows_are_forgotten_where_too_many_are_held(monkeypatch):
    monkeypatch.setattr(known, "MOST_HELD", 3)
    rows, column = KnownRows(1), np.arange(4)
    assert rows.new(column).all()
    assert rows.new(column).all()


@pytest.mark.parametrize("text", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "::"])
def test_texts_are_the_addresses_that_the_model_says(text):
    found, wrong = addresses_of(["x", text, "1.2.3"])
    assert (int(found.high[1]), int(found.low[1])) == ip_numbers(text)
    assert wrong.tolist() == [0, 2]


def test_no_texts_are_no_addresses():
    found, wrong = addresses_of([])
    assert len(found.high) == len(wrong) == 0
