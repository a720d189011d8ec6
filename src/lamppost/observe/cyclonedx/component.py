"""What a component of a bill of materials says of a device.

The fields are those of the schemas of CycloneDX 1.4 to 1.6 (schema/bom-1.4.schema.json and bom-1.6.schema.json of github.com/CycloneDX/specification): `manufacturer` is
there from 1.6 on; `supplier` «may often be the manufacturer, but may also be a distributor or repackager»; a `publisher` is a person or an organisation. The properties are those of the taxonomy
`cdx:device` (github.com/CycloneDX/cyclonedx-property-taxonomy), of which serial number and location are never looked at.

| field | from |
| --- | --- |
| `maker` | `manufacturer.name`, else `supplier.name`, else a `publisher` that the packs know as a maker or brand |
| `model` | `name` |
| `kind` | `cdx:device:function`, where it is one of our kinds |
| `mac` | `cdx:device:macAddress` |
"""

from collections.abc import Callable, Iterable, Mapping

import msgspec

from lamppost.model.kind_words import kind_named

DEVICE = "device"
_MAC, _FUNCTION = "cdx:device:macAddress", "cdx:device:function"
FIELDS = ("maker", "model", "kind", "mac")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """A component, as far as it is looked at."""

    name: str | None
    manufacturer: str | None
    supplier: str | None
    publisher: str | None
    properties: Mapping[str, str]


def words(said: Said, knows: Callable[[str], bool]) -> dict[str, str | None]:
    """What it says, by field.

    Args:
        said: The component.
        knows: Whether the packs know a maker or brand by a name.
    """
    publisher = said.publisher if said.publisher and knows(said.publisher) else None
    function = said.properties.get(_FUNCTION, "")
    return {
        "maker": said.manufacturer or said.supplier or publisher,
        "model": said.name,
        "kind": function if kind_named(function) else None,
        "mac": said.properties.get(_MAC),
    }


def properties(pairs: Iterable[tuple[str | None, str | None]]) -> dict[str, str]:
    """The properties that are looked at; of several of a name the first."""
    held: dict[str, str] = {}
    for name, value in pairs:
        if name in (_MAC, _FUNCTION) and value:
            held.setdefault(name, value)
    return held
