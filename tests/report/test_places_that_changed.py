"""Two documents of one place: which cameras came, went and changed, and how much is seen."""

from datetime import date

import msgspec
import pytest
from tests.report.made_street import band, known_site, quiet_street_result, site, street, street_result

from lamppost import pipeline
from lamppost.model.language import speaking
from lamppost.pipeline.differing import Hand, diff, render_difference

DAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def hand():
    return Hand(packs=pipeline.load_packs())


def compared(old, new, hand):
    return diff(("old.json", old), ("new.json", new), DAY, hand)


def later():
    """A week on: one camera turned, one is gone, one came, and more is seen."""
    before = quiet_street_result()
    turned = msgspec.structs.replace(known_site(), directions_deg=[180.0], checked_on=date(2026, 11, 20))
    stayed = [one for one in before.sites if one.id not in (turned.id, "site-000000000003")]
    shares = [
        msgspec.structs.replace(one, share=band(0.1, 0.2, 0.3)) if one.by == "all" else one
        for one in before.street.shares
    ]
    place = msgspec.structs.replace(before.street, shares=shares, map_day=date(2026, 11, 6))
    evidence = [msgspec.structs.replace(one, sha256="f" * 64) for one in before.evidence]
    return quiet_street_result(sites=[turned, *stayed, site(9)], street=place, evidence=evidence)


def test_cameras_that_came_went_and_changed_are_told_one_by_one(hand):
    found = compared(quiet_street_result(), later(), hand)
    how = {(one.subject, one.about): one.how for one in found.changes}
    assert how["site-000000000001", "direction in degrees"] == "changed"
    assert how["site-000000000001", "last looked at"] == "changed"
    assert how["site-000000000003", "camera of a map"] == "went"
    assert how["site-000000000009", "camera of a map"] == "appeared"
    assert {one.subject for one in found.changes} == {
        "evidence", "place", "site-000000000001", "site-000000000003", "site-000000000009"
    }  # fmt: skip


def test_how_much_is_seen_is_compared_level_by_level(hand):
    found = compared(quiet_street_result(), later(), hand)
    (share,) = (
        one for one in found.changes if one.about == "share at detection: cut off by buildings, all cameras"
    )
    assert (share.before, share.after) == (
        "8.0, 16.0 and 24.0 % with the three lenses",
        "10.0, 20.0 and 30.0 % with the three lenses",
    )
    assert share.why == ["evidence"]


def test_nothing_is_different_of_the_same_place(hand):
    assert compared(street_result(), street_result(), hand).changes == []


def test_another_standard_is_an_input_that_makes_a_difference(hand):
    other = street_result(street=street(standard="iec-62676-4-2025"))
    found = compared(street_result(), other, hand)
    assert found.inputs == ["street"]
    assert found.details["street"] == ["standard: en-62676-4-2015 → iec-62676-4-2025"]


@pytest.mark.parametrize("to", ["terminal", "html", "json"])
def test_a_difference_of_places_names_whom_the_map_is_owed_to(hand, to):
    text = render_difference(compared(quiet_street_result(), later(), hand), to=to, width=80)
    assert "OpenStreetMap contributors" in text
    assert "direction in degrees" in text


@pytest.mark.parametrize("to", ["terminal", "html", "json"])
def test_no_difference_tells_of_a_home(hand, to):
    before = quiet_street_result()
    home = next(one for one in before.sites if one.is_home)
    moved = msgspec.structs.replace(home, lat_deg=home.lat_deg + 0.01)
    after = quiet_street_result(sites=[moved if one is home else one for one in before.sites])
    found = compared(before, after, hand)
    assert found.changes == []
    assert home.id not in render_difference(found, to=to, width=80)


def test_it_is_told_in_german(hand):
    with speaking("de"):
        assert "OpenStreetMap" in render_difference(
            compared(quiet_street_result(), later(), hand), to="terminal", width=80
        )
