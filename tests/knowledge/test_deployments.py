"""The published figures can be counted in the packs, and the packs come from the editions' own tables."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from lamppost.knowledge.packs import SHIPPED
from lamppost.pipeline import load_packs
from make_deployments import TARGET, deployments, organisation_names

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
needs_tables = pytest.mark.skipif(
    not (DATA / "aigs-2019").is_dir(), reason="the editions' tables are not on this machine"
)
EDITIONS = ("aigs-2019", "aigs-2020", "aigs-2022")
FOUR = {"huawei", "hikvision", "dahua", "zte"}


@pytest.fixture(scope="module")
def packs():
    return load_packs()


@pytest.fixture(scope="module")
def editions(packs):
    return packs.editions


def with_kind(edition, kind):
    return sum(kind in row.kinds.split(";") for row in edition.countries)


def supplied_from_china(edition):
    return [row for row in edition.countries if row.chinese_supply]


def countries_of(edition, organisation):
    return {row.country for row in edition.supplies if row.organisation == organisation}


def printed_for(edition, country):
    return [row.supplier_as_printed for row in edition.supplies if row.country == country]


def test_the_three_editions_stand_apart_each_with_its_countries_and_credit(editions):
    assert {name: len(editions[name].countries) for name in EDITIONS} == {
        "aigs-2019": 75,
        "aigs-2020": 77,
        "aigs-2022": 97,
    }
    for name in EDITIONS:
        edition = editions[name].edition
        assert "CC BY 4.0" in edition.licence
        assert "Feldstein" in edition.attribution
        assert edition.source.url in edition.attribution
        assert "Changed:" in edition.attribution


def test_63_countries_of_2019_have_supply_from_china_with_china_and_the_united_states_among_them(editions):
    supplied = {row.country for row in supplied_from_china(editions["aigs-2019"])}
    assert len(supplied) == 63
    assert {"cn", "us"} <= supplied


def test_36_of_the_63_are_ticked_in_the_belt_and_road_column_of_the_same_edition(editions):
    assert sum(row.belt_and_road for row in supplied_from_china(editions["aigs-2019"])) == 36


@pytest.mark.parametrize(("name", "ticked", "both"), [("aigs-2020", 58, 45), ("aigs-2022", 68, 53)])
def test_the_belt_and_road_column_grows_in_later_editions(editions, name, ticked, both):
    assert sum(row.belt_and_road for row in editions[name].countries) == ticked
    assert sum(row.belt_and_road for row in supplied_from_china(editions[name])) == both
    caveat = f"{ticked} of {len(editions[name].countries)}, and {both} of the"
    assert any(caveat in text for text in editions[name].edition.caveats)


@pytest.mark.parametrize(
    ("name", "city", "face", "police", "social"),
    [("aigs-2019", 56, 64, 53, 0), ("aigs-2020", 55, 68, 61, 36), ("aigs-2022", 64, 78, 69, 38)],
)
def test_the_kinds_are_ticked_as_often_as_the_edition_has_them(editions, name, city, face, police, social):
    edition = editions[name]
    assert with_kind(edition, "smart_city") == city
    assert with_kind(edition, "facial_recognition") == face
    assert with_kind(edition, "smart_policing") == police
    assert with_kind(edition, "social_media") == social
    assert ("social_media" in edition.edition.kinds) is bool(social)


def test_the_text_says_52_for_smart_policing_and_the_caveat_says_that_the_table_has_53(editions):
    caveats = " ".join(editions["aigs-2019"].edition.caveats)
    assert "fifty-two countries; the table has 53" in caveats


def test_huawei_is_named_for_49_countries_of_2019_and_50_only_if_china_counts(editions):
    edition = editions["aigs-2019"]
    assert len(countries_of(edition, "huawei")) == 49
    assert "cn" not in countries_of(edition, "huawei")


@pytest.mark.parametrize("name", EDITIONS)
def test_no_supplier_is_named_for_more_countries_than_huawei(editions, name):
    countries = defaultdict(set)
    for row in editions[name].supplies:
        countries[row.supplier_as_printed].add(row.country)
    ranked = sorted(countries, key=lambda supplier: len(countries[supplier]))
    assert ranked[-1] == "Huawei"
    assert len(countries[ranked[-1]]) > 2 * len(countries[ranked[-2]])


@pytest.mark.parametrize(
    ("supplier", "count"), [("NEC", 14), ("Palantir", 9), ("Cisco", 6), ("IBM", 8), ("IBMN", 2)]
)
def test_other_suppliers_of_2019_are_named_as_often_as_the_caveats_say(editions, supplier, count):
    named = {row.country for row in editions["aigs-2019"].supplies if row.supplier_as_printed == supplier}
    assert len(named) == count


@pytest.mark.parametrize(
    ("name", "supplied", "liberal"), [("aigs-2019", 63, 14), ("aigs-2020", 57, 12), ("aigs-2022", 68, 12)]
)
def test_liberal_democracies_with_supply_from_china_are_counted_by_the_editions_own_types(
    editions, name, supplied, liberal
):
    rows = supplied_from_china(editions[name])
    assert len(rows) == supplied
    assert sum(row.regime == "LD" for row in rows) == liberal
    assert any(f"{liberal} of the {supplied}" in caveat for caveat in editions[name].edition.caveats)


def test_germany_spain_and_france_have_smart_cities_and_supply_from_china_in_every_edition(editions):
    for name in EDITIONS:
        rows = {row.country: row for row in editions[name].countries}
        for country in ("de", "es", "fr"):
            assert "smart_city" in rows[country].kinds.split(";")
            assert rows[country].chinese_supply


@pytest.mark.parametrize(("name", "american", "other"), [("aigs-2019", 32, 17), ("aigs-2020", 29, 45)])
def test_supply_from_elsewhere_is_kept_beside_that_from_china(editions, name, american, other):
    assert sum(row.us_supply for row in editions[name].countries) == american
    assert sum(row.other_supply is not None for row in editions[name].countries) == other


@pytest.mark.parametrize("name", EDITIONS)
def test_a_country_for_which_one_of_the_four_is_named_is_ticked_for_supply_from_china(editions, name):
    named = {row.country for row in editions[name].supplies if row.organisation in FOUR}
    assert named <= {row.country for row in supplied_from_china(editions[name])}


@pytest.mark.parametrize("name", EDITIONS)
def test_regimes_are_the_four_types_and_placeholders_are_no_suppliers(editions, name):
    assert {row.regime for row in editions[name].countries} == {"CA", "EA", "ED", "LD"}
    assert "Mult" not in {row.supplier_as_printed for row in editions[name].supplies}


def test_a_misprint_stays_as_printed_and_is_tied_to_whom_it_means(editions):
    for name in ("aigs-2020", "aigs-2022"):
        tied = {row.supplier_as_printed: row.organisation for row in editions[name].supplies}
        assert tied["Hikvsion"] == "hikvision"
    assert "IBMN" in printed_for(editions["aigs-2019"], "es")


def test_a_name_that_two_organisations_bear_ties_to_neither(tmp_path):
    for holder in ("one", "two"):
        (tmp_path / f"{holder}.yml").write_text(
            f"id: {holder}\nname: Example\nowners_held: none\nstatements: []\n"
        )
    assert organisation_names(tmp_path) == {}


def test_displaced_cells_of_2022_name_no_supplier(editions):
    edition = editions["aigs-2022"]
    assert printed_for(edition, "tj") == ["Huawei"]
    assert printed_for(edition, "si") == []
    assert printed_for(edition, "fr") == ["Huawei", "ZTE", "Thales", "Teleste", "Palantir"]
    assert len(countries_of(edition, "huawei")) == 51


def test_the_garbled_names_of_2022_are_kept_beside_clean_codes(editions):
    rows = {row.country: row for row in editions["aigs-2022"].countries}
    assert rows["us"].name_as_printed == "UnitElectoral Democracy States of AmeriClosed Autocracy"
    assert rows["kr"].other_supply.startswith("South KorElectoral Autocracy")


def test_the_manifest_counts_the_rows_without_an_organisation(editions):
    missing = (SHIPPED / "deployments" / "pack.yml").read_text(encoding="utf-8")
    for name in EDITIONS:
        rows = editions[name].supplies
        unmatched = sum(row.organisation is None for row in rows)
        assert f"{unmatched} of {len(rows)}" in missing, f"{name}: correct the count in pack.yml"


def test_every_project_has_words_of_its_own_and_a_place(packs):
    assert {"de", "es", "fr", "rs", "ec"} <= {project.country for project in packs.projects.values()}
    for project in packs.projects.values():
        assert project.suppliers
        assert project.kinds
        assert all(row.original for row in project.passages)
        if project.ended_on:
            assert project.began_on is None or project.began_on < project.ended_on


@needs_tables
def test_the_rows_are_those_of_the_editions_own_tables_byte_for_byte():
    for name, text in deployments(DATA).items():
        assert (TARGET / name).read_text(encoding="utf-8") == text, (
            f"{name}: run tools/make_deployments.py again (an organisation was added, or a row edited)"
        )


@needs_tables
def test_the_cells_left_out_of_2022_are_those_that_2020_prints_for_other_countries():
    def further_cells(table):
        with (DATA / table).open(encoding="utf-8-sig", newline="") as file:
            return {
                row["Country"]: cells
                for row in csv.DictReader(file)
                if (cells := [row[f"Company {n}"].strip() for n in range(6, 15) if row[f"Company {n}"]])
            }

    before = further_cells("aigs-2020v1/aigs_mendeley_v1_countries.csv")
    after = further_cells("aigs-2022/aigs_2022_countries.csv")
    owners = {
        "India": "China",
        "Russia": "Saudi Arabia",
        "Tajikistan": "United States of America",
        "Slovenia": "India",
        "France": "Australia",
    }
    assert after == {country: before[owner] for country, owner in owners.items()}
    assert sum(map(len, after.values())) == 17
