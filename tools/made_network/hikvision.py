"""Emulators that speak as Hikvision firmware: camera, recorder, doorbell, access terminal, and a rebrand.

Written from, read on 2026-11-27:

- SADP answers (UDP 37020, XML): names, order and line ends of the elements in UniversalScanner's
  Hikvision.selftest (github.com/julienblitte/UniversalScanner, commit fb7ae67); further elements
  (DetailOEMCode, SDKOverTLSPort, DeviceLock …) and value shapes ("V5.6.2build 190701", "V7.3 build 190626") in
  published answers of a DS-2CD2385G1-I and a DS-KH6210-L.
- ONVIF scopes ("name/HIKVISION%20MODEL", "hardware/MODEL", "MAC/…"): published answers of DS-2CD2385G1-I,
  DS-2CD3955FWD-IWS and DS-2CD2185FWD-I.
- RTSP: realm "IP Camera(" and five characters, stale="FALSE" left out here, session name and path:
  github.com/mpromonet/webrtc-streamer/issues/138, github.com/google/ExoPlayer/issues/9800.
- HTTP of a recorder: "Server: DNVRS-Webs", a digest realm of 24 hexadecimal digits:
  github.com/maciej-or/hikvision_next/issues/50. The path /doc/page/login.asp is published; that it is reached
  by a redirect is assumed here.
- Certificate subject: Rapid7 Recog, x509_subjects.xml, "HIKVISION DVR".
- Doorbell: model and "V2.2.77", "build 240515": github.com/maciej-or/hikvision_next/issues/196. Access
  terminal: DS-K1T320EFWX with "V3.8.0build 240315", DS-K1T671M, from published SADP answers.
- Cloud names: dev.hik-connect.com and litedev.hik-connect.com, Hikvision's own support text.

Serial numbers, addresses, the numbers in DeviceType and the pairing of models with firmware are made. The rebrand's brand "EXAMPLE" is made, too.
"""

from __future__ import annotations

import contextlib

from tools.made_network import discovery
from tools.made_network.certificates import server_context
from tools.made_network.host import Host
from tools.made_network.media import watch
from tools.made_network.servers import Message, http_answer, listen_tcp, listen_udp, serve_http

SADP_GROUP, SADP_PORT = "239.255.255.250", 37020
SUBJECT = "C=CN,ST=ZheJiang,L=HangZhou,O=HIKVISION,OU=DVRNVR,CN=www.hikvision.com"


class Hikvision(Host):
    """What they have in common; the kinds below say what differs."""

    kind = "camera"
    maker = "hikvision"
    products: tuple[tuple[str, str, str], ...] = (
        ("DS-2CD2385G1-I", "V5.6.2build 190701", "V7.3 build 190626"),
        ("DS-2CD2143G0-I", "V5.7.1build 220609", "V7.3 build 220601"),
        ("DS-2CD2185FWD-I", "V5.5.82build 190909", "V7.3 build 190722"),
        ("DS-2CD3955FWD-IWS", "V5.5.89build 200325", "V7.3 build 200113"),
    )
    http_server = "App-webs/"
    cloud: tuple[str, ...] = ("dev.hik-connect.com", "litedev.hik-connect.com")
    onvif = True
    name_scope = "HIKVISION%20"
    channels = 1
    oem_code = "1"

    def describe(self) -> None:
        self.model, self.firmware, self.dsp = self.random.choice(self.products)
        self.realm = f"IP Camera({self.random.choice('CDJ')}{self.digits(4)})"
        self.type_number = str(self.random.randrange(100_000, 200_000))
        self.serial = (
            f"{self.model}{self.random.choice(('2019', '2021', '2023'))}0{self.digits(3)}AAWR{self.digits(9)}"
        )
        self.truth.kind, self.truth.maker = self.kind, self.maker
        self.truth.builder = "hikvision"
        self.truth.model, self.truth.firmware = self.model, self.firmware
        if self.random.random() < 0.4:
            self.dhcp_options = {12: self.model}

    def serve(self) -> None:
        address = self.seat.address
        self.sadp = listen_udp(SADP_PORT, self.hear, group=SADP_GROUP, interface=address)
        listen_tcp(80, serve_http(self.page))
        listen_tcp(443, serve_http(self.page), server_context(SUBJECT))
        camera = self.stream_server(self.realm)
        camera.attributes = ["a=recvonly", "a=x-dimensions:1920,1080"]
        if self.onvif:
            discovery.answer_probes(self, self.match)
            self.speaks("onvif")
        self.speaks("sadp", "http", "https")

    def act(self) -> None:
        self.ask_time()
        for name in self.cloud[: self.random.randrange(1, 3)]:
            self.upload(name, self.upload_bytes // 2)

    def hear(self, payload: bytes, _sender: tuple[str, int]) -> None:
        """An inquiry is answered to the whole group, so that everybody hears it."""
        if b"<Probe>" in payload and b"inquiry" in payload:
            uuid = payload.decode("latin-1").partition("<Uuid>")[2].partition("<")[0]
            self.sadp.sendto(self.sadp_answer(uuid), (SADP_GROUP, SADP_PORT))

    def sadp_answer(self, uuid: str) -> bytes:
        mac = self.seat.mac.replace(":", "-")
        if self.random.random() < 0.5:
            mac = mac.upper()
        rows = [("Uuid", uuid), ("Types", "inquiry"), ("DeviceType", self.type_number)]
        rows += [("DeviceDescription", self.model), ("DeviceSN", self.serial), ("CommandPort", "8000")]
        rows += [("HttpPort", "80"), ("MAC", mac), ("IPv4Address", self.seat.address)]
        rows += [("IPv4SubnetMask", "255.255.255.0"), ("IPv4Gateway", "192.168.70.1")]
        rows += self.some([("IPv6Address", "::"), ("IPv6Gateway", "::"), ("IPv6MaskLen", "64")])
        rows += [("DHCP", "true"), ("AnalogChannelNum", "0"), ("DigitalChannelNum", str(self.channels))]
        rows += [("SoftwareVersion", self.firmware), ("DSPVersion", self.dsp)]
        rows += [("BootTime", f"2026-11-2{self.digits(1)} 0{self.digits(1)}:15:40")]
        rows += self.some(
            [("OEMInfo", "N/A"), ("Encrypt", "true"), ("ResetAbility", "false"), ("DiskNumber", "0")]
        )
        rows += [("Activated", "true"), ("PasswordResetAbility", "true")]
        rows += self.some([("PasswordResetModeSecond", "true"), ("DetailOEMCode", self.oem_code)])
        rows += self.some([("SupportSecurityQuestion", "true"), ("SupportHCPlatform", "true")])
        rows += self.some(
            [("HCPlatformEnable", "true"), ("IsModifyVerificationCode", "true"), ("DeviceLock", "false")]
        )
        rows += self.some(
            [("SDKOverTLSPort", "8443"), ("SDKServerStatus", "true"), ("SupportMailBox", "true")]
        )
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<ProbeMatch>"]
        lines += [f"<{key}>{value}</{key}>" for key, value in rows]
        return "\r\n".join([*lines, "</ProbeMatch>", ""]).encode()

    def match(self, payload: bytes) -> bytes | None:
        if b"Uniview" in payload or b"Probe" not in payload:
            return None
        more = [f"MAC/{self.seat.mac}", "location/city/hangzhou", "type/video_encoder"]
        scopes = discovery.scopes_of(self, f"{self.name_scope}{self.model}", self.model, more)
        where = [f"http://{self.seat.address}/onvif/device_service"]
        return discovery.probe_matches(
            self, discovery.Described(scopes, where), discovery.message_id(payload)
        )

    def page(self, asked: Message) -> bytes:
        head = [("Date", "Fri, 27 Nov 2026 02:00:00 GMT"), ("Server", self.http_server)]
        if asked.words[1] == "/":
            return http_answer("302 Found", [*head, ("Location", "/doc/page/login.asp")])
        if asked.words[1].startswith("/ISAPI/"):
            nonce = self.hexadecimal(32)
            challenge = f'Digest qop="auth", realm="{self.realm}", nonce="{nonce}", stale="FALSE"'
            return http_answer("401 Unauthorized", [*head, ("WWW-Authenticate", challenge)])
        return http_answer("200 OK", [*head, ("Content-Type", "text/html")], b"<html><body></body></html>")


class Recorder(Hikvision):
    """A recorder: it answers SADP, and looks at a camera itself."""

    kind = "recorder"
    products = (
        ("DS-7608NI-K2", "V4.30.085build 200924", "V5.0, build 200917"),
        ("DS-7608NI-K2/8P", "V4.22.005build 191208", "V5.0, build 191112"),
    )
    http_server = "DNVRS-Webs"
    onvif = False
    channels = 8
    looks_at = "192.168.70.21"

    def describe(self) -> None:
        super().describe()
        self.realm = self.hexadecimal(24)

    def act(self) -> None:
        super().act()
        with contextlib.suppress(OSError):
            watch(self.looks_at, "/Streaming/Channels/101", "made-recorder", 9_100, self.packets)


class Terminal(Hikvision):
    """An access terminal that knows faces."""

    kind = "access_terminal"
    products = (
        ("DS-K1T320EFWX", "V3.8.0build 240315", "V2.5 build 240301"),
        ("DS-K1T671M", "V3.2.30build 210101", "V2.0 build 201215"),
    )
    onvif = False


class Doorbell(Hikvision):
    """A door station at a house."""

    kind = "doorbell"
    products = (("DS-KV8213-WME1(C)", "V2.2.77build 240515", "V2.9 build 240223"),)
    onvif = False
    cloud = ("dev.hik-connect.com",)


class Rebrand(Hikvision):
    """A camera under a made brand, with firmware and network part of the builder."""

    maker = ""
    products = (
        ("EX-IPC-204", "V5.7.1build 220609", "V7.3 build 220601"),
        ("EX-IPC-208M", "V5.6.2build 190701", "V7.3 build 190626"),
    )
    name_scope = "EXAMPLE%20"
    oem_code = "10101"
    cloud = ("relay.example.net",)
