"""A map on which the only cameras are private homes': no report says that none is there."""

from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.report.readable import readable, rendered

from lamppost import pipeline
from lamppost.model.asked import AskedStreet, AskedWalk

TOWN = Path(pipeline.__file__).parents[1] / "samples" / "made-town.osm"
DAY = date(2026, 11, 28)
UNTRUE = (
    "no camera is on the map",
    "no camera of this place",
    "no camera that the map has",
    "map has none here;",
)


def town_without(path, is_out):
    """The made town without the cameras of which `is_out` says so."""
    tree = ET.parse(TOWN)
    for node in tree.getroot().findall("node"):
        tags = {tag.get("k"): tag.get("v") for tag in node.iter("tag")}
        if tags.get("man_made") == "surveillance" and is_out(tags):
            tree.getroot().remove(node)
    tree.write(path, encoding="utf-8", xml_declaration=True)
    return path


def looked_at(path):
    ends = AskedWalk(ends=("50.0003,-30.0000", "50.0030,-29.9970"))
    return pipeline.look([path], pipeline.Question(as_of=DAY, street=AskedStreet(walk=ends)))


@pytest.fixture(scope="module")
def homes_alone(tmp_path_factory):
    path = town_without(
        tmp_path_factory.mktemp("town") / "town.osm", lambda tags: tags.get("camera:mount") != "doorbell"
    )
    made = looked_at(path)
    assert (made.sites, made.street.homes_left_out) == ([], 1)
    return made


@pytest.mark.parametrize("form", [name for name, one in pipeline.FORMATS.items() if not one.needs])
def test_no_format_says_that_no_camera_is_there_where_homes_are(homes_alone, form):
    text = " ".join(readable(form, rendered(homes_alone, form)).lower().split())
    assert [words for words in UNTRUE if words in text] == []
    assert "home" in text


def test_the_page_and_the_terminal_say_that_the_only_ones_are_left_out(homes_alone):
    page = pipeline.render(homes_alone, "html")
    assert "0 cameras are on the map here, and 1 of a private home is left out" in page
    told = " ".join(pipeline.render(homes_alone, "terminal", width=80).split())
    assert "on the map none but what is left out" in told
    assert "the only camera on the map here is a private home's and is left out" in told


def test_where_no_camera_is_at_all_it_is_said_so(tmp_path):
    made = looked_at(town_without(tmp_path / "town.osm", lambda tags: True))
    told = " ".join(pipeline.render(made, "terminal", width=80).split())
    assert "not known: no camera is on the map here" in told
    assert "0 cameras are on the map here<" in pipeline.render(made, "html")
