"""How much of a place is seen, in words: a range, whatever was not said, and whose value was taken."""

import msgspec
import pytest
from tests.report.made_street import band, quiet_street_result, shares, street, street_result
from tests.report.strict_page import assert_inert

from lamppost.model.chain import Link
from lamppost.model.sites import Share
from lamppost.report.html.renderer import render
from lamppost.report.md import renderer as markdown
from lamppost.report.measured import (
    assumed_words,
    by_rows,
    metres,
    percent,
    share_rows,
    sort_words,
    still_counted,
)
from lamppost.report.terminal import renderer as terminal


def share(by, value, middle=0.02, px_per_m=25.0):
    return Share(
        level="detection", px_per_m=px_per_m, walls="with_walls", unknown_directions="all_round", by=by, value=value,
        seen_m=band(1.0, 1000 * middle, 900.0), share=band(0.001, middle, 0.9),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (band(0.094, 0.178, 0.314), "9.4 to 31 %"),
        (band(0.3, 0.1, 0.2), "10 to 30 %"),  # the lens that sees farthest sees the narrowest
        (band(0.0, 0.0, 0.0), "0.0 %"),
        (band(0.0001, 0.01, 0.02), "under 0.1 to 2.0 %"),
    ],
)
def test_a_band_is_told_as_a_range(given, words):
    assert percent(given) == words


def test_figures_that_count_a_camera_found_gone_say_so():
    told = quiet_street_result()
    assert still_counted(told) is None
    gone = [
        msgspec.structs.replace(one, present_chain=[found(one.id, "gone")])
        if one.ref in ("node/101", "node/105")  # the second sees nothing of the ground
        else one
        for one in told.sites
    ]
    told = msgspec.structs.replace(told, sites=gone)
    words = "with 1 camera among them of which somebody found since that it is gone, or is none"
    assert still_counted(told) == words
    for render_ in (terminal.render, markdown.render, render):
        assert words[5:] in " ".join(render_(told).split())
        assert words[5:] not in " ".join(render_(quiet_street_result()).split())


def found(site, what):
    return Link(
        subject=site, property="look.found", value=what, source="read by the user", source_class="independent",
        match="exact_id", day="2026-11-20", locator="", status="candidate",
    )  # fmt: skip


def test_lengths_are_metres_or_kilometres():
    assert [metres(one) for one in (819.6, 9_999.0, 132_189.6)] == ["820 m", "9,999 m", "132.2 km"]


def test_every_share_of_all_ways_is_a_row():
    rows = list(share_rows(street()))
    assert len(rows) == sum(one.by == "all" for one in shares())
    assert rows[0] == (
        "detection, 25 px/m",
        "cut off by buildings",
        "all cameras; those of unknown direction see all round",
        "8.0 to 24 %, 16 % with the middle lens",
    )
    assert all(
        "flat enough to tell faces apart" in row[3] for row in rows if row[0].startswith("identification")
    )


def test_shares_by_sort_are_those_of_the_lowest_level_the_most_seen_first():
    held = [share("zone", "town", 0.1), share("zone", "shop", 0.3), share("zone", "town", 0.2, 250.0)]
    assert [row[1] for row in by_rows(street(shares=held))] == ["zone shop", "zone town"]


@pytest.mark.parametrize("by", ["operator", "maker", "zone", "age"])
def test_what_is_not_said_is_not_told_as_if_it_were_a_name(by):
    words = sort_words(share(by, "unknown"))
    assert "unknown" not in words
    assert "not said" in words or "no known" in words


def test_what_was_taken_is_told_with_its_value_and_whose_it_is():
    words = assumed_words(street().assumed[0])
    assert words.startswith("height of the camera: 3, 4 or 6 m. ")
    assert words.endswith("Taken for 6 of the cameras. Example Handbook, https://handbook.example.net/height")


def test_the_page_has_the_shares_the_walks_and_what_was_taken():
    page = render(quiet_street_result())
    for words in (
        "8.0 to 24 %, 16 % with the middle lens",
        "90 m (22 %; 45 to 180 m)",
        "height of the camera: 3, 4 or 6 m",
    ):
        assert words in page
    assert_inert(render(street_result()))


def test_a_file_without_ways_says_that_shares_are_not_known():
    result = quiet_street_result(street=street(walkable_m=None, shares=[], walks=[]))
    assert "the file holds no ways" in render(result)
    assert "not known: the file holds no ways" in markdown.render(result)


def test_a_page_of_a_capture_has_no_part_on_places():
    result = msgspec.structs.replace(quiet_street_result(), street=msgspec.UNSET, sites=[])
    assert 'id="seen"' not in render(result)
