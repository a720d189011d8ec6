"""Facts about the user: asked on the first page, unknown unless told, and in the result as they were told."""

import re

import pytest
from tests.report.strict_page import Page
from tests.web.conftest import SAMPLES
from tests.web.test_screens import assert_readable, hand_over

from lamppost import pipeline
from lamppost.web.facts import field_of

CAPTURE = SAMPLES / "made-network.pcap"


def told(desk, answer):
    """Policy → what its part of the result says that the user told."""
    result = desk.shelf.get(answer.headers["location"].removeprefix("/results/"))
    return {
        one.id: {key: value for key, value in one.context.items() if value is not None}
        for one in result.policies
    }


@pytest.fixture
def unasked(desk):
    """A desk that was started without facts."""
    desk.question = desk.question.__class__(as_of=desk.question.as_of)
    return desk


def test_every_question_of_every_policy_is_on_the_first_page_and_unknown(client, unasked):
    text = client.get("/").text
    page = assert_readable(text)
    fields = {own["name"]: own for tag, own in page.elements if tag in ("select", "input") and "name" in own}
    packs = pipeline.load_packs()
    expected = [
        (field_of(name, question.key), question)
        for name, one in packs.policies.items()
        for question in one.policy.questions
    ]
    assert len(expected) > 40
    for field, question in expected:
        assert fields[field].get("value", "") == ""
        assert " ".join(question.text.split()) in " ".join(page.text.split())
    chosen = re.findall(r'<option value="([^"]*)" selected', text)
    assert chosen == []
    first = re.findall(r"<select[^>]*data-fact[^>]*>\s*<option value=\"([^\"]*)\">not known", text)
    assert len(first) == len(re.findall("<select[^>]*data-fact", text)) > 40


def test_what_was_told_at_the_start_is_what_the_form_begins_with(client):
    page = Page(client.get("/").text)
    chosen = [own["value"] for tag, own in page.elements if tag == "option" and "selected" in own]
    assert "critical_infrastructure" in chosen
    assert "true" in chosen


def test_what_is_answered_is_in_the_result(client, unasked):
    fields = {
        "policy": ["us-ndaa-889", "rights"],
        field_of("us-ndaa-889", "is_us_federal_contractor"): "false",
        field_of("us-ndaa-889", "site"): "public_safety",
        field_of("rights", "place"): " DE-HE ",
        field_of("rights", "has_signs"): "",
    }
    assert told(unasked, hand_over(client, CAPTURE, **fields)) == {
        "us-ndaa-889": {"is_us_federal_contractor": False, "site": "public_safety"},
        "rights": {"place": "DE-HE"},
    }


def test_what_is_left_unknown_is_unknown_even_if_it_was_told_at_the_start(client, desk):
    answer = hand_over(client, CAPTURE, policy="us-ndaa-889", **{field_of("us-ndaa-889", "site"): ""})
    assert told(desk, answer) == {"us-ndaa-889": {"is_us_federal_contractor": True}}


def test_what_a_policy_asks_that_was_not_chosen_is_left_out(client, unasked):
    fields = {"policy": "rights", field_of("us-ndaa-889", "site"): "public_safety"}
    assert told(unasked, hand_over(client, CAPTURE, **fields)) == {"rights": {}}


def test_one_answer_is_enough_where_two_policies_ask_the_same(client, unasked):
    fields = {"policy": ["us-ndaa-889", "uk-sensitive-sites"], field_of("us-ndaa-889", "site"): "ordinary"}
    held = told(unasked, hand_over(client, CAPTURE, **fields, **{field_of("uk-sensitive-sites", "site"): ""}))
    assert held == {"us-ndaa-889": {"site": "ordinary"}, "uk-sensitive-sites": {"site": "ordinary"}}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({field_of("us-ndaa-889", "site"): "palace"}, "That is no answer to site"),
        ({field_of("us-ndaa-889", "is_us_federal_contractor"): "perhaps"}, "That is no answer to is_us"),
        ({field_of("rights", "place"): "DE\u202e"}, "That is no answer to place"),
        ({field_of("rights", "place"): "x" * 101}, "That is no answer to place"),
        (
            {
                field_of("us-ndaa-889", "site"): "ordinary",
                field_of("uk-sensitive-sites", "site"): "sensitive",
            },
            "Site was answered in 2 ways",
        ),
    ],
)
def test_what_is_no_answer_is_refused_in_words_and_nothing_is_kept(client, desk, fields, words):
    chosen = ["us-ndaa-889", "uk-sensitive-sites", "rights"]
    answer = hand_over(client, CAPTURE, policy=chosen, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert desk.shelf.list() == []
