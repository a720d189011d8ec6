"""What holds at a place on a day, and where makers are registered; unknown stays out."""

import dataclasses
from datetime import date

import msgspec
import pytest

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.pipeline.grounds import rules_at, seats_of

EU, DAY = "eu-ai-act-art-5", date(2026, 11, 27)
PACKS = load_packs()


def at(place, day=DAY, packs=PACKS):
    return rules_at(place, Knowledge(packs, day))


@pytest.mark.parametrize(
    ("day", "holds"), [("2025-02-01", False), ("2025-02-02", True), ("2025-02-03", True)]
)
def test_a_rule_of_a_union_holds_in_its_members_from_its_first_day(day, holds):
    for place in ("fr", "FR", "fr-idf", "FR-IDF"):
        assert at(place, date.fromisoformat(day))[EU] is holds


@pytest.mark.parametrize("place", ["gb", "us", "no", "us-or"])
def test_a_rule_of_a_union_does_not_hold_outside_it(place):
    assert at(place)[EU] is False


def test_a_union_that_is_not_held_whole_leaves_other_places_unknown():
    eu = msgspec.structs.replace(PACKS.unions["eu"], held="part")
    packs = dataclasses.replace(PACKS, unions={**PACKS.unions, "eu": eu})
    assert EU not in at("gb", packs=packs)
    assert at("fr", packs=packs)[EU] is True


def test_a_rule_of_a_part_is_unknown_where_only_the_whole_is_told():
    portland = "us-or-portland-private-entities"
    assert portland not in at("us")
    assert at("us-or")[portland] is True
    assert at("us-ca")[portland] is False


def test_a_rule_whose_first_day_is_not_held_is_unknown_and_after_its_end_is_gone():
    assert "us-la-new-orleans" not in at("us-la", date(2022, 7, 27))
    assert at("us-la", date(2022, 7, 28))["us-la-new-orleans"] is False


@pytest.mark.parametrize("told", [None, True, False])
def test_without_a_place_nothing_is_said(told):
    assert at(told) == {}


def test_the_seats_of_a_maker_are_those_of_its_statements():
    seats = seats_of(["hikvision", "axis", "tp-link", "no-such-organisation"], Knowledge(PACKS, DAY))
    assert seats.countries["hikvision"] == ["cn"]
    assert seats.countries["axis"] == ["se"]
    assert "no-such-organisation" not in {*seats.countries, *seats.registered}
    assert "tp-link" not in seats.countries, "what is disputed is not relied on"
    assert "eu-e-evidence" in seats.laws


def test_where_a_maker_only_sits_is_not_where_it_is_registered():
    knowledge = Knowledge(PACKS, DAY)
    assert "d-link" not in seats_of(["d-link"], knowledge).registered
    assert "zte" in seats_of(["zte"], knowledge).registered
