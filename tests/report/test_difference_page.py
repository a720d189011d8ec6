"""A difference as a page: nothing acts, everything is there, and everybody can read it."""

import itertools
import re
from datetime import date

import msgspec
import pytest
from tests.report.columns import acting
from tests.report.made_devices import HOSTILE
from tests.report.strict_page import Page, assert_inert

from lamppost.model.difference import Change, Dated, Difference, Fate, Pair, Side
from lamppost.model.result import ToolRef
from lamppost.report import wording
from lamppost.report.difference.page import render_page

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 9)


def change(number, value="a camera", **changed):
    fields = {
        "how": "changed",
        "subject": f"dev-{number:012x}",
        "about": value,
        "before": f"before {value}",
        "after": f"after {value}",
        "statements": [],
        "why": ["packs"],
    } | changed
    return Change(**fields)


def difference(*changes, **changed):
    fields = {
        "difference_version": "1",
        "tool": ToolRef(name="lamppost", version="0.1"),
        "old": Side(name="old.json", as_of=FIRST),
        "new": Side(name="new.json", as_of=LAST),
        "inputs": ["packs", "as_of"],
        "details": {"packs": ["lists (shipped): 1 → 2"], "as_of": ["2026-11-02 → 2026-11-09"]},
        "changes": list(changes),
        "fates": [],
    } | changed
    return Difference(**fields)


def pair(number, name, **changed):
    fields = {"old": f"dev-{number:012x}", "new": f"dev-{number:012x}", "how": "mac", "name": name} | changed
    return Pair(**fields)


FATE = Fate(statement="made-1", what="retracted", on=LAST, words="another was meant", said_by="a reader")
DATED = Dated(statement="made-2", what="began", on=LAST, words="on the list")
WHOLE = difference(
    change(1, how="appeared", before=None, statements=["made-1"]),
    change(1, about="rule made/one", why=["as_of"], dated=[DATED]),
    change(1, about="rule made/two", why=["as_of"]),
    change(2, how="went", after=None, why=["packs", "evidence"], decided=False),
    change(0, subject="evidence", about="SHA-256 0123"),
    devices=[pair(1, "Camera at 192.0.2.1"), pair(2, "Recorder at 192.0.2.2", new=None, how=None)],
    steps=["packs", "as_of"],
    fates=[FATE],
)
EVIL = difference(
    *(
        change(
            at,
            value,
            before=value,
            after=value,
            statements=[value],
            dated=[msgspec.structs.replace(DATED, words=value)],
        )
        for at, value in enumerate(HOSTILE)
    ),
    old=Side(name=HOSTILE[0], as_of=FIRST),
    new=Side(name="".join(HOSTILE), as_of=LAST),
    details={"packs": HOSTILE},
    devices=[pair(at, value) for at, value in enumerate(HOSTILE)],
    fates=[msgspec.structs.replace(FATE, words=value, said_by=value, statement=value) for value in HOSTILE],
    undecided=HOSTILE[0],
)
MADE = {
    "whole": WHOLE,
    "hostile": EVIL,
    "nothing": difference(inputs=[], details={}),
    "two days": difference(change(1, why=["as_of"]), inputs=["as_of"], two_days=True),
    "alone": difference(new=None, inputs=[], details={}, fates=[FATE]),
}
PAGES = {name: render_page(made) for name, made in MADE.items()}


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize("name", MADE)
def test_the_page_is_well_formed_and_its_jumps_arrive(name):
    page = Page(PAGES[name])
    assert len(page.ids) == len(set(page.ids))
    for tag, attrs in page.elements:
        if tag == "a":
            assert attrs["href"][1:] in page.ids
        assert set(attrs.get("aria-labelledby", "").split()) <= set(page.ids)


@pytest.mark.parametrize("name", MADE)
def test_the_page_loads_nothing_and_runs_nothing(name):
    assert_inert(PAGES[name])


@pytest.mark.parametrize("name", MADE)
def test_the_page_has_one_main_heading_a_skip_link_and_tables_with_captions_and_headers(name):
    page = Page(PAGES[name])
    tags = [tag for tag, _ in page.elements]
    assert tags.count("h1") == tags.count("main") == 1
    assert tags.count("table") == tags.count("caption")
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.elements if tag == "th")
    assert next(attrs["href"] for tag, attrs in page.elements if tag == "a") == "#main"
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_what_came_from_evidence_is_shown_and_does_nothing():
    page = Page(PAGES["hostile"])
    assert not acting(PAGES["hostile"])
    for value in HOSTILE:
        assert flat(wording.plain(value)) in flat(page.text)


def test_every_change_stands_under_its_device_with_both_sides_and_why():
    text = flat(Page(PAGES["whole"]).text)
    assert "5 things said differently" in text
    assert "1 appeared \N{MINUS SIGN} 1 went ~ 3 changed" in text
    assert "a camera + appeared not said after a camera the packs statement made-1, see Statements" in text
    assert (
        "rule made/one ~ changed before a camera after a camera the day from 2026-11-09: on the list (made-2)"
        in text
    )
    assert "the day no statement behind it has a day between the two" in text
    assert "In the older alone. Recorder at 192.0.2.2" in text
    assert "before a camera not said cannot be told; the packs or the evidence" in text
    assert "Files of evidence" in text
    assert "Judged again with one after the other exchanged, in this order: the packs, the day." in text
    assert "made-1withdrawn on 2026-11-09 by a reader: Another was meant." in text


def test_a_page_of_no_difference_and_one_of_a_document_alone_say_so():
    assert "Nothing is said differently" in Page(PAGES["nothing"]).text
    alone = flat(Page(PAGES["alone"]).text)
    assert "1 statement changed since" in alone
    assert "What changed, and why" not in alone


def test_the_same_difference_gives_the_same_bytes():
    assert {name: render_page(msgspec.structs.replace(made)) for name, made in MADE.items()} == PAGES
