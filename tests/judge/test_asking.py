"""What one rule answers, and remembers."""

from datetime import date

import msgspec
import pytest
from tests.report.made_result import known_camera

from lamppost.judge.conditions import Conditions
from lamppost.judge.facts import AtLeast, facts_of
from lamppost.judge.verdicts import Asking
from lamppost.judge.views import Ground, PolicyView
from lamppost.model.policy import Exemption, Law, Rule

DAY = date(2026, 11, 27)
LAW = Law(
    citation="Example Act, section 1", url="https://example.net/act", original="No one may.",
    retrieved=DAY, review_by=date(2027, 11, 27),
)  # fmt: skip
NOTHING = Ground(scopes={}, whole_lists=(), list_names={}, owners_held=())


def asking(when, exempt=None, taken_as=None):
    exemptions = (
        [Exemption(id="let-through", kind="waiver", title="t", when=exempt, law=LAW)] if exempt else []
    )
    rule = Rule(
        id="example", title="example", severity="low", applies="watches", when=when, needs=[],
        why="It is so.", remedy="Ask.", false_alarms="None known.", law=LAW, exemptions=exemptions,
    )  # fmt: skip
    view = PolicyView(
        id="made",
        rules=[rule],
        questions={},
        types={"is_waived": "bool"},
        ground=NOTHING,
        taken_as=taken_as or {},
    )
    return Asking(rule, view, Conditions(view.types), DAY)


@pytest.mark.parametrize(("taken", "expected"), [(True, "open"), (False, "fail")])
def test_what_is_only_taken_for_told_lets_nothing_pass(taken, expected):
    known = {"watches": True, "listed_component": True}
    made = asking("listed_component", "is_waived", {"is_waived": taken})
    assert made.answer(known).kind == expected
    assert made.answer({**known, "is_waived": True}).kind == "pass"


def test_a_list_that_is_known_in_part_does_not_share_the_answer_of_the_same_list_known_whole():
    for order in ((AtLeast(["de"]), ["de"]), (["de"], AtLeast(["de"]))):
        made = asking("'cn' in registered_in")
        kinds = {type(one): made.answer({"watches": True, "registered_in": one}).kind for one in order}
        assert kinds == {AtLeast: "open", list: "pass"}


def test_what_is_missing_is_told_apart_where_nothing_is_held_and_where_only_a_list_is_not():
    made = asking('listed["l"]')
    assert made.answer({"watches": True}).missing == "listed"
    assert made.answer({"watches": True, "listed": {}}).missing == "l"


def test_the_facts_that_a_rule_asks_for_are_given_as_they_are_known():
    made = asking('listed["l"] && "v" in scopes["l"] || kind == "camera"', "is_waived")
    known = {"watches": True, "listed": {"l": True}, "scopes": {"l": ["v"]}, "maker": "never asked"}
    verdict = made.said(known_of_facts(known))[1]
    assert verdict == {
        "watches": True,
        'listed["l"]': True,
        'scopes["l"]': ["v"],
        "kind": None,
        "is_waived": None,
    }


def known_of_facts(values):
    from lamppost.judge.verdicts import Known

    return Known(values)


@pytest.mark.parametrize(
    ("held", "told"),
    [(AtLeast(["cn", "de"]), "at least cn, de"), (AtLeast(), None), (["de"], ["de"]), ([], [])],
)
def test_what_is_known_in_part_is_told_so(held, told):
    made = asking("'us' in registered_in")
    asked = made.said(known_of_facts({"watches": True, "registered_in": held}))[1]
    assert asked["registered_in"] == told


@pytest.mark.parametrize(
    ("whole", "owners_held", "status", "kind"),
    [
        (["l"], True, "confirmed", list),
        ([], True, "confirmed", AtLeast),
        (["l"], False, "confirmed", AtLeast),
        (["l"], True, "corroborated", AtLeast),
    ],
)
def test_the_scope_of_a_list_is_known_whole_only_where_every_entry_is(whole, owners_held, status, kind):
    made = known_camera()
    sure, other = (
        msgspec.structs.replace(made.listings[0], list="l", status=one, through="maker")
        for one in ("confirmed", status)
    )
    scopes = {"l": {sure.organisation: ["v"]}}
    camera = msgspec.structs.replace(
        made,
        builder=None,
        owners=[],
        listings=[sure, other],
        maker=msgspec.structs.replace(made.maker, status="confirmed"),
    )
    known = facts_of(camera, {}, scopes, whole, owners_held=owners_held)["scopes"]["l"]
    assert type(known) is kind
    assert set(known) == {"v"}
