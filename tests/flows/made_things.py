"""Frames of ordinary things, put together from what is published about them; shares no code with the readers."""

import ipaddress
import json
import struct

import made_frames as made

ROUTER, ROUTER_IP = "00:00:5e:00:53:01", "192.168.1.1"
PEER, PEER_IP = "00:00:5e:00:53:08", "192.168.1.8"
OUTSIDE = "203.0.113.9"
SSDP_GROUP, MDNS_GROUP = "239.255.255.250", "224.0.0.251"
PTR, TXT, SRV, A = 12, 16, 33, 1


class Thing:
    """One device, which says things one after the other."""

    def __init__(self, mac: str = "00:00:5e:00:53:21", ip: str = "192.168.1.21") -> None:
        self.mac, self.ip = mac, ip
        self.frames = [made.arp_reply(mac, ip, ROUTER, ROUTER_IP)]

    def lease(self, host_name: str | None = None, vendor_class: str | None = None) -> "Thing":
        """A DHCP request with options 12 and 60."""
        asked = made.dhcp_request(self.mac, 7, host_name=host_name, vendor_class=vendor_class)
        packet = made.udp("0.0.0.0", 68, "255.255.255.255", 67, asked)
        self.frames.append(made.ethernet(self.mac, made.BROADCAST, 0x0800, packet))
        return self

    def asks_for(self, *names: str) -> "Thing":
        """DNS queries and their answers."""
        for number, name in enumerate(names):
            query = made.udp(self.ip, 50_000 + number, ROUTER_IP, 53, made.dns_query(number, name))
            reply = made.udp(ROUTER_IP, 53, self.ip, 50_000 + number, made.dns_answer(number, name, OUTSIDE))
            self.frames.append(made.ethernet(self.mac, ROUTER, 0x0800, query))
            self.frames.append(made.ethernet(ROUTER, self.mac, 0x0800, reply))
        return self

    def mdns(self, service: str, instance: str, *texts: str) -> "Thing":
        """A service with its name and texts (RFC 6763)."""
        coded = b"".join(bytes([len(text)]) + text.encode() for text in texts) or b"\0"
        records = [
            (service, PTR, made.dns_name_raw(f"{instance}|{service}")),
            (f"{instance}|{service}", TXT, coded),
        ]
        return self.to_group(MDNS_GROUP, 5353, made.mdns_answer(records), source=5353, ttl=255)

    def ssdp(self, server: str, kind: str = "upnp:rootdevice") -> "Thing":
        """A notice (UPnP Device Architecture §1.2)."""
        said = (
            f"NOTIFY * HTTP/1.1\r\nHOST: {SSDP_GROUP}:1900\r\nNT: {kind}\r\nNTS: ssdp:alive\r\n"
            f"SERVER: {server}\r\nLOCATION: http://{self.ip}/d.xml\r\nUSN: uuid:0::{kind}\r\n\r\n"
        )
        return self.to_group(SSDP_GROUP, 1900, said.encode(), source=1900, ttl=4)

    def ssdp_search(self, kind: str) -> "Thing":
        """A search for others (UPnP Device Architecture §1.3)."""
        said = f'M-SEARCH * HTTP/1.1\r\nHOST: {SSDP_GROUP}:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: {kind}\r\n\r\n'
        return self.to_group(SSDP_GROUP, 1900, said.encode(), source=40_001, ttl=4)

    def to_group(self, group: str, port: int, payload: bytes, *, source: int, ttl: int = 1) -> "Thing":
        """A datagram to a multicast group."""
        packet = made.udp(self.ip, source, group, port, payload, ttl)
        self.frames.append(made.ethernet(self.mac, made.multicast_mac(group), 0x0800, packet))
        return self

    def broadcasts(self, port: int, payload: bytes) -> "Thing":
        """A datagram to everybody."""
        packet = made.udp(self.ip, port, "255.255.255.255", port, payload)
        self.frames.append(made.ethernet(self.mac, made.BROADCAST, 0x0800, packet))
        return self

    def answers(self, port: int, payload: bytes) -> "Thing":
        """A datagram from a port of its own to a neighbour that asked."""
        packet = made.udp(self.ip, port, PEER_IP, 40_000, payload)
        self.frames.append(made.ethernet(self.mac, PEER, 0x0800, packet))
        return self

    def sends(self, port: int, *payloads: bytes, source: int = 45_000) -> "Thing":
        """Datagrams to a port outside, and an answer from there."""
        for payload in payloads:
            sent = made.udp(self.ip, source, OUTSIDE, port, payload)
            back = made.udp(OUTSIDE, port, self.ip, source, payload[::-1], 50)
            self.frames.append(made.ethernet(self.mac, ROUTER, 0x0800, sent))
            self.frames.append(made.ethernet(ROUTER, self.mac, 0x0800, back))
        return self

    def requests(self, text: str, *, port: int = 80, to: str = OUTSIDE) -> "Thing":
        """A request over TCP that it opens itself."""
        to_mac = ROUTER if to == OUTSIDE else PEER
        source = 41_000 + len(self.frames)
        for seq, flags, data in ((100, 0x02, b""), (101, 0x18, _lines(text))):
            packet = made.tcp(self.ip, source, to, port, seq, 0, flags, data)
            self.frames.append(made.ethernet(self.mac, to_mac, 0x0800, packet))
        return self

    def serves(self, question: str, answer: str, *, port: int = 80) -> "Thing":
        """A neighbour's request over TCP, and its answer."""
        source = 42_000 + len(self.frames)
        for seq, flags, data in ((100, 0x02, b""), (101, 0x18, _lines(question))):
            packet = made.tcp(PEER_IP, source, self.ip, port, seq, 0, flags, data)
            self.frames.append(made.ethernet(PEER, self.mac, 0x0800, packet))
        packet = made.tcp(self.ip, port, PEER_IP, source, 500, 200, 0x18, _lines(answer))
        self.frames.append(made.ethernet(self.mac, PEER, 0x0800, packet))
        return self

    def page(self, server: str, title: str) -> "Thing":
        """A page of its web server."""
        body = f"<html><head><title>{title}</title></head></html>"
        head = f"HTTP/1.1 200 OK\nServer: {server}\nContent-Type: text/html\nContent-Length: {len(body)}\n\n"
        return self.serves("GET / HTTP/1.1\nHost: thing\n\n", head + body)

    def streams(self, payloads: list[bytes], *, port: int = 5004) -> "Thing":
        """RTP packets to a host outside, which sends as many back."""
        return self.sends(port, *payloads, source=5004)


def _lines(text: str) -> bytes:
    """Text with the line ends of HTTP."""
    return text.replace("\n", "\r\n").encode()


def rtp(payloads: list[bytes], kind: int = 96) -> list[bytes]:
    """RTP headers (RFC 3550 §5.1) before payloads."""
    return [
        struct.pack(">BBHII", 0x80, kind, 100 + at, 3000 * at, 0x1234) + payload
        for at, payload in enumerate(payloads)
    ]


def h264(n: int = 12) -> list[bytes]:
    """H.264 for RTP (RFC 6184): parameter sets, then slices of noise."""
    sets = [bytes.fromhex("6742001e9a7402805b9010"), bytes.fromhex("68ce3c80")]
    slices = [b"\x65" + bytes((at * 37 + 11 * k) % 251 for k in range(700)) for at in range(n)]
    return sets + slices


def wireguard(n: int = 4) -> list[bytes]:
    """WireGuard's transport data: type 4, three zeros, and what is encrypted."""
    return [b"\x04\0\0\0" + bytes((at * 31 + k * 7) % 256 for k in range(124)) for at in range(n)]


def quic() -> bytes:
    """A long header of QUIC version 1 (RFC 9000 §17.2) with noise behind it."""
    return b"\xc3\0\0\0\x01\x08" + bytes(range(8)) + b"\0\0" + bytes((k * 13) % 256 for k in range(1180))


def kasa_plug() -> bytes:
    """python-kasa: the answer to get_sysinfo, each octet combined with the coded one before it."""
    info = {"sw_ver": "1.2.6 Build 200727", "model": "HS100(EU)", "mic_type": "IOT.SMARTPLUGSWITCH"}
    coded = [171]
    for octet in json.dumps({"system": {"get_sysinfo": info}}).encode():
        coded.append(octet ^ coded[-1])
    return bytes(coded[1:])


def tuya() -> bytes:
    """nDPI, tuya_lp.c: a broadcast of the platform, encrypted inside."""
    body = bytes(range(32))
    return struct.pack(">IIII", 0x55AA, 0, 0x13, len(body) + 8) + body + bytes(4) + b"\x00\x00\xaa\x55"


def lifx_answer() -> bytes:
    """lan.developer.lifx.com: StateService."""
    frame = (
        struct.pack("<HHI", 41, 0x1400, 2)
        + ipaddress.IPv4Address("192.0.2.5").packed
        + bytes(10)
        + b"\x01\x07"
    )
    return frame + bytes(8) + struct.pack("<HH", 3, 0) + struct.pack("<BI", 1, 56_700)


def miio_answer() -> bytes:
    """XiaomiRobotVacuumProtocol, Protocol.md: an answer to a hello."""
    return struct.pack(">HHIII", 0x2131, 32, 0, 0x01020304, 9) + b"\xff" * 16
