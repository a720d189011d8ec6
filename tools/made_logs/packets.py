"""What tshark reads in each frame of a capture, as packets: its fields are those of `tshark -G fields`, version 4.0."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

PREFERENCES = {
    "tcp.desegment_tcp_streams": "TRUE",
    "tcp.reassemble_out_of_order": "TRUE",
    "tls.desegment_ssl_records": "TRUE",
    "http.desegment_headers": "TRUE",
    "http.desegment_body": "TRUE",
    "ip.defragment": "TRUE",
    "ipv6.defragment": "TRUE",
    "ip.tso_support": "TRUE",
}

HEAD = (
    "frame.number", "frame.time_epoch", "frame.len", "frame.protocols", "eth.src", "eth.dst", "vlan.id",
    "ip.src", "ip.dst", "ip.proto", "ip.len", "ip.frag_offset", "ip.reassembled_in",
    "ipv6.src", "ipv6.dst", "ipv6.nxt", "ipv6.plen", "ipv6.reassembled.in",
    "ipv6.hopopts.nxt", "ipv6.fraghdr.nxt", "ipv6.dstopts.nxt", "ipv6.routing.nxt",
    "tcp.srcport", "tcp.dstport", "tcp.flags", "tcp.len", "tcp.seq_raw", "udp.srcport", "udp.dstport", "udp.length",
    "icmp.type", "icmp.code", "icmpv6.type", "icmpv6.code",
)  # fmt: skip
"""Of frame, link, network and transport; of fields that stand in a frame more than once, the first is the outermost."""

SAID = (
    "dns.id", "dns.flags", "dns.flags.response", "dns.flags.authoritative", "dns.flags.truncated",
    "dns.flags.recdesired", "dns.flags.recavail", "dns.flags.rcode", "dns.count.queries", "dns.count.answers",
    "dns.qry.name", "dns.qry.type", "dns.resp.name", "dns.resp.type", "dns.resp.ttl", "dns.a", "dns.aaaa", "dns.cname",
    "dns.ptr.domain_name", "dns.srv.target",
    "tls.handshake.type", "tls.handshake.version", "tls.handshake.extensions.supported_version",
    "tls.handshake.extensions_server_name", "tls.handshake.certificate", "quic.version",
    "http.request.method", "http.host", "http.request.uri", "http.request.version", "http.user_agent", "http.referer",
    "http.response.code", "http.response.phrase", "http.response.version", "http.server", "http.content_type",
    "http.request_in", "http.content_length",
    "dhcp.type", "dhcp.id", "dhcp.hw.mac_addr", "dhcp.ip.client", "dhcp.ip.your", "dhcp.option.dhcp",
    "dhcp.option.hostname", "dhcp.option.requested_ip_address", "dhcp.option.ip_address_lease_time",
    "dhcp.option.domain_name", "dhcp.fqdn.name", "dhcp.option.vendor_class_id",
)  # fmt: skip
"""Of what the packets carry."""

_BETWEEN_FIELDS, _BETWEEN_VALUES = "\x1f", "\x1e"
_TCP, _UDP, _ICMP, _ICMP6 = 6, 17, 1, 58


class TsharkError(Exception):
    """tshark is missing, or did not read the file."""


@dataclass(slots=True)
class Packet:
    """One IP packet: who sent it to whom, and what it carries."""

    number: int
    time_us: int
    length: int
    """Octets of the frame, as sent."""
    macs: tuple[str, str]
    """Of sender and receiver of the frame; empty where the link has none."""
    vlan: int | None
    src: str
    dst: str
    proto: int
    sport: int
    """0 where there is none; of ICMP the type."""
    dport: int
    """0 where there is none; of ICMP the code."""
    octets: int
    """Of the IP packet."""
    payload: int
    """Octets behind the header of TCP, UDP or ICMP."""
    flags: int
    """Of TCP."""
    seq: int
    said: dict[str, list[str]] = field(default_factory=dict)
    """Field → all its occurrences; those that are not there are not in it."""
    layers: tuple[str, ...] = ()

    def one(self, name: str) -> str | None:
        """The first occurrence of a field of what is said."""
        return self.said.get(name, [None])[0]  # type: ignore[list-item]

    def all(self, name: str) -> list[str]:
        """All occurrences, in order."""
        return self.said.get(name, [])


def read_packets(path: Path) -> list[Packet]:
    """The IP packets of a capture, in the order of its frames.

    Args:
        path: A pcap or pcapng file.

    Raises:
        TsharkError: tshark is not there, or refused the file.
    """
    found: dict[int, Packet] = {}
    parts: list[tuple[Packet, int]] = []
    for row in _rows(path):
        packet = _packet(row)
        if packet is None:
            continue
        found[packet.number] = packet
        whole = row.get("ip.reassembled_in") or row.get("ipv6.reassembled.in")
        if whole:
            parts.append((packet, int(whole[0])))
    for packet, number in parts:
        _join(packet, found.get(number))
    return list(found.values())


def _join(part: Packet, whole: Packet | None) -> None:
    """A fragment gets the ends of the datagram that tshark put together from it."""
    if whole is not None and whole.src == part.src:
        part.proto, part.sport, part.dport = whole.proto, whole.sport, whole.dport


def _rows(path: Path) -> list[dict[str, list[str]]]:
    """Field → values, of each frame."""
    names = (*HEAD, *SAID)
    command = ["tshark", "-2", "-n", "-r", str(path), "-T", "fields", "-E", f"separator={_BETWEEN_FIELDS}"]
    command += ["-E", f"aggregator={_BETWEEN_VALUES}", "-E", "occurrence=a"]
    for name, value in PREFERENCES.items():
        command += ["-o", f"{name}:{value}"]
    for name in names:
        command += ["-e", name]
    rows = []
    for line in _printed(command).split("\n"):
        cells = line.split(_BETWEEN_FIELDS)
        if len(cells) == len(names):
            rows.append(
                {name: text.split(_BETWEEN_VALUES) for name, text in zip(names, cells, strict=True) if text}
            )
        elif line:
            raise TsharkError(f"{path.name}: a line of {len(cells)} fields, not {len(names)}")
    return rows


def _printed(command: list[str]) -> str:
    """What tshark prints under no preferences but ours; a file that ends early is read as far as it goes."""
    with tempfile.TemporaryDirectory() as empty:
        surroundings = {**os.environ, "WIRESHARK_CONFIG_DIR": empty, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        try:
            done = subprocess.run(command, capture_output=True, check=False, env=surroundings)
        except FileNotFoundError:
            raise TsharkError("tshark is not installed: it is part of Wireshark 4.0 or later") from None
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode and not text:
        raise TsharkError(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1])
    return text


def _packet(row: dict[str, list[str]]) -> Packet | None:
    """The outermost IP packet of a frame; None where there is none."""
    if not (has_v4 := "ip.src" in row) and "ipv6.src" not in row:
        return None
    layers = tuple(row["frame.protocols"][0].split(":"))
    if has_v4 and "ipv6.src" in row and "ipv6" in layers:
        has_v4 = layers.index("ip") < layers.index("ipv6")
    proto = int(row["ip.proto"][0]) if has_v4 else _next_header(row)
    sport, dport, payload, is_whole = _transport(row, proto)
    seconds, _, rest = row["frame.time_epoch"][0].partition(".")
    vlans = [int(tag) for tag in row.get("vlan.id", []) if int(tag)]
    return Packet(
        number=int(row["frame.number"][0]),
        time_us=int(seconds) * 1_000_000 + int(rest[:6].ljust(6, "0")),
        length=int(row["frame.len"][0]),
        macs=(row.get("eth.src", [""])[0], row.get("eth.dst", [""])[0]),
        vlan=vlans[0] if vlans else None,
        src=row["ip.src" if has_v4 else "ipv6.src"][0],
        dst=row["ip.dst" if has_v4 else "ipv6.dst"][0],
        proto=proto,
        sport=sport,
        dport=dport,
        octets=int(row["ip.len"][0]) if has_v4 else 40 + int(row["ipv6.plen"][0]),
        payload=payload,
        flags=int(row["tcp.flags"][0], 16) if proto == _TCP and "tcp.flags" in row else 0,
        seq=int(row["tcp.seq_raw"][0]) if proto == _TCP and "tcp.seq_raw" in row else 0,
        said={name: row[name] for name in SAID if name in row} if is_whole else {},
        layers=layers,
    )


def _next_header(row: dict[str, list[str]]) -> int:
    """The protocol behind the extension headers of IPv6 (RFC 8200 §4)."""
    proto = int(row["ipv6.nxt"][0])
    headers = {0: "ipv6.hopopts.nxt", 43: "ipv6.routing.nxt", 44: "ipv6.fraghdr.nxt", 60: "ipv6.dstopts.nxt"}
    for _ in headers:
        behind = row.get(headers.get(proto, ""))
        if behind is None:
            break
        proto = int(behind[0])
    return proto


def _transport(row: dict[str, list[str]], proto: int) -> tuple[int, int, int, bool]:
    """Both ports, octets behind the header, and whether the header is there."""
    if proto == _TCP and "tcp.srcport" in row:
        return (
            int(row["tcp.srcport"][0]),
            int(row["tcp.dstport"][0]),
            int(row.get("tcp.len", ["0"])[0]),
            True,
        )
    if proto == _UDP and "udp.srcport" in row:
        length = max(int(row.get("udp.length", ["8"])[0]) - 8, 0)
        return int(row["udp.srcport"][0]), int(row["udp.dstport"][0]), length, True
    word = {_ICMP: "icmp", _ICMP6: "icmpv6"}.get(proto)
    if word is not None and f"{word}.type" in row:
        whole = int(row["ip.len"][0]) - 20 if word == "icmp" else int(row["ipv6.plen"][0])
        return int(row[f"{word}.type"][0]), int(row.get(f"{word}.code", ["0"])[0]), max(whole - 8, 0), True
    return 0, 0, 0, False
