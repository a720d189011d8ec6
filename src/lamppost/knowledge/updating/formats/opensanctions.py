"""`targets.simple.csv` of OpenSanctions: one row per target of one or more of its datasets.

Columns: OpenSanctions, https://www.opensanctions.org/docs/bulk/csv/; several values in one cell are joined
by `;`, quoted as in CSV. `sanctions` mixes programme, reason, status and days in one text and is kept as
printed; `last_seen` says when OpenSanctions last saw the entity, which is not a day of listing. Terms:
https://www.opensanctions.org/licensing/. Publisher: OpenSanctions Datenbanken GmbH, by its terms
(https://www.opensanctions.org/docs/terms/dpa/).
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from lamppost.knowledge.updating.delimited import read_table
from lamppost.knowledge.updating.persons import bears_organisation_word, says_of_a_person
from lamppost.knowledge.updating.rows import Event, Format, LeftOut, Reject, Row, Why

FORMAT = Format(
    id="opensanctions",
    title="OpenSanctions, targets.simple.csv",
    publisher="OpenSanctions",
    url="https://www.opensanctions.org/datasets/",
    hosts=("opensanctions.org",),
    country="de",
    legal_basis="none of its own; each dataset is OpenSanctions' copy of the list that it is named after",
    licence="CC BY-NC 4.0 (https://creativecommons.org/licenses/by-nc/4.0/)",
    attribution="OpenSanctions, https://www.opensanctions.org, CC BY-NC 4.0. Changed: organisations only, columns renamed.",
    source_class="independent",
    has_many_lists=True,
)
COLUMNS = ("id", "schema", "name", "aliases", "birth_date", "sanctions", "dataset", "first_seen", "last_seen")
MOST_DATASETS = 500
"""Of one target; what names more is no record."""
ORGANISATIONS = frozenset({"Company", "Organization", "PublicBody"})
LEFT: dict[str, Why] = {"Person": "person", "Vessel": "vessel", "Airplane": "aircraft"}


def sniff(head: bytes, name: str) -> bool:
    """Whether the beginning is that of such a file."""
    del name
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].replace(b'"', b"").strip()
    return line.startswith(b"id,schema,name,aliases,birth_date,") and b",dataset," in line


def read(path: Path) -> Iterator[Event]:
    """One event per target and dataset, in file order.

    Raises:
        UpdateError: The file is no such table.
    """
    for row in read_table(path, COLUMNS):
        if isinstance(row, Reject):
            yield row
        else:
            yield from _events(f"line {row[0]}", row[1])


def _events(locator: str, cells: Mapping[str, str]) -> Iterator[Event]:
    name, number, kind = cells["name"].strip(), cells["id"].strip(), cells["schema"]
    datasets = _several(cells["dataset"])
    if not name or not number or not datasets:
        yield Reject(locator=locator, what="no name, id or dataset", expected="all three")
        return
    try:
        seen_on = date.fromisoformat(cells["last_seen"][:10]) if cells["last_seen"] else None
    except ValueError:
        yield Reject(
            locator=locator, what=f"last_seen {cells['last_seen']!r}", expected="a day as 2026-11-23"
        )
        return
    if len(datasets) > MOST_DATASETS:
        yield Reject(locator=locator, what=f"{len(datasets)} datasets", expected=f"at most {MOST_DATASETS}")
        return
    why = "person" if says_of_a_person([cells["birth_date"]]) else _why(kind, name)
    printed = [(key, cells[key]) for key in ("aliases", "sanctions") if cells[key].strip()]
    original = "; ".join([name, *(f"{key}: {text}" for key, text in printed)])
    aliases, url = _several(cells["aliases"]), f"https://www.opensanctions.org/entities/{number}/"
    for dataset in datasets:
        if why:
            yield LeftOut(why=why, list_name=dataset, locator=locator, name=name, publisher_id=number)
            continue
        yield Row(
            list_name=dataset,
            name=name,
            original=original,
            locator=locator,
            publisher_id=number,
            aliases=aliases,
            url=url,
            seen_on=seen_on,
        )


def _why(kind: str, name: str) -> Why | None:
    if kind in ORGANISATIONS:
        return None
    if kind == "LegalEntity":  # a company or a person; the publisher does not know which
        return None if bears_organisation_word(name) else "unclear"
    return LEFT.get(kind, "other")


def _several(cell: str) -> tuple[str, ...]:
    parts = next(csv.reader([cell.replace("\n", " ")], delimiter=";"), [])
    return tuple(part.strip() for part in parts if part.strip())
