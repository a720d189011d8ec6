"""The action for `check`: its metadata, and its step run as a runner would."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "github-action"
ACTION = yaml.safe_load((FOLDER / "action.yml").read_text("utf-8"))
[STEP] = ACTION["runs"]["steps"]
SUPPLIERS = "maker,brand,model,kind\nHikvision,Hikvision,DS-2CD2043G2-I,camera\nAxis Communications,Axis,P3245,camera\n"
GUIDE = ROOT / "docs" / "guide" / "check.md"


def defaults():
    return {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()}


@pytest.fixture
def job(tmp_path):
    """Runs the step in a work folder: what is given with `with:` in; status, outputs, summary and log out."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "suppliers.csv").write_text(SUPPLIERS, "utf-8")
    shutil.copy(ROOT / "src" / "lamppost" / "samples" / "made-context.toml", work / "me.toml")
    program = tmp_path / "lamppost"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lamppost "$@"\n', "utf-8")
    program.chmod(0o755)

    def run(**given):
        inputs = (
            defaults() | {"lamppost": str(program)} | {one.replace("_", "-"): at for one, at in given.items()}
        )
        put = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], text)
            for name, text in STEP["env"].items()
        }
        files = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for path in files.values():
            path.write_text("", "utf-8")
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME") if name in os.environ},
            "PYTHONPATH": str(ROOT / "src"),
            "GITHUB_ACTION_PATH": str(FOLDER),
            "LAMPPOST_AS_OF": "2026-11-23",
            **{name: str(path) for name, path in files.items()},
            **put,
        }
        # as a runner runs `shell: bash`
        words = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", STEP["run"]]
        done = subprocess.run(
            words, cwd=work, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        told = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text("utf-8").splitlines())
        return done, told, files["GITHUB_STEP_SUMMARY"].read_text("utf-8"), work

    return run


def test_a_fail_fails_the_step_with_summary_and_sarif(job):
    done, told, summary, work = job(evidence="suppliers.csv", policy="us-ndaa-889", context="me.toml")
    assert done.returncode == 1, done.stderr
    assert told == {"status": "1", "sarif": "lamppost.sarif"}
    assert "listed-maker" in summary
    sarif = json.loads((work / "lamppost.sarif").read_text("utf-8"))
    assert [one["ruleId"] for one in sarif["runs"][0]["results"] if one.get("kind", "fail") == "fail"]


def test_with_fail_on_never_the_step_passes_and_says_the_same(job):
    done, told, summary, _ = job(
        evidence="suppliers.csv\n", policy="us-ndaa-889\nuk-sensitive-sites", fail_on="never", sarif=""
    )
    assert done.returncode == 0, done.stderr
    assert told == {"status": "0", "sarif": ""}
    assert "uk-sensitive-sites" in summary or "UK" in summary


def test_a_file_that_is_not_there_and_a_wrong_policy_fail_it_with_their_status(job):
    done, told, summary, _ = job(evidence="none.csv", policy="us-ndaa-889")
    assert (done.returncode, told["status"]) in {(2, "2"), (3, "3")}
    done, told, summary, _ = job(evidence="suppliers.csv", policy="no-such")
    assert (done.returncode, told, summary) == (2, {"status": "2", "sarif": ""}, "")
    assert "no policy 'no-such'" in done.stderr


@pytest.mark.parametrize(
    "hostile", ["$(touch made)", "`touch made`", "; touch made", "--on-alert=x", "' \" \\ *"]
)
def test_no_input_is_read_as_code_or_as_an_option(hostile, job):
    done, _, _, work = job(evidence=hostile, policy=hostile, context=hostile, suppressions=hostile, as_of="")
    assert done.returncode in (2, 3)
    assert sorted(path.name for path in work.iterdir()) == ["me.toml", "suppliers.csv"]
    assert "no such option" not in done.stderr.lower()


def test_a_line_feed_in_the_name_of_a_file_makes_no_output_of_its_own(job):
    done, told, _, _ = job(evidence="suppliers.csv", policy="us-ndaa-889", sarif="a\nstatus=0.sarif")
    assert done.returncode == 2
    assert told == {}


def test_the_action_names_no_action_of_others_and_puts_no_input_into_a_script():
    assert ACTION["runs"]["using"] == "composite"
    assert "uses" not in STEP
    assert "${{" not in STEP["run"]
    used = set(re.findall(r"inputs\.([\w-]+)", "".join(STEP["env"].values())))
    assert used == set(ACTION["inputs"])
    script = (FOLDER / "check.sh").read_text("utf-8")
    assert {name for name in STEP["env"] if f"${name}" not in script} == set()


def test_every_input_and_output_is_in_the_guide():
    text = GUIDE.read_text("utf-8")
    names = [*ACTION["inputs"], *ACTION["outputs"]]
    assert [name for name in names if f"| `{name}` |" not in text] == []
    assert "GitHub itself was not run" in " ".join(text.split())


def test_its_metadata_is_what_the_published_schema_says():
    if shutil.which("check-jsonschema") is None:
        pytest.skip("no check-jsonschema here, which brings the schema of action.yml")
    words = ["check-jsonschema", "--builtin-schema", "vendor.github-actions", str(FOLDER / "action.yml")]
    run = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stdout
