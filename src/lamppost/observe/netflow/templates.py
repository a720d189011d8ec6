"""Templates, which say what the records of a set hold (RFC 3954 §5.2 and §6.1; RFC 7011 §3.4)."""

from typing import NamedTuple

import numpy as np

from lamppost.observe.netflow.elements import IANA, INITIATES, SIZES, name_of

VARIABLE = 0xFFFF
"""Length of an element that says in each record how long it is (RFC 7011 §7)."""
_ENTERPRISE = 0x8000
_MOST_FIELDS = 1 << 10
_MOST_OCTETS = 1 << 16
_WHOLE = {1: "u1", 2: ">u2", 4: ">u4", 8: ">u8"}
_MOST_NUMBER = 8


class Field(NamedTuple):
    """One element of a record."""

    element: int
    enterprise: int
    length: int


class Template(NamedTuple):
    """What a record holds."""

    number: int
    is_options: bool
    """Its records tell of the exporter, not of flows."""
    fields: tuple[Field, ...]
    length: int
    """Octets of a record, of those whose elements all have fixed lengths; the least otherwise."""
    has_variable: bool
    layout: np.dtype
    """The elements that are read, where they stand in a record without elements of variable length."""
    initiates: bool
    """Its source is who opened the connection."""


class Parsed(NamedTuple):
    """The templates of a set."""

    templates: list[Template]
    withdrawn: list[int]
    """Numbers of those that hold no longer."""
    is_broken: bool


def read_templates(data: bytes, *, version: int, is_options: bool) -> Parsed:
    """The templates of a set, those before the first broken one.

    Args:
        data: The set without its header.
        version: 9 or 10, which is IPFIX.
        is_options: It is a set of options templates.
    """
    found: list[Template] = []
    withdrawn: list[int] = []
    at = 0
    while len(data) - at >= 4:
        number, count = _u16(data, at), _u16(data, at + 2)
        if number < 256 and count == 0 and not any(data[at:]):
            break  # padding (RFC 7011 §3.3.1)
        if version == 10 and count == 0:
            withdrawn.append(number)
            at += 4
            continue
        start = at + 4
        if is_options:
            if len(data) - at < 6:
                return Parsed(found, withdrawn, is_broken=True)
            start = at + 6
            if version == 9:  # lengths of both kinds of elements, in octets
                count = (count + _u16(data, at + 4)) // 4
        fields, end = _fields(data, start, count, has_enterprises=version == 10)
        template = None if fields is None else _template(number, fields, is_options=is_options)
        if template is None:
            return Parsed(found, withdrawn, is_broken=True)
        found.append(template)
        at = end
    return Parsed(found, withdrawn, is_broken=any(data[at:]))


def _fields(
    data: bytes, at: int, count: int, *, has_enterprises: bool
) -> tuple[tuple[Field, ...] | None, int]:
    """The elements of a template and where they end; None where the set ends before."""
    fields = []
    if count > _MOST_FIELDS:
        return None, at
    for _ in range(count):
        if len(data) - at < 4:
            return None, at
        element, length, enterprise = _u16(data, at), _u16(data, at + 2), IANA
        at += 4
        if has_enterprises and element & _ENTERPRISE:
            if len(data) - at < 4:
                return None, at
            element, enterprise = element & ~_ENTERPRISE, int.from_bytes(data[at : at + 4])
            at += 4
        fields.append(Field(element, enterprise, length))
    return tuple(fields), at


def _template(number: int, fields: tuple[Field, ...], *, is_options: bool) -> Template | None:
    """A template; None for one whose records would have no length, or too much of it."""
    has_variable = any(field.length == VARIABLE for field in fields)
    length = sum(1 if field.length == VARIABLE else field.length for field in fields)
    if number < 256 or not 0 < length < _MOST_OCTETS:
        return None
    return Template(
        number=number,
        is_options=is_options,
        fields=fields,
        length=length,
        has_variable=has_variable,
        layout=_layout(fields, 0 if has_variable else length),
        initiates=any(field.element == INITIATES and field.enterprise == IANA for field in fields),
    )


def _layout(fields: tuple[Field, ...], length: int) -> np.dtype:
    """Where the elements that are read stand; of records with elements of variable length, one behind the other.

    Of an element that comes twice the first one counts.
    """
    names: list[str] = []
    formats: list[str | tuple[str, int]] = []
    offsets: list[int] = []
    at = 0
    for field in fields:
        if is_read(field) and (name := name_of(field.element, field.enterprise)) not in names:
            assert name is not None
            names.append(name)
            formats.append(_WHOLE.get(field.length) or ("u1", field.length))
            offsets.append(at)
            at += field.length
        elif length:
            at += field.length
    spec = {"names": names, "formats": formats, "offsets": offsets, "itemsize": length or max(at, 1)}
    return np.dtype(spec)  # type: ignore[call-overload,no-any-return]


def is_read(field: Field) -> bool:
    """Whether the element is one that is read, and as long as it may be."""
    name = name_of(field.element, field.enterprise)
    if name is None:
        return False
    sizes = SIZES.get(name)
    return field.length in sizes if sizes else 1 <= field.length <= _MOST_NUMBER


def _u16(data: bytes, at: int) -> int:
    return data[at] << 8 | data[at + 1]
