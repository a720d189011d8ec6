"""The Covered List of the Federal Communications Commission: the page, its table, or that as CSV.

The list is a table of two columns, "Covered Equipment or Services" and "Date of Inclusion on Covered List"
(https://www.fcc.gov/supplychain/coveredlist). Its entries are sentences; the maker or provider is named in
a few fixed ways, and where none of them is found the whole entry is the name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lamppost.knowledge.updating.delimited import read_cells
from lamppost.knowledge.updating.markup import is_html, read_rows_of_tables
from lamppost.knowledge.updating.rows import Event, Format, Reject, Row, UpdateError, read_day

FORMAT = Format(
    id="fcc-covered-list",
    title="List of Equipment and Services Covered By Section 2 of The Secure Networks Act",
    publisher="Federal Communications Commission",
    url="https://www.fcc.gov/supplychain/coveredlist",
    hosts=("fcc.gov",),
    country="us",
    legal_basis="47 U.S.C. 1601; 47 CFR 1.50002",
    licence="public domain as a work of the United States government (17 U.S.C. 105)",
    attribution=None,
    source_class="official",
    has_many_lists=False,
)
ENTRY = re.compile(r"covered[ _]equipment", re.IGNORECASE)
DAY = re.compile(r"date[ _]of[ _]inclusion", re.IGNORECASE)
UPDATED = re.compile(r"\(?Updated", re.IGNORECASE)
"""After the day of inclusion, the days on which its words were changed."""
NAMES = (
    (
        re.compile(r"\bproduced (?:or provided )?by "),
        re.compile(r", (?:to the extent|including)| or any of its|\.$|$"),
    ),
    (re.compile(r"\bprovided by "), re.compile(r",? subject to section| and its")),
    (re.compile(r"\bsupplied, directly or indirectly, by "), re.compile(r",? or any of its")),
)
"""What stands before and after the name of whom an entry is about; two patterns, so that no text is slow."""
LONGEST_ENTRY = 10_000
LONGEST_DAY = 500
SCOPES = (
    (
        re.compile(r"^(?:video surveillance and )?telecommunications equipment", re.IGNORECASE),
        "telecommunications",
    ),
    (re.compile(r"^video surveillance\b", re.IGNORECASE), "video_surveillance"),
    (re.compile(r"to the extent it is used for the purpose of", re.IGNORECASE), "purpose_limited"),
    (re.compile(r"subject to section 214", re.IGNORECASE), "carrier_services"),
    (re.compile(r"\b(?:software|information security products)\b", re.IGNORECASE), "software"),
    (re.compile(r"produced in a foreign country|^foreign-produced", re.IGNORECASE), "category"),
)
"""Words of an entry, and the scope word that they stand for."""


def sniff(head: bytes, name: str) -> bool:
    """Whether the beginning is that of such a table; a page has it further down, so its title counts."""
    del name
    text = head.decode("utf-8", "replace")
    if is_html(head):
        return "covered list" in text.lower()
    line = text.lstrip("\ufeff").split("\n", 1)[0]
    return bool(ENTRY.search(line) and DAY.search(line))


def read(path: Path) -> Iterator[Event]:
    """One event per entry, in file order.

    Raises:
        UpdateError: There is no such table.
    """
    with path.open("rb") as file:
        page = is_html(file.read(8192))
    columns: tuple[int, int] | None = None
    for row in read_rows_of_tables(path) if page else read_cells(path):
        if isinstance(row, Reject):
            yield row
            continue
        number, cells = row
        found = _columns(cells)
        columns = found or columns
        if columns is not None and not found:
            yield _event(f"line {number}", cells, columns)
    if columns is None:
        raise UpdateError(
            f"{path.name}: no table of covered equipment and its day of inclusion",
            hint="Save the page with its table, or the table as CSV.",
        )


def _columns(cells: list[str]) -> tuple[int, int] | None:
    """Where entry and day stand, if this is the header."""
    entry = next((at for at, cell in enumerate(cells) if ENTRY.search(cell) and len(cell) < 80), None)
    day = next((at for at, cell in enumerate(cells) if DAY.search(cell) and len(cell) < 80), None)
    return None if entry is None or day is None or entry == day else (entry, day)


def _event(locator: str, cells: list[str], columns: tuple[int, int]) -> Event:
    if len(cells) <= max(columns):
        return Reject(locator=locator, what=f"{len(cells)} cells", expected="an entry and its day")
    if len(cells[columns[0]]) > LONGEST_ENTRY or len(cells[columns[1]]) > LONGEST_DAY:
        return Reject(
            locator=locator,
            what="an entry or a day that is longer than any",
            expected=f"at most {LONGEST_ENTRY} and {LONGEST_DAY} characters",
        )
    entry, printed = " ".join(cells[columns[0]].split()), cells[columns[1]].strip(" *†‡")
    try:
        listed_on = read_day(UPDATED.split(printed, maxsplit=1)[0])
    except ValueError:
        return Reject(locator=locator, what=f"day {printed!r}", expected="a day as March 12, 2021")
    if not entry or listed_on is None:
        return Reject(locator=locator, what=f"entry {entry[:40]!r}, day {printed!r}", expected="both")
    return Row(
        list_name=FORMAT.title,
        name=_name(entry),
        original=f"{entry} ({printed})",
        locator=locator,
        listed_on=listed_on,
        scope=tuple(word for pattern, word in SCOPES if pattern.search(entry)),
    )


def _name(entry: str) -> str:
    for before, after in NAMES:
        if (begins := before.search(entry)) and (ends := after.search(entry, begins.end() + 1)):
            return entry[begins.end() : ends.start()].strip(" ,")
    return entry
