"""Maps and registers of cameras in, one map out: which files are maps, what reads each, and how several are joined."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from lamppost.model.ground import StreetMap
from lamppost.model.observations import Evidence, Issue
from lamppost.model.saying import noted, say
from lamppost.observe.magic import sniff_bytes
from lamppost.observe.standing import Standing
from lamppost.pipeline.street.handed import HowFar, handed_over, start_of
from lamppost.pipeline.street.joining import join, joined
from lamppost.pipeline.street.values import unread_values

Progress = Callable[[str, int, int], None]
READERS = ("osm", "overpass", "camera_register")
"""Folders of readers of maps, in the order in which they are asked."""


class Map(NamedTuple):
    """A file that a reader of maps knows."""

    reader: str
    form: str


class Reader(Protocol):
    """What a reader of maps offers; which files it reads, its `forms` say."""

    def read(
        self, path: Path, shown_as: str, form: str, progress: Progress | None = None
    ) -> tuple[StreetMap, HowFar]:
        """What the file holds, and how far it could be read."""

    def companions(self, path: Path, form: str) -> list[Path]:
        """Files that belong to it and are read with it."""


def is_map(path: Path) -> bool:
    """Whether a file is a map or a register of cameras, by its first bytes, unpacked, and its name."""
    return map_of(path) is not None


def map_of(path: Path) -> Map | None:
    """Which reader of maps knows a file; None for whatever else, and for what cannot be opened."""
    try:
        if not path.is_file():
            return None
    except OSError:
        return None
    return map_of_bytes(start_of(path), path.name)


def map_of_bytes(start: bytes, name: str) -> Map | None:
    """Which reader of maps knows a file by its first bytes, unpacked, and its name."""
    if sniff_bytes(start) is not None:
        return None  # a capture: no reader of maps need be asked
    for one in READERS:
        known = import_module(f"lamppost.observe.{one}.forms")
        if start and (form := known.recognise(start, name)) is not None:
            return Map(one, form)
    return None


def read_maps(
    paths: Sequence[Path], progress: Progress | None = None, called: Mapping[Path, str] | None = None
) -> StreetMap:
    """Everything that maps and registers hold, joined; never raises for what is in them.

    Files are read in the order in which they are given. An element of OpenStreetMap that several hold counts once, as the first
    has it, and is said. A file that is given again, or the bytes of which are those of one before it, is not read again, and is said.

    Args:
        paths: Files for which `is_map` says yes.
        progress: Called with file name, bytes done and bytes in all.
        called: How results call files, where otherwise than by their names.

    Raises:
        LamppostError: A file cannot be opened.
    """
    whole = StreetMap()
    given: dict[Path, str] = {}
    same: dict[str, str] = {}
    for path in paths:
        shown_as = (called or {}).get(path, path.name)
        if path in given:
            whole.issues.append(
                _twice(shown_as, noted("this file was given more than once; it was read once"))
            )
            continue
        given[path] = shown_as
        known = map_of(path)
        with handed_over(path, shown_as) as handed:
            first = None if known is None or handed.is_refused else same.get(handed.sha256)
            if known is None or handed.is_refused:
                found, how_far = _not_read(shown_as, known)
            elif first is not None and not _reader_named(known.reader).companions(path, known.form):
                words = say(
                    "this file and {other} are the same; what is in them is counted once", other=first
                )
                found, how_far = StreetMap(issues=[_twice(shown_as, words)]), "whole"
            else:
                found, how_far = _read(handed.path, shown_as, known, progress)
            changes = handed.changes()
            found.issues = [*handed.issues, *found.issues, *changes]
            how_far = "part" if changes and how_far == "whole" else how_far
            if how_far != "none":
                same.setdefault(handed.sha256, shown_as)
            form = "map" if known is None else f"{known.reader} {known.form}"
            found.evidence = [handed.evidence(form, how_far)]
            if known is not None and how_far != "none":
                found.evidence += _beside(known, path, how_far)
        join(whole, found)
    whole = joined(whole)
    whole.issues += unread_values(whole.sites, whole.evidence)
    return whole


def _read(path: Path, shown_as: str, known: Map, progress: Progress | None) -> tuple[StreetMap, HowFar]:
    """What a file holds, and how far it could be read, with the files that belong to it as they stood."""
    reader = _reader_named(known.reader)
    beside = [(one.name, Standing(one)) for one in reader.companions(path, known.form)]
    try:
        found, how_far = reader.read(path, shown_as, known.form, progress)
    except OSError as error:
        return StreetMap(issues=[_lost(shown_as, error)]), "none"
    if changes := [one for name, standing in beside for one in standing.trouble(name)]:
        found.issues += changes
        how_far = "part" if how_far == "whole" else how_far
    return found, how_far


def _lost(shown_as: str, error: OSError) -> Issue:
    """A file that could be opened a moment ago."""
    return Issue(
        evidence=shown_as,
        row=None,
        what=say("cannot be opened: {reason}", reason=error.strerror or str(error)),
        expected=noted("a readable file"),
        hint=noted("Check the path and your permission to read it."),
    )


def _twice(shown_as: str, words: str) -> Issue:
    """What is said of a file that was read before under this name or another."""
    return Issue(
        evidence=shown_as,
        row=None,
        what=words,
        expected=noted("each file once"),
        hint=noted("Give one of the two."),
    )


def _beside(known: Map, path: Path, how_far: HowFar) -> list[Evidence]:
    """The files that were read with a map because they belong to it."""
    found = []
    for companion in _reader_named(known.reader).companions(path, known.form):
        with handed_over(companion, companion.name) as handed:
            found.append(handed.evidence(f"{known.reader} {companion.suffix.lower().lstrip('.')}", how_far))
    return found


def _not_read(shown_as: str, known: Map | None) -> tuple[StreetMap, HowFar]:
    """Nothing, and why, where nobody has said so yet."""
    if known is not None:
        return StreetMap(), "none"
    issue = Issue(
        evidence=shown_as,
        row=None,
        what=noted("no map or register of cameras that is known"),
        expected=noted(
            "a file of OpenStreetMap, GeoJSON, a CSV with columns for latitude and longitude, or a shapefile of points"
        ),
        hint=noted("Is it empty, or cut? Columns are told by their headings: latitude and longitude."),
    )
    return StreetMap(issues=[issue]), "none"


def _reader_named(name: str) -> Reader:
    """A reader of maps, imported now."""
    return cast("Reader", import_module(f"lamppost.observe.{name}.reader"))
