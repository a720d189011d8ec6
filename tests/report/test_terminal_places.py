"""The answer for a place in a terminal: figures first, in at most as many columns as there are, and nothing that acts."""

import msgspec
import pytest
from rich.cells import cell_len
from tests.report.made_street import quiet_street_result, street, street_result

from lamppost.model.language import showing
from lamppost.model.sites import Band
from lamppost.report.html.renderer import render as html
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


def test_where_no_camera_tells_where_it_looks_no_share_of_those_that_do_is_called_0():
    held = quiet_street_result()
    none = Band(low=0.0, middle=0.0, high=0.0)
    shares = [
        msgspec.structs.replace(one, share=none, seen_m=none) if one.unknown_directions == "left_out" else one
        for one in held.street.shares
    ]
    for known, said in ((0, True), (1, False)):
        counts = held.street.counts | {"direction": {"known": known, "unknown": 6}}
        street = msgspec.structs.replace(held.street, shares=shares, counts=counts)
        made = msgspec.structs.replace(held, street=street)
        assert ("where they look, not known: none tells" in " ".join(render(made).split())) is said
        assert ("no camera tells where it looks" in html(made)) is said


def test_a_map_of_no_known_day_says_so():
    held = quiet_street_result()
    street = msgspec.structs.replace(held.street, map_day=None, data_until=None)
    text = " ".join(render(msgspec.structs.replace(held, street=street)).split())
    assert "map of a day that is not known" in text


def test_a_map_without_cameras_is_not_called_free_of_them():
    held = quiet_street_result()
    street = msgspec.structs.replace(held.street, homes_left_out=0)
    text = render(msgspec.structs.replace(held, sites=[], street=street))
    assert "that is not to say that there are none" in text
