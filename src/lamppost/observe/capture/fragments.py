"""Which datagram an IP fragment belongs to, with which ports, and whether all of it is there.

Specifications: RFC 791 §3.2, RFC 815, RFC 8200 §4.5, RFC 5722 (fragments that overlap), RFC 6946. The octets
themselves are joined outside the kernel, and only those of datagrams that are to be read: a datagram whose first
fragment says nothing costs no more than its row here. MOST_DATAGRAMS rows are held; the oldest of a set gives way.
The order of rows does not depend on a secret, so that the same evidence gives the same answer.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BAD_FRAGMENT,
    CONTRADICTED,
    D_DST_HIGH,
    D_DST_LOW,
    D_DST_PORT,
    D_FIRST_PIECE,
    D_HAVE,
    D_ID,
    D_NUMBER,
    D_PHASE,
    D_PIECES,
    D_PROTO,
    D_SRC_HIGH,
    D_SRC_LOW,
    D_SRC_PORT,
    D_TIME,
    D_TOTAL,
    D_VLAN,
    D_WANTED,
    D_WIDTH,
    DATAGRAM,
    DATAGRAM_SETS,
    DATAGRAM_WAYS,
    E_AS,
    E_CUT,
    E_DATAGRAM,
    E_DST_MAC,
    E_FLOW,
    E_FROM_A,
    E_LAST,
    E_LENGTH,
    E_OFFSET,
    E_ROW,
    E_SENT,
    E_SEQ,
    E_SRC_MAC,
    E_START,
    E_TIME,
    E_WIDTH,
    FRAGMENT,
    FRAGMENTS_WAIT,
    MOST_PIECES,
    P_CUT,
    P_DATAGRAM,
    P_DST_HIGH,
    P_DST_LOW,
    P_DST_MAC,
    P_DST_PORT,
    P_END,
    P_FRAGMENT,
    P_NEXT,
    P_PIECE,
    P_PIECE_AT,
    P_PIECE_ID,
    P_PIECE_LAST,
    P_PIECE_NEW,
    P_PIECE_SIZE,
    P_PROTO,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    P_SRC_PORT,
    P_VLAN,
    S_DATAGRAMS,
    S_EVENTS,
    S_JOINED,
    S_REFUSED,
    S_ROW,
    WAITING,
    WHOLE,
)
from lamppost.observe.capture.octets import Longs, Octets, mix, s64

_WAIT_IPV4, _WAIT_IPV6 = FRAGMENTS_WAIT
_MOST_OCTETS = 65535
_UNKNOWN, _WANTED, _UNWANTED = 0, 1, 2


@kernel
def follow_fragment(buf: Octets, pkt: Longs, state: Longs, parts: Longs, time: int) -> int:
    """Record the fragment with its datagram; later parts are given the first one's protocol and ports.

    Args:
        buf: The block.
        pkt: Scratch; P_DATAGRAM and P_PIECE_NEW are set.
        state: Kernel state.
        parts: Datagrams in fragments, MOST_DATAGRAMS rows of D_WIDTH.
        time: Of the frame, µs.

    Returns:
        0, or BAD_FRAGMENT where the fragment is of no length that a fragment has.
    """
    pkt[P_DATAGRAM] = -1
    pkt[P_PIECE_NEW] = 0
    size = pkt[P_PIECE_SIZE]
    is_last = pkt[P_PIECE_LAST]
    if size <= 0 or (is_last == 0 and size & 7 != 0) or pkt[P_PIECE_AT] + size > _MOST_OCTETS:
        return BAD_FRAGMENT
    at = _find_datagram(pkt, parts, time)
    hashed = _hash_piece(buf, pkt[P_PIECE], pkt[P_END])
    place = pkt[P_PIECE_AT] << 18 | size << 1 | is_last
    is_known = parts[at + D_NUMBER] != 0
    if is_known and _is_recorded(parts, at, place, hashed):
        _share_ports(pkt, parts, at)
        return 0
    if not is_known or parts[at + D_PHASE] == WHOLE:  # its identification may be used again
        _start_datagram(pkt, state, parts, at, time)
    _record(pkt, state, parts, at, place, hashed)
    _share_ports(pkt, parts, at)
    return 0


@kernel
def _find_datagram(pkt: Longs, parts: Longs, time: int) -> int:
    """Where the datagram's row is; or a row that is free, or was the longest there, and is then emptied."""
    key = pkt[P_PIECE_ID]
    vlan = pkt[P_VLAN]
    hashed = mix(mix(mix(mix(0, pkt[P_SRC_HIGH]), pkt[P_SRC_LOW]), pkt[P_DST_HIGH]), pkt[P_DST_LOW])
    hashed = mix(mix(hashed, key), vlan)
    wait = _WAIT_IPV4 if pkt[P_SRC_HIGH] == 0 and pkt[P_SRC_LOW] >> 32 == 0xFFFF else _WAIT_IPV6
    first = (hashed % DATAGRAM_SETS) * DATAGRAM_WAYS * D_WIDTH
    oldest = first
    at = first
    for _ in range(DATAGRAM_WAYS):
        if (
            parts[at + D_NUMBER] != 0
            and parts[at + D_ID] == key
            and parts[at + D_VLAN] == vlan
            and parts[at + D_SRC_LOW] == pkt[P_SRC_LOW]
            and parts[at + D_DST_LOW] == pkt[P_DST_LOW]
            and parts[at + D_SRC_HIGH] == pkt[P_SRC_HIGH]
            and parts[at + D_DST_HIGH] == pkt[P_DST_HIGH]
        ):
            if abs(time - parts[at + D_TIME]) > wait:
                parts[at + D_NUMBER] = 0
            return at
        if parts[at + D_NUMBER] < parts[oldest + D_NUMBER]:
            oldest = at
        at += D_WIDTH
    parts[oldest + D_NUMBER] = 0
    return oldest


@kernel
def _hash_piece(buf: Octets, at: int, end: int) -> int:
    """The hash of the octets that were captured."""
    hashed = max(end - at, 0)  # a header that is cut ends before what it carries begins
    while end - at >= 8:
        hashed = mix(hashed, s64(buf, at))
        at += 8
    while at < end:
        hashed = mix(hashed, buf[at] & 0xFF)
        at += 1
    return hashed


@kernel
def _is_recorded(parts: Longs, at: int, place: int, hashed: int) -> bool:
    """Whether the very same fragment was seen before: a capture of two ports holds each twice."""
    piece = at + D_FIRST_PIECE
    for _ in range(parts[at + D_PIECES]):
        if parts[piece] == place and parts[piece + 1] == hashed:
            return True
        piece += 2
    return False


@kernel
def _start_datagram(pkt: Longs, state: Longs, parts: Longs, at: int, time: int) -> None:
    """An empty row under the next number."""
    state[S_DATAGRAMS] += 1
    parts[at + D_SRC_HIGH] = pkt[P_SRC_HIGH]
    parts[at + D_SRC_LOW] = pkt[P_SRC_LOW]
    parts[at + D_DST_HIGH] = pkt[P_DST_HIGH]
    parts[at + D_DST_LOW] = pkt[P_DST_LOW]
    parts[at + D_ID] = pkt[P_PIECE_ID]
    parts[at + D_VLAN] = pkt[P_VLAN]
    parts[at + D_TIME] = time
    parts[at + D_NUMBER] = state[S_DATAGRAMS]
    parts[at + D_SRC_PORT] = -1
    parts[at + D_DST_PORT] = -1
    parts[at + D_PROTO] = -1
    parts[at + D_TOTAL] = -1
    parts[at + D_HAVE] = 0
    parts[at + D_PIECES] = 0
    parts[at + D_PHASE] = WAITING
    parts[at + D_WANTED] = _UNKNOWN


@kernel
def _record(pkt: Longs, state: Longs, parts: Longs, at: int, place: int, hashed: int) -> None:
    """Add the piece; what overlaps another one, or lies behind the end, refuses the datagram (RFC 5722 §4)."""
    start = pkt[P_PIECE_AT]
    if start == 0:
        parts[at + D_SRC_PORT] = pkt[P_SRC_PORT]
        parts[at + D_DST_PORT] = pkt[P_DST_PORT]
        parts[at + D_PROTO] = pkt[P_PROTO]
    if parts[at + D_PHASE] != WAITING:
        return
    n = parts[at + D_PIECES]
    if n >= MOST_PIECES or _contradicts(pkt, parts, at):
        parts[at + D_PHASE] = CONTRADICTED
        state[S_REFUSED] += 1
        return
    parts[at + D_FIRST_PIECE + 2 * n] = place
    parts[at + D_FIRST_PIECE + 2 * n + 1] = hashed
    parts[at + D_PIECES] = n + 1
    parts[at + D_HAVE] += pkt[P_PIECE_SIZE]
    if pkt[P_PIECE_LAST]:
        parts[at + D_TOTAL] = start + pkt[P_PIECE_SIZE]
    pkt[P_PIECE_NEW] = 1
    if parts[at + D_HAVE] == parts[at + D_TOTAL]:
        parts[at + D_PHASE] = WHOLE
        state[S_JOINED] += 1
        pkt[P_PIECE_NEW] = 2


@kernel
def _contradicts(pkt: Longs, parts: Longs, at: int) -> bool:
    """Whether the piece overlaps one that is there, or disagrees with where the datagram ends."""
    start = pkt[P_PIECE_AT]
    end = start + pkt[P_PIECE_SIZE]
    total = parts[at + D_TOTAL]
    if total >= 0 and (pkt[P_PIECE_LAST] or end > total):
        return True
    piece = at + D_FIRST_PIECE
    for _ in range(parts[at + D_PIECES]):
        other = parts[piece] >> 18
        other_end = other + (parts[piece] >> 1 & 0x1FFFF)
        if start < other_end and other < end:
            return True
        if pkt[P_PIECE_LAST] and other_end > end:
            return True
        piece += 2
    return False


@kernel
def _share_ports(pkt: Longs, parts: Longs, at: int) -> None:
    """A later part has the protocol and the ports of the first one, if that was seen."""
    pkt[P_DATAGRAM] = at
    if pkt[P_FRAGMENT] == 2 and parts[at + D_PROTO] >= 0:
        pkt[P_PROTO] = parts[at + D_PROTO]
        pkt[P_SRC_PORT] = parts[at + D_SRC_PORT]
        pkt[P_DST_PORT] = parts[at + D_DST_PORT]


@kernel
def note_fragment(
    pkt: Longs, state: Longs, parts: Longs, events: Longs, flow: int, time: int, before: int
) -> None:
    """Hand the fragment over if its datagram is to be read, or may be.

    Args:
        pkt: Scratch.
        state: Kernel state.
        parts: Datagrams in fragments.
        events: Rows for what is to be read; the last one is the first part's, if that was chosen.
        flow: Row of the flow times two, plus 1 for its end a.
        time: Of the frame, µs.
        before: How many events there were before this frame.
    """
    chosen = state[S_EVENTS] > before
    sequence = events[before * E_WIDTH + E_SEQ] if chosen else DATAGRAM
    state[S_EVENTS] = before
    at = pkt[P_DATAGRAM]
    if at < 0 or pkt[P_PIECE_NEW] == 0:
        return
    is_first = pkt[P_PIECE_AT] == 0
    if is_first:
        parts[at + D_WANTED] = _WANTED if chosen else _UNWANTED
    if parts[at + D_WANTED] == _UNWANTED or pkt[P_NEXT] < 0:
        return
    start = pkt[P_NEXT] if is_first else pkt[P_PIECE]
    row = before * E_WIDTH
    state[S_EVENTS] = before + 1
    events[row + E_OFFSET] = start
    events[row + E_LENGTH] = max(pkt[P_END] - start, 0)
    events[row + E_FLOW] = flow >> 1
    events[row + E_FROM_A] = flow & 1
    events[row + E_TIME] = time
    events[row + E_ROW] = state[S_ROW]
    events[row + E_SEQ] = FRAGMENT
    events[row + E_SRC_MAC] = pkt[P_SRC_MAC]
    events[row + E_DST_MAC] = pkt[P_DST_MAC]
    events[row + E_CUT] = pkt[P_CUT]
    events[row + E_DATAGRAM] = parts[at + D_NUMBER]
    events[row + E_START] = pkt[P_PIECE_AT] + start - pkt[P_PIECE]
    events[row + E_AS] = sequence if is_first else FRAGMENT
    events[row + E_SENT] = pkt[P_PIECE_SIZE] - (start - pkt[P_PIECE])
    events[row + E_LAST] = 1 if pkt[P_PIECE_NEW] == 2 else 0
