"""A table that others publish, built and then used, as a user would."""

import json
import os
from pathlib import Path

import pytest

import lamppost as package

SAMPLES = Path(package.__file__).parent / "samples"
ROWS = (
    '198.51.100.0,198.51.100.255,64496,"Example Cloud, Inc."\n203.0.113.0,203.0.113.255,64497,Example Two\n'
)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "asn-ipv4.csv"
    path.write_text(ROWS)
    return path


def test_a_built_table_names_operators_with_table_day_and_row(lamppost, source, tmp_path):
    table = tmp_path / "mine.networks"
    run = lamppost("packs", "build", "networks", "--from", source, "--day", "2026-06-17", "-o", table)
    assert (run.status, run.out) == (0, "mine.networks: 2 ranges of 2026-06-17\n")
    run = lamppost("look", SAMPLES / "made-network.pcap", "--networks", table, "--json")
    result = json.loads(run.out)
    operators = {
        (
            row["operator"]["name"],
            row["operator"]["chain"][0]["source"],
            row["operator"]["chain"][0]["locator"],
        )
        for device in result["devices"]
        for row in device["destinations"]
        if row["address"].startswith("198.51.100.")
    }
    assert operators == {("Example Cloud, Inc.", "asn-ipv4.csv (2026-06-17)", "row 1")}
    assert {"id": "asn-ipv4.csv (2026-06-17)", "day": "2026-06-17"}.items() <= next(
        one for one in result["tables"] if one["id"].startswith("asn")
    ).items()


def test_the_same_source_gives_the_same_bytes(lamppost, source, tmp_path):
    for name in ("a.networks", "b.networks"):
        lamppost("packs", "build", "networks", "--from", source, "--day", "2026-06-17", "-o", tmp_path / name)
    assert (tmp_path / "a.networks").read_bytes() == (tmp_path / "b.networks").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["networks", "--from", "SOURCE", "--day", "2999-01-01", "-o", "t.networks"],
            "--day 2999-01-01: a day to come",
        ),
        (["networks", "--from", "SOURCE", "-o", "t.networks"], "does not say of which day it is"),
        (["networks", "--from", "SOURCE", "--day", "2026-06-17"], "--from builds networks, into a file"),
        (["networks", "--from", "SOURCE", "--day", "2026-06-17", "-o", "t.csv"], "ends in .networks"),
        (["else", "--from", "SOURCE", "--day", "2026-06-17", "-o", "t.networks"], "--from builds networks"),
        (["networks", "--day", "2026-06-17"], "--day, --country and -o go with --from"),
        (["networks", "--from", "absent.csv", "--day", "2026-06-17", "-o", "t.networks"], "absent.csv"),
    ],
)
def test_wrong_use_is_said(lamppost, source, arguments, said):
    run = lamppost("packs", "build", *(source if one == "SOURCE" else one for one in arguments))
    assert run.status != 0
    assert run.out == ""
    assert said in run.err


def test_a_table_of_another_time_is_named_among_what_could_not_be_seen(lamppost, source, tmp_path):
    table = tmp_path / "mine.networks"
    lamppost("packs", "build", "networks", "--from", source, "--day", "2026-06-17", "-o", table)
    for day, said in (("2026-11-27", "163 days"), ("2026-07-01", None), ("2019-10-09", "2443 days")):
        run = lamppost("look", SAMPLES / "made-network.pcap", "--networks", table, "--as-of", day, "--json")
        gaps = json.loads(run.out)["coverage"]["gaps"]
        named = [gap for gap in gaps if gap["code"] == "table-of-another-time" and "asn-ipv4" in gap["text"]]
        assert [f"{gap['count']} days" for gap in named] == ([said] if said else [])


def test_a_pipe_or_a_folder_or_nothing_in_a_tables_place_is_refused_and_not_waited_for(lamppost, tmp_path):
    os.mkfifo(tmp_path / "pipe.networks")
    (tmp_path / "folder.networks").mkdir()
    for name in ("pipe.networks", "folder.networks", "absent.networks"):
        run = lamppost("look", SAMPLES / "made-network.pcap", "--networks", tmp_path / name)
        assert run.status == 4
        assert f"{name}: not a file" in run.err
