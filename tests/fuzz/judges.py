"""What is damaged, told by others than the readers: the standard library, which shares no code with them."""

import csv
import io
import json
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Callable


def is_broken_json(data: bytes) -> bool:
    """Whether the text is no JSON to its end."""
    try:
        json.loads(data)
    except RecursionError:
        return False
    except ValueError:
        return True
    return False


def is_broken_xml(data: bytes) -> bool:
    """Whether the text is no XML to its end."""
    parser = xml.parsers.expat.ParserCreate()
    try:
        parser.Parse(data, True)
    except (xml.parsers.expat.ExpatError, ValueError, LookupError):
        return True
    return False


def is_broken_zip(data: bytes) -> bool:
    """Whether the archive has no end, or a part of it is not what its sum says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.testzip() is not None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return True


def has_a_line_that_is_no_object(data: bytes) -> bool:
    """Whether a line of it is neither empty nor an object of JSON."""
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            if not isinstance(json.loads(line), dict):
                return True
        except RecursionError:
            return False
        except ValueError:
            return True
    return False


def has_a_line_of_other_width(data: bytes) -> bool:
    """Whether a line of a Zeek log in its own format has not as many cells as `#fields` names."""
    width = 0
    for line in data.split(b"\n"):
        if line.startswith(b"#fields\t"):
            width = line.count(b"\t")
        elif line.strip() and not line.startswith(b"#") and width and line.count(b"\t") + 1 != width:
            return True
    return False


def count_rows(data: bytes, separator: str = ",") -> int:
    """Rows of a delimited text that hold a word."""
    text = data.decode("utf-8-sig", "replace")
    return sum(1 for row in csv.reader(io.StringIO(text), delimiter=separator) if any(map(str.strip, row)))


def ends_pbf(data: bytes) -> bool:
    """Whether the blocks of an OpenStreetMap PBF file end where the file does; as wiki.openstreetmap.org/wiki/PBF_Format
    has them, each is a length, a BlobHeader with the size of its Blob in field 3, and the Blob."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        head = data[at + 4 : at + 4 + size]
        body = _field_3(head)
        if len(head) < size or body is None:
            return False
        at += 4 + size + body
    return at == len(data)


def _field_3(head: bytes) -> int | None:
    """The number in field 3 of a message of Protocol Buffers; None where it cannot be found."""
    at, found = 0, None
    while at < len(head):
        tag, at = _varint(head, at)
        if tag & 7 == 2:
            length, at = _varint(head, at)
            at += length
        elif tag & 7 == 0:
            value, at = _varint(head, at)
            found = value if tag >> 3 == 3 else found
        else:
            return None
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data):
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            break
    return value, at


BROKEN: dict[str, Callable[[bytes], bool]] = {
    "json": is_broken_json,
    "xml": is_broken_xml,
    "zip": is_broken_zip,
    "lines": has_a_line_that_is_no_object,
    "zeek": has_a_line_of_other_width,
    "pbf": lambda data: not ends_pbf(data),
}
"""By kind of format: whether a file of it is damaged, so that nobody may say it was read whole with nothing to remark."""


def assert_told(kind: str | None, data: bytes, read: str, n_issues: int) -> None:
    """A file that is damaged was not called whole without a word; one that was not read whole has its reason."""
    assert read == "whole" or n_issues, "not read whole, and nobody says why"
    if kind is not None and read == "whole" and not n_issues:
        assert not BROKEN[kind](data), "damaged, and called whole without a word"
