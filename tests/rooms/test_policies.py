"""Every shipped policy keeps its promises: what it rests on, what it does not say, and the same words for all."""

import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from lamppost.judge.conditions import FACTS
from lamppost.judge.verdicts import judge_case
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED
from lamppost.pipeline.checking import DERIVED, check_policy

POLICIES = load_packs().policies
RULES = [(held, rule) for held in POLICIES.values() for rule in held.policy.rules]
DAY = timedelta(days=1)


def words(held):
    """Everything in a policy that is shown to people, apart from quotations."""
    policy = held.policy
    yield from (policy.name, policy.summary, *policy.not_said, *(one.text for one in policy.questions))
    for rule in policy.rules:
        yield from (
            rule.title,
            rule.why,
            rule.remedy,
            rule.false_alarms,
            *(one.title for one in rule.exemptions),
        )


@pytest.mark.parametrize("held", POLICIES.values(), ids=list(POLICIES))
def test_a_policy_says_that_it_is_no_legal_advice_and_what_it_does_not_say(held):
    assert "not legal advice" in held.policy.summary.lower()
    assert len(held.policy.not_said) >= 3
    assert re.search(r"manufacture|the maker|[Ww]ho made", " ".join(held.policy.not_said))


@pytest.mark.parametrize("held", POLICIES.values(), ids=list(POLICIES))
def test_no_policy_scores_or_gives_a_clean_bill(held):
    text = " ".join(words(held)).lower()
    assert not re.search(r"\b(clean|compliant|safe|dangerous|risky|score|hostile|spy|spies|enemy)\b", text)


@pytest.mark.parametrize("held", POLICIES.values(), ids=list(POLICIES))
def test_the_cases_of_a_policy_hold(held):
    assert check_policy(held) == []


@pytest.mark.parametrize(("held", "rule"), RULES, ids=[f"{held.policy.id}-{rule.id}" for held, rule in RULES])
def test_a_rule_answers_until_its_day_of_review_and_is_open_the_day_after(held, rule):
    types = {one.key: one.type for one in held.policy.questions if one.key not in DERIVED}
    last = min([rule.law.review_by, *(one.law.review_by for one in rule.exemptions)])
    assert last <= rule.law.retrieved + 366 * DAY
    cases = [case for case in held.cases if case.rule == rule.id and case.expect == "fail"]
    given = {**held.policy.taken_as, **cases[0].given}

    def kind(day):
        return judge_case(rule, given, types, "here", day)

    assert [kind(last - DAY), kind(last), kind(last + DAY), kind(date(2099, 1, 1))] == [
        "fail",
        "fail",
        "open",
        "open",
    ]


@pytest.mark.parametrize(("held", "rule"), RULES, ids=[f"{held.policy.id}-{rule.id}" for held, rule in RULES])
def test_a_rule_with_a_first_day_has_cases_for_the_day_before_and_the_day_itself(held, rule):
    days = {case.as_of for case in held.cases if case.rule == rule.id}
    if rule.valid_from is not None and rule.id not in HAVE_A_NEIGHBOUR:
        assert rule.valid_from - DAY in days


HAVE_A_NEIGHBOUR = frozenset({"listed-component", "eu-untargeted-face-database", "portland-bureau"})
"""Rules that begin on the day of another one of their policy, which has the cases, or with their place."""


def test_the_same_question_has_the_same_kind_of_answer_in_every_policy():
    asked = {}
    for held in POLICIES.values():
        for one in held.policy.questions:
            assert asked.setdefault(one.key, (one.type, one.values)) == (one.type, one.values)


def test_every_policy_and_every_fact_that_a_rule_may_ask_for_is_in_the_reference():
    text = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "policies.md").read_text(
        encoding="utf-8"
    )
    assert [name for name in [*POLICIES, *FACTS] if f"`{name}" not in text] == []


def place_of(url):
    """Host of an address; on a host of many, whose folder of it."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    return "/".join([host, *parts.path.split("/")[1:3]]) if host == "github.com" else host


def sources(value):
    """Every source in a file of a pack."""
    if isinstance(value, dict):
        if {"url", "class", "title"} <= value.keys():
            yield value
        value = list(value.values())
    for one in value if isinstance(value, list) else []:
        yield from sources(one)


COPIED = re.compile("as copied|as reproduced|as passed on|as quoted|in a translation")


def test_a_text_is_official_only_at_a_place_that_the_packs_know_as_its_publishers():
    rows = [
        one
        for path in sorted(SHIPPED.glob("*/**/*.yml"))
        for one in sources(yaml.safe_load(path.read_text("utf-8")))
    ]
    copies = {place_of(one["url"]) for one in rows if COPIED.search(one["title"])}
    known = {place_of(one["url"]) for one in rows if one["class"] == "official"} - copies
    texts = [
        law
        for held in load_packs().policies.values()
        for rule in held.policy.rules
        for law in (rule.law, *(one.law for one in rule.exemptions))
    ]
    assert {law.source_class for law in texts} == {"official", "independent", None}
    wrong = [
        law.url
        for law in texts
        if (law.source_class == "official") != (place_of(law.url) in known)
        or (law.source_class != "independent" and COPIED.search(law.citation))
        or (law.source_class != "independent" and place_of(law.url) in copies)
    ]
    assert wrong == []
