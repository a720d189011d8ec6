"""What changed between two documents, and why; a withdrawal reaches results that were made before it."""

import json
from pathlib import Path

import pytest
from made_packs import MadePacks, entry, statement

import lamppost as package

SAMPLES = Path(package.__file__).parent / "samples"


def saved(run, path):
    assert run.status == 0, run.err
    path.write_text(run.out, encoding="utf-8")
    return path


def words(run):
    assert run.status == 0, run.err
    return " ".join(run.out.split())


@pytest.fixture
def packs(tmp_path):
    made = MadePacks(tmp_path / "mine")
    made.list("my-watch", [entry("my-watch-1", "Hikvision", "2024-01-01", organisation="hikvision")])
    made.organisation("acme-cams", [statement("acme-cams-owner", "owner", "Somebody")])
    return made


@pytest.fixture
def result(lamppost, packs, tmp_path):
    run = lamppost("look", SAMPLES / "made-network.pcap", "--packs", packs.root, "--json")
    return saved(run, tmp_path / "old.json")


def test_the_same_result_twice_says_nothing_differently(lamppost, packs, result):
    said = words(lamppost("diff", result, result, "--packs", packs.root))
    assert "Nothing that went in differs." in said
    assert "Nothing is said differently." in said
    assert "None of them was withdrawn, contested or ended since." in said


def test_a_withdrawal_reaches_an_old_result(lamppost, packs, result, tmp_path):
    packs.corrections(
        "lists", ("my-watch-1", "2026-11-22", "retracted", "another company was meant", "a reader", "")
    )
    alone = words(lamppost("diff", result, "--packs", packs.root))
    assert "my-watch-1: withdrawn on 2026-11-22 by a reader: Another company was meant." in alone
    run = lamppost("look", SAMPLES / "made-network.pcap", "--packs", packs.root, "--json")
    new = saved(run, tmp_path / "new.json")
    said = words(lamppost("diff", result, new, "--packs", packs.root))
    assert "What went in differs in: the packs." in said
    assert "- list MY-WATCH: as Hikvision, since 2024-01-01" in said
    assert "(statement my-watch-1, below)" in said
    assert "my-watch-1: withdrawn on 2026-11-22" in said


def test_an_objection_and_an_end_are_told_apart(lamppost, packs, tmp_path):
    old = saved(
        lamppost("ask", "company", "acme-cams", "--packs", packs.root, "--json", "--as-of", "2026-11-01"),
        tmp_path / "old.json",
    )
    packs.corrections("organisations", ("acme-cams-owner", "2026-11-22", "disputed", "not so", "Acme", ""))
    said = words(lamppost("diff", old, "--packs", packs.root))
    assert "acme-cams-owner: contested since 2026-11-22 by Acme: Not so." in said
    packs.organisation(
        "acme-cams", [statement("acme-cams-owner", "owner", "Somebody", valid_to="2026-11-10")]
    )
    packs.corrections("organisations")
    assert "acme-cams-owner: ended on 2026-11-10" in words(lamppost("diff", old, "--packs", packs.root))
    assert "acme-cams-owner: held by no pack in hand" in words(lamppost("diff", old))


def test_another_day_moves_lists_and_the_day_is_named_as_the_reason(lamppost, tmp_path):
    before = lamppost("ask", "company", "hikvision", "--json", "--as-of", "2019-10-08")
    after = lamppost("ask", "company", "hikvision", "--json", "--as-of", "2019-10-09")
    run = lamppost("diff", saved(before, tmp_path / "a.json"), saved(after, tmp_path / "b.json"), "--json")
    found = json.loads(run.out)
    assert found["inputs"] == ["as_of"]
    about = {(change["how"], change["about"]) for change in found["changes"]}
    assert ("appeared", "is on Entity List (2019-10-09) as “Hikvision”, since 2019-10-09") in about
    assert ("went", "is not on Entity List (2019-10-09) on this day (not yet: from 2019-10-09)") in about


def test_a_result_and_an_answer_are_not_compared(lamppost, result, tmp_path):
    answer = saved(lamppost("ask", "company", "axis", "--json"), tmp_path / "answer.json")
    run = lamppost("diff", result, answer)
    assert run.status == 2
    assert "one is a result, the other an answer" in run.err


def test_what_is_neither_is_refused(lamppost, tmp_path):
    path = tmp_path / "other.json"
    path.write_text('{"a": 1}')
    run = lamppost("diff", path)
    assert run.status == 2
    assert "neither schema_version nor answer_version" in run.err
    answer = saved(lamppost("ask", "company", "axis", "--json"), tmp_path / "answer.json")
    assert "an answer, not a result document" in lamppost("explain", answer, "x").err


def test_every_statement_of_the_shipped_packs_behind_a_result_has_no_fate_on_its_own_day(lamppost, result):
    found = json.loads(lamppost("diff", result, "--json").out)
    assert {fate["statement"] for fate in found["fates"]} == {"my-watch-1"}
    assert {fate["what"] for fate in found["fates"]} == {"not_held"}
