"""What pages of the documentation show is what the product prints: their commands are run, their files written, their Python executed."""

import shlex
from functools import cache
from pathlib import Path

import pytest
from tests.flows.conftest import *  # noqa: F403
from tests.house.reading_pages import commands, misses, steps

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [
    DOCS / "start.md",
    DOCS / "reading-a-finding.md",
    *sorted((DOCS / "for").glob("*.md")),
    *(DOCS / "adding" / f"{name}.md" for name in ("fingerprint", "list", "policy")),
]
_printed: dict[str, str] = {}


@cache
def _folder(parent):
    folder = Path(parent) / "pages"
    folder.mkdir()
    (folder / "src").symlink_to(ROOT / "src")
    return folder


@pytest.fixture
def folder(request, tmp_path_factory, tmp_path, monkeypatch):
    """One folder for all pages that only look, in which what is asked again need not be run again; one of its own for each that adds."""
    page = request.getfixturevalue("page")
    found = _folder(str(tmp_path_factory.getbasetemp() if page.parent.name != "adding" else tmp_path))
    monkeypatch.chdir(found)
    monkeypatch.setenv("LAMPPOST_AS_OF", "2026-11-27")
    monkeypatch.setenv("COLUMNS", "80")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_shows_what_is_printed(page, folder, lamppost):
    for step in steps(page.read_text("utf-8")):
        if step.file:
            step.write(folder)
        if step.language == "python":
            exec(compile(step.block, str(page), "exec"), {})
        if step.language == "console":
            for command, told in commands(step.block):
                known_as = f"{folder} {command}"
                if known_as not in _printed:
                    run = lamppost(*shlex.split(command)[1:])
                    assert run.status == (1 if " check suppliers" in command else 0), (command, run.err)
                    _printed[known_as] = run.out
                printed = [line.rstrip() for line in _printed[known_as].rstrip("\n").split("\n")]
                assert misses(told, printed) is None, (command, misses(told, printed))


def test_a_page_that_says_otherwise_is_found_out():
    printed = ["a", "b", "c", "d"]
    assert misses(["a", "…", "c", "…"], printed) is None
    assert misses(["…", "b", "c", "d"], printed) is None
    assert misses(["a", "b", "c", "d"], printed) is None
    assert misses(["a", "…", "b", "…"], printed) is None
    for told in (
        ["b", "…"],
        ["…", "d", "…", "c", "…"],
        ["a", "…", "c"],
        ["…", "b", "d", "…"],
        ["a", "x", "…"],
    ):
        assert misses(told, printed) is not None, told
