"""Texts are addresses as cells are."""

import pytest

from lamppost.model.addresses import ip_numbers
from lamppost.observe.logs.spelled import addresses_of


@pytest.mark.parametrize("text", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "::"])
def test_texts_are_the_addresses_that_the_model_says(text):
    found, wrong = addresses_of(["x", text, "1.2.3"])
    assert (int(found.high[1]), int(found.low[1])) == ip_numbers(text)
    assert wrong.tolist() == [0, 2]


def test_no_texts_are_no_addresses():
    found, wrong = addresses_of([])
    assert len(found.high) == len(wrong) == 0
