"""Lists in whatever layout: the command says how it read them, and reads them as it is told."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.observe.test_foreign_lists import BILL, DEVICE, SCAN

import lamppost as package

SAMPLES = Path(package.__file__).parent / "samples"
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


def run_with(content, *arguments, cwd):
    """The command in a process of its own, with this on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "lamppost", "look", "-", *arguments],
        input=content,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )


@pytest.mark.parametrize(
    ("content", "form", "makers"),
    [
        ("Hikvision\n\n• Dahua Technology Co., Ltd.\n".encode(), "name_list", ["Hikvision", "Dahua Technology Co., Ltd."]),
        ("Hersteller;Typ\nHikvision;camera\n".encode("utf-16"), "supplier_list", ["Hikvision"]),
        (SCAN.encode(), "nmap", ["Axis", None]),
        (json.dumps(BILL).encode(), "cyclonedx", ["Axis", "Example Cameras", None, None]),
    ],
)  # fmt: skip
def test_a_list_comes_in_by_standard_input_and_nothing_of_it_stays_behind(tmp_path, content, form, makers):
    run = run_with(content, "--json", cwd=tmp_path)
    held = json.loads(run.stdout)
    assert (held["evidence"][0]["path"], held["evidence"][0]["format"]) == ("standard input", form)
    assert [row["maker_text"] for row in held["assets"]] == makers
    assert {row["file"] for row in held["assets"]} == {"standard input"}
    assert list(tmp_path.iterdir()) == []


def test_a_capture_still_comes_in_by_standard_input_whole(tmp_path):
    content = (SAMPLES / "made-network.pcap").read_bytes()
    held = json.loads(run_with(content, "--json", cwd=tmp_path).stdout)
    assert (held["evidence"][0]["format"], held["evidence"][0]["read"]) == ("pcap", "whole")
    assert held["evidence"][0]["sha256"] == hashlib.sha256(content).hexdigest()
    with (SAMPLES / "made-network.pcap").open("rb") as file:
        run = subprocess.run(
            [sys.executable, "-m", "lamppost", "look", "-", "--json"],
            stdin=file,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
        )
    assert json.loads(run.stdout)["evidence"] == held["evidence"]


def test_what_a_scan_reads_is_what_devices_say_and_makes_no_maker_sure(lamppost, here):
    Path("scan.xml").write_text(SCAN, encoding="utf-8")
    first = json.loads(lamppost("look", "scan.xml", "--json").out)["assets"][0]
    assert (first["maker"]["name"], first["maker"]["status"]) == ("Axis", "candidate")
    assert (first["kind"], first["watches"], first["address"]) == ("camera", True, "192.0.2.7")
    told = lamppost("look", "scan.xml", "-o", "r.json").out
    assert "may be made by Axis (candidate)" in told
    words = lamppost("explain", "r.json", first["id"]).out
    assert "the scan reads the maker as “Axis”" in words


def test_no_canary_in_an_inventory_enters_any_output(lamppost, here):
    Path("bill.json").write_text(json.dumps(BILL), encoding="utf-8")
    Path("netbox.json").write_text(json.dumps([DEVICE]), encoding="utf-8")
    Path("scan.xml").write_text(SCAN, encoding="utf-8")
    Path("list.csv").write_text(
        "maker,kind,hostname,owner\nHikvision,phone,Anna-CANARY,Anna-CANARY\n", encoding="utf-8"
    )
    for name in ("bill.json", "netbox.json", "scan.xml", "list.csv"):
        files = [f"out-{name}.{ending}" for ending in ("html", "json", "csv", "txt", "md", "sarif")]
        run = lamppost("look", name, "-v", *(option for path in files for option in ("-o", path)))
        assert run.status in (0, 3), run.err
        for text in (run.out, run.err, *(Path(path).read_text(encoding="utf-8") for path in files)):
            assert "CANARY" not in text


def test_a_stored_result_of_a_list_says_the_same_on_the_same_day(lamppost, here):
    Path("scan.xml").write_text(SCAN, encoding="utf-8")
    lamppost("look", "scan.xml", "--as-of", "2026-11-27", "-o", "a.json")
    run = lamppost("diff", "a.json", "--as-of", "2026-11-26", "--as-of", "2026-11-27")
    assert "Axis" not in run.out
    assert run.status == 0
