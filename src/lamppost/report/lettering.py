"""Text made harmless, cut and wrapped to columns; numbers as people write them."""

import re
import unicodedata

from rich.cells import cell_len, chop_cells

from lamppost.model.language import decimal, number, told, tr

__all__ = ["cell", "counted", "cut", "number", "plain", "size", "wrapped"]

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]"  # control sequences (ECMA-48 §5.4)
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)"  # strings (§5.6)
    r"|\x1b[ -/]*[0-~]"
)
_MOST_MARKS = 3
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that a spreadsheet would run, full-width ones too; such a cell gets an apostrophe in front."""
_SPLIT = re.compile(r"(;\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a cell goes on after what separates cells in many countries."""


def cell(value: object) -> str:
    """A value as the text of a spreadsheet's cell that runs nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)  # a number below zero is no formula
    text = _SPLIT.sub(r"\1'", str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(value: object) -> str:
    """The value as one line of text that cannot act on a terminal or turn the reading direction.

    A sentence of the document that is shown is said in the language that is spoken here.

    Escape sequences, control and format characters (among them every bidirectional mark),
    variation selectors and unassigned code points are removed; white space becomes one space, and
    no letter keeps more than three combining marks.
    """
    text = told(str(value))
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept: list[str] = []
    marks = 0
    for char in _ESCAPES.sub("", text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if char.isspace():
            kept.append(" ")
        elif category not in _DROPPED and marks <= _MOST_MARKS and not _is_selector(char):
            kept.append(char)
    return " ".join("".join(kept).split())


def cut(text: str, columns: int) -> str:
    """The text, at most so many display columns wide, with `…` where its middle was left out."""
    if cell_len(text) <= columns:
        return text
    if columns < 2:
        return "…"[:columns]
    tail = (columns - 1) // 3
    head = _first(text, columns - 1 - tail)
    end = _first(text[::-1][: tail + 1], tail)[::-1]
    return f"{head}…{end}"


def _first(text: str, columns: int) -> str:
    """As much of the beginning as fits."""
    return next(iter(chop_cells(text, columns)), "") if columns else ""


def wrapped(text: str, columns: int, most: int | None = None) -> list[str]:
    """The text in lines of at most so many display columns; East Asian wide letters count two.

    Args:
        text: One line, as `plain` leaves it.
        columns: Display columns, two or more.
        most: How many lines at most; what is beyond them is left out with `…`.
    """
    lines = [""]
    for word in text.split(" "):
        for piece in chop_cells(word, columns) or [""]:
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if cell_len(joined) <= columns:
                lines[-1] = joined
            else:
                lines.append(piece)
    if most is None or len(lines) <= most:
        return lines
    last = chop_cells(" ".join(lines[most - 1 : most + 1]), columns - 1)[0]
    return [*lines[: most - 1], last.rstrip() + "…"]


def size(count: int | None) -> str:
    """A number of bytes in decimal units: `999 B`, `1.2 MB`; that it is not told where it is None."""
    if count is None:
        return tr("not told")
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 999.95 or unit == "TB":
            return f"{count} B" if unit == "B" else f"{decimal(amount)} {unit}"
        amount /= 1000
    raise AssertionError


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 issue`, `2 issues`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def _is_selector(char: str) -> bool:
    """Variation selectors, skin-tone modifiers and the Hangul fillers: letters of no width of their own."""
    return (
        "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
        or "\u180b" <= char <= "\u180f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or char in "\u115f\u1160\u3164\uffa0"
    )
