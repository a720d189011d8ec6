"""Which files are registers of cameras, by their first bytes: known without what reads them, which takes a while to import."""

import re

from lamppost.observe.camera_register.shapefiles import MAGIC

_KEY = re.compile(rb'"([^"\\]{1,60})"\s*:')
_LOOKED_AT = 1 << 13
_SEPARATOR = b"#separator "
"""A log of Zeek begins so, which is asked about most often of all that is none."""


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
    if text.startswith(_SEPARATOR):
        return None
    from lamppost.observe.camera_register.table import layout_of_start

    return "csv" if layout_of_start(start) is not None else None


def _is_list(text: bytes) -> bool:
    """Whether the first object of a list says where it is, and is no device of an inventory or element of a map."""
    from lamppost.observe.camera_register.headings import fields_of

    first = text[:_LOOKED_AT]
    if b'"device_type"' in first or b'"tags"' in first:
        return False
    keys = [key.decode("utf-8", "replace") for key in _KEY.findall(first.partition(b"}")[0])]
    return bool(keys) and fields_of(keys) is not None
