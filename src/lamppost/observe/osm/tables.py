"""Tables of a map out of what was gathered of its elements."""

from collections.abc import Callable, Iterable

import msgspec
import numpy as np
import numpy.typing as npt

from lamppost.model.ground import PlaceOutline, SiteRow, StreetMap, Table
from lamppost.model.mercator import MOST_LATITUDE_DEG, on_map, scale
from lamppost.observe.osm.gathering import Gathering, Relation, centre_of
from lamppost.observe.osm.lines import NOWHERE, PER_DEGREE, Lines
from lamppost.observe.osm.rings import rings_of

Ints = npt.NDArray[np.int64]
Place = Callable[[int], tuple[int, int] | None]


def put_into(found: StreetMap, gathered: Gathering, node_at: Place) -> None:
    """Fill the tables of a map.

    Args:
        found: The map, whose tables are empty.
        gathered: What was read.
        node_at: East and north of a node in units of 1e-7 degrees; None where the file does not have it.
    """
    _put_ways(found, gathered)
    _put_buildings(found, gathered)
    found.sites = gathered.sites + _cameras_of_relations(gathered, node_at)
    found.places = sorted(_places(gathered), key=lambda place: (place.ref.partition("/")[0], place.ref))
    found.data_until = gathered.latest_day
    found.relations_not_read = gathered.relations_not_read
    if found.bounds is None:
        found.bounds = _spanned(found, gathered)


def _pieces(lines: Lines) -> tuple[Ints, Ints, npt.NDArray[np.int32]]:
    """Where in the columns each straight piece begins, of which line it is, and the places of all nodes.

    Pieces with an end that is not in the file, beyond where the map is used, or no longer than nothing are left out.
    """
    ends, places = lines.ends(), lines.places()
    starts = np.arange(max(len(places) - 1, 0))
    is_known = (places[:, 0] != NOWHERE) & (np.abs(places[:, 1]) <= MOST_LATITUDE_DEG * PER_DEGREE)
    is_piece = is_known[:-1] & is_known[1:] & (places[:-1] != places[1:]).any(axis=1)
    is_piece[ends[(ends > 0) & (ends < len(places))] - 1] = False
    first = starts[is_piece]
    return first, np.searchsorted(ends, first, side="right"), places


def _on_map(places: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    return on_map(places[:, 1] / PER_DEGREE, places[:, 0] / PER_DEGREE)


def _put_ways(found: StreetMap, gathered: Gathering) -> None:
    first, line, places = _pieces(gathered.ways)
    is_end = np.zeros(len(places), bool)
    is_end[first] = is_end[first + 1] = True
    ends = np.flatnonzero(is_end)
    keys = (places[ends, 0].astype(np.int64) << 32) | (places[ends, 1].astype(np.int64) & 0xFFFFFFFF)
    spots_of, index = np.unique(keys, return_inverse=True)
    number = np.empty(len(places), np.int32)
    number[ends] = index
    spots = np.stack((spots_of >> 32, spots_of << 32 >> 32), axis=1).astype(np.int32)
    east, north = _on_map(spots)
    lat_deg = spots[:, 1] / PER_DEGREE
    start, end = number[first], number[first + 1]
    found.nodes = {"key": spots_of, "east": east, "north": north, "lat_deg": lat_deg}
    way, kind, name, marks = np.array(gathered.way_rows, np.int64).reshape(-1, 4)[line].T
    found.edges = {
        "start": start,
        "end": end,
        "way": way.copy(),
        "name": name.astype(np.int32),
        "kind": kind.astype(np.int16),
        "length_m": np.hypot(east[end] - east[start], north[end] - north[start])
        / scale((lat_deg[start] + lat_deg[end]) / 2),
        "is_public": marks & 1 != 0,
        "is_covered": marks & 2 != 0,
    }
    found.way_names, found.way_kinds = list(gathered.names), list(gathered.kinds)
    found.has_ways = len(first) > 0


def _put_buildings(found: StreetMap, gathered: Gathering) -> None:
    first, line, places = _pieces(gathered.outlines)
    east, north = _on_map(places)
    found.walls = {
        "east": east[first],
        "north": north[first],
        "to_east": east[first + 1],
        "to_north": north[first + 1],
        "building": np.array(gathered.outline_of, np.int32)[line],
    }
    found.buildings = buildings_table(gathered)
    found.has_buildings = len(first) > 0


def buildings_table(gathered: Gathering) -> Table:
    """`BUILDINGS`, in the order in which they were read."""
    rows = gathered.buildings
    return {
        "way": np.array(gathered.building_ids, np.int64),
        "height_m": np.array([row.height_m for row in rows], np.float32),
        "min_height_m": np.array([row.min_height_m for row in rows], np.float32),
        "is_home": np.array([row.is_home for row in rows], np.bool_),
    }


def _cameras_of_relations(gathered: Gathering, node_at: Place) -> list[SiteRow]:
    """Cameras that are mapped as relations: each stands in the middle of what its members span."""
    rows = []
    for relation in gathered.relations:
        if relation.camera is None:
            continue
        corners = [spot for ref in relation.nodes if (spot := node_at(ref)) is not None]
        for way in relation.ways:
            corners += [(east, north) for _, east, north in gathered.pieces.get(way, ()) if east != NOWHERE]
        if corners:
            lon_deg, lat_deg = centre_of(corners)
            rows.append(msgspec.structs.replace(relation.camera, lat_deg=lat_deg, lon_deg=lon_deg))
    return rows


def _places(gathered: Gathering) -> Iterable[PlaceOutline]:
    yield from gathered.points_of_places
    for ref, name, level, others, corners in gathered.places:
        rings = [_ring(corners)] if len(corners) >= 3 else []
        yield PlaceOutline(ref=ref, name=name, other_names=others, level=level, rings=rings)
    for relation in gathered.relations:
        if relation.place is not None:
            level, name, others = relation.place
            rings = _rings(relation, gathered)
            yield PlaceOutline(
                ref=f"relation/{relation.id}", name=name, other_names=others, level=level, rings=rings
            )


def _rings(relation: Relation, gathered: Gathering) -> list[npt.NDArray[np.float64]]:
    """The rings of a place, in units of the map; none where the file does not have all of them."""
    pieces = [gathered.pieces.get(way, []) for way in relation.ways]
    spots = {ref: (east, north) for piece in pieces for ref, east, north in piece}
    if any(not piece for piece in pieces) or any(east == NOWHERE for east, _ in spots.values()):
        return []
    rings = rings_of([[ref for ref, _, _ in piece] for piece in pieces]) or []
    return [_ring([spots[ref] for ref in ring]) for ring in rings]


def _ring(corners: list[tuple[int, int]]) -> npt.NDArray[np.float64]:
    return np.column_stack(_on_map(np.array(corners, np.int32)))


def _spanned(found: StreetMap, gathered: Gathering) -> tuple[float, float, float, float] | None:
    """West, south, east and north of what was read; None where nothing was."""
    ways = (gathered.ways.places(), gathered.outlines.places())
    spots = [(places[places[:, 0] != NOWHERE], PER_DEGREE) for places in ways]
    spots.append((np.array([(site.lon_deg, site.lat_deg) for site in found.sites]).reshape(-1, 2), 1))
    spans = [
        (axis.min() / unit, axis.max() / unit) for places, unit in spots if len(places) for axis in places.T
    ]
    if not spans:
        return None
    (west, east), (south, north) = (
        (min(one for one, _ in axis), max(one for _, one in axis)) for axis in (spans[::2], spans[1::2])
    )
    return float(west), float(south), float(east), float(north)
