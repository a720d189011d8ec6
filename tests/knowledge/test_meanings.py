"""What the words of a question may mean, where it is not said what kind of thing is asked for."""

from datetime import date

import pytest

from lamppost import pipeline
from lamppost.knowledge.answers import meanings as module
from lamppost.knowledge.answers.names import GivenNames

HELD = {
    "company": {"a": ["Example Works"]},
    "brand": {"b": ["Example Worksy"]},
    "law": {"c": ["Example Works"]},
}


@pytest.fixture
def meant(monkeypatch):
    """What words mean among a few made names."""
    packs = pipeline.load_packs()
    monkeypatch.setattr(module, "names_of", lambda subject, _: GivenNames(HELD.get(subject, {})))
    monkeypatch.setattr(module, "called", lambda _, found, __: found)
    return lambda asked: [
        (one.subject, one.id) for one in module.meanings(asked, packs, date(2026, 11, 23)).meant
    ]


def test_only_the_closest_spelling_counts(meant):
    assert meant("example works") == [("company", "a"), ("law", "c")]
    assert meant("Example Worksi") == [("company", "a"), ("brand", "b"), ("law", "c")]


def test_what_has_the_shape_of_an_address_is_nothing_else(meant):
    assert meant("192.0.2.1") == [("host", "192.0.2.1")]
    assert meant("00:00:5e:00:53:01") == [("mac", "00:00:5e:00:53:01")]
    assert meant("nothing of the sort") == []
