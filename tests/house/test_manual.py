"""The manual page: made from the commands, whole, and what two readers of roff find no fault with."""

import re
import shutil
import subprocess
from datetime import date

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.cli import entry, manual
from lamppost.model.settings import SETTINGS

DAY = date(2026, 11, 28)


def commands(group=entry.cli, above="lamppost"):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield f"{above} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")


def shown(page):
    """What a reader sees, without a reader of roff: escapes of hyphens, backslashes and letters, and no width."""
    simple = {"-": "-", "&": "", "e": "\\"}
    return re.sub(
        r"\\(?:\[u([0-9A-F]{4,6})\]|([-&e]))",
        lambda found: chr(int(found[1], 16)) if found[1] else simple[found[2]],
        page,
    )


def test_every_command_option_and_setting_is_in_the_page():
    page = shown(manual.page(DAY))
    lines = page.splitlines()
    for name, command in commands():
        assert f'.SS "{name}"' in lines
        for one in command.params:
            if isinstance(one, click.Option) and not one.hidden:
                assert any(line.startswith(".B ") and max(one.opts, key=len) in line for line in lines), (
                    one.opts
                )
    assert [one.variable for one in SETTINGS if f".B {one.variable}" not in lines] == []


def test_the_page_is_ascii_in_short_lines_and_the_same_each_time():
    page = manual.page(DAY)
    assert page.isascii()
    assert page == manual.page(DAY)
    assert max(len(line) for line in page.splitlines() if not line.startswith(".")) <= 80
    assert page.startswith('.TH LAMPPOST 1 2026-11-28 "lamppost ')


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), max_size=300)
)
def test_no_words_are_a_request_to_roff_and_none_are_lost(text):
    made = manual._plain(text)
    assert not any(line.startswith((".", "'")) for line in made.splitlines())
    assert shown(made).split() == text.split()


@pytest.mark.parametrize(
    "reader",
    [("mandoc", "-T", "lint"), ("groff", "-man", "-Tutf8", "-ww", "-z"), ("man", "--warnings", "-l", "-Tutf8", "-Z")],
    ids=lambda reader: reader[0],
)  # fmt: skip
def test_readers_of_roff_find_no_fault(reader, tmp_path):
    if shutil.which(reader[0]) is None:
        pytest.skip(f"no {reader[0]} here")
    path = tmp_path / "lamppost.1"
    path.write_text(manual.page(DAY), "utf-8")
    run = subprocess.run([*reader, str(path)], capture_output=True, text=True, check=False, timeout=60)
    said = run.stderr + (run.stdout if reader[0] == "mandoc" else "")
    # of mandoc: that no such page is installed, and that the base system has none of this name
    amiss = [line for line in said.splitlines() if "lamppost.1:" in line or "warning" in line.lower()]
    assert (run.returncode, amiss) == (0, [])
