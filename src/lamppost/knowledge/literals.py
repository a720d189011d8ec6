"""A part that any value must hold for a pattern to match: cheap to look for before the pattern is compiled."""

import re

_QUANTIFIERS = "?*{"
_SPECIAL = "^$.+|)*?{}"
_OPENING = re.compile(r"\((?:\?:|\?P<\w+>|(?!\?))")
"""How a group begins whose inside every match holds; not a look around, a flag or a condition."""


def literal_of(pattern: str) -> str:
    """The longest run of plain ASCII characters that every match holds, in lower case; "" where none is sure.

    Classes are not looked at (syntax of Python's `re`), nor groups that may be left out: a pattern, or the inside
    of a group, with an alternative at its top, or with a flag that lets spaces be ignored, has none.
    """
    if "(?#" in pattern:  # what follows a comment may say how often what stands before it comes
        return ""
    runs, run, at = [""], "", 0
    while at < len(pattern):
        sign, start = pattern[at], at
        at, literal = _step(pattern, at)
        if sign == "|" or at < 0:
            return ""
        if (
            sign == "("
            and pattern[start + 1 : start + 2] == "?"
            and "x" in pattern[start:at].split(")", maxsplit=1)[0].split(":", maxsplit=1)[0]
        ):
            return ""
        follows = pattern[at : at + 1]
        if not literal or (follows and follows in _QUANTIFIERS):
            runs.append(run)
            run = ""
            if (opening := _OPENING.match(pattern, start)) and not (follows and follows in _QUANTIFIERS):
                runs.append(literal_of(pattern[opening.end() : at - 1]))
        else:
            run += literal
    return max([*runs, run], key=len).lower()


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
