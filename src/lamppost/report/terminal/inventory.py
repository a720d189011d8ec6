"""The inventory of a network as a table for a terminal: two lines per device, everything else as counts."""

from lamppost.model.result import Device, Named, ResultDocument
from lamppost.report.terminal.page import Page
from lamppost.report.wording import cut, kind_name, nothing_found, plain, seen_by, watching

_AT, _KIND, _MODEL = 15, 15, 17
_LEAST = 36
"""Columns for maker and model below which they stand on a line of their own."""
_KINDS_OF_EVIDENCE = {
    "name": "names it asks for",
    "mac_block": "MAC block",
    "mac.registrant": "MAC block",
    "label": "label",
    "document": "document",
    "reply.maker": "reply",
    "reply.builder": "reply",
}


def write_inventory(page: Page, result: ResultDocument) -> None:
    """Add the table of devices that watch or listen, or may."""
    page.heading(f"Inventory: devices that watch or listen, or may: {len(result.devices)}")
    if not result.devices:
        page.say(f"{nothing_found(result)}; what it could not show stands under “Outside the light”.")
        return
    rest = page.width - 3 - _AT - _KIND - 6
    narrow = rest < _LEAST
    widths = (_AT, _KIND) if narrow else (_AT, _KIND, rest - _MODEL, _MODEL)
    page.row(("at", "kind", "maker", "model")[: len(widths)], widths, right=frozenset(), faint=True)
    for device in result.devices:
        at = device.addresses[0] if device.addresses else device.mac or "no address"
        model = device.model.text if device.model else ""
        kind = kind_name(device.kind) if device.kind != "unknown" else "unknown"
        cells = (cut(at, _AT), kind, _sure(device.maker) or "unknown", model)
        page.row(cells[: len(widths)], widths, right=frozenset())
        if narrow:
            page.say(f"{_sure(device.maker) or 'maker unknown'} {model}", indent=5, most=2)
        indent = 5 if narrow else 3 + _AT + 2
        page.say(_details(device), indent=indent, style="faint", most=6)


def _details(device: Device) -> str:
    parts = [device.id]
    if device.kind == "unknown":
        parts.append(watching(device))
    if device.addresses and cut(device.addresses[0], _AT) != plain(device.addresses[0]):
        parts.append(plain(device.addresses[0]))
    parts += [f"since {plain(device.first_seen_at[:10])}"]
    if device.builder is not None:
        parts.append(f"built by {_sure(device.builder)}")
    if device.firmware is not None:
        parts.append(f"firmware {plain(device.firmware.text)}")
    if device.addresses and device.mac:
        parts.append(f"MAC {plain(device.mac)}")
    kinds = [_KINDS_OF_EVIDENCE.get(link.property, "what it says of itself") for link in seen_by(device)]
    if kinds:
        parts.append(f"by {', '.join(dict.fromkeys(kinds))}")
    return "; ".join(parts)


def _sure(named: Named | None) -> str:
    return "" if named is None else f"{plain(named.name)} ({named.status})"
