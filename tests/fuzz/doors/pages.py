"""The pages of `serve`: a request as its bytes, by way of the guard; and several files handed over at once."""

import asyncio
import random
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from tests.engines.made import make_pcap
from tests.fuzz.doors.door import Door
from tests.report.made_result import made_result

from lamppost import pipeline
from lamppost.web.app import make_app
from lamppost.web.desk import Desk
from lamppost.web.shelf import Shelf

PORT, TOKEN = 8123, "made-token"
LARGEST = 100_000
HEAD = f"host: 127.0.0.1:{PORT}\nauthorization: Bearer {TOKEN}\norigin: http://127.0.0.1:{PORT}\n"
MULTIPART = "content-type: multipart/form-data; boundary=x\n"


def attempt(data: bytes, _: Path) -> str:
    """Method and address in the first line, fields of the head in those behind it, and after an empty line what is sent.

    Whoever asks has the token. No answer is a fault of the program's, and each bears the fields that keep a page in.
    """
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    method, _, target = first.partition(b" ")
    if not all(0x21 <= octet <= 0x7E for octet in target):
        return "none"  # h11, by which the pages are served, takes no other octets in an address
    path, _, query = target.partition(b"?")
    fields = [
        (name.strip().lower(), value.strip())
        for name, sign, value in (line.partition(b":") for line in lines[:30])
        if sign
    ]
    status, told = asyncio.run(_asked(method, path, query, fields, body))
    assert status < 500, f"status {status}: {told[-300:]!r}"
    return str(status)


async def _asked(
    method: bytes, path: bytes, query: bytes, fields: list[tuple[bytes, bytes]], body: bytes
) -> tuple[int, bytes]:
    """Status and content of the answer."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method.decode("latin-1").upper(),
        "scheme": "http", "path": path.decode("utf-8", "replace"), "raw_path": path, "query_string": query,
        "root_path": "", "headers": fields, "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", PORT),
    }  # fmt: skip
    pieces = [body[: len(body) // 2], body[len(body) // 2 :]]
    answers: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        if not pieces:
            return {"type": "http.disconnect"}
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: dict[str, object]) -> None:
        answers.append(message)

    await _app()(scope, receive, send)  # type: ignore[arg-type]
    if not answers:
        return 0, b""
    started = answers[0]
    assert b"content-security-policy" in {name.lower() for name, _ in started["headers"]}  # type: ignore[attr-defined]
    return int(str(started["status"])), b"".join(bytes(one.get("body", b"")) for one in answers[1:])  # type: ignore[arg-type]


@cache
def _held() -> tuple[object, str]:
    desk = Desk(
        Shelf(Path(mkdtemp(prefix="lamppost-fuzz-")) / "results"),
        pipeline.Question(as_of=date(2026, 11, 23)),
        most_bytes=LARGEST,
        patience_s=None,
    )
    return make_app(desk, port=PORT, token=TOKEN), desk.shelf.put(made_result())


def _app() -> object:
    return _held()[0]


def _seeds() -> Iterator[bytes]:
    result = _held()[1]
    capture = make_pcap(random.Random(1), 3)
    for path in (
        "/", "/ask?q=Axis", "/company/axis", "/figures", "/map", "/api/results", "/api/ask?q=192.0.2.1&as_of=2026-01-01",
        f"/results/{result}", f"/results/{result}/flows?sort=sent&page=1", f"/api/results/{result}/findings?words=cam",
        f"/results/{result}/day?as_of=2024-01-01", f"/results/{result}/report/csv", f"/results/{result}/street",
        f"/api/results/{result}/timeline?place=US-OR", "/api/world?as_of=2026-01-01", "/static/page.css", "/looks/0",
    ):  # fmt: skip
        yield f"GET {path}\n{HEAD}\n\n".encode()
    yield f"POST /results/{result}/keep\n{HEAD}content-type: application/x-www-form-urlencoded\n\nas_of=2026-11-01&policy=".encode()
    for name, held in (
        ("a.pcap", capture),
        ("list.csv", b"Maker,Model\nAxis,P1\n"),
        ("x.json", b'{"schema_version": "2"}'),
    ):
        part = (
            f'--x\r\ncontent-disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + held
        )
        day = b'\r\n--x\r\ncontent-disposition: form-data; name="as_of"\r\n\r\n2026-11-23\r\n--x--\r\n'
        yield f"POST /look\n{HEAD}{MULTIPART}\n".encode() + part + day


DOORS = [Door("requests", ("web",), attempt, _seeds, most_bytes=6000)]
