"""Asking on Start: what is meant, what the packs say of it on a day, each claim with its chain; not held is an answer."""

import json
import re
from datetime import date
from html import unescape
from urllib.parse import quote

import jsonschema
import pytest
from tests.report.strict_page import Page
from tests.web.test_screens import assert_readable

from lamppost import pipeline
from lamppost.model.answer import Answer, Claim, Section
from lamppost.model.result import ToolRef
from lamppost.report import wording
from lamppost.web.answers import SUBJECTS
from lamppost.web.sections import grow, overview, pages_of

DAY = "2026-11-23"
ONE_OF_EACH = {
    "company": "hikvision",
    "brand": "ezviz",
    "country": "rs",
    "place": "us-ca-san-francisco-california",
    "law": "us-cloud-act",
    "list": "us-ndaa-889",
    "host": "dev.hik-connect.com",
    "mac": "44:19:b6:00:53:01",
}


@pytest.fixture(scope="module")
def packs():
    return pipeline.load_packs()


def words_of(text):
    return " ".join(Page(text).text.split())


def test_each_kind_of_thing_has_an_example_here():
    assert set(ONE_OF_EACH) == set(SUBJECTS)


@pytest.mark.parametrize(("kind", "name"), ONE_OF_EACH.items())
def test_the_page_holds_everything_that_ask_says_and_each_claim_a_drawer_with_its_chain(
    client, packs, kind, name
):
    answer = pipeline.ask(kind, name, date.fromisoformat(DAY), packs)
    shown, drawers = "", ""
    for section in (None, *answer.sections):
        for number in range(1, 2 if section is None else 1 + len(pages_of(section))):
            tail = "" if section is None else f"&section={section.code}&page={number}"
            page = assert_readable(client.get(f"/{kind}/{quote(name)}?as_of={DAY}{tail}").text)
            shown += " ".join(page.text.split())
            drawers += " ".join(" ".join(page.drawers).split())
    assert answer.sections
    for section in answer.sections:
        if section.claims or section.not_held:
            assert wording.plain(section.title) in shown
        if section.not_held:
            assert wording.sentence(section.not_held) in shown
        for claim in section.claims:
            assert wording.plain(claim.text) in shown
            for link in claim.chain:
                assert wording.plain(wording.where(link)) in drawers


@pytest.mark.parametrize(
    ("asked", "kind", "name"),
    [
        ("Hikvision", "company", "Hikvision"),
        ("RS", "country", "Serbia"),
        ("serbia", "country", "Serbia"),
        ("cloud act", "law", "CLOUD Act"),
        ("Skellefteå", "place", "Skellefteå"),
        ("44-19-B6-00-53-01", "mac", "44-19-B6-00-53-01"),
        ("1.1.1.1", "host", "1.1.1.1"),
        ("2606:4700:4700::1111", "host", "2606:4700:4700::1111"),
        ("dev.hik-connect.com", "host", "dev.hik-connect.com"),
    ],
)
def test_what_is_meant_follows_from_the_words(client, asked, kind, name):
    text = client.get("/ask", params={"q": asked, "as_of": DAY}).text
    page = assert_readable(text)
    assert f"· {SUBJECTS[kind]}" in words_of(text)
    assert name in page.text
    assert client.get("/api/ask", params={"q": asked}).json()["subject"] == kind


def test_a_name_that_several_kinds_of_things_bear_leads_to_each(client):
    text = client.get("/ask?q=Honeywell").text
    assert "· Company" in words_of(text)
    assert 'href="/brand/honeywell?as_of=2026-11-23"' in text


def test_places_of_one_name_are_offered_each(client):
    page = Page(client.get("/ask?q=portland").text)
    hrefs = [own["href"] for tag, own in page.elements if tag == "a" and own["href"].startswith("/place/")]
    assert len(hrefs) == 2
    assert {"Portland, Maine", "Portland, Oregon"} <= set(re.findall(r"Portland, \w+", page.text))
    assert all("Portland" in client.get(href).text for href in hrefs)


def test_what_began_and_ended_stands_by_day_and_closed_rows_are_kept(client):
    text = client.get(f"/company/hikvision?as_of={DAY}&section=history").text
    assert "no longer owned by CETC (41.55%)" in words_of(text)
    assert '<summary class="claim-head"><span class="label">2021-12-31</span>' in text
    assert '<summary class="claim-head saying">' in client.get("/company/hikvision?section=names").text


def test_a_name_that_is_only_near_is_answered_and_it_is_said(client):
    words = words_of(client.get("/ask?q=hikvison").text)
    assert "“hikvison” is no held name; it may mean Hikvision." in words
    assert "nearly the same: hikvison ~ hikvision" in words


@pytest.mark.parametrize("kind", ["", "company", "country", "host", "law", "list", "brand"])
def test_nothing_held_is_said_in_the_fixed_words_with_names_that_look_alike(client, kind):
    text = client.get("/ask", params={"q": "Hikvision Farming", "kind": kind}).text
    page = assert_readable(text)
    assert "Not held: no pack knows 'Hikvision Farming'; that says nothing of the world." in " ".join(
        page.text.split()
    )
    if kind in ("", "company"):
        near = [
            own["href"]
            for tag, own in page.elements
            if tag == "a" and own["href"].startswith("/ask?kind=company")
        ]
        assert near
        assert client.get(near[0]).status_code == 200


def test_a_day_is_answered_for_as_the_command_does(client):
    before = words_of(client.get("/company/hikvision?as_of=2019-10-08").text)
    after = words_of(client.get("/company/hikvision?as_of=2019-10-09").text)
    assert "is on Entity List (2019-10-09) as “" not in before
    assert "not yet: from 2019-10-09" in before
    assert "is on Entity List (2019-10-09) as “" in after


def test_only_what_was_known_by_a_day_counts_where_that_is_asked(client):
    text = words_of(client.get(f"/company/hikvision?as_of={DAY}&known_by=2020-01-01").text)
    assert "as far as known on 2020-01-01" in text
    assert "legal name" not in text


@pytest.mark.parametrize(("kind", "name"), ONE_OF_EACH.items())
def test_programs_get_the_document_that_the_command_prints(client, packs, kind, name):
    made = pipeline.ask(kind, name, date.fromisoformat(DAY), packs)
    answer = client.get("/api/ask", params={"kind": kind, "q": name, "as_of": DAY})
    assert answer.text == pipeline.render_answer(made, as_json=True, width=80, verbose=0)
    document = client.get("/api/openapi.json").json()
    schema = document["paths"]["/api/ask"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json(), schema | {"components": document["components"]})


def test_the_page_leads_to_the_same_as_json(client):
    page = Page(client.get(f"/company/huawei?as_of={DAY}").text)
    twin = next(
        own["href"] for tag, own in page.elements if tag == "a" and own["href"].startswith("/api/ask")
    )
    assert json.loads(client.get(twin).text)["id"] == "huawei"


@pytest.mark.parametrize(
    "address",
    [
        "/ask",
        "/ask?q=+",
        "/ask?q=x&kind=figures",
        "/ask?q=x&kind=person",
        "/ask?q=x&as_of=today",
        "/ask?q=hello&kind=mac",
        "/company/hikvision?section=none",
        "/company/hikvision?section=names&page=x",
        "/api/ask",
        "/person/x",
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client, address):
    answer = client.get(address)
    assert answer.status_code in (404, 422)
    if not address.startswith("/api/"):
        assert_readable(answer.text)


HOSTILE = "<script>alert(1)</script>\u202e\u2066\x1b[31m{{ 7*7 }}=HYPERLINK(1)"


@pytest.mark.parametrize("kind", ["", *SUBJECTS])
def test_words_of_a_stranger_stay_inert(client, kind):
    for answer in (
        client.get("/ask", params={"q": HOSTILE, "kind": kind}),
        client.get(f"/{kind or 'company'}/{quote(HOSTILE.replace('/', ''))}"),
    ):
        assert answer.status_code in (200, 422)
        assert_readable(answer.text)
        assert "<script>alert" not in answer.text
        assert not [one for one in unescape(answer.text) if one in "\u202e\u2066\x1b"]


def test_the_box_on_start_sends_no_more_than_the_words_the_kind_and_the_day(client):
    page = Page(client.get("/").text)
    form = next(own for tag, own in page.elements if tag == "form" and own["action"] == "/ask")
    assert form["method"] == "get"
    assert {"q", "ask-day", "kind"} <= set(page.ids)


def claims(*texts):
    return [Claim(text=text, status=None, chain=[]) for text in texts]


def made_answer(*sections):
    return Answer(
        answer_version="2",
        tool=ToolRef(name="lamppost", version="0"),
        as_of=date(2026, 11, 23),
        packs=[],
        subject="company",
        asked="x",
        match="exact",
        id="x",
        name="x",
        sections=list(sections),
        near=[],
    )


def test_claims_stand_below_what_they_speak_of():
    roots = grow(claims("a", "  b", "    c", "  d", "e"))
    assert [one.claim.text for one in roots] == ["a", "e"]
    assert [one.claim.text.strip() for one in roots[0].below] == ["b", "d"]
    assert roots[0].below[0].below[0].claim.text.strip() == "c"


def test_a_long_section_is_cut_and_has_pages_of_its_own_that_hold_all():
    whole = Section(code="names", title="Names", claims=claims(*map(str, range(1_234))), not_held=None)
    short = Section(code="lists", title="Lists", claims=claims("a", "b", "c", "d", "e"), not_held="no more")
    first, second = overview(made_answer(whole, short))
    assert len(first.nodes) + first.n_more == 1_234
    assert len(first.nodes) <= 50
    assert len(second.nodes) >= 4
    pages = pages_of(whole)
    assert [node.claim.text for page in pages for node in page.nodes] == [str(one) for one in range(1_234)]
    assert all(len(page.nodes) <= 50 for page in pages)


def test_an_answer_is_made_once(client, desk, monkeypatch):
    first = client.get("/company/hikvision").text
    monkeypatch.setattr("lamppost.pipeline.ask", lambda *_: 1 / 0)
    assert client.get("/company/hikvision").text == first


def test_no_answer_waits_for_a_look(client, desk):
    from threading import Event

    ended = Event()
    desk._worker.submit(ended.wait)
    try:
        assert client.get("/company/hikvision").status_code == 200
    finally:
        ended.set()


@pytest.mark.parametrize("name", ["huawei", "hikvision", "dahua"])
def test_pages_of_what_is_known_stay_below_300_kb(client, name):
    assert len(client.get(f"/company/{name}").content) < 300_000


def test_countries_with_much_to_say_stay_below_300_kb(client):
    for code in ("us", "cn", "gb", "ru", "in"):
        assert len(client.get(f"/country/{code}").content) < 300_000


def test_findings_things_and_flows_lead_to_what_is_known_on_the_day_of_the_result(client, desk, looked):
    result = desk.shelf.get(looked)
    own = next(one for one in result.devices if one.owners and one.listings)
    owner = next(one.id for one in own.owners if one.id)
    day = f"?as_of={result.as_of}"
    assert f'href="/company/{own.maker.id}{day}"' in client.get(f"/results/{looked}").text
    thing = client.get(f"/results/{looked}/things/{own.id}").text
    for address in (f"/company/{own.maker.id}", f"/company/{owner}", f"/list/{own.listings[0].list}"):
        assert f'href="{address}{day}"' in thing
    sender, item = next((one, end) for one in result.devices for end in one.destinations if end.laws)
    operator = quote(item.operator.id or item.operator.name)
    assert f'href="/company/{operator}{day}"' in client.get(f"/results/{looked}/flows").text
    page = client.get(f"/results/{looked}/flows/{sender.id}/{item.id}").text
    for address in (f"/country/{item.registered_in}", f"/law/{item.laws[0].law}"):
        assert f'href="{address}{day}"' in page
        assert client.get(f"{address}{day}").status_code == 200


def test_owners_stand_right_below_what_they_own(packs):
    answer = pipeline.ask("company", "hikvision", date.fromisoformat(DAY), packs)
    owners = next(section for section in answer.sections if section.code == "owners")
    ahead = [(None, root) for root in grow(owners.claims)]
    assert any(root.below for _, root in ahead)
    while ahead:
        above, node = ahead.pop()
        if above is not None:
            owner = re.split(r" \(\d|, since|, until", above.claim.text.split(" is owned by ")[1])[0]
            assert node.claim.text.split(" is owned by ")[0].strip() == owner
        ahead += [(node, below) for below in node.below]
