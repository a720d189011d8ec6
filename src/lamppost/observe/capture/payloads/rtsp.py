"""What RTSP says: the software at both ends, realms, the media that the sender offers and the paths they have.

Written from RFC 2326 (§10.3 ANNOUNCE, §10.12 interleaved data, §12.14 Content-Base, §12.33 RTP-Info) and RFC 7826, and RFC 8866 §5.14
(media lines of a session description).
"""

import re
from collections.abc import Iterator

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.messages import Message, read_interleaved, read_messages
from lamppost.observe.capture.payloads.rtp import Packet, media_of, read_packet
from lamppost.observe.capture.payloads.text import say
from lamppost.observe.capture.payloads.web_page import path_of

_URL = re.compile(rb"\burl\s*=\s*\"?([^;,\"]{1,500})", re.IGNORECASE).finditer
_MEDIA = {b"video": "video", b"audio": "audio"}


def read_rtsp_requests(head: bytes) -> Heard:
    """The client's User-Agent, and the media it announces where it is the one that sends them."""
    pairs = [pair for message in read_messages(head, b" RTSP/") for pair in _request(message)]
    return _heard([*pairs, *_interleaved_media(head, b" RTSP/")])


def read_rtsp_responses(head: bytes) -> Heard:
    """The server's Server, realms, paths of its streams and the media of its session descriptions."""
    pairs = [pair for message in read_messages(head, b"RTSP/") for pair in _response(message)]
    return _heard([*pairs, *_interleaved_media(head, b"RTSP/")])


def _heard(pairs: list[tuple[str, bytes | str]]) -> Heard:
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
    yield "rtsp.content_base", path_of(message.first(b"content-base"))
    for url in _URL(message.first(b"rtp-info")):
        yield "rtsp.content_base", path_of(url[1])
    yield from _media(message)


def _media(message: Message) -> Iterator[tuple[str, bytes | str]]:
    if not message.body.startswith(b"v="):
        return
    for line in message.body.split(b"\n"):
        if line.startswith(b"m="):
            kind = _MEDIA.get(line[2:].split(b" ", 1)[0])
            if kind:
                yield "rtsp.media", kind


def _interleaved_media(head: bytes, protocol: bytes) -> Iterator[tuple[str, str]]:
    """The media that are sent inside the connection itself, channel by channel."""
    channels: dict[int, list[Packet]] = {}
    for channel, frame in read_interleaved(head, protocol):
        packet = read_packet(frame)
        if packet is not None:
            channels.setdefault(channel, []).append(packet)
    for _, packets in sorted(channels.items()):
        media = media_of(packets)
        if media:
            yield "rtp.media", media
