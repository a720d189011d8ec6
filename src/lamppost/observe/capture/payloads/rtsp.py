"""What RTSP says: the software at both ends, realms, and the media that the sender offers.

Written from RFC 2326 and RFC 7826 (messages, §10.3 ANNOUNCE of RFC 2326), and RFC 8866 §5.14
(media lines of a session description).
"""

from collections.abc import Iterator

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.messages import Message, read_messages
from lamppost.observe.capture.payloads.text import say

_MEDIA = {b"video": "video", b"audio": "audio"}


def read_rtsp_requests(head: bytes) -> Heard:
    """The client's User-Agent, and the media it announces where it is the one that sends them."""
    return _heard(pair for message in read_messages(head, b" RTSP/") for pair in _request(message))


def read_rtsp_responses(head: bytes) -> Heard:
    """The server's Server, realms and the media of its session descriptions."""
    return _heard(pair for message in read_messages(head, b"RTSP/") for pair in _response(message))


def _heard(pairs: Iterator[tuple[str, bytes | str]]) -> Heard:
    said = say(pairs)
    return Heard(said=said) if said else NOTHING


def _request(message: Message) -> Iterator[tuple[str, bytes | str]]:
    yield "rtsp.user_agent", message.first(b"user-agent")
    if message.start.startswith(b"ANNOUNCE "):
        yield from _media(message)


def _response(message: Message) -> Iterator[tuple[str, bytes | str]]:
    yield "rtsp.server", message.first(b"server")
    for realm in message.realms():
        yield "rtsp.realm", realm
    yield from _media(message)


def _media(message: Message) -> Iterator[tuple[str, bytes | str]]:
    if not message.body.startswith(b"v="):
        return
    for line in message.body.split(b"\n"):
        if line.startswith(b"m="):
            kind = _MEDIA.get(line[2:].split(b" ", 1)[0])
            if kind:
                yield "rtsp.media", kind
