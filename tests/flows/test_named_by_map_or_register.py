"""Who named the maker of a camera that a map and a register have: the source in the chain is the one that said it."""

import json

import msgspec
import pytest

from lamppost import pipeline

MAP = """<?xml version="1.0"?><osm version="0.6"><node id="1" lat="51.5" lon="-0.1" version="1" timestamp="2026-01-01T00:00:00Z">
<tag k="man_made" v="surveillance"/><tag k="surveillance:type" v="camera"/>{tag}</node></osm>"""
AXIS = '<tag k="manufacturer" v="Axis"/>'


@pytest.mark.parametrize(
    ("tag", "column", "said_by", "status"),
    [
        (AXIS, "", "OpenStreetMap contributors", "candidate"),
        ("", "Axis", "register.csv", "corroborated"),
        (AXIS, "Axis", "OpenStreetMap contributors", "confirmed"),
        (AXIS, "Hikvision", "register.csv", "disputed"),
    ],
)
def test_the_maker_is_told_by_whoever_named_it(lamppost, tmp_path, tag, column, said_by, status):
    street, register = tmp_path / "map.osm", tmp_path / "register.csv"
    street.write_text(MAP.format(tag=tag), encoding="utf-8")
    register.write_text(f"latitude,longitude,manufacturer\n51.5,-0.1,{column}\n", encoding="utf-8")
    run = lamppost("look", street, register, "--official-register", "--json")
    (site,) = json.loads(run.out)["sites"]
    assert site["source"] == "both"
    stored = tmp_path / "stored.json"
    stored.write_text(run.out, encoding="utf-8")
    (again,) = pipeline.rejudge(pipeline.read_result(stored), pipeline.Change()).sites
    assert msgspec.to_builtins(again.maker) == site["maker"]
    assert (site["maker"]["chain"][0]["source"], site["maker"]["status"]) == (said_by, status)


def test_what_both_say_is_shown_where_they_contradict_each_other(lamppost, tmp_path):
    street, register, stored = tmp_path / "map.osm", tmp_path / "register.csv", tmp_path / "stored.json"
    tags = AXIS + '<tag k="operator" v="Deutsche Bahn"/>'
    street.write_text(MAP.format(tag=tags), encoding="utf-8")
    rows = "latitude,longitude,manufacturer,operator\n51.5,-0.1,Hikvision,City of London Police\n"
    register.write_text(rows, encoding="utf-8")
    lamppost("look", street, register, "-o", stored)
    (site,) = pipeline.read_result(stored).sites
    assert (site.maker.status, site.operator.status) == ("disputed", "disputed")
    told = lamppost("explain", stored, site.id).out
    page = pipeline.render(pipeline.read_result(stored), "html")
    for text in (" ".join(told.split()), page):
        for said in (
            "the map names the maker “Axis”",
            "the register names the maker “Hikvision”",
            "the map says that it is run by “Deutsche Bahn”",
            "the register says that it is run by “City of London Police”",
        ):
            assert said in text
    again = pipeline.rejudge(pipeline.read_result(stored), pipeline.Change())
    assert pipeline.render(again, "json") == stored.read_text(encoding="utf-8")
