"""What every emulated device can do on its wire: join, look names up, ask the time, send, upload."""

from __future__ import annotations

import random
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

from tools.made_network import dhcp, namespaces, outside
from tools.made_network.certificates import client_context
from tools.made_network.media import Camera
from tools.made_network.truth import Destination, Truth


@dataclass(frozen=True)
class Seat:
    """A device's place in the network: its name here, made hardware address, and lease."""

    name: str
    mac: str
    address: str


class Host:
    """A device; its kind overrides `describe`, `serve` and `act`."""

    def __init__(self, seat: Seat, seed: int, upload_bytes: int) -> None:
        self.seat = seat
        self.random = random.Random(f"{seed}:{seat.name}")
        self.upload_bytes = upload_bytes
        self.packets = min(100, max(4, upload_bytes // 1000))
        self.truth = Truth(name=seat.name, mac=seat.mac, address=seat.address, kind="unknown")
        self.dhcp_options: dict[int, str] = {}
        self.describe()

    def describe(self) -> None:
        """Choose model, firmware and what else varies with the seed; fill in the truth."""

    def serve(self) -> None:
        """Open the sockets that others connect to."""

    def act(self) -> None:
        """Say and send what the device says and sends unasked."""

    def join(self) -> None:
        """Get a lease, and use it."""
        namespaces.bring_up(namespaces.LAN)
        time.sleep(self.random.uniform(0.1, 0.8))
        given = dhcp.get_lease(self.seat.mac, self.random.getrandbits(32), self.dhcp_options)
        namespaces.ip("addr", "add", f"{given}/24", "broadcast", "+", "dev", namespaces.LAN)
        namespaces.ip("route", "add", "default", "via", outside.ROUTER)
        self.speaks("dhcp")

    def speaks(self, *protocols: str) -> None:
        self.truth.speaks += [name for name in protocols if name not in self.truth.speaks]

    def some(self, rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """A part of optional rows, in their order: firmware leaves some out."""
        return [row for row in rows if self.random.random() < 0.7]

    def shuffled(self, rows: list[str]) -> list[str]:
        return self.random.sample(rows, len(rows))

    def stream_server(self, realm: str = "") -> Camera:
        """An RTSP server on port 554 that says nothing of its maker until its owner makes it."""
        camera = Camera(self.seat.address, realm, packets=self.packets, random=self.random)
        camera.listen()
        self.speaks("rtsp")
        return camera

    def digits(self, count: int) -> str:
        return "".join(self.random.choices("0123456789", k=count))

    def hexadecimal(self, count: int) -> str:
        return "".join(self.random.choices("0123456789abcdef", k=count))

    def uuid(self) -> str:
        text = self.random.randbytes(16).hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def send(self, target: str, port: int, payload: bytes, *, ttl: int = 1, source: int = 0) -> None:
        """One datagram to a group, to everybody, or to one host."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, namespaces.LAN.encode())
            mine = socket.inet_aton(self.seat.address)
            handle.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, mine)
            handle.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, ttl)
            handle.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
            handle.bind((self.seat.address, source))
            handle.sendto(payload, (target, port))

    def look_up(self, name: str) -> str:
        """Ask the router for a name's address (RFC 1035 §4)."""
        labels = b"".join(bytes([len(part)]) + part.encode() for part in name.split("."))
        number = struct.pack(">H", self.random.getrandbits(16))
        query = number + struct.pack(">HHHHH", 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", 1, 1)
        answer = exchange((outside.ROUTER, 53), query)
        return socket.inet_ntoa(answer[-4:])

    def ask_time(self, name: str = "time.example.net") -> None:
        """One NTP request (RFC 5905): client, version 4."""
        address = self.look_up(name)
        stamp = struct.pack(">II", int(time.time()) + 2_208_988_800, self.random.getrandbits(32))
        exchange((address, 123), b"\x23" + bytes(39) + stamp)
        self.went(name, address, 123, 48)
        self.speaks("ntp")

    def upload(self, name: str, size: int | None = None) -> None:
        """Send noise to an outside host over TLS, named by SNI."""
        size = self.upload_bytes if size is None else size
        address = self.look_up(name)
        with (
            socket.create_connection((address, 443), timeout=20) as line,
            client_context().wrap_socket(line, server_hostname=name) as ready,
        ):
            left = size
            while left > 0:
                part = self.random.randbytes(min(left, self.random.randrange(4_000, 16_000)))
                ready.sendall(part)
                left -= len(part)
        self.went(name, address, 443, size)
        self.speaks("tls")

    def went(self, name: str, address: str, port: int, size: int) -> None:
        self.truth.destinations.append(Destination(name, address, port, size))


def exchange(target: tuple[str, int], payload: bytes) -> bytes:
    """Send a datagram until it is answered."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        handle.settimeout(3)
        handle.connect(target)
        for _ in range(4):
            handle.send(payload)
            try:
                return handle.recv(4096)
            except (TimeoutError, ConnectionRefusedError):
                time.sleep(0.2)
    raise TimeoutError(f"nobody answers at {target}")


Emulator = Callable[[Seat, int, int], Host]
