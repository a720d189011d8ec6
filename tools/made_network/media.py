"""RTSP on both sides and RTP with noise in place of a picture.

RTSP after RFC 2326, SDP after RFC 8866, RTP after RFC 3550, H.264 in RTP after RFC 6184: single NAL units
of type 1 whose slice header is plausible and whose rest is noise, so that there is no picture in them.
"""

from __future__ import annotations

import random
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tools.made_network.servers import Message, in_background, listen_tcp, read_message

_SLICE = b"\x41\x9a"  # nal_ref_idc 2, type 1; first macroblock 0, slice type 5, parameter set 0


@dataclass
class Camera:
    """What one RTSP server says: its words come from the emulator that owns it."""

    address: str
    realm: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    session_name: str = "Media Presentation"
    attributes: list[str] = field(default_factory=list)
    audio: bool = False
    packets: int = 4
    random: random.Random = field(default_factory=random.Random)

    def listen(self, port: int = 554) -> None:
        listen_tcp(port, self.serve)

    def serve(self, line: socket.socket) -> None:
        """One client's conversation."""
        session, target = f"{self.random.getrandbits(31)}", (line.getpeername()[0], 0)
        while True:
            asked = read_message(line)
            if asked.words[0] == "SETUP":
                target = (target[0], int(asked.headers["transport"].split("client_port=")[1].split("-")[0]))
            line.sendall(self.answer(asked, session))
            if asked.words[0] == "PLAY":
                in_background(lambda target=target: self.stream(target))

    def answer(self, asked: Message, session: str) -> bytes:
        """The answer to one request; a realm means that DESCRIBE needs an Authorization."""
        method, url = asked.words[:2]
        rows = [("CSeq", asked.headers["cseq"]), *self.headers]
        if method == "OPTIONS":
            return rtsp("200 OK", [*rows, ("Public", "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")])
        if method == "DESCRIBE":
            if self.realm and "authorization" not in asked.headers:
                nonce = self.random.randbytes(16).hex()
                challenge = f'Digest realm="{self.realm}", nonce="{nonce}"'
                return rtsp("401 Unauthorized", [*rows, ("WWW-Authenticate", challenge)])
            kind = [("Content-Type", "application/sdp"), ("Content-Base", url.rstrip("/") + "/")]
            return rtsp("200 OK", rows + kind, self.description().encode())
        if method == "SETUP":
            transport = asked.headers["transport"] + ";server_port=8200-8201"
            return rtsp("200 OK", [*rows, ("Session", session), ("Transport", transport)])
        return rtsp("200 OK", [*rows, ("Session", session)])

    def description(self) -> str:
        number = self.random.getrandbits(48)
        rows = ["v=0", f"o=- {number} {number} IN IP4 {self.address}", f"s={self.session_name}", "t=0 0"]
        rows += ["a=control:*", "m=video 0 RTP/AVP 96", "c=IN IP4 0.0.0.0", "a=control:trackID=1"]
        rows += ["a=rtpmap:96 H264/90000", "a=fmtp:96 packetization-mode=1", *self.attributes]
        if self.audio:
            rows += ["m=audio 0 RTP/AVP 8", "a=control:trackID=2", "a=rtpmap:8 PCMA/8000"]
        return "\r\n".join(rows) + "\r\n"

    def stream(self, target: tuple[str, int]) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
            handle.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            handle.bind((self.address, 8200))
            send_noise(handle, target, self.packets, self.random, lambda size: noise(self.random, size))


def rtsp(status: str, rows: list[tuple[str, str]], body: bytes = b"") -> bytes:
    lines = [f"RTSP/1.0 {status}", *(f"{key}: {value}" for key, value in rows)]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def noise(source: random.Random, size: int) -> bytes:
    """A NAL unit without a picture."""
    return _SLICE + source.randbytes(size)


def send_noise(
    handle: socket.socket,
    target: tuple[str, int],
    count: int,
    source: random.Random,
    payload: Callable[[int], bytes],
) -> int:
    """Send RTP packets of payload type 96, 25 frames a second; the octets of payload sent."""
    number, stamp, sender = source.getrandbits(16), source.getrandbits(32), source.getrandbits(32)
    sent = 0
    for index in range(count):
        mark = 0xE0 if index % 3 == 2 else 0x60
        head = struct.pack(
            ">BBHII", 0x80, mark, (number + index) & 0xFFFF, (stamp + index // 3 * 3600) & 0xFFFFFFFF, sender
        )
        body = payload(source.randrange(500, 1_200))
        handle.sendto(head + body, target)
        sent += len(head) + len(body)
        time.sleep(0.02)
    return sent


def watch(address: str, path: str, agent: str, port: int, packets: int) -> None:
    """Look at a camera: a client that asks, is asked who it is, and takes the stream."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink,
        socket.create_connection((address, 554), timeout=10) as line,
    ):
        sink.bind(("", port))
        url, rows = f"rtsp://{address}:554{path}", [("User-Agent", agent)]
        _ask(line, "OPTIONS", url, 1, rows)
        described = [*rows, ("Accept", "application/sdp")]
        answer = _ask(line, "DESCRIBE", url, 2, described)
        if answer.words[1] == "401":
            realm = answer.headers["www-authenticate"].split('"')[1]
            rows.append(
                ("Authorization", f'Digest username="admin", realm="{realm}", nonce="0", response="0"')
            )
            _ask(line, "DESCRIBE", url, 3, [*rows, ("Accept", "application/sdp")])
        transport = ("Transport", f"RTP/AVP;unicast;client_port={port}-{port + 1}")
        answer = _ask(line, "SETUP", f"{url}/trackID=1", 4, [*rows, transport])
        session = ("Session", answer.headers["session"])
        _ask(line, "PLAY", url, 5, [*rows, session, ("Range", "npt=0.000-")])
        time.sleep(0.3 + packets * 0.02)
        _ask(line, "TEARDOWN", url, 6, [*rows, session])


def _ask(line: socket.socket, method: str, url: str, number: int, rows: list[tuple[str, str]]) -> Message:
    lines = [f"{method} {url} RTSP/1.0", f"CSeq: {number}", *(f"{key}: {value}" for key, value in rows)]
    line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
    return read_message(line)
