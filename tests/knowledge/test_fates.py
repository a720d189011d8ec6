"""Which statements began, ended or fell due between two days."""

from datetime import date

import pytest
from made_packs import MadePacks, entry, statement

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.fates import dated_between, rule_days_between
from lamppost.knowledge.loading import load_packs

ONE = "acme-cams-owner"
OFTEN = date(2020, 1, 1)


@pytest.fixture
def knowledge(tmp_path):
    made = MadePacks(tmp_path / "mine")
    days = {"valid_from": "2020-05-01", "valid_to": "2021-05-01"}
    made.organisation("acme-cams", [statement(ONE, "owner", "Somebody", **days)])
    made.list("my-watch", [entry("my-watch-1", "Acme", "2020-06-01", "2020-07-01", organisation="acme-cams")])
    return Knowledge(load_packs([tmp_path / "mine"]), OFTEN)


def told(statement_id, one, other, knowledge):
    days = (date.fromisoformat(one), date.fromisoformat(other))
    return [(row.what, str(row.on)) for row in dated_between([statement_id], *days, knowledge)]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2020-04-29", "2020-04-30", []),
        ("2020-04-30", "2020-05-01", [("began", "2020-05-01")]),
        ("2020-05-01", "2020-05-02", []),
        ("2021-04-30", "2021-05-01", [("ended", "2021-05-01")]),
        ("2021-05-01", "2021-05-02", []),
        ("2021-06-01", "2020-01-01", [("began", "2020-05-01"), ("ended", "2021-05-01")]),
    ],
)
def test_a_statement_began_or_ended_on_the_first_day_that_is_otherwise(knowledge, one, other, expected):
    assert told(ONE, one, other, knowledge) == expected


def test_a_listing_is_told_by_the_days_of_its_entry_and_the_words_on_the_list(knowledge):
    assert told("my-watch-1", "2020-05-31", "2020-07-01", knowledge) == [
        ("began", "2020-06-01"),
        ("ended", "2020-07-01"),
    ]
    found = dated_between(["my-watch-1"], date(2020, 5, 31), date(2020, 7, 1), knowledge)
    assert {row.words for row in found} == {"MY-WATCH, as “Acme”"}


def test_a_statement_is_due_on_the_day_after_its_review_by_day(knowledge):
    due = knowledge.store.fact(ONE).row.review_by
    after = date.fromordinal(due.toordinal() + 1)
    assert told(ONE, str(due), str(after), knowledge) == [("due", str(after))]
    assert told(ONE, str(after), "2100-01-01", knowledge) == []


def test_what_says_the_same_of_an_owner_counts_with_the_statement_that_is_shown(tmp_path):
    made = MadePacks(tmp_path / "mine")
    made.organisation(
        "acme-cams",
        [
            statement(ONE, "owner", "Somebody"),
            statement("acme-cams-owner-2", "owner", "Somebody", valid_from="2020-05-01"),
            statement("acme-cams-other", "owner", "Another", valid_from="2020-05-01"),
            statement("acme-cams-name", "other_name", "Somebody", valid_from="2020-05-01"),
        ],
    )
    packs = Knowledge(load_packs([made.root]), OFTEN)
    found = dated_between([ONE], date(2020, 4, 30), date(2020, 5, 1), packs)
    assert [(row.statement, row.what) for row in found] == [("acme-cams-owner-2", "began")]


def test_an_id_that_no_pack_holds_has_no_day(knowledge):
    assert told("nobody-said-1", "1900-01-01", "2100-01-01", knowledge) == []


def test_a_rule_falls_due_and_its_list_begins_to_be_held_whole_on_a_day(knowledge):
    rule = knowledge.packs.policies["us-ndaa-889"].policy.rules[0]
    found = rule_days_between("us-ndaa-889", rule, date(2018, 1, 1), rule.law.review_by, knowledge)
    assert {(row.statement, row.what) for row in found if row.statement == "us-ndaa-889"} >= {
        ("us-ndaa-889", "began")
    }
    after = date.fromordinal(rule.law.review_by.toordinal() + 1)
    due = rule_days_between("us-ndaa-889", rule, rule.law.review_by, after, knowledge)
    assert ("us-ndaa-889/listed-maker", "due", after) in {(row.statement, row.what, row.on) for row in due}
