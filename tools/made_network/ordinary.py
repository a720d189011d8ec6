"""A camera of no known maker, and the things around it that are no cameras.

ONVIF after its Core Specification §7.3. The plug's broadcast (000055aa, command 0x13, length, 0000aa55 at the
end, what is between encrypted; UDP 6667) after the nDPI capture `tuya_lp.pcap`. "MSFT 5.0" as the vendor class of
Windows: Rapid7 Recog, dhcp_vendor_class.xml. The phone's mDNS service _companion-link._tcp.local after RFC 6763; its
texts and names are canaries that must not be in any output. Read on 2026-11-27.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

from tools.made_frames import dns_name_raw, mdns_answer
from tools.made_network import dahua, discovery, hikvision, tvt, uniview, xiongmai
from tools.made_network.certificates import client_context
from tools.made_network.host import Host
from tools.made_network.media import watch
from tools.made_network.servers import read_message


class OnvifCamera(Host):
    """A camera that says of itself what every ONVIF device may."""

    def describe(self) -> None:
        self.truth.kind = "camera"

    def serve(self) -> None:
        discovery.answer_probes(self, self.match)
        self.stream_server()
        self.speaks("onvif")

    def act(self) -> None:
        self.upload("relay.example.net")

    def match(self, payload: bytes) -> bytes | None:
        if b"Uniview" in payload or b"Probe" not in payload:
            return None
        scopes = discovery.scopes_of(self, "IPC", "IPC", ["type/video_encoder"])
        described = discovery.Described(scopes, [f"http://{self.seat.address}/onvif/device_service"])
        return discovery.probe_matches(self, described, discovery.message_id(payload))


class Plug(Host):
    """A plug on Tuya's platform."""

    def describe(self) -> None:
        self.truth.kind = "plug"

    def act(self) -> None:
        for _ in range(2):
            body = bytes(4) + self.random.randbytes(self.random.choice((144, 160)))
            rest = body + self.random.randbytes(4) + b"\0\0\xaaU"
            said = struct.pack(">IIII", 0x55AA, 0, 0x13, len(rest)) + rest
            self.send("255.255.255.255", 6667, said, source=49_154)
            time.sleep(0.5)
        self.ask_time()
        self.speaks("tuya_discovery")


class Phone(Host):
    """Somebody's phone; everything it says is private."""

    def describe(self) -> None:
        self.truth.kind = "phone"
        self.dhcp_options = {12: "Anna-iPhone"}
        self.truth.private = ["Anna-iPhone", "annas-diary", "198.51.100.99", self.seat.mac, self.seat.address]

    def act(self) -> None:
        service = "_companion-link._tcp.local"
        records = [
            (service, 12, dns_name_raw(f"Anna-iPhone|{service}")),
            ("Anna-iPhone.local", 1, socket.inet_aton(self.seat.address)),
        ]
        self.send("224.0.0.251", 5353, mdns_answer(records), ttl=255, source=5353)
        self.upload("annas-diary.example.net", self.upload_bytes // 2)
        self.speaks("mdns")


class Laptop(Host):
    """Somebody's computer that saves its files outside: much is sent, and nothing watches."""

    host_name = "DESKTOP-BOB"

    def describe(self) -> None:
        self.truth.kind = "computer"
        self.dhcp_options = {12: self.host_name, 60: "MSFT 5.0"}
        self.truth.private = [self.host_name, "backup.example.net", self.seat.mac, self.seat.address]

    def act(self) -> None:
        self.upload("backup.example.net")


class Desk(Laptop):
    """A computer with a viewer: it speaks every camera's protocol, and is none."""

    host_name = "DESK-CAROL"
    addresses = tuple(f"192.168.70.{last}" for last in range(21, 34))

    def act(self) -> None:
        time.sleep(2)
        self.search()
        with ThreadPoolExecutor(len(self.addresses)) as pool:
            list(pool.map(self.visit, self.addresses))
        self.speaks("sadp", "dhip", "onvif", "rtsp", "http")

    def search(self) -> None:
        """Ask every discovery protocol's question, and wait for the answers."""
        inquiry = f'<?xml version="1.0" encoding="utf-8"?>\n<Probe>\n<Uuid>{self.uuid().upper()}</Uuid>\n'
        inquiry += "<Types>inquiry</Types>\n</Probe>\n"
        self.send(hikvision.SADP_GROUP, hikvision.SADP_PORT, inquiry.encode(), source=hikvision.SADP_PORT)
        asked = b'{ "method" : "DHDiscover.search", "params" : { "mac" : "", "uni" : 1 } }\n'
        self.gather(dahua.DHIP_GROUP, dahua.DHIP_PORT, dahua.frame(asked))
        self.gather(discovery.GROUP, discovery.PORT, discovery.probe(self))
        self.gather(discovery.GROUP, discovery.PORT, uniview.uniview_probe(self))
        self.gather("255.255.255.255", xiongmai.DISCOVERY_PORT, xiongmai.search())
        question = struct.pack("<4sHHH", b"MHED", 9, 1, 1).ljust(140, b"\0")
        self.send(tvt.ASK_GROUP, tvt.PORT, question, ttl=5)

    def visit(self, address: str) -> None:
        """Look at what one device serves; most serve only some of it."""
        for part in (self.visit_web, self.visit_secure, self.visit_stream, xiongmai.log_in):
            try:
                part(address)
            except (OSError, EOFError) as error:
                if getattr(error, "errno", None) == errno.EHOSTUNREACH:
                    return  # nobody has this address

    def gather(self, group: str, port: int, question: bytes, seconds: float = 0.7) -> None:
        """Send a question and keep the socket open while the answers come."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            handle.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(self.seat.address))
            handle.sendto(question, (group, port))
            handle.settimeout(seconds)
            with contextlib.suppress(TimeoutError):
                while True:
                    handle.recv(65_535)

    def visit_web(self, address: str) -> None:
        paths = (
            "/",
            "/ISAPI/System/deviceInfo",
            "/cgi-bin/magicBox.cgi?action=getSystemInfo",
            "/LAPI/V1.0/System/DeviceInfo",
        )
        with socket.create_connection((address, 80), timeout=5) as line:
            for path in paths:
                head = f"GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: made-viewer\r\n\r\n"
                line.sendall(head.encode())
                read_message(line)

    def visit_secure(self, address: str) -> None:
        with (
            socket.create_connection((address, 443), timeout=5) as line,
            client_context().wrap_socket(line) as ready,
        ):
            ready.sendall(f"GET / HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
            read_message(ready)

    def visit_stream(self, address: str) -> None:
        path = self.random.choice(
            ("/Streaming/Channels/101", "/cam/realmonitor?channel=1&subtype=0", "/live/main")
        )
        port = 9_200 + 2 * int(address.rpartition(".")[2])
        watch(address, path, "LibVLC/3.0.6 (LIVE555 Streaming Media v2016.11.28)", port, self.packets)
