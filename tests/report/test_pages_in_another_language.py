"""Pages of reports in a language that nobody speaks: whatever is no data was translated, and English is what it was."""

from datetime import date
from html.parser import HTMLParser
from typing import get_args

import msgspec
import pytest
from tests.pseudo import CODE, left_in_english, spoken
from tests.report.made_devices import destination, named
from tests.report.made_lists import list_result
from tests.report.made_reach import OWNER_LAW, ground
from tests.report.made_result import empty_result, made_result, quiet_result
from tests.report.test_difference_page import MADE as DIFFERENCES
from tests.report.test_difference_page import change, difference, pair
from tests.report.test_side_by_side import result as by_policies
from tests.report.test_what_is_not_listed import scanner

from lamppost import pipeline
from lamppost.knowledge.structs import HostName
from lamppost.model.covered import Redaction
from lamppost.model.difference import How
from lamppost.model.errors import LamppostError
from lamppost.model.language import showing, speaking
from lamppost.model.result import PolicyRef
from lamppost.model.saying import sentences_in
from lamppost.model.vocabulary import DEVICE_KINDS, LEVELS, SEVERITIES, STATUSES, VerdictKind
from lamppost.report import codes, wording
from lamppost.report.auditor import page as auditor
from lamppost.report.difference.page import render_page
from lamppost.report.pdf import browser

NAMES = "lamppost Wireshark Community UTC MAC SHA HMAC report unknown"
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
    """Every text that a document holds, as it is shown, save sentences of ours and codes."""
    return sorted(map(wording.plain, set(_texts(document)) - sentences_in(document) - CODES))


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
    words = [word for word in " ".join(shown.texts).split() if "…" not in word]
    return left_in_english(" ".join(words), NAMES, *data_of(document))


def odd():
    """Many streams, operators of whom it is not sure, many files, facts that were told, what was not seen."""
    sure = ("candidate", "disputed", "retracted", "stale")
    places = [
        destination(
            n, name=None, address=f"198.51.100.{n}", ports=[], operator=named(None, f"{n}", sure[n % 4])
        )
        for n in range(30)
    ]
    files = [
        msgspec.structs.replace(file, path=f"{n}.pcap") for n in range(3) for file in quiet_result().evidence
    ]
    facts = {"is_contractor": True, "components_known": False, "site": None}
    said = [*quiet_result().policies, PolicyRef(id="idle", name="idle", sha256="5" * 64, context=facts)]
    passed = quiet_result().verdicts[2]
    return quiet_result(
        devices=[scanner(addresses=[], destinations=places), *quiet_result().devices],
        evidence=files,
        policies=said,
        verdicts=[msgspec.structs.replace(passed, id=f"ver-{n:012x}") for n in range(20)],
        coverage=msgspec.structs.replace(quiet_result().coverage, vlan_ids=[]),
    )


def of_lists():
    """Rows with a law and a next proof; some of them were not read."""
    whole = list_result()
    first = msgspec.structs.replace(
        whole.assets[0],
        laws=[OWNER_LAW],
        law_grounds=[ground(OWNER_LAW)],
        next_proof="Ask for the model.",
    )
    return list_result(
        assets=[first, *whole.assets[1:]],
        policies=[*whole.policies, PolicyRef(id="idle", name="idle", sha256="5" * 64, context={})],
        verdicts=[one for one in whole.verdicts if one.kind != "open"],
        coverage=msgspec.structs.replace(whole.coverage, rows_not_read=2),
    )


RESULTS = {
    "everything": made_result(),
    "quiet": quiet_result(),
    "nothing": empty_result(),
    "sure": quiet_result(devices=quiet_result().devices[:1]),
    "odd": odd(),
    "lists": of_lists(),
    "lists without rows": list_result(assets=[], verdicts=[], suppressions=[]),
    "policies that differ": by_policies(["fp"] * 8),
    "policies that agree": by_policies(["ff"]),
}
OTHERS = {
    **DIFFERENCES,
    "counted": difference(
        change(0, subject="counted only", why=["packs", "as_of"]),
        change(1, why=[], decided=False),
        devices=[pair(1, "a row", how="row")],
    ),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_report_has_no_word_of_english_left(name, monkeypatch):
    spoken(monkeypatch)
    with speaking(CODE):
        page = pipeline.render(RESULTS[name], "html")
    assert left(page, RESULTS[name]) == []


@pytest.mark.parametrize("name", OTHERS)
def test_the_page_of_a_difference_has_no_word_of_english_left(name, monkeypatch):
    spoken(monkeypatch)
    with speaking(CODE), showing(OTHERS[name]):
        page = render_page(OTHERS[name])
    assert left(page, OTHERS[name]) == []


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["everything", "nothing", "lists"])
def test_the_page_for_the_auditor_has_no_word_of_english_left(name, level, monkeypatch):
    spoken(monkeypatch)
    held = RESULTS[name]
    shared = Redaction(level=level, words="for somebody", taken_out={})
    result = msgspec.structs.replace(held, coverage=msgspec.structs.replace(held.coverage, shared=shared))
    with speaking(CODE):
        page = auditor.render(result, date(2026, 11, 27), "lamppost share", [("report.html", "0" * 64, 7)])
    assert left(page, result) == []


def test_where_nothing_prints_that_is_said_in_the_language_too(monkeypatch):
    spoken(monkeypatch)
    monkeypatch.setattr(browser, "browser", lambda: None)
    with speaking(CODE), pytest.raises(LamppostError) as refused:
        browser.printed("<!doctype html>")
    told = f"{refused.value.message} {refused.value.hint}"
    assert left_in_english(told, browser.CHOSEN) == []


def test_an_english_page_has_nothing_of_other_languages_and_another_says_which_it_is(monkeypatch):
    spoken(monkeypatch)
    rule = "hyphens: auto"
    english = pipeline.render(quiet_result(), "html")
    with speaking(CODE):
        other = pipeline.render(quiet_result(), "html")
    assert '<html lang="en">' in english
    assert rule not in english
    assert f'<html lang="{CODE}">' in other
    assert rule in other


def test_every_code_has_a_word_and_one_that_is_not_known_is_shown_as_it_is(monkeypatch):
    spoken(monkeypatch)
    known = {
        wording.status_word: STATUSES,
        wording.severity_word: SEVERITIES,
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
    assert codes.role("newer than this") == "newer than this"
