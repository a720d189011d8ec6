"""The table of supplies as CSV, JSON or GeoJSON."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lamppost.report.wording import cell

Place = tuple[Mapping[str, Any] | None, str]
"""The geometry of a country, and whether it is an `outline`, a `point` or `none`."""


def render_rows(
    rows: Sequence[msgspec.Struct], to: str, places: Mapping[str, Place], owed: Sequence[str]
) -> str:
    """The rows in a format.

    Args:
        rows: Rows of one type; it names the columns, `country` among them.
        to: `csv`, `json` or `geojson`.
        places: Where each country lies.
        owed: Whom the rows and the outlines are owed to; GeoJSON alone has a place for it.
    """
    if to == "geojson":
        return _features(rows, places, owed)
    if to == "json":
        return msgspec.json.format(msgspec.json.encode(rows), indent=1).decode() + "\n"
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if rows:
        writer.writerow(rows[0].__struct_fields__)
    writer.writerows([cell(value) for value in msgspec.structs.astuple(row)] for row in rows)
    return out.getvalue()


def _features(rows: Sequence[msgspec.Struct], places: Mapping[str, Place], owed: Sequence[str]) -> str:
    """One feature per country with its rows (RFC 7946); a country that is not located has no geometry."""
    by_country: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        values = msgspec.to_builtins(row)
        by_country[values.pop("country")].append(values)
    features = []
    for country, held in sorted(by_country.items()):
        geometry, located = places.get(country, (None, "none"))
        suppliers = sorted({one["supplier"] for one in held if one["supplier"]}, key=str.casefold)
        properties = {
            "country": country,
            "name": next((one["country_as_printed"] for one in held if "country_as_printed" in one), None),
            "located": located,
            "n_suppliers": len(suppliers),
            "suppliers": "; ".join(suppliers),
            "rows": held,
        }
        features.append({"type": "Feature", "id": country, "geometry": geometry, "properties": properties})
    collection = {"type": "FeatureCollection", "credits": list(owed), "features": features}
    return msgspec.json.encode(collection).decode() + "\n"
