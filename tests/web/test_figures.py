"""Figures: each published claim beside our live query, with its caveats, sources and days."""

import re
from html import unescape

import jsonschema
import pytest
from tests.report.strict_page import Page
from tests.web.test_api import described, schema_of
from tests.web.test_screens import assert_readable

from lamppost import pipeline
from lamppost.model.answer import encode_answer
from lamppost.report import wording


@pytest.fixture(scope="module")
def packs():
    return pipeline.load_packs()


@pytest.fixture
def answer(packs, desk):
    return pipeline.ask("figures", "", desk.question.as_of, packs)


def test_every_figure_shows_what_was_published_what_is_counted_and_what_to_watch_out_for(client, answer):
    page = assert_readable(client.get("/figures").text)
    assert len(answer.sections) == 18
    for section in answer.sections:
        figure = section.figure
        assert section.code in page.ids
        for words in (section.title, figure.state_words, figure.value, figure.published.said_by):
            assert wording.plain(words)[1:] in page.text
        assert all(wording.plain(note).strip() in page.text for note in figure.caveats)


def test_every_source_of_a_figure_stands_in_a_drawer_with_its_day(client, answer):
    drawers = "\n".join(Page(client.get("/figures").text).drawers)
    for section in answer.sections:
        for link in section.claims[0].chain:
            assert wording.plain(wording.where(link)) in drawers


def test_the_parts_of_a_figure_say_what_its_claims_say(answer):
    for section in answer.sections:
        figure = section.figure
        said = [f"{figure.state_words}: {figure.value}", *(f"  {note}" for note in figure.caveats)]
        assert [one.text for one in section.claims] == said


def test_words_of_a_publication_are_shown_only_with_where_they_were_read(answer):
    for section in answer.sections:
        said = section.figure.published
        read = (said.original, said.source, said.url, said.retrieved)
        assert all(one is None for one in read) or all(one is not None for one in read)


def test_another_day_counts_again(client):
    before = unescape(client.get("/figures?as_of=2019-10-08").text)
    assert "Nobody of the batch was listed on this day" in before
    assert "Nobody of the batch was listed on this day" not in client.get("/figures").text
    assert "The edition of 2019 is not held" in client.get("/figures?as_of=2019-01-01").text


def test_a_listing_on_another_states_list_of_that_name_reproduces_nothing(client):
    text = client.get("/figures").text
    huawei = text[text.index('id="huawei-entity-list"') : text.index('id="entity-list-28"')]
    assert "on Entity List since 2019-05-16" in huawei
    assert "Taiwan" not in huawei


def test_what_became_of_a_matter_does_not_reproduce_what_was_said_of_it_before(answer):
    figure = next(one.figure for one in answer.sections if one.code == "eu-considers")
    assert figure.state == "unchecked"
    assert any("since: " in note for note in figure.caveats)


def test_each_state_leaves_as_many_figures_as_it_says(client):
    text = client.get("/figures").text
    found = re.findall(r'href="(\?as_of=[^"]+state=\w+)">.*?<span class="quiet">(\d+)</span>', text)
    assert len(found) == 3
    for query, count in found:
        assert client.get(f"/figures{unescape(query)}").text.count("<article") == int(count)


def test_programs_get_the_document_that_the_page_shows(client, answer):
    got = client.get("/api/figures")
    assert got.content == encode_answer(answer)
    jsonschema.validate(got.json(), schema_of(described(client), "/api/figures"))


@pytest.mark.parametrize("day", ["yesterday", "2019-13-01", "<b>"])
def test_a_day_that_is_none_is_refused_in_words(client, day):
    got = client.get("/figures", params={"as_of": day})
    assert got.status_code == 422
    assert "That is no day" in got.text
    assert_readable(got.text)


def test_start_and_sources_lead_to_the_figures(client, looked):
    assert 'href="/figures"' in client.get("/").text
    assert 'href="/figures?as_of=2026-11-23"' in client.get(f"/results/{looked}/sources").text


def test_the_page_of_figures_is_less_than_300_kb(client):
    assert len(client.get("/figures").content) < 300_000
