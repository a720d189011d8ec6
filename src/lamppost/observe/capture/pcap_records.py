"""Frames out of a stretch of a pcap file: where each stands, how long it was, when (draft-ietf-opsawg-pcap)."""

from lamppost.engine.kernel import kernel, prefetch
from lamppost.observe.capture.layout import (
    BAD_EMPTY,
    BAD_LENGTHS,
    F_BIG,
    F_DIVIDE,
    F_LIMIT,
    F_LINK,
    F_POS,
    F_RECORD,
    F_STOP,
    STOP_FULL,
    STOP_LENGTH,
    STOP_MORE,
)
from lamppost.observe.capture.octets import Longs, Octets, u32_of

_MICROSECONDS = 1_000_000
_LINE, _AHEAD = 64, 2048  # octets: what memory gives in one go, and how far ahead it is asked for


@kernel
def frame_pcap(
    buf: Octets, pos: int, end: int, form: Longs,
    offsets: Longs, captured: Longs, original: Longs, times: Longs, links: Longs, bad: Longs, most: int,
) -> int:  # fmt: skip
    """How many whole records were found; their places in the arrays, the reason to stop in `form`.

    Args:
        buf: A stretch of the file, after its header.
        pos: First octet of a record.
        end: One past the last octet that was read.
        form: Framing state, see `layout`.
        offsets: Out: first octet of the frame.
        captured: Out: octets of it in the file.
        original: Out: octets that were sent.
        times: Out: microseconds since 1970, UTC.
        links: Out: link type.
        bad: Out: 0, or the kind of malformation.
        most: Room in these arrays.
    """
    big = form[F_BIG]
    header = form[F_RECORD]
    n = 0
    form[F_STOP] = STOP_MORE
    while end - pos >= header:
        if n == most:
            form[F_STOP] = STOP_FULL
            break
        length = u32_of(buf, pos + 8, big)
        if length > form[F_LIMIT]:
            form[F_STOP] = STOP_LENGTH
            break
        if end - pos - header < length:
            break
        sent = u32_of(buf, pos + 12, big)
        bad[n] = 0
        if length == 0:
            bad[n] = BAD_EMPTY
        elif length > sent:
            bad[n] = BAD_LENGTHS
            sent = length
        offsets[n] = pos + header
        captured[n] = length
        original[n] = sent
        times[n] = u32_of(buf, pos, big) * _MICROSECONDS + u32_of(buf, pos + 4, big) // form[F_DIVIDE]
        links[n] = form[F_LINK]
        line = 0
        while line < length:
            prefetch(buf, pos + _AHEAD + line)
            line += _LINE
        pos += header + length
        n += 1
    form[F_POS] = pos
    return n
