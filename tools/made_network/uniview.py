"""An emulator that speaks as Uniview firmware.

Written from, read on 2026-11-27:

- Discovery: a probe `UniviewProbe` of namespace http://www.uniview.com/Ver10/Device/wsdl on WS-Discovery's group and
  port, and an answer `UniviewProbeMatches` with scopes type, manufacturer/UNIVIEW, version, serial, macaddr,
  hardware and name: the messages in the tests of two published discovery clients (an IPC2124LE-ADF28KM-H with
  version DIPC-B1232.9.3.C00010.251208, an IPC3232SB-ADZK-I0 with B3223P30).
- RTSP: no Server, a digest realm that is the hardware address without colons, path /live/main:
  github.com/bluenviron/mediamtx/issues/4660 (an IPC2122LB-SF28K-A); path /unicast/c1/s0/live:
  github.com/CamioCam/rtsp/issues/133.
- HTTP: /LAPI/V1.0/System/DeviceInfo as in the XAddrs of those answers.
- Cloud name: en.ezcloud.uniview.com (published by users of the service).

Serial numbers, addresses and the firmware of the IPC2122LB are made.
"""

from __future__ import annotations

from tools.made_network import discovery
from tools.made_network.host import Host
from tools.made_network.servers import Message, http_answer, listen_tcp, serve_http

_SPACE = "http://www.uniview.com/Ver10/Device/wsdl"
_PRODUCTS = (
    ("IPC2124LE-ADF28KM-H", "DIPC-B1232.9.3.C00010.251208"),
    ("IPC3232SB-ADZK-I0", "DIPC-B3223P30"),
    ("IPC2122LB-SF28K-A", "DIPC-B1226.9.12.210712"),
)


class Uniview(Host):
    """A camera."""

    def describe(self) -> None:
        self.model, self.firmware = self.random.choice(_PRODUCTS)
        self.serial = f"210235C3E{self.random.choice('JK')}{self.digits(10)}"
        self.truth.kind, self.truth.maker, self.truth.builder = "camera", "uniview", "uniview"
        self.truth.model, self.truth.firmware = self.model, self.firmware

    def serve(self) -> None:
        discovery.answer_probes(self, self.match)
        self.stream_server(self.seat.mac.replace(":", "")).session_name = "streamed by the RTSP server"
        listen_tcp(80, serve_http(self.page))
        self.speaks("uniview_discovery", "onvif", "http")

    def act(self) -> None:
        self.ask_time()
        self.upload("en.ezcloud.uniview.com")

    def scopes(self) -> list[str]:
        rows = ["type/IPC", "manufacturer/UNIVIEW", f"version/{self.firmware}", f"serial/{self.serial}"]
        rows += [f"macaddr/{self.seat.mac.replace(':', '')}", f"hardware/{self.model}", f"name/{self.model}"]
        return self.shuffled([discovery.SCOPE + row for row in rows])

    def match(self, payload: bytes) -> bytes | None:
        if b"Probe" not in payload:
            return None
        asked = discovery.message_id(payload)
        if b"UniviewProbe" in payload:
            return self.own_match(asked)
        where = [f"http://{self.seat.address}:80/onvif/device_service"]
        scopes = discovery.scopes_of(
            self, self.model, self.model, ["type/video_encoder", "manufacturer/UNIVIEW"]
        )
        return discovery.probe_matches(self, discovery.Described(scopes, where), asked)

    def own_match(self, asked: str) -> bytes:
        related = f"<a:RelatesTo>{asked}</a:RelatesTo>" if self.random.random() < 0.7 else ""
        where = f"http://{self.seat.address}:80/LAPI/V1.0/System/DeviceInfo"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
            f'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:tns="{_SPACE}">\n'
            f"<s:Header><a:Action>{_SPACE}/UniviewProbeMatches</a:Action>{related}</s:Header>\n"
            f"<s:Body><tns:UniviewProbeMatches>\n<tns:Scopes>{' '.join(self.scopes())}</tns:Scopes>\n"
            f"<tns:XAddrs>{where}</tns:XAddrs>\n</tns:UniviewProbeMatches></s:Body>\n</s:Envelope>"
        ).encode()

    def page(self, asked: Message) -> bytes:
        if asked.words[1].startswith("/LAPI/"):
            challenge = f'Digest realm="{self.seat.mac.replace(":", "")}", nonce="{self.hexadecimal(32)}"'
            return http_answer("401 Unauthorized", [("WWW-Authenticate", challenge)])
        return http_answer("200 OK", [("Content-Type", "text/html")], b"<html></html>")


def uniview_probe(host: Host) -> bytes:
    """A client asks for Uniview's devices."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        f'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:tns="{_SPACE}">'
        f"<s:Header><a:Action>{_SPACE}/UniviewProbe</a:Action><a:MessageID>uuid:{host.uuid()}</a:MessageID>"
        "<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
        "<s:Body><tns:UniviewProbe/></s:Body></s:Envelope>"
    ).encode()
