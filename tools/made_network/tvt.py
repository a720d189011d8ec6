"""An emulator that speaks as firmware of TVT does.

Written from, read on 2026-11-27: the announcement of 240 octets to 234.55.55.56, UDP 23456, after
github.com/AlexandruIspas659/ipcprobe, PROTOCOL.md (commit 05d3d7c): offsets and value shapes; octets not
described there are zero. The model DCN-BM8127AIN and the brand DVC are those of its examples. "Cross Web Server" as the
HTTP server: nmap-service-probes, as listed in published fact tables.
"""

from __future__ import annotations

import socket
import struct
import time

from tools.made_network.host import Host
from tools.made_network.servers import Message, http_answer, listen_tcp, serve_http

ASK_GROUP, TELL_GROUP, PORT = "234.55.55.55", "234.55.55.56", 23456


class Tvt(Host):
    """A camera under the brand DVC."""

    def describe(self) -> None:
        self.model = "DCN-BM8127AIN"
        self.firmware = f"1.5-14{self.digits(5)}"
        self.built = self.random.choice((20231103, 20240220, 20250915))
        self.truth.kind, self.truth.maker, self.truth.builder = "camera", "", "tvt"
        self.truth.model, self.truth.firmware = self.model, self.firmware

    def serve(self) -> None:
        self.stream_server()
        listen_tcp(80, serve_http(self.page))
        self.speaks("mhed", "http")

    def act(self) -> None:
        self.ask_time()
        for _ in range(3):
            self.send(TELL_GROUP, PORT, self.announcement(), source=9407)
            time.sleep(1)

    def announcement(self) -> bytes:
        said = bytearray(240)
        struct.pack_into("<4sHHH", said, 0, b"MHED", 8, 1, 2)
        struct.pack_into("20s6s", said, 12, b"DVC", bytes.fromhex(self.seat.mac.replace(":", "")))
        for at, address in (
            (40, self.seat.address),
            (44, "255.255.255.0"),
            (48, "192.168.70.1"),
            (112, "192.168.70.1"),
        ):
            said[at : at + 4] = socket.inet_aton(address)
        struct.pack_into("<IHH", said, 56, self.built, 80, 554)
        struct.pack_into(
            "16s16s", said, 140, f"I{self.hexadecimal(11).upper()}".encode(), self.firmware.encode()
        )
        struct.pack_into("16s16s", said, 196, self.model.encode(), b"DVC")
        return bytes(said)

    def page(self, _asked: Message) -> bytes:
        head = [("Server", "Cross Web Server"), ("Content-Type", "text/html")]
        return http_answer("200 OK", head, b"<html><head></head><body></body></html>")
