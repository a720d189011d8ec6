"""Destinations by country, and cameras of a map, as GeoJSON (RFC 7946): a feature per country, and one for those without one.

The country is the one that an address is registered in, or that a named source locates it in. Neither is the place of a device, and
each feature says so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import Any

import msgspec

from lamppost.model.reach import told_sum
from lamppost.model.result import ResultDocument
from lamppost.report.geojson.sites import about_street, credits_of, site_features
from lamppost.report.reading import how_read, is_read_whole
from lamppost.report.wording import device_name, plain

FORMAT = "geojson"
SUFFIX = ".geojson"

NOTE = (
    "A country is where the registry has an address registered, or where a named source locates it: not where a machine, a "
    "device or a company is, and not where data is kept. Outlines are coarse and of no legal meaning."
)
Place = tuple[Mapping[str, Any] | None, str]
"""The geometry of a country, and whether it is an `outline`, a `point` or `none`."""
Json = dict[str, Any]
_NOWHERE: Mapping[str, Place] = MappingProxyType({})


@dataclass(slots=True)
class _Country:
    """What goes to one country."""

    devices: dict[str, str] = field(default_factory=dict)
    operators: set[str] = field(default_factory=set)
    registries: set[str] = field(default_factory=set)
    located_by: dict[str, int] = field(default_factory=dict)
    destinations: int = 0
    sent: list[int | None] = field(default_factory=list)
    received: list[int | None] = field(default_factory=list)


def render(result: ResultDocument, places: Mapping[str, Place] = _NOWHERE, owed: Sequence[str] = ()) -> str:
    """The collection, a feature a line.

    Args:
        result: The result document.
        places: Where each country lies, by its code in lower case.
        owed: Whom the outlines are owed to.
    """
    return "".join(pieces(result, places, owed))


def pieces(
    result: ResultDocument, places: Mapping[str, Place] = _NOWHERE, owed: Sequence[str] = ()
) -> Iterator[str]:
    """The same, a feature at a time."""
    head = _encoded({"type": "FeatureCollection", **_about(result, owed)})
    yield f'{head[:-1]},"features":['
    features = chain(_countries(result, places), site_features(result))
    for number, one in enumerate(features):
        yield f"{',' if number else ''}\n{_encoded(one)}"
    yield "\n]}\n"


def _encoded(value: object) -> str:
    return msgspec.json.encode(value).decode()


def countries_of(result: ResultDocument) -> list[str]:
    """The countries that a result speaks of as those of destinations."""
    there = [item for one in result.devices for item in one.destinations]
    found = {item.registered_in for item in there} | {
        item.located_in.country for item in there if item.located_in
    }
    found |= {row.registered_in for one in result.devices for row in one.alike}
    return sorted(code for code in found if code)


def _about(result: ResultDocument, owed: Sequence[str]) -> Json:
    """What holds of the whole: foreign members, which §6.1 allows."""
    return {
        "note": NOTE,
        **about_street(result),
        "credits": [*owed, *credits_of(result)],
        "as_of": result.as_of.isoformat(),
        "tool": f"{result.tool.name} {result.tool.version}",
        "evidence": [
            {"path": plain(one.path), "sha256": plain(one.sha256), "read": plain(how_read(one))}
            for one in result.evidence
        ],
        "not_read": [
            plain(
                f"{one.evidence}{'' if one.row is None else f':{one.row}'}: {one.what}; expected {one.expected}"
            )
            for one in result.issues
        ],
        "is_read_whole": all(is_read_whole(one) for one in result.evidence),
    }


def _countries(result: ResultDocument, places: Mapping[str, Place]) -> Iterator[Json]:
    """One feature for each country; that of destinations whose country is not known comes last."""
    held = _counted(result)
    for code in sorted(held, key=lambda code: (code is None, code or "")):
        geometry, located = places.get((code or "").lower(), (None, "none"))
        there = held[code]
        properties = {
            "what": "destinations",
            "means": NOTE,
            "country": code,
            "located": located,
            "n_devices": len(there.devices),
            "n_destinations": there.destinations,
            "sent_bytes": told_sum(there.sent),
            "received_bytes": told_sum(there.received),
            "operators": sorted(there.operators),
            "registered_says": sorted(there.registries),
            "n_located_here": dict(sorted(there.located_by.items())),
            "devices": [{"id": one, "name": name} for one, name in there.devices.items()],
        }
        yield {
            "type": "Feature",
            "id": f"country-{code or 'not-known'}",
            "geometry": geometry,
            "properties": properties,
        }


def _counted(result: ResultDocument) -> dict[str | None, _Country]:
    """Destinations, listed and unlisted, by the country that their addresses are registered in."""
    held: dict[str | None, _Country] = {}
    for one in result.devices:
        for there in one.destinations:
            country = held.setdefault(there.registered_in, _Country())
            country.devices.setdefault(one.id, plain(device_name(one)))
            country.destinations += 1
            country.sent.append(there.sent_bytes)
            country.received.append(there.received_bytes)
            if there.operator:
                country.operators.add(f"{plain(there.operator.name)} ({there.operator.status})")
            if there.registered_source:
                country.registries.add(plain(there.registered_source))
            if there.located_in:
                by = held.setdefault(there.located_in.country, _Country()).located_by
                by[plain(there.located_in.source)] = by.get(plain(there.located_in.source), 0) + 1
        for row in one.alike:
            country = held.setdefault(row.registered_in, _Country())
            country.devices.setdefault(one.id, plain(device_name(one)))
            country.destinations += row.destinations
            country.sent.append(row.sent_bytes)
            country.received.append(row.received_bytes)
            if row.operator_name:
                country.operators.add(f"{plain(row.operator_name)} ({row.operator_status})")
    return held
