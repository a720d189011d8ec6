"""OpenStreetMap's files, as osmium reads them: PBF, XML, o5m and OPL (https://wiki.openstreetmap.org/wiki/PBF_Format).

The file is read twice, each time no more of it than is wanted: relations, so that it is known which ways are parts of them; nodes and
ways. Filters of osmium leave out nodes and relations that bear no tag that is asked for, so that no Python runs for them. A PBF file that
is as most are is decoded by kernels instead (`observe.osm.plain`), with the same result. Who edited, when to the second, and any free
text are not kept.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import osmium
from osmium.filter import KeyFilter
from osmium.io import File
from osmium.osm import NODE, RELATION, WAY

from lamppost.model.ground import StreetMap
from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say, say_n
from lamppost.observe.osm.blocks import UnusualError, blobs_of, blocks_end
from lamppost.observe.osm.forms import FORMS as FORMS  # noqa: PLC0414 - part of what a reader offers
from lamppost.observe.osm.forms import recognise as recognise  # noqa: PLC0414
from lamppost.observe.osm.gathering import Gathering
from lamppost.observe.osm.plain import Place, gathered_of, is_worth_it
from lamppost.observe.osm.tables import put_into
from lamppost.observe.osm.words import NODE_KEYS, ODD_KEYS, RELATION_KEYS

Progress = Callable[[str, int, int], None]
HowFar = Literal["whole", "part", "none"]
_WHOLE = ("PBF error: ", "OPL error: ", "XML parsing error at line ", "failed to uncompress data: ")
"""How sentences of osmium's begin that quote nothing but a place."""
_HEADS = frozenset(
    {
        "wrong format for coordinate", "characters after coordinate", "illegal id", "end of buffer exception", "invalid tag exception",
        "unknown pbf field type exception", "xml file nested too deep", "Missing ref on relation <member>",
        "Unknown element in <node>", "Unknown element in <way>", "Unknown element in <relation>",
    }
)  # fmt: skip
"""What others say before they quote the file, or say alone."""
_TOO_LONG = frozenset({"OSM tag value is too long", "OSM relation member role is too long"})
_MOST_LETTERS = 200
_OSM_BASE = re.compile(rb'<meta osm_base="([0-9TZ:.-]{10,30})"')
_HEAD = 4096
_ERRORS = (RuntimeError, ValueError, OSError, osmium.InvalidLocationError)
"""What osmium raises for files that are damaged; `UnicodeDecodeError`, for a tag that is no text, is a `ValueError`."""


def read(path: Path, shown_as: str, form: str, progress: Progress | None = None) -> tuple[StreetMap, HowFar]:
    """What a file holds of cameras, walls, ways and places, and how far it could be read; never raises for what is in it.

    Args:
        path: The file, unpacked.
        shown_as: How results call it.
        form: One of `FORMS`.
        progress: Called with the name, and how much of how much is done.

    Returns:
        Sites and places in the order of the file; other tables as `model.ground` has them. `bounds` is what the header says that
        the file covers, else what it spans.
    """
    found, gathered = StreetMap(), Gathering()
    source = File(str(path), form)
    size = path.stat().st_size
    store = osmium.index.create_map("flex_mem")
    how_far: HowFar = "none"
    try:
        header = osmium.FileProcessor(source).header
        if header.has_multiple_object_versions or source.has_multiple_object_versions:
            return _refused(found, shown_as)
        found.bounds, found.map_day = _bounds(header.box()), _header_day(header) or _day_of_answer(path, form)
        if form == "pbf" and (plain := _by_kernels(path, shown_as, progress)) is not None:
            put_into(found, *plain)
            return found, "whole"
        for done, (elements, take) in enumerate(_passes(source, gathered, store)):
            if progress is not None:
                progress(shown_as, size * done // 2, size)
            for element in elements:
                take(element)
                how_far = "part"
        how_far = "whole"
        if form == "pbf" and (end := blocks_end(path)) < size:
            found.issues.append(_broken_off(shown_as, end, size))
            how_far = "part"
        elif form == "pbf" and all(blob.kind == b"OSMHeader" for blob in blobs_of(path)):
            found.issues.append(_nothing(shown_as))
        if form == "opl" and not _ends_its_lines(path):
            found.issues.append(_within_a_line(shown_as))
            how_far = "part"
    except _ERRORS as error:
        found.issues.append(_damaged(shown_as, error, is_begun=how_far != "none"))
    if gathered.placeless:
        found.issues.append(_placeless(shown_as, gathered.placeless))
    if how_far != "none":
        put_into(found, gathered, _looked_up(store))
    if progress is not None:
        progress(shown_as, size, size)
    return found, how_far


def _by_kernels(path: Path, shown_as: str, progress: Progress | None) -> tuple[Gathering, Place] | None:
    """What a PBF file holds, and where its nodes are; None for one that is left to osmium."""
    size = path.stat().st_size
    if not is_worth_it(size):
        return None
    try:
        return gathered_of(path, lambda done: None if progress is None else progress(shown_as, done, size))
    except UnusualError:
        return None


def companions(path: Path, form: str) -> list[Path]:
    """None: all stands in the one file."""
    del path, form
    return []


def _passes(source: File, gathered: Gathering, store: Any) -> Iterator[tuple[Any, Callable[[Any], None]]]:
    """The elements that are wanted, time after time, and who takes them."""
    wanted = osmium.FileProcessor(source, RELATION).with_filter(KeyFilter(*RELATION_KEYS))
    wanted.handler_for_filtered(_Others(gathered))
    yield wanted, gathered.take_relation
    both = osmium.FileProcessor(source, NODE | WAY).with_locations(store)
    for kind, keys in ((NODE, NODE_KEYS), (WAY, ODD_KEYS)):
        bearing = KeyFilter(*keys)
        bearing.enable_for(kind)
        both.with_filter(bearing)
    both.handler_for_filtered(_Plain(gathered))
    yield both, gathered.take_either


class _Plain:
    """Takes the ways that the filter leaves out; nodes that it leaves out are taken by nobody, for there is no `node`."""

    def __init__(self, gathered: Gathering) -> None:
        self.way = gathered.take_plain_way


class _Others:
    """Takes the relations that the filter leaves out."""

    def __init__(self, gathered: Gathering) -> None:
        self.relation = gathered.take_other_relation


def _looked_up(store: Any) -> Place:
    def place(ref: int) -> tuple[int, int] | None:
        try:
            location = store.get(ref)
        except KeyError:
            return None
        return (location.x, location.y) if location.valid() else None

    return place


def _bounds(box: Any) -> tuple[float, float, float, float] | None:
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat


def _header_day(header: Any) -> date | None:
    """The day of the data, as the header says."""
    for key in ("osmosis_replication_timestamp", "timestamp"):
        try:
            return datetime.fromisoformat(header.get(key, "")).date()
        except ValueError:
            continue
    return None


def _day_of_answer(path: Path, form: str) -> date | None:
    """The day of the data behind an answer of Overpass in XML, which osmium does not tell: `<meta osm_base="…"/>`."""
    if form != "xml":
        return None
    with path.open("rb") as file:
        told = _OSM_BASE.search(file.read(_HEAD))
    try:
        return None if told is None else datetime.fromisoformat(told[1].decode("ascii")).date()
    except ValueError:
        return None


def _refused(found: StreetMap, shown_as: str) -> tuple[StreetMap, HowFar]:
    found.issues.append(
        Issue(
            evidence=shown_as,
            row=None,
            what=say("a history or a list of changes, with several versions of one element"),
            expected=noted("the map as it was on one day"),
            hint=noted("Make one of it: osmium time-filter FILE DAY -o FILE.osm.pbf."),
        )
    )
    return found, "none"


def _broken_off(shown_as: str, end: int, size: int) -> Issue:
    """The blocks of a file end before it does."""
    what = say(
        "{left} bytes from byte {end} on are no block of a map, and were not read", left=size - end, end=end
    )
    return _not_whole(shown_as, what)


def _ends_its_lines(path: Path) -> bool:
    """Whether a text ends behind a whole line: of OPL nothing else tells that it was cut."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1))
        return file.read(1) in (b"", b"\n")


def _nothing(shown_as: str) -> Issue:
    """A file that is a header alone, as one is that was cut behind it."""
    return _not_whole(shown_as, noted("nothing in it"))


def _within_a_line(shown_as: str) -> Issue:
    return _not_whole(
        shown_as, noted("the file ends within a line, so that more may be missing than the end of that")
    )


def _not_whole(shown_as: str, what: str) -> Issue:
    return Issue(
        evidence=shown_as,
        row=None,
        what=what,
        expected=noted("a whole file of OpenStreetMap"),
        hint=noted("Copy or download it again; osmium fileinfo -e FILE says whether it is whole."),
    )


def _placeless(shown_as: str, count: int) -> Issue:
    """Cameras whose places are not in the file."""
    return Issue(
        evidence=shown_as,
        row=None,
        what=say_n("{n} camera without a place, not read", "{n} cameras without a place, not read", count),
        expected=noted("a whole file of OpenStreetMap"),
        hint=noted("Copy or download it again; osmium fileinfo -e FILE says whether it is whole."),
    )


def _words_of(error: Exception) -> str:
    """What osmium says is wrong, as far as its words are its own and none of the file's, else what kind of error it is."""
    text = "" if isinstance(error, UnicodeError) else " ".join(str(error).split())
    if text.startswith(_WHOLE) or text in _TOO_LONG:
        return text[:_MOST_LETTERS]
    head = text.partition(":")[0]
    return head if head in _HEADS else type(error).__name__


def _damaged(shown_as: str, error: Exception, *, is_begun: bool) -> Issue:
    """Why a file could not be read, or not to its end; osmium's words where they are its own."""
    reason = _words_of(error)
    what = (
        say("could not be read to its end: {reason}", reason=reason)
        if is_begun
        else say("could not be read: {reason}", reason=reason)
    )
    return Issue(
        evidence=shown_as,
        row=None,
        what=what,
        expected=noted("a whole file of OpenStreetMap"),
        hint=noted("Copy or download it again; osmium fileinfo -e FILE says whether it is whole."),
    )
