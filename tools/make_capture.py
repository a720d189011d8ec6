"""A made capture of a given size: cameras that stream, clients that browse, names, discovery.

Addresses are from the documentation ranges. The same seed and size give the same bytes. About two million
packets and 220,000 flows per gigabyte.
"""

import argparse
import random
import struct
from collections.abc import Iterator
from pathlib import Path

START = 1_790_000_000
CAMERAS = 40
CLIENTS = 400
VIDEO = 1340  # octets of RTP payload
MAC_HOME = 0x00005E005300
ROUTER = 0x00005E0053FE
NAMES = tuple(
    f"{kind}-{number}.example.net" for kind in ("api", "cloud", "time", "relay") for number in range(50)
)


def checksum_free_ipv4(
    source: bytes, target: bytes, proto: int, payload: bytes, ttl: int, number: int
) -> bytes:
    """An IPv4 packet; checksums are left 0, as offload leaves them."""
    return (
        struct.pack(
            ">BBHHHBBH4s4s",
            0x45,
            0,
            20 + len(payload),
            number & 0xFFFF,
            0x4000,
            ttl,
            proto,
            0,
            source,
            target,
        )
        + payload
    )


def ethernet(source: int, target: int, packet: bytes, ether: int = 0x0800) -> bytes:
    """An Ethernet frame, padded to the least length."""
    frame = target.to_bytes(6) + source.to_bytes(6) + ether.to_bytes(2) + packet
    return frame.ljust(60, b"\0")


def udp(source: int, target: int, payload: bytes) -> bytes:
    return struct.pack(">HHHH", source, target, 8 + len(payload), 0) + payload


def tcp(source: int, target: int, sequence: int, flags: int, payload: bytes = b"") -> bytes:
    return (
        struct.pack(">HHIIBBHHH", source, target, sequence & 0xFFFFFFFF, 1, 0x50, flags, 64240, 0, 0)
        + payload
    )


def domain(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def dns(number: int, name: str, address: bytes | None) -> bytes:
    """A query, or with an address its answer (RFC 1035 section 4)."""
    question = domain(name) + struct.pack(">HH", 1, 1)
    if address is None:
        return struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + question
    answer = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 300, 4) + address
    return struct.pack(">HHHHHH", number, 0x8180, 1, 1, 0, 0) + question + answer


def client_hello(rng: random.Random, name: str) -> bytes:
    """A ClientHello with a server name (RFC 8446 section 4.1.2, RFC 6066 section 3)."""
    host = name.encode()
    server_name = struct.pack(">HBH", len(host) + 3, 0, len(host)) + host
    extensions = struct.pack(">HH", 0, len(server_name)) + server_name
    extensions += struct.pack(">HH", 21, 300) + bytes(300)
    body = b"\x03\x03" + rng.randbytes(32) + b"\x20" + rng.randbytes(32)
    body += (
        struct.pack(">HHH", 4, 0x1301, 0x1302) + b"\x01\x00" + struct.pack(">H", len(extensions)) + extensions
    )
    handshake = b"\x01" + len(body).to_bytes(3) + body
    return b"\x16\x03\x01" + struct.pack(">H", len(handshake)) + handshake


class Home:
    """One network: who is in it, and what each says."""

    def __init__(self, seed: int) -> None:
        """Everything random comes from the seed."""
        self.rng = random.Random(seed)
        self.number = 0
        self.video = self.rng.randbytes(1 << 16)

    def client(self) -> tuple[int, bytes]:
        """MAC and address of one device."""
        index = self.rng.randrange(CLIENTS)
        return MAC_HOME + 0x1000 * (index // 250) + index % 250, bytes([192, 0, 2 + 0, index % 250 + 1])

    def outside(self) -> bytes:
        """An address that is not in the network."""
        return bytes([*self.rng.choice(((198, 51, 100), (203, 0, 113))), self.rng.randrange(1, 255)])

    def frame(self, mac: int, source: bytes, target: bytes, proto: int, payload: bytes) -> bytes:
        """A frame out of the home, or into it when `mac` is 0."""
        self.number += 1
        packet = checksum_free_ipv4(source, target, proto, payload, 64 if mac else 52, self.number)
        return ethernet(mac or ROUTER, ROUTER if mac else MAC_HOME, packet)

    def names(self) -> Iterator[bytes]:
        """A query and its answer."""
        mac, address = self.client()
        port, number, name = (
            self.rng.randrange(32768, 61000),
            self.rng.randrange(65536),
            self.rng.choice(NAMES),
        )
        server = bytes([192, 0, 2, 254])
        yield self.frame(mac, address, server, 17, udp(port, 53, dns(number, name, None)))
        yield self.frame(0, server, address, 17, udp(53, port, dns(number, name, self.outside())))

    def visit(self) -> Iterator[bytes]:
        """A TLS connection with some data in small packets."""
        mac, address = self.client()
        server, port = self.outside(), self.rng.randrange(32768, 61000)
        mine, theirs = self.rng.randrange(1 << 32), self.rng.randrange(1 << 32)
        hello = client_hello(self.rng, self.rng.choice(NAMES))
        yield self.frame(mac, address, server, 6, tcp(port, 443, mine, 2))
        yield self.frame(0, server, address, 6, tcp(443, port, theirs, 18))
        yield self.frame(mac, address, server, 6, tcp(port, 443, mine + 1, 16))
        yield self.frame(mac, address, server, 6, tcp(port, 443, mine + 1, 24, hello))
        for _ in range(self.rng.randrange(2, 10)):
            size = self.rng.choice((0, 40, 120, 1300))
            data = b"\x17\x03\x03" + bytes(2) + self.video[: max(size - 5, 0)] if size else b""
            yield self.frame(0, server, address, 6, tcp(443, port, theirs + 1, 16, data))
            theirs += len(data)
            yield self.frame(mac, address, server, 6, tcp(port, 443, mine + 1 + len(hello), 16))

    def stream(self) -> Iterator[bytes]:
        """A burst of RTP-like video from one camera to one viewer."""
        camera = self.rng.randrange(CAMERAS)
        source, target = bytes([192, 0, 2, camera + 1]), bytes([192, 0, 2, 200])
        for _ in range(self.rng.randrange(20, 60)):
            at = self.rng.randrange(len(self.video) - VIDEO)
            head = struct.pack(
                ">BBHII", 0x80, 96, self.number & 0xFFFF, self.number * 90 & 0xFFFFFFFF, camera
            )
            payload = udp(50000 + camera, 40000, head + self.video[at : at + VIDEO - 12])
            self.number += 1
            packet = checksum_free_ipv4(source, target, 17, payload, 64, self.number)
            yield ethernet(MAC_HOME + camera, MAC_HOME + 199, packet)

    def question(self) -> Iterator[bytes]:
        """Who has an address (RFC 826), and a device's search for others."""
        mac, address = self.client()
        message = struct.pack(
            ">HHBBH6s4s6s4s", 1, 0x0800, 6, 4, 1, mac.to_bytes(6), address, bytes(6), b"\xc0\0\x02\xfe"
        )
        yield ethernet(mac, 0xFFFFFFFFFFFF, message, 0x0806)
        search = b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 2\r\nST: ssdp:all\r\n\r\n'
        yield self.frame(mac, address, b"\xef\xff\xff\xfa", 17, udp(1900, 1900, search))

    def frames(self) -> Iterator[bytes]:
        """Everything, for ever, a few things going on at a time."""
        kinds = (self.names, self.visit, self.stream, self.question)
        going: list[Iterator[bytes]] = []
        while True:
            while len(going) < 24:
                going.append(self.rng.choices(kinds, (60, 72, 5, 3))[0]())
            index = self.rng.randrange(len(going))
            frame = next(going[index], None)
            if frame is None:
                going.pop(index)
            else:
                yield frame


def write_capture(path: Path, size: int, seed: int = 1) -> int:
    """How many packets were written: a pcap file of at least `size` bytes, and little more."""
    count, written, chunk = 0, 24, bytearray(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
    now = START * 1_000_000
    home = Home(seed)
    with path.open("wb") as stream:
        for frame in home.frames():
            now += home.number % 97 + 20
            chunk += struct.pack("<IIII", now // 1_000_000, now % 1_000_000, len(frame), len(frame)) + frame
            written += 16 + len(frame)
            count += 1
            if len(chunk) > 1 << 20:
                stream.write(chunk)
                chunk.clear()
            if written >= size:
                break
        stream.write(chunk)
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--mb", type=float, default=100.0, help="size in millions of bytes")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    count = write_capture(arguments.path, int(arguments.mb * 1e6), arguments.seed)
    print(f"{arguments.path}: {count} packets")


if __name__ == "__main__":
    main()
