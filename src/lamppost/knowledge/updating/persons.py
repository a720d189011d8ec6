"""Whether a row names an organisation or a person, where the publisher's type does not settle it.

A person who is taken for an organisation is the worse mistake: a word counts only if hardly anybody is
called that, initials are no legal form, and where nothing tells the two apart the row is unclear.
"""

import re
import unicodedata
from collections.abc import Iterable

_WORDS = """
    academy administration aerospace agency aircraft airlines airways aktiengesellschaft asociacion
    association associates authority aviation brigade bureau center centre chemical chemicals cjsc commission
    committee companies company complex computer computers consortium construction corporation department
    digital directorate division dmcc electronic electronics energy engineering enterprise enterprises
    equipment establishment exchange export exports factory federation foundation fzco fzllc global gmbh group
    headquarters holdings import imports incorporated industrial industries industry infrastructure institute
    institution insurance intelligence international investment investments jsc laboratories laboratory
    limitada limited llc llp logistics ltd ltda machinery manufacturing ministry motors national network
    networks office ojsc ooo organisation organization partnership petroleum pharmaceutical pharmaceuticals
    pjsc republic research sarl security semiconductor semiconductors services shipping shipyard society
    software solutions studio subsidiary successor supplies systems technologies technology telecom
    telecommunications terminal traders trading transport university ventures
"""
ORGANISATION_WORDS = frozenset(_WORDS.split())
"""Words that a name of a person does not bear, wherever they stand."""
LAST_WORDS = frozenset(["bhd", "corp", "fzc", "fze", "inc", "kft", "oao", "plc", "pte", "pty", "pvt"])
"""Legal forms that a name of a person does not end with."""
DOTTED_FORM = re.compile(r"(?:S\.p\.A\.|S\.r\.l\.|S\.[aà] ?r\.l\.|d\.o\.o\.|s\.r\.o\.|z o\.o\.|de C\.V\.)$")
"""Forms that are no initials; S.A. and A.G. are somebody's, as in Petrov S.A."""


def bears_organisation_word(name: str) -> bool:
    """Whether a name holds a word that tells an organisation from a person."""
    plain = unicodedata.normalize("NFKD", re.sub(r"(?<=\b\w)\.(?=\w\b)", "", name.strip())).casefold()
    words = re.findall(r"\w+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return (
        not ORGANISATION_WORDS.isdisjoint(words)
        or not LAST_WORDS.isdisjoint(words[-1:])
        or DOTTED_FORM.search(name.strip()) is not None
    )


def says_of_a_person(cells: Iterable[object]) -> bool:
    """Whether anything stands in fields that only persons have, such as a day of birth."""
    return any(cell.strip(" ;") if isinstance(cell, str) else cell for cell in cells)
