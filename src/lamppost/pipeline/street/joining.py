"""Several maps as one: tables put behind one another, and what more than one of them has counted once."""

from collections.abc import Iterable
from datetime import date

import msgspec
import numpy as np
import numpy.typing as npt

from lamppost.model.ground import BUILDINGS, EDGES, NODES, WALLS, PlaceOutline, SiteRow, StreetMap, Table
from lamppost.model.observations import Issue, empty_columns
from lamppost.model.saying import noted, say_n

Ints = npt.NDArray[np.int64]


def join(whole: StreetMap, found: StreetMap) -> None:
    """Put what one file holds behind what others hold.

    Args:
        whole: Everything so far; it grows.
        found: What the file holds; its sites are of evidence 0.
    """
    number = len(whole.evidence)
    whole.evidence += found.evidence
    whole.sites += (
        [msgspec.structs.replace(site, evidence=number) for site in found.sites] if number else found.sites
    )
    if found.has_ways:
        _put_ways_behind(whole, found)
    if found.has_buildings:
        _put_buildings_behind(whole, found)
    whole.places += found.places
    whole.has_ways |= found.has_ways
    whole.has_buildings |= found.has_buildings
    whole.bounds = _around(whole.bounds, found.bounds)
    whole.map_day = _earlier(whole.map_day, found.map_day)
    whole.data_until = max(
        (day for day in (whole.data_until, found.data_until) if day is not None), default=None
    )
    whole.rows_read += found.rows_read
    whole.rows_not_read += found.rows_not_read
    whole.relations_not_read |= found.relations_not_read
    whole.issues += found.issues


def joined(whole: StreetMap) -> StreetMap:
    """The same map, each table there, and each element once."""
    for table, schema in (("walls", WALLS), ("buildings", BUILDINGS), ("nodes", NODES), ("edges", EDGES)):
        setattr(whole, table, getattr(whole, table) or empty_columns(schema))
    if len(whole.evidence) > 1:
        _once_each_site(whole)
        if whole.has_ways:
            _once_each_node(whole)
            _once_each_edge(whole)
        if whole.has_buildings:
            _once_each_building(whole)
        whole.places = _once_each_place(whole.places)
    return whole


def _put_ways_behind(whole: StreetMap, found: StreetMap) -> None:
    names = _numbers(whole.way_names, found.way_names)
    kinds = _numbers(whole.way_kinds, found.way_kinds)
    edges = dict(found.edges)
    edges["name"] = np.append(names, -1)[edges["name"]].astype(np.int32)
    edges["kind"] = kinds[edges["kind"]].astype(np.int16)
    held = len(whole.nodes["key"]) if whole.nodes else 0
    for end in ("start", "end"):
        edges[end] = (edges[end] + held).astype(np.int32)
    whole.edges = _behind(whole.edges, edges)
    whole.nodes = _behind(whole.nodes, found.nodes)


def _put_buildings_behind(whole: StreetMap, found: StreetMap) -> None:
    held = len(whole.buildings["way"]) if whole.buildings else 0
    walls = dict(found.walls)
    walls["building"] = (walls["building"] + held).astype(np.int32)
    whole.walls = _behind(whole.walls, walls)
    whole.buildings = _behind(whole.buildings, found.buildings)


def _numbers(words: list[str], more: Iterable[str]) -> Ints:
    """Which number each word has among those that are known; those that are not are added."""
    place = {word: number for number, word in enumerate(words)}
    found = [place.setdefault(word, len(place)) for word in more]
    words[:] = list(place)
    return np.array(found, np.int64)


def _behind(table: Table, more: Table) -> Table:
    return (
        {name: np.concatenate((table[name], column)) for name, column in more.items()}
        if table
        else dict(more)
    )


def _around(
    one: tuple[float, float, float, float] | None, other: tuple[float, float, float, float] | None
) -> tuple[float, float, float, float] | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _once_each_site(whole: StreetMap) -> None:
    """Keep the first of cameras of OpenStreetMap that several files have, and say how many others there were."""
    seen: dict[str, int] = {}
    kept: list[SiteRow] = []
    twice = [0] * len(whole.evidence)
    for site in whole.sites:
        if site.source == "osm" and seen.setdefault(site.ref, site.evidence) != site.evidence:
            twice[site.evidence] += 1
        else:
            kept.append(site)
    whole.sites = kept
    for file, n in zip(whole.evidence, twice, strict=True):
        if n:
            whole.issues.append(
                Issue(
                    evidence=file.path,
                    row=None,
                    what=say_n(
                        "{n} camera that a file before it has too; counted once, as the first has it",
                        "{n} cameras that files before it have too; counted once, as the first has them",
                        n,
                    ),
                    expected=noted("files that have nothing in common"),
                    hint=noted("Nothing needs doing; give the newer file first to have its tags."),
                )
            )


def _once_each_node(whole: StreetMap) -> None:
    """One row for each place at which pieces of ways end, so that ways of several files meet."""
    _, first, index = np.unique(whole.nodes["key"], return_index=True, return_inverse=True)
    if len(first) == len(index):
        return
    whole.nodes = {name: column[first] for name, column in whole.nodes.items()}
    for end in ("start", "end"):
        whole.edges[end] = index[whole.edges[end]].astype(np.int32)


def _once_each_edge(whole: StreetMap) -> None:
    edges = whole.edges
    ends = np.sort(np.column_stack((edges["start"], edges["end"])), axis=1)
    keep = _firsts(np.column_stack((edges["way"], ends)))
    whole.edges = {name: column[keep] for name, column in edges.items()}


def _once_each_building(whole: StreetMap) -> None:
    """One row for each building, with the walls that any file has of it."""
    _, first, index = np.unique(whole.buildings["way"], return_index=True, return_inverse=True)
    if len(first) == len(index):
        return
    order = np.argsort(first, kind="stable")
    place = np.empty(len(first), np.int64)
    place[order] = np.arange(len(first))
    whole.buildings = {name: column[first[order]] for name, column in whole.buildings.items()}
    walls = dict(whole.walls)
    walls["building"] = place[index][walls["building"]].astype(np.int32)
    corners = np.column_stack([walls[name] for name in ("east", "north", "to_east", "to_north")])
    keep = _firsts(np.column_stack((walls["building"].astype(np.int64), corners.view(np.int64))))
    whole.walls = {name: column[keep] for name, column in walls.items()}


def _firsts(rows: Ints) -> Ints:
    """Where each row that differs from all before it stands, in order."""
    _, first = np.unique(rows, axis=0, return_index=True)
    return np.sort(first)


def _once_each_place(places: list[PlaceOutline]) -> list[PlaceOutline]:
    """Each place once, as the first file has it whose outline is whole."""
    known: dict[str, PlaceOutline] = {}
    for place in places:
        if place.ref not in known or (place.rings and not known[place.ref].rings):
            known[place.ref] = place
    return list(known.values())
