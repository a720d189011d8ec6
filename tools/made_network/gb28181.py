"""A camera that registers with a platform by GB/T 28181, and the platform.

Written from, read on 2026-11-27: the REGISTER messages in github.com/ossrs/srs/issues/2071 ("User-Agent: IP
Camera" and "SIP UAS V2.1.4.500306"), the keepalive in github.com/yundiantech/GB28181Server/issues/6, the 401 in
github.com/panjjo/gosip/issues/9, and published logs of an INVITE whose answer offers "a=rtpmap:96 PS/90000" and
"y=". In the 20-digit number digits 11 to 13 are the kind, 132 a network camera. SIP itself after RFC 3261.
No maker is named: several makers' cameras say the same.
"""

from __future__ import annotations

import hashlib
import socket

from tools.made_network.host import Host, exchange
from tools.made_network.media import send_noise

_PLATFORM = "34020000002000000001"
_REALM = "3402000000"
_XML = "Application/MANSCDP+xml"


class Gb28181Camera(Host):
    """A camera that gives its stream to a platform outside."""

    def describe(self) -> None:
        self.number = f"3402000000132{self.digits(7)}"
        self.agent = self.random.choice(("IP Camera", "SIP UAS V2.1.4.500306"))
        self.sequence = 0
        self.truth.kind = "camera"

    def act(self) -> None:
        self.platform = self.look_up("platform.example.net")
        self.speaks("gb28181", "rtp")
        answer = self.ask("REGISTER", [("Expires", "3600")])
        nonce = answer.partition('nonce="')[2].partition('"')[0]
        self.ask("REGISTER", [("Authorization", self.credentials(nonce)), ("Expires", "3600")])
        self.ask("MESSAGE", [("Content-Type", _XML)], self.keepalive())
        sent = self.stream()
        self.went("platform.example.net", self.platform, 5060, 0)
        self.went("", self.platform, 30_000, sent)

    def ask(self, method: str, rows: list[tuple[str, str]], body: str = "") -> str:
        self.sequence += 1
        here = f"{self.number}@{self.seat.address}:5060"
        lines = [
            f"{method} sip:{_PLATFORM}@{_REALM} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.seat.address}:5060;rport;branch=z9hG4bK{self.digits(10)}",
            f"From: <sip:{self.number}@{_REALM}>;tag={self.digits(10)}",
            f"To: <sip:{self.number}@{_REALM}>",
            f"Call-ID: {self.digits(10)}",
            f"CSeq: {self.sequence} {method}",
            *([f"Contact: <sip:{here}>"] if method == "REGISTER" else []),
            "Max-Forwards: 70",
            f"User-Agent: {self.agent}",
            *(f"{key}: {value}" for key, value in rows),
            f"Content-Length: {len(body)}",
        ]
        payload = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
        return exchange((self.platform, 5060), payload).decode("latin-1")

    def credentials(self, nonce: str) -> str:
        md5 = lambda text: hashlib.md5(text.encode()).hexdigest()
        uri = f"sip:{_PLATFORM}@{_REALM}"
        response = md5(f"{md5(f'{self.number}:{_REALM}:made')}:{nonce}:{md5(f'REGISTER:{uri}')}")
        given = f'username="{self.number}", realm="{_REALM}", nonce="{nonce}", uri="{uri}"'
        return f'Digest {given}, response="{response}", algorithm=MD5'

    def keepalive(self) -> str:
        rows = ['<?xml version="1.0" encoding="GB2312"?>', "<Notify>", "<CmdType>Keepalive</CmdType>"]
        rows += [f"<SN>{self.digits(2)}</SN>", f"<DeviceID>{self.number}</DeviceID>"]
        return "\r\n".join([*rows, "<Status>OK</Status>", "</Notify>", ""])

    def stream(self) -> int:
        """A program stream without a picture: pack start codes with noise behind."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
            handle.bind((self.seat.address, 15_060))
            body = lambda size: b"\0\0\x01\xe0" + self.random.randbytes(size)
            return send_noise(handle, (self.platform, 30_000), 2 * self.packets, self.random, body)


def platform_answer(payload: bytes, _sender: tuple[str, int]) -> bytes:
    """What the platform answers: who are you, and then 200."""
    lines = payload.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
    kept = [row for row in lines if row.split(":")[0] in {"Via", "From", "To", "Call-ID", "CSeq"}]
    known = not lines[0].startswith("REGISTER") or any(row.startswith("Authorization") for row in lines)
    status = "200 OK" if known else "401 Unauthorized"
    nonce = hashlib.md5(payload).hexdigest()
    challenge = (
        [] if known else [f'WWW-Authenticate: Digest realm="{_REALM}", nonce="{nonce}", algorithm=MD5']
    )
    return "\r\n".join([f"SIP/2.0 {status}", *kept, *challenge, "Content-Length: 0", "", ""]).encode()
