"""A camera that sends faces to a platform by GA/T 1400; in place of faces it sends noise.

Written from, read on 2026-11-27: published descriptions of GA/T 1400.4 interfaces (POST /VIID/System/Register with
digest authentication, POST /VIID/Faces, header User-Identify, content type application/VIID+JSON) and
published FaceListObject messages (FaceID, DeviceID, SourceID, InfoKind, corner coordinates, SubImageList).
No maker is named: the standard's messages are the same from every maker.
"""

from __future__ import annotations

import base64
import json
import socket
from itertools import count

from tools.made_network.host import Host
from tools.made_network.servers import Message, read_message

_TYPE = ("application/VIID+JSON;charset=UTF-8", "application/VIID+JSON", "application/json;charset=utf-8")
_TIME = "20261127020000"


class FaceCamera(Host):
    """A camera that knows faces."""

    def describe(self) -> None:
        self.number = f"3402000000119{self.digits(7)}"
        self.content_type = self.random.choice(_TYPE)
        self.counter = count(1)
        self.truth.kind = "camera"

    def act(self) -> None:
        name = "faces.example.net"
        address = self.look_up(name)
        with socket.create_connection((address, 80), timeout=10) as line:
            register = {"RegisterObject": {"DeviceID": self.number}}
            challenge = self.post(line, "/VIID/System/Register", register).headers["www-authenticate"]
            nonce = challenge.partition('nonce="')[2].partition('"')[0]
            given = (
                f'Digest username="{self.number}", realm="viid", nonce="{nonce}", uri="/VIID/System/Register"'
            )
            self.post(line, "/VIID/System/Register", register, [("Authorization", f'{given}, response="0"')])
            sent = 0
            while sent < self.upload_bytes:
                face = self.face(min(self.upload_bytes, 30_000))
                self.post(line, "/VIID/Faces", face)
                sent += len(json.dumps(face))
        self.went(name, address, 80, sent)
        self.speaks("viid", "http")

    def post(
        self,
        line: socket.socket,
        path: str,
        said: dict[str, object],
        more: list[tuple[str, str]] | None = None,
    ) -> Message:
        body = json.dumps(said).encode()
        rows = [
            ("Host", "faces.example.net"),
            ("User-Identify", self.number),
            ("Content-Type", self.content_type),
        ]
        rows = [*self.random.sample(rows, len(rows)), *(more or []), ("Content-Length", str(len(body)))]
        head = "\r\n".join([f"POST {path} HTTP/1.1", *(f"{key}: {value}" for key, value in rows)])
        line.sendall(head.encode() + b"\r\n\r\n" + body)
        return read_message(line)

    def face(self, size: int) -> dict[str, object]:
        number = f"{self.number}02{_TIME}{next(self.counter):05d}"
        image = {
            "ImageID": number,
            "EventSort": 4,
            "DeviceID": self.number,
            "Type": "11",
            "FileFormat": "Jpeg",
        }
        noise = base64.b64encode(self.random.randbytes(size * 3 // 4)).decode()
        image |= {"ShotTime": _TIME, "Width": 437, "Height": 350, "Data": noise}
        face = {"FaceID": f"{number}06{next(self.counter):05d}", "InfoKind": 1, "SourceID": number}
        face |= {
            "DeviceID": self.number,
            "LeftTopX": 512,
            "LeftTopY": 369,
            "RightBtmX": 749,
            "RightBtmY": 707,
        }
        face |= {"LocationMarkTime": _TIME, "SubImageList": {"SubImageInfoObject": [image]}}
        return {"FaceListObject": {"FaceObject": [face]}}
