"""Lists in whatever layout: the command says how it read them, and reads them as it is told."""

import json
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_report_says_which_column_was_read_as_what_and_what_was_not_kept(lamppost, here):
    text = "Bestand;;;\nHersteller;Besitzer;Typ;MAC-Adresse\nHikvision;Anna-iPhone;camera;00:00:5E:00:53:01\nSumme;;1;\n"
    Path("bestand.csv").write_bytes(text.encode("utf-16"))
    run = lamppost("look", "bestand.csv")
    words = " ".join(run.out.split())
    assert run.status == 0
    assert (
        "read whole; columns maker (“Hersteller”), kind (“Typ”, by its cells), mac (“MAC-Adresse”) kept, "
        "1 other not (1 of people, places or serial numbers); no things: row 1 above the headings, row 4 a total; "
        "read as UTF-16, by its mark"
    ) in words
    assert "Anna-iPhone" not in run.out


def test_a_column_is_read_as_the_user_says_and_a_field_that_there_is_not_is_refused(lamppost, here):
    Path("a.csv").write_text("Vendor,Sold\nHikvision,Dahua\n", encoding="utf-8")
    held = json.loads(lamppost("look", "a.csv", "--json", "--column", "maker=Sold").out)
    assert [row["maker_text"] for row in held["assets"]] == ["Dahua"]
    assert held["evidence"][0]["columns_as"][0]["by"] == "user"
    for wrong in ("owner=Sold", "maker", "maker="):
        run = lamppost("look", "a.csv", "--column", wrong)
        assert (run.status, "write FIELD=COLUMN" in run.err) == (2, True)


def test_addresses_are_kept_of_what_watches_and_of_what_may_the_block_and_of_others_nothing(lamppost, here):
    rows = "".join(
        f"Hikvision,{kind},00:00:5E:00:53:0{at},192.0.2.{at},h{at}\n"
        for at, kind in enumerate(("camera", "", "phone"), 1)
    )
    Path("a.csv").write_text("maker,kind,mac,ip,hostname\n" + rows, encoding="utf-8")
    held = json.loads(lamppost("look", "a.csv", "--json").out)["assets"]
    assert [(row["mac"], row["address"], row["host"]) for row in held] == [
        ("00:00:5e:00:53:01", "192.0.2.1", "h1"),
        ("00:00:5e", None, None),
        (None, None, None),
    ]


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "columns", "rows"),
    [
        ("screening/brands.csv", ["brand"], 19),
        ("oem/oem_rebrands_seed.csv", ["maker", "brand"], 26),
        ("osm/geneva-switzerland/cameras_GE.csv", ["maker", "kind"], 622),
        ("aigs-2020v1/AI & Big Data Global Surveillance Index.csv", ["maker"], 77),
        ("us-lists/supplier_by_list.csv", ["maker"], 17),
        ("us-lists/ndaa_section_1286.csv", [], 0),
    ],
)
def test_real_tables_that_nobody_laid_out_for_this_are_read_or_refused_in_words(
    lamppost, name, columns, rows
):
    if not (SHARED / name).exists():
        pytest.skip("needs ../shared/data")
    held = json.loads(lamppost("look", SHARED / name, "--json").out)
    assert (held["evidence"][0]["columns"], len(held["assets"])) == (columns, rows)
    assert rows or "--column" in held["issues"][0]["hint"]
