"""The words of a condition, as the lexis of CEL divides it: what it asks, and what it may not say.

The lexis is that of https://github.com/google/cel-spec, doc/langdef.md, "Syntax". Some of what CEL
can say would make a known no out of what is not known: `has(listed.x)`, `"x" in listed` and
`listed.exists(…)` are false of a list that is not held, and a function of the implementation absorbs
every error. None of these passes, so that a list is asked in one way: `listed["the-list"]`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lamppost.model.language import tr
from lamppost.model.saying import noted

LISTS = frozenset({"listed", "listed_itself", "scopes"})
"""What is asked by the id of a list."""
MAPS = LISTS | {"maker_seats", "reached_by_law", "place_rules"}
"""What is asked by a key: the id of a list or a law, a country, the rule of a place."""
MACROS = frozenset({"all", "exists", "exists_one", "map", "filter"})
COMPARING = frozenset({"all", "exists", "exists_one", "startsWith", "endsWith", "contains", "in"})
"""Functions that make no text and no number of one; `in (…)` looks like one."""
_SIGNS = frozenset("()[],!=&|?:.")
MOST_MACROS = 3
"""Comprehensions multiply each other's time (doc/langdef.md, "Macro Performance")."""
MOST_LETTERS = 4000

_TOKEN = re.compile(
    r"""
      (?P<blank>[\t\n\f\r ]+|//[^\r\n]*)
    | (?P<text>\"[^\"\\\r\n]*\"|'[^'\\\r\n]*')
    | (?P<name>[_a-zA-Z][_a-zA-Z0-9]*)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_REFUSED = {
    "{": noted("a map or message of its own; compare with a list: kind in ['a', 'b']"),
    "\\": noted("a backslash; in patterns write [.] and [0-9]"),
    '"': noted("a text that does not end on its line"),
    "'": noted("a text that does not end on its line"),
}


class Token(NamedTuple):
    """One word, and the letter at which it begins."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition asks."""

    names: frozenset[str]
    """Every name in it: facts, and functions and variables of its own."""
    lists: frozenset[str]
    """Ids of lists."""
    facts: tuple[tuple[str, str | None], ...]
    """`listed` and the like with each key, in order; every other name with None."""
    texts: frozenset[str]
    """Texts that it compares with."""
    compares_alone: bool
    """Whether all it does with texts is to compare them with other texts, so that what could change its answer
    is among those."""


class NotAllowedError(ValueError):
    """A word that no condition may hold, and the letter at which it begins."""

    def __init__(self, words: str, start: int) -> None:
        super().__init__(words)
        self.words, self.start = words, start


def read_condition(expression: str) -> Asked:
    """What a condition asks.

    Raises:
        NotAllowedError: It could make something known of what is not, or take too long.
    """
    if len(expression) > MOST_LETTERS:
        raise NotAllowedError(tr("more than {most} letters; split the rule", most=MOST_LETTERS), MOST_LETTERS)
    tokens = list(_tokens(expression))
    names, lists, texts = set(), set(), set()
    facts: dict[tuple[str, str | None], None] = {}
    macros, compares_alone = 0, True
    for place, token in enumerate(tokens):
        if token.kind == "text":
            _expect_space(tokens[place - 1] if place else None, token)
            texts.add(token.text[1:-1])
        if token.text in _REFUSED:
            raise NotAllowedError(tr(_REFUSED[token.text]), token.start)
        if token.kind != "name":
            compares_alone = compares_alone and (token.kind == "text" or token.text in _SIGNS)
            continue
        calls = place + 1 < len(tokens) and tokens[place + 1].text == "("
        compares_alone = compares_alone and (not calls or token.text in COMPARING)
        if token.text.startswith("__"):
            raise NotAllowedError(tr("{word}, which is no name of a condition", word=token.text), token.start)
        if token.text in MAPS:
            key = _key_of(tokens[place : place + 4], token)
            facts[token.text, key] = None
            if token.text in LISTS:
                lists.add(key)
        else:
            facts[token.text, None] = None
        names.add(token.text)
        macros += token.text in MACROS
        if macros > MOST_MACROS:
            raise NotAllowedError(
                tr("more than {most} of {words}", most=MOST_MACROS, words=", ".join(sorted(MACROS))),
                token.start,
            )
    return Asked(frozenset(names), frozenset(lists), tuple(facts), frozenset(texts), compares_alone)


def _tokens(expression: str) -> Iterator[Token]:
    """The words without blanks and comments."""
    for found in _TOKEN.finditer(expression):
        kind = found.lastgroup or ""
        if kind != "blank":
            yield Token(kind, found.group(), found.start())


def _expect_space(before: Token | None, text: Token) -> None:
    """Refuse raw texts, bytes and texts in three quotes: each text is what stands between two quotes.

    Raises:
        NotAllowedError: A name or a text touches this one.
    """
    if (
        before is not None
        and before.kind in ("name", "text")
        and before.start + len(before.text) == text.start
    ):
        raise NotAllowedError(
            tr("a text that touches the word before it; write \"…\" or '…', and a space"), text.start
        )


def _key_of(tokens: list[Token], asked: Token) -> str:
    """The key in `listed["key"]`.

    Raises:
        NotAllowedError: It is asked in another way, which would take a list that is not held for one without it.
    """
    shape = [token.text for token in tokens[1:] if token.kind != "text"]
    if len(tokens) == len("x[y]") and shape == ["[", "]"] and len(tokens[2].text) > len("''"):
        return tokens[2].text[1:-1]
    raise NotAllowedError(tr('{word} asked in another way than {word}["key"]', word=asked.text), asked.start)
