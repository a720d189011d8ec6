"""Registers of cameras: each row rests on words that were read, and is shown where it belongs and nowhere else."""

import dataclasses
from datetime import date

import msgspec
import pytest

from lamppost import pipeline
from lamppost.knowledge.answers.place import place_names, register_place
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import check_packs
from lamppost.knowledge.packs import SHIPPED, load_folder
from lamppost.knowledge.records import Register
from lamppost.knowledge.registers import ACCESS, access_words, registers_at

DAY = date(2026, 11, 28)
PACKS = load_folder(SHIPPED, "shipped")


@pytest.fixture(scope="module")
def packs():
    return pipeline.load_packs()


@pytest.fixture(scope="module")
def known(packs):
    return Knowledge(packs, DAY)


def ids(known, names, codes=()):
    return [one.id for one in registers_at(known, names, codes)]


def shown(packs, name, as_of=DAY):
    answer = pipeline.ask("place", name, as_of, packs)
    (section,) = [one for one in answer.sections if one.code == "registers"]
    return section


def test_every_register_has_words_that_were_read_here(packs):
    for register in packs.registers.values():
        assert all(row.source.read == "here" and row.original for row in register.passages), register.id
        assert register.id.startswith(register.place[:2])
    assert len(packs.registers) == 19


def test_every_register_is_found_by_its_place(packs, known):
    names = place_names(known)
    for register in packs.registers.values():
        called = register.names[0] if register.names else register.place
        words = [one.text for one in shown(packs, called).claims]
        assert access_words(register) in words, register.id
        assert register.names or register_place(register) in names
        assert all(pipeline.ask("place", name, DAY, packs).id for name in register.names)


def test_a_city_has_its_own_register_before_its_countrys_and_none_of_a_neighbours(known):
    assert ids(known, ["Paris"], ["fr"]) == ["fr-paris-prefecture", "fr-prefecture-lists"]
    assert ids(known, ["Lyon"], ["fr"]) == ["fr-prefecture-lists"]
    assert ids(known, ["Wandsworth"], ["gb"]) == ["gb-wandsworth"]


def test_without_a_country_only_a_name_tells(known):
    assert ids(known, ["paris"]) == ["fr-paris-prefecture"]
    assert ids(known, ["Copenhagen"]) == []
    assert ids(known, ["MÜNCHEN"]) == ["de-by-landtag-2013"]
    assert ids(known, []) == ids(known, [""]) == []


def test_a_place_of_the_same_name_in_another_country_is_another_place(known):
    assert ids(known, ["Paris"], ["us"]) == []
    assert ids(known, ["Paris"], ["us", "us-tx"]) == []


def test_a_part_of_a_country_has_the_registers_of_the_country(known):
    assert ids(known, ["Aalborg"], ["dk-81"]) == ["dk-polcam"]


def test_a_place_without_a_register_says_that_this_says_nothing(packs):
    section = shown(packs, "Portland, Maine")
    assert section.claims == []
    assert "does not say that there is none" in section.not_held


def test_before_it_was_read_a_register_is_not_shown(packs):
    assert shown(packs, "Lambeth").claims
    earlier = Knowledge(packs, DAY, known_by=date(2026, 11, 1))
    assert registers_at(earlier, ["Lambeth"], ["gb"]) == []


def test_past_its_review_it_is_called_stale(packs):
    texts = [one.text for one in shown(packs, "Lambeth", date(2028, 1, 1)).claims]
    assert any("[stale: to be reviewed]" in text for text in texts)


def test_each_kind_of_access_has_its_words():
    kinds = next(field for field in msgspec.structs.fields(Register) if field.name == "access").type
    assert set(ACCESS) == set(kinds.__args__)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"law": None}, "gb-lambeth: refused, but under which law is not said"),
        ({"review_by": date(2026, 1, 1)}, "gb-lambeth-1: to be reviewed by 2026-01-01"),
    ],
)
def test_a_register_that_does_not_keep_its_promises_is_named(changes, problem):
    broken = msgspec.structs.replace(PACKS.registers["gb-lambeth"], **changes)
    packs = dataclasses.replace(PACKS, registers={**PACKS.registers, "gb-lambeth": broken})
    assert any(one.startswith(problem) for one in check_packs(packs))
