"""A part that any value must hold for a pattern to match: cheap to look for before the pattern is compiled."""

import re

_QUANTIFIERS = "?*{"
_SPECIAL = "^$.+|)*?{}"
_OPENING = re.compile(r"\((?:\?:|\?P<\w+>|(?!\?))")
"""How a group begins whose inside every match holds; not a look around, a flag or a condition."""
_SPACED = re.compile(r"\(\?[A-Za-z]*x")
"""Flags, for a group or for all, under which spaces in a pattern mean nothing."""
NOTHING_SURE = ("",)


def literals_of(pattern: str) -> tuple[str, ...]:
    """Runs of plain ASCII characters, in lower case, one of which every match holds; "" among them: none is sure.

    Of an alternative it is the longest run, or the runs of a group in it whose inside is itself alternatives and
    whose shortest run is longer. Classes are not looked at (syntax of Python's `re`), nor groups that may be left
    out; where a flag lets spaces be ignored, or a comment stands, nothing is sure.
    """
    if "(?#" in pattern:  # what follows a comment may say how often what stands before it comes
        return NOTHING_SURE
    found: list[str] = []
    sure: list[tuple[str, ...]] = [NOTHING_SURE]
    run, at = "", 0
    while at < len(pattern):
        sign, start = pattern[at], at
        at, literal = _step(pattern, at)
        if at < 0 or _SPACED.match(pattern, start):
            return NOTHING_SURE
        if sign == "|":
            found += _surest([*sure, (run,)])
            sure, run = [NOTHING_SURE], ""
            continue
        follows = pattern[at : at + 1]
        if not literal or (follows and follows in _QUANTIFIERS):
            sure.append((run,))
            run = ""
            if (opening := _OPENING.match(pattern, start)) and not (follows and follows in _QUANTIFIERS):
                sure.append(literals_of(pattern[opening.end() : at - 1]))
        else:
            run += literal
    found += _surest([*sure, (run,)])
    return tuple(dict.fromkeys(one.lower() for one in found))


def _surest(choices: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The choice whose shortest run is the longest."""
    return max(choices, key=lambda runs: min(map(len, runs)))


def _step(pattern: str, at: int) -> tuple[int, str]:
    """Where the next part of a pattern begins, and the plain character that this one is, if it is one.

    Returns:
        Position, -1 where a group or class has no end or a brace is no number of times; and a character or "".
    """
    sign = pattern[at]
    if sign == "\\":
        escaped = pattern[at + 1 : at + 2]
        return at + 2, "" if escaped.isalnum() or not escaped.isascii() else escaped
    if sign == "[":
        return _class_end(pattern, at), ""
    if sign == "(":
        return _group_end(pattern, at), ""
    if sign == "{":
        end = pattern.find("}", at)
        return (end + 1 if set(pattern[at + 1 : end]) <= set("0123456789,") else -1), ""
    return at + 1, "" if sign in _SPECIAL or not sign.isascii() else sign


def _class_end(pattern: str, at: int) -> int:
    """One past a character class; a bracket that comes first in it is a member."""
    at += 2 if pattern[at + 1 : at + 2] == "^" else 1
    at += pattern[at : at + 1] == "]"
    while at < len(pattern) and pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at + 1 if at < len(pattern) else -1


def _group_end(pattern: str, at: int) -> int:
    """One past a group and the groups in it."""
    depth = 0
    while 0 <= at < len(pattern):
        sign = pattern[at]
        if sign == "[":
            at = _class_end(pattern, at)
            continue
        depth += (sign == "(") - (sign == ")")
        at += 2 if sign == "\\" else 1
        if depth == 0:
            return at
    return -1
