"""A home's camera on a map, asked for with `--with-homes`: its place and id on the map are in no report, diff, bundle or explanation."""

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.report.readable import readable, rendered

from lamppost import pipeline
from lamppost.model.asked import AskedStreet
from lamppost.model.vocabulary import LEVELS
from lamppost.pipeline.differing import Hand, diff, render_difference

TOWN = Path(pipeline.__file__).parents[1] / "samples" / "made-town.osm"
DAY = date(2026, 11, 28)


@pytest.fixture(scope="module")
def result():
    made = pipeline.look(
        [TOWN], pipeline.Question(as_of=DAY, street=AskedStreet(with_homes=True), policies=["us-ndaa-889"])
    )
    assert sum(one.is_home for one in made.sites) == 1
    return made


def doorbells():
    """Id, latitude and longitude of each camera beside a door, as the file has them."""
    root = ET.parse(TOWN).getroot()
    for node in root.iter("node"):
        tags = {tag.get("k"): tag.get("v") for tag in node.iter("tag")}
        if tags.get("camera:mount") == "doorbell":
            yield node.get("id"), node.get("lat"), node.get("lon")


def tells(text):
    """What of a home is in a text: its id on the map, or both its numbers, one soon after the other, to six digits."""
    found = []
    for identity, lat, lon in doorbells():
        if re.search(rf"(?<![0-9]){identity}(?![0-9])", text):
            found.append(identity)
        one, other = (re.escape(f"{float(number):.7f}"[:-1]) for number in (lat, lon))
        if re.search(rf"{one}[0-9]*\D{{1,40}}{other}|{other}[0-9]*\D{{1,40}}{one}", text):
            found.append((lat, lon))
    return found


def test_the_file_itself_tells_of_homes():
    assert len(tells(TOWN.read_text("utf-8"))) >= 2


@pytest.mark.parametrize("form", [name for name, one in pipeline.FORMATS.items() if not one.needs])
def test_no_report_tells_where_a_home_is(result, form):
    text = readable(form, rendered(result, form))
    assert tells(text) == []
    assert "OpenStreetMap" in text


def test_no_explanation_tells_where_a_home_is(result):
    for one in result.sites:
        assert tells(pipeline.explain(result, one.id, 80)) == []


@pytest.mark.parametrize("level", LEVELS)
def test_no_bundle_tells_where_a_home_is(result, level):
    bundle = pipeline.share(result, level, b"a key of the tests, of 32 bytes or more", DAY)
    assert not any(one.is_home for one in bundle.result.sites)
    assert [name for name, content in bundle.files.items() if tells(content.decode())] == []


@pytest.mark.parametrize("to", ["terminal", "html", "json"])
def test_no_difference_tells_where_a_home_is(result, to):
    without = pipeline.look([TOWN], pipeline.Question(as_of=DAY))
    hand = Hand(packs=pipeline.load_packs())
    text = render_difference(diff(("a", result), ("b", without), DAY, hand), to=to, width=80)
    assert tells(text) == []
    (home,) = (one for one in result.sites if one.is_home)
    assert home.id not in text
