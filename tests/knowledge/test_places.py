"""What is asked of a place: its own rules and cases, those around it, and those of what it lies in."""

from datetime import date

import pytest

from lamppost import pipeline
from lamppost.knowledge.answers.place import place_id, place_names
from lamppost.knowledge.base import Knowledge
from lamppost.model.answer import HISTORY
from lamppost.report.difference.saying import said_by

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def packs():
    return pipeline.load_packs()


def ask(packs, name, as_of=DAY, subject="place"):
    return pipeline.ask(subject, name, as_of, packs)


def texts(answer, code):
    return [claim.text for section in answer.sections if section.code == code for claim in section.claims]


def heads(answer, code):
    """What stands at the left: rules and cases, without their turns."""
    return [text for text in texts(answer, code) if not text.startswith(" ")]


def test_every_rule_and_case_is_found_by_its_place(packs):
    knowledge = Knowledge(packs, DAY)
    names = place_names(knowledge)
    for rule in packs.places.values():
        one = place_id(rule) if place_id(rule) in names else rule.place
        assert any(head.startswith(rule.name) for head in heads(ask(packs, one), "here")), rule.id


def test_a_place_is_found_by_its_name_its_code_and_that_of_its_country(packs):
    assert ask(packs, "San Francisco").id == "us-ca-san-francisco-california"
    assert ask(packs, "US-CA").id == "us-ca"
    assert ask(packs, "sweden").id == ask(packs, "SE").id == "se"
    assert ask(packs, "European Union").id == "eu"
    assert ask(packs, "Nowhere at all").id is None


def test_several_places_of_one_name_are_told_apart_by_their_ids(packs):
    answer = ask(packs, "Portland")
    assert answer.match == "more than one"
    assert answer.near == [
        "Portland, Maine (us-me-portland-maine)",
        "Portland, Oregon (us-or-portland-oregon)",
    ]


def test_a_city_has_its_own_rules_those_of_its_state_and_those_of_its_country(packs):
    answer = ask(packs, "Oakland")
    assert [text.split(",")[0] for text in heads(answer, "here")] == ["Oakland"]
    assert any("San Francisco" in text for text in heads(answer, "near"))
    assert any("Rite Aid" in text for text in heads(answer, "above"))
    everywhere = [*heads(answer, "here"), *heads(answer, "near"), *heads(answer, "above")]
    assert len(everywhere) == len(set(everywhere))


def test_a_place_in_the_union_is_under_the_rules_of_the_union_from_the_day_it_is_a_member(packs):
    assert any("AI Act" in text for text in heads(ask(packs, "Como"), "above"))
    assert not heads(ask(packs, "gb"), "above")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2022, 12, 31), "[holds since 2020-01-01]"),
        (date(2023, 1, 1), "[no longer: until 2023-01-01]"),
    ],
)
def test_a_rule_holds_on_its_days_alone_and_stays_when_it_is_over(packs, day, words):
    (rule,) = [text for text in heads(ask(packs, "us-ca", day), "here") if "AB 1215" in text]
    assert words in rule


def test_a_day_before_anything_was_decided_has_nothing_held(packs):
    answer = ask(packs, "San Francisco", date(2010, 1, 1))
    assert [section.not_held for section in answer.sections if section.code == "here"] == [
        "the packs hold nothing on a rule or case of this place itself"
    ]


def test_every_turn_of_a_rule_has_a_link_of_its_own_with_its_words(packs):
    rules = packs.places
    answer = ask(packs, "us-ca")
    turns = {turn.id: turn for rule in rules.values() for turn in rule.turns}
    for section in answer.sections:
        for claim in section.claims:
            if claim.text.startswith(" "):
                (link,) = claim.chain
                assert link.original == turns[link.statement].original
                assert link.locator == turns[link.statement].locator


def test_the_history_of_a_company_has_each_day_of_each_statement_and_listing(packs):
    said = texts(ask(packs, "hikvision", subject="company"), HISTORY)
    assert said == sorted(said)
    organisation = packs.organisations["hikvision"]
    days = {day for row in organisation.statements for day in (row.valid_from, row.valid_to) if day}
    assert days
    assert days <= {date.fromisoformat(text[:10]) for text in said}
    assert "2019-10-09 named on Entity List (2019-10-09) as “Hikvision”" in said
    assert "2021-12-31 no longer owned by CETC (41.55%)" in said


def test_what_begins_after_the_day_is_kept_and_said_to_be_later(packs):
    before = texts(ask(packs, "hikvision", date(2019, 10, 8), subject="company"), HISTORY)
    row = "named on Entity List (2019-10-09) as “Hikvision”"
    assert f"2019-10-09 later than the day asked about: {row}" in before
    after = texts(ask(packs, "hikvision", subject="company"), HISTORY)
    assert f"2019-10-09 {row}" in after


def test_the_history_knows_no_more_than_was_read_by_a_day(packs):
    answer = pipeline.ask("company", "hikvision", DAY, packs, known_by=date(2020, 1, 1))
    assert texts(answer, HISTORY) == []


@pytest.mark.parametrize(
    ("subject", "name"), [("company", "huawei"), ("brand", "capture"), ("country", "it")]
)
def test_every_row_of_a_history_has_its_chain(packs, subject, name):
    answer = ask(packs, name, subject=subject)
    (section,) = [one for one in answer.sections if one.code == HISTORY]
    assert section.claims
    assert all(claim.chain and all(link.statement for link in claim.chain) for claim in section.claims)


def test_the_history_of_a_country_has_memberships_laws_rules_and_editions(packs):
    italy, china = (" | ".join(texts(ask(packs, code, subject="country"), HISTORY)) for code in ("it", "cn"))
    for words in ("1958-01-01 European Union", "2024-03-31 no longer: States that signed", "covered by"):
        assert words in italy
    for words in ("National Intelligence Law in force", "facial recognition"):
        assert words.casefold() in china.casefold()


def test_two_days_do_not_differ_by_what_a_history_says_of_both(packs):
    answer = ask(packs, "hikvision", subject="company")
    assert texts(answer, HISTORY)
    assert HISTORY not in {subject for subject, _ in said_by(answer, {})}
