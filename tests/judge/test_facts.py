"""What a rule may take for known: unknown, weak or merely named never becomes `not listed`."""

import msgspec
import pytest
from tests.report.made_result import known_camera

from lamppost.judge.facts import facts_of


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


def listed(camera, *, owners_held=True):
    return facts_of(camera, {}, {}, ["l"], owners_held=owners_held).get("listed", {})


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


def test_where_it_sends_is_known_only_as_far_as_every_destination_is():
    camera = known_camera()
    known = facts_of(camera, {}, {}, [], owners_held=False)
    assert known["reaches_outside"] is True
    blind = [
        msgspec.structs.replace(row, operator=None, registered_in=None) for row in camera.destinations[:1]
    ]
    known = facts_of(msgspec.structs.replace(camera, destinations=blind), {}, {}, [], owners_held=False)
    assert not {"operators", "registered_in"} & set(known)
    assert "reaches_outside" not in facts_of(
        msgspec.structs.replace(camera, destinations=[]), {}, {}, [], owners_held=False
    )


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


def test_a_listing_of_the_maker_does_not_follow_from_its_builder():
    known = facts_of(
        device(maker="candidate", listing="confirmed", builder="corroborated"), {}, {}, [], owners_held=True
    )
    assert known["listed"] == {}


@pytest.mark.parametrize("status", ["candidate", "corroborated", "disputed", "stale"])
def test_owners_are_known_only_where_each_of_them_is_confirmed(status):
    sure = msgspec.structs.replace(known_camera().maker, id="example-owner", status="confirmed")
    weak = msgspec.structs.replace(sure, id="example-other", status=status)
    assert facts_of(device(owners=[sure]), {}, {}, [], owners_held=True)["owners"] == ["example-owner"]
    assert "owners" not in facts_of(device(owners=[sure, weak]), {}, {}, [], owners_held=True)
