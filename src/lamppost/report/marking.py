"""Texts of strangers within Markdown: shown as they are, never taken for markup."""

import re

from lamppost.report.wording import cut, plain

MOST_LETTERS = 400
"""Of one cell: the summary of a step is held to 1 MiB."""
_MARKS = re.compile(r"([\\`*_{}\[\]|~>$])")
"""Letters that Markdown may take for more than themselves inside a line."""
_LIVE = re.compile(r"([@#]|:(?=//)|\bwww(?=\.))", re.IGNORECASE)
"""Where GitHub sees a mention, a reference to an issue, or an address."""


def unmarked(text: str, most: int = MOST_LETTERS) -> str:
    """A text that Markdown shows as it is, on one line: no markup, no HTML, no cell of a table.

    A space of no width, written as an entity, keeps GitHub from making a mention, a reference or a link of it.

    Args:
        text: The text.
        most: How many columns of it are shown.
    """
    shown = cut(plain(text), most).replace("&", "&amp;").replace("<", "&lt;")
    shown = _MARKS.sub(r"\\\1", shown)
    return _LIVE.sub(r"\1&#8203;", shown)
