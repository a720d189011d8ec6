"""DHCP on both sides (RFC 2131, RFC 2132), over UDP sockets and without an address at first."""

from __future__ import annotations

import socket
import struct
from ipaddress import IPv4Address

from tools.made_network.namespaces import LAN

DISCOVER, OFFER, REQUEST, ACK = 1, 2, 3, 5
_COOKIE = b"\x63\x82\x53\x63"
_HOST_NAME, _ASKED, _TYPE, _SERVER, _WISHES, _VENDOR_CLASS = 12, 50, 53, 54, 55, 60
_LEAST = 300  # octets of a BOOTP message (RFC 1542 §2.1)

Options = list[tuple[int, bytes]]


def broadcast_socket(port: int) -> socket.socket:
    """A socket that sends to everybody on the wire, whether or not the interface has an address."""
    handle = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    handle.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, LAN.encode())
    handle.bind(("", port))
    handle.settimeout(3)
    return handle


def get_lease(mac: str, number: int, described: dict[int, str]) -> str:
    """The address that the server gives.

    Args:
        mac: The client's hardware address.
        number: The transaction's number.
        described: Options of text that the client sends, such as 12 (host name) and 60 (vendor class).
    """
    extra: Options = [(code, text.encode()) for code, text in described.items() if text]
    extra.append((_WISHES, bytes([1, 3, 6, 15])))
    with broadcast_socket(68) as handle:
        offer = _ask(handle, mac, number, [(_TYPE, bytes([DISCOVER])), *extra])
        chosen: Options = [
            (_TYPE, bytes([REQUEST])),
            (_ASKED, offer[16:20]),
            (_SERVER, read_options(offer)[_SERVER]),
        ]
        answer = _ask(handle, mac, number, [*chosen, *extra])
    return str(IPv4Address(answer[16:20]))


def _ask(handle: socket.socket, mac: str, number: int, options: Options) -> bytes:
    """Send until an answer to this client comes."""
    for _ in range(5):
        handle.sendto(message(1, mac, number, "0.0.0.0", options), ("255.255.255.255", 67))
        try:
            while True:
                answer = handle.recv(2048)
                if answer[4:8] == struct.pack(">I", number) and answer[0] == 2:
                    return answer
        except TimeoutError:
            continue
    raise TimeoutError(f"no DHCP server answered {mac}")


def message(side: int, mac: str, number: int, given: str, options: Options) -> bytes:
    """A BOOTP message that asks for a broadcast answer."""
    head = struct.pack(">BBBBIHH", side, 1, 6, 0, number, 0, 0x8000) + bytes(4)
    head += IPv4Address(given).packed + bytes(8) + bytes.fromhex(mac.replace(":", "")) + bytes(10 + 192)
    body = b"".join(bytes([code, len(value)]) + value for code, value in options)
    return (head + _COOKIE + body + b"\xff").ljust(_LEAST, b"\0")


def read_options(payload: bytes) -> dict[int, bytes]:
    options: dict[int, bytes] = {}
    at = 240
    while at < len(payload) and payload[at] != 0xFF:
        code, size = payload[at], payload[at + 1]
        options[code] = payload[at + 2 : at + 2 + size]
        at += 2 + size
    return options


def serve_leases(leases: dict[str, str], router: str) -> None:
    """Answer everybody's requests for ever, each with the address that stands in the table."""
    here = IPv4Address(router).packed
    with broadcast_socket(67) as handle:
        handle.settimeout(None)
        while True:
            asked = handle.recv(2048)
            mac = asked[28:34].hex(":")
            if asked[0] != 1 or mac not in leases:
                continue
            kind = OFFER if read_options(asked)[_TYPE][0] == DISCOVER else ACK
            options: Options = [
                (_TYPE, bytes([kind])),
                (_SERVER, here),
                (51, struct.pack(">I", 86_400)),
                (1, IPv4Address("255.255.255.0").packed),
                (3, here),
                (6, here),
            ]
            number = struct.unpack(">I", asked[4:8])[0]
            handle.sendto(message(2, mac, number, leases[mac], options), ("255.255.255.255", 68))
