"""An emulator that speaks as firmware of Xiongmai (XMEye, DVRIP) does.

Written from, read on 2026-11-27: the datagram on UDP 34569 (header ff, 00 or 01, message id, length; JSON with
NetWork.NetCommon) after the comment of a published Go server for it and the description of a Besder camera; the
login (message 1000, member LoginType DVRIP-Web, kind at octet 14 and length at octet 16) after published clients; that
its answer is message 1001 is assumed. "H264DVR 1.0" as RTSP server: nmap-service-probes. "uc-httpd 1.0.0" and the title "NETSurveillance WEB": Rapid7 Recog, http_servers.xml
and html_title.xml. The cloud name access-dss.secu100.net: published lists of what such devices ask for.

Serial numbers and addresses are made.
"""

from __future__ import annotations

import json
import socket
import struct

from tools.made_network.host import Host
from tools.made_network.servers import Message, http_answer, listen_tcp, listen_udp, read_exactly, serve_http

DISCOVERY_PORT, CONTROL_PORT = 34569, 34567
_ANSWER, _SEARCH, _LOGIN_ANSWER = 0x05FB, 0x05FA, 1001
_VERSIONS = ("V4.02.R12.E7335520.12012.047502.00000", "V5.00.R02.00030747.10010.349f17.0000000")


class Xiongmai(Host):
    """A camera."""

    def describe(self) -> None:
        self.firmware = self.random.choice(_VERSIONS)
        self.serial = self.hexadecimal(16)
        self.truth.kind, self.truth.maker, self.truth.builder = "camera", "", "xiongmai"
        self.truth.firmware = self.firmware

    def serve(self) -> None:
        listen_udp(DISCOVERY_PORT, self.hear)
        listen_tcp(CONTROL_PORT, self.control)
        self.stream_server().headers = [("Server", "H264DVR 1.0")]
        listen_tcp(80, serve_http(self.page))
        self.speaks("dvrip", "http")

    def act(self) -> None:
        self.send("255.255.255.255", DISCOVERY_PORT, self.description(), source=DISCOVERY_PORT + 2)
        self.ask_time()
        self.upload("access-dss.secu100.net")

    def hear(self, payload: bytes, _sender: tuple[str, int]) -> bytes | None:
        asked = payload[:1] == b"\xff" and payload[14:16] == struct.pack("<H", _SEARCH)
        return self.description() if asked else None

    def description(self) -> bytes:
        number = lambda address: "0x" + socket.inet_aton(address)[::-1].hex()
        rows: list[tuple[str, object]] = [
            ("GateWay", number("192.168.70.1")),
            ("HostIP", number(self.seat.address)),
        ]
        rows += [
            ("HostName", f"IPC_{self.seat.mac[-5:].replace(':', '')}"),
            ("HttpPort", 80),
            ("MAC", self.seat.mac),
        ]
        rows += [("MonMode", "TCP"), ("SN", self.serial), ("SSLPort", 8443), ("Submask", "0x00ffffff")]
        rows += [
            ("TCPMaxConn", 10),
            ("TCPPort", CONTROL_PORT),
            ("UDPPort", 34568),
            ("Version", self.firmware),
        ]
        optional: list[tuple[str, object]] = [("DeviceType", 43), ("MaxBps", 0), ("TransferPlan", "Quality")]
        optional += [("UseHSDownLoad", False), ("BuildDate", "2018-09-17 10:47:30"), ("NetConnectState", 0)]
        rows += [row for row in optional if self.random.random() < 0.7]
        common = dict(sorted(rows) if self.random.random() < 0.5 else rows)
        said = {
            "Name": "NetWork.NetCommon",
            "NetWork.NetCommon": common,
            "Ret": 100,
            "SessionID": "0x00000000",
        }
        return message(_ANSWER, said, self.random.randrange(2))

    def control(self, line: socket.socket) -> None:
        """A login on the control port, always refused."""
        head = read_exactly(line, 20)
        read_exactly(line, struct.unpack_from("<I", head, 16)[0])
        refused = {
            "AliveInterval": 0,
            "ChannelNum": 1,
            "ExtraChannel": 0,
            "Ret": 203,
            "SessionID": "0x00000000",
        }
        line.sendall(message(_LOGIN_ANSWER, refused, 1))

    def page(self, _asked: Message) -> bytes:
        head = [("Server", "uc-httpd 1.0.0"), ("Content-Type", "text/html")]
        return http_answer("200 OK", head, b"<html><head><title>NETSurveillance WEB</title></head></html>")


def message(kind: int, said: dict[str, object], version: int) -> bytes:
    """ff, version, session, sequence, counts, kind, length, and the JSON."""
    body = json.dumps(said).encode() + b"\n"
    return struct.pack("<BBHIIBBHI", 0xFF, version, 0, 0, 0, 0, 0, kind, len(body)) + body


def search() -> bytes:
    """A client asks for devices."""
    return struct.pack("<BBHIIBBHI", 0xFF, 0, 0, 0, 0, 0, 0, _SEARCH, 0)


def log_in(address: str) -> None:
    """A client that tries to log in."""
    with socket.create_connection((address, CONTROL_PORT), timeout=5) as line:
        asked = {"EncryptType": "MD5", "LoginType": "DVRIP-Web", "PassWord": "made", "UserName": "admin"}
        line.sendall(message(1000, asked, 0))
        head = read_exactly(line, 20)
        read_exactly(line, struct.unpack_from("<I", head, 16)[0])
