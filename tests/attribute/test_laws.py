"""Access laws over organisations: the same steps and sentences for every country, as of the day."""

from datetime import date

import msgspec
import pytest
from made_packs import MadePacks, statement
from tests.report.made_result import known_camera

from lamppost.attribute.laws import Laws
from lamppost.attribute.reattribution import with_laws
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.chain import Named
from lamppost.report.reaching import law_text

DAY = date(2026, 11, 23)
SENTENCE = (
    "LAW, law of CC: whom it binds stands in section 1. ORG, which runs the network, is registered in CC. "
    "In force since 2019-01-01."
)


@pytest.fixture
def packs(tmp_path):
    return MadePacks(tmp_path / "mine")


def laws_on(packs, day=DAY):
    return Laws(Knowledge(load_packs([packs.root]), day))


def who(one, status="confirmed"):
    return Named(id=one, name=one.title(), status=status, chain=[], disproof="none")


def seated(packs, one, country, *more, **changed):
    return packs.organisation(one, [statement(f"{one}-in", "registered_in", country, **changed), *more])


def test_operators_of_three_countries_get_the_same_sentence(packs):
    for one, country in (("acme-a", "xa"), ("acme-b", "xb"), ("acme-c", "xc")):
        seated(packs, one, country).law(f"act-{country}", country)
    laws = laws_on(packs)
    found = [laws.over(who(one), "operator") for one in ("acme-a", "acme-b", "acme-c")]
    texts = {
        law_text(row)
        .replace(row.name, "LAW")
        .replace(row.organisation_name, "ORG")
        .replace(row.country.upper(), "CC")
        for rows in found
        for row in rows
    }
    assert texts == {SENTENCE}
    assert [len(rows) for rows in found] == [1, 1, 1]
    assert {row.status for rows in found for row in rows} == {"confirmed"}


def test_shipped_laws_of_us_germany_and_china_are_said_in_one_shape(packs):
    for country in ("us", "de", "cn"):
        seated(packs, f"acme-{country}", country)
    laws = laws_on(packs)
    for country in ("us", "de", "cn"):
        rows = laws.over(who(f"acme-{country}"), "operator")
        assert len(rows) >= 2
        for row in rows:
            place = f"{row.country.upper()}: whom it binds stands in {row.bound}. "
            assert law_text(row).startswith(f"{row.name}, law of {place}")
            assert (
                f", which runs the network, is{' said to be' if row.status == 'candidate' else ''} registered in "
                in law_text(row)
            )


def test_a_member_state_brings_the_laws_of_its_union(packs):
    seated(packs, "acme-de", "de")
    rows = laws_on(packs).over(who("acme-de"), "operator")
    of_union = [row for row in rows if row.country == "eu"]
    assert of_union
    assert "registered in DE, a member of EU." in law_text(of_union[0])


def test_the_chain_leads_from_registration_to_the_words_on_whom_it_binds(packs):
    seated(packs, "acme-a", "xa").law("act", "xa")
    laws = laws_on(packs)
    (row,) = laws.over(who("acme-a"), "operator")
    (ground,) = laws.grounds([row])
    assert [link.property for link in ground.chain] == ["registered_in", "in_force", "bound", "asked"]
    assert all(link.statement and link.status for link in ground.chain)


def test_an_owner_with_control_brings_its_laws_and_one_without_does_not(packs):
    seated(packs, "parent", "xa").law("act", "xa")
    seated(packs, "child", "xb", statement("child-of", "owner", "parent", share=0.51))
    seated(packs, "other", "xb", statement("other-of", "owner", "parent", share=0.5))
    laws = laws_on(packs)
    (row,) = laws.over(who("child"), "operator")
    assert (row.organisation, row.through, row.owner_of) == ("parent", "owner", "operator")
    assert [link.property for link in laws.grounds([row])[0].chain][:2] == ["owner", "registered_in"]
    assert laws.over(who("other"), "operator") == []


def test_a_law_and_a_seat_hold_only_on_their_days(packs):
    seated(packs, "acme", "xa", statement("acme-then", "registered_in", "xb", valid_to="2020-06-01"))
    packs.law("act-a", "xa", in_force_from="2021-01-01", in_force_to="2022-01-01").law("act-b", "xb")

    def held(*day):
        return [row.law for row in laws_on(packs, date(*day)).over(who("acme"), "service")]

    assert held(2020, 5, 31) == ["act-b"]
    assert held(2020, 6, 1) == []
    assert held(2020, 12, 31) == []
    assert held(2021, 1, 1) == ["act-a"]
    assert held(2022, 1, 1) == []
    assert held(2018, 1, 1) == []


def test_a_law_without_its_day_in_force_is_a_candidate_and_says_so(packs):
    seated(packs, "acme", "xa").law("act", "xa", in_force_from=None)
    (row,) = laws_on(packs).over(who("acme"), "operator")
    assert row.status == "candidate"
    assert law_text(row).endswith("The day it came into force is not held.")


def test_where_an_organisation_only_sits_the_law_is_a_candidate(packs):
    packs.organisation("acme", [statement("acme-sits", "based_in", "xa")]).law("act", "xa")
    (row,) = laws_on(packs).over(who("acme"), "operator")
    assert (row.status, row.seat_by) == ("candidate", "based_in")
    assert "is said to be based in XA" in law_text(row)


def test_a_law_is_no_surer_than_who_the_organisation_is(packs):
    seated(packs, "acme", "xa").law("act", "xa")
    (row,) = laws_on(packs).over(who("acme", "candidate"), "maker")
    assert row.status == "candidate"


@pytest.mark.parametrize("empty", ["bound", "asked"])
def test_an_instrument_that_binds_nobody_or_asks_nothing_is_no_access_law(packs, empty):
    seated(packs, "acme", "xa").law("act", "xa", **{empty: []})
    assert laws_on(packs).over(who("acme"), "operator") == []


def test_who_is_not_known_is_reached_by_nothing(packs):
    seated(packs, "acme", "xa").law("act", "xa")
    laws = laws_on(packs)
    assert laws.over(None, "operator") == []
    assert laws.over(msgspec.structs.replace(who("acme"), id=None), "operator") == []


def test_countries_of_which_no_law_is_held_are_named_owners_included(packs):
    seated(packs, "parent", "xa")
    seated(packs, "child", "xb", statement("child-of", "subsidiary_of", "parent")).law("act", "xb")
    laws = laws_on(packs)
    assert laws.countries_without(["child"]) == {"xa"}
    assert laws_on(packs, date(2018, 1, 1)).countries_without(["child"]) == {"xa", "xb"}


def test_maker_and_builder_are_each_reached_by_the_laws_of_their_own_countries(packs):
    seated(packs, "acme-brand", "xa").law("act-xa", "xa")
    seated(packs, "acme-works", "xb").law("act-xb", "xb")
    device = msgspec.structs.replace(
        known_camera(), maker=who("acme-brand"), builder=who("acme-works", "corroborated"), destinations=[]
    )
    reached = with_laws(device, laws_on(packs))
    assert [(row.through, row.law, row.status) for row in reached.laws] == [
        ("maker", "act-xa", "confirmed"),
        ("builder", "act-xb", "corroborated"),
    ]
    assert "as builder" in law_text(reached.laws[1])
    assert {ground.id for ground in reached.law_grounds} == {row.ground for row in reached.laws}
