"""Around each listing that a policy cites: every verdict that changes is explained, and nothing else is said to change."""

import itertools
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

import lamppost as package
from lamppost import pipeline

SAMPLE = Path(package.__file__).parent / "samples" / "made-network.pcap"
LAST = date(2026, 11, 27)
TOLD = {
    "is_us_federal_contractor": True, "is_uk_department": True, "site": "sensitive", "on_core_network": False,
    "sends_items_to_maker": True, "is_taiwan_public_body": True, "is_us_defense_procurement": True,
    "is_existing_contract": False, "imports_or_markets_in_us": True, "authorized_before": False,
    "is_australian_defence": True, "gdpr_applies": True, "transfer_ground": "none",
}  # fmt: skip


@cache
def packs():
    return pipeline.load_packs([])


@cache
def days():
    """The day before, of and after each listing, and today."""
    texts = " ".join(
        text
        for held in packs().policies.values()
        for rule in held.policy.rules
        for text in (rule.when, rule.applies, *(one.when for one in rule.exemptions))
    )
    listed = {
        day
        for name, held in packs().lists.items()
        if f'"{name}"' in texts
        for entry in held.entries
        for day in (entry.listed_on, entry.removed_on)
        if day is not None
    }
    assert len(listed) > 20
    return sorted({day + timedelta(days=step) for day in listed for step in (-1, 0, 1)} | {LAST})


def unexplained(path, context):
    """How many verdicts change between neighbouring days, and what of it no statement and no day explains."""
    seen = pipeline.look([path], pipeline.Question(as_of=LAST))
    policies = tuple(packs().policies)
    made = {
        day: pipeline.rejudge(seen, pipeline.Change(as_of=day, policies=policies, context=context), packs())
        for day in days()
    }
    hand = pipeline.Hand(packs=packs(), policies=policies)
    count, wrong = 0, []
    for one, other in [*itertools.pairwise(days()), (days()[0], days()[-1])]:
        before, after = ({row.id: row for row in made[day].verdicts} for day in (one, other))
        assert before.keys() == after.keys()
        changes = pipeline.on_two_days("capture", [made[one], made[other]], hand).changes
        said = {(row.subject, row.about) for row in changes}
        for key, row in before.items():
            if row.kind != after[key].kind:
                count += 1
                about = (row.subject, f"rule {row.policy}/{row.rule}")
                wrong += [] if about in said else [(one, other, about)]
        wrong += [(one, other, row) for row in changes if not row.dated or row.why != ["as_of"]]
        wrong += [(one, other, row) for row in changes for day in row.dated if not one < day.on <= other]
    return count, wrong


def test_around_each_listing_every_change_in_the_sample_has_its_statement_and_its_day():
    count, wrong = unexplained(SAMPLE, TOLD)
    assert count > 20
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("context", [{}, TOLD], ids=["nothing told", "told"])
def test_around_each_listing_every_change_in_all_captures_has_its_statement_and_its_day(captures, context):
    count, wrong = unexplained(captures, context)
    assert count > 20
    assert wrong == []
