"""A walk says the same in every format that tells of walks: what is seen, by known directions, without buildings, its price, its bound, by whom."""

import re

import msgspec
import pytest
from tests.report.made_street import quiet_street_result, walks
from tests.report.readable import readable, rendered

from lamppost.model.sites import Band

FORMS = ("terminal", "json", "html", "md", "csv", "xlsx", "sqlite")
TEXTS = ("terminal", "html", "md")
"""Those that say the price in words; the others hold the numbers that it is made of."""


def flat(form):
    """The report without marks between its words."""
    text = re.sub(r"<[^>]*>", " ", readable(form, rendered(quiet_street_result(), form)))
    return " ".join(text.replace("\\", "").replace("|", " ").split())


def holds(text, value):
    """A number stands there, with or without decimals, and as no part of another."""
    return re.search(rf"(?<![\d.]){value:g}(?:\.0)?(?!\d|\.\d)", text) is not None


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("walk", walks(), ids=lambda one: one.what)
def test_each_measure_of_a_walk_is_in_every_format(form, walk):
    text = flat(form)
    bands = (walk.seen_m, walk.seen_by_known_m, walk.seen_without_walls_m, walk.told_apart_m)
    for held in bands:
        band = next(iter(held.values()))
        for value in (band.low, band.middle, band.high):
            assert holds(text, round(value) if form in TEXTS else value), (held, value)
    assert holds(text, walk.length_m)
    for by in walk.by_site:
        assert by.site in text
        assert holds(text, by.metres.middle)
    if walk.unmatched_m:
        assert holds(text, walk.unmatched_m)


@pytest.mark.parametrize("form", FORMS)
def test_the_price_and_the_bound_are_in_every_format(form):
    text = flat(form)
    _, shortest, least = walks()
    assert holds(text, least.floor_m)
    for one in least.trade:
        longer = one.length_m - shortest.length_m
        assert holds(text, longer if form in {*TEXTS, "csv"} else one.length_m)
        assert holds(text, one.seen_m)


@pytest.mark.parametrize("form", TEXTS)
def test_reports_for_people_say_the_price_in_the_same_words(form):
    text = flat(form)
    assert "61 m longer (16 %), and 108 m less are seen (90 %)" in text
    assert "0 m longer: 120 m seen; 22 m longer: 57 m seen; 61 m longer: 12 m seen" in text
    assert "o way at most 18 % longer has fewer than 11 m seen" in text
    assert "The least watched way was looked for at detection, 25 px/m, with the middle lens." in text
    assert "none of the cameras that are counted; those of private homes are not" in text


def test_levels_stand_in_the_order_of_the_standard_whether_or_not_the_document_was_stored():
    made = quiet_street_result()
    held = made.street
    stored = [
        msgspec.structs.replace(
            walk,
            seen_m=dict(reversed(walk.seen_m.items())),
            told_apart_m=dict(reversed(walk.told_apart_m.items())),
        )
        for walk in held.walks
    ]
    other = msgspec.structs.replace(made, street=msgspec.structs.replace(held, walks=stored))
    assert any(len(walk.seen_m) > 1 for walk in stored)
    for form in ("terminal", "html", "md", "csv", "sqlite"):
        assert readable(form, rendered(made, form)) == readable(form, rendered(other, form))


def test_where_no_camera_tells_where_it_looks_a_walk_has_no_metres_seen_by_those_that_do():
    made = quiet_street_result()
    nothing = Band(low=0.0, middle=0.0, high=0.0)
    ways = [
        msgspec.structs.replace(walk, seen_by_known_m=dict.fromkeys(walk.seen_by_known_m, nothing))
        for walk in made.street.walks
    ]
    for known, said in ((0, True), (1, False)):
        counts = made.street.counts | {"direction": {"known": known, "unknown": 6}}
        street = msgspec.structs.replace(made.street, walks=ways, counts=counts)
        other = msgspec.structs.replace(made, street=street)
        told = {form: " ".join(readable(form, rendered(other, form)).split()) for form in TEXTS}
        assert ("known where they look, not known: none tells" in told["terminal"]) is said
        assert ("no camera tells where it looks" in told["html"]) is said
        assert ("no camera tells where it looks" in told["md"]) is said
