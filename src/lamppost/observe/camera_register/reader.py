"""Registers of cameras, each in the words of who keeps it, into the words of OpenStreetMap's tags.

A table or list with a latitude and a longitude in each row is a register of cameras, unless its rows have MAC or IP addresses. Of a
row are read where the camera is, what it is called there, and the columns that `headings` knows; all else is not.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from lamppost.model.ground import StreetMap
from lamppost.observe.camera_register.found import Found
from lamppost.observe.camera_register.objects import read_geojson, read_list
from lamppost.observe.camera_register.shapefiles import beside
from lamppost.observe.camera_register.table import read_table
from lamppost.observe.tabular.handed import RefusedError

Progress = Callable[[str, int, int], None]
HowFar = Literal["whole", "part", "none"]


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
