"""The decoder's tables in the twin's words, so that both can be compared."""

import ipaddress
from typing import NamedTuple

from tests.engines.slow_flows import STATES, conn_state

from lamppost.model.addresses import ip_text
from lamppost.model.observations import NAME, NAME_SOURCES, NO_MAC


def plain_flows(observations) -> list:
    """One tuple per flow, in order of (file and) first packet."""
    names = list(observations.flows)
    rows = zip(*(observations.flows[name].tolist() for name in names), strict=True)
    return [flow_tuple(dict(zip(names, row, strict=True))) for row in rows]


def flow_tuple(row: dict) -> tuple:
    return (
        row["vlan_id"], row["proto"],
        (address(row["src_ip_high"], row["src_ip_low"]), row["src_port"]),
        (address(row["dst_ip_high"], row["dst_ip_low"]), row["dst_port"]),
        row["src_packets"], row["dst_packets"], row["src_bytes"], row["dst_bytes"],
        mac(row["src_mac"]), mac(row["dst_mac"]), row["first_row"], row["first_seen_at"], row["last_seen_at"],
        STATES[row["conn_state"]] if "conn_state" in row else None,
    )  # fmt: skip


def twin_flows(seen) -> list:
    """The same of the twin's flows."""
    return [twin_tuple(flow) for flow in seen.flows.rows]


def twin_tuple(flow) -> tuple:
    src, dst = flow.sides[flow.opener], flow.sides[1 - flow.opener]
    return (
        flow.vlan, flow.proto, src.end, dst.end, src.packets, dst.packets, src.octets, dst.octets,
        src.mac, dst.mac, flow.first_row, flow.first, flow.last, conn_state(flow),
    )  # fmt: skip


def plain_senders(observations) -> dict:
    """Senders by (MAC, VLAN, address); a lease's mark is the payload parsers' and taken off."""
    senders = observations.senders
    columns = [
        senders[name].tolist()
        for name in ("mac", "vlan_id", "ip_high", "ip_low", "packets", "bytes", "flags", "first_row")
    ]
    return {
        (mac(number), vlan, address(high, low)): (packets, octets, flags, row)
        for number, vlan, high, low, packets, octets, flags, row in zip(*columns, strict=True)
    }


def twin_senders(seen) -> dict:
    return {key: (s.packets, s.octets, s.flags, s.first_row) for key, s in seen.senders.items()}


def address(high: int, low: int):
    number = ipaddress.IPv6Address(high << 64 | low)
    return number.ipv4_mapped or number


def mac(number: int) -> bytes | None:
    return None if number == NO_MAC else number.to_bytes(6)


class PlainName(NamedTuple):
    """A row of `NAME` in words."""

    source: str
    client_ip: str
    client_mac: int
    name: str
    address: str | None
    first_row: int


def plain_names(observations) -> list[PlainName]:
    columns = (observations.names[name].tolist() for name in NAME)
    return [
        PlainName(
            NAME_SOURCES[source], ip_text(client_high, client_low), client_mac,
            observations.host_names[number], ip_text(high, low) if high or low else None, first_row,
        )
        for source, client_high, client_low, client_mac, number, high, low, _, first_row, _ in zip(*columns, strict=True)
    ]  # fmt: skip
