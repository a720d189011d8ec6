"""Pages of reports in a language that nobody speaks: whatever is no data was translated, and English is what it was."""

from datetime import date
from html.parser import HTMLParser
from typing import get_args

import msgspec
import pytest
from tests.pseudo import CODE, left_in_english, spoken
from tests.report.made_result import empty_result, made_result, quiet_result
from tests.report.test_difference_page import MADE as DIFFERENCES

from lamppost import pipeline
from lamppost.knowledge.structs import HostName
from lamppost.model.covered import Redaction
from lamppost.model.difference import How
from lamppost.model.language import showing, speaking
from lamppost.model.saying import sentences_in
from lamppost.model.vocabulary import DEVICE_KINDS, LEVELS, SEVERITIES, STATUSES, VerdictKind
from lamppost.report import codes
from lamppost.report.auditor import page as auditor
from lamppost.report.difference.page import render_page

NAMES = "lamppost Wireshark Community UTC MAC SHA HMAC"
ROLES = get_args(get_args(msgspec.structs.fields(HostName)[3].type)[0])
CODES = {*STATUSES, *SEVERITIES, *LEVELS, *DEVICE_KINDS, *ROLES, *get_args(VerdictKind), *get_args(How)}
CODES |= {"shipped", "user", "whole", "part", "none"}


class Shown(HTMLParser):
    """What people read of a page or have read to them, without what stands in fixed letters."""

    def __init__(self, page):
        super().__init__()
        self.silent, self.texts, self.language = [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("code", "style"):
            self.silent.append(tag)
        for name, value in attrs:
            if name in ("aria-label", "data-label", "title", "alt"):
                self.texts.append(value)
            if tag == "html" and name == "lang":
                self.language = value

    def handle_endtag(self, tag):
        if tag in ("code", "style"):
            self.silent.pop()

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data)


def data_of(document):
    """Every text that a document holds, save sentences of ours and codes."""
    return sorted(set(_texts(document)) - sentences_in(document) - CODES)


def _texts(part):
    if isinstance(part, str):
        yield part
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _texts(getattr(part, name))
    elif isinstance(part, dict):
        for one in (*part, *part.values()):
            yield from _texts(one)
    elif isinstance(part, (list, tuple)):
        for one in part:
            yield from _texts(one)


def left(page, document):
    shown = Shown(page)
    assert shown.language == CODE
    return left_in_english(" ".join(shown.texts), NAMES, *data_of(document))


RESULTS = {
    "everything": made_result(),
    "quiet": quiet_result(),
    "nothing": empty_result(),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_report_has_no_word_of_english_left(name, monkeypatch):
    spoken(monkeypatch)
    with speaking(CODE):
        page = pipeline.render(RESULTS[name], "html")
    assert left(page, RESULTS[name]) == []


@pytest.mark.parametrize("name", DIFFERENCES)
def test_the_page_of_a_difference_has_no_word_of_english_left(name, monkeypatch):
    spoken(monkeypatch)
    with speaking(CODE), showing(DIFFERENCES[name]):
        page = render_page(DIFFERENCES[name])
    assert left(page, DIFFERENCES[name]) == []


@pytest.mark.parametrize("level", LEVELS)
def test_the_page_for_the_auditor_has_no_word_of_english_left(level, monkeypatch):
    spoken(monkeypatch)
    shared = Redaction(level=level, words="for somebody", taken_out={})
    result = made_result()
    result = msgspec.structs.replace(result, coverage=msgspec.structs.replace(result.coverage, shared=shared))
    with speaking(CODE):
        page = auditor.render(result, date(2026, 11, 27), "lamppost share", [("report.html", "0" * 64, 7)])
    assert left(page, result) == []


def test_every_code_has_a_word_and_one_that_is_not_known_is_shown_as_it_is(monkeypatch):
    spoken(monkeypatch)
    known = {
        codes.status: STATUSES,
        codes.severity: SEVERITIES,
        codes.verdict: get_args(VerdictKind),
        codes.role: ROLES,
        codes.origin: ("shipped", "user"),
        codes.read: ("whole", "part", "none"),
        codes.level: LEVELS,
        codes.change: get_args(How),
    }
    for word, held in known.items():
        assert [word(code) for code in held] == list(held)
        with speaking(CODE):
            assert not [code for code in held if left_in_english(word(code))]
            assert word("newer than this") == "newer than this"
