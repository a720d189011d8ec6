"""What the elements of an OpenStreetMap file give, gathered as flat columns while the file is read."""

from array import array
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from osmium.osm import Node

from lamppost.model.camera_tags import Get, camera_tags, is_camera, is_surveillance_relation
from lamppost.model.ground import PlaceOutline, SiteRow
from lamppost.observe.osm.elements import Building, building_of, level_of_place, other_names
from lamppost.observe.osm.lines import NOWHERE, PER_DEGREE, Lines, WrittenLines
from lamppost.observe.osm.walkable import HIGHWAYS, walkable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Relation(msgspec.Struct):
    """A relation whose members are an outline, or the parts of a camera."""

    id: int
    building: Building | None
    place: tuple[str, str, list[str]] | None
    """Its level, name and other names."""
    camera: SiteRow | None
    ways: list[int]
    nodes: list[int]


class Gathering:
    """What was read so far."""

    def __init__(self, lines: Callable[[], Lines] = WrittenLines) -> None:
        """Nothing yet.

        Args:
            lines: Makes what keeps the nodes of ways.
        """
        self.ways = lines()
        self.way_rows = array("q")
        """Of each way its id, kind, name (-1: none), and 1 for a public one plus 2 for one that is covered."""
        self.names: dict[str, int] = {}
        self.kinds: dict[str, int] = {}
        self.outlines = lines()
        self.outline_of = array("i")
        """For each outline, its building."""
        self.building_ids = array("q")
        self.buildings: list[Building] = []
        self.relations: list[Relation] = []
        self.relations_not_read: set[str] = set()
        self.members: dict[int, list[int]] = {}
        """Relations by the ways that are their members."""
        self.pieces: dict[int, list[tuple[int, int, int]]] = {}
        """Nodes of the ways that are members of places and cameras: id, east and north of each."""
        self._buildings_of: dict[int, int] = {}
        self.sites: list[SiteRow] = []
        self.placeless = 0
        """Cameras that the file has without their place."""
        self.places: list[tuple[str, str, str, list[str], list[tuple[int, int]]]] = []
        """Of closed ways: what each is called, and its corners."""
        self.points_of_places: list[PlaceOutline] = []
        self.latest: datetime = _EPOCH

    def take_relation(self, relation: Any) -> None:
        """Keep a relation that is a building, a place or a camera, and whose members are wanted."""
        tags = relation.tags
        tag: Get = tags.get
        self._look_at_the_clock(relation)
        self.take_other_relation(relation)
        is_area = tag("type") in ("multipolygon", "boundary")
        building = building_of(tag) if is_area else None
        level, name = level_of_place(tag), tag("name")
        place = (level, name, other_names(tags, name)) if is_area and level and name else None
        camera = self._camera(relation, "relation", 0.0, 0.0) if is_camera(tag) else None
        if building is None and place is None and camera is None:
            return
        members = [(one.type, one.ref) for one in relation.members]
        ways = list(dict.fromkeys(ref for kind, ref in members if kind == "w"))
        nodes = [ref for kind, ref in members if kind == "n"] if camera is not None else []
        for ref in ways:
            self.members.setdefault(ref, []).append(len(self.relations))
        self.relations.append(Relation(relation.id, building, place, camera, ways, nodes))

    def take_other_relation(self, relation: Any) -> None:
        """Count a relation of cameras and what they see, which is not read."""
        if is_surveillance_relation(relation.tags.get):
            self.relations_not_read.add(f"relation/{relation.id}")

    def take_either(self, element: Any) -> None:
        """Keep what a node or a way is."""
        if isinstance(element, Node):
            self.take_node(element)
        else:
            self.take_way(element)

    def take_node(self, node: Any) -> None:
        """Keep a camera, or a place that is mapped as a point."""
        tags = node.tags
        self._look_at_the_clock(node)
        location = node.location
        if not location.valid():
            self.placeless += is_camera(tags.get)
            return
        if is_camera(tags.get):
            self.sites.append(self._camera(node, "node", location.lat, location.lon))
        elif (level := level_of_place(tags.get)) is not None and (name := tags.get("name")):
            self.points_of_places.append(
                PlaceOutline(
                    ref=f"node/{node.id}",
                    name=name,
                    other_names=other_names(tags, name),
                    level=level,
                    rings=[],
                )
            )

    def take_way(self, way: Any) -> None:
        """Keep a way that can be walked, an outline of a building or a place, and a camera."""
        tags, number = way.tags, way.id
        tag: Get = tags.get
        self._look_at_the_clock(way)
        if (walked := walkable(tag)) is not None:
            self.take_walked(way, walked.kind, tag("name"), walked.is_public + 2 * walked.is_covered)
        if way.is_closed():
            if (building := building_of(tag)) is not None:
                self._outline(way, self._building(number, building))
            if (level := level_of_place(tag)) is not None and (name := tag("name")):
                outline = _corners(way)[:-1]
                self.places.append((f"way/{number}", name, level, other_names(tags, name), outline))
        if is_camera(tag):
            self._centred(way)
        if number in self.members:
            self._take_member(way)

    def take_plain_way(self, way: Any) -> None:
        """Keep a way that bears none of the tags by which it could be anything but a highway that everybody may walk.

        Nearly all ways are taken here: what is said elsewhere in calls stands here in line.
        """
        tags, number, moment = way.tags, way.id, way.timestamp
        if moment > self.latest:  # noqa: PLR1730
            self.latest = moment
        kind = tags.get("highway")
        if kind in HIGHWAYS:
            self.take_walked(way, kind, tags.get("name"))
        if number in self.members:
            self._take_member(way)

    def take_walked(self, way: Any, kind: str, name: str | None, marks: int = 1) -> None:
        """Keep a way that can be walked.

        Args:
            way: Its id and nodes.
            kind: Its `highway`, or what else it is.
            name: None for none.
            marks: 1 for a public one, plus 2 for one that is covered.
        """
        called = -1 if name is None else self.names.setdefault(name, len(self.names))
        self.ways.add(way)
        self.way_rows.extend((way.id, self.kinds.setdefault(kind, len(self.kinds)), called, marks))

    def _take_member(self, way: Any) -> None:
        """Keep the piece of outline that a way is of relations."""
        is_wanted = False
        for place in self.members[way.id]:
            relation = self.relations[place]
            if relation.building is not None:
                if place not in self._buildings_of:
                    self._buildings_of[place] = self._building(-relation.id, relation.building)
                self._outline(way, self._buildings_of[place])
            is_wanted |= relation.place is not None or relation.camera is not None
        if is_wanted:
            self.pieces[way.id] = [(node.ref, node.location.x, node.location.y) for node in way.nodes]

    def _building(self, number: int, building: Building) -> int:
        self.buildings.append(building)
        self.building_ids.append(number)
        return len(self.buildings) - 1

    def _outline(self, way: Any, building: int) -> None:
        self.outlines.add(way)
        self.outline_of.append(building)

    def _centred(self, way: Any) -> None:
        """Keep a camera that is mapped as a way: it stands in the middle of what the way spans."""
        corners = _corners(way)
        if corners:
            middle = centre_of(corners)
            self.sites.append(self._camera(way, "way", middle[1], middle[0]))

    def _camera(self, element: Any, kind: str, lat_deg: float, lon_deg: float) -> SiteRow:
        ref = f"{kind}/{element.id}"
        return SiteRow(
            evidence=0,
            ref=ref,
            locator=ref,
            lat_deg=lat_deg,
            lon_deg=lon_deg,
            tags=camera_tags(element.tags),
            source="osm",
            changed_on=_day(element.timestamp),
            version=element.version or None,
        )

    def _look_at_the_clock(self, element: Any) -> None:
        self.look_at(element.timestamp)

    def look_at(self, moment: datetime) -> None:
        """Keep the latest of all times."""
        if moment > self.latest:  # noqa: PLR1730 - asked for each element of a map
            self.latest = moment

    @property
    def latest_day(self) -> date | None:
        """The last day on which anything that was looked at was changed."""
        return _day(self.latest)


def _corners(way: Any) -> list[tuple[int, int]]:
    """East and north of the nodes of a way that are in the file, in units of 1e-7 degrees."""
    found = [(node.location.x, node.location.y) for node in way.nodes]
    return [one for one in found if one[0] != NOWHERE]


def centre_of(corners: list[tuple[int, int]]) -> tuple[float, float]:
    """Longitude and latitude of the middle of the box that points span."""
    easts, norths = [east for east, _ in corners], [north for _, north in corners]
    return (min(easts) + max(easts)) / 2 / PER_DEGREE, (min(norths) + max(norths)) / 2 / PER_DEGREE


def _day(moment: datetime) -> date | None:
    """None at osmium's zero, which a file without times has."""
    return moment.date() if moment > _EPOCH else None
