"""Reports say of destinations that are not listed how many there are, of whom and where."""

import importlib

import msgspec
import pytest
from tests.report.made_devices import destination, device
from tests.report.made_result import made_result

from lamppost.judge.facts import AtLeast, facts_of
from lamppost.model.reach import Alike, Unlisted
from lamppost.report.difference.compare import Step, changes_between
from lamppost.report.explain.renderer import render as explain


def alike(**changes):
    fields = {
        "operator": "example-cloud",
        "operator_name": "Example Cloud",
        "operator_status": "confirmed",
        "registered_in": "de",
        "destinations": 99_000,
        "connections": 99_000,
        "sent_bytes": 4_000_000,
        "received_bytes": 0,
    } | changes
    return Alike(**fields)


OTHERS = Unlisted(
    destinations=99_007,
    groups=[alike(), alike(operator=None, operator_name=None, operator_status=None, destinations=7)],
)


def scanner(**changes):
    return device(1, **{"destinations": [destination(1)], "reach": "outside", "unlisted": OTHERS} | changes)


def result(**changes):
    return msgspec.structs.replace(made_result(), devices=[scanner(**changes)], verdicts=[])


@pytest.mark.parametrize("form", ["terminal", "html", "csv"])
def test_each_report_says_what_it_does_not_list(form):
    module = importlib.import_module(f"lamppost.report.{form}.renderer")
    text = " ".join(module.render(result()).split())
    assert "99,007 more destinations, counted and not listed" in text
    assert "99,000 of Example Cloud, address in DE" in text


def test_the_explanation_of_a_device_says_what_is_not_listed():
    text = " ".join(explain(result(), scanner().id).split())
    assert "99,007 more destinations, counted and not listed" in text


def test_a_document_without_such_destinations_has_no_word_of_them():
    encoded = msgspec.json.encode(device(1, destinations=[destination(1)]))
    assert b"unlisted" not in encoded
    assert msgspec.json.decode(msgspec.json.encode(scanner()), type=type(scanner())) == scanner()


def test_a_destination_that_may_be_among_those_counted_is_not_said_to_have_gone():
    named = msgspec.structs.replace(result(), devices=[device(1, destinations=[destination(1), destination(2, name="x.example.net")])])  # fmt: skip
    for old, new in ((named, result()), (result(), named)):
        changes = changes_between(old, [Step(inputs=["evidence"], document=new, same={})], [], [])
        assert "destination x.example.net" not in {change.about for change in changes}
    listed = result(unlisted=msgspec.UNSET)
    changes = changes_between(named, [Step(inputs=["evidence"], document=listed, same={})], [], [])
    assert "destination x.example.net" in {change.about for change in changes}


def test_where_operators_are_of_another_day_they_are_not_known_to_be_all():
    context = {"destinations_known": True}
    asked = {"scopes": {}, "whole_lists": (), "owners_held": False}
    row = destination(1, registered_in="de")
    now = facts_of(scanner(destinations=[row]), context, **asked)
    then = facts_of(
        scanner(destinations=[row], unlisted=msgspec.structs.replace(OTHERS, is_of_this_day=False)),
        context, **asked,
    )  # fmt: skip
    assert not isinstance(now["registered_in"], AtLeast)
    assert isinstance(then["registered_in"], AtLeast)
    assert now["registered_in"] == then["registered_in"] == ["de"]
