"""Which files are answers of Overpass, by their first bytes: known without what reads them, which takes a while to import."""

_LOOKED_AT = 1 << 13


def recognise(start: bytes, name: str) -> str | None:
    """`json` for an answer of Overpass, or a list of elements; None for what is none.

    Args:
        start: The first bytes of the file, unpacked.
        name: Not asked.
    """
    del name
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:_LOOKED_AT]
    if text[:1] == b"{":
        return "json" if b'"elements"' in text and (b'"osm3s"' in text or b'"version"' in text) else None
    has_marks = all(mark in text for mark in (b'"type"', b'"id"', b'"tags"'))
    is_element = has_marks and any(kind in text for kind in (b'"node"', b'"way"', b'"relation"'))
    return "json" if text[:1] == b"[" and is_element else None
