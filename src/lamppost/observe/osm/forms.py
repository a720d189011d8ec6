"""Which files are OpenStreetMap's, by their first bytes: known without what reads them, which takes a while to import."""

FORMS = ("pbf", "xml", "o5m", "opl")


def recognise(start: bytes, name: str) -> str | None:
    """`pbf`, `xml`, `o5m` or `opl`; None for what is no file of OpenStreetMap's.

    Args:
        start: Its first bytes, unpacked.
        name: Its name: lines of OPL have no mark.
    """
    if start[4:6] == b"\x0a\x09" and start[6:15] == b"OSMHeader":
        return "pbf"
    if start.startswith((b"\xff\xe0\x04o5m2", b"\xff\xe0\x04o5c2")):
        return "o5m"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<") and (b"<osm " in start or b"<osm>" in start or b"<osmChange" in start):
        return "xml"
    is_opl = ".opl" in name.lower() and text[:1] in (b"n", b"w", b"r", b"#") and text[1:2].isdigit()
    return "opl" if is_opl else None
