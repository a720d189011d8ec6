"""What kind of media a run of RTP packets carries, where the packets prove it.

Written from RFC 3550 §5.1 and appendix A.1 (header, checks of validity), RFC 3551 §6 (static payload types), RFC 6184
§5.2 to §5.8 (H.264), RFC 7798 §4.4 (H.265), RFC 2435 §3.1 (JPEG), and Rec. ITU-T H.222.0 §2.5.3.3 and §2.4.3.6
(program stream, as GB/T 28181 sends it). One packet proves nothing: a quarter of all random octets begins like RTP, and
encrypted media (RFC 3711) keeps the header. So a run of one source must count up, and every payload must be well-formed.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

LEAST = 3  # packets that prove anything
KEPT = 256  # octets of a payload that are looked at
_MOST_GAP = 64  # packets lost in between
_SHARE_LATE = 3  # at most every third packet may be late or doubled
_MOST_FRAMED = 64
_FIXED = 12
_DYNAMIC = 96
_JPEG = 26
_AUDIO = {0: "audio pcmu", 8: "audio pcma", 9: "audio g722"}  # one octet for each tick of the clock

_H264_KINDS = frozenset({1, 5, 6, 7, 8, 9, 24, 28})
_H264_PROFILES = frozenset({44, 66, 77, 83, 86, 88, 100, 110, 118, 122, 128, 244})
_H265_SLICES = frozenset({*range(10), *range(16, 22)})
_H265_KINDS = _H265_SLICES | {32, 33, 34, 35, 39, 40, 48, 49}
_PACK = b"\0\0\1\xba"
_START = b"\0\0\1"


class Packet(NamedTuple):
    """One RTP packet, its payload as far as it is looked at."""

    kind: int
    """Payload type."""
    sequence: int
    timestamp: int
    source: int
    """SSRC."""
    is_marked: bool
    payload: bytes
    """At most 256 octets."""
    size: int
    """Octets of the payload as sent."""


def read_packet(data: bytes) -> Packet | None:
    """The RTP packet in a datagram or frame; None where the header is none or leads past the end."""
    if len(data) <= _FIXED or data[0] >> 6 != 2:
        return None
    start = _FIXED + 4 * (data[0] & 15)
    if data[0] & 16:  # extension
        if len(data) < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4])
    end = len(data) - (data[-1] if data[0] & 32 else 0)
    if start >= end:
        return None
    return Packet(
        kind=data[1] & 0x7F,
        sequence=int.from_bytes(data[2:4]),
        timestamp=int.from_bytes(data[4:8]),
        source=int.from_bytes(data[8:12]),
        is_marked=data[1] >= 0x80,
        payload=data[start : min(end, start + KEPT)],
        size=end - start,
    )


def media_of(packets: Sequence[Packet]) -> str | None:
    """What the run carries.

    Args:
        packets: Of one direction of one flow, in the order in which they came.

    Returns:
        `video h264`, `video h265`, `video jpeg`, `video mpeg-ps`, `audio pcmu`, `audio pcma` or `audio g722`; None where
        fewer than three packets of one source count up, or their payloads do not prove it.
    """
    run = _run(packets)
    if len(run) < LEAST:
        return None
    kind = run[0].kind
    if kind in _AUDIO:
        return _AUDIO[kind] if _is_one_octet_a_tick(run) else None
    if kind == _JPEG:
        return "video jpeg" if _is_jpeg(run) else None
    if kind < _DYNAMIC:
        return None
    return next((name for name, is_it in _VIDEO.items() if is_it(run)), None)


def read_framed(head: bytes) -> Heard:
    """The media of a connection that carries RTP alone, each packet behind its length (RFC 4571 §2).

    Only a program stream is looked for, which GB/T 28181 sends in this way: its mark stands in the first packet.
    """
    if head[14:18] != _PACK:
        return NOTHING
    packets: list[Packet] = []
    at = 0
    while len(packets) < _MOST_FRAMED and at + 2 <= len(head):
        end = at + 2 + int.from_bytes(head[at : at + 2])
        packet = read_packet(head[at + 2 : end]) if end <= len(head) else None
        if packet is None:
            break
        packets.append(packet)
        at = end
    media = media_of(packets)
    return media_heard(media) if media else NOTHING


def media_heard(media: str) -> Heard:
    """The medium as something that its sender says."""
    return Heard(said=say((("rtp.media", media),)))


def _run(packets: Sequence[Packet]) -> list[Packet]:
    """The packets of the first one's source and type in rising order; none where too many are late or far apart."""
    first = packets[0] if packets else None
    run: list[Packet] = []
    n_late = 0
    for packet in packets:
        if first is None or (packet.source, packet.kind) != (first.source, first.kind):
            continue
        step = (packet.sequence - run[-1].sequence) % 0x10000 if run else 1
        if 0 < step <= _MOST_GAP:
            run.append(packet)
        elif step == 0 or step >= 0x10000 - _MOST_GAP:
            n_late += 1
        else:
            return []
    return run if n_late * _SHARE_LATE <= len(run) or _is_doubled(packets) else []


def _is_doubled(packets: Sequence[Packet]) -> bool:
    """Whether the capture holds each packet several times, as one taken on several interfaces does."""
    return len(set(packets)) * 2 <= len(packets) + 1


def _follow(before: Packet, after: Packet) -> bool:
    return (after.sequence - before.sequence) % 0x10000 == 1


def _is_one_octet_a_tick(run: list[Packet]) -> bool:
    """Whether the clock moves by the size of each payload; encrypted payloads are longer than their time."""
    steps = [
        (after.timestamp - before.timestamp) % (1 << 32) == before.size
        for before, after in pairwise(run)
        if _follow(before, after) and not after.is_marked
    ]
    return len(steps) >= LEAST - 1 and all(steps)


def _is_jpeg(run: list[Packet]) -> bool:
    """Whether the fragments of each picture stand where the one before ends."""
    n_joined = 0
    for before, after in pairwise(run):
        if len(before.payload) < 8 or len(after.payload) < 8 or not after.payload[6] or not after.payload[7]:
            return False
        if not _follow(before, after):
            continue
        offset = int.from_bytes(after.payload[1:4])
        if before.timestamp == after.timestamp:
            gained = offset - int.from_bytes(before.payload[1:4])
            if (
                not before.size - 8 - 132 - 4 <= gained <= before.size - 8
            ):  # tables and restart marker of the first
                return False
            n_joined += 1
        elif offset:
            return False
    return n_joined >= LEAST - 1


def _is_h264(run: list[Packet]) -> bool:
    return all(map(_may_be_h264, run)) and any(map(_shows_h264, run)) and _fragments_join(run, 28, 1, 0x1F)


def _may_be_h264(packet: Packet) -> bool:
    data = packet.payload
    kind, is_reference = data[0] & 0x1F, bool(data[0] & 0x60)
    if data[0] & 0x80 or kind not in _H264_KINDS or len(data) < 2:
        return False
    if kind == 28:
        return not data[1] & 0x20 and data[1] >> 6 != 3 and data[1] & 0x1F in (1, 5, 6, 7, 8)
    if kind == 24:
        return len(data) > 3 and 0 < int.from_bytes(data[1:3]) <= packet.size - 3 and not data[3] & 0x80
    return is_reference if kind in (5, 7, 8) else not is_reference if kind in (6, 9) else True


def _shows_h264(packet: Packet) -> bool:
    """A sequence parameter set, or the start of a slice that goes on in the next packet."""
    data = packet.payload
    kind = data[0] & 0x1F
    if kind == 28:
        return data[1] & 0xC0 == 0x80 and data[1] & 0x1F in (1, 5)
    parameters = data[3:] if kind == 24 else data
    return (
        len(parameters) > 3
        and parameters[0] & 0x9F == 7
        and parameters[1] in _H264_PROFILES
        and not parameters[2] & 3
    )


def _is_h265(run: list[Packet]) -> bool:
    return all(map(_may_be_h265, run)) and any(map(_shows_h265, run)) and _fragments_join(run, 49, 2, 0x3F)


def _may_be_h265(packet: Packet) -> bool:
    data = packet.payload
    if len(data) < 3 or data[0] & 0x81 or data[1] & 0xF8 or not data[1] & 7:
        return False
    kind = data[0] >> 1
    if kind == 49:
        return data[2] >> 6 != 3 and data[2] & 0x3F in _H265_KINDS
    return kind in _H265_KINDS


def _shows_h265(packet: Packet) -> bool:
    """A video or sequence parameter set, or the start of a slice that goes on in the next packet."""
    data = packet.payload
    kind = data[0] >> 1
    if kind == 49:
        return data[2] & 0xC0 == 0x80 and data[2] & 0x3F in _H265_SLICES
    if kind == 48:
        return len(data) > 5 and data[4] >> 1 in (32, 33) and data[5] == 1
    return kind in (32, 33) and packet.size > 12


def _fragments_join(run: list[Packet], fragment: int, at: int, mask: int) -> bool:
    """Whether a unit in several packets goes on under the same time and type until the packet that ends it.

    Args:
        run: Packets in order.
        fragment: Type of a packet that holds a part of a unit.
        at: Where its own header stands: start, end, type.
        mask: The bits of that header that are the type.
    """
    shift = 1 if fragment == 49 else 0
    types = [(packet.payload[0] >> shift) & mask for packet in run]
    for number in range(1, len(run)):
        before, after = run[number - 1], run[number]
        if not _follow(before, after):
            continue
        was_open = types[number - 1] == fragment and not before.payload[at] & 0x40
        goes_on = types[number] == fragment and not after.payload[at] & 0x80
        if was_open != goes_on:
            return False
        if goes_on and (before.timestamp, before.payload[at] & mask) != (
            after.timestamp,
            after.payload[at] & mask,
        ):
            return False
    return True


def _is_program_stream(run: list[Packet]) -> bool:
    """Whether a pack header and a video stream begin in it."""
    packs = [p.payload for p in run if p.payload[:4] == _PACK and p.payload[4:5] and p.payload[4] >> 6 == 1]
    return any(map(_has_video, packs))


def _has_video(data: bytes) -> bool:
    """Whether the pack goes on with a packet of a video stream (stream ids 0xE0 to 0xEF)."""
    at = data.find(_START, 4)
    while 0 <= at < len(data) - 3:
        if data[at + 3] & 0xF0 == 0xE0:
            return True
        at = data.find(_START, at + 3)
    return False


_VIDEO: dict[str, Callable[[list[Packet]], bool]] = {
    "video h264": _is_h264,
    "video h265": _is_h265,
    "video mpeg-ps": _is_program_stream,
}
