"""Why two results say different things: the day, the packs, the policy, what was told, or the evidence."""

import json
from pathlib import Path

import pytest
from made_packs import MadePacks, entry
from tests.flows.made_policy import NAME, RULE, write_context, write_policy

import lamppost as package

PACKAGE = Path(package.__file__).parent
CAPTURE = PACKAGE / "samples" / "made-network.pcap"
OTHER = PACKAGE / "samples" / "made-cameras.pcap"
BEFORE, AFTER = "2018-08-12", "2018-08-13"
"""The day before section 889 named anybody, and the first day on which it did."""
LIST = "list NDAA §889"


@pytest.fixture
def packs(tmp_path):
    made = MadePacks(tmp_path / "mine")
    made.list("my-watch", [entry("my-watch-1", "Hikvision", "2017-01-01", organisation="hikvision")])
    return made.root


@pytest.fixture
def policy(tmp_path):
    return write_policy(tmp_path / "policy")


@pytest.fixture
def judged(policy, tmp_path):
    return ("--policy", policy, "--context", write_context(tmp_path / "me.toml"))


@pytest.fixture
def look(lamppost, tmp_path):
    def made(name, *options, capture=CAPTURE):
        run = lamppost("look", capture, "--json", *options)
        assert run.status == 0, run.err
        path = tmp_path / name
        path.write_text(run.out, encoding="utf-8")
        return path

    return made


@pytest.fixture
def diff(lamppost):
    def compared(*arguments):
        run = lamppost("diff", *arguments, "--json")
        assert run.status == 0, run.err
        return json.loads(run.out)

    return compared


def reasons(found, about):
    """Why something is said differently, and whether that is decided, once for each device."""
    rows = [row for row in found["changes"] if row["about"] == about]
    assert rows, [row["about"] for row in found["changes"]]
    return {(tuple(row["why"]), row["decided"]) for row in rows}


def test_a_list_that_begins_is_shown_with_the_statement_and_its_day(diff):
    found = diff(CAPTURE, "--as-of", BEFORE, "--as-of", AFTER)
    assert found["inputs"] == ["as_of"]
    changed = {row["about"]: row["dated"] for row in found["changes"]}
    assert set(changed) == {LIST}
    assert [(row["statement"], row["what"], row["on"]) for row in changed[LIST]] in (
        [("us-ndaa-889-hikvision", "began", AFTER)],
        [("us-ndaa-889-dahua", "began", AFTER)],
    )


def test_a_verdict_that_changes_between_two_days_names_what_changed_it(diff, judged):
    found = diff(CAPTURE, *judged, "--as-of", BEFORE, "--as-of", AFTER)
    (verdict,) = (
        row for row in found["changes"] if row["about"] == RULE and row["after"].startswith("fail: ")
    )
    assert verdict["before"].startswith("open: ")
    assert {row["statement"] for row in verdict["dated"]} == {"us-ndaa-889", "us-ndaa-889-hikvision"}
    assert {row["on"] for row in verdict["dated"]} == {AFTER}


def test_a_rule_that_falls_due_for_review_names_the_day(diff, judged):
    found = diff(CAPTURE, *judged, "--as-of", "2027-05-23", "--as-of", "2027-05-24")
    due = {
        (row["statement"], row["what"], row["on"])
        for change in found["changes"]
        if change["about"] == RULE
        for row in change["dated"]
    }
    assert (f"{NAME}/listed-maker", "due", "2027-05-24") in due


def test_nothing_changes_between_two_days_on_which_nothing_began_or_ended(diff, lamppost):
    assert diff(CAPTURE, "--as-of", "2018-08-13", "--as-of", "2018-08-14")["changes"] == []
    run = lamppost("diff", CAPTURE, "--as-of", "2018-08-13", "--as-of", "2018-08-14")
    assert "Nothing is said differently." in run.out


def test_a_result_on_two_days_says_what_its_evidence_says(diff, look, judged):
    result = look("r.json", *judged)
    of_result = diff(result, *judged[:2], "--as-of", BEFORE, "--as-of", AFTER)
    of_evidence = diff(CAPTURE, *judged, "--as-of", BEFORE, "--as-of", AFTER)
    assert of_result["changes"] == of_evidence["changes"]
    assert of_result["changes"]


def test_the_two_days_may_stand_in_either_order(diff):
    found = diff(CAPTURE, "--as-of", AFTER, "--as-of", BEFORE)
    assert {(row["how"], row["about"]) for row in found["changes"]} == {("went", LIST)}
    assert {day["on"] for row in found["changes"] for day in row["dated"]} == {AFTER}


def test_two_results_that_differ_in_day_and_policy_are_told_apart_by_judging_again(
    diff, look, policy, judged
):
    old = look("old.json", "--as-of", BEFORE)
    new = look("new.json", "--as-of", AFTER, *judged)
    found = diff(old, new, "--policy", policy)
    assert found["inputs"] == ["as_of", "context", "policies"]
    assert found["details"]["policies"][0].startswith(f"+ {NAME}")
    assert reasons(found, LIST) == {(("as_of",), True)}
    assert reasons(found, RULE) == {(("policies", "context"), True), (("policies",), True)}


def test_what_was_told_of_the_user_is_a_reason_of_its_own(diff, look, policy, judged):
    old = look("old.json", "--as-of", BEFORE, "--policy", policy)
    new = look("new.json", "--as-of", BEFORE, *judged)
    found = diff(old, new)
    assert found["inputs"] == ["context"]
    assert "+ is_us_federal_contractor: yes" in found["details"]["context"]
    assert reasons(found, RULE) == {(("context",), True)}


def test_what_a_pack_says_is_told_apart_from_what_the_day_changes(diff, look, packs):
    old = look("old.json", "--as-of", BEFORE)
    new = look("new.json", "--as-of", AFTER, "--packs", packs)
    forwards = diff(old, new, "--packs", packs)
    assert forwards["inputs"] == ["as_of", "packs"]
    assert forwards["steps"] == ["packs", "as_of", "packs"]
    assert reasons(forwards, "list MY-WATCH") == {(("packs",), True)}
    assert reasons(forwards, LIST) == {(("as_of",), True)}


def test_with_the_packs_of_the_older_result_in_hand_the_newer_one_is_judged_again(diff, look, packs):
    old = look("old.json", "--as-of", BEFORE, "--packs", packs)
    new = look("new.json", "--as-of", AFTER)
    found = diff(old, new, "--packs", packs)
    assert reasons(found, "list MY-WATCH") == {(("packs",), True)}
    assert reasons(found, LIST) == {(("as_of",), True)}
    again = diff(old, new)  # and now with those of the newer one, which lack a pack of the older
    assert "is not at hand" in again["undecided"]
    assert reasons(again, LIST) == {(("as_of", "packs"), False)}


def test_with_other_packs_in_hand_the_reason_is_said_to_be_undecidable(diff, look, packs, tmp_path, lamppost):
    old = look("old.json", "--as-of", BEFORE)
    new = look("new.json", "--as-of", AFTER, "--packs", packs)
    third = MadePacks(tmp_path / "third")
    third.list("third", [entry("third-1", "Axis", "2017-01-01", organisation="axis")])
    found = diff(old, new, "--packs", third.root)
    assert "neither those of the one nor of the other" in found["undecided"]
    assert {row["decided"] for row in found["changes"]} == {False}
    said = " ".join(lamppost("diff", old, new, "--packs", third.root).out.split())
    assert "Which of them makes which difference cannot be told: the packs in hand are neither" in said
    assert "why: cannot be told; the day or the packs" in said


def test_other_evidence_is_the_reason_for_devices_that_appear_and_go(diff, look):
    old = look("old.json", "--as-of", BEFORE)
    new = look("new.json", "--as-of", AFTER, capture=OTHER)
    found = diff(old, new)
    assert found["inputs"] == ["as_of", "evidence"]
    assert reasons(found, "device") == {(("evidence",), True)}
    sides = {(pair["old"] is None, pair["new"] is None) for pair in found["devices"]}
    assert sides == {(True, False), (False, True)}


def test_a_policy_of_ones_own_is_named_to_be_judged_again_with(diff, look, policy):
    old = look("old.json", "--as-of", BEFORE)
    new = look("new.json", "--as-of", AFTER, "--policy", policy)
    assert f"no policy '{NAME}'" in diff(old, new)["undecided"]
    found = diff(old, new, "--policy", policy)
    assert found["undecided"] is None
    assert reasons(found, RULE) == {(("policies",), True)}


def test_an_edited_policy_is_not_taken_for_the_one_that_judged(diff, look, policy):
    old = look("old.json", "--as-of", BEFORE)
    new = look("new.json", "--as-of", AFTER, "--policy", policy)
    text = (policy / "policy.yml").read_text(encoding="utf-8")
    (policy / "policy.yml").write_text(text.replace("severity: high", "severity: low"), encoding="utf-8")
    assert "not the version that judged" in diff(old, new, "--policy", policy)["undecided"]


def test_a_shipped_policy_needs_no_folder(diff, look):
    old = look("old.json", "--as-of", BEFORE)
    new = look("new.json", "--as-of", AFTER, "--policy", "us-ndaa-889")
    assert reasons(diff(old, new), "rule us-ndaa-889/listed-maker") == {(("policies",), True)}


def test_what_was_read_on_a_device_is_a_reason(diff, look, lamppost, tmp_path):
    old = look("old.json", "--as-of", BEFORE)
    device = json.loads(old.read_text(encoding="utf-8"))["devices"][0]["id"]
    told = ("--label", "Axis M1065", "--seen-on", "2018-08-01", "--as-of", BEFORE)
    run = lamppost("note", old, device, *told, "--json")
    assert run.status == 0, run.err
    (tmp_path / "new.json").write_text(run.out, encoding="utf-8")
    found = diff(old, tmp_path / "new.json")
    assert found["inputs"] == ["notes"]
    assert reasons(found, "label read on 2018-08-01") == {(("notes",), True)}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-of", BEFORE, "--as-of", BEFORE], "the two days are the same"),
        (["--as-of", BEFORE, "--as-of", AFTER, "--as-of", AFTER], "once or twice"),
        (["new.json", "--as-of", BEFORE, "--as-of", AFTER], "two days are asked about one file"),
        (["--home", "203.0.113.0/24"], "go with two days"),
        (["--as-of", BEFORE, "--as-of", AFTER, "--home", "203.0.113.0/24"], "go with a capture"),
        (["-o", "x.csv"], "does not go with a difference"),
    ],
)
def test_options_that_do_not_go_together_are_refused(lamppost, look, arguments, words):
    run = lamppost("diff", look("old.json"), *arguments)
    assert run.status == 2
    assert words in " ".join(run.err.split())


def test_evidence_that_was_not_read_whole_ends_in_status_3(lamppost, tmp_path):
    cut = tmp_path / "cut.pcap"
    cut.write_bytes(CAPTURE.read_bytes()[:-7])
    assert lamppost("diff", cut, "--as-of", BEFORE, "--as-of", AFTER).status == 3


def test_a_difference_fits_80_columns_and_goes_into_a_file(lamppost, look, judged, tmp_path):
    old = look("old.json", "--as-of", "2017-01-01")
    new = look("new.json", *judged)
    printed = lamppost("diff", old, new)
    assert max(map(len, printed.out.splitlines())) <= 80
    lamppost("diff", old, new, "-o", tmp_path / "d.txt")
    assert (tmp_path / "d.txt").read_text(encoding="utf-8") == printed.out
    assert lamppost("diff", old, new, "-o", old).status == 2
    lamppost("diff", old, new, "-o", tmp_path / "d.json")
    assert json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))["changes"]


@pytest.mark.parametrize("options", [("-o", "page.html"), ("--format", "html")])
def test_a_difference_is_written_as_a_page_that_says_what_changed_and_from_which_day(
    lamppost, judged, tmp_path, monkeypatch, options
):
    monkeypatch.chdir(tmp_path)
    run = lamppost("diff", CAPTURE, "--as-of", BEFORE, "--as-of", AFTER, *judged, *options)
    assert run.status == 0, run.err
    page = (tmp_path / "page.html").read_text("utf-8") if options[0] == "-o" else run.out
    assert page.startswith("<!doctype html>")
    assert f"from {AFTER}: " in page
    assert RULE in page
