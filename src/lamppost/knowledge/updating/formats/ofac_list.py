"""The Treasury's consolidated (non-SDN) list as CSV, `cons_prim.csv`; `sdn.csv` has the same columns.

No header, twelve columns, `-0-` for null, aliases in another file. Columns: Office of Foreign Assets
Control, https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas. A null
type is an entity. Remarks print `Listing Date (…)` for some programmes; several programmes are joined
by `] [`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from lamppost.knowledge.updating.delimited import read_cells
from lamppost.knowledge.updating.rows import Event, Format, LeftOut, Reject, Row, UpdateError, Why, read_day

FORMAT = Format(
    id="ofac-consolidated",
    title="OFAC Consolidated Sanctions List (non-SDN)",
    publisher="Office of Foreign Assets Control",
    url="https://ofac.treasury.gov/consolidated-sanctions-list-non-sdn-lists",
    hosts=("treasury.gov", "treas.gov"),
    country="us",
    legal_basis="that of each programme; the row names the programmes",
    licence="public domain as a work of the United States government (17 U.S.C. 105)",
    attribution=None,
    source_class="official",
    has_many_lists=False,
)
WIDTH = 12
NULL = "-0-"
LEFT: dict[str, Why] = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
OF_PERSONS = re.compile(r"\b(?:DOB|POB|nationality|citizen|Gender|Passport)\b")
"""Words of remarks that only a person has; a row without a type is else an entity."""
LISTING_DATE = re.compile(r"Listing Date(?: \([^)]{0,80}\))?:? *(\d{1,2} \w{3} \d{4})")
FIRST_ROW = re.compile(rb'^\d+,"[^"\r\n]+",("?[a-z]+"?|-0-) *,"[^"\r\n]*",(-0- *|"[^"]*"),')


def sniff(head: bytes, name: str) -> bool:
    """Whether the beginning is that of such a file."""
    del name
    return FIRST_ROW.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def read(path: Path) -> Iterator[Event]:
    """One event per row, in file order.

    Raises:
        UpdateError: Not one row is such a row.
    """
    good = 0
    for row in read_cells(path):
        if isinstance(row, Reject):
            yield row
            continue
        number, cells = row
        if cells == ["\x1a"]:
            continue  # the publisher's own mark of the end
        locator = f"line {number}"
        if len(cells) != WIDTH or not cells[0].strip().isdigit():
            if not good:
                raise UpdateError(
                    f"{path.name}:{number}: no row of cons_prim.csv", hint="Is the file what --format says?"
                )
            yield Reject(locator=locator, what=f"{len(cells)} cells", expected=f"{WIDTH}, a number first")
            continue
        good += 1
        yield _event(locator, ["" if cell.strip() == NULL else cell.strip() for cell in cells])


def _event(locator: str, cells: list[str]) -> Event:
    number, name, kind, programmes, remarks = cells[0], cells[1], cells[2].casefold(), cells[3], cells[11]
    if not name:
        return Reject(locator=locator, what="no name", expected="a name in the second column")
    if kind or OF_PERSONS.search(remarks):
        why = LEFT.get(kind, "other") if kind else "person"
        return LeftOut(why=why, list_name=FORMAT.title, locator=locator, name=name, publisher_id=number)
    try:
        days = [read_day(text) for text in LISTING_DATE.findall(remarks)]
    except ValueError as error:
        return Reject(locator=locator, what=f"day {str(error)!r}", expected="a day as 03 Jun 2021")
    original = [name, f"programme: {programmes}", *([remarks] if remarks else [])]
    return Row(
        list_name=FORMAT.title,
        name=name,
        original="; ".join(original),
        locator=f"{locator}, Listing Date in the remarks" if days else locator,
        publisher_id=number,
        listed_on=min((day for day in days if day), default=None),
        programmes=tuple(part.strip(" []") for part in programmes.split("] [") if part.strip(" []")),
    )
