import itertools
import re

import msgspec
import pytest
from tests.report.columns import acting
from tests.report.made_devices import destination, device, named
from tests.report.made_result import empty_result, made_result, quiet_result
from tests.report.strict_page import Page, assert_inert

from lamppost.report import wording
from lamppost.report.html.flow import MOST_LINKS, picture
from lamppost.report.html.renderer import render

MADE = {"hostile": made_result(), "quiet": quiet_result(), "empty": empty_result()}


PAGES = {name: render(result) for name, result in MADE.items()}


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", MADE)
def test_the_page_is_well_formed_and_names_no_id_twice(name):
    page = Page(PAGES[name])
    assert len(page.ids) == len(set(page.ids))
    for tag, attrs in page.elements:
        if tag == "a" and attrs["href"].startswith("#"):
            assert attrs["href"][1:] in page.ids
        for key in ("aria-labelledby",):
            assert set(attrs.get(key, "").split()) <= set(page.ids)


@pytest.mark.parametrize("name", MADE)
def test_the_page_loads_nothing_and_runs_nothing(name):
    assert_inert(PAGES[name])


def test_hostile_values_are_shown_and_do_nothing():
    page = Page(PAGES["hostile"])
    assert not acting(PAGES["hostile"])
    assert "<script>alert('x')</script>" in page.text
    assert "{{ 7 * 7 }}{% raw %}" in page.text
    assert "javascript:alert(1)" in page.text
    assert not [attrs for _, attrs in page.elements if "javascript:" in attrs.get("href", "")]


@pytest.mark.parametrize("name", MADE)
def test_every_id_and_issue_of_the_document_is_on_the_page(name):
    page, result = Page(PAGES[name]), MADE[name]
    for item in result.devices:
        assert item.id in page.ids
        assert {place.id for place in item.destinations} <= set(page.ids)
    assert {verdict.id for verdict in result.verdicts} <= set(page.ids)
    text = flat(page.text)
    for issue in result.issues:
        for value in (issue.evidence, issue.what, issue.expected):
            assert wording.plain(value) in text
    for file in result.evidence:
        assert file.sha256 in text
    for part in (*result.packs, *result.policies):
        assert part.sha256 in text
    for table in result.tables:
        assert table.use in text
    for gap in result.coverage.gaps:
        assert gap.text in text


@pytest.mark.parametrize("name", ["hostile", "quiet"])
def test_every_claim_has_a_drawer_with_each_link_and_what_would_disprove_it(name):
    drawers = [flat(text) for text in Page(PAGES[name]).drawers]
    for item in MADE[name].devices:
        claims = wording.device_claims(item, MADE[name].as_of)
        claims += [claim for place in item.destinations for claim in wording.destination_claims(place)]
        for claim in claims:
            wanted = [claim.disproof] + (
                [f"means: {wording.STATUS_MEANS[claim.status]}"] if claim.status else []
            )
            for link in claim.chain:
                wanted += [flat(wording.says(link)), flat(wording.where(link))]
                wanted += [flat(wording.plain(v)) for v in (link.original, link.url, link.statement) if v]
            assert any(all(text in drawer for text in wanted) for drawer in drawers), claim.text


def test_an_observed_frame_stands_with_its_wireshark_filter():
    assert "frame.number == 118" in Page(PAGES["quiet"]).text


def test_each_status_is_a_word_and_a_mark_beside_its_colour():
    badges = re.findall(
        r'<span class="badge [sv]-(\w+)"><span aria-hidden="true">(.)</span> ([^<]+)</span>', PAGES["hostile"]
    )
    assert badges
    assert len({mark for _, mark, _ in badges}) == len({status for status, _, _ in badges})
    assert PAGES["hostile"].count('class="badge') == len(badges)


def test_an_empty_answer_says_so_and_what_stays_dark():
    text = flat(Page(PAGES["empty"]).text)
    assert "Nothing found in this evidence" in text
    assert "No policy was chosen" in text
    assert "388 of 4,210" in text


def test_the_operator_stands_before_the_country_of_registration():
    for columns in re.findall(r'<thead role="rowgroup">.*?</thead>', PAGES["quiet"]):
        if "Registered in" in columns:
            assert columns.index("Operator") < columns.index("Registered in")


def test_the_page_has_one_main_heading_a_skip_link_and_captioned_tables():
    page = Page(PAGES["quiet"])
    tags = [tag for tag, _ in page.elements]
    assert tags.count("h1") == 1
    assert tags.count("table") == tags.count("caption") > 5
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.elements if tag == "th")
    assert next(attrs["href"] for tag, attrs in page.elements if tag == "a") == "#main"
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_same_document_gives_the_same_bytes():
    for name, result in MADE.items():
        assert render(msgspec.structs.replace(result)) == PAGES[name]


def crowd(n_devices, n_places):
    places = [
        destination(
            number,
            name=f"n{number}.example.net",
            sent_bytes=10**6 - number,
            registered_in="no" if number % 3 else "gb",
            operator=named(None, f"Operator {number}", "confirmed"),
        )
        for number in range(n_places)
    ]
    return quiet_result(devices=[device(number, destinations=places) for number in range(1, n_devices + 1)])


def test_a_crowded_picture_groups_the_rest_and_its_table_has_all():
    drawn = picture(crowd(20, 15))
    assert len(drawn.curves) <= MOST_LINKS
    assert drawn.grouped
    assert len(drawn.streams) == 300
    assert "smaller streams drawn together as others" in render(crowd(20, 15))
    shown = sum(stream.sent_bytes for stream in drawn.streams)
    assert shown == 20 * sum(10**6 - number for number in range(15))


def test_no_box_of_the_picture_lies_upon_another():
    nodes = picture(crowd(9, 7)).nodes
    for x in {node.x for node in nodes}:
        column = sorted((node for node in nodes if node.x == x), key=lambda node: node.y)
        assert all(above.y + above.height < below.y for above, below in itertools.pairwise(column))


def test_many_quiet_verdicts_lie_in_a_drawer_and_are_all_there():
    template = quiet_result().verdicts[2]
    many = [msgspec.structs.replace(template, id=f"ver-{number:012x}") for number in range(40)]
    text = render(quiet_result(verdicts=many))
    assert "40 more" in text
    assert {verdict.id for verdict in many} <= set(Page(text).ids)
