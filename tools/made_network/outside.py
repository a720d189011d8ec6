"""The world outside the made network: a router with a resolver, and one machine that is every host.

All outside addresses are documentation ranges (RFC 5737). A real service's name resolves to one of them
here: the name is what a device asks for, and no packet goes anywhere. DNS after RFC 1035, NTP after RFC
5905, SIP digest after RFC 3261 §22, HTTP after RFC 9112.
"""

from __future__ import annotations

import json
import socket
import struct
import time

from tools.made_network import dhcp, namespaces
from tools.made_network.certificates import server_context
from tools.made_network.gb28181 import platform_answer
from tools.made_network.servers import (
    Message,
    http_answer,
    in_background,
    listen_tcp,
    listen_udp,
    serve_http,
)

ROUTER_MAC, ROUTER = "00:00:5e:00:53:01", "192.168.70.1"
_ROUTER_OUTSIDE, _MACHINE = "192.0.2.1", "192.0.2.2"
NAMES = {
    "dev.hik-connect.com": "203.0.113.10",
    "litedev.hik-connect.com": "203.0.113.11",
    "www.easy4ipcloud.com": "203.0.113.20",
    "en.ezcloud.uniview.com": "203.0.113.30",
    "access-dss.secu100.net": "203.0.113.40",
    "relay.example.net": "203.0.113.77",
    "time.example.net": "198.51.100.7",
    "platform.example.net": "198.51.100.60",
    "faces.example.net": "198.51.100.61",
    "backup.example.net": "198.51.100.50",
    "annas-diary.example.net": "198.51.100.99",
}
_NTP_EPOCH = 2_208_988_800  # seconds from 1900 to 1970


def run_router(leases: dict[str, str]) -> None:
    """Routes, gives leases and resolves names; returns at once, the work goes on in threads."""
    namespaces.forward_packets()
    for interface, address in ((namespaces.LAN, ROUTER), (namespaces.WAN, _ROUTER_OUTSIDE)):
        namespaces.ip("addr", "add", f"{address}/24", "broadcast", "+", "dev", interface)
        namespaces.bring_up(interface)
    for network in ("203.0.113.0/24", "198.51.100.0/24"):
        namespaces.ip("route", "add", network, "via", _MACHINE)
    in_background(lambda: dhcp.serve_leases(leases, ROUTER))
    listen_udp(53, resolve)


def run_machine() -> None:
    """Every outside host; returns at once, the work goes on in threads."""
    namespaces.ip("addr", "add", f"{_MACHINE}/24", "dev", namespaces.WAN)
    namespaces.bring_up(namespaces.WAN)
    for address in NAMES.values():
        namespaces.ip("addr", "add", f"{address}/32", "dev", "lo")
    namespaces.ip("route", "add", "default", "via", _ROUTER_OUTSIDE)
    listen_tcp(443, _swallow, server_context("C=XA,O=Made network,CN=made.example.net"))
    listen_tcp(80, serve_http(_viid_answer))
    listen_udp(123, tell_time, at=NAMES["time.example.net"])
    listen_udp(5060, platform_answer, at=NAMES["platform.example.net"])
    listen_udp(30_000, lambda _payload, _sender: None, at=NAMES["platform.example.net"])


def resolve(query: bytes, _sender: tuple[str, int]) -> bytes:
    """The resolver's answer: an address from the table, or that there is no such name."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("latin-1"))
        at += 1 + query[at]
    question = query[12 : at + 5]
    address = NAMES.get(".".join(labels).lower())
    if address is None:
        return query[:2] + struct.pack(">HHHHH", 0x8183, 1, 0, 0, 0) + question
    record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 300, 4) + socket.inet_aton(address)
    return query[:2] + struct.pack(">HHHHH", 0x8180, 1, 1, 0, 0) + question + record


def tell_time(query: bytes, _sender: tuple[str, int]) -> bytes:
    """An NTP server's answer, stratum 2."""
    now = struct.pack(">II", int(time.time()) + _NTP_EPOCH, 0)
    head = struct.pack(">BBbb", 0x24, 2, 6, -20) + struct.pack(">II", 0x0100, 0x0100)
    return head + socket.inet_aton("192.0.2.123") + now + query[40:48] + now + now


def _swallow(line: socket.socket) -> None:
    """Takes an upload and says now and then that it does."""
    taken = 0
    while part := line.recv(65_536):
        taken += len(part)
        if taken > 200_000:
            line.sendall(b"taken")
            taken = 0


def _viid_answer(asked: Message) -> bytes:
    """What a platform for faces answers (see `viid`): first asks who it is, then takes everything."""
    head = [("Connection", "keep-alive"), ("Content-Type", "application/VIID+JSON;charset=UTF-8")]
    if asked.words[1] == "/VIID/System/Register" and "authorization" not in asked.headers:
        nonce = f"{time.time_ns():032x}"
        challenge = ("WWW-Authenticate", f'Digest realm="viid", qop="auth", nonce="{nonce}"')
        return http_answer("401 Unauthorized", [*head, challenge])
    status = {"RequestURL": asked.words[1], "StatusCode": 0, "StatusString": "OK"}
    body = json.dumps({"ResponseStatusObject": status})
    return http_answer("200 OK", head, body.encode())
