"""The pages that say how to add a reader and a report format, followed to the letter in a copy of the source."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.reading_pages import commands, misses, steps

ROOT = Path(__file__).resolve().parents[2]


def _followed(name, tree):
    """What the page says is done in the tree, and what its commands print is what it says."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tree / "src"), *filter(None, sys.path)]),
        "LAMPPOST_AS_OF": "2026-11-27",
        "COLUMNS": "80",
    }
    for step in steps((ROOT / "docs" / "adding" / f"{name}.md").read_text("utf-8")):
        if step.file:
            step.write(tree)
        for command, told in commands(step.block) if step.language == "console" else ():
            program = [sys.executable, *shlex.split(command)[1:]]
            run = subprocess.run(
                program, check=False, cwd=tree, env=environment, capture_output=True, text=True
            )
            assert run.stderr == "" or "Traceback" not in run.stderr, run.stderr
            printed = [line.rstrip() for line in run.stdout.rstrip("\n").split("\n")]
            assert misses(told, printed) is None, (command, misses(told, printed), run.stdout, run.stderr)
    return environment


def _tested(tree, environment, *arguments, accepting=False):
    program = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:randomly", *arguments]
    own = environment | ({"LAMPPOST_ACCEPT": "1"} if accepting else {})
    run = subprocess.run(program, check=False, cwd=tree, env=own, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-4000:]


@pytest.fixture
def tree(tmp_path):
    """The source, and what the pages change of the rest."""
    data = ("packs", "samples", "locale")
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=lambda folder, names: [one for one in names if one in data]
    )
    for name in ("packs", "samples", "model/locale"):
        (tmp_path / "src" / "lamppost" / name).symlink_to(ROOT / "src" / "lamppost" / name)
    for name in ("docs/guide/report.md", "tests/fuzz/doors/lists.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def whole_tree(tmp_path):
    """All that is kept under version control."""
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc", ".git", ".venv", "build", "dist", "*_cache")
    shutil.copytree(ROOT, tmp_path / "tree", ignore=ignored)
    return tmp_path / "tree"


@pytest.mark.parametrize("name", ["reader", pytest.param("format", marks=pytest.mark.slow)])
def test_the_steps_of_a_page_are_enough(name, tree):
    _followed(name, tree)


@pytest.mark.slow
def test_a_reader_that_was_added_passes_what_readers_are_held_to(whole_tree):
    environment = _followed("reader", whole_tree)
    _tested(whole_tree, environment, "tests/observe/test_acme_inventory.py", "tests/house/test_rules.py")
    _tested(whole_tree, environment, "tests/fuzz/test_doors.py", "-k", "acme or every")
    ruff = [sys.executable, "-m", "ruff", "check", "src/lamppost/observe/acme_inventory"]
    assert subprocess.run(ruff, check=False, cwd=whole_tree).returncode == 0


@pytest.mark.slow
def test_a_format_that_was_added_keeps_what_every_format_promises(whole_tree):
    environment = _followed("format", whole_tree)
    readme = whole_tree / "README.md"
    readme.write_text(
        readme.read_text("utf-8").replace("Reports come as Text,", "Reports come as Lines, Text,"), "utf-8"
    )
    _tested(whole_tree, environment, "tests/rooms/test_renderers.py", accepting=True)
    _tested(
        whole_tree,
        environment,
        "tests/rooms/test_renderers.py",
        "tests/house/test_formats_are_in_the_docs.py",
    )
