"""The AI Global Surveillance Index: rows of its later editions, from a table or from the workbook itself.

The workbook has one row per country; an empty cell is a column that was not ticked
(https://doi.org/10.17632/gjhf5y4xjp). Countries stand there by name: a name is a country if some edition
that is held prints it with a code, and nothing else is guessed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lamppost.knowledge.records import CountryRow, SupplyRow
from lamppost.knowledge.updating.rows import Format, Reject, UpdateError
from lamppost.knowledge.updating.workbook import Cells as SheetCells
from lamppost.knowledge.updating.workbook import is_workbook, read_sheets

FORMAT = Format(
    id="aigs",
    title="AI & Big Data Global Surveillance Index",
    publisher="Mendeley Data",
    url="https://doi.org/10.17632/gjhf5y4xjp",
    hosts=("data.mendeley.com", "doi.org"),
    country="us",
    legal_basis="none; an index by Steven Feldstein",
    licence="CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
    attribution=(
        "Feldstein, S., AI & Big Data Global Surveillance Index, Mendeley Data, "
        "https://doi.org/10.17632/gjhf5y4xjp, CC BY 4.0. Changed: country codes added, columns renamed, company "
        "columns turned into one row per company, further columns left out."
    ),
    source_class="independent",
    has_many_lists=False,
)
KINDS = {
    "Safe City System": "smart_city",
    "Facial Recognition System": "facial_recognition",
    "Smart Policing": "smart_policing",
    "Social Media Surveillance": "social_media",
}
NO_NAMES = frozenset({"Mult"})
"""Words in a company column that stand for no company."""
COMPANY = re.compile(r"Company \d+")
REGIME = re.compile(r"V-Dem Regime Type \d{4}|v2x_regime")

Cells = list[tuple[str, str, str]]
"""Country code, company cell as printed, and where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where an edition keeps what."""

    regime: str
    belt_and_road: str
    chinese: str
    american: str
    printed_name: str
    sheet: str
    """How a locator begins."""
    companies: int
    """How many company columns are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRead:
    """One edition, as the workbook prints it."""

    sheet: str
    countries: list[CountryRow]
    supplies: list[SupplyRow]
    rejects: list[Reject]


def country_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]], layout: Layout, code_of: Callable[[Mapping[str, str]], str]
) -> tuple[list[CountryRow], Cells]:
    """The countries, and the company cells beside them, in printed order."""
    countries, cells = [], []
    for number, row in rows:
        code, locator = code_of(row), f"{layout.sheet}row {number}"
        countries.append(
            CountryRow(
                country=code,
                name_as_printed=row[layout.printed_name],
                region=row["Region"] or None,
                regime=row[layout.regime] or None,
                belt_and_road=bool(row[layout.belt_and_road]),
                kinds=";".join(kind for column, kind in KINDS.items() if row[column]),
                chinese_supply=bool(row[layout.chinese]),
                us_supply=bool(row[layout.american]),
                other_supply=row["Other Countries"] or None,
                locator=locator,
            )
        )
        for column in (f"Company {n}" for n in range(1, layout.companies + 1)):
            parts = re.split(r",\s*(?:and\s+)?", row[column])
            cells += [(code, cell, f"{locator}, {column}") for cell in parts]
    return countries, cells


def supply_rows(
    cells: Cells, organisation_of: Callable[[str], str | None], no_names: Iterable[str] = NO_NAMES
) -> Iterator[SupplyRow]:
    """One row per country and name, in printed order; a name printed twice for a country counts once."""
    seen, none = set[tuple[str, str]](), set(no_names)
    for country, cell, locator in cells:
        name = cell.strip()
        if not name or name in none or (country, name) in seen:
            continue
        seen.add((country, name))
        yield SupplyRow(
            country=country, supplier_as_printed=name, organisation=organisation_of(name), locator=locator
        )


def sniff(head: bytes, name: str) -> bool:
    """Whether the beginning is that of a workbook, which the index alone comes as."""
    del name
    return is_workbook(head)


def read(path: Path, codes: Mapping[str, str], organisation_of: Callable[[str], str | None]) -> IndexRead:
    """The edition in a workbook: its first sheet with the index's columns.

    Args:
        path: The workbook.
        codes: Country name as some held edition prints it → code.
        organisation_of: Company name as printed → organisation, or None.

    Raises:
        UpdateError: It is no workbook, or no sheet is an edition of the index.
    """
    for title, rows in read_sheets(path):
        header = [_text(cell) for cell in rows[0][1]] if rows else []
        if {"Country", "Region", "Other Countries", *KINDS} <= set(header):
            return _read_sheet(title, header, rows[1:], codes, organisation_of)
    raise UpdateError(
        f"{path.name}: no sheet of the index in it",
        hint=f"Expected the columns Country, Region, {', '.join(KINDS)}, Other Countries.",
    )


def _read_sheet(
    title: str,
    header: list[str],
    rows: Sequence[tuple[int, SheetCells]],
    codes: Mapping[str, str],
    organisation_of: Callable[[str], str | None],
) -> IndexRead:
    layout, rejects = _layout(title, header), list[Reject]()
    good: list[tuple[int, dict[str, str]]] = []
    for number, values in rows:
        cells = [_text(value) for value in values]
        row = {column: cell for column, cell in zip(header, cells, strict=False) if column}
        name = row.get("Country", "")
        if not any(cells):
            continue
        if name not in codes:
            rejects.append(
                Reject(
                    locator=f"row {number}",
                    what=f"country {name!r}",
                    expected="a name that an edition in hand prints with its code",
                )
            )
            continue
        stray = [cell for column, cell in zip(header, cells, strict=False) if cell and not column]
        if stray:
            rejects.append(
                Reject(
                    locator=f"row {number}",
                    what=f"{', '.join(stray)} in columns without a heading",
                    expected="a heading; the cells are left out, the row is not",
                )
            )
        good.append((number, row))
    countries, company_cells = country_rows(good, layout, lambda row: codes[row["Country"]])
    return IndexRead(
        sheet=title,
        countries=countries,
        supplies=list(supply_rows(company_cells, organisation_of)),
        rejects=rejects,
    )


def _layout(title: str, header: list[str]) -> Layout:
    def column(pattern: str) -> str:
        found = [name for name in header if re.fullmatch(pattern, name)]
        if len(found) != 1:
            raise UpdateError(
                f"sheet {title}: {len(found)} columns like {pattern!r}",
                hint="Was a heading of the index renamed?",
            )
        return found[0]

    return Layout(
        regime=column(REGIME.pattern),
        belt_and_road=column(r"Member of Belt & Road Initiative|BRI Member\?"),
        chinese=column(r"China Tech\??"),
        american=column(r"US Tech\??"),
        printed_name="Country",
        sheet=f"sheet {title}, ",
        companies=sum(bool(COMPANY.fullmatch(name)) for name in header),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
