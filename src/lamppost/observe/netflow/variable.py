"""Records with elements of variable length (RFC 7011 §7), as records of the elements that are read, one behind the other."""

from lamppost.observe.netflow.elements import name_of
from lamppost.observe.netflow.templates import VARIABLE, Template, is_read

_LONG = 255


def of_fixed_length(data: bytes, template: Template) -> tuple[bytes, int]:
    """The elements that are read of each record, and how many octets behind the last whole record are left.

    Args:
        data: A set without its header.
        template: What its records hold.
    """
    wanted = _wanted(template)
    found = bytearray()
    at = 0
    while len(data) - at >= template.length:
        one = bytearray()
        end = at
        for field, is_wanted in zip(template.fields, wanted, strict=True):
            start, length = end, field.length
            if length == VARIABLE:
                start, length = _length(data, end)
            end = start + length
            if end > len(data):
                return bytes(found), len(data) - at
            if is_wanted:
                one += data[start:end]
        found += one
        at = end
    return bytes(found), len(data) - at


def _length(data: bytes, at: int) -> tuple[int, int]:
    """Where an element of variable length begins, and how long it is."""
    if at >= len(data):
        return at, 1
    if data[at] < _LONG:
        return at + 1, data[at]
    return at + 3, int.from_bytes(data[at + 1 : at + 3])


def _wanted(template: Template) -> list[bool]:
    """Per element, whether it is one that is read, and the first of its name."""
    names: set[str | None] = set()
    wanted = []
    for field in template.fields:
        name = name_of(field.element, field.enterprise)
        wanted.append(is_read(field) and name not in names)
        if wanted[-1]:
            names.add(name)
    return wanted
