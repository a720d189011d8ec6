"""What is in hand, and what policies ask of the user."""

import json
import tomllib
from importlib.metadata import version
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


def test_the_doctor_tells_what_is_in_hand_with_ages_engines_limits_and_folders(
    lamppost, monkeypatch, tmp_path
):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    run = lamppost("doctor", "--as-of", "2026-12-10")
    assert "as_of: 2026-12-10 (flag)" in run.out
    words = " ".join(run.out.split())
    assert "as of 2026-12-10" in words
    assert "lists 0.3.0 of 2026-11-26 (shipped): 14 days old" in words
    for told in ("Days of review", "duckdb 2.", "by default: policy, context", "files open at once:"):
        assert told in words
    assert "can be written to" in words
    assert f"click {version('click')}" in words
    assert max(map(len, run.out.splitlines())) <= 80


def test_the_doctor_says_the_same_as_json(lamppost, monkeypatch):
    monkeypatch.setenv("LAMPPOST_HOME", "192.0.2.0/24 198.51.100.0/24")
    monkeypatch.setenv("LAMPPOST_FAIL_ON", "open")
    run = lamppost("doctor", "--json", "--as-of", "2026-12-10", "--require-signed")
    told = json.loads(run.out)
    assert run.status == 0
    assert told["lamppost"] == package.__version__
    assert {one["name"] for one in told["engines"]} == {"duckdb", "spark", "clickhouse"}
    settings = {one["name"]: (one["value"], one["origin"]) for one in told["settings"]}
    assert settings["home"] == (2, "LAMPPOST_HOME")
    assert settings["fail_on"] == ("open", "LAMPPOST_FAIL_ON")
    assert settings["require_signed"] == (True, "flag")
    assert settings["policy"] == (None, "default")
    assert "192.0.2" not in run.out


def test_no_path_of_the_home_folder_is_told(lamppost, monkeypatch, tmp_path):
    home = tmp_path / "anna"
    (home / "rules").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "LAMPPOST_KERNELS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LAMPPOST_SUPPRESSIONS", str(home / "rules" / "except.toml"))
    monkeypatch.chdir(home / "rules")
    for arguments in ((), ("--json",)):
        told = lamppost("doctor", *arguments).out
        assert "anna" not in told
        assert "~/rules" in told
        assert "~/rules/except.toml" in told


def test_a_stale_or_broken_pack_leaves_with_4_and_the_rest_is_told(lamppost, tmp_path):
    stale = lamppost("doctor", "--as-of", "2031-01-01", "--require-fresh")
    assert (stale.status, "past their day: stale" in " ".join(stale.out.split())) == (4, True)
    assert lamppost("doctor", "--as-of", "2031-01-01").status == 0
    missing = lamppost("doctor", "--packs", tmp_path / "none")
    assert (missing.status, "none: no such pack folder" in missing.out) == (4, True)
    assert "duckdb 2." in missing.out
    assert lamppost("doctor", "--json", "--policy", "us-ndaa-889").status == 2


def test_a_folder_that_cannot_be_written_to_is_told_and_nothing_is_made(lamppost, monkeypatch, tmp_path):
    monkeypatch.setenv("LAMPPOST_KERNELS", str(tmp_path / "kernels"))
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    folders = {one["use"]: one for one in json.loads(lamppost("doctor", "--json").out)["folders"]}
    assert folders["kernels"]["is_writable"] is True
    assert not (tmp_path / "kernels").exists()
    assert folders["watch"]["is_writable"] is False


def test_the_made_captures_are_where_the_doctor_says(lamppost):
    folders = {one["use"]: one for one in json.loads(lamppost("doctor", "--json").out)["folders"]}
    samples = Path(folders["samples"]["path"]).expanduser()
    assert (samples / MADE.name).is_file()
    assert folders["samples"]["n_files"] > 3
