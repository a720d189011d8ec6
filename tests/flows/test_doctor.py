"""What is in hand, and what policies ask of the user."""

import tomllib
from pathlib import Path

import pytest

import lamppost as package

MADE = Path(package.__file__).parent / "samples" / "made-context.toml"


def test_the_doctor_names_program_packs_and_policies(lamppost):
    run = lamppost("doctor")
    assert run.status == 0
    assert f"lamppost {package.__version__}" in run.out
    assert "us-ndaa-889: Section 889" in run.out
    assert max(map(len, run.out.splitlines())) <= 80


def test_every_question_of_a_policy_is_printed_with_its_answers_and_the_rules_that_need_it(lamppost):
    run = lamppost("doctor", "--policy", "us-ndaa-889")
    words = " ".join(run.out.split())
    assert "is_us_federal_contractor: true or false; not told" in words
    assert "Are you a US federal executive agency, or do you have or seek a contract with one?" in words
    assert "needed by listed-maker, listed-component" in words
    assert 'site: "sensitive" or "critical_infrastructure"' in words
    assert "The country of manufacture is not the test" in words
    assert max(map(len, run.out.splitlines())) <= 80


def test_the_lines_that_it_ends_with_are_a_file_of_facts_once_they_are_filled_in(lamppost, tmp_path):
    printed = lamppost("doctor", "--policy", "us-ndaa-889").out
    lines = printed[printed.index("[context]") :]
    assert tomllib.loads(lines) == {"context": {}}
    filled = lines.replace("#is_us", "is_us").replace('#site = ""', 'site = "sensitive"')
    facts = tmp_path / "me.toml"
    facts.write_text(filled, encoding="utf-8")
    again = lamppost("doctor", "--policy", "us-ndaa-889", "--context", facts)
    assert "is_us_federal_contractor: true or false; told: true" in again.out
    assert 'told: "sensitive"' in " ".join(again.out.split())
    assert 'site = "sensitive"' in again.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--policy", "no-such"], "no policy 'no-such'"),
        (["--policy", "us-ndaa-889", "--context", "CONTEXT"], "is no fact that us-ndaa-889 asks for"),
    ],
)
def test_what_it_cannot_answer_it_refuses(arguments, says, lamppost, tmp_path):
    facts = tmp_path / "me.toml"
    facts.write_text("[context]\ncolour = true\n", encoding="utf-8")
    run = lamppost("doctor", *[facts if one == "CONTEXT" else one for one in arguments])
    assert (run.status, says in run.err) == (2, True)


def test_the_shipped_facts_answer_the_shipped_policy(lamppost):
    assert lamppost("doctor", "--policy", "us-ndaa-889", "--context", MADE).status == 0
