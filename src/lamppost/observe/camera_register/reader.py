"""Registers of cameras, each in the words of who keeps it, into the words of OpenStreetMap's tags.

A table or list with a latitude and a longitude in each row is a register of cameras, unless its rows have MAC or IP addresses. Of a
row are read where the camera is, what it is called there, and the columns that `headings` knows; all else is not.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from lamppost.model.ground import StreetMap
from lamppost.observe.camera_register.found import Found
from lamppost.observe.camera_register.headings import fields_of
from lamppost.observe.camera_register.objects import read_geojson, read_list
from lamppost.observe.camera_register.shapefiles import MAGIC, beside
from lamppost.observe.camera_register.table import layout_of_start, read_table
from lamppost.observe.tabular.handed import RefusedError

Progress = Callable[[str, int, int], None]
HowFar = Literal["whole", "part", "none"]
_KEY = re.compile(rb'"([^"\\]{1,60})"\s*:')
_LOOKED_AT = 1 << 13


def recognise(start: bytes, name: str) -> str | None:
    """`geojson`, `list`, `csv` or `shapefile`; None for what is no register of cameras.

    Args:
        start: The first bytes of the file, unpacked.
        name: Not asked.
    """
    del name
    if start.startswith(MAGIC):
        return "shapefile"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip(b" \r\n\t\x1e")
    if text[:1] == b"{":
        is_geojson = b'"FeatureCollection"' in text or (b'"Feature"' in text and b'"geometry"' in text)
        return "geojson" if is_geojson and b'"schema_version"' not in text[:64] else None
    if text[:1] == b"[":
        return "list" if _is_list(text) else None
    if not text or text[:1] == b"<":
        return None
    return "csv" if layout_of_start(start) is not None else None


def read(path: Path, shown_as: str, form: str, progress: Progress | None = None) -> tuple[StreetMap, HowFar]:
    """The cameras of a register, in its order, and how far it could be read; never raises for what is in it.

    Args:
        path: The file, unpacked.
        shown_as: How results call it.
        form: What `recognise` said.
        progress: Called with the name, and how much of how much is done.
    """
    found = Found(shown_as)
    size = path.stat().st_size
    try:
        if form == "csv":
            read_table(path, found, lambda done: progress and progress(shown_as, min(done, size), size))
        elif form == "shapefile":
            from lamppost.observe.camera_register.points import read_points

            read_points(path, found)
        elif form == "geojson":
            read_geojson(path, found)
        else:
            read_list(path, found)
    except RefusedError as error:
        found.tell(None, error.what, error.expected, error.hint)
    if progress is not None:
        progress(shown_as, size, size)
    return found.street_map()


def companions(path: Path, form: str) -> list[Path]:
    """Files beside a register that are read with it: the table of a shapefile's attributes."""
    table = beside(path) if form == "shapefile" else None
    return [] if table is None else [table]


def _is_list(text: bytes) -> bool:
    """Whether the first object of a list says where it is, and is no device of an inventory or element of a map."""
    first = text[:_LOOKED_AT]
    if b'"device_type"' in first or b'"tags"' in first:
        return False
    keys = [key.decode("utf-8", "replace") for key in _KEY.findall(first.partition(b"}")[0])]
    return bool(keys) and fields_of(keys) is not None
