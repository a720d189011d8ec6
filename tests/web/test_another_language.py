"""Every page in the language that nobody speaks: what stays plain on it was never translated."""

import re
from html.parser import HTMLParser

import msgspec
import pytest
from starlette.testclient import TestClient
from tests import pseudo
from tests.browser.addresses import ADDRESSES, ONE_EACH, REPORTS
from tests.browser.holding import hold
from tests.web.conftest import HERE, LARGEST, PORT, QUESTION, TOKEN

from lamppost import pipeline
from lamppost.model.saying import places, sentences_in
from lamppost.model.vocabulary import LEVELS
from lamppost.report.lettering import plain
from lamppost.web import speaking as spoken
from lamppost.web.answers import SUBJECTS
from lamppost.web.app import make_app
from lamppost.web.desk import Desk
from lamppost.web.findings import VERDICT_KINDS
from lamppost.web.flows import SORTS
from lamppost.web.outlines import PARTS
from lamppost.web.shelf import Shelf

PAGES = [address for address in ADDRESSES if address not in REPORTS and "{look}" not in address]
QUICK = [
    one if one.values[0] not in REPORTS else pytest.param(*one.values, marks=pytest.mark.slow)
    for one in ONE_EACH
]
"""The first address of each page; the others, and whole reports, are slow to try."""
MORE = [
    "/figures?state=reproduced",
    "/map?supplier=Huawei",
    "/map?part=africa&kind=smart_city",
    "/map?supplier=Huawei&beside_supplier=ZTE",
    "/results/{capture}?words=no+such+thing",
    "/results/{capture}/day?as_of=2019-01-01&place=GB",
    "/company/hikvision?section=lists",
]
REFUSED = [
    "/results/{capture}?page=x",
    "/results/{capture}?verdict=x",
    "/results/{capture}/things/x",
    "/results/{capture}/flows?sort=x",
    "/results/{capture}/flows?device=x",
    "/results/{capture}/flows/x/x",
    "/results/{capture}/policies",
    "/results/{capture}/policies?policy=x",
    "/results/{capture}/sources?place=!",
    "/results/{capture}/report/x",
    "/results/{capture}/share/x",
    "/results/{capture}/letters/{camera}?kind=x",
    "/company/hikvision?section=x",
    "/map?part=moon",
    "/map/outlines/moon.svg",
    "/ask",
    "/ask?q=x&kind=x",
    "/looks/7",
]
ASKED = re.compile(
    r"[?&](?:words|q|supplier|beside_supplier)=([^&]*)|/(?:company|brand|country|host|mac)/([^?]*)"
)
CUT_WORD = re.compile(r"\w*…\w*")
SPOKEN_ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "data-waits", "data-invites", "data-folder")


class Texts(HTMLParser):
    """What a page says, to be read or heard: not what is quoted, typed or in a language of its own."""

    def __init__(self):
        super().__init__()
        self.texts, self._skipped = [], []

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        foreign = told.get("lang", pseudo.CODE) != pseudo.CODE
        if self._skipped or foreign or tag in ("q", "code", "style", "script"):
            if tag not in ("input", "br", "meta", "link"):
                self._skipped.append(tag)
        else:
            self.texts += [told[name] for name in SPOKEN_ATTRIBUTES if told.get(name)]

    def handle_endtag(self, tag):
        if self._skipped and self._skipped[-1] == tag:
            self._skipped.pop()

    def handle_data(self, data):
        if not self._skipped:
            self.texts.append(data)


def said_on(page):
    reader = Texts()
    reader.feed(page)
    return CUT_WORD.sub("", "\n".join(reader.texts))


def data_of(document):
    """Every text of a document that is no sentence of ours, and what stands in the sentences."""
    told = sentences_in(document)
    values = [
        text
        for saying in getattr(document, "sentences", {}).values()
        for name, is_ours in places(saying.message).items()
        if not is_ours
        for text in strings_of(saying.values[name])
    ]
    texts = [text for text in strings_of(msgspec.to_builtins(document)) if text not in told]
    return "\n".join(map(plain, [*texts, *values]))


def strings_of(part):
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from (
            text for name, one in part.items() if name != "sentences" for text in (name, *strings_of(one))
        )
    elif isinstance(part, list):
        yield from (text for one in part for text in strings_of(one))


class Readers:
    """Readers of two languages before the same pages."""

    def __init__(self, folder, monkeypatch):
        shelf = Shelf(folder)
        self.ids = hold(shelf)
        self.desk = Desk(shelf, QUESTION, most_bytes=LARGEST, patience_s=None)
        self.shown = []
        known = spoken._known_of
        monkeypatch.setattr(spoken, "_known_of", lambda one: self.shown.append(one) or known(one))
        app = make_app(self.desk, port=PORT, token=TOKEN)
        cookie = f"lamppost-{PORT}={TOKEN}"
        self.of = {
            code: TestClient(
                app,
                base_url=HERE,
                headers={"Cookie": cookie, "Accept-Language": code},
                follow_redirects=False,
            )
            for code in ("en", pseudo.CODE)
        }

    def read(self, address, language=pseudo.CODE):
        return self.of[language].get(address.format(**self.ids)).text


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        pseudo.spoken(patch)
        made = Readers(tmp_path_factory.mktemp("spoken") / "results", patch)
        yield made
        made.desk.close()


@pytest.fixture(scope="module")
def data(readers):
    """What is on pages besides the documents that they show: names, and codes that addresses are made of."""
    choices = readers.desk.choices()
    asked = [value for one in choices for question in one.questions for value in question.values]
    held = [name for one in readers.desk.shelf.list() for name in (one.id, *one.evidence, *one.policies)]
    world = pipeline.world_topology()
    countries = [area.name for area in world.areas]
    codes = [
        *PARTS,
        *SUBJECTS,
        *SORTS,
        *VERDICT_KINDS,
        "verdict",
        *LEVELS,
        *pipeline.FORMATS,
        *pipeline.LETTERS,
    ]
    instances = "Hikvision Ezviz San Francisco dev.hik-connect.com"
    standards = [name for _, name in readers.desk.standards()]
    names = ["lamppost", "Pseudo", "Markdown", "UTC", "shared-public.zip", world.credit, instances]
    texts = [*names, *standards, *(one.id for one in choices), *asked, *held, *countries, *codes]
    return [plain(text).replace("_", " ") for text in texts]


@pytest.mark.parametrize("address", [*PAGES, *REFUSED, *MORE])
def test_a_page_leaves_nothing_in_english_but_data(readers, data, address):
    readers.shown.clear()
    page = readers.read(address)
    asked = [text or "" for pair in ASKED.findall(address) for text in pair]
    documents = [data_of(one) for one in readers.shown if isinstance(one, msgspec.Struct)]
    assert f'<html lang="{pseudo.CODE}">' in page
    assert "Status 5" not in page
    assert pseudo.left_in_english(said_on(page), *data, *asked, *documents) == []


ADDRESS = re.compile(r' (?:class|id|href|action|name|value|data-look|data-state)="([^"]*)"')
"""What a page is gone on with, by a person or a program, and what style sheets know it by."""


@pytest.mark.parametrize("address", QUICK)
def test_what_a_page_leads_to_and_sends_is_the_same_in_every_language(readers, address):
    there, here = readers.read(address), readers.read(address, "en")
    assert [one for one in ADDRESS.findall(there) if one not in ADDRESS.findall(here)] == []
    assert len(ADDRESS.findall(there)) == len(ADDRESS.findall(here))


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A reader of English with pages that nobody else reads."""
    with pytest.MonkeyPatch.context() as patch:
        pseudo.spoken(patch)
        made = Readers(tmp_path_factory.mktemp("spoken") / "results", patch)
        yield made
        made.desk.close()


@pytest.mark.parametrize("address", QUICK)
def test_nothing_is_kept_in_the_language_of_one_reader_for_the_next(readers, alone, address):
    readers.read(address)
    assert readers.read(address, "en") == alone.read(address, "en")


@pytest.mark.parametrize(
    "address",
    [
        "/results/{capture}?words=camera+at",
        "/results/{capture}/flows?words=camera+at",
        "/results/{odd}/flows?words=operator+not+known",
    ],
)
def test_what_is_sought_is_found_by_the_same_words_in_every_language(readers, address):
    links = [
        re.findall(r'href="(/results/[^"]*/(?:things|flows)/[^"]*)"', readers.read(address, code))
        for code in readers.of
    ]
    assert links[0] == links[1] != []


@pytest.mark.parametrize(
    "address", ["/results/{capture}/day?as_of=2019-01-01", "/ask?q=Hikvision", "/figures", "/map"]
)
def test_the_document_of_a_page_is_english_whoever_asked_for_it_first(readers, alone, address):
    def shown(held, code):
        held.shown.clear()
        held.read(address, code)
        return [msgspec.json.encode(one) for one in held.shown]

    there = shown(readers, pseudo.CODE)
    alone.read(address, "en")
    assert there == shown(alone, pseudo.CODE) != []
