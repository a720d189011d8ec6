"""The day before, of and after each listing and removal, through attribution and judging, for every shipped list."""

from datetime import date, timedelta

import msgspec
import pytest
from tests.report.made_result import known_camera

from lamppost.attribute.listings import attribute_listings
from lamppost.judge.verdicts import judge
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import Judged
from lamppost.model.policy import Law, Policy, Rule
from lamppost.pipeline.looking import view_policies

PACKS = load_packs()
DAY = timedelta(days=1)
LAW = Law(
    citation="Example Act, section 1", url="https://example.net/act", original="No one may.",
    retrieved=date(2026, 11, 27), review_by=date(2099, 1, 1),
)  # fmt: skip


ROWS = [
    (name, row)
    for name, listed in PACKS.lists.items()
    for row in listed.entries
    if row.organisation is not None and row.id not in PACKS.corrections
]


def kind(name, organisation, day, *, as_if_official):
    """The verdict on a device of an organisation; as if each row had been read in the publisher's own words, or not."""
    knowledge = Knowledge(PACKS, day)
    made = known_camera()
    maker = msgspec.structs.replace(made.maker, id=organisation, status="confirmed", chain=[])
    listings = attribute_listings(maker, [], knowledge, None)
    if as_if_official:
        listings = [msgspec.structs.replace(one, status="confirmed") for one in listings]
    camera = msgspec.structs.replace(
        made, watches=True, maker=maker, builder=None, owners=[], builder_owners=[],
        listings=listings,
    )  # fmt: skip
    rule = Rule(
        id="on-it", title="on it", severity="low", applies="watches", when=f'listed["{name}"]', needs=[],
        why="It is.", remedy="Ask.", false_alarms="None.", law=LAW,
    )  # fmt: skip
    policy = Policy(id="made", name="Made", summary="s", not_said=[], rules=[rule])
    held = Judged(policy=policy, cases=[], sha256="0" * 64, origin="user")
    (verdict,) = judge([camera], view_policies([held], knowledge, [camera], {}), {}, day)
    return verdict.kind


def on_it(name, organisation, day):
    """Whether a row of the file names the organisation on the day: read from the rows alone."""
    return any(
        row.listed_on <= day and (row.removed_on is None or day < row.removed_on)
        for row in PACKS.lists[name].entries
        if row.organisation == organisation and row.id not in PACKS.corrections
    )


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[row.id for _, row in ROWS])
def test_a_verdict_turns_on_the_day_of_the_listing_and_of_the_removal(name, row):
    for turn in filter(None, (row.listed_on, row.removed_on)):
        for day in (turn - DAY, turn, turn + DAY):
            said = kind(name, row.organisation, day, as_if_official=True)
            assert (said == "fail") is on_it(name, row.organisation, day), day
            assert said in ("fail", "open", "pass")


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[row.id for _, row in ROWS])
def test_no_listing_fails_anybody_that_was_not_read_in_an_official_text(name, row):
    rows = [one for one in PACKS.lists[name].entries if one.organisation == row.organisation]
    sure = any(one.source_class == "official" and one.read == "here" for one in rows)
    said = kind(name, row.organisation, row.listed_on, as_if_official=False)
    assert said == ("fail" if sure else "open")
