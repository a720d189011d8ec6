"""Suppressions mark verdicts, and neither delete nor change one."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.report.made_result import quiet_result, suppression

from lamppost.judge.suppressing import suppress
from lamppost.model.gate import worst

POLICIES = ["example-buying", "example-reach", "not-chosen"]
RULES = ["listed-maker", "reaches-outside", "no-rule"]
FAILS = "ver-000000000002"


class Held:
    """A policy with the rules that a made result is judged by."""

    def __init__(self, name, *rules):
        self.id = name
        self.rules = [type("Rule", (), {"id": rule}) for rule in rules]


JUDGED = [Held("example-buying", "listed-maker"), Held("example-reach", "reaches-outside")]


def told(*rows, as_of=date(2026, 11, 23)):
    bare = [msgspec.structs.replace(one, suppressed_by=None) for one in quiet_result().verdicts]
    return suppress(quiet_result(as_of=as_of, verdicts=bare), rows, JUDGED)


def state(row, **changes):
    said = told(row, **changes).suppressions[0]
    return said.state, said.note


def test_a_suppressed_fail_stays_a_fail_and_names_its_suppression():
    result = told(suppression(1))
    verdict = next(one for one in result.verdicts if one.id == FAILS)
    assert (verdict.kind, verdict.suppressed_by) == ("fail", "sup-000000000001")
    assert result.suppressions[0].verdicts == [FAILS]
    assert result.suppressions[0].state == "active"
    assert worst(told(), "fail", "informational")
    assert not worst(result, "fail", "informational")
    assert worst(result, "open", "informational")


def test_it_works_on_its_last_day_and_not_on_the_next():
    assert state(suppression(1), as_of=date(2027, 1, 31)) == ("active", "works until 2027-01-31")
    after = told(suppression(1), as_of=date(2027, 2, 1))
    assert after.suppressions[0].state == "expired"
    assert after.suppressions[0].note == "expired: its last day was 2027-01-31"
    assert [one.suppressed_by for one in after.verdicts] == [None] * len(after.verdicts)
    assert worst(after, "fail", "informational")


def test_a_device_is_meant_by_id_mac_or_address():
    device = quiet_result().devices[0]
    ways = {"device": device.id, "mac": device.mac, "address": device.addresses[-1]}
    for by, subject in ways.items():
        assert told(suppression(1, by=by, subject=subject)).suppressions[0].verdicts == [FAILS]


def test_what_matches_nothing_says_why():
    assert state(suppression(1, policy="not-chosen")) == (
        "no_match",
        "matches nothing: policy not-chosen does not judge here",
    )
    assert "has no rule no-rule" in state(suppression(1, rule="no-rule"))[1]
    assert "no device here has this address" in state(suppression(1, by="address", subject="192.0.2.99"))[1]
    assert "no device here has this id" in state(suppression(1, subject="dev-ffffffffffff"))[1]


def test_a_pass_needs_no_suppression():
    assert state(suppression(1, subject="dev-000000000011")) == (
        "not_needed",
        "what it matches neither fails nor is open",
    )
    assert {one.suppressed_by for one in told(suppression(1, subject="dev-000000000011")).verdicts} == {None}


def test_the_first_of_two_is_named_and_both_are_counted():
    result = told(suppression(1), suppression(2, by="address", subject="192.0.2.16"))
    assert next(one for one in result.verdicts if one.id == FAILS).suppressed_by == "sup-000000000001"
    assert [row.verdicts for row in result.suppressions] == [[FAILS], [FAILS]]


@given(
    st.lists(
        st.builds(
            suppression,
            st.integers(1, 9),
            policy=st.sampled_from(POLICIES),
            rule=st.sampled_from(RULES),
            subject=st.sampled_from(["dev-000000000010", "dev-000000000011", "dev-ffffffffffff"]),
            until=st.dates(date(2026, 11, 20), date(2026, 11, 26)),
        ),
        max_size=6,
    )
)
def test_no_suppression_deletes_or_changes_a_verdict_or_a_device(rows):
    before, after = told(), told(*rows)
    assert after.devices == before.devices
    assert len(after.suppressions) == len(rows)
    assert [msgspec.structs.replace(one, suppressed_by=None) for one in after.verdicts] == before.verdicts
    marked = {one.id for one in after.verdicts if one.suppressed_by}
    assert marked == {one for row in after.suppressions for one in row.verdicts}
    assert all(one.kind in ("fail", "open") for one in after.verdicts if one.suppressed_by)
