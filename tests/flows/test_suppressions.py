"""Exceptions of the user's, from the file to every report and to the exit status."""

import json
from pathlib import Path

import pytest

import lamppost as package

SAMPLES = Path(package.__file__).parent / "samples"
CAPTURE, CONTEXT = SAMPLES / "made-network.pcap", SAMPLES / "made-context.toml"
JUDGED = ("--policy", "us-ndaa-889", "--context", CONTEXT, "--as-of", "2026-11-27")
ONE = """\
[[suppression]]
policy = "us-ndaa-889"
rule = "listed-maker"
address = "192.168.1.21"
who = "A. Example, facilities"
why = "covered by the waiver of 2 March 2026"
until = {until}
"""


@pytest.fixture
def excepted(tmp_path):
    def written(until="2027-01-31"):
        path = tmp_path / "suppressions.toml"
        path.write_text(ONE.format(until=until), encoding="utf-8")
        return path

    return written


def words(text):
    return " ".join(text.split())


def test_a_suppressed_fail_is_shown_and_does_not_fail_the_run(lamppost, excepted):
    assert lamppost("look", CAPTURE, *JUDGED, "--fail-on", "fail").status == 1
    run = lamppost("look", CAPTURE, *JUDGED, "--fail-on", "fail", "--suppressions", excepted())
    assert run.status == 0
    said = words(run.out)
    assert "fail · high · listed-maker · suppressed" in said
    assert "us-ndaa-889/listed-maker on address 192.168.1.21: works until 2027-01-31" in said
    assert "A. Example, facilities: Covered by the waiver of 2 March 2026. (suppressions.toml:1" in said
    assert said.endswith("1 verdict suppressed, first until 2027-01-31")


def test_an_expired_one_stops_working_and_says_so(lamppost, excepted):
    run = lamppost("look", CAPTURE, *JUDGED, "--fail-on", "fail", "--suppressions", excepted("2026-11-26"))
    assert run.status == 1
    assert "expired: its last day was 2026-11-26" in words(run.out)
    assert words(run.out).endswith("0 verdicts suppressed, 1 suppression expired")


@pytest.mark.parametrize("to", ["html", "csv", "json", "terminal"])
def test_every_report_of_a_result_says_who_why_and_until_when(lamppost, excepted, tmp_path, to):
    result = tmp_path / "r.json"
    result.write_text(lamppost("look", CAPTURE, *JUDGED, "--suppressions", excepted(), "--json").out)
    said = words(lamppost("report", result, "-f", to).out)
    for part in ("A. Example, facilities", "overed by the waiver of 2 March 2026", "2027-01-31"):
        assert part in said


def test_both_ids_are_explained(lamppost, excepted, tmp_path):
    result = tmp_path / "r.json"
    result.write_text(lamppost("look", CAPTURE, *JUDGED, "--suppressions", excepted(), "--json").out)
    row = json.loads(result.read_text())["suppressions"][0]
    said = words(lamppost("explain", result, row["id"]).out)
    assert "Why: Covered by the waiver" in said
    assert f"{row['verdicts'][0]} stays fail" in said
    assert f"Suppressed: {row['id']} by A. Example" in words(
        lamppost("explain", result, row["verdicts"][0]).out
    )


def test_judged_again_on_a_later_day_it_has_expired(lamppost, excepted, tmp_path):
    result = tmp_path / "r.json"
    result.write_text(lamppost("look", CAPTURE, *JUDGED, "--suppressions", excepted(), "--json").out)
    run = lamppost("diff", result, "--as-of", "2027-01-31", "--as-of", "2027-02-01", "--json")
    verdict = next(row for row in json.loads(run.out)["changes"] if row["about"].startswith("rule "))
    assert verdict["before"].startswith("fail (suppressed by sup-")
    assert verdict["after"].startswith("fail: ")


def test_two_results_name_the_suppression_as_the_reason(lamppost, excepted, tmp_path):
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(lamppost("look", CAPTURE, *JUDGED, "--json").out)
    run = lamppost("look", CAPTURE, *JUDGED[:-1], "2026-11-26", "--suppressions", excepted(), "--json")
    new.write_text(run.out)
    found = json.loads(lamppost("diff", old, new, "--json").out)
    assert found["inputs"] == ["as_of", "suppressions"]
    assert [row["why"] for row in found["changes"]] == [["suppressions"]]


def test_a_bad_file_is_refused_before_anything_is_read(lamppost, excepted, tmp_path):
    run = lamppost("look", tmp_path / "none.pcap", "--suppressions", excepted("tomorrow"))
    assert run.status == 2
    assert "suppressions.toml:7: no TOML" in run.err
