"""Tables of a map: cameras as they are mapped, walls, ways to walk and outlines of places (design §4: `camera_site`)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec
import numpy as np

from lamppost.model.observations import Column, Evidence, Issue

CAMERA_TAGS = (
    "man_made", "surveillance", "surveillance:type", "surveillance:zone", "camera:type", "camera:mount", "camera:direction",
    "camera:angle", "camera:range", "camera:resolution", "direction", "height", "level", "layer", "indoor", "operator",
    "operator:type", "operator:wikidata", "manufacturer", "manufacturer:wikidata", "brand", "brand:wikidata", "model",
    "check_date", "survey:date", "start_date", "end_date", "count", "camera:count", "access", "highway", "traffic_signals",
)  # fmt: skip
"""Tags of a camera that are kept; no name, description, note, address or picture is."""


class SiteRow(msgspec.Struct, frozen=True, kw_only=True):
    """One camera as a map or register has it, before it is known what it means."""

    evidence: int
    """Index into `StreetMap.evidence`."""
    ref: str
    """What it is called there: `node/123`, `way/45`, `row 7`, or an id that the register gives."""
    locator: str
    """`node/123`, `line 7`, `feature 3`, …: where it stands in the file."""
    lat_deg: float
    lon_deg: float
    tags: Mapping[str, str]
    """Those of `CAMERA_TAGS` that it has, in OpenStreetMap's words; a register's columns are put into them."""
    source: Literal["osm", "register"]
    """Whether the file is a copy of OpenStreetMap's data (ODbL), or a register that somebody else keeps."""
    changed_on: date | None = None
    """The day of its last change on the map, where the file tells."""
    version: int | None = None


WALLS: dict[str, type] = {
    "east": np.float64,  # units of Mercator's map, see model.mercator
    "north": np.float64,
    "to_east": np.float64,
    "to_north": np.float64,
    "building": np.int32,  # index into `BUILDINGS`
}
"""One row per straight piece of an outline of a building, inner rings among them."""

BUILDINGS: dict[str, type] = {
    "way": np.int64,  # id of the way or, negative, of the relation
    "height_m": np.float32,  # NaN where no tag tells; from `height`, else from `building:levels`
    "min_height_m": np.float32,  # NaN where none tells: a passage below it is open
    "is_home": np.bool_,  # a house that people live in by its tag: house, detached, apartments, residential, …
}
"""One row per building, or part of one."""

NODES: dict[str, type] = {
    "key": np.int64,  # the node's place as one number: ways meet where theirs are the same
    "east": np.float64,
    "north": np.float64,
    "lat_deg": np.float64,
}
"""One row per end of a piece of way; a piece's ends are indices into it."""

EDGES: dict[str, type] = {
    "start": np.int32,  # index into NODES
    "end": np.int32,
    "way": np.int64,  # OpenStreetMap's id of the way
    "name": np.int32,  # index into StreetMap.way_names; -1: none
    "kind": np.int16,  # index into StreetMap.way_kinds: `footway`, `residential`, …
    "length_m": np.float64,
    "is_public": np.bool_,  # false: its tags say that not everybody may walk there; not part of the network
    "is_covered": np.bool_,  # a tunnel, or indoors: no camera of the street sees into it
}
"""One row per straight piece of way that can be walked."""

Table = dict[str, Column]


class PlaceOutline(msgspec.Struct, frozen=True, kw_only=True):
    """A named place that the file outlines: a boundary, or an area of `place=*`."""

    ref: str
    name: str
    other_names: list[str] = msgspec.field(default_factory=list)
    """Its names in other languages, and others that are in use; sorted."""
    level: str
    """`admin_level=8`, `place=suburb`, …"""
    rings: list[Any]
    """Outer and inner rings, each float64 of shape (n, 2): east and north; the even-odd rule says what is within.

    None: the file has the place as a point alone, or not the whole of its outline.
    """


class StreetMap(msgspec.Struct, kw_only=True):
    """What was read of maps and registers."""

    evidence: list[Evidence] = msgspec.field(default_factory=list)
    sites: list[SiteRow] = msgspec.field(default_factory=list)
    walls: Table = msgspec.field(default_factory=dict)
    buildings: Table = msgspec.field(default_factory=dict)
    nodes: Table = msgspec.field(default_factory=dict)
    edges: Table = msgspec.field(default_factory=dict)
    way_names: list[str] = msgspec.field(default_factory=list)
    way_kinds: list[str] = msgspec.field(default_factory=list)
    places: list[PlaceOutline] = msgspec.field(default_factory=list)
    has_ways: bool = False
    """Whether any file holds ways that can be walked; where none does, shares are not known, not zero."""
    has_buildings: bool = False
    bounds: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees: what the files say that they cover, else what their nodes span."""
    map_day: date | None = None
    """The day of the data, as the files say; of several the oldest."""
    data_until: date | None = None
    """The last day on which anything in it was changed."""
    rows_read: int = 0
    """Rows of registers that were read."""
    rows_not_read: int = 0
    relations_not_read: set[str] = msgspec.field(default_factory=set)
    """Relations of the kind `type=surveillance`, as `relation/123`: no page says what the roles in them mean, so none is read."""
    issues: list[Issue] = msgspec.field(default_factory=list)
