"""The inventory of a network as a table for a terminal: two lines per device, everything else as counts."""

from lamppost.model.language import tr, tr_in
from lamppost.model.result import Device, Named, ResultDocument
from lamppost.model.saying import noted
from lamppost.report.terminal.page import Page
from lamppost.report.wording import cut, kind_name, nothing_found, plain, seen_by, status_word, watching

_AT, _KIND, _MODEL = 15, 15, 17
_LEAST = 36
"""Columns for maker and model below which they stand on a line of their own."""
_KINDS_OF_EVIDENCE = {
    "name": noted("names it asks for"),
    "mac_block": noted("MAC block"),
    "mac.registrant": noted("MAC block"),
    "label": noted("label"),
    "document": noted("document"),
    "reply.maker": noted("reply"),
    "reply.builder": noted("reply"),
}
_ELSE = noted("what it says of itself")


def write_inventory(page: Page, result: ResultDocument) -> None:
    """Add the table of devices that watch or listen, or may."""
    page.heading(tr("Inventory: devices that watch or listen, or may: {n}", n=len(result.devices)))
    if not result.devices:
        page.say(
            tr(
                "{nothing}; what it could not show stands under “Outside the light”.",
                nothing=nothing_found(result),
            )
        )
        return
    rest = page.width - 3 - _AT - _KIND - 6
    narrow = rest < _LEAST
    widths = (_AT, _KIND) if narrow else (_AT, _KIND, rest - _MODEL, _MODEL)
    heads = (tr_in("column", "at"), tr("kind"), tr("maker"), tr("model"))
    page.row(heads[: len(widths)], widths, right=frozenset(), faint=True)
    for device in result.devices:
        at = device.addresses[0] if device.addresses else device.mac or tr("no address")
        model = device.model.text if device.model else ""
        kind = kind_name(device.kind) if device.kind != "unknown" else tr("unknown")
        cells = (cut(at, _AT), kind, _sure(device.maker) or tr("unknown"), model)
        page.row(cells[: len(widths)], widths, right=frozenset())
        if narrow:
            page.say(f"{_sure(device.maker) or tr('maker unknown')} {model}", indent=5, most=2)
        indent = 5 if narrow else 3 + _AT + 2
        page.say(_details(device), indent=indent, style="faint", most=6)


def _details(device: Device) -> str:
    parts = [device.id]
    if device.kind == "unknown":
        parts.append(watching(device))
    if device.addresses and cut(device.addresses[0], _AT) != plain(device.addresses[0]):
        parts.append(plain(device.addresses[0]))
    parts += [tr("since {day}", day=plain(device.first_seen_at[:10]))]
    if device.builder is not None:
        parts.append(tr("built by {name}", name=_sure(device.builder)))
    if device.firmware is not None:
        parts.append(tr("firmware {version}", version=plain(device.firmware.text)))
    if device.addresses and device.mac:
        parts.append(f"MAC {plain(device.mac)}")
    kinds = [tr(_KINDS_OF_EVIDENCE.get(link.property, _ELSE)) for link in seen_by(device)]
    if kinds:
        parts.append(tr("by {evidence}", evidence=", ".join(dict.fromkeys(kinds))))
    return "; ".join(parts)


def _sure(named: Named | None) -> str:
    return "" if named is None else f"{plain(named.name)} ({status_word(named.status)})"
