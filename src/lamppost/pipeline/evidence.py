"""Evidence of whatever kind in, a result document out."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from lamppost.model.result import ResultDocument
from lamppost.pipeline.looking import Progress, Question


def look(
    paths: Sequence[Path],
    question: Question,
    progress: Progress | None = None,
    on_compile: Callable[[str], None] | None = None,
) -> ResultDocument:
    """The result document for captures or lists; the arguments are those of `look_on_days`."""
    return look_on_days(paths, question, [question.as_of], progress, on_compile)[0]


def look_on_days(
    paths: Sequence[Path],
    question: Question,
    days: Sequence[date],
    progress: Progress | None = None,
    on_compile: Callable[[str], None] | None = None,
) -> list[ResultDocument]:
    """A result document for each day, of captures or lists that are read once.

    Args:
        paths: Capture files, or folders of them; or lists of suppliers (.csv, .tsv).
        question: Policies and context; its day is not asked about.
        days: The days to ask about.
        progress: Called with file name, bytes done and bytes in all.
        on_compile: Called with a kernel's name before it is compiled for the first time here.

    Raises:
        LamppostError: Wrong use, a broken pack or a broken policy; unreadable evidence is no
            error but part of the document.
    """
    from lamppost.pipeline.lists import is_list

    if any(is_list(path) for path in paths):
        from lamppost.pipeline.listing import look_at_lists

        return look_at_lists(paths, question, days, progress)
    from lamppost.pipeline.looking import look_at_captures

    return look_at_captures(paths, question, days, progress, on_compile)
