"""Reads what a scan by Nmap found, from its XML (`nmap -oX`): a row for each host that is up. Nothing is scanned; the file is what the user holds.

The elements are those of Nmap's own document type (docs/nmap.dtd of github.com/nmap/nmap), in which `osclass` stands beside `osmatch`; newer versions put it into one,
and both are read.

| field | from |
| --- | --- |
| `mac` | `address` with `addrtype="mac"`; its `vendor` is who registered the block, which is looked up anew and so left |
| `address` | `address` of IPv4, else of IPv6 |
| `host` | the first `hostname`, else `hostname` of a `service` |
| `kind` | `devicetype` of a `service`, else `type` of the `osclass` of most accuracy, where it is one of our kinds (https://nmap.org/book/osdetect-device-types.html) |
| `maker` | `vendor` of that `osclass`, unless it is of a system for general purposes, whose vendor made no device |
| `model` | `product` of the service that tells the device type, else the name of the `osmatch` of most accuracy for such a device |

What Nmap says of maker, model and kind it concludes from what the device answers, so it is what a device says of itself and no more.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from lamppost.model.asset_rows import ListRead
from lamppost.model.saying import noted
from lamppost.model.sheets import ReadAs, Row
from lamppost.observe.markup import Element, Markup, MarkupError
from lamppost.observe.tabular.handed import Handed, RefusedError
from lamppost.observe.tabular.holding import address_in, host_in, mac_in
from lamppost.observe.tabular.reading import Reading

FORMAT = "nmap"
_GENERAL = "general purpose"
_LEAST_ACCURACY = 90
_KINDS = {
    "webcam": "camera",
    "printer": "printer",
    "print server": "printer",
    "phone": "phone",
    "VoIP phone": "phone",
    "router": "router",
    "broadband router": "router",
    "WAP": "router",
    "hub": "hub",
    "switch": "hub",
    "PDA": "computer",
}
"""Nmap's device types that are kinds of ours. A media device may be a TV or a projector; a system for general purposes runs in cameras too."""
_FIELDS = ("maker", "model", "kind", "mac", "address", "host")
Progress = Callable[[str, int, int], None]


def read_list(
    path: Path,
    shown_as: str,
    knows: Callable[[str], bool],
    chosen: ReadAs | None = None,
    progress: Progress | None = None,
) -> ListRead:
    """The hosts of a scan that are up, in file order.

    Args:
        path: The file.
        shown_as: How results call it.
        knows: Whether the packs know a maker or brand by a name.
        chosen: How the user wants it read; a scan has no columns to choose.
        progress: Called with file name, bytes done and bytes in all.

    Raises:
        LamppostError: It is missing, or no regular file.
    """
    handed, reading = Handed(path, shown_as, FORMAT), Reading(shown_as, knows, chosen or ReadAs())
    reading.told_by = "scan"
    markup = Markup(frozenset({"host"}))
    try:
        for element in markup.elements(handed.told_blocks(progress)):
            if markup.root != "nmaprun":
                break
            if (status := element.first("status")) is None or status.attributes.get("state") == "up":
                _add(element, reading)
    except MarkupError as error:
        reading.tell(
            None,
            error.line,
            error.what,
            noted("the XML of nmap -oX, to its end"),
            noted("Was the scan broken off?"),
        )
        reading.is_cut = True
        handed.rest()
    except RefusedError as error:
        return handed.refused(error)
    if markup.root != "nmaprun" and not reading.issues:
        return handed.refused(
            RefusedError(
                noted("no scan by Nmap"), noted("the XML of nmap -oX"), noted("Is it the right file?")
            )
        )
    reading.take(_FIELDS)
    return handed.read(reading)


def _add(host: Element, reading: Reading) -> None:
    """Add a host, or why it cannot be read."""
    addresses = {
        one.attributes.get("addrtype", "ipv4"): one.attributes.get("addr", "") for one in host.all("address")
    }
    ip = address_in(addresses.get("ipv4") or addresses.get("ipv6") or "")
    mac = mac_in(addresses.get("mac", ""))
    row = Row(line=host.line, end_line=host.line, end_column=1, cells=[])
    if ip is None and mac is None:
        reading.lose(
            None,
            row,
            noted("a host without an address"),
            noted("an IP or MAC address"),
            noted("Was the file edited?"),
        )
        return
    kind, maker, model = _told(host)
    names = [one.attributes.get("name", "") for one in host.all("hostnames", "hostname")]
    names += [one.attributes.get("hostname", "") for one in _services(host)]
    words = {"maker": maker, "model": model, "kind": kind, "mac": mac, "address": ip}
    words["host"] = next((name for one in names if (name := host_in(one))), None)
    reading.put(words, None, row)


def _services(host: Element) -> Iterator[Element]:
    return host.all("ports", "port", "service")


def _told(host: Element) -> tuple[str | None, str | None, str | None]:
    """Kind, maker and model, as far as the scan tells."""
    typed = [one for one in _services(host) if one.attributes.get("devicetype")]
    classes = sorted(
        [*host.all("os", "osclass"), *host.all("os", "osmatch", "osclass")], key=_accuracy, reverse=True
    )
    best = classes[0] if classes and _accuracy(classes[0]) >= _LEAST_ACCURACY else None
    kinds = [one.attributes["devicetype"] for one in typed]
    kinds += [best.attributes.get("type", "")] if best is not None else []
    kind = next((_KINDS[one] for one in kinds if one in _KINDS), None)
    model = next((one.attributes["product"] for one in typed if one.attributes.get("product")), None)
    if best is None or best.attributes.get("type", _GENERAL) == _GENERAL:
        return kind, None, model
    if model is None:
        named = max(host.all("os", "osmatch"), key=_accuracy, default=None)
        model = named.attributes.get("name") if named is not None else None
    return kind, best.attributes.get("vendor"), model


def _accuracy(one: Element) -> int:
    text = one.attributes.get("accuracy", "")
    return int(text) if text.isascii() and text.isdecimal() else 0
