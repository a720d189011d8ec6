"""How sure we are: the table of cases, by what design §3 says of each axis."""

from datetime import date

import pytest

from lamppost.model.status import maker_status, statement_status, weakest

DAY, LATER = date(2026, 11, 23), date(2027, 11, 23)


@pytest.mark.parametrize(
    ("kinds", "contradicted", "expected"),
    [
        (["mac_block"], False, "candidate"),
        (["mac_block", "mac_block"], False, "candidate"),
        (["self_description"], False, "candidate"),
        (["self_description", "self_description"], False, "candidate"),
        (["self_description", "mac_block"], False, "corroborated"),
        (["self_description", "cloud_name"], False, "corroborated"),
        (["cloud_name", "mac_block"], False, "corroborated"),
        (["label", "mac_block"], False, "confirmed"),
        (["document", "self_description"], False, "confirmed"),
        (["document"], False, "candidate"),
        (["self_description", "mac_block"], True, "disputed"),
        (["document", "self_description"], True, "disputed"),
    ],
)
def test_two_kinds_of_evidence_corroborate_and_a_document_confirms(kinds, contradicted, expected):
    assert maker_status(kinds, contradicted=contradicted) == expected


def status(*sources, **changes):
    options = {"match": "exact_name", "was_read": True, "review_by": LATER, "as_of": DAY} | changes
    return statement_status(sources, **options)


OFFICIAL, PRESS, OTHER_PRESS, MAKER, CROWD = (
    ("official", "A"),
    ("independent", "B"),
    ("independent", "C"),
    ("party", "D"),
    ("crowd", "E"),
)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ([OFFICIAL], "confirmed"),
        ([PRESS], "corroborated"),
        ([PRESS, PRESS], "corroborated"),
        ([PRESS, OTHER_PRESS], "confirmed"),
        ([MAKER], "corroborated"),
        ([CROWD], "candidate"),
        ([CROWD, CROWD], "candidate"),
        ([("inferred", "F")], "candidate"),
    ],
)
def test_an_official_source_or_two_independent_ones_confirm(sources, expected):
    assert status(*sources) == expected


def test_what_was_only_cited_or_matched_loosely_is_a_candidate():
    assert status(OFFICIAL, was_read=False) == "candidate"
    assert status(OFFICIAL, match="fuzzy") == "candidate"
    assert status(OFFICIAL, match="none") == "candidate"


def test_a_statement_is_stale_the_day_after_its_review_and_not_before():
    assert status(OFFICIAL, as_of=LATER) == "confirmed"
    assert status(OFFICIAL, as_of=date(2027, 11, 24)) == "stale"


def test_dispute_and_retraction_outweigh_every_source():
    assert status(OFFICIAL, disputed=True) == "disputed"
    assert status(OFFICIAL, disputed=True, retracted=True) == "retracted"


def test_a_chain_is_as_strong_as_its_weakest_link():
    assert weakest(["confirmed", "candidate", "corroborated"]) == "candidate"
    assert weakest([]) == "candidate"
