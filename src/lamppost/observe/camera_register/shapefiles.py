"""Which files are shapefiles, and what belongs to one: known without what reads them, which takes a while to import."""

from pathlib import Path

MAGIC = b"\x00\x00\x27\x0a"


def beside(path: Path) -> Path | None:
    """The table of attributes that belongs to a shapefile; None where it is missing."""
    for ending in (".dbf", ".DBF"):
        table = path.with_suffix(ending)
        if table.is_file():
            return table
    return None
