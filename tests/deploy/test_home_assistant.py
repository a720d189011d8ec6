"""The app for Home Assistant: what its definition asks for, and its script run over a made root."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.deploy.dockerfile import instructions

import lamppost

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "home-assistant" / "lamppost"
CONFIG = yaml.safe_load((FOLDER / "config.yaml").read_text("utf-8"))
SAMPLES = ROOT / "src" / "lamppost" / "samples"
REQUIRED = {"name", "version", "slug", "description", "arch"}
OPTIONAL = {"stage", "startup", "boot", "tmpfs", "map", "options", "schema"}
"""Of developers.home-assistant.io, docs/apps/configuration.md, read in November 2026: those of its keys that are used."""


def test_the_definition_has_the_keys_that_are_asked_for_and_grants_nothing():
    assert REQUIRED <= CONFIG.keys() <= REQUIRED | OPTIONAL
    assert CONFIG["version"] == lamppost.__version__
    assert set(CONFIG["arch"]) <= {"aarch64", "amd64"}
    assert CONFIG["startup"] in {"initialize", "system", "services", "application", "once"}
    assert CONFIG["boot"] in {"auto", "manual", "manual_only"}
    assert CONFIG["stage"] in {"stable", "experimental", "deprecated"}
    assert {one["type"]: one["read_only"] for one in CONFIG["map"]} == {"share": True, "app_config": False}
    assert len({one["path"] for one in CONFIG["map"]} - {"/"}) == 2


def test_every_option_has_a_kind_and_words_in_both_languages_and_in_the_page():
    names = set(CONFIG["schema"])
    assert CONFIG["options"].keys() == {
        name for name in names if not str(CONFIG["schema"][name]).endswith("?")
    }
    page = (FOLDER / "DOCS.md").read_text("utf-8")
    assert {name for name in names if f"| `{name}` |" in page} == names
    for language in ("en", "de"):
        words = yaml.safe_load((FOLDER / "translations" / f"{language}.yaml").read_text("utf-8"))
        assert words["configuration"].keys() == names
        assert all(one["name"] and one["description"] for one in words["configuration"].values())


def test_the_image_is_made_of_hashed_packages_and_one_wheel():
    told = instructions((FOLDER / "Dockerfile").read_text("utf-8"))
    runs = " ".join(one.rest for one in told if one.word == "RUN")
    assert "--require-hashes --no-deps --only-binary=:all: -r /install/constraints.txt" in runs
    assert not re.search(r"curl|wget|git |https?://", runs)
    [labels] = [one.rest for one in told if one.word == "LABEL"]
    assert {word.split("=")[0] for word in labels.split()} == {
        "io.hass.version",
        "io.hass.type",
        "io.hass.arch",
    }


@pytest.fixture
def root(tmp_path):
    for name in ("data", "reports", "evidence/lamppost"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "evidence" / "lamppost" / "a.pcap").write_bytes((SAMPLES / "made-network.pcap").read_bytes())
    return tmp_path


def run(root, **options):
    (root / "data" / "options.json").write_text(json.dumps(CONFIG["options"] | options), "utf-8")
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": cache}
    words = [sys.executable, str(FOLDER / "run.py"), str(root)]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=300)


def test_it_looks_once_and_leaves_a_report_and_a_result(root):
    done = run(root, policies=["us-ndaa-889"], as_of="2026-11-23", language="de")
    assert done.returncode == 0, done.stderr
    assert "Hikvision" in done.stdout
    assert sorted(path.name for path in (root / "reports").iterdir()) == ["lamppost.html", "lamppost.json"]
    told = json.loads((root / "reports" / "lamppost.json").read_text("utf-8"))
    assert told["as_of"] == "2026-11-23"
    assert 'lang="de"' in (root / "reports" / "lamppost.html").read_text("utf-8")


def test_a_folder_that_is_not_there_is_named(root):
    done = run(root, folder="none")
    assert (done.returncode, "/share/none: no such folder" in done.stderr) == (2, True)


def test_the_guide_says_what_was_not_run():
    text = " ".join((ROOT / "docs" / "guide" / "home-assistant.md").read_text("utf-8").split())
    assert "Neither Home Assistant nor its Supervisor was run" in text
