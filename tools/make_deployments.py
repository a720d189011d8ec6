"""Write the rows of `packs/deployments` from the tables of the three editions of the index.

A maintainer runs `python tools/make_deployments.py --from FOLDER`, where FOLDER holds the editions' own
tables (`aigs-2019`, `aigs-2020v1`, `aigs-2022`). Those tables stay where they are; what is written here
are `countries.csv` and `suppliers.csv` of each edition. `edition.yml` is written by hand.
"""

import argparse
import csv
import re
import sys
from pathlib import Path

import msgspec
import yaml

from lamppost.knowledge.records import CountryRow, RegimeRow, SupplyRow
from lamppost.knowledge.structs import Organisation
from lamppost.knowledge.updating.surveillance_index import Cells, Layout, country_rows, supply_rows
from lamppost.knowledge.updating.writing import table

PACKS = Path(__file__).resolve().parents[1] / "src" / "lamppost" / "packs"
TARGET = PACKS / "deployments"
LONG_TABLE = "aigs-2019/aigs_supply_long_all_editions.csv"
"""Names each supplier of all editions, and marks the words that stand for none (`Mult`)."""

MISPRINTS = {
    "Hikvsion": "hikvision",  # a letter is missing; the 2019 edition prints Hikvision for the same country
    "IBMN": "ibm",  # a letter too many; the 2020 and 2022 editions print IBM for the same countries
    "iOmnicient": "iomniscient",  # letters are missing; the same edition prints iOmniscient for Australia
    "Briefcam": "briefcam",  # a capital letter; the company writes BriefCam
    "HAVESLAN": "havelsan",  # two letters are exchanged; marked as a probable misprint in the long table
}
"""Names that no organisation file holds, and whose misprint is plain; used only where that file exists."""

CODES = {
    "Burma/Myanmar": "mm",
    "Czech Republic": "cz",
    "Kosovo": "xk",
    "Republic of the Congo": "cg",
    "The Gambia": "gm",
    "Turkey": "tr",
    "United Kingdom": "gb",
}
"""Names of the second sheet of 2022 that the table of codes spells otherwise."""
NO_CODE = {"Palestine/Gaza", "Palestine/West Bank", "Somaliland", "Zanzibar"}
"""Parts of a country, or none with a code."""

Row = dict[str, str]
Texts = dict[str, str]


TABLES = {
    "aigs-2020": "aigs-2020v1/aigs_mendeley_v1_countries.csv",
    "aigs-2022": "aigs-2022/aigs_2022_countries.csv",
}
LATER = {
    "aigs-2020": Layout(
        regime="v2x_regime",
        belt_and_road="BRI Member?",
        chinese="China Tech?",
        american="US Tech?",
        printed_name="Country",
        sheet="",
        companies=14,
    ),
    "aigs-2022": Layout(
        regime="V-Dem Regime Type 2021",
        belt_and_road="Member of Belt & Road Initiative",
        chinese="China Tech",
        american="US Tech",
        printed_name="Country_raw",
        sheet="sheet AIGS 2022, ",
        companies=5,  # the further ones stand in other countries' rows
    ),
}


def deployments(root: Path) -> Texts:
    """Path below `packs/deployments` → text, for the rows of every edition.

    Args:
        root: The folder that holds the editions' tables.
    """
    names, no_names = organisation_names(PACKS / "organisations"), _no_names(root)
    texts = {}
    for edition in ("aigs-2019", *LATER):
        if edition == "aigs-2019":
            countries, cells = _first_edition(root)
        else:
            rows = enumerate(_rows(root / TABLES[edition]), start=2)
            countries, cells = country_rows(rows, LATER[edition], lambda row: row["iso2"].lower())
        supplies = list(supply_rows(cells, names.get, no_names))
        texts[f"{edition}/countries.csv"] = table(CountryRow, countries)
        texts[f"{edition}/suppliers.csv"] = table(SupplyRow, supplies)
    texts["aigs-2022/regimes.csv"] = table(RegimeRow, _regimes(root))
    return texts


def organisation_names(folder: Path) -> dict[str, str]:
    """Printed name → organisation id; a name that two organisations bear is left out.

    Args:
        folder: The pack of organisations; its short, legal and other names count.
    """
    found: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name == "pack.yml":
            continue
        held = msgspec.convert(yaml.safe_load(path.read_bytes()), Organisation)
        known = [row.value for row in held.statements if row.property in ("legal_name", "other_name")]
        for name in (held.name, *known):
            found.setdefault(name, set()).add(held.id)
    ids = {name: holders.pop() for name, holders in found.items() if len(holders) == 1}
    held_ids = set(ids.values())
    return ids | {name: holder for name, holder in MISPRINTS.items() if holder in held_ids}


def _first_edition(root: Path) -> tuple[list[CountryRow], Cells]:
    countries, cells = [], []
    columns = ("smart_city", "facial_recognition", "smart_policing")
    for row in _rows(root / "aigs-2019" / "aigs_2019_countries.csv"):
        code, locator = row["iso2"].lower(), f"p. {row['page']}, {row['country']}"
        countries.append(
            CountryRow(
                country=code,
                name_as_printed=row["country"],
                region=row["region"] or None,
                regime=row["regime_type"] or None,
                belt_and_road=row["bri"] == "1",
                kinds=";".join(kind for kind in columns if row[kind] == "1"),
                chinese_supply=row["china_ai_tech"] == "1",
                us_supply=row["us_ai_tech"] == "1",
                other_supply="Japan" if row["japan_ai_tech"] == "1" else None,
                locator=locator,
            )
        )
        cells += [(code, cell, locator) for cell in re.split(r"[,;]", row["key_companies"])]
    return countries, cells


def _regimes(root: Path) -> list[RegimeRow]:
    """The second sheet of 2022: V-Dem's type of every country; what has no code of its own is left out."""
    codes = dict(CODES)
    for row in _rows(root / "iso" / "country-codes.csv"):
        for column in ("CLDR display name", "official_name_en", "UNTERM English Short"):
            codes.setdefault(row[column].strip(), row["ISO3166-1-Alpha-2"].lower())
    held = _rows(root / "regime" / "vdem_2021_polyarchy_libdem_regime_from_AIGS2022.csv")
    return [
        RegimeRow(
            country=codes[row["Country"]],
            name_as_printed=row["Country"],
            year=int(row["Year"]),
            regime=row["v2x_regime"],
            locator=f"sheet Digital Repression Inde + V-Dem, row {number}",
        )
        for number, row in enumerate(held, start=2)
        if row["Country"] not in NO_CODE
    ]


def _no_names(root: Path) -> set[str]:
    return {row["company_raw"] for row in _rows(root / LONG_TABLE) if row["is_placeholder"] == "1"}


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="root", type=Path, required=True, metavar="FOLDER")
    for name, text in deployments(parser.parse_args().root).items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"{name}: {text.count(chr(10)) - 1} rows")
    sys.exit(0)
