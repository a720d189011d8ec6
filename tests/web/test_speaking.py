"""Which language a request is answered in, and the switch between them."""

import html
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient
from tests.pseudo import CODE, marked, spoken
from tests.web.conftest import HERE, PORT, TOKEN

from lamppost.model.language import LANGUAGES
from lamppost.web.app import make_app
from lamppost.web.speaking import COOKIE

IN_ENGLISH, IN_THE_OTHER = "Who supplies whom", marked("Who supplies whom")


@pytest.fixture(autouse=True)
def _spoken(monkeypatch):
    spoken(monkeypatch)


def chosen(language):
    return {"Cookie": f"{COOKIE}={language}; lamppost-{PORT}={TOKEN}"}


def accepted(language):
    return {"Accept-Language": language}


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        (accepted("fr, es;q=0.2"), "en"),
        (accepted("fr, xx;q=0.2"), CODE),
        (accepted("xx-XX, en;q=0.9"), CODE),
        (chosen(CODE), CODE),
        (chosen("en") | accepted(CODE), "en"),
        (chosen("no-such") | accepted(CODE), CODE),
        (chosen("") | accepted(CODE), CODE),
    ],
)
def test_a_page_is_in_the_language_that_was_chosen_else_in_one_that_the_browser_accepts(
    client, headers, language
):
    answer = client.get("/map", headers=headers)
    assert (IN_THE_OTHER in answer.text) is (language == CODE)
    assert (IN_ENGLISH in answer.text) is (language == "en")
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["Content-Language"] == language
    assert answer.headers["Vary"] == "Accept-Language, Cookie"


def test_the_switch_names_each_language_in_itself_and_marks_the_current_one(client):
    page = client.get("/map?part=africa", headers=accepted(CODE)).text
    assert '<button name="lang" value="en" lang="en">English</button>' in page
    assert '<button name="lang" value="xx" lang="xx" aria-current="true">Pseudo</button>' in page
    assert '<input type="hidden" name="back" value="/map?part=africa">' in page


def test_with_one_language_there_is_no_switch(client, monkeypatch):
    for code in set(LANGUAGES) - {"en"}:
        monkeypatch.delitem(LANGUAGES, code)
    page = client.get("/map").text
    assert "/language" not in page
    assert 'name="lang"' not in page


def test_the_switch_keeps_the_language_and_leads_back(client):
    answer = client.post("/language", data={"lang": CODE, "back": "/map?part=africa&kind=smart_city"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/map?part=africa&kind=smart_city"
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert IN_THE_OTHER in client.get("/map").text
    client.post("/language", data={"lang": "en", "back": "/map"})
    assert IN_ENGLISH in client.get("/map", headers=accepted(CODE)).text


@pytest.mark.parametrize(
    "address",
    ["/?a=%20b&c=d+e", "/ask?q=%C3%BC%26", "/company/a%2Fb", "/map?part=%0d%0aX-Y:%20z", "/no/such/page?a=1"],
)
def test_whatever_page_the_switch_was_on_it_leads_back_to_it(client, address):
    page = client.get(address, headers=accepted(CODE)).text
    back = page.split('name="back" value="')[1].split('"')[0].replace("&amp;", "&").replace("&#39;", "'")
    assert back == address
    answer = client.post("/language", data={"lang": CODE, "back": back})
    assert answer.headers["Location"] == address


@pytest.mark.parametrize(
    "back",
    ["", "https://example.net/", "//example.net/", "/\\example.net", "example.net", "javascript:alert(1)"],
)
def test_the_switch_leads_to_no_other_place(client, back):
    answer = client.post("/language", data={"lang": CODE, "back": back})
    assert answer.headers["Location"] == "/"


def test_a_refused_form_leads_back_to_the_first_page(client):
    page = client.post("/look", data={"as_of": "none"}, headers=accepted(CODE))
    assert page.status_code == 422
    assert '<input type="hidden" name="back" value="/">' in page.text


def test_a_language_that_nobody_speaks_is_refused_in_words(client):
    answer = client.post("/language", data={"lang": "tlh", "back": "/"})
    assert answer.status_code == 422
    assert "This language is not spoken here. " in answer.text.replace('</h1>\n<p class="lead">', " ")
    assert "English, Deutsch, Pseudo" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_the_switch_takes_no_form_of_another_site(stranger):
    stranger.get(f"/?token={TOKEN}")
    answer = stranger.post("/language", data={"lang": CODE}, headers={"Origin": "http://example.net"})
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_a_stranger_is_refused_in_their_language_and_shown_no_switch(stranger):
    answer = stranger.get("/map", headers=accepted(CODE))
    assert answer.status_code == 403
    assert marked("This page is open only to whoever started it") in answer.text
    assert 'name="lang"' not in answer.text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/no/such/page", "There is no such page."),
        ("/results/res-000000000000", "No such result is held here."),
        ("/map?part=moon", "There is no such part of the world."),
        ("/looks/7", "No such look was begun since the start."),
        ("/results/{result}/policies?policy=no-such", "No such policy is in hand."),
    ],
)
def test_a_refusal_is_in_the_language_of_whoever_asks_even_where_another_thread_refuses(
    client, looked, address, words
):
    asked = address.format(result=looked)
    assert words in client.get(asked).text
    assert marked(words) in client.get(asked, headers=accepted(CODE)).text


def test_programs_are_answered_in_english(client, looked):
    for address in (f"/api/results/{looked}/flows", f"/api/results/{looked}/findings", "/api/no-such"):
        here = client.get(address)
        there = client.get(address, headers=accepted(CODE) | chosen(CODE))
        assert there.content == here.content
        assert there.headers["Content-Language"] == "en"
        assert "Vary" not in there.headers


def test_the_report_follows_its_reader_and_what_programs_read_stays_english(client, looked):
    def had(address, language):
        answer = client.get(f"/results/{looked}/report/{address}", headers=accepted(language))
        return answer.headers["Content-Language"], answer.content

    assert had("page", CODE)[0] == had("html", CODE)[0] == had("md", CODE)[0] == CODE
    assert had("csv", CODE) == had("csv", "en")
    assert had("csv", CODE)[0] == "en"
    api = client.get(f"/api/results/{looked}/report/html", headers=accepted(CODE))
    assert api.content == had("html", "en")[1]


def test_what_has_no_words_says_no_language(client):
    for address in ("/static/pages.css", "/map/outlines/africa.svg"):
        answer = client.get(address, headers=accepted(CODE))
        assert "Content-Language" not in answer.headers
        assert "Vary" not in answer.headers


def test_of_many_readers_at_once_each_has_their_own_language(desk, looked):
    app = make_app(desk, port=PORT, token=TOKEN)

    def read(language):
        reader = TestClient(app, base_url=HERE, headers=chosen(language))
        pages = [reader.get(address) for address in (f"/results/{looked}/flows", f"/results/{looked}") * 3]
        return language, {page.headers["Content-Language"] for page in pages}, [page.text for page in pages]

    with ThreadPoolExecutor(4) as readers:
        held = list(readers.map(read, ["en", CODE] * 4))
    for language, told, pages in held:
        assert told == {language}
        assert pages == next(one[2] for one in held if one[0] == language)
        assert (marked("Who talks to whom") in pages[0]) is (language == CODE)
    assert held[0][2] != held[1][2]


def test_a_look_that_fails_is_refused_in_the_language_of_whoever_began_it(client):
    form = {"as_of": "2026-11-23", "policy": "no-such"}
    page = client.post("/look", data=form, files={"file": ("a.pcap", b"x")}, headers=accepted(CODE))
    assert page.status_code == 422
    assert marked("No such policy is in hand.") in page.text


def test_what_the_index_holds_is_said_in_the_language_of_each_reader(client, looked):
    for language, words in ((CODE, marked("is on list")), ("en", "is on list")):
        assert f"{words} NDAA" in client.get(f"/results/{looked}", headers=accepted(language)).text


def test_a_sentence_of_a_document_is_said_in_the_language_of_each_reader(client, desk, looked):
    result = desk.shelf.get(looked)
    verdict = next(one for one in result.verdicts if one.reason not in result.sentences)
    for language, words in ((CODE, marked(verdict.reason)), ("en", verdict.reason)):
        page = client.get(f"/results/{looked}/things/{verdict.subject}", headers=accepted(language)).text
        assert words[1:60] in html.unescape(page)
