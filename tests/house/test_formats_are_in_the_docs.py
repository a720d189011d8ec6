"""Every format, ending, table and column that a report has is in the documentation, and none that it has not."""

import re
from pathlib import Path

import pytest

from lamppost.report.formats import FORMATS
from lamppost.report.tables.every import TABLES

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "guide" / "report.md").read_text("utf-8")
REFERENCE = (ROOT / "docs" / "reference" / "report-tables.md").read_text("utf-8")


def test_the_guide_lists_the_formats_with_their_endings():
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", GUIDE, re.MULTILINE)
    told = {name: re.findall(r"`(\.[\w.]+)`", endings) for name, endings in rows}
    assert told == {one.name: list(one.suffixes) for one in FORMATS.values()}


def test_the_readme_names_every_format():
    text = (ROOT / "README.md").read_text("utf-8")
    assert [one.title for one in FORMATS.values() if one.title.split()[0] not in text] == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_reference_lists_every_column_of_a_table_in_its_order(table):
    section = REFERENCE.split(f"## `{table.name}`\n")[1].split("\n## ")[0]
    assert f"{table.means[0].upper()}{table.means[1:]}." in section
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (?:`(\w+)`)? *\|", section, re.MULTILINE)
    assert [(name, kind, refers or None) for name, kind, refers in rows] == [
        (column.name, column.kind, column.refers) for column in table.columns
    ]


def test_the_reference_lists_no_table_that_is_none():
    views = {"chain", "chain_link"}
    assert set(re.findall(r"^## `(\w+)`$", REFERENCE, re.MULTILINE)) - views == {one.name for one in TABLES}
