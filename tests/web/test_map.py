"""The map: who supplies whom, each choice an address, the same as a table, and nothing by colour alone."""

import re
from html import unescape
from itertools import pairwise

import jsonschema
import numpy as np
import pytest
from tests.report.strict_page import Page
from tests.web.test_api import described, schema_of
from tests.web.test_screens import assert_readable

from lamppost import pipeline
from lamppost.model.topology import Area, Topology
from lamppost.web import outlines
from lamppost.web.equal_earth import projected
from lamppost.web.thinning import area, cut, thinned
from lamppost.web.world_map import LEVELS, shades

CHOICES = [
    "",
    "?edition=aigs-2019",
    "?supplier=huawei",
    "?kind=smart_city",
    "?as_of=2019-01-01",
    "?edition=aigs-2019&beside_edition=aigs-2022",
    "?edition=aigs-2019&beside_edition=aigs-2022&view=difference",
    "?supplier=Huawei&beside_supplier=Hikvision&part=africa",
    "?as_of=2020-06-01&beside_as_of=2026-11-23&view=difference&part=europe",
]


def maps_of(text):
    return re.findall(r'<svg class="map".*?</svg>', text, re.DOTALL)


def linked(svg):
    """Country code → what its link on the map says."""
    found = re.findall(
        r'<a href="[^"]*"><title>([^<]*)</title><use href="/map/outlines/[\w-]+.svg#(\w\w)"', svg
    )
    return {code: title for title, code in found}


@pytest.mark.parametrize("query", CHOICES)
def test_every_choice_is_a_readable_page_of_less_than_300_kb(client, query):
    got = client.get(f"/map{query}")
    assert got.status_code == 200
    page = assert_readable(got.text)
    assert "style" not in {name for _, own in page.elements for name in own}
    part = re.search(r"/map/outlines/[\w-]+.svg", got.text)[0]
    assert len(got.content) + len(client.get(part).content) < 300_000


def test_the_map_says_of_each_country_what_the_document_says(client):
    side = client.get("/api/world").json()["sides"][0]
    (svg,) = maps_of(client.get("/map").text)
    said = linked(svg)
    assert set(said) == {place["country"] for place in side["places"]}
    for place in side["places"]:
        names = [one["name"] for one in place["suppliers"]]
        words = unescape(said[place["country"]])
        assert words.startswith(place["name"])
        assert all(name in words for name in names)
        assert ("no supplier named" in words) == (not names)


def test_the_table_says_the_same_as_the_map(client):
    text = client.get("/map").text
    table = text[text.index('id="table-title"') :].split("</table>")[0]
    side = client.get("/api/world").json()["sides"][0]
    rows = re.findall(r'id="in-(\w\w)".*?</tr>', table, re.DOTALL)
    assert rows == [place["country"] for place in side["places"]]
    for place in side["places"]:
        row = table[table.index(f'id="in-{place["country"]}"') :].split("</tr>")[0]
        assert all(one["name"] in unescape(row) for one in place["suppliers"])
        assert place["locator"] in unescape(row)


def test_a_country_that_no_edition_speaks_of_is_nothing_held_and_never_none(client):
    (svg,) = maps_of(client.get("/map").text)
    assert "<title>Chad: nothing held</title>" in svg
    assert not re.search(r"\b0 suppliers?\b", svg)
    group = svg[: svg.index("<title>Chad")].rsplit("<g fill", 1)[1]
    assert group.startswith('="url(#m1-nothing)"')


def test_every_country_of_which_anything_is_held_leads_to_its_page(client):
    text = client.get("/map?edition=aigs-2019&as_of=2020-06-01").text
    also = client.get("/api/world?edition=aigs-2019&as_of=2020-06-01").json()["also_held"]
    (svg,) = maps_of(text)
    below = text[text.index("something else, such as a rule") :].split("</p>")[0]
    assert len(also) > 10
    for code in also:
        if f'#{code}"' in svg:
            link = f'href="/country/{code}?as_of=2020-06-01"'
            assert f'<a tabindex="-1" {link}>' in svg
            assert f"<a {link}>" in below
    assert client.get("/country/cn?as_of=2020-06-01").status_code == 200
    assert 'href="/country/cn?as_of=2020-06-01"><title>China' in svg


def test_every_country_of_every_edition_is_on_the_map(client):
    for edition in ("aigs-2019", "aigs-2020", "aigs-2022"):
        side = client.get(f"/api/world?edition={edition}").json()["sides"][0]
        (svg,) = maps_of(client.get(f"/map?edition={edition}").text)
        assert set(linked(svg)) == {place["country"] for place in side["places"]}


def test_each_class_of_a_legend_has_a_pattern_of_its_own_and_words(client):
    for held in (shades(None), shades("x"), shades(None, differences=True)):
        assert len({one.words for one in held}) == len(held)
        marks = [one.pattern for one in held]
        assert len([one for one in marks if not one]) <= 2
        assert len({one for one in marks if one}) == len([one for one in marks if one])
    page = Page(client.get("/map").text)
    for _, shade in LEVELS:
        assert shade.words in page.text
    assert "nothing held, which is not none" in page.text


def test_a_country_is_shaded_by_how_many_suppliers_are_named(client):
    side = client.get("/api/world?edition=aigs-2019").json()["sides"][0]
    (svg,) = maps_of(client.get("/map?edition=aigs-2019").text)
    by_shade = {
        shade: set(re.findall(r"outlines/world.svg#(\w\w)", group))
        for shade, group in re.findall(r'<g fill="url\(#m1-(\w+)\)">(.*?)(?=<g fill|</svg>)', svg, re.DOTALL)
    }
    levels = {"none": (0, 0), "1": (1, 1), "2": (2, 3), "3": (4, 5), "4": (6, 99)}
    for place in side["places"]:
        (shade,) = [shade for shade, codes in by_shade.items() if place["country"] in codes]
        least, most = levels[shade]
        assert least <= len(place["suppliers"]) <= most
    assert set(by_shade) >= set(levels)


def test_the_legend_counts_the_countries_of_each_class(client):
    text = client.get("/map?supplier=Huawei").text
    side = client.get("/api/world?supplier=Huawei").json()["sides"][0]
    count = sum(bool(place["suppliers"]) for place in side["places"])
    assert re.search(rf'<span>named</span> <span class="quiet">{count}</span>', text)
    assert count > 40


def test_two_editions_stand_side_by_side_and_as_one_map_of_what_differs(client):
    query = "?edition=aigs-2019&beside_edition=aigs-2022"
    text = client.get(f"/map{query}").text
    assert len(maps_of(text)) == 2
    assert "All suppliers, edition of 2019" in text
    (one,) = maps_of(client.get(f"/map{query}&view=difference").text)
    rows = client.get(f"/api/world{query}").json()["differences"]
    assert set(linked(one)) == {row["country"] for row in rows}
    assert {"both", "first", "second"} <= {row["held_by"] for row in rows}


def test_what_differs_is_what_the_two_maps_say(client):
    world = client.get("/api/world?edition=aigs-2019&beside_edition=aigs-2022").json()
    first, second = (
        {place["country"]: {one["name"] for one in place["suppliers"]} for place in side["places"]}
        for side in world["sides"]
    )
    for row in world["differences"]:
        ours, theirs = first.get(row["country"], set()), second.get(row["country"], set())
        assert set(row["only_first"]) == ours - theirs
        assert set(row["only_second"]) == theirs - ours
        named = {(True, True): "both", (True, False): "first", (False, True): "second"}
        assert row["held_by"] == named.get((bool(ours), bool(theirs)), "neither")


def test_two_days_show_the_editions_that_were_out(client):
    sides = client.get("/api/world?as_of=2020-06-01&beside_as_of=2026-11-23").json()["sides"]
    assert [side["edition"]["year"] for side in sides] == [2019, 2022]


def test_before_any_edition_everything_is_nothing_held(client):
    text = client.get("/map?as_of=2019-01-01").text
    assert "no edition out on 2019-01-01" in text
    assert linked(maps_of(text)[0]) == {}


def test_an_edition_that_was_not_out_shows_nothing_and_says_so(client):
    text = client.get("/map?edition=aigs-2022&as_of=2019-12-01&beside_edition=aigs-2019").text
    assert "aigs-2022 not out on 2019-12-01" in text
    nothing, something = maps_of(text)
    assert linked(nothing) == {}
    assert len(linked(something)) == 75


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("as_of=never", "no day"),
        ("edition=none-such", "No such edition"),
        ("supplier=Nobody+at+all", "No edition names such a supplier"),
        ("kind=x", "No such kind"),
        ("part=mars", "no such part of the world"),
    ],
)
def test_a_choice_that_there_is_not_is_refused_in_words(client, query, words):
    got = client.get(f"/map?{query}")
    assert got.status_code == 422
    assert words in unescape(got.text)
    assert_readable(got.text)


def test_outlines_of_another_world_are_not_there(client):
    assert client.get("/map/outlines/mars.svg").status_code == 404


def test_credit_is_given_for_the_data_and_for_the_outlines(client):
    text = unescape(client.get("/map?edition=aigs-2019&beside_edition=aigs-2022").text)
    for edition in client.get("/api/world").json()["editions"]:
        assert (edition["attribution"] in text) == (edition["year"] != 2020)
    assert "Natural Earth" in text
    assert "mapcraft" in text


def test_programs_get_what_the_document_says(client):
    document = described(client)
    for query in ("", "?edition=aigs-2019&beside_edition=aigs-2022", "?as_of=2019-01-01"):
        got = client.get(f"/api/world{query}")
        jsonschema.validate(got.json(), schema_of(document, "/api/world"))


def test_each_part_of_the_world_is_drawn_finer_than_the_whole(client):
    whole = pipeline.world_topology()
    for part in outlines.PARTS:
        drawn = outlines.drawing(whole, part)
        assert len({one.id for one in drawn.shapes}) == len(drawn.shapes)
        assert client.get(f"/map/outlines/{part}.svg").headers["content-type"].startswith("image/svg+xml")
    world, europe = (outlines.drawing(whole, part) for part in ("world", "europe"))
    paths = [next(one.path for one in drawn.shapes if one.id == "it") for drawn in (world, europe)]
    assert len(paths[1]) > 3 * len(paths[0])


def test_a_small_country_has_a_ring(client):
    drawn = outlines.drawing(pipeline.world_topology(), "world")
    spots = {one.id for one in drawn.shapes if one.spot}
    assert {"sg", "mt", "mu", "bh"} <= spots
    assert not {"us", "cn", "fr"} & spots


# what maps are made of


def test_equal_earth_keeps_areas_and_its_published_extent():
    corners = projected(np.array([[180.0, 0.0], [0.0, 90.0], [-180.0, 0.0], [0.0, 0.0]]))
    assert corners[0, 0] == pytest.approx(2.70663, abs=1e-4)
    assert corners[1, 1] == pytest.approx(1.3173627591574)
    assert corners[2, 0] == -corners[0, 0]
    assert tuple(corners[3]) == (0.0, 0.0)
    for south in (-80.0, -20.0, 0.0, 35.0, 60.0):
        cell = np.array([[10, south], [10.1, south], [10.1, south + 0.1], [10, south + 0.1]])
        on_sphere = np.radians(0.1) * (np.sin(np.radians(south + 0.1)) - np.sin(np.radians(south)))
        assert area(projected(cell)) == pytest.approx(on_sphere, rel=1e-4)


def test_a_thinned_line_lies_nowhere_further_off_than_the_tolerance():
    walk = np.random.default_rng(5).normal(size=(400, 2)).cumsum(axis=0)
    kept = thinned(walk, 2.0)
    assert kept[0] == 0
    assert kept[-1] == 399
    assert len(kept) < 300
    for first, last in pairwise(kept):
        along = walk[last] - walk[first]
        for point in walk[first : last + 1]:
            share = np.clip((point - walk[first]) @ along / (along @ along), 0, 1)
            assert np.hypot(*(point - walk[first] - share * along)) <= 2.0 + 1e-9


def test_a_ring_is_cut_to_its_frame():
    square = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])
    assert area(cut(square, (5, 5, 20, 20))) == pytest.approx(25.0)
    assert area(cut(square, (-1, -1, 11, 11))) == pytest.approx(100.0)
    assert len(cut(square, (20, 20, 30, 30))) == 0


def test_a_country_across_the_180th_meridian_is_drawn_on_both_edges():
    across = np.array([[170.0, 10.0], [-170.0, 10.0], [-170.0, 30.0], [170.0, 30.0], [170.0, 10.0]])
    made = Topology(lines=[across], areas=[Area(name="Across", code="fj", polygons=[[[0]]])], credit="made")
    (shape,) = outlines.drawing(made, "world").shapes
    starts = [int(x) for x in re.findall(r"M(-?\d+)", shape.path)]
    assert len(starts) == 2
    assert min(starts) < 1000
    assert max(starts) > 3000
