"""Markdown, made: tables, headings, and texts that stay texts."""

import re
from collections.abc import Iterable, Sequence

_CODE = re.compile(r"(`[^`]*`)")
_SPACES = re.compile(r"\s+")


def words(text: object) -> str:
    """A text on one line in which nothing but code between backticks is marked; nothing for None."""
    if text is None:
        return ""
    parts = _CODE.split(_SPACES.sub(" ", str(text)).strip())
    return "".join(part if at % 2 else _plain(part) for at, part in enumerate(parts))


def code(text: object) -> str:
    """A text as code; nothing for None or an empty one."""
    held = _SPACES.sub(" ", str(text)).strip() if text is not None else ""
    if not held:
        return ""
    fence = "``" if "`" in held else "`"
    return f"{fence} {held} {fence}" if fence == "``" else f"`{held}`"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table, whose cells are marked already; nothing without rows."""
    lines = ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(head) + " |", "|" + " --- |" * len(head), *lines]) + "\n"


def page(title: str, *parts: str) -> str:
    """A page: its title, then its parts, a blank line between them; parts of nothing are left out."""
    return "\n\n".join([f"# {title}", *(part.strip("\n") for part in parts if part.strip())]) + "\n"


def anchor(text: str) -> str:
    """What the heading of a text is found by (the slug of Python-Markdown, for ASCII)."""
    kept = re.sub(r"[^\w\s-]", "", text.replace("`", "")).strip().lower()
    return re.sub(r"[-\s]+", "-", kept)


def quoted(text: str) -> str:
    """A text as a quotation."""
    return f"> {words(text)}"


def _cell(text: str) -> str:
    """A cell whose bars are no borders; those in code are none by themselves."""
    parts = _CODE.split(text)
    return "".join(part if at % 2 else part.replace("|", "\\|") for at, part in enumerate(parts))


def _plain(text: str) -> str:
    return re.sub(
        r"([*\[\]\\])", r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    )
