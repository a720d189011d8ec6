"""Facts, tables, folders and options of a person: read as they stand, or refused in words before any evidence."""

import json
import os
import shutil
import subprocess
import sys

import pytest

import made_frames as made
from lamppost import pipeline
from lamppost.knowledge.packs import SHIPPED

CAM = "44:19:b6:00:53:01"
ROUTER = "00:00:5e:00:53:01"
POLICY = ("--policy", "us-ndaa-889")


def frame(text=b"x"):
    return made.ethernet(CAM, ROUTER, 0x0800, made.udp("192.168.1.21", 5000, "203.0.113.1", 5001, text * 40))


@pytest.fixture
def evidence(capture):
    return capture(frame())


@pytest.fixture
def context(tmp_path):
    def write(text):
        path = tmp_path / "facts.toml"
        path.write_text(text)
        return ("--context", path)

    return write


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (
            'site = "critical-infrastructure"',
            'site is "critical-infrastructure"; expected "sensitive" or "crit',
        ),
        ('site = "Sensitive"', 'expected "sensitive" or'),
        ('site = ""', 'expected "sensitive" or'),
        ("site = true", "site is true; expected a text in quotes"),
        ('is_us_federal_contractor = "yes"', 'is_us_federal_contractor is "yes"; expected true or false'),
        (
            "is_us_federal_contracter = true",
            "'is_us_federal_contracter' is no fact that us-ndaa-889 asks for",
        ),
        ("listed_component = true", "'listed_component' is no fact that us-ndaa-889 asks for"),
        ('maker = "axis"', "'maker' is no fact"),
        ("site = 1", "site is 1, not true, false or a text"),
    ],
)
def test_a_fact_that_no_rule_asks_for_is_refused_by_name_before_the_evidence(
    tmp_path, context, lamppost, facts, says
):
    run = lamppost("look", tmp_path / "gone.pcap", *POLICY, *context(f"[context]\n{facts}\n"))
    assert run.status == 2
    assert run.err.startswith("lamppost: facts.toml: ")
    assert says in run.err
    assert run.err.count("\n  ") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[kontext]\nsite = "x"\n', "no [context] table"),
        ("context = 3\n", "no [context] table"),
        ("", "no [context] table"),
        ('site = "sensitive"\n[context]\n', "site stands outside [context]"),
        ("a = " + "[" * 100_000, "not a context file"),
        ("[context]\nsite = 1979-05-27\n", "not true, false or a text"),
    ],
)
def test_a_file_that_holds_no_facts_is_refused_even_without_a_policy(evidence, context, lamppost, text, says):
    run = lamppost("look", evidence, *context(text))
    assert run.status == 2
    assert says in run.err


def test_facts_that_are_asked_for_are_taken(evidence, context, lamppost):
    facts = '[context]\nsite = "sensitive"\nis_us_federal_contractor = true\ncomponents_known = true\n'
    run = lamppost("look", evidence, *POLICY, *context(facts), "--json")
    assert run.status == 0
    told = json.loads(run.out)["policies"][0]["context"]
    assert told["components_known"] is True
    assert lamppost("look", evidence, *context("[context]\nanything = true\n")).status == 0


def test_a_policy_whose_question_names_a_fact_about_devices_does_not_judge(evidence, tmp_path, lamppost):
    folder = tmp_path / "mine"
    shutil.copytree(SHIPPED / "policies" / "us-ndaa-889", folder)
    policy = folder / "policy.yml"
    policy.write_text(policy.read_text().replace("key: components_known", "key: listed_component"))
    run = lamppost("look", evidence, "--policy", folder)
    assert run.status == 2
    assert "'listed_component' has the name of a fact about the device" in run.err


def test_a_policy_chosen_twice_judges_once(evidence, lamppost):
    assert len(json.loads(lamppost("look", evidence, *POLICY, *POLICY, "--json").out)["policies"]) == 1


def test_a_network_that_is_none_is_refused_before_the_evidence(tmp_path, lamppost):
    run = lamppost("look", tmp_path / "gone.pcap", "--home", "192.0.2.0/40")
    assert run.err.startswith("lamppost: --home '192.0.2.0/40': not a network\n")


def test_a_fault_while_attributing_is_not_called_a_wrong_network(evidence, lamppost, monkeypatch):
    def fail(*_args, **_options):
        raise ValueError("something else")

    monkeypatch.setattr("lamppost.attribute.devices.attribute_capture", fail)
    run = lamppost("look", evidence)
    assert "--home" not in run.err
    assert "fault of lamppost" in run.err


@pytest.mark.parametrize("option", ["--context", "--networks", "--policy", "--packs"])
@pytest.mark.parametrize("place", ["/dev/zero", "pipe", "."])
def test_what_is_no_regular_file_is_refused_at_once(evidence, tmp_path, option, place):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    given = {"pipe": pipe, ".": tmp_path}.get(place, place)
    run = subprocess.run(
        [sys.executable, "-m", "lamppost", "look", evidence, option, given],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode in (2, 4)
    assert run.stderr.startswith("lamppost: ")
    assert "fault of lamppost" not in run.stderr


def test_a_device_in_place_of_evidence_is_not_called_missing(lamppost):
    assert "not a regular file" in lamppost("look", "/dev/zero").err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"prefix,operator\n192.0.2.0/24\n", "own.csv:2: 1 cells; expected 2"),
        (b"prefix\n192.0.2.0/24,x\n", "own.csv:2: 2 cells; expected 1"),
        (b"prefix,operator\n192.0.2.0/24," + b"x" * 200_000, "own.csv:2: field larger than"),
        (b"prefix,as_number\n\n192.0.2.0/24,ASx\n", "own.csv:3: as_number 'ASx'; expected a number"),
        (b"prefix,as_number\n192.0.2.0/24,4294967296\n", "own.csv:2: as_number"),
        (b"prefix,located_in\n192.0.2.0/24,Germany\n", "own.csv:2: located_in 'germany'; expected two"),
        (b"prefix,operator\n192.0.2.1/24,x\n", "own.csv:2: 192.0.2.1/24 has host bits set"),
        (b"prefix,operator\n192.0.2.0/24,a\0b\n", "own.csv:2: a NUL byte"),
        (b"prefix;operator\n192.0.2.0/24;a\n", "own.csv:1: expected a header"),
        (b"prefix,prefix\n192.0.2.0/24,a\n", "own.csv:1: expected a header"),
        (b"", "own.csv:1: expected a header"),
        (b"prefix\n\xff\n", "own.csv: not UTF-8 at byte 7"),
    ],
)
def test_a_table_that_does_not_hold_is_refused_with_its_line(evidence, tmp_path, lamppost, text, says):
    path = tmp_path / "own.csv"
    path.write_bytes(text)
    run = lamppost("look", evidence, "--networks", path)
    assert run.status == 4
    assert says in run.err


def test_a_file_given_twice_is_read_once(evidence, tmp_path, lamppost):
    (tmp_path / "link.pcap").symlink_to(evidence)
    os.link(evidence, tmp_path / "hard.pcap")
    result = json.loads(
        lamppost("look", evidence, evidence, tmp_path / "link.pcap", tmp_path / "hard.pcap", "--json").out
    )
    assert [file["path"] for file in result["evidence"]] == ["made.pcap"]
    assert result["coverage"]["packets"] == 1


def test_two_files_of_the_same_bytes_are_both_read_and_it_is_said(evidence, capture, lamppost):
    copy, different = capture(frame(), name="copy.pcap"), capture(frame(b"y"), name="different.pcap")
    result = json.loads(lamppost("look", evidence, copy, different, "--json").out)
    assert result["coverage"]["packets"] == 3
    (issue,) = result["issues"]
    assert issue["evidence"] == "copy.pcap"
    assert issue["what"] == "this file and made.pcap are the same; their bytes are counted twice"
    assert issue["hint"]


def test_names_that_are_no_utf_8_reach_the_document_as_text(evidence, tmp_path, lamppost):
    name = os.fsdecode(b"bad\xff.pcap")
    evidence.rename(tmp_path / name)
    (tmp_path / "cut.pcap").write_bytes((tmp_path / name).read_bytes()[:-5])
    (tmp_path / "cut.pcap").rename(tmp_path / f"cut{name}")
    table = tmp_path / f"{name}.csv"
    table.write_text("prefix\n192.0.2.0/24\n")
    run = lamppost("look", tmp_path / name, tmp_path / f"cut{name}", "--networks", table, "--json")
    result = json.loads(run.out)
    assert [file["path"] for file in result["evidence"]] == ["bad�.pcap", "cutbad�.pcap"]
    assert result["issues"][0]["evidence"] == "cutbad�.pcap"
    assert result["tables"][-1]["id"] == "bad�.pcap.csv"


def test_a_fault_free_question_is_looked_at(evidence):
    from datetime import date

    question = pipeline.Question(as_of=date(2026, 11, 23), context={"said": None})
    assert pipeline.look([evidence], question).coverage.packets == 1
