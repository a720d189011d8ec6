"""Completion, as the shells themselves do it, and what it offers."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from tests.flows.conftest import *  # noqa: F403
from tests.house.test_startup import HEAVY

from lamppost import pipeline
from lamppost.cli import entry
from lamppost.cli.completion import SHELLS, script
from lamppost.report.formats import FORMATS

NEEDED = "LAMPPOST_REQUIRE_SHELLS"


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    """A folder in which the command `lamppost` is this one, as a shell finds it."""
    program = tmp_path / "bin" / "lamppost"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m lamppost "$@"\n', "utf-8")
    program.chmod(0o755)
    source = str(Path(pipeline.__path__[0]).parents[1])
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", source)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shell(name):
    if path := shutil.which(name):
        return path
    if os.environ.get(NEEDED):
        pytest.fail(f"{NEEDED} is set, and there is no {name}")
    return pytest.skip(f"no {name} here")


def offered(*words):
    """What is offered for the last of the words."""
    complete = ShellComplete(entry.cli, {}, "lamppost", "_LAMPPOST_COMPLETE")
    return [one.value for one in complete.get_completions([str(word) for word in words[:-1]], words[-1])]


def by_bash(*words):
    typed = " ".join(f"'{word}'" for word in ("lamppost", *words))
    code = (
        f"{script('bash')}\nCOMP_WORDS=({typed}) COMP_CWORD={len(words)}\n"
        'compopt() { echo "compopt $*"; }\n_lamppost_completion lamppost\nprintf \'%s\\n\' "${COMPREPLY[@]}"\n'
    )
    run = subprocess.run([shell("bash"), "--norc", "-c", code], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    return run.stdout.split()


def by_fish(*words):
    code = f"{script('fish')}\ncomplete -C 'lamppost {' '.join(words)}'\n"
    run = subprocess.run(
        [shell("fish"), "--no-config", "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    return [line.split("\t")[0] for line in run.stdout.splitlines()]


def typed_into_zsh(folder, text, until, patience_s=20.0):
    """The screen of an interactive zsh after a text was typed, once it shows what is waited for."""
    (folder / "_lamppost").write_text(script("zsh"), "utf-8")
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(shutil.which("zsh"), ["zsh", "-f", "-i"])
    said = ""
    try:
        setup = "PS1='> '; autoload -U compinit; compinit -u -D; source ./_lamppost; echo ready-$((40+2))\n"
        for words, wanted in ((setup, "ready-42"), (text, until)):
            os.write(terminal, words.encode())
            end = time.monotonic() + patience_s
            said = ""
            while not re.search(wanted, said) and time.monotonic() < end:
                if select.select([terminal], [], [], 0.2)[0]:
                    said += os.read(terminal, 65536).decode("utf-8", "replace")
    finally:
        os.close(terminal)
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    return said


def test_bash_completes_commands_options_policies_formats_and_ids(on_path, saved):
    assert by_bash("expl") == ["explain"]
    assert "us-ndaa-889" in by_bash("look", "--policy", "us-")
    assert "--require-signed" in by_bash("look", "--req")
    assert by_bash("report", saved, "-f", "sar") == ["sarif"]
    found = by_bash("explain", saved, "dev-")
    assert found
    assert all(re.fullmatch(r"dev-[0-9a-f]{12}", one) for one in found)
    assert by_bash("look", "") == ["compopt", "-o", "default"]  # files, as bash itself completes them


def test_fish_completes_commands_policies_and_ids(on_path, saved):
    shell("fish")
    assert by_fish("expl") == ["explain"]
    assert "us-ndaa-889" in by_fish("check", "--policy", "us-")
    assert by_fish("explain", str(saved), "ver-")


def test_zsh_completes_as_it_is_typed(on_path, saved):
    shell("zsh")
    assert "explain" in typed_into_zsh(on_path, "lamppost expl\t", "explain")
    assert "us-ndaa-889" in typed_into_zsh(on_path, "lamppost look --policy us-nd\t", "us-ndaa-889")


def test_every_command_and_every_option_is_offered():
    assert offered("") == list(entry.COMMANDS)
    context = click.Context(entry.cli)
    for name in entry.COMMANDS:
        command = entry.cli.get_command(context, name)
        if isinstance(command, click.Group):
            assert offered(name, "") == sorted(command.commands)
            continue
        options = {
            name for one in command.get_params(click.Context(command, parent=context)) for name in one.opts
            if isinstance(one, click.Option) and name.startswith("--")
        }  # fmt: skip
        assert options == set(offered(name, "--")) | ({"--lang"} & options)


def test_what_is_held_is_offered_by_its_id():
    packs = pipeline.load_packs()
    assert offered("look", "--policy", "") == sorted(packs.policies)
    assert offered("ask", "company", "hikv") == [one for one in packs.organisations if one.startswith("hikv")]
    assert offered("ask", "list", "us-") == sorted(one for one in packs.lists if one.startswith("us-"))
    assert set(offered("ask", "law", "")) <= set(packs.laws)
    assert set(offered("ask", "place", "eu")) <= {*packs.places, *packs.unions}
    assert offered("ask", "company", "hikv")
    assert offered("ask", "law", "")
    assert offered("look", "--format", "") == list(FORMATS)
    assert offered("look", "--lang", "") == ["en", "de"]


def test_ids_of_a_result_are_those_that_the_command_takes(saved, made):
    devices = sorted(one.id for one in made.devices)
    assert offered("note", saved, "dev-") == devices
    assert set(devices) <= set(offered("explain", saved, ""))
    assert {one.id for one in made.verdicts} <= set(offered("explain", saved, "ver-"))
    assert not [one for one in offered("letter", saved, "") if one.startswith("dst-")]


@pytest.mark.parametrize("content", [b"", b'{"id":"dev-xyz"}', b"\xff" * 100, None])
def test_a_document_that_is_none_offers_nothing(content, tmp_path):
    path = tmp_path / "result.json"
    path.write_bytes(content) if content is not None else path.mkdir()
    assert offered("explain", str(path), "") == []


def test_settings_that_cannot_be_read_disturb_no_completion(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lamppost.toml").write_text("[[", "utf-8")
    assert "--policy" in offered("look", "--pol")


@pytest.mark.parametrize("words", ["lamppost ", "lamppost look --", "lamppost check --policy us-"])
def test_completing_is_quick_and_imports_nothing_heavy(words):
    import resource

    heavy = [name for name in HEAVY if name != "msgspec"]
    code = (
        "import sys; sys.argv = ['lamppost']\nfrom lamppost.__main__ import main\ntry: main()\n"
        f"except SystemExit: pass\nprint([one for one in {heavy!r} if one in sys.modules], file=sys.stderr)"
    )
    environment = {
        **os.environ, "_LAMPPOST_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")),
    }  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run.stdout
    assert run.stderr.strip() == "[]"
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3


@pytest.mark.parametrize("name", SHELLS)
def test_the_command_prints_the_completion(name, lamppost):
    run = lamppost("completion", name)
    assert (run.status, run.out) == (0, script(name))
    assert "_LAMPPOST_COMPLETE" in run.out
