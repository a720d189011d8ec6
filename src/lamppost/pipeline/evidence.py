"""Evidence of whatever kind in, a result document out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.result import ResultDocument
from lamppost.pipeline.looking import Progress, Question

STANDARD_INPUT = Path("-")
STANDARD_INPUT_NAME = "standard input"


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
        paths: Capture files, or folders of them; lists; or both, and then
            the rows of the lists are held against what was captured. `-` is standard input, either of them.
        question: Policies and context; its day is not asked about.
        days: The days to ask about.
        progress: Called with file name, bytes done and bytes in all.
        on_compile: Called with a kernel's name before it is compiled for the first time here.

    Raises:
        LamppostError: Wrong use, a broken pack or a broken policy; unreadable evidence is no
            error but part of the document.
    """
    from lamppost.observe.flow_table.chosen import choosing

    with choosing(question.flow_columns):
        return _look_at_files(paths, question, days, progress, on_compile)


def _look_at_files(
    paths: Sequence[Path],
    question: Question,
    days: Sequence[date],
    progress: Progress | None,
    on_compile: Callable[[str], None] | None,
) -> list[ResultDocument]:
    """The same, with what the user says of columns of flow tables known to who reads them."""
    from lamppost.observe.opening import begin_standard_input, rest_of_standard_input
    from lamppost.pipeline.lists import format_of_bytes, handed_in
    from lamppost.pipeline.observing import log_of_bytes

    if (
        STANDARD_INPUT in paths
        and log_of_bytes(start := begin_standard_input(), STANDARD_INPUT_NAME) is None
        and format_of_bytes(start) is not None
    ):
        with handed_in(start, rest_of_standard_input()) as path:
            given = [path if one == STANDARD_INPUT else one for one in paths]
            return _look(given, question, days, progress, on_compile, {path: STANDARD_INPUT_NAME})
    return _look(paths, question, days, progress, on_compile, {})


def _look(
    paths: Sequence[Path],
    question: Question,
    days: Sequence[date],
    progress: Progress | None,
    on_compile: Callable[[str], None] | None,
    called: Mapping[Path, str],
) -> list[ResultDocument]:
    """The same of files, some of which may be called otherwise than they are.

    Raises:
        LamppostError: Maps are given beside other evidence, or a place is asked about and no map is given.
    """
    from lamppost.pipeline.lists import is_list
    from lamppost.pipeline.observing import log_of
    from lamppost.pipeline.street.reading import is_map

    maps = [path for path in paths if is_map(path) and not (question.read_as.columns and is_list(path))]
    if maps:
        _refuse_to_resume(question)
        from lamppost.pipeline.street.looking import look_at_maps

        _refuse_others(maps, paths)
        return look_at_maps(maps, question, days, progress, called, on_compile)
    _refuse_a_place(question)
    lists = [path for path in paths if log_of(path) is None and is_list(path)]
    captures = [path for path in paths if path not in lists]
    if not captures:
        _refuse_to_resume(question)
        from lamppost.pipeline.listing import look_at_lists

        return look_at_lists(lists, question, days, progress, called)
    from lamppost.pipeline.looking import look_at_captures

    together = None
    if lists:
        from lamppost.pipeline.together import Lists

        together = Lists(lists, question, days[-1], progress, called)
    return look_at_captures(captures, question, days, progress, on_compile, together)


def _refuse_others(maps: Sequence[Path], paths: Sequence[Path]) -> None:
    """A map says what stands in a street, and a capture or a list what is on a network: they are looked at one by one.

    Raises:
        LamppostError: There is anything but maps and registers of cameras.
    """
    if other := next((path for path in paths if path not in maps), None):
        raise LamppostError(
            tr("{map} is a map, and {other} is none", map=maps[0].name, other=other.name),
            hint=tr("Look at them one after the other; registers of cameras go with a map."),
        )


def _refuse_to_resume(question: Question) -> None:
    """What captures and logs alone need is refused of lists and maps.

    Raises:
        LamppostError: It is to be kept what they tell.
    """
    if question.resume is not None:
        raise LamppostError(
            tr("--resume keeps what captures and logs tell, and none is given"),
            hint=tr("Lists and maps are read anew; leave it out."),
        )


def _refuse_a_place(question: Question) -> None:
    """What is asked of maps alone is refused of other evidence.

    Raises:
        LamppostError: A place, a box, or homes are asked about.
    """
    asked = question.street
    named = (
        ("--place", asked.place),
        ("--bbox", asked.bounds),
        ("--with-homes", asked.with_homes),
        ("--walk", asked.walk and asked.walk.ends),
        ("--gpx", asked.walk and asked.walk.path),
    )
    if option := next((name for name, value in named if value), None):
        raise LamppostError(
            tr("{option} is asked of a map, and none is given", option=option),
            hint=tr("Give an extract of OpenStreetMap (.osm.pbf) or a register of cameras."),
        )
