"""What is looked for before a pattern is compiled never hides a match."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.knowledge.found import Compiled
from lamppost.knowledge.literals import literals_of
from lamppost.knowledge.loading import load_packs

PIECES = st.sampled_from(
    [
        "a",
        "K",
        "s",
        "-",
        r"\.",
        r"\d",
        r"\(",
        r"\[",
        "[ab]",
        "[^]a]",
        r"[\]b]",
        "(?:a|k)",
        "(?:",
        "(?P<n>",
        "(",
        ")",
        "{0}",
        "{,2}",
        "(a(b)?)",
        "?",
        "*",
        "+",
        "{2}",
        "|",
        "^",
        "$",
        ".",
        "(?i:s)",
        "(?x: a )",
        "(?=a)",
        "(?!k)",
    ]
)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"^Hikvision-Webs/?", "hikvision-webs"),
        (r"a\.example\.net(?:b|c)", "a.example.net"),
        ("abc|def", "abc def"),
        ("abcd?e", "abc"),
        ("(?x)a b", ""),
        (r"[abc]xy\d", "xy"),
        ("abc+d", "abc"),
        ("[ab]{8,40}c", "c"),
        ("a{x|y}", ""),
        (r"^(?P<model>DCS-[0-9]{3})$", "dcs-"),
        ("(?:(xy)z?)+a", "xy"),
        ("(?:xy)?a", "a"),
        ("(?:xy){0}a", "a"),
        ("a(?:xy|z)", "a"),
        ("a(?!kl)", "a"),
        ("a(?<=kl)", "a"),
        ("ab(?#kl)?", ""),
        ("(?i:kl)a", "a"),
        ("abc|[de]|f", "abc '' f"),
        ("ab(?:cde|fg)h", "ab"),
        ("a(?:cde|fg)h", "cde fg"),
        ("a(?:cde|fg)?h", "a"),
        ("(?:abc|d(?:ef|gh))", "abc ef gh"),
        ("(?:ABC|abc)", "abc"),
        ("(?P<x>kx)[0-9]", "kx"),
        ("a|(?x: b )", "''"),
    ],
)
def test_of_the_literals_every_match_holds_one(pattern, literals):
    expected = [one.replace("''", "") for one in literals.split(" ")]
    assert list(literals_of(pattern)) == expected


@given(
    st.lists(PIECES, max_size=8).map("".join), st.text(alphabet="aAbBkKsS-.([]1\u212a\u017f ", max_size=12)
)
def test_no_match_is_hidden(pattern, value):
    try:
        ready = re.compile(pattern, re.IGNORECASE)
    except (re.error, FutureWarning):
        return
    if ready.search(value) and value.isascii():
        assert any(literal in value.lower() for literal in literals_of(pattern))


def test_every_example_of_the_shipped_fingerprints_is_still_found():
    held = load_packs().fingerprints
    for row in held.values():
        compiled = Compiled(row.id, literals_of(row.pattern), held)
        for value in (*row.examples, *row.non_examples):
            assert bool(compiled.search(value)) == bool(compiled.pattern.search(value)), row.id
