"""What shows a thing that does not watch, held against what shows one that does."""

import re

import pytest

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.structs import Fingerprint
from lamppost.model.vocabulary import WATCHING_KINDS

FINGERPRINTS = list(load_packs().fingerprints.values())


def _watches(row: Fingerprint) -> bool:
    return bool(row.shows.watches) or row.shows.kind in WATCHING_KINDS


def _examples(of_kinds: set[str]) -> list[tuple[str, str, str]]:
    return [
        (row.id, row.field, text)
        for row in FINGERPRINTS
        if row.shows.kind in of_kinds
        for text in row.examples
    ]


@pytest.mark.parametrize(
    "kind",
    ["tv", "phone", "computer", "printer", "router", "hub", "plug", "light", "sensor", "appliance", "other"],
)
def test_no_word_of_a_thing_that_does_not_watch_is_also_one_of_a_thing_that_does(kind: str) -> None:
    examples = _examples({kind})
    assert examples
    confused = [
        (shown, row.id)
        for shown, field, text in examples
        for row in FINGERPRINTS
        if row.field == field and _watches(row) and re.search(row.pattern, text, re.IGNORECASE)
    ]
    assert confused == []


@pytest.mark.parametrize(
    "kind", ["camera", "doorbell", "recorder", "access_terminal", "conference", "speaker"]
)
def test_a_kind_that_watches_or_listens_is_shown_by_its_own_words_alone(kind: str) -> None:
    examples = _examples({kind})
    assert examples
    other = {
        "phone",
        "computer",
        "printer",
        "router",
        "hub",
        "plug",
        "light",
        "sensor",
        "appliance",
        "other",
        "tv",
    }
    confused = [
        (shown, row.id)
        for shown, field, text in examples
        for row in FINGERPRINTS
        if row.field == field and row.shows.kind in other and re.search(row.pattern, text, re.IGNORECASE)
    ]
    assert confused == []
