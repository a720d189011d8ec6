"""The plainest HTTP/1 messages, read without leaving the compiled path where they say nothing that is new.

A GET that fills its segment to the last octet, and an answer that does with its body. What the parsers of
`payloads.http_message` would make of one depends on a few of its octets alone: those are hashed, and what was heard
of the same machine before is not read again. The host that a GET names is kept here. Written from RFC 9110 (§7.2
Host, §10.1.5 User-Agent) and RFC 9112 (§2.1, §3 request line, §5 fields, §6.3 length of a body).
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.client_names import note_client_name
from lamppost.observe.capture.layout import (
    P_CUT,
    P_SCRATCH,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    S_HEAP,
    S_SEED,
    SOURCE_HTTP,
)
from lamppost.observe.capture.naming import put_text
from lamppost.observe.capture.octets import Heap, Longs, Octets, mix, u16, u32
from lamppost.observe.capture.tables import is_known

MOST_OCTETS = 2048
"""Of a message that is read here."""
_MOST_FIELDS = 100

_CR, _LF, _COLON, _SPACE, _TAB, _EQUALS, _LESS = 13, 10, 0x3A, 0x20, 9, 0x3D, 0x3C
_END = 0x0D0A0D0A
_LOWER = 0x20202020
_GET, _ANSWER = 1, 2
_Word = tuple[int, int, int, int, int]


def _field(name: str) -> _Word:
    """Length of a field's name, and its octets at 0, 4, 8 and at the end, four at a time."""
    octets, last = name.encode(), len(name) - 4
    starts = min(0, last), min(4, last), min(8, last), last
    first, second, third, fourth = (int.from_bytes(octets[at : at + 4]) for at in starts)
    return len(octets), first, second, third, fourth


_HOST = _field("host")
_USER_AGENT = _field("user-agent")
_DATE, _ETAG, _EXPIRES, _MODIFIED = map(_field, ("date", "etag", "expires", "last-modified"))
_LENGTH = _field("content-length")
_CODING = _field("content-encoding")
_TRANSFER = _field("transfer-encoding")
_COOKIE = _field("set-cookie")


@kernel
def is_get(buf: Octets, start: int, end: int, pkt: Longs) -> bool:
    """Whether the segment is one GET of a path and nothing more."""
    if pkt[P_CUT] or end - start < 18 or end - start > MOST_OCTETS:
        return False
    if u32(buf, start) != 0x47455420 or buf[start + 4] != 0x2F or buf[start + 5] == 0x2F:
        return False
    return u32(buf, end - 4) == _END


@kernel
def hear_get(
    buf: Octets, start: int, end: int, pkt: Longs, time: int, state: Longs, flows: Longs, flow: int,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs, seen: Longs,
) -> int:  # fmt: skip
    """1 where the GET says nothing new of its client, and the host that it names is kept; else 0.

    Args:
        buf: The block.
        start: First octet of a segment that `is_get`.
        end: One past its last.
        pkt: Scratch of the packet.
        time: Microseconds.
        state: Counters and sizes.
        flows: Rows of flows.
        flow: Where the flow's row starts.
        names: Rows of names.
        name_slots: Their hash table.
        heap: Their octets.
        answers: Rows of answers.
        answer_slots: Their hash table.
        seen: Hashes of what was heard before.
    """
    line = _end_of_line(buf, start, end)
    if line < start + 14 or u32(buf, line - 9) != 0x20485454 or u32(buf, line - 5) != 0x502F312E:
        return 0
    at = start + 4
    while at < line and not _ends_path(buf[at] & 0xFF):
        at += 1
    shape = _hashed(buf, start + 4, at, mix(state[S_SEED], _GET))
    host = 0
    at = line + 2
    for _ in range(_MOST_FIELDS):
        if at >= end - 2:
            break
        line = _end_of_line(buf, at, end)
        if line < 0 or buf[at] in (_SPACE, _TAB):
            return 0
        colon = _end_of_name(buf, at, line)
        if colon < 0:
            return 0
        if _is_field(buf, at, colon, _HOST):
            if host:
                return 0
            host = colon + 1
            shape = _put_host(buf, host, line, pkt, heap, state, shape)
        elif _is_field(buf, at, colon, _USER_AGENT):
            shape = _hashed(buf, at, line, shape)
        at = line + 2
    if at < end - 2 or not is_known(_of_sender(shape, pkt), seen, state):
        return 0
    if host and pkt[P_SCRATCH] > 0:
        note_client_name(
            SOURCE_HTTP, pkt, pkt[P_SRC_MAC], time, state, flows, flow,
            names, name_slots, heap, answers, answer_slots,
        )  # fmt: skip
    return 1


@kernel
def hear_answer(buf: Octets, start: int, end: int, pkt: Longs, state: Longs, seen: Longs) -> int:
    """1 where the segment is one HTTP answer with its whole body, and says nothing new of its server; else 0.

    Args:
        buf: The block.
        start: First octet of the segment's payload.
        end: One past its last.
        pkt: Scratch of the packet.
        state: Counters and sizes.
        seen: Hashes of what was heard before.
    """
    if pkt[P_CUT] or end - start < 16 or end - start > MOST_OCTETS:
        return 0
    if u32(buf, start) != 0x48545450 or u16(buf, start + 4) != 0x2F31 or buf[start + 6] != 0x2E:
        return 0
    line = _end_of_line(buf, start, end)
    if line < start + 12:
        return 0
    shape = _hashed(buf, start, line, mix(state[S_SEED], _ANSWER))
    size = -1
    is_coded = 0
    at = line + 2
    for _ in range(_MOST_FIELDS):
        line = _end_of_line(buf, at, end)
        if line < 0 or buf[at] in (_SPACE, _TAB):
            return 0
        if line == at:
            break
        colon = _end_of_name(buf, at, line)
        if colon < 0 or _is_field(buf, at, colon, _TRANSFER):
            return 0
        if _is_field(buf, at, colon, _LENGTH):
            if size >= 0:
                return 0
            size = _number(buf, colon + 1, line)
            if size < 0:
                return 0
        elif _is_field(buf, at, colon, _COOKIE):
            shape = _hashed(buf, at, _end_of_cookie(buf, colon, line), shape)
        elif not _is_of_its_moment(buf, at, colon):
            if _is_field(buf, at, colon, _CODING):
                is_coded = 1
            shape = _hashed(buf, at, line, shape)
        at = line + 2
    body = line + 2
    if line != at or size != end - body:
        return 0
    if is_coded or _holds_markup(buf, body, end):
        shape = _hashed(buf, body, end, shape)
    return is_known(_of_sender(shape, pkt), seen, state)


@kernel
def _end_of_line(buf: Octets, at: int, end: int) -> int:
    """Where the CRLF of a line stands; -1 where it ends otherwise, or not at all."""
    while at + 1 < end:
        octet = buf[at]
        if octet == _CR:
            return at if buf[at + 1] == _LF else -1
        if octet == _LF:
            return -1
        at += 1
    return -1


@kernel
def _end_of_name(buf: Octets, at: int, line: int) -> int:
    """Where the colon of a field stands; -1 where there is none, or a space before it."""
    while at < line:
        octet = buf[at] & 0xFF
        if octet == _COLON:
            return at
        if octet <= _SPACE or octet > 0x7E:
            return -1
        at += 1
    return -1


@kernel
def _is_field(buf: Octets, at: int, colon: int, field: _Word) -> bool:
    """Whether the name before the colon is this one, in letters of either case."""
    last = colon - 4
    return (
        colon - at == field[0]
        and u32(buf, at) | _LOWER == field[1]
        and u32(buf, min(at + 4, last)) | _LOWER == field[2]
        and u32(buf, min(at + 8, last)) | _LOWER == field[3]
        and u32(buf, last) | _LOWER == field[4]
    )


@kernel
def _is_of_its_moment(buf: Octets, at: int, colon: int) -> bool:
    """Whether a field changes from answer to answer, and no parser reads it."""
    return (
        _is_field(buf, at, colon, _DATE)
        or _is_field(buf, at, colon, _ETAG)
        or _is_field(buf, at, colon, _EXPIRES)
        or _is_field(buf, at, colon, _MODIFIED)
    )


@kernel
def _ends_path(octet: int) -> bool:
    """Whether a path ends before this octet: white space, or one of ? # ; & =."""
    return octet in (0x3F, 0x23, 0x3B, 0x26, _EQUALS, _SPACE) or 9 <= octet <= 13


@kernel
def _put_host(buf: Octets, at: int, line: int, pkt: Longs, heap: Heap, state: Longs, shape: int) -> int:
    """The hash with the host, where that is no name; a name stands at the heap's end, its length in the scratch."""
    while at < line and buf[at] in (_SPACE, _TAB):
        at += 1
    while line > at and buf[line - 1] in (_SPACE, _TAB):
        line -= 1
    last = line
    while last > at and 0x30 <= buf[last - 1] <= 0x39:
        last -= 1
    last = last - 1 if last > at and buf[last - 1] == _COLON else line
    if last > at and buf[last - 1] == 0x2E:
        last -= 1
    if put_text(buf, at, last - at, heap, state[S_HEAP]):
        pkt[P_SCRATCH] = last - at
        return mix(shape, 1)
    pkt[P_SCRATCH] = 0
    return _hashed(buf, at, line, mix(shape, 2))


@kernel
def _end_of_cookie(buf: Octets, at: int, line: int) -> int:
    """Where the name of a cookie ends; only the name is ever read."""
    while at < line and buf[at] != _EQUALS:
        at += 1
    return at


@kernel
def _number(buf: Octets, at: int, line: int) -> int:
    """The decimal number of a field's value; -1 where it is none of at most four digits."""
    while at < line and buf[at] == _SPACE:
        at += 1
    if at == line or line - at > 4:
        return -1
    value = 0
    while at < line:
        digit = (buf[at] & 0xFF) - 0x30
        if digit < 0 or digit > 9:
            return -1
        value = value * 10 + digit
        at += 1
    return value


@kernel
def _holds_markup(buf: Octets, at: int, end: int) -> bool:
    """Whether a title or a description could stand in the body: both begin with <."""
    while at < end:
        if buf[at] == _LESS:
            return True
        at += 1
    return False


@kernel
def _hashed(buf: Octets, at: int, end: int, hashed: int) -> int:
    """The hash with these octets, and how many they are, mixed in."""
    hashed = mix(hashed, end - at)
    while at + 4 <= end:
        hashed = mix(hashed, u32(buf, at))
        at += 4
    while at < end:
        hashed = mix(hashed, buf[at] & 0xFF)
        at += 1
    return hashed


@kernel
def _of_sender(hashed: int, pkt: Longs) -> int:
    """The hash for one sender alone, never 0."""
    return mix(mix(mix(hashed, pkt[P_SRC_MAC]), pkt[P_SRC_LOW]), pkt[P_SRC_HIGH]) | 1
