"""Cameras out of answers of Overpass (`out;` in JSON), or a list of such elements (https://wiki.openstreetmap.org/wiki/OSM_JSON).

Ways and relations stand in the middle of what they span, as `out center` or `out geom` has it. Other elements are counted and passed
over: for ways and buildings, ask for XML.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from lamppost.model.camera_tags import camera_tags, is_camera, is_surveillance_relation
from lamppost.model.ground import SiteRow, StreetMap
from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say, say_n
from lamppost.observe.tabular.handed import RefusedError
from lamppost.observe.tabular.records import decoded, each

Progress = Callable[[str, int, int], None]
HowFar = Literal["whole", "part", "none"]
MOST_ISSUES = 100


class Spot(msgspec.Struct):
    """A place in degrees."""

    lat: float
    lon: float


class Box(msgspec.Struct):
    """What an element spans, in degrees."""

    minlat: float
    minlon: float
    maxlat: float
    maxlon: float


class Element(msgspec.Struct):
    """A node, way or relation."""

    type: Literal["node", "way", "relation"]
    id: int
    lat: float | None = None
    lon: float | None = None
    center: Spot | None = None
    bounds: Box | None = None
    tags: dict[str, str] = {}
    timestamp: str | None = None
    version: int | None = None


class Base(msgspec.Struct):
    """What an answer says of the data behind it."""

    timestamp_osm_base: str | None = None


class Answer(msgspec.Struct):
    """An answer of Overpass."""

    elements: list[msgspec.Raw]
    osm3s: Base | None = None


def read(path: Path, shown_as: str, form: str, progress: Progress | None = None) -> tuple[StreetMap, HowFar]:
    """The cameras of an answer, in its order, and how far it could be read; never raises for what is in it.

    Args:
        path: The file, unpacked.
        shown_as: How results call it.
        form: What `recognise` said; there is one.
        progress: Called with the name, and how much of how much is done.
    """
    del form
    found = _Found(shown_as)
    try:
        found.read(path.read_bytes())
    except RefusedError as error:
        found.tell(None, error.what, error.expected, error.hint)
    if progress is not None:
        size = path.stat().st_size
        progress(shown_as, size, size)
    return found.street_map()


def companions(path: Path, form: str) -> list[Path]:
    """None: all stands in the one file."""
    del path, form
    return []


class _Found:
    """What was read of an answer."""

    def __init__(self, shown_as: str) -> None:
        self._shown_as = shown_as
        self._sites: list[SiteRow] = []
        self._issues: list[Issue] = []
        self._days: list[date] = []
        self._relations: set[str] = set()
        self._refs: set[str] = set()
        self._twice = 0
        self._map_day: date | None = None
        self._elements = self._passed = self._unplaced = self._broken = 0

    def read(self, content: bytes) -> None:
        """Read the elements of an answer.

        Raises:
            RefusedError: It is none.
        """
        what = noted("answer of Overpass in JSON")
        if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"[":
            raws = decoded(content, list[msgspec.Raw], what)
        else:
            answer = decoded(content, Answer, what)
            raws = answer.elements
            self._map_day = _day(answer.osm3s.timestamp_osm_base if answer.osm3s is not None else None)
        for number, element in each(raws, Element):
            self._elements += 1
            if isinstance(element, str):
                self._broken += 1
                self.tell(
                    number,
                    say("{what!t}, not read", what=element),
                    noted("an element of OpenStreetMap"),
                    noted("Ask for it again."),
                )
            elif is_camera(element.tags.get):
                ref = f"{element.type}/{element.id}"
                self._twice += ref in self._refs
                if ref not in self._refs:
                    self._put(element, number)
                self._refs.add(ref)
            elif element.type == "relation" and is_surveillance_relation(element.tags.get):
                self._relations.add(f"relation/{element.id}")
            else:
                self._passed += 1

    def tell(self, row: int | None, what: str, expected: str, hint: str) -> None:
        """Add an issue, unless there are very many."""
        if len(self._issues) < MOST_ISSUES:
            self._issues.append(
                Issue(evidence=self._shown_as, row=row, what=what, expected=expected, hint=hint)
            )

    def _put(self, element: Element, number: int) -> None:
        ref, place = f"{element.type}/{element.id}", _place(element)
        if place is None or not (-90 <= place[0] <= 90 and -180 <= place[1] <= 180):
            self._unplaced += 1
            self.tell(
                number,
                say("{ref}: no place on earth, not read", ref=ref),
                noted("latitude and longitude in degrees"),
                noted("Ask with `out center;`, so that ways and relations have a place."),
            )
            return
        changed_on = _day(element.timestamp)
        self._days += [] if changed_on is None else [changed_on]
        self._sites.append(
            SiteRow(
                evidence=0,
                ref=ref,
                locator=ref,
                lat_deg=place[0],
                lon_deg=place[1],
                tags=camera_tags(element.tags.items()),
                source="osm",
                changed_on=changed_on,
                version=element.version,
            )
        )

    def street_map(self) -> tuple[StreetMap, HowFar]:
        """The answer as a map, and how far it was read."""
        if self._twice:
            self.tell(
                None,
                say_n(
                    "{n} element is in the answer a second time; it counts once, as the first has it",
                    "{n} elements are in the answer a second time; each counts once, as the first has it",
                    self._twice,
                ),
                noted("each camera once"),
                noted("Nothing needs doing: an answer is often put together from several."),
            )
        if self._passed:
            self.tell(
                None,
                say_n("{n} element is no camera, passed over", "{n} elements are no cameras, passed over", self._passed),
                noted("man_made=surveillance"),
                noted("For ways and buildings ask for XML, and give that."),
            )  # fmt: skip
        if not self._elements and not self._issues:
            self.tell(
                None, noted("nothing in it"), noted("elements of OpenStreetMap"), noted("Ask for it again.")
            )
        lost = self._broken + self._unplaced
        is_nothing = not self._elements or lost == self._elements
        how_far: HowFar = "none" if is_nothing else "part" if lost > len(self._sites) else "whole"
        found = StreetMap(
            sites=self._sites,
            issues=self._issues,
            map_day=self._map_day,
            relations_not_read=self._relations,
            data_until=max(self._days, default=None),
        )
        if self._sites:
            lons, lats = [one.lon_deg for one in self._sites], [one.lat_deg for one in self._sites]
            found.bounds = (min(lons), min(lats), max(lons), max(lats))
        return found, how_far


def _place(element: Element) -> tuple[float, float] | None:
    """Latitude and longitude in degrees."""
    if element.lat is not None and element.lon is not None:
        return element.lat, element.lon
    if element.center is not None:
        return element.center.lat, element.center.lon
    box = element.bounds
    return None if box is None else ((box.minlat + box.maxlat) / 2, (box.minlon + box.maxlon) / 2)


def _day(text: Any) -> date | None:
    """The day of a moment as OpenStreetMap writes it."""
    try:
        return datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return None
