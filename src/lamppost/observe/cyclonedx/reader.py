"""Reads the devices of a bill of materials: CycloneDX 1.4 to 1.6, as JSON or XML; every component of type `device`, those within others too.

Other components (software, firmware, chips that are called libraries) are no things here, and are not rows. `cyclonedx-python-lib` would read the same files: it makes an object of each
component and refuses a whole file for one wrong field, and neither is wanted for a list of what was bought.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec

from lamppost.model.asset_rows import ListRead
from lamppost.model.saying import noted, say
from lamppost.model.sheets import ReadAs, Row
from lamppost.observe.cyclonedx.component import DEVICE, FIELDS, Said, properties, words
from lamppost.observe.markup import Element, Markup, MarkupError
from lamppost.observe.tabular.handed import Handed, RefusedError
from lamppost.observe.tabular.reading import Reading
from lamppost.observe.tabular.records import decoded, each

FORMAT = "cyclonedx"
PART = "components"
VERSIONS = ("1.4", "1.5", "1.6")
_NAMESPACE = "http://cyclonedx.org/schema/bom/"
_WHAT = noted("bill of materials of CycloneDX")
_MOST_DEPTH = 100
Progress = Callable[[str, int, int], None]


class _Organisation(msgspec.Struct):
    name: str | None = None


class _Property(msgspec.Struct):
    name: str | None = None
    value: str | None = None


class _Component(msgspec.Struct):
    type: str
    name: str
    manufacturer: _Organisation | None = None
    supplier: _Organisation | None = None
    publisher: str | None = None
    properties: list[_Property] = []
    components: list[msgspec.Raw] = []


class _Metadata(msgspec.Struct):
    component: msgspec.Raw = msgspec.Raw()


class _Bill(msgspec.Struct, rename="camel"):
    bom_format: str
    spec_version: str
    metadata: _Metadata | None = None
    components: list[msgspec.Raw] = []


def read_list(
    path: Path,
    shown_as: str,
    knows: Callable[[str], bool],
    chosen: ReadAs | None = None,
    progress: Progress | None = None,
) -> ListRead:
    """The devices, in file order.

    Args:
        path: The file.
        shown_as: How results call it.
        knows: Whether the packs know a maker or brand by a name.
        chosen: How the user wants it read; components have no columns to choose.
        progress: Called with file name, bytes done and bytes in all.

    Raises:
        LamppostError: It is missing, or no regular file.
    """
    handed, reading = Handed(path, shown_as, FORMAT), Reading(shown_as, knows, chosen or ReadAs())
    is_markup = handed.start(256).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"[")
    try:
        (_read_markup if is_markup else _read_json)(handed, reading, knows, progress)
    except RefusedError as error:
        handed.rest()
        return handed.refused(error)
    reading.take(FIELDS)
    return handed.read(reading)


def _check_version(version: str) -> None:
    if version not in VERSIONS:
        raise RefusedError(
            say("CycloneDX of version {version}", version=version[:16]),
            say("one of {versions}", versions=", ".join(VERSIONS)),
            noted("Write it anew in one of these, with the tool that made it or with cyclonedx convert."),
        )


def _read_json(
    handed: Handed, reading: Reading, knows: Callable[[str], bool], progress: Progress | None
) -> None:
    bill = decoded(b"".join(handed.told_blocks(progress)), _Bill, _WHAT)
    if bill.bom_format != "CycloneDX":
        raise RefusedError(noted("no bill of CycloneDX"), _WHAT, noted("Is it the right file?"))
    _check_version(bill.spec_version)
    main = bill.metadata.component if bill.metadata else b""
    _add_all([*([msgspec.Raw(main)] if main else []), *bill.components], reading, knows, count(1))


def _add_all(
    raws: list[msgspec.Raw],
    reading: Reading,
    knows: Callable[[str], bool],
    numbers: Iterator[int],
    depth: int = 0,
) -> None:
    """Add the devices among components and among those within them; their number is that of the component, counted through."""
    for _, one in each(raws, _Component):
        number = next(numbers)
        row = Row(line=number, end_line=number, end_column=0, cells=[])
        if isinstance(one, str):
            reading.lose(PART, row, one, noted("a component of CycloneDX"), noted("Write the bill anew."))
            continue
        if one.type == DEVICE:
            said = Said(
                name=one.name,
                manufacturer=one.manufacturer.name if one.manufacturer else None,
                supplier=one.supplier.name if one.supplier else None,
                publisher=one.publisher,
                properties=properties((held.name, held.value) for held in one.properties),
            )
            reading.put(words(said, knows), PART, row)
        if one.components and depth > _MOST_DEPTH:
            reading.lose(
                PART,
                row,
                noted("components in too many others"),
                noted("a flatter bill"),
                noted("Write the bill anew."),
            )
        elif one.components:
            _add_all(one.components, reading, knows, numbers, depth + 1)


def _read_markup(
    handed: Handed, reading: Reading, knows: Callable[[str], bool], progress: Progress | None
) -> None:
    markup = Markup(frozenset({"component"}))
    is_checked = False
    try:
        for element in markup.elements(handed.told_blocks(progress)):
            if not is_checked:
                _check_root(markup)
                is_checked = True
            if element.above in (("bom", "metadata"), ("bom", "components")):
                _add_element(element, reading, knows)
    except MarkupError as error:
        reading.tell(None, error.line, error.what, noted("XML to its end"), noted("Write the bill anew."))
        reading.is_cut = True
        handed.rest()
        return
    _check_root(markup)


def _check_root(markup: Markup) -> None:
    if markup.root != "bom" or not (markup.namespace or "").startswith(_NAMESPACE):
        raise RefusedError(noted("no bill of CycloneDX"), _WHAT, noted("Is it the right file?"))
    _check_version((markup.namespace or "").removeprefix(_NAMESPACE))


def _add_element(component: Element, reading: Reading, knows: Callable[[str], bool]) -> None:
    """Add a component, where it is a device, and the devices within it."""
    if component.attributes.get("type") == DEVICE:
        said = Said(
            name=_text(component, "name"),
            manufacturer=_text(component, "manufacturer", "name"),
            supplier=_text(component, "supplier", "name"),
            publisher=_text(component, "publisher"),
            properties=properties(
                (one.attributes.get("name"), one.text.strip())
                for one in component.all("properties", "property")
            ),
        )
        line = component.line
        reading.put(words(said, knows), None, Row(line=line, end_line=line, end_column=1, cells=[]))
    for inner in component.all("components", "component"):
        _add_element(inner, reading, knows)


def _text(component: Element, *path: str) -> str | None:
    found = component.first(*path)
    return (found.text.strip() or None) if found is not None else None
