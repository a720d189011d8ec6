"""On which day a rule holds, what exempts from it, and when its text is past review; never unknown into pass."""

from datetime import date, timedelta

import msgspec
import pytest

from lamppost.judge.conditions import Conditions
from lamppost.judge.deciding import decide
from lamppost.judge.verdicts import judge_case
from lamppost.knowledge.check_policy import check_text
from lamppost.model.errors import PolicyError
from lamppost.model.policy import Exemption, Law, Policy, Question, Rule

READ, REVIEW = date(2026, 11, 27), date(2027, 11, 27)
LAW = Law(
    citation="Example Act, section 1", url="https://example.net/act", original="No one may.",
    retrieved=READ, review_by=REVIEW,
)  # fmt: skip
DAY = timedelta(days=1)


def rule(**changed):
    made = Rule(
        id="example", title="example", severity="low", applies="watches", when="listed_component",
        needs=[], why="It is so.", remedy="Ask.", false_alarms="None known.", law=LAW,
    )  # fmt: skip
    return msgspec.structs.replace(made, **changed)


def exemption(**changed):
    made = Exemption(id="let-through", kind="waiver", title="section 2", when="is_exempt", law=LAW)
    return msgspec.structs.replace(made, **changed)


def said(made, as_of=READ, **known):
    conditions = Conditions({"is_exempt": "bool"})
    return decide(made, {"watches": True, **known}, conditions, "example", as_of)


def kind(made, as_of=READ, **known):
    return said(made, as_of, **known).kind


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2027, 6, 29), "notApplicable"), (date(2027, 6, 30), "fail"), (date(2027, 7, 1), "fail")],
)
def test_a_rule_holds_from_its_first_day_on_and_not_the_day_before(day, expected):
    made = rule(valid_from=date(2027, 6, 30))
    assert kind(made, day, listed_component=True) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2027, 6, 29), "fail"), (date(2027, 6, 30), "notApplicable"), (date(2027, 7, 1), "notApplicable")],
)
def test_a_rule_no_longer_holds_on_the_day_that_ends_it(day, expected):
    made = rule(valid_to=date(2027, 6, 30))
    assert kind(made, day, listed_component=True) == expected
    assert kind(made, day) == ("open" if expected == "fail" else expected)


def test_a_rule_that_does_not_hold_says_which_day_it_begins_or_ended():
    assert "its first day is 2027-01-01" in said(rule(valid_from=date(2027, 1, 1))).reason
    assert "its last day was 2026-11-26" in said(rule(valid_to=READ)).reason


def test_two_days_on_which_a_rule_does_not_hold_yet_or_no_longer_say_the_same():
    for made in (rule(valid_from=REVIEW), rule(valid_to=READ - 9 * DAY)):
        assert said(made, READ).reason == said(made, READ + DAY).reason is not None


@pytest.mark.parametrize("known", [{"listed_component": True}, {"listed_component": False}, {}])
@pytest.mark.parametrize(
    "made",
    [rule(), rule(valid_to=REVIEW), rule(valid_from=REVIEW + 9 * DAY), rule(exemptions=[exemption()])],
    ids=["plain", "ended", "not yet", "exempting"],
)
def test_past_its_day_of_review_a_rule_is_open_whatever_it_would_say(made, known):
    answer = said(made, REVIEW + DAY, **known)
    assert (answer.kind, answer.reason) == (
        "open",
        "stale: the rule's text was to be reviewed by 2027-11-27",
    )


def test_on_its_day_of_review_and_the_day_before_a_rule_still_answers():
    for day in (REVIEW - DAY, REVIEW):
        assert kind(rule(), day, listed_component=True) == "fail"
        assert kind(rule(), day, listed_component=False) == "pass"


def test_an_exemption_past_its_own_review_makes_its_rule_open():
    early = msgspec.structs.replace(LAW, review_by=date(2027, 1, 1))
    made = rule(exemptions=[exemption(law=early)])
    assert kind(made, date(2027, 1, 1), listed_component=True, is_exempt=False) == "fail"
    assert kind(made, date(2027, 1, 2), listed_component=True, is_exempt=False) == "open"


TRUTH = {
    # (broken, exempt): verdict; None is unknown
    (True, True): "pass", (True, False): "fail", (True, None): "open",
    (False, True): "pass", (False, False): "pass", (False, None): "pass",
    (None, True): "pass", (None, False): "open", (None, None): "open",
}  # fmt: skip


@pytest.mark.parametrize(("broken", "exempt"), TRUTH)
def test_an_exemption_lets_through_only_where_it_is_known_to_hold(broken, exempt):
    given = {"listed_component": broken, "is_exempt": exempt}
    known = {key: value for key, value in given.items() if value is not None}
    answer = said(rule(exemptions=[exemption()]), **known)
    assert answer.kind == TRUTH[broken, exempt]
    assert bool(answer.exempted_by) is (exempt is True and broken is not False)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-12-31", "fail"), ("2027-01-01", "pass"), ("2027-02-28", "pass"), ("2027-03-01", "fail")],
)
def test_a_waiver_holds_in_its_own_range_of_days_alone(day, expected):
    waiver = exemption(valid_from=date(2027, 1, 1), valid_to=date(2027, 3, 1))
    made = rule(exemptions=[waiver])
    assert kind(made, date.fromisoformat(day), listed_component=True, is_exempt=True) == expected


def test_a_broken_exemption_is_found_on_days_on_which_it_does_not_hold_too():
    made = rule(exemptions=[exemption(when="no_such_thing", valid_to=date(2020, 1, 1))])
    with pytest.raises(PolicyError, match="let-through"):
        judge_case(made, {"watches": True}, {}, "example")


def policy(made, **question):
    asked = {"key": "is_exempt", "type": "bool", "text": "Is it?", **question}
    return Policy(
        id="example", name="Example", summary="s", not_said=[], questions=[Question(**asked)], rules=[made]
    )


def test_silence_is_taken_for_an_answer_in_exemptions_alone():
    assert check_text(policy(rule(exemptions=[exemption()]), taken_as=False)) == []
    assert "only exemptions may" in check_text(policy(rule(when="is_exempt"), taken_as=False))[0]
    assert "only exemptions may" in check_text(policy(rule(applies="is_exempt"), taken_as=False))[0]


@pytest.mark.parametrize(
    "question", [{"taken_as": "no"}, {"type": "string", "values": ["a"], "taken_as": "b"}]
)
def test_what_silence_is_taken_for_has_to_be_an_answer(question):
    assert "no answer to it" in check_text(policy(rule(), **question))[0]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"valid_from": READ, "valid_to": READ}, "ends before it begins"),
        (
            {"law": msgspec.structs.replace(LAW, original=" ")},
            "no words of Example Act, section 1 are quoted",
        ),
        ({"law": msgspec.structs.replace(LAW, review_by=READ)}, "not after 2026-11-27, when it was read"),
        ({"exemptions": [exemption(valid_from=READ, valid_to=READ)]}, "let-through: ends before it begins"),
    ],
)
def test_a_policy_whose_days_or_words_do_not_hold_together_is_named(changed, problem):
    assert problem in check_text(policy(rule(**changed)))[0]
