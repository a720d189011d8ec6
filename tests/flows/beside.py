"""What is said of a capture, held against what is said of logs of the same traffic.

The logs are those of `tools/made_logs`, which imports nothing of lamppost. What a log cannot tell stands in
`docs/reference/logs-and-captures.md`; the words here are those of its tables.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import NamedTuple

from lamppost import pipeline
from lamppost.model.addresses import ip_text
from lamppost.model.observations import NAME_SOURCES, NOT_TOLD, Observations
from lamppost.model.result import Device, ResultDocument

DAY = date(2026, 11, 23)
LINK_HEADER = 14
"""Octets that Suricata counts of each frame beside its packet (Ethernet)."""
CONNECTIONS = (1, 6, 17, 58)
"""Protocols whose packets Zeek before version 8 takes for connections: ICMP, TCP, UDP."""

_ALWAYS = {"name", "mac_block", "mac.registrant", "dhcp.host_name", "http.user_agent"}
_CERTIFICATES = {"tls.certificate_subject", "tls.certificate_issuer"}
KEPT = {
    "zeek": _ALWAYS | _CERTIFICATES | {"http.server"},
    "zeek-json": _ALWAYS | _CERTIFICATES | {"http.server"},
    "eve-2": _ALWAYS | _CERTIFICATES | {"dhcp.vendor_class"},
    "eve-3": _ALWAYS | _CERTIFICATES | {"dhcp.vendor_class"},
}
"""Proofs of a device that the logs of each form hold."""


class Talk(NamedTuple):
    """A destination of a device on one port."""

    name: str | None
    address: str
    port: str
    opened_by: str


class Ends(NamedTuple):
    """Which connections are of one kind."""

    src: str
    dst: str
    dst_port: int
    proto: int


class Sums(NamedTuple):
    """What they were together; None where no connection's is told."""

    connections: int
    src_packets: int | None
    dst_packets: int | None
    src_bytes: int | None
    dst_bytes: int | None


def look(*paths: Path) -> ResultDocument:
    """The answer to some evidence, on one day."""
    return pipeline.look(list(paths), pipeline.Question(as_of=DAY))


def devices(result: ResultDocument) -> dict[str, Device]:
    """What watches or may, by its MAC address, or by its first address where none is known."""
    return {device.mac or device.addresses[0]: device for device in result.devices}


def proofs(device: Device) -> set[str]:
    """Fields and names that say that a device watches, or who makes it."""
    chains = [device.kind_chain, *(one.chain for one in (device.maker, device.builder) if one is not None)]
    return {link.property for chain in chains for link in chain}


def talks(device: Device) -> dict[Talk, tuple[int, int | None, int | None]]:
    """With whom it talks: connections, and the octets that were sent and received."""
    return {
        Talk(one.name, one.address, each.port, each.opened_by): (
            each.connections,
            each.sent_bytes,
            each.received_bytes,
        )
        for one in device.destinations
        for each in one.exchanges
    }


def packets(device: Device) -> dict[Talk, tuple[int, int]]:
    """Packets that were sent and received."""
    return {
        Talk(one.name, one.address, each.port, each.opened_by): (each.sent_packets, each.received_packets)
        for one in device.destinations
        for each in one.exchanges
    }


def connections(seen: Observations) -> dict[Ends, Sums]:
    """All connections, those of the same ends together."""
    rows = {name: column.tolist() for name, column in seen.flows.items()}
    found: dict[Ends, list[int | None]] = defaultdict(lambda: [0, *[None] * (len(Sums._fields) - 1)])
    for at in range(len(rows["proto"])):
        ends = Ends(
            ip_text(rows["src_ip_high"][at], rows["src_ip_low"][at]),
            ip_text(rows["dst_ip_high"][at], rows["dst_ip_low"][at]),
            rows["dst_port"][at],
            rows["proto"][at],
        )
        sums = found[ends]
        sums[0] += rows["connections"][at] if "connections" in rows else 1
        for place, name in enumerate(Sums._fields[1:], 1):
            if rows[name][at] != NOT_TOLD:
                sums[place] = (sums[place] or 0) + rows[name][at]
    return {ends: Sums(*sums) for ends, sums in found.items()}


def names(seen: Observations) -> set[tuple[str, str, str]]:
    """Who called which address by which name, or asked for it; how is told apart only as asked or called."""
    rows = {name: column.tolist() for name, column in seen.names.items()}
    return {
        (
            "asked" if NAME_SOURCES[rows["source"][at]] in ("dns", "mdns") else "called",
            ip_text(rows["client_ip_high"][at], rows["client_ip_low"][at]),
            f"{seen.host_names[rows['name'][at]]} {ip_text(rows['ip_high'][at], rows['ip_low'][at])}",
        )
        for at in range(len(rows["source"]))
        if rows["ip_high"][at] or rows["ip_low"][at]
    }
