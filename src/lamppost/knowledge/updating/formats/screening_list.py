"""The Consolidated Screening List of the United States, CSV and JSON as trade.gov hands them out.

Both hold one record per party and source list, with the same field names; in the CSV, values that are
lists are joined by `; `, and the id is called `_id`. Fields: International Trade Administration,
https://developer.trade.gov/ (Consolidated Screening List API) and the files behind
https://www.trade.gov/consolidated-screening-list. Records of the Treasury's lists print their day, if at
all, as `Listing Date (…)` among `ids`. Many records of Commerce and State print no `type`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from lamppost.knowledge.updating.delimited import is_text, read_table
from lamppost.knowledge.updating.json_items import read_items
from lamppost.knowledge.updating.persons import bears_organisation_word, says_of_a_person
from lamppost.knowledge.updating.rows import (
    Event,
    Format,
    LeftOut,
    Reject,
    Row,
    Why,
    read_day,
)

FORMAT = Format(
    id="csl",
    title="Consolidated Screening List",
    publisher="International Trade Administration",
    url="https://www.trade.gov/consolidated-screening-list",
    hosts=("trade.gov",),
    country="us",
    legal_basis="that of each source list; the Consolidated Screening List has none of its own",
    licence="public domain as a work of the United States government (17 U.S.C. 105)",
    attribution=None,
    source_class="official",
    has_many_lists=True,
)
COLUMNS = (
    "source",
    "name",
    "type",
    "programs",
    "start_date",
    "end_date",
    "source_list_url",
    "alt_names",
    "ids",
)
PRINTED = (
    "alt_names",
    "programs",
    "federal_register_notice",
    "license_requirement",
    "license_policy",
    "remarks",
)
"""Fields that are kept as printed beside the name; addresses and what describes persons are not."""
LEFT: dict[str, Why] = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
OF_PERSONS = ("dates_of_birth", "places_of_birth", "nationalities", "citizenships")
"""Fields that only a person has, with or without a type."""
LISTING_DATE = re.compile(r"Listing Date \([^)]{0,80}\)[,:]? *(\d{4}-\d{2}-\d{2}|\d{1,2} \w{3} \d{4})")


def sniff(head: bytes, name: str) -> bool:
    """Whether the beginning is that of such a file."""
    del name
    start = head.lstrip(b"\xef\xbb\xbf \r\n\t")
    if start.startswith(b"{"):
        return b'"source_list_url"' in start and b'"results"' in start
    line = start.split(b"\n", 1)[0]
    return b"source_list_url" in line and b"alt_names" in line


def read(path: Path) -> Iterator[Event]:
    """One event per record, in file order.

    Raises:
        UpdateError: The file is no such list.
    """
    with path.open("rb") as file:
        is_json = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    records = _json(path) if is_json else read_table(path, COLUMNS)
    for found in records:
        if isinstance(found, Reject):
            yield found
        else:
            yield _event(f"{'record' if is_json else 'line'} {found[0]}", found[1])


def _json(path: Path) -> Iterator[tuple[int, Mapping[str, str]] | Reject]:
    for number, item in enumerate(read_items(path, "results"), start=1):
        if not isinstance(item, dict):
            yield Reject(locator=f"record {number}", what=type(item).__name__, expected="an object")
            continue
        cells = {str(key): _text(value) for key, value in item.items()}
        cells["_id"] = cells.get("_id") or cells.get("id", "")
        yield number, cells


def _text(value: Any) -> str:
    """A JSON value as the CSV prints it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(_text(one) for one in value.values() if one)
    return value if isinstance(value, str) else json.dumps(value)


def _event(locator: str, cells: Mapping[str, str]) -> Event:
    name, source = cells.get("name", "").strip(), cells.get("source", "").strip()
    if not name or not source or not is_text(name + source):
        return Reject(locator=locator, what="no name or no source", expected="both, as UTF-8")
    kind = cells.get("type", "").strip().casefold()
    left = LEFT.get(kind)
    if left is None and kind not in ("", "entity"):
        return Reject(
            locator=locator, what=f"type {kind!r}", expected="Entity, Individual, Vessel or Aircraft"
        )
    number = cells.get("_id", "").strip() or None
    if left is None and says_of_a_person(cells.get(key) for key in OF_PERSONS):
        left = "person"
    if left is None and not kind and not bears_organisation_word(name):
        left = "unclear"
    if left is not None:
        return LeftOut(why=left, list_name=source, locator=locator, name=name, publisher_id=number)
    try:
        listed_on, where = _listed_on(cells)
        removed_on = read_day(cells.get("end_date", ""))
    except ValueError as error:
        return Reject(locator=locator, what=f"day {str(error)!r}", expected="a day as 2026-11-23")
    if removed_on and (listed_on is None or removed_on <= listed_on):
        return Reject(locator=locator, what=f"ends on {removed_on}", expected="a start_date before it")
    return Row(
        list_name=source,
        name=name,
        original="; ".join(
            [name, *(f"{key}: {cells[key]}" for key in PRINTED if cells.get(key, "").strip())]
        ),
        locator=f"{locator}, {where}" if where else locator,
        publisher_id=number,
        aliases=_several(cells.get("alt_names", "")),
        listed_on=listed_on,
        removed_on=removed_on,
        programmes=_several(cells.get("programs", "")),
        url=cells.get("source_list_url", "").strip() or None,
    )


def _listed_on(cells: Mapping[str, str]) -> tuple[date | None, str]:
    """The first day that the record prints for this list, and where it prints it."""
    start = read_day(cells.get("start_date", ""))
    if start:
        return start, "start_date"
    days = [read_day(text) for text in LISTING_DATE.findall(cells.get("ids", "") + cells.get("remarks", ""))]
    return min((day for day in days if day), default=None), "Listing Date" if days else ""


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
