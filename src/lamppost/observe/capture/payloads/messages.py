"""Text messages of a start line, header fields and a body, as HTTP, RTSP and SSDP share them.

Written from RFC 9112 (HTTP/1.1: §2 message format, §6.3 body length, §7.1 chunks), RFC 2326 and
RFC 7826 (RTSP, also §14 interleaved data) and RFC 7617, RFC 7616, RFC 9110 §11 (realms).
"""

import re
from collections.abc import Iterator

import msgspec

MAX_MESSAGES = 16  # at the head of one stream
_MAX_HEAD = 16 * 1024
_MAX_FIELDS = 128
_MAX_VALUE = 2048
_MAX_BODY = 64 * 1024
_MAX_CHUNKS = 1024
_MAX_INTERLEAVED = 256
_INTERLEAVED = 0x24  # "$"

_SCHEME = re.compile(rb"\b(?:basic|digest)\s", re.IGNORECASE).search
_REALM = re.compile(rb'\brealm=(?:"((?:[^"\\]|\\.)*+)"|([^\s,"]++))', re.IGNORECASE).search
_NO_BODY = re.compile(rb"1\d\d|204|304").match  # RFC 9112 §6.3: interim answers too
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}").match


class Message(msgspec.Struct, frozen=True):
    """One message, as far as it is here."""

    start: bytes
    """The request or status line."""
    fields: dict[bytes, list[bytes]]
    """Header fields by lower-case name; each value stripped."""
    body: bytes

    def first(self, name: bytes) -> bytes:
        """The first value of a field; empty where it is absent."""
        return self.fields.get(name, [b""])[0]

    def realms(self) -> Iterator[bytes]:
        """The realm of each Basic or Digest challenge."""
        for value in self.fields.get(b"www-authenticate", []):
            realm = _REALM(value) if _SCHEME(value) else None
            if realm:
                yield realm[2] or re.sub(rb"\\(.)", rb"\1", realm[1] or b"")


def read_message(data: bytes, *, at: int = 0, whole: bool = False) -> tuple[Message, int]:
    """The start line and header fields that begin at an offset, without the body.

    Args:
        data: A stream's head or a datagram.
        at: Where the message begins.
        whole: Nothing follows the data (a datagram), so that its last line is a whole line.

    Returns:
        The message with an empty body, and the offset of its body; -1 where the head is cut.
    """
    window = data[at : at + _MAX_HEAD]
    end, gap = window.find(b"\r\n\r\n"), 4
    if end < 0:
        end, gap = window.find(b"\n\n"), 2
    body_at = at + end + gap
    lines = (window if end < 0 else window[:end]).split(b"\n", _MAX_FIELDS)[:_MAX_FIELDS]
    if end < 0:
        body_at = -1
        if not whole:
            lines = lines[:-1]
    fields: dict[bytes, list[bytes]] = {}
    values: list[bytes] = []  # of the field that the line before belongs to
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t"):  # folded (RFC 9112 §5.2)
            if values and len(values[-1]) + len(line) <= _MAX_VALUE:
                values[-1] = (values[-1] + b" " + line.strip()).strip()
            continue
        name, colon, value = line.partition(b":")
        values = []
        if colon and len(value) <= _MAX_VALUE:
            values = fields.setdefault(name.strip().lower(), [])
            values.append(value.strip())
    return Message(lines[0].strip() if lines else b"", fields, b""), body_at


def read_messages(head: bytes, protocol: bytes) -> Iterator[Message]:
    """The messages at the head of a stream, the last one perhaps cut.

    Args:
        head: One direction of a connection from its first byte on.
        protocol: What each start line must hold: `HTTP/1.` or `RTSP/`.

    Yields:
        At most 16 messages, in order; bodies as far as they are here.
    """
    at = 0
    for _ in range(MAX_MESSAGES):
        at = _after_interleaved(head, at)
        message, body_at = read_message(head, at=at)
        if protocol not in message.start:
            return
        if body_at < 0:
            yield message
            return
        body, at = _body(head, body_at, message)
        yield Message(message.start, message.fields, body)


def read_interleaved(head: bytes, protocol: bytes) -> Iterator[tuple[int, bytes]]:
    """Channel and content of each whole binary frame between the messages at the head of a stream.

    Args:
        head: One direction of a connection from its first byte on.
        protocol: What each start line must hold.
    """
    at = n_messages = 0
    for _ in range(_MAX_INTERLEAVED):
        if at + 4 > len(head):
            return
        if head[at] == _INTERLEAVED:
            end = at + 4 + (head[at + 2] << 8 | head[at + 3])
            if end > len(head):
                return
            yield head[at + 1], head[at + 4 : end]
            at = end
            continue
        message, body_at = read_message(head, at=at)
        n_messages += 1
        if protocol not in message.start or body_at < 0 or n_messages > MAX_MESSAGES:
            return
        at = _body(head, body_at, message)[1]


def _after_interleaved(head: bytes, at: int) -> int:
    for _ in range(_MAX_INTERLEAVED):
        if at + 4 > len(head) or head[at] != _INTERLEAVED:
            break
        at += 4 + (head[at + 2] << 8 | head[at + 3])
    return at


def _body(head: bytes, at: int, message: Message) -> tuple[bytes, int]:
    """The body and the offset of the next message."""
    if b"chunked" in message.first(b"transfer-encoding").lower():
        return _chunks(head, at)
    length = message.first(b"content-length")
    if length.isdigit() and len(length) < 10:
        end = at + int(length)
        return head[at : min(end, at + _MAX_BODY)], end
    if message.start.startswith(b"HTTP/") and not _NO_BODY(message.start, 9):
        return head[at : at + _MAX_BODY], len(head)  # until the connection ends
    return b"", at


def _chunks(head: bytes, at: int) -> tuple[bytes, int]:
    parts: list[bytes] = []
    for _ in range(_MAX_CHUNKS):
        size = _CHUNK_SIZE(head, at)
        line_end = head.find(b"\r\n", at, at + 256)
        if not size or line_end < 0:
            break
        length = int(size[0], 16)
        end = line_end + 2 + length
        if not length:
            return b"".join(parts), line_end + 4
        parts.append(head[line_end + 2 : min(end, line_end + 2 + _MAX_BODY)])
        at = end + 2
    return b"".join(parts)[:_MAX_BODY], len(head)
