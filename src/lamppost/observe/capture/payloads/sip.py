"""What SIP says of its sender, and of what registers with a video platform by it.

Written from RFC 3261 (§7 messages, §7.3.3 short names, §8.1.1.7 Via, §8.2.6 responses, §20.35 Server, §20.41
User-Agent). GB/T 28181 uses SIP between cameras, recorders and platforms: a name of 20 digits whose 11th to 13th
say what kind of thing it is, and MANSCDP bodies; written from published decoders and printed messages of it, named
in the fingerprints. Of the 20 digits only those three are kept.

Only what the sender says of itself: a request with one Via (no proxy handed it on), the answer of the one asked.
"""

import re
from collections.abc import Iterator

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.markup import read_elements
from lamppost.observe.capture.payloads.messages import Message, read_message
from lamppost.observe.capture.payloads.text import say

MAX_MESSAGES = 16  # at the head of one stream
_MAX_BODY = 16 * 1024
_VERSION = b"SIP/2.0"
_ANSWERED_BY_THE_SENDER = (b"REGISTER", b"INVITE", b"OPTIONS")
_SHORT = {b"via": b"v", b"from": b"f", b"content-type": b"c", b"content-length": b"l"}

_REQUEST_LINE = re.compile(rb"[A-Z]{3,16} sips?:[^ ]{1,500} SIP/2\.0").fullmatch
_STATUS_LINE = re.compile(rb"SIP/2\.0 [1-6][0-9]{2}(?: .*)?").fullmatch
_METHOD = re.compile(rb"[0-9]{1,10}\s+([A-Z]{3,16})").match
_USER = re.compile(rb"sips?:([^@;>\s]{1,64})@", re.IGNORECASE).search
_VIDEO_NAME = re.compile(rb"[0-9]{10}([1-9][0-9]{2})[0-9]{7}").fullmatch
_WORD = re.compile(r"[A-Za-z]{1,40}").fullmatch
_REPORTS = ("Notify", "Response")
_ABOUT_ITSELF = {
    "Manufacturer": "gb28181.manufacturer",
    "Model": "gb28181.model",
    "Firmware": "gb28181.firmware",
}
_CHINESE = re.compile(rb"encoding\s*=\s*[\"'](?:gb2312|gbk|gb18030)", re.IGNORECASE).search


def read_sip(payload: bytes) -> Heard:
    """What one datagram says of its sender; nothing where it is not SIP."""
    said = say(_said(payload, whole=True))
    return Heard(said=said) if said else NOTHING


def read_sip_stream(head: bytes) -> Heard:
    """What the messages that one side of a connection begins with say of that side."""
    said = say(_said(head, whole=False))
    return Heard(said=said) if said else NOTHING


def is_sip(payload: bytes) -> bool:
    """Whether the first line is a SIP request or response."""
    line = payload[:600].partition(b"\n")[0].strip()
    return bool(_REQUEST_LINE(line) or _STATUS_LINE(line))


def _said(data: bytes, *, whole: bool) -> Iterator[tuple[str, bytes | str]]:
    for message in _messages(data, whole=whole):
        if _REQUEST_LINE(message.start):
            yield from _request(message)
        elif _STATUS_LINE(message.start):
            yield from _response(message)
        else:
            return


def _messages(data: bytes, *, whole: bool) -> Iterator[Message]:
    at = 0
    for _ in range(1 if whole else MAX_MESSAGES):
        while data[at : at + 2] == b"\r\n":  # kept alive by empty lines (RFC 5626 §3.5.1)
            at += 2
        if at >= len(data):
            return
        message, body_at = read_message(data, at=at, whole=whole)
        if body_at < 0:
            yield message
            return
        length = _field(message, b"content-length")
        size = int(length) if length.isdigit() and len(length) < 6 else len(data) if whole else 0
        yield Message(message.start, message.fields, data[body_at : body_at + min(size, _MAX_BODY)])
        at = body_at + size


def _field(message: Message, name: bytes) -> bytes:
    """The first value of a field under its long or its short name."""
    return message.first(name) or message.first(_SHORT[name])


def _vias(message: Message) -> int:
    """How many hops the request took, or the response has still to take."""
    values = message.fields.get(b"via", []) + message.fields.get(b"v", [])
    return sum(value.count(b",") + 1 for value in values)


def _request(message: Message) -> Iterator[tuple[str, bytes | str]]:
    if _vias(message) != 1:
        return
    yield "sip.user_agent", message.first(b"user-agent")
    if message.start.startswith((b"REGISTER ", b"MESSAGE ")):
        user = _USER(_field(message, b"from"))
        name = _VIDEO_NAME(user[1]) if user else None
        if name:
            yield "gb28181.device_type_code", name[1]
        if b"manscdp+xml" in _field(message, b"content-type").lower():
            yield from _report(message.body, user[1] if user else b"")


def _response(message: Message) -> Iterator[tuple[str, bytes | str]]:
    method = _METHOD(message.first(b"cseq"))
    if _vias(message) != 1 or message.first(b"record-route") or method is None:
        return
    if method[1] in _ANSWERED_BY_THE_SENDER:
        yield "sip.server", message.first(b"server")
        yield "sip.user_agent", message.first(b"user-agent")


def _report(body: bytes, sender: bytes) -> Iterator[tuple[str, str]]:
    """What the sender reports; queries and orders come from a platform and say nothing of a device.

    Args:
        body: The MANSCDP document.
        sender: The name in From: a platform also hands on what it knows of others, under their names.
    """
    if _CHINESE(body[:200]):
        body = body.decode("gb18030", "replace").encode()
    texts = {
        path[1]: text.strip() for path, text in read_elements(body) if len(path) == 2 and path[0] in _REPORTS
    }
    kind = texts.get("CmdType", "")
    if not _WORD(kind):
        return
    yield "gb28181.message", kind
    if kind == "DeviceInfo" and sender == texts.get("DeviceID", "").encode():
        for element, field in _ABOUT_ITSELF.items():
            yield field, texts.get(element, "")
