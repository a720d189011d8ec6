"""Names that somebody knows are found among many as they are one by one."""

from datetime import date

import pytest

from lamppost.attribute.hits import observation
from lamppost.attribute.matching import Matcher
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs

KNOWN = ["relay.dropcam.com", "a.b.xiaoyi.com", "xiaoyi.com", "XIAOYI.com", "app.xiaoyi.com."]
OTHERS = [
    "a.example",
    "",
    "xiaoyi.com.example",
    "notxiaoyi",
    "naïve.example",
    "www.example.net",
    "\u212aelvin.example",
]


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge(load_packs(), date(2026, 11, 27))


@pytest.mark.parametrize(
    "names", [[], OTHERS, KNOWN, [*OTHERS, *KNOWN], OTHERS[:2], ["a.example\nxiaoyi.com"]]
)
def test_the_names_that_are_known_are_those_of_which_something_is_said(knowledge, names):
    observed = observation("one", "name", "dns.log", 1, "2026-11-27")
    said = [bool(Matcher(knowledge).match_name(name, observed)) for name in names]
    assert Matcher(knowledge).known_names(names) == said
    assert any(said) == (names[-len(KNOWN) :] == KNOWN)
