"""The line of days: what turned for those whom a result names, each mark a link to its day, each with its source."""

import re
from datetime import date
from html import unescape

import jsonschema
import msgspec
import pytest
from tests.report.made_result import made_result
from tests.report.strict_page import Page
from tests.web.test_api import described, schema_of
from tests.web.test_screens import assert_readable

from lamppost import pipeline
from lamppost.model.timeline import Moment
from lamppost.report import wording
from lamppost.web.line_of_days import Handle, line_of_days


@pytest.fixture(scope="module")
def packs():
    return pipeline.load_packs()


@pytest.fixture(scope="module")
def timeline(sample, packs):
    return pipeline.timeline(sample, "gb", packs)


def marks_of(text):
    """Day → the title of its mark, of the line of days on a page."""
    (svg,) = re.findall(r'<svg class="days".*?</svg>', text, re.DOTALL)
    return re.findall(r'<a class="(past|ahead)" href="([^"]+)"><title>([^<]*)</title>', svg)


def moment(day, lane="lists", text="made"):
    return Moment(
        id=f"mom-{day}-{text}", on=date.fromisoformat(day), lane=lane, text=text, status=None, chain=[]
    )


def drawn(*moments, shown="2026-01-01", handles=()):
    held = [Handle(on=date.fromisoformat(one), words=one, kind="now") for one in handles]
    return str(line_of_days(moments, held, date.fromisoformat(shown), lambda day: f"/day?as_of={day}"))


def test_a_timeline_holds_lists_laws_cases_and_deployments_of_those_whom_the_result_names(timeline, sample):
    by_lane = {}
    for one in timeline.moments:
        by_lane.setdefault(one.lane, []).append((str(one.on), one.text))
    assert ("2019-10-09", "Hikvision named on Entity List (2019-10-09)") in by_lane["lists"]
    assert ("2021-06-03", "CETC named on NS-CMIC List") in by_lane["lists"]  # an owner
    assert ("2024-03-20", "Hikvision no longer named on Ukraine, sponsors of war") in by_lane["lists"]
    assert ("2017-06-28", "National Intelligence Law (CN) in force") in by_lane["laws"]
    assert any("Bridges" in text and day == "2020-08-11" for day, text in by_lane["cases"])
    assert any(
        "names Hikvision for 15 countries, Dahua for 6" in text and day == "2019-09-17"
        for day, text in by_lane["deployments"]
    )
    named = {one.organisation for device in sample.devices for one in device.listings}
    assert named <= set(timeline.question.organisations)


def test_every_listing_of_the_result_has_its_day_on_the_line(timeline, sample):
    days = {(str(one.on), one.lane) for one in timeline.moments}
    for device in sample.devices:
        for listing in device.listings:
            assert (listing.since, "lists") in days


def test_every_moment_has_a_source_and_comes_in_the_order_of_days(timeline):
    assert all(one.chain and one.chain[0].statement for one in timeline.moments)
    assert [one.on for one in timeline.moments] == sorted(one.on for one in timeline.moments)
    assert len({one.id for one in timeline.moments}) == len(timeline.moments)


def test_what_has_no_day_is_told_apart_and_put_on_no_day(timeline):
    assert any("Vumacam" in one.text for one in timeline.undated)
    assert not any("Vumacam" in one.text for one in timeline.moments)


def test_without_a_place_no_case_is_chosen_and_another_place_has_its_own(sample, packs):
    lanes = {one.lane for one in pipeline.timeline(sample, None, packs).moments}
    assert "cases" not in lanes
    there = [one.text for one in pipeline.timeline(sample, "US-OR", packs).moments if one.lane == "cases"]
    assert any("Portland" in text for text in there)
    assert not any("London" in text or "Bridges" in text for text in there)


def test_the_place_of_the_context_counts_unless_another_is_asked_for(sample, packs):
    told = msgspec.structs.replace(sample.policies[0], context={"place": "GB"})
    placed = msgspec.structs.replace(sample, policies=[told])
    assert pipeline.timeline(placed, None, packs).question.place == "gb"
    assert pipeline.timeline(placed, "us-or", packs).question.place == "us-or"


def test_a_result_that_names_nobody_has_an_empty_line(packs, client, desk):
    empty = msgspec.structs.replace(made_result(), devices=[], assets=[], verdicts=[], suppressions=[])
    timeline = pipeline.timeline(empty, None, packs)
    assert (timeline.moments, timeline.undated, timeline.names) == ([], [], [])
    page = assert_readable(client.get(f"/results/{desk.shelf.put(empty)}/sources").text)
    assert "Nothing dated is held for them" in page.text


def test_each_mark_leads_to_its_day_and_says_what_came_on_it(client, looked, timeline):
    marks = marks_of(client.get(f"/results/{looked}/sources?place=gb").text)
    days = {(one.lane, one.on) for one in timeline.moments}
    assert len(marks) == len(days)
    for one in timeline.moments:
        told = [unescape(title) for _, href, title in marks if f"as_of={one.on}&amp;" in href]
        assert any(wording.plain(one.text) in title or " more" in title for title in told)
    assert all(client.get(unescape(href)).status_code == 200 for _, href, _ in marks[:3])


def test_the_table_says_the_same_as_the_line_each_with_its_source_in_a_drawer(client, looked, timeline):
    text = client.get(f"/results/{looked}/sources?place=gb").text
    page = assert_readable(text)
    drawers = "\n".join(page.drawers)
    for one in timeline.moments:
        assert one.id in page.ids
        assert wording.plain(one.text)[:200] in drawers
        assert all(wording.plain(wording.where(link)) in drawers for link in one.chain)


def test_what_has_no_day_is_listed_with_its_source(client, looked, timeline):
    drawers = "\n".join(Page(client.get(f"/results/{looked}/sources?place=gb").text).drawers)
    for one in timeline.undated:
        assert wording.plain(one.text)[:200] in drawers
        assert wording.plain(wording.where(one.chain[0])) in drawers


def test_marks_are_filled_up_to_the_day_that_is_shown(client, looked):
    marks = marks_of(client.get(f"/results/{looked}/day?as_of=2020-01-01").text)
    for state, href, _ in marks:
        assert (state == "ahead") == (re.search(r"as_of=([\d-]+)", href)[1] > "2020-01-01")
    assert {state for state, _, _ in marks} == {"past", "ahead"}


def test_the_day_that_is_shown_lies_between_its_nearest_days(client, looked):
    page = Page(client.get(f"/results/{looked}/day?as_of=2020-01-01").text)
    links = {own.get("rel"): own["href"] for tag, own in page.elements if tag == "a" and "rel" in own}
    assert links["prev"].endswith("day?as_of=2019-10-09")
    assert links["next"].endswith("day?as_of=2020-12-31")


def test_a_place_goes_along_from_day_to_day(client, looked):
    text = client.get(f"/results/{looked}/day?as_of=2020-01-01&place=GB").text
    assert all("&amp;place=gb" in href for _, href, _ in marks_of(text))
    assert '<input type="hidden" name="place" value="GB">' in text


@pytest.mark.parametrize("place", ["xxx", "<b>", "gb-", "٣٣"])
def test_a_place_that_is_no_code_is_refused_in_words(client, looked, place):
    for address in (f"/results/{looked}/sources", f"/api/results/{looked}/timeline"):
        got = client.get(address, params={"place": place})
        assert got.status_code == 422
        assert "no code of a place" in got.text.lower()


def test_the_map_has_a_line_of_editions_and_deployments(client):
    text = client.get("/map?edition=aigs-2019").text
    marks = marks_of(text)
    assert any("AI Global Surveillance (AIGS) Index, 2019" in title for _, _, title in marks)
    assert all(href.startswith("/map?") and "edition=" not in href for _, href, _ in marks)
    earliest = min(unescape(href) for _, href, _ in marks)
    assert client.get(earliest).status_code == 200


def test_programs_get_the_timeline_that_the_page_shows(client, looked, timeline):
    got = client.get(f"/api/results/{looked}/timeline?place=gb")
    jsonschema.validate(got.json(), schema_of(described(client), "/api/results/{id}/timeline"))
    assert got.content == msgspec.json.encode(timeline)


def test_five_thousand_devices_have_a_page_of_sources_of_less_than_300_kb(client, many):
    assert len(client.get(f"/results/{many}/sources?place=gb").content) < 300_000


# what a line is made of


def test_days_that_lie_close_stand_in_rows_of_their_own():
    svg = drawn(moment("2020-01-01"), moment("2020-01-03"), moment("2020-01-05"), moment("2024-01-01"))
    places = re.findall(r"translate\(([\d.]+) ([\d.]+)\)", svg)
    assert len({y for _, y in places[:3]}) == 3
    assert places[3][1] == places[0][1]


def test_what_comes_on_one_day_is_one_mark_with_a_number():
    svg = drawn(moment("2020-01-01", text="first"), moment("2020-01-01", text="second"))
    assert svg.count("<a ") == 1
    assert ">2</text>" in svg
    assert "2020-01-01: first; second" in svg


def test_what_is_long_before_the_rest_stands_at_the_beginning():
    svg = drawn(moment("1968-08-13", "laws"), moment("2024-01-01"))
    assert ">before</text>" in svg
    assert ">1968</text>" not in svg
    first_year = float(re.search(r'class="tick" d="M([\d.]+)', svg)[1])
    mark = svg[svg.index("<title>1968-08-13: made") :]
    assert float(re.search(r"translate\(([\d.]+)", mark)[1]) < first_year


def test_each_lane_has_a_shape_of_its_own():
    shapes = {
        re.search(r'translate\([^)]*\)">(<\w+ [^>]*>)', drawn(moment("2020-01-01", lane)))[1]
        for lane in ("lists", "laws", "cases", "deployments")
    }
    assert len(shapes) == 4


def test_what_packs_say_stays_inert_on_the_line():
    svg = drawn(moment("2020-01-01", text='<script>"&\u202e'), handles=["2020-01-01"])
    assert "<script>" not in svg
    assert "\u202e" not in svg
