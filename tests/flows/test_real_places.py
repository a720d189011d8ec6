"""Real extracts and registers: every camera is counted once, and the ground that is seen lies where two prototypes found it."""

import gzip
import json
from pathlib import Path

import osmium
import pytest
from click.testing import CliRunner

from lamppost.cli.entry import cli

EXTRACTS = {
    "munich": "valhalla-munich/munich.osm.pbf",
    "helsinki": "pyrosm-helsinki/Helsinki_larger_2020-04.osm.pbf",
    "monaco": "quackosm-monaco/monaco.osm.pbf",
    "moorgate": "otp-moorgate/moorgate.osm.pbf",
    "porto": "valhalla-porto/porto.osm.pbf",
}


def document(*args):
    """The result document of a look at files."""
    done = CliRunner().invoke(cli, ["look", *map(str, args), "--as-of", "2026-11-28", "--json", "-q"])
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def tagged(path):
    """How many elements osmium counts that are tagged as surveillance."""
    elements = osmium.FileProcessor(str(path)).with_filter(
        osmium.filter.TagFilter(("man_made", "surveillance"))
    )
    return sum(1 for _ in elements)


@pytest.mark.data
@pytest.mark.parametrize("name", EXTRACTS)
def test_every_camera_of_an_extract_is_counted_once(data, name):
    path: Path = data / "osm" / EXTRACTS[name]
    made = document(path)
    street = made["street"]
    out = sum(street["counts"].get("left_out", {}).values()) + street["homes_left_out"]
    assert len(made["sites"]) + out == tagged(path)
    assert {site["present"] for site in made["sites"]} == {"candidate"}
    assert len({site["id"] for site in made["sites"]}) == len(made["sites"])
    assert any("OpenStreetMap contributors" in line for line in street["credits"])


def detected(made, **wanted):
    """The share at 25 px/m of all cameras."""
    asked = {"px_per_m": 25.0, "by": "all", "walls": "with_walls", "unknown_directions": "all_round"} | wanted
    (one,) = [
        row for row in made["street"]["shares"] if all(row[key] == value for key, value in asked.items())
    ]
    return one["share"]


@pytest.mark.data
def test_as_much_of_munich_is_seen_as_prototypes_found(data):
    made = document(data / "osm" / EXTRACTS["munich"], "--standard", "en-62676-4-2015")
    seen, free = detected(made), detected(made, walls="without_walls")
    assert seen["low"] == pytest.approx(0.094, abs=0.03)
    assert seen["middle"] == pytest.approx(0.178, abs=0.05)
    assert seen["high"] == pytest.approx(0.314, abs=0.06)
    assert 1.2 < free["middle"] / seen["middle"] < 2.5


@pytest.mark.data
def test_unknown_directions_alone_move_helsinki_far(data):
    made = document(data / "osm" / EXTRACTS["helsinki"], "--standard", "en-62676-4-2015")
    seen, known = detected(made), detected(made, unknown_directions="left_out")
    assert 0.2 < seen["low"] < seen["middle"] < seen["high"] < 0.75
    assert known["middle"] < seen["middle"] / 2


@pytest.mark.data
def test_no_person_who_runs_a_plate_reader_is_named(data):
    path = data / "osm" / "deflock-us-alpr" / "cameras-us.json.gz"
    rows = json.loads(gzip.decompress(path.read_bytes()))
    made = document(path)
    assert len(made["sites"]) == len(rows)
    assert any("WIEMANN" in (row.get("operator") or "") for row in rows)
    assert "WIEMANN" not in json.dumps(made)


@pytest.mark.data
def test_a_map_and_a_register_of_one_country_meet(data):
    folder = data / "osm" / "geneva-switzerland"
    made = document(folder / "switzerland_surveillance_2023.json", folder / "cameras_GE.csv")
    both = [site for site in made["sites"] if site["source"] == "both"]
    assert len(both) > 100
    copied = [[link["source_class"] for link in site["present_chain"]] == ["crowd", "crowd"] for site in both]
    assert sum(copied) > 100  # Geneva's register has the map's own numbers
    told = {True: "candidate", False: "corroborated"}
    assert [site["present"] for site in both] == [told[one] for one in copied]
