"""Registers as JSON: GeoJSON (RFC 7946), and lists of objects that each have a latitude and a longitude."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from lamppost.model.camera_tags import camera_tags, is_camera, is_surveillance_relation
from lamppost.model.saying import noted, say, say_n
from lamppost.observe.camera_register.coordinates import Spot, degrees_of
from lamppost.observe.camera_register.found import MOST_ROWS, Found
from lamppost.observe.camera_register.headings import KIND, LATITUDE, LONGITUDE, NAME, NUMBER, POINT, field_of
from lamppost.observe.tabular.handed import RefusedError
from lamppost.observe.tabular.records import decoded, each

MOST_POINTS = 10_000
"""Corners of one shape that are looked at."""
_MOST = 1 << 63
"""Whole numbers beyond it are none that anybody keeps."""
_PLACES = (LATITUDE, LONGITUDE, POINT, NAME, KIND, NUMBER)
_DEGREES = ("4326", "crs84")
_KINDS = ("node", "way", "relation")


class Geometry(msgspec.Struct):
    """A shape of GeoJSON."""

    type: str
    coordinates: Any = None


class Feature(msgspec.Struct):
    """One thing of GeoJSON."""

    type: Literal["Feature"]
    geometry: Geometry | None = None
    properties: dict[str, Any] | None = None
    id: str | int | float | None = None


class Features(msgspec.Struct):
    """A file of GeoJSON."""

    type: Literal["FeatureCollection"]
    features: list[msgspec.Raw]
    crs: Any = None


def read_geojson(path: Path, found: Found) -> None:
    """Put the features of a file into what was found.

    Raises:
        RefusedError: It is no GeoJSON, or its coordinates are no degrees.
    """
    content = path.read_bytes()
    raws = _lines(content) if _is_sequence(content) else _collection(content)
    passed = 0
    for number, feature in each(raws[:MOST_ROWS], Feature):
        locator = f"feature {number}"
        if isinstance(feature, str):
            found.lose(number, say("{what!t}, not read", what=feature))
        else:
            passed += not _put_feature(feature, number, locator, found)
    _tell_of_passed(found, passed)
    _tell_of_more(found, len(raws))


def read_list(path: Path, found: Found) -> None:
    """Put the objects of a list into what was found.

    Raises:
        RefusedError: It is no list of objects.
    """
    raws = decoded(path.read_bytes(), list[msgspec.Raw], noted("list of objects in JSON"))
    fields: dict[str, str | None] = {}
    for number, row in each(raws[:MOST_ROWS], dict[str, Any]):
        if isinstance(row, str):
            found.lose(number, say("{what!t}, not read", what=row))
            continue
        told = {name: text for name, value in row.items() if (text := _text(value)) is not None}
        for name in told.keys() - fields.keys():
            fields[name] = field_of(name)
        by_field = [(field, told[name]) for name in told if (field := fields[name]) is not None]
        _put_row(by_field, number, found, row, is_of_plates=_is_of_deflock(row))
    _tell_of_more(found, len(raws))


def _is_of_deflock(row: Mapping[str, Any]) -> bool:
    """Whether a row is one of DeFlock's list, which holds plate readers alone (its type `ALPRCamera`: osmId, osmType, …)."""
    return (
        "osmId" in row
        and "osmType" in row
        and ("directionCardinal" in row or "surveillanceZone" in row or "lat" in row)
    )


def _put_row(
    by_field: Iterable[tuple[str, str]], number: int, found: Found, whole: object, *, is_of_plates: bool
) -> None:
    cells = list(by_field)
    held = dict(reversed(cells))
    cells.sort(key=lambda cell: ";" not in cell[1])  # several directions tell more than one of them
    tags = found.tags_of((field, text) for field, text in cells if field not in _PLACES)
    tags = {"man_made": "surveillance", **({"surveillance:type": "ALPR"} if is_of_plates else {}), **tags}
    kind, osm_number = held.get(KIND, ""), held.get(NUMBER, "")
    is_osm = kind in _KINDS and osm_number.isdecimal()
    ref = f"{kind}/{osm_number}" if is_osm else _named(held.get(NAME))
    lat_deg, lon_deg = (degrees_of(held.get(field, "")) for field in (LATITUDE, LONGITUDE))
    found.put(
        None if lat_deg is None or lon_deg is None else (lat_deg, lon_deg),
        dict(sorted(tags.items())),
        row=number,
        locator=f"object {number}",
        ref=ref,
        source="osm" if is_osm else "register",
        whole=whole,
    )


def _put_feature(feature: Feature, number: int, locator: str, found: Found) -> bool:
    """Whether a feature is a camera, or may be one; it is put into what was found."""
    properties = feature.properties or {}
    told = {name: text for name, value in properties.items() if (text := _text(value)) is not None}
    nested = properties.get("tags")
    if isinstance(nested, dict):
        told |= {str(name): text for name, value in nested.items() if (text := _text(value)) is not None}
    ref = _osm_ref(told.get("@id")) or _osm_ref(_text(feature.id))
    found.relations_not_read |= set(_relations(properties))
    if ref is not None and ref.startswith("relation/") and is_surveillance_relation(told.get):
        found.relations_not_read.add(ref)
        return True
    if ref is not None or "man_made" in told:
        if not is_camera(told.get):
            return False
        place = None if feature.geometry is None else _middle(feature.geometry)
        source: Literal["osm", "register"] = "register" if ref is None else "osm"
        found.put(
            place,
            camera_tags(told.items()),
            row=number,
            locator=locator,
            ref=ref,
            source=source,
            whole=properties,
        )
        return True
    cells = [(field, text) for name, text in told.items() if (field := field_of(name)) is not None]
    tags = found.tags_of((field, text) for field, text in cells if field not in _PLACES)
    held = dict(reversed(cells))
    found.put(
        None if feature.geometry is None else _point(feature.geometry),
        {"man_made": "surveillance", **tags},
        row=number,
        locator=locator,
        ref=_named(held.get(NAME) or _text(feature.id)),
        whole=properties,
    )
    return True


def _relations(properties: Mapping[str, Any]) -> Iterator[str]:
    """The relations of cameras that an element is a member of, as osmtogeojson writes them beside its tags."""
    for name in ("@relations", "relations"):
        held = properties.get(name)
        for one in held if isinstance(held, list) else ():
            tags = one.get("reltags") if isinstance(one, dict) else None
            number = _text(one.get("rel")) if isinstance(one, dict) else None
            if isinstance(tags, dict) and number is not None and number.isdecimal():
                told = {str(key): text for key, value in tags.items() if (text := _text(value)) is not None}
                if is_surveillance_relation(told.get):
                    yield f"relation/{number}"


def _point(geometry: Geometry) -> Spot | None:
    """Latitude and longitude of a point, or of the one point of several; None for any other shape."""
    if geometry.type not in ("Point", "MultiPoint"):
        return None
    points = list(itertools.islice(_positions(geometry.coordinates), 2))
    return points[0] if len(points) == 1 else None


def _middle(geometry: Geometry) -> Spot | None:
    """The middle of the box that a shape spans."""
    points = list(itertools.islice(_positions(geometry.coordinates), MOST_POINTS))
    if not points:
        return None
    lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _positions(coordinates: Any) -> Iterator[Spot]:
    """Latitude and longitude of each position, which GeoJSON writes the other way round (RFC 7946 §3.1.1)."""
    waiting = [coordinates]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, list) or not one:
            continue
        if len(one) >= 2 and _is_number(one[0]) and _is_number(one[1]):
            yield float(one[1]), float(one[0])
        else:
            waiting += reversed(one)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MOST


def _collection(content: bytes) -> list[msgspec.Raw]:
    """The features of a file.

    Raises:
        RefusedError: It is no GeoJSON, or its coordinates are no degrees.
    """
    collection = decoded(content, Features, noted("GeoJSON"))
    crs = _crs(collection.crs)
    if crs is not None and not any(one in crs for one in _DEGREES):
        raise RefusedError(
            noted("coordinates of another system than degrees, as its crs says; not converted"),
            noted("latitude and longitude in degrees (RFC 7946 has no other)"),
            noted("Convert it first: ogr2ogr -t_srs EPSG:4326 OUT.geojson FILE."),
        )
    return collection.features


def _crs(crs: Any) -> str | None:
    """What a file of the older GeoJSON says of its coordinates."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name.lower() if isinstance(name, str) else None


def _is_sequence(content: bytes) -> bool:
    """Whether each line is a feature of its own (RFC 8142), rather than the file one object."""
    first = content[:4096].lstrip(b"\xef\xbb\xbf\x1e \r\n\t")
    return b'"FeatureCollection"' not in first and b'"Feature"' in first


def _lines(content: bytes) -> list[msgspec.Raw]:
    lines = (line.strip(b"\x1e \r\t") for line in content.removeprefix(b"\xef\xbb\xbf").splitlines())
    return [msgspec.Raw(line) for line in lines if line]


def _osm_ref(text: str | None) -> str | None:
    """`node/123` out of what an export calls an element; None where it is none of OpenStreetMap's."""
    kind, _, number = (text or "").partition("/")
    return text if kind in _KINDS and number.isdecimal() and len(number) <= 20 else None


def _named(text: str | None) -> str | None:
    return f"id {text}" if text and len(text) <= 40 and text.isprintable() else None


def _text(value: Any) -> str | None:
    """A value as a cell has it; None for what is none, and for lists and objects."""
    if (
        value is None
        or isinstance(value, bool | list | dict)
        or (isinstance(value, int) and abs(value) > _MOST)
    ):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip() or None


def _tell_of_passed(found: Found, passed: int) -> None:
    if passed:
        found.tell(
            None,
            say_n("{n} feature is tagged as something else than a camera, passed over", "{n} features are tagged as something else than cameras, passed over", passed),
            noted("man_made=surveillance"),
            noted("Nothing needs doing, unless cameras are among them."),
        )  # fmt: skip


def _tell_of_more(found: Found, rows: int) -> None:
    if rows > MOST_ROWS:
        found.is_cut = True
        found.tell(
            None,
            say("more than {most} rows", most=MOST_ROWS),
            noted("fewer"),
            noted("Give the list in parts."),
        )
