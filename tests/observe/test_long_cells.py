"""Cells as long as a file: what they could say is decided at once, whatever they are made of."""

import time

import pytest

from lamppost.observe.camera_register.coordinates import degrees_of, spot_of
from lamppost.observe.camera_register.headings import field_of
from lamppost.observe.tabular.headings import meaning_of
from lamppost.observe.tabular.totals import is_total

LONG = 70_000
MOST_CPU_S = 1.0


def is_a_sum(cell):
    return is_total([cell])


@pytest.mark.parametrize("question", [meaning_of, field_of, is_a_sum, degrees_of, spot_of])
def test_a_cell_that_is_as_long_as_a_file_says_nothing_and_ends_soon(question):
    begun = time.process_time()
    for piece in ("[", " <", "(", " ", ", ", "1 ", "N", "° "):
        for start in ("", "1", "maker"):
            assert not question(start + piece * (LONG // len(piece)) + "\x01")
    assert time.process_time() - begun < MOST_CPU_S


def test_what_stands_in_brackets_is_still_an_addition():
    assert meaning_of("Manufacturer (OEM)") == meaning_of("Manufacturer [as printed]") == "maker"
    assert field_of("Latitude (WGS 84)") == "latitude"
