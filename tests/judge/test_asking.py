"""What one rule answers, and remembers."""

from datetime import date

import msgspec
import pytest
from tests.report.made_result import known_camera

from lamppost.judge.conditions import Conditions
from lamppost.judge.facts import AtLeast, facts_of
from lamppost.judge.verdicts import Asking, judge
from lamppost.judge.views import Ground, PolicyView
from lamppost.model.policy import Exemption, Law, Rule

DAY = date(2026, 11, 27)
LAW = Law(
    citation="Example Act, section 1", url="https://example.net/act", original="No one may.",
    retrieved=DAY, review_by=date(2027, 11, 27),
)  # fmt: skip
NOTHING = Ground(scopes={}, whole_lists=(), list_names={}, owners_held=())


def asking_view(when, ground=NOTHING, exemptions=(), taken_as=None):
    rule = Rule(
        id="example", title="example", severity="low", applies="watches", when=when, needs=[],
        why="It is so.", remedy="Ask.", false_alarms="None known.", law=LAW, exemptions=list(exemptions),
    )  # fmt: skip
    return PolicyView(
        id="made",
        rules=[rule],
        questions={},
        types={"is_waived": "bool"},
        ground=ground,
        taken_as=taken_as or {},
    )


def asking(when, exempt=None, taken_as=None):
    exemptions = (
        [Exemption(id="let-through", kind="waiver", title="t", when=exempt, law=LAW)] if exempt else []
    )
    view = asking_view(when, NOTHING, exemptions, taken_as)
    return Asking(view.rules[0], view, Conditions(view.types), DAY)


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
    known = facts_of(camera, {}, scopes, whole, owners_held=owners_held, builds_itself=True)["scopes"]["l"]
    assert type(known) is kind
    assert set(known) == {"v"}


@pytest.mark.parametrize(
    ("owners_held", "builders", "asks", "reason"),
    [
        (True, (), ["Who built it", "in writing"], "who built the device is not known"),
        (False, (), ["Who built it", "Who owns"], "who built the device is not known"),
        (False, ("maker",), ["Who owns"], "its owners are not held to the last one"),
    ],
)
def test_what_is_open_for_want_of_the_builder_asks_who_built_it(owners_held, builders, asks, reason):
    made = known_camera()
    maker = msgspec.structs.replace(made.maker, id="maker", status="confirmed")
    camera = msgspec.structs.replace(made, maker=maker, builder=None, owners=[], listings=[])
    ground = Ground(
        scopes={},
        whole_lists=("l",),
        list_names={"l": "List L"},
        owners_held=("maker",) if owners_held else (),
        build_themselves=builders,
    )
    view = asking_view('listed["l"]', ground)
    (verdict,) = judge([camera], [view], {}, DAY)
    assert verdict.kind == "open"
    assert reason in verdict.reason
    assert [one for one in asks if one not in verdict.question] == []
    assert ("Who owns" in verdict.question) is not owners_held


def open_of(camera, applies, title="visual surveillance equipment on a sensitive site"):
    view = asking_view("listed_component")
    view = PolicyView(
        id=view.id,
        rules=[msgspec.structs.replace(view.rules[0], applies=applies, title=title)],
        questions={},
        types={},
        ground=NOTHING,
    )
    (verdict,) = judge([camera], [view], {}, DAY)
    assert verdict.kind == "open"
    return verdict


@pytest.mark.parametrize(
    ("applies", "asked"),
    [
        ('kind in ["recorder", "camera", "access_terminal"]', "a camera, a recorder or an access terminal?"),
        ('kind == "camera" || kind == "doorbell"', "a camera or a doorbell?"),
        ('kind == "camera"', "a camera?"),
    ],
)
def test_a_device_whose_kind_nothing_tells_is_asked_for_in_the_words_of_the_rule(applies, asked):
    unknown = msgspec.structs.replace(known_camera(), kind="unknown", addresses=["192.0.2.7"])
    verdict = open_of(unknown, applies)
    assert verdict.question == f"Is the device at 192.0.2.7 {asked} Its label or its invoice tells."
    assert "the rule is about visual surveillance equipment on a sensitive site" in verdict.reason
    assert "nothing in this evidence tells what kind of device it is" in verdict.reason


def test_a_device_that_may_watch_is_asked_whether_it_has_a_camera_or_a_microphone():
    verdict = open_of(msgspec.structs.replace(known_camera(), watches=None), "watches")
    assert "a camera or a microphone?" in verdict.question
    assert "whether it watches or listens" in verdict.reason


def test_a_row_of_a_list_is_asked_for_what_belongs_into_it():
    row = msgspec.structs.replace(
        known_camera(), kind="unknown", addresses=[], mac=None, next_proof="Write the kind into the row."
    )
    assert open_of(row, 'kind == "camera"').question == "Write the kind into the row."


@pytest.mark.parametrize("source_class", ["official", "independent", None])
def test_the_link_to_a_text_bears_the_class_of_the_place_where_it_was_read(source_class):
    rule = asking_view("watches").rules[0]
    law = msgspec.structs.replace(LAW, source_class=source_class)
    view = PolicyView(
        id="made", rules=[msgspec.structs.replace(rule, law=law)], questions={}, types={}, ground=NOTHING
    )
    (verdict,) = judge([known_camera()], [view], {}, DAY)
    assert [link.source_class for link in verdict.chain if link.property == "law"] == [source_class]
