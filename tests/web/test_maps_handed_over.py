"""A map on the first page: which part of it, by which standard; and then the screen of the place."""

import pytest
from tests.web.conftest import SAMPLES
from tests.web.test_screens import assert_readable, hand_over

TOWN = SAMPLES / "made-town.osm"
REGISTER = "lat,lon,operator\n50.0,7.0,City of Lampton\n50.001,7.001,City of Lampton\n"


def held(desk):
    """The one result that is held."""
    (one,) = desk.shelf.list()
    return desk.shelf.get(one.id)


def test_a_map_leads_to_the_screen_of_its_place(client, desk):
    answer = hand_over(client, TOWN)
    (one,) = desk.shelf.list()
    assert answer.headers["location"] == f"/results/{one.id}/street"
    assert one.sites > 0
    assert (
        f"{one.sites} cameras or other devices are on the map here"
        in client.get(f"/results/{one.id}/street").text
    )
    start = client.get("/").text
    assert f'href="/results/{one.id}/street"' in start
    assert f"{one.sites} cameras" in start


def test_a_place_and_a_standard_are_asked_for_in_the_form(client, desk):
    fields = {"place": " Old Lampton ", "standard": "iec-62676-4-2025"}
    assert hand_over(client, TOWN, **fields).status_code == 303
    result = held(desk)
    assert result.street.place == "Old Lampton"
    assert result.street.standard == "iec-62676-4-2025"
    assert not any(one.is_home for one in result.sites)


def test_cameras_of_homes_are_listed_where_the_form_asks_for_them(client, desk):
    assert hand_over(client, TOWN, with_homes="true").status_code == 303
    assert any(one.is_home for one in held(desk).sites)


def test_a_box_is_asked_for_in_the_form(client, desk):
    hand_over(client, TOWN)
    west, south, east, north = held(desk).street.bounds
    desk.shelf.forget(desk.shelf.list()[0].id)
    middle = (west + east) / 2
    assert hand_over(client, TOWN, bbox=f"{west},{south},{middle},{north}").status_code == 303
    assert held(desk).street.bounds[2] == pytest.approx(middle)


def test_a_register_is_handed_over_as_a_table_with_coordinates(client, desk, tmp_path):
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, "utf-8")
    answer = hand_over(client, path, official="true")
    assert answer.headers["location"].endswith("/street")
    assert {one.present for one in held(desk).sites} == {"confirmed"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"bbox": "1,2,3"}, "That is no box"),
        ({"bbox": "8,50,7,51"}, "That is no box"),
        ({"place": "Old Lampton", "bbox": "7,50,8,51"}, "A place and a box were asked for"),
        ({"place": "Nowhere"}, "It outlines Lampton, New Lampton, Old Lampton."),
        ({"standard": "of-mine"}, "no such standard"),
    ],
)
def test_what_cannot_be_asked_of_a_map_is_refused_in_words(client, desk, fields, words):
    answer = hand_over(client, TOWN, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert desk.shelf.list() == []


def test_the_form_begins_with_what_the_start_chose(client, desk):
    page = assert_readable(client.get("/").text)
    names = {own.get("name") for _, own in page.elements}
    assert {"place", "bbox", "standard", "with_homes", "official"} <= names
    assert [one for one, _ in desk.standards()] == ["en-62676-4-2015", "iec-62676-4-2025"]
