"""Letters about what a result holds: nothing is looked up, and nothing is sent."""

from lamppost.model.result import ResultDocument
from lamppost.report.letter.kinds import KINDS, kind_of
from lamppost.report.letter.renderer import MEDIA, render_letter
from lamppost.report.letter.subjects import Choice, choices
from lamppost.report.letter.writing import Letter, write

__all__ = ["LETTERS", "MEDIA", "Letter", "letter", "letter_choices", "render_letter"]

LETTERS = {name: kind_of(name) for name in KINDS}
"""The kinds of letter by name, in the order in which they are offered."""


def letter(result: ResultDocument, identity: str, kind: str) -> Letter:
    """A letter about one thing of a result.

    Args:
        result: The result document; nothing else is read.
        identity: Id of a device, a row, a verdict, a destination or a gap.
        kind: One of `LETTERS`.

    Raises:
        ResultError: There is no such kind or id, or nobody can be asked.
    """
    return write(result, identity, kind)


def letter_choices(result: ResultDocument) -> list[Choice]:
    """Everything in a result that a letter may be about."""
    return choices(result)
