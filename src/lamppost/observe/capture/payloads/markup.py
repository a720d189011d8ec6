"""The texts of an XML document from a stranger, read within fixed bounds.

Reads the plain elements of XML 1.0 and Namespaces in XML 1.0 (prefixes are dropped, attributes not
looked at). Document types and entity declarations are refused, so that nothing can expand; only the
five predefined entities and character numbers are replaced. A cut document gives what is whole.
"""

import re
from typing import NamedTuple

MAX_BYTES = 64 * 1024
MAX_DEPTH = 24
MAX_ELEMENTS = 2048
_MAX_NAME = 100
_MAX_TEXT = 8 * 1024
_MAX_QUOTES = 8  # greater-than signs inside quotes that one tag may hold

_PREDEFINED = {"lt": "<", "gt": ">", "amp": "&", "apos": "'", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6})|(lt|gt|amp|apos|quot));")


class Element(NamedTuple):
    """An element without children: the local names from the root to it, and its text."""

    path: tuple[str, ...]
    text: str


def read_elements(document: bytes) -> list[Element]:
    """The elements that hold text or nothing, in the order of their end tags.

    Args:
        document: UTF-8, broken or not; may be cut anywhere.

    Returns:
        At most 2048 elements, up to where the document ends, is cut, nests deeper than 24, or stops
        being well-formed. Empty where it declares a document type or is longer than 64 KiB.
    """
    if len(document) > MAX_BYTES or b"<!DOCTYPE" in document or b"<!ENTITY" in document:
        return []
    found: list[Element] = []
    path: list[str] = []
    text: str | None = None  # of the open element, None once it has had a child
    inside: bytes | None = None  # what ends the comment or CDATA section we are in
    for part in document.split(b"<", MAX_ELEMENTS * 4)[1 : MAX_ELEMENTS * 4]:
        if inside is None and part.startswith((b"!--", b"![CDATA[")):
            inside = b"-->" if part.startswith(b"!--") else b"]]>"
            if text is not None and inside == b"]]>":
                text += part[8:].partition(inside)[0].decode("utf-8", "replace")
        if inside is not None:
            _, closed, after = part.partition(inside)
            if closed:
                inside = None
                if text is not None:
                    text += _decode(after)
            continue
        end = _tag_end(part)
        if end < 0:
            break
        if part.startswith((b"?", b"!")):
            continue
        if part.startswith(b"/"):
            if not path or _local_name(part[1:end]) != path[-1]:
                break
            if text is not None and len(text) <= _MAX_TEXT:
                found.append(Element(tuple(path), text))
            path.pop()
            text = None
        else:
            name = _local_name(part[:end])
            if part[end - 1 : end] == b"/":
                found.append(Element((*path, name), ""))
                text = None
            else:
                path.append(name)
                text = _decode(part[end + 1 :])
        if len(path) > MAX_DEPTH or len(found) >= MAX_ELEMENTS:
            break
    return found


def _tag_end(part: bytes) -> int:
    """Where the tag ends, greater-than signs inside quotes passed over; -1 where it does not."""
    end = part.find(b">")
    for _ in range(_MAX_QUOTES):
        if end < 0 or not part.count(b'"', 0, end) % 2:
            return end
        end = part.find(b">", end + 1)
    return -1


def _local_name(tag: bytes) -> str:
    name = tag[:_MAX_NAME].replace(b"/", b" ").split(None, 1)
    return name[0].rpartition(b":")[2].decode("utf-8", "replace") if name else ""


def _decode(raw: bytes) -> str:
    text = raw[:_MAX_TEXT].decode("utf-8", "replace")
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _PREDEFINED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    is_character = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character else "\N{REPLACEMENT CHARACTER}"
