"""What a rule may take for known: unknown, weak or merely named never becomes `not listed`."""

import msgspec
import pytest
from tests.report.made_result import known_camera

from lamppost.judge.facts import AtLeast, Seats, facts_of
from lamppost.model.reach import LawReach


def device(maker="confirmed", listing=None, owners=(), builder=None, through="maker"):
    made = known_camera()
    changed = {
        "builder": builder and msgspec.structs.replace(made.maker, id="example-works", status=builder),
        "maker": msgspec.structs.replace(made.maker, status=maker),
        "owners": list(owners),
        "listings": [],
    }
    if listing:
        changed["listings"] = [
            msgspec.structs.replace(made.listings[0], list="l", status=listing, through=through)
        ]
    return msgspec.structs.replace(made, **changed)


def listed(camera, *, owners_held=True, builds_itself=True):
    known = facts_of(camera, {}, {}, ["l"], owners_held=owners_held, builds_itself=builds_itself)
    return known.get("listed", {})


@pytest.mark.parametrize("status", ["candidate", "corroborated", "disputed", "stale", "retracted"])
def test_a_weak_listing_is_unknown_and_never_no_listing(status):
    assert listed(device(listing=status)) == {}


def test_a_confirmed_listing_is_known():
    assert listed(device(listing="confirmed")) == {"l": True}


def test_not_listed_needs_owners_held_to_the_last_one():
    assert listed(device()) == {"l": False}
    assert listed(device(), owners_held=False) == {}


@pytest.mark.parametrize("status", ["candidate", "disputed", "stale"])
def test_a_weak_owner_leaves_not_listed_unknown(status):
    owner = msgspec.structs.replace(known_camera().maker, status=status)
    assert listed(device(owners=[owner])) == {}


@pytest.mark.parametrize("status", ["candidate", "disputed", "stale", "retracted"])
def test_a_weak_maker_is_no_maker(status):
    known = facts_of(device(maker=status, listing="confirmed"), {}, {}, ["l"], owners_held=True)
    assert not {"maker", "owners", "listed", "scopes"} & set(known)


def sending(rows, **context):
    camera = msgspec.structs.replace(known_camera(), destinations=rows)
    return facts_of(camera, context, {}, [], owners_held=False)


def test_where_it_sends_is_known_as_far_as_it_was_seen_and_never_whole():
    rows = known_camera().destinations
    known = sending(rows)
    assert known["reaches_outside"] is True
    assert isinstance(known["registered_in"], AtLeast)
    blind = [msgspec.structs.replace(row, operator=None, registered_in=None) for row in rows[:1]]
    assert sending(blind)["operators"] == []
    assert isinstance(sending(blind)["operators"], AtLeast)
    assert not {"operators", "registered_in", "reaches_outside"} & set(sending([]))


def test_where_it_sends_is_known_whole_only_where_the_user_says_so_and_every_row_is_known():
    rows = known_camera().destinations
    blind = [msgspec.structs.replace(rows[0], operator=None)]
    assert sending([], destinations_known=True)["reaches_outside"] is False
    assert not isinstance(sending(rows[:1], destinations_known=True)["registered_in"], AtLeast)
    assert isinstance(sending(blind, destinations_known=True)["operators"], AtLeast)
    assert isinstance(sending(rows, destinations_known=False)["registered_in"], AtLeast)


def test_a_kind_that_is_not_known_is_no_kind():
    unknown = msgspec.structs.replace(known_camera(), kind="unknown")
    assert "kind" not in facts_of(unknown, {}, {}, [], owners_held=False)


def test_a_listing_of_the_builder_is_known_where_the_builder_is_whoever_the_maker():
    for maker in ("confirmed", "candidate", "disputed"):
        known = facts_of(
            device(maker=maker, listing="confirmed", builder="corroborated", through="builder"),
            {},
            {},
            ["l"],
            owners_held=True,
        )
        assert known["listed"] == {"l": True}
        assert known["builder"] == "example-works"


def test_a_listing_of_a_weak_builder_is_unknown_and_never_no_listing():
    assert listed(device(listing="confirmed", builder="candidate", through="builder")) == {}


@pytest.mark.parametrize("status", ["candidate", "disputed", "stale"])
def test_a_weak_builder_leaves_not_listed_unknown(status):
    assert listed(device(builder=status)) == {}
    assert listed(device(builder="corroborated")) == {"l": False}


def test_a_device_of_which_no_builder_is_named_is_not_taken_to_be_built_by_its_maker():
    known = facts_of(device(), {}, {}, ["l"], owners_held=True, seats=Seats(laws=["law"]))
    assert not {"builder"} & set(known)
    assert (known["listed"], known["listed_itself"], known["reached_by_law"]) == ({}, {}, {})
    assert listed(device(), builds_itself=False) == {}


def test_a_maker_that_is_said_to_build_what_bears_its_name_is_the_builder_where_no_other_is_named():
    known = facts_of(device(), {}, {}, ["l"], owners_held=True, builds_itself=True)
    assert known["builder"] == known["maker"] == known_camera().maker.id
    assert known["listed"] == known["listed_itself"] == {"l": False}
    other = facts_of(device(builder="candidate"), {}, {}, ["l"], owners_held=True, builds_itself=True)
    assert "builder" not in other
    assert other["listed"] == other["listed_itself"] == {}


def test_a_builder_that_no_pack_holds_leaves_not_listed_unknown():
    camera = device(builder="corroborated")
    stranger = msgspec.structs.replace(camera, builder=msgspec.structs.replace(camera.builder, id=None))
    assert listed(stranger) == {}


def test_a_listing_of_the_maker_does_not_follow_from_its_builder():
    known = facts_of(
        device(maker="candidate", listing="confirmed", builder="corroborated"), {}, {}, [], owners_held=True
    )
    assert known["listed"] == {}


@pytest.mark.parametrize("status", ["candidate", "corroborated", "disputed", "stale"])
def test_that_there_are_no_other_owners_is_known_only_where_all_are_and_the_builder_is(status):
    sure = msgspec.structs.replace(known_camera().maker, id="example-owner", status="confirmed")
    weak = msgspec.structs.replace(sure, id="example-other", status=status)

    def owners(*held, **how):
        how = {"owners_held": True, "builds_itself": True} | how
        known = facts_of(device(owners=held), {}, {}, [], **how)["owners"]
        assert known == ["example-owner"]
        return type(known)

    assert owners(sure) is list
    assert (
        owners(sure, weak) is owners(sure, owners_held=False) is owners(sure, builds_itself=False) is AtLeast
    )


def reach(law="l", through="maker", status="confirmed", organisation=None):
    return LawReach(
        law=law, name=law, country="xx", organisation=organisation or known_camera().maker.id,
        organisation_name="x", through=through, seat="xx", seat_by="registered_in", bound="Article 1",
        in_force_from=None, status=status, ground="g",
    )  # fmt: skip


def seated(camera, *, whole=True, owners_held=True, builds_itself=True):
    maker = camera.maker.id
    seats = Seats(countries={maker: ["xx"]}, registered=[maker] if whole else [], laws=["l", "other"])
    return facts_of(camera, {}, {}, [], owners_held=owners_held, seats=seats, builds_itself=builds_itself)


def test_a_law_reaches_a_maker_that_is_registered_where_it_holds():
    known = seated(msgspec.structs.replace(device(), laws=[reach()]))
    assert known["reached_by_law"] == {"l": True, "other": False}
    assert known["maker_seats"] == {"xx": True}


@pytest.mark.parametrize("weak", [reach(through="owner"), reach(status="candidate"), reach(organisation="o")])
def test_a_law_that_only_reaches_an_owner_or_weakly_is_unknown_and_never_no_law(weak):
    assert seated(msgspec.structs.replace(device(), laws=[weak]))["reached_by_law"] == {"other": False}


@pytest.mark.parametrize("held", [{"whole": False}, {"owners_held": False}])
def test_no_law_needs_seats_and_owners_held_to_the_last_one(held):
    assert seated(msgspec.structs.replace(device(), laws=[]), **held)["reached_by_law"] == {}


@pytest.mark.parametrize("status", ["candidate", "disputed", "stale", "retracted"])
def test_where_a_weak_maker_is_registered_says_nothing(status):
    known = seated(msgspec.structs.replace(device(maker=status), laws=[reach()]))
    assert not {"reached_by_law", "maker_seats"} & set(known)


def itself(camera, *, whole=("l",)):
    return facts_of(camera, {}, {}, whole, owners_held=False, builds_itself=True)["listed_itself"]


def test_an_entry_of_the_maker_itself_is_told_apart_from_one_of_an_owner():
    named = device(listing="confirmed")
    own = msgspec.structs.replace(named.listings[0], organisation=named.maker.id)
    of_owner = msgspec.structs.replace(own, organisation="an-owner")
    assert itself(msgspec.structs.replace(named, listings=[own])) == {"l": True}
    assert itself(msgspec.structs.replace(named, listings=[of_owner])) == {}
    assert (
        itself(msgspec.structs.replace(named, listings=[msgspec.structs.replace(own, status="candidate")]))
        == {}
    )
    assert itself(device()) == {"l": False}
    assert itself(device(), whole=()) == {}
    assert itself(device(builder="candidate")) == {}


def test_one_destination_is_enough_to_know_some_country_of_registration():
    camera = known_camera()
    first, *_ = camera.destinations
    told = msgspec.structs.replace(first, registered_in="de")
    blind = msgspec.structs.replace(first, registered_in=None)
    known = facts_of(
        msgspec.structs.replace(camera, destinations=[told, blind]), {}, {}, [], owners_held=False
    )
    assert known["some_registered_in"] == ["de"]
    assert isinstance(known["some_registered_in"], AtLeast)
    none = facts_of(msgspec.structs.replace(camera, destinations=[blind]), {}, {}, [], owners_held=False)
    assert (none["some_registered_in"], type(none["some_registered_in"])) == ([], AtLeast)
