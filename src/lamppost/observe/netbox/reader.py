"""Reads the devices of a NetBox from what its REST API answers to `GET /api/dcim/devices/`: one page, all pages as one list, or one device.

The fields are those of the serializer of devices (netbox/dcim/api/serializers_/devices.py of github.com/netbox-community/netbox); older versions call the role
`device_role`. Tenants, sites, racks, serial numbers, tags and comments are never looked at.

| field | from |
| --- | --- |
| `maker`, `model` | `device_type.manufacturer.name`, `device_type.model` |
| `kind` | `role.name` |
| `address` | `primary_ip.address`, else `primary_ip4`, `primary_ip6`, `oob_ip` |
| `host` | `dns_name` of that address, else `name`, where it is one that a host may have |

The same devices as a table (NetBox's export as CSV) are read as any other list: `lamppost.observe.tabular.layout` knows its headings.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from lamppost.model.asset_rows import ListRead
from lamppost.model.saying import noted, say
from lamppost.model.sheets import ReadAs, Row
from lamppost.observe.tabular.handed import Handed, RefusedError
from lamppost.observe.tabular.holding import address_in, host_in
from lamppost.observe.tabular.reading import Reading
from lamppost.observe.tabular.records import decoded, each

FORMAT = "netbox"
PART = "devices"
_WHAT = noted("list of devices as NetBox's REST API gives it")
_FIELDS = ("maker", "model", "kind", "address", "host")


class _Named(msgspec.Struct):
    name: str | None = None


class _DeviceType(msgspec.Struct):
    model: str | None = None
    manufacturer: _Named | None = None


class _Address(msgspec.Struct):
    address: str | None = None
    dns_name: str | None = None


class _Device(msgspec.Struct):
    device_type: _DeviceType | None
    name: str | None = None
    role: _Named | None = None
    device_role: _Named | None = None
    primary_ip: _Address | None = None
    primary_ip4: _Address | None = None
    primary_ip6: _Address | None = None
    oob_ip: _Address | None = None


class _Page(msgspec.Struct):
    results: list[msgspec.Raw] | None = None
    count: int | None = None


def read_list(
    path: Path,
    shown_as: str,
    knows: Callable[[str], bool],
    chosen: ReadAs | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> ListRead:
    """The devices, in file order.

    Args:
        path: The file.
        shown_as: How results call it.
        knows: Whether the packs know a maker or brand by a name.
        chosen: How the user wants it read; devices have no columns to choose.
        progress: Called with file name, bytes done and bytes in all.

    Raises:
        LamppostError: It is missing, or no regular file.
    """
    handed, reading = Handed(path, shown_as, FORMAT), Reading(shown_as, knows, chosen or ReadAs())
    try:
        content = b"".join(handed.told_blocks(progress))
        raws, count = _records(content)
    except RefusedError as error:
        return handed.refused(error)
    for number, device in each(raws, _Device):
        row = Row(line=number, end_line=number, end_column=0, cells=[])
        if isinstance(device, str):
            reading.lose(PART, row, device, noted("a device of NetBox"), noted("Export it anew."))
        else:
            reading.put(_words(device), PART, row)
    if count is not None and count > len(raws):
        what = say("{n} of {count} devices: the others stand on further pages", n=len(raws), count=count)
        reading.tell(
            None,
            None,
            what,
            noted("all of them"),
            noted("Ask for every page, and give their results as one list."),
        )
        reading.is_cut = True
    reading.take(_FIELDS)
    return handed.read(reading)


def _records(content: bytes) -> tuple[list[msgspec.Raw], int | None]:
    """The devices, and how many there are where the file says so."""
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"[":
        return decoded(content, list[msgspec.Raw], _WHAT), None
    page = decoded(content, _Page, _WHAT)
    return (page.results, page.count) if page.results is not None else ([msgspec.Raw(content)], None)


def _words(device: _Device) -> dict[str, str | None]:
    kind = device.device_type or _DeviceType()
    role = device.role or device.device_role
    held = (device.primary_ip, device.primary_ip4, device.primary_ip6, device.oob_ip)
    address = next((one for one in held if one and one.address and address_in(one.address)), None)
    names = (address.dns_name if address else None, device.name)
    return {
        "maker": kind.manufacturer.name if kind.manufacturer else None,
        "model": kind.model,
        "kind": role.name if role else None,
        "address": address.address if address else None,
        "host": next((name for name in names if name and host_in(name)), None),
    }
