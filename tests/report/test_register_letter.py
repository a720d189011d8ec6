"""The letter that asks for a register of cameras, and those about one camera of a map."""

from itertools import product

import pytest
from tests.report.columns import acting, columns
from tests.report.made_devices import named
from tests.report.made_result import quiet_result
from tests.report.made_street import (
    CREDITS,
    MAP,
    REGISTER,
    quiet_street_result,
    site,
    street,
    street_result,
    tagged,
)

from lamppost.model.errors import ResultError
from lamppost.report.letter.kinds import KINDS, kind_of, phrases_of
from lamppost.report.letter.questions import REGISTER as ASKED
from lamppost.report.letter.renderer import MEDIA, render
from lamppost.report.letter.restraint import ACCUSING
from lamppost.report.letter.subjects import PLACE, choices
from lamppost.report.letter.writing import write

STREETS = {"made": street_result(), "quiet": quiet_street_result()}
EVERY = [
    (name, one.id, kind)
    for name, held in STREETS.items()
    for one, kind in product(choices(held), KINDS)
    if not (one.id == PLACE and kind_of(kind).sells)
]


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize(("name", "identity", "kind"), EVERY)
def test_no_letter_about_a_camera_or_a_place_accuses_acts_or_is_too_wide(name, identity, kind):
    for to in MEDIA:
        text = render(STREETS[name], identity, kind=kind, to=to)
        assert not ACCUSING.search(text)
        assert not acting(text)
        assert MAP not in text
        assert REGISTER not in text
    lines = render(STREETS[name], identity, kind=kind).split("\n")
    assert max(columns(line) for line in lines if "http" not in line) <= 80


@pytest.mark.parametrize("kind", [one for one in KINDS if not kind_of(one).sells])
def test_every_kind_asks_a_place_for_its_register_in_its_language(kind):
    letter = write(STREETS["quiet"], PLACE, kind)
    asked = phrases_of(letter.language)["questions"]
    assert letter.questions[: len(ASKED)] == [asked[one].format(place="Example Town") for one in ASKED]


def test_what_the_map_lacks_is_counted_without_homes():
    letter = write(STREETS["quiet"], PLACE, "register")
    (fact,) = letter.facts
    assert "has 6 cameras in Example Town" in fact.text
    assert (
        "of 4 of them it does not tell who runs them, of 3 which way they look, of 5 who made them"
        in fact.text
    )
    assert all(CREDITS[0] in one.text for one in letter.sources)


@pytest.mark.parametrize("kind", ["register", "register-de"])
def test_the_register_letter_names_no_law_and_says_so(kind):
    letter = write(STREETS["quiet"], PLACE, kind)
    assert "[" in letter.opening[0]
    assert not kind_of(kind).bases()
    assert any("No law is cited" in one for one in letter.notes)


def test_a_supplier_is_not_asked_for_a_register():
    with pytest.raises(ResultError, match="does not keep the register"):
        write(STREETS["quiet"], PLACE, "supplier")


def test_of_a_camera_only_what_is_corroborated_is_stated():
    known = flat(render(STREETS["quiet"], "site-000000000001", kind="register"))
    assert "It appears to be made by Example Cameras." in known
    assert "Example Town" not in known.partition("Sources")[0]
    police = named(
        "example-police",
        "Example Police",
        "confirmed",
        tagged("site-000000000006", "operator", "Example Police"),
    )
    held = quiet_street_result(sites=[site(6, operator=police, operator_kind="organisation")])
    told = flat(render(held, "site-000000000006", kind="register"))
    assert "It is run by Example Police." in told
    assert "a camera at 50." in told


def test_nothing_of_a_map_is_called_a_recording_of_network_traffic():
    for one in choices(STREETS["quiet"]):
        assert "network traffic" not in render(STREETS["quiet"], one.id, kind="foi-uk")


def test_nobody_is_asked_about_a_camera_of_a_home():
    assert "site-000000000004" not in [one.id for one in choices(STREETS["quiet"])]
    with pytest.raises(ResultError, match="a camera of a home"):
        write(STREETS["quiet"], "site-000000000004", "register")


def test_a_place_chosen_by_a_box_is_called_by_its_edges():
    held = quiet_street_result(street=street(place=None))
    assert "in 50.0000, -30.0000 to 50.0014, -29.9974" in flat(render(held, PLACE, kind="register"))


def test_a_result_without_a_place_has_none_to_ask_about():
    assert PLACE not in [one.id for one in choices(quiet_result())]
    with pytest.raises(ResultError, match="no such id"):
        write(quiet_result(), PLACE, "register")
