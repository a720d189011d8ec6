"""The answer for a place in a terminal: figures first, in at most as many columns as there are, and nothing that acts."""

import msgspec
import pytest
from rich.cells import cell_len
from tests.report.made_street import quiet_street_result, street, street_result

from lamppost.model.language import showing
from lamppost.report.terminal.renderer import render


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("code", ["en", "de"])
def test_no_line_is_wider_than_the_terminal_in_any_language(width, code):
    with showing(code):
        text = render(street_result(), width=width, verbose=1)
    assert max(map(cell_len, text.splitlines())) <= width


def test_figures_stand_before_cameras_and_the_credit_near_the_end():
    text = render(quiet_street_result())
    places = [
        text.index(words) for words in ("What watches here", "Cameras: ", "Outside the light", "Data: ©")
    ]
    assert places == sorted(places)


def test_a_file_without_ways_leaves_the_share_unknown_and_not_nought():
    text = render(street_result(street=street(walkable_m=None, shares=[])))
    assert "not known: the file holds no ways" in text
    assert "0 % of it" not in text


def test_ways_without_shares_say_why():
    text = " ".join(render(street_result(street=street(shares=[]))).split())
    assert "choose a part with --place or --bbox" in text


def test_hostile_names_do_nothing_in_a_terminal():
    text = render(street_result(), verbose=1)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_map_without_cameras_is_not_called_free_of_them():
    held = quiet_street_result()
    street = msgspec.structs.replace(held.street, homes_left_out=0)
    text = render(msgspec.structs.replace(held, sites=[], street=street))
    assert "that is not to say that there are none" in text
