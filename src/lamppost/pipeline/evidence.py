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
        paths: Capture files, or folders of them; lists of suppliers or things (.csv, .tsv); or both, and then
            the rows of the lists are held against what was captured.
        question: Policies and context; its day is not asked about.
        days: The days to ask about.
        progress: Called with file name, bytes done and bytes in all.
        on_compile: Called with a kernel's name before it is compiled for the first time here.

    Raises:
        LamppostError: Wrong use, a broken pack or a broken policy; unreadable evidence is no
            error but part of the document.
    """
    from lamppost.pipeline.lists import is_list

    lists = [path for path in paths if is_list(path)]
    captures = [path for path in paths if not is_list(path)]
    if not captures:
        from lamppost.pipeline.listing import look_at_lists

        return look_at_lists(lists, question, days, progress)
    from lamppost.pipeline.looking import look_at_captures

    together = None
    if lists:
        from lamppost.pipeline.together import Lists

        together = Lists(lists, question, days[-1], progress)
    return look_at_captures(captures, question, days, progress, on_compile, together)
