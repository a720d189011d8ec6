"""Beginnings of ClientHellos that go on in the next segment, kept until the rest is here.

A post-quantum hello fills two segments, one right behind the other. Those are joined here; what comes in another
order, in more segments, or is of a kind that its sender was not heard with, is handed over as events, one for each
segment, as if it had never been kept.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.client_names import find_hello_name, note_client_name
from lamppost.observe.capture.layout import (
    E_AS,
    E_CUT,
    E_DST_MAC,
    E_FILE,
    E_FLOW,
    E_FROM_A,
    E_INDEX,
    E_LENGTH,
    E_OFFSET,
    E_PART,
    E_ROW,
    E_SEQ,
    E_SRC_MAC,
    E_TIME,
    E_WIDTH,
    FLOW_BITS,
    FLOW_WIDTH,
    HEAD_BITS,
    HEAD_DONE,
    HEAD_KEPT,
    HEAD_OPEN,
    HEAD_SHIFT_A,
    HEAD_SHIFT_B,
    K_HANDED,
    K_HELD,
    K_KINDS,
    K_NEXT,
    K_PIECE,
    K_PIECES,
    K_SIDE,
    K_WANTED,
    K_WIDTH,
    KEPT_OCTETS,
    KEPT_SLOTS,
    MOST_KEPT,
    P_CUT,
    P_DST_MAC,
    P_SRC_MAC,
    S_BATCH,
    S_EVENTS,
    S_EVIDENCE,
    S_INDEX,
    S_KINDS,
    S_PART,
    S_ROW,
    SOURCE_TLS,
)
from lamppost.observe.capture.octets import Heap, Longs, Octets, u16

_CLIENT_HELLO = 1
_HALF = 1 << 31
_WORD = 0xFFFFFFFF


@kernel
def keep_beginning(
    buf: Octets, start: int, end: int, sequence: int, pkt: Longs, time: int, state: Longs, flows: Longs,
    flow: int, events: Longs, kept: Longs, octets: Heap,
) -> int:  # fmt: skip
    """1 where the segment begins a ClientHello that goes on in another, and is kept; else 0.

    Args:
        buf: The block.
        start: First octet of the segment's payload, which is a TLS record of a handshake.
        end: One past its last.
        sequence: Sequence number of the first octet.
        pkt: Scratch of the packet.
        time: Microseconds.
        state: Counters and sizes.
        flows: Rows of flows.
        flow: Row of the flow times two, plus 1 for the end that is first in order.
        events: Where what has to make room is handed over.
        kept: What is kept of hellos.
        octets: Their octets.
    """
    length = end - start
    if pkt[P_CUT] or length < 10 or buf[start + 5] != _CLIENT_HELLO:
        return 0
    wanted = 9 + buf[start + 6] * 0x10000 + u16(buf, start + 7)
    if wanted <= length or wanted > KEPT_OCTETS or wanted > 5 + u16(buf, start + 3):
        return 0
    at = (flow >> 1) % KEPT_SLOTS * K_WIDTH
    if kept[at + K_SIDE]:
        hand_over(state, flows, events, kept, at)
    if kept[at + K_HANDED] == state[S_BATCH]:
        return 0
    kept[at + K_SIDE] = flow + 1
    kept[at + K_NEXT] = sequence
    kept[at + K_WANTED] = wanted
    kept[at + K_HELD] = 0
    kept[at + K_PIECES] = 0
    kept[at + K_KINDS] = state[S_KINDS]
    _mark(flows, flow, HEAD_KEPT)
    _add(buf, start, length, sequence, pkt, time, state, flow, kept, at, octets)
    return 1


@kernel
def keep_on(
    buf: Octets, start: int, end: int, sequence: int, pkt: Longs, time: int, state: Longs, flows: Longs,
    flow: int, events: Longs, kept: Longs, octets: Heap,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs, seen: Longs,
) -> int:  # fmt: skip
    """1 where the segment needs no event of its own: it belongs to a kept hello, or repeats what is held of it.

    Args:
        buf: The block.
        start: First octet of the segment's payload.
        end: One past its last.
        sequence: Sequence number of the first octet.
        pkt: Scratch of the packet.
        time: Microseconds.
        state: Counters and sizes.
        flows: Rows of flows.
        flow: Row of the flow times two, plus 1 for the end that is first in order.
        events: Where the hello is handed over if it has to be read elsewhere.
        kept: What is kept of hellos.
        octets: Their octets.
        names: Rows of names.
        name_slots: Their hash table.
        heap: Their octets.
        answers: Rows of answers.
        answer_slots: Their hash table.
        seen: Hashes of what was heard before.
    """
    at = (flow >> 1) % KEPT_SLOTS * K_WIDTH
    length = end - start
    ahead = (sequence - kept[at + K_NEXT]) & _WORD
    behind = _WORD + 1 - ahead
    if ahead >= _HALF and length <= behind <= kept[at + K_HELD]:
        return 1
    if ahead != 0 or pkt[P_CUT] or kept[at + K_PIECES] == MOST_KEPT:
        hand_over(state, flows, events, kept, at)
        return 0
    _add(buf, start, length, sequence, pkt, time, state, flow, kept, at, octets)
    if kept[at + K_HELD] < kept[at + K_WANTED]:
        return 1
    first = at // K_WIDTH * KEPT_OCTETS
    end_held = first + kept[at + K_HELD]
    if (
        kept[at + K_KINDS] != state[S_KINDS]
    ):  # a kind that was new behind this one's first frame stands in that frame
        hand_over(state, flows, events, kept, at)
        return 1
    named = find_hello_name(octets, first + 5, end_held, SOURCE_TLS, pkt, state, heap, seen)
    if named == 0:
        hand_over(state, flows, events, kept, at)
        return 1
    if named > 0:
        piece = _piece_of(kept, at, named)
        row, evidence = state[S_ROW], state[S_EVIDENCE]
        state[S_ROW], state[S_EVIDENCE] = kept[piece + E_ROW], kept[piece + E_FILE]
        note_client_name(
            SOURCE_TLS, pkt, kept[piece + E_SRC_MAC], kept[piece + E_TIME], state, flows, (flow >> 1) * FLOW_WIDTH,
            names, name_slots, heap, answers, answer_slots,
        )  # fmt: skip
        state[S_ROW], state[S_EVIDENCE] = row, evidence
    kept[at + K_SIDE] = 0
    _mark(flows, flow, HEAD_DONE)
    return 1


@kernel
def hand_over(state: Longs, flows: Longs, events: Longs, kept: Longs, at: int) -> None:
    """Make events of the segments that are kept there; their octets stay until the batch is over."""
    pieces = kept[at + K_PIECES]
    for piece in range(pieces):
        target = state[S_EVENTS] * E_WIDTH
        state[S_EVENTS] += 1
        source = at + K_PIECE + piece * E_WIDTH
        for column in range(E_WIDTH):
            events[target + column] = kept[source + column]
        events[target + E_INDEX] = state[S_INDEX]
    _mark(flows, kept[at + K_SIDE] - 1, HEAD_OPEN | pieces << 2 | kept[at + K_HELD] << 8)
    kept[at + K_SIDE] = 0
    kept[at + K_HANDED] = state[S_BATCH]


@kernel
def _add(
    buf: Octets, start: int, length: int, sequence: int, pkt: Longs, time: int, state: Longs, flow: int,
    kept: Longs, at: int, octets: Heap,
) -> None:  # fmt: skip
    """Keep what the hello needs of one more segment."""
    held = kept[at + K_HELD]
    taken = min(length, kept[at + K_WANTED] - held)
    place = at // K_WIDTH * KEPT_OCTETS + held
    for index in range(taken):
        octets[place + index] = buf[start + index]
    piece = at + K_PIECE + kept[at + K_PIECES] * E_WIDTH
    kept[piece + E_OFFSET] = -1 - place
    kept[piece + E_LENGTH] = taken
    kept[piece + E_FLOW] = flow >> 1
    kept[piece + E_FROM_A] = flow & 1
    kept[piece + E_TIME] = time
    kept[piece + E_ROW] = state[S_ROW]
    kept[piece + E_SEQ] = sequence
    kept[piece + E_SRC_MAC] = pkt[P_SRC_MAC]
    kept[piece + E_DST_MAC] = pkt[P_DST_MAC]
    kept[piece + E_CUT] = 0
    kept[piece + E_FILE] = state[S_EVIDENCE]
    kept[piece + E_PART] = state[S_PART]
    kept[piece + E_AS] = 0
    kept[at + K_HELD] = held + taken
    kept[at + K_PIECES] += 1
    kept[at + K_NEXT] = (sequence + taken) & _WORD


@kernel
def _piece_of(kept: Longs, at: int, place: int) -> int:
    """Where the segment is described in which an octet stands."""
    piece = at + K_PIECE + (kept[at + K_PIECES] - 1) * E_WIDTH
    while piece > at + K_PIECE and -1 - kept[piece + E_OFFSET] > place:
        piece -= E_WIDTH
    return piece


@kernel
def _mark(flows: Longs, flow: int, head: int) -> None:
    """Set what is known of the beginning of one side."""
    at = (flow >> 1) * FLOW_WIDTH + FLOW_BITS
    shift = HEAD_SHIFT_A if flow & 1 else HEAD_SHIFT_B
    flows[at] = (flows[at] & ~(HEAD_BITS << shift)) | head << shift
