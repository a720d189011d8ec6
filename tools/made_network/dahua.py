"""Emulators that speak as Dahua firmware: a camera, a door station, and a camera sold by Lorex.

Written from, read on 2026-11-27:

- DHIP (UDP 37810, 32 octets of header, then JSON): UniversalScanner's Dahua2.cs (commit 08cb1b7) for the header;
  the members of `deviceInfo` from the sample in github.com/Phenomite/AMP-Research, "DVR IP Camera port 37810"
  (an IPC-HDW5421S), from a published answer of a Lorex W461ASC (Stephen Fewer, Rapid7, 2024-09-06) and
  from one of a door station VTO2000A.
- The older answer (UDP 5050): layout of UniversalScanner's Dahua1.selftest (commit fb7ae67).
- ONVIF Hello: the message in the tests of github.com/gBillal/ex_onvif (an IPC-HFW2228M-I1-V2); the model
  DH-IPC-HDW1230T2 from a published list of discovered devices.
- RTSP: realm "Login to SERIAL" and path /cam/realmonitor: github.com/scottlamb/retina/issues/62; the Server
  texts "Dahua Rtsp Server" (Rapid7 Recog, rtsp_servers.xml) and "Rtsp Server/3.0" (nmap-service-probes).

Serial numbers, addresses and the pairing of models with firmware are made.
"""

from __future__ import annotations

import json
import socket
import struct

from tools.made_network import discovery
from tools.made_network.host import Host
from tools.made_network.servers import Message, http_answer, listen_tcp, listen_udp, serve_http

DHIP_GROUP, DHIP_PORT, OLD_PORT = "239.255.255.251", 37810, 5050


class Dahua(Host):
    """A camera; the kinds below say what differs."""

    kind, maker = "camera", "dahua"
    products: tuple[tuple[str, str], ...] = (
        ("DH-IPC-HDW1230T2", "2.800.0000000.25.R"),
        ("DH-IPC-HDW1235C-A-V5", "2.840.0000000.18.R"),
        ("IPC-HDW5421S", "2.400.0.8"),
        ("IPC-HFW2228M-I1-V2", "2.800.0000000.31.R"),
    )
    device_class, vendors, port = "IPC", ("Dahua", "General"), 37777
    onvif = True
    cloud = "www.easy4ipcloud.com"

    def describe(self) -> None:
        self.model, self.firmware = self.random.choice(self.products)
        self.vendor = self.random.choice(self.vendors)
        self.serial = (
            f"{self.random.choice('1346')}{self.hexadecimal(5).upper()}PA{self.hexadecimal(7).upper()}"
        )
        self.rtsp_server = self.random.choice(("", "Dahua Rtsp Server", "Rtsp Server/3.0"))
        self.truth.kind, self.truth.maker, self.truth.builder = self.kind, self.maker, "dahua"
        self.truth.model, self.truth.firmware = self.model, self.firmware

    def serve(self) -> None:
        address = self.seat.address
        listen_udp(DHIP_PORT, self.hear, group=DHIP_GROUP, interface=address)
        rows = [("Server", self.rtsp_server)] if self.rtsp_server else []
        camera = self.stream_server(f"Login to {self.serial}")
        camera.headers, camera.session_name = rows, "Media Server"
        camera.attributes, camera.audio = ["a=framerate:25.0"], True
        listen_tcp(80, serve_http(self.page))
        self.speaks("dhip", "http")

    def act(self) -> None:
        if self.onvif:
            where = [f"http://{self.seat.address}/onvif/device_service"]
            more = ["location/country/china", "type/Network_Video_Transmitter", "extension/unique_identifier"]
            scopes = discovery.scopes_of(self, "Dahua", self.model, more)
            said = discovery.hello(self, discovery.Described(scopes, where))
            self.send(discovery.GROUP, discovery.PORT, said, source=discovery.PORT)
            self.speaks("onvif")
        if self.random.random() < 0.5:
            self.send("255.255.255.255", OLD_PORT, self.old_answer(), source=OLD_PORT)
            self.speaks("dahua_discovery")
        self.ask_time()
        if self.cloud:
            self.upload(self.cloud)

    def hear(self, payload: bytes, _sender: tuple[str, int]) -> bytes | None:
        return self.notice() if b"DHDiscover.search" in payload else None

    def notice(self) -> bytes:
        """A device's answer, its members in a shuffled order and some of them left out."""
        head: list[tuple[str, object]] = [("DeviceClass", self.device_class), ("DeviceType", self.model)]
        head += [("SerialNo", self.serial), ("Vendor", self.vendor), ("Version", self.firmware)]
        head += [("IPv4Address", self.address_object()), ("HttpPort", 80), ("Port", self.port)]
        optional: list[tuple[str, object]] = [("AlarmInputChannels", 0), ("AlarmOutputChannels", 0)]
        optional += [
            ("Manufacturer", "Private"),
            ("MachineName", self.serial),
            ("RemoteVideoInputChannels", 0),
        ]
        optional += [("UnLoginFuncMask", 1), ("VideoInputChannels", 1), ("VideoOutputChannels", 0)]
        optional += [("Init", 1162), ("Find", "BC"), ("FindVersion", 1)]
        chosen = head + [row for row in optional if self.random.random() < 0.7]
        info = dict(self.random.sample(chosen, len(chosen)))
        said = {"mac": self.seat.mac, "method": "client.notifyDevInfo", "params": {"deviceInfo": info}}
        space = self.random.choice(((",", ":"), (", ", " : ")))
        body = json.dumps(said, separators=space).encode() + b"\n\0"[: self.random.randrange(3)]
        return frame(body)

    def address_object(self) -> dict[str, object]:
        rows: list[tuple[str, object]] = [("DefaultGateway", "192.168.70.1"), ("DhcpEnable", True)]
        rows += [("IPAddress", self.seat.address), ("SubnetMask", "255.255.255.0")]
        return dict(rows)

    def old_answer(self) -> bytes:
        """b3, then lengths, addresses and ports, at 120 the hardware address, type and lines."""
        kind = b"IPC"
        mac = self.seat.mac.encode()
        head = bytearray(120)
        head[0], head[2], head[4] = 0xB3, len(mac) + len(kind), 0x58
        head[16], head[20] = 2, 0x58
        head[56 : 56 + 4] = b"\xf0\0\x03\0"
        struct.pack_into("<4s4s", head, 64, *map(socket.inet_aton, (self.seat.address, "192.168.70.1")))
        text = f"Name:{self.vendor}\r\nDevice:{self.model}\r\nIPv6Addr:fe80::1/64;gateway:fe80::\r\n\r\n"
        return bytes(head) + mac + kind + f"{text}SerialNo:{self.serial}\r\n\r\n".encode()

    def page(self, asked: Message) -> bytes:
        if asked.words[1].startswith("/cgi-bin/"):
            nonce, realm = self.digits(9), f"Login to {self.hexadecimal(32)}"
            challenge = (
                f'Digest realm="{realm}", qop="auth", nonce="{nonce}", opaque="{self.hexadecimal(40)}"'
            )
            rows = [("WWW-Authenticate", challenge), ("CONNECTION", "close")]
            return http_answer("401 Unauthorized", rows)
        return http_answer(
            "200 OK", [("CONNECTION", "keep-alive"), ("Content-Type", "text/html")], b"<html></html>"
        )


class DoorStation(Dahua):
    """A door station: class VTO."""

    kind = "doorbell"
    products = (("VTO2000A", "3.120.0000.0.R"),)
    device_class, vendors = "VTO", ("General",)
    onvif = False


class Lorex(Dahua):
    """A camera of the brand Lorex, with Dahua's firmware."""

    maker = "lorex"
    products = (("W461ASC", "2.800.030000000.3.R"),)
    vendors, port = ("Lorex",), 35000
    onvif = False
    cloud = "relay.example.net"


def frame(body: bytes) -> bytes:
    """The header of DHIP: 0x20, DHIP, and the length twice."""
    return struct.pack("<I4sQIIII", 32, b"DHIP", 0, len(body), 0, len(body), 0) + body
