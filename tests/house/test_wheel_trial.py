"""The wheel in a new environment: told versions are those that were tried, and a step that fails is said."""

import sys
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from tools.releasing.building import ReleaseError, build
from tools.releasing.trial import try_wheel

ROOT = Path(__file__).resolve().parents[2]
WHEELS = ROOT / "build" / f"wheels-{sys.version_info.major}.{sys.version_info.minor}"


def test_the_versions_that_are_told_are_those_that_may_install_it():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {
        line.rpartition(" ")[2] for line in told["classifiers"] if "Programming Language :: Python" in line
    }
    asked = SpecifierSet(told["requires-python"])
    assert named == {f"3.{minor}" for minor in range(30) if f"3.{minor}" in asked}
    shown = (ROOT / "docs" / "reference" / "releases.md").read_text("utf-8")
    assert [version for version in named if f"{version}." not in shown] == []


def test_a_python_that_is_none_is_said(tmp_path):
    with pytest.raises(ReleaseError, match="ended with"):
        try_wheel("false", tmp_path / "none.whl", tmp_path)


@pytest.mark.slow
def test_the_wheel_runs_in_an_environment_that_has_no_index_and_no_network(tmp_path):
    if not (WHEELS / ".whole").exists():
        pytest.skip("needs the pinned wheels: make wheel-test once")
    told = try_wheel(sys.executable, build(ROOT, tmp_path / "dist").wheel, tmp_path)
    assert told["modules"] > 500
    assert len(told["result"]) == 64
