"""Values of links that are our own words, in the reader's language: what a fingerprint shows, since when a law or a listing holds.

Chains of documents hold them as English text; they are read again here, and what does not read stays as it is.
"""

import re
from collections.abc import Callable, Mapping

from lamppost.model.language import ENGLISH, language, tr
from lamppost.model.saying import noted
from lamppost.model.vocabulary import A_KIND

_IN_FORCE = re.compile(r"in force since (?P<day>\S+)")
_NO_DAY_OF_FORCE = noted("the day it came into force is not held")
_SHOWS = re.compile(
    r"(?:made by (?P<maker>.+?))?"
    r"(?:(?:^|, )built by (?P<builder>.+?))?"
    r"(?:(?:^|, )of the line (?P<line>.+?))?"
    r"(?:(?:^|, )(?:an? (?P<kind>[a-z ]+)|(?P<watching>something that (?:watches or listens|may watch or listen))))?"
)
_SHOWN = {
    "maker": noted("made by {name}"),
    "builder": noted("built by {name}"),
    "line": noted("of the line {name}"),
}
_WATCHING = {
    "something that watches or listens": noted("something that watches or listens"),
    "something that may watch or listen": noted("something that may watch or listen"),
}
_LISTED = re.compile(
    r"(?P<list>.+), as “(?P<name>.+)”, (?P<since>by|since) (?P<day>\S+?)(?:, until (?P<end>\S+))?"
)
_ON_LIST = {
    ("since", False): noted("{list}, as “{name}”, since {day}"),
    ("by", False): noted("{list}, as “{name}”, by {day}"),
    ("since", True): noted("{list}, as “{name}”, since {day}, until {end}"),
    ("by", True): noted("{list}, as “{name}”, by {day}, until {end}"),
}


def value_told(prop: str, value: str) -> str:
    """The value of a link, its words in the language that is spoken here.

    Args:
        prop: The property of the link.
        value: Its value, made plain.
    """
    return value if language() == ENGLISH or prop not in _TOLD else _TOLD[prop](value)


def _in_force(value: str) -> str:
    if (found := _IN_FORCE.fullmatch(value)) is not None:
        return tr("in force since {day}", day=found["day"])
    return tr(_NO_DAY_OF_FORCE) if value == _NO_DAY_OF_FORCE else value


def _shows(value: str) -> str:
    if value == "known":
        return tr("known")
    found = _SHOWS.fullmatch(value)
    if found is None:
        return value
    kind = A_KIND.get((found["kind"] or "").replace(" ", "_"))
    if found["kind"] and kind is None:
        return value
    told = [tr(words, name=found[name]) for name, words in _SHOWN.items() if found[name]]
    told += [tr(kind)] if kind else []
    told += [tr(_WATCHING[found["watching"]])] if found["watching"] else []
    return ", ".join(told)


def _listed(value: str) -> str:
    found = _LISTED.fullmatch(value)
    if found is None:
        return value
    held = {name: text for name, text in found.groupdict().items() if text and name != "since"}
    return tr(_ON_LIST[found["since"], bool(found["end"])], **held)


_FOUND = {
    "a camera": noted("a camera"),
    "no camera": noted("no camera"),
    "gone": noted("nothing any more"),
}


def _found(value: str) -> str:
    return tr(_FOUND[value]) if value in _FOUND else value


_TOLD: Mapping[str, Callable[[str], str]] = {
    "look.found": _found,
    "reply.found": _found,
    "fingerprint": _shows,
    "in_force": _in_force,
    "listed_on": _listed,
}
