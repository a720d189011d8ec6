"""The names in the plainest DNS messages and TLS handshakes, without leaving the compiled path.

Most of what names anything is alike: one question, answers that point back to it, a ClientHello in one segment.
Those are read here, with the same answer that `payloads.dns` and `payloads.tls_hello` give; whatever is not
quite so plain is left to them. Written from RFC 1035 §4.1, RFC 3596 §2, RFC 8446 §4.1.2, §4.1.3 and §5.1, and
RFC 6066 §3.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    FLOW_NAME,
    NO_NAME,
    P_CUT,
    P_DST_HIGH,
    P_DST_LOW,
    P_DST_MAC,
    P_END,
    P_PAYLOAD,
    P_SCRATCH,
    P_SRC_HIGH,
    P_SRC_LOW,
    P_SRC_MAC,
    S_HEAP,
    S_KINDS,
    S_SEED,
    S_TLS_UNNAMED,
    SOURCE_DNS,
    SOURCE_TLS,
    TWO_NAMES,
)
from lamppost.observe.capture.naming import MOST_NAME, find_name, put_answer, put_labels, put_text
from lamppost.observe.capture.octets import Heap, Longs, Octets, mix, s64, u16, u32
from lamppost.observe.capture.tables import is_known

MOST_ANSWERS = 12
"""Records of one message that are read here."""

_A, _CNAME, _AAAA, _IN = 1, 5, 28, 1
_SERVER_NAME, _SIGNATURES, _APPLICATIONS, _VERSIONS = 0, 13, 16, 43
_M48 = (1 << 48) - 1
_MAPPED = 0xFFFF << 32
_GROUP = 1 << 40


@kernel
def hear_dns(
    buf: Octets, pkt: Longs, time: int, state: Longs,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs,
) -> int:  # fmt: skip
    """1 where the datagram is a plain message and what it says is kept; 0 where a parser has to read it.

    Args:
        buf: The block.
        pkt: Scratch of the packet, with payload.
        time: Microseconds.
        state: Counters and sizes.
        names: Rows of names.
        name_slots: Their hash table.
        heap: Their octets.
        answers: Rows of answers.
        answer_slots: Their hash table.
    """
    start = pkt[P_PAYLOAD]
    end = pkt[P_END]
    if pkt[P_CUT] or end - start < 17:
        return 0
    flags = u16(buf, start + 2)
    if flags & 0x7800 or u16(buf, start + 4) != 1:
        return 0
    length = put_labels(buf, start + 12, end, heap, state[S_HEAP])
    if length == 0:
        return 0
    at = start + 12 + length + 2
    if end - at < 4:
        return 0
    kind = u16(buf, at)
    if u16(buf, at + 2) != _IN or kind not in (_A, _AAAA):
        return 0
    found = 0
    if flags & 0x8000:
        count = u16(buf, start + 6)
        if count > MOST_ANSWERS:
            return 0
        found = _read_answers(buf, start, at + 4, end, count, pkt)
        if found < 0:
            return 0
        high, low, mac = pkt[P_DST_HIGH], pkt[P_DST_LOW], pkt[P_DST_MAC]
    else:
        high, low, mac = pkt[P_SRC_HIGH], pkt[P_SRC_LOW], pkt[P_SRC_MAC]
    if mac > 0 and mac & _GROUP:
        mac = -1
    name = find_name(length, state, names, name_slots, heap)
    if found == 0:
        put_answer(SOURCE_DNS, high, low, name, 0, 0, mac, time, state, answers, answer_slots)
    for index in range(found):
        put_answer(
            SOURCE_DNS, high, low, name, pkt[P_SCRATCH + 2 * index], pkt[P_SCRATCH + 2 * index + 1], mac, time,
            state, answers, answer_slots,
        )  # fmt: skip
    return 1


@kernel
def _read_answers(buf: Octets, start: int, at: int, end: int, count: int, scratch: Longs) -> int:
    """How many addresses the answers hold for the name or what it is an alias of; -1 for a parser to read.

    The addresses are put into the scratch, both halves each; behind them the offsets of the names that count.
    """
    aliases = P_SCRATCH + 2 * MOST_ANSWERS
    scratch[aliases] = 12
    n_aliases = 1
    found = 0
    for _ in range(count):
        if end - at < 12 or buf[at] & 0xC0 != 0xC0 or u16(buf, at + 4) & 0x7FFF != _IN:
            return -1
        owner = u16(buf, at) & 0x3FFF
        if owner != scratch[aliases + n_aliases - 1]:  # the asked name, or the last that it leads to
            return -1
        kind = u16(buf, at + 2)
        size = u16(buf, at + 10)
        at += 12
        if end - at < size:
            return -1
        if kind == _A and size == 4:
            scratch[P_SCRATCH + 2 * found] = 0
            scratch[P_SCRATCH + 2 * found + 1] = _MAPPED | u32(buf, at)
            found += 1
        elif kind == _AAAA and size == 16:
            scratch[P_SCRATCH + 2 * found] = s64(buf, at)
            scratch[P_SCRATCH + 2 * found + 1] = s64(buf, at + 8)
            found += 1
        elif kind == _CNAME and found == 0 and n_aliases < MOST_ANSWERS:
            if _is_sound_name(buf, start, at, end) == 0:
                return -1
            scratch[aliases + n_aliases] = at - start
            n_aliases += 1
        else:
            return -1
        at += size
    return found


@kernel
def _is_sound_name(buf: Octets, start: int, at: int, end: int) -> int:
    """1 where a name can be followed to its root inside the message, pointers leading back only."""
    octets = 0
    pointers = 0
    while at < end:
        size = buf[at] & 0xFF
        if size == 0:
            return 1
        if size >= 0xC0:
            if at + 2 > end:
                return 0
            target = start + (u16(buf, at) & 0x3FFF)
            pointers += 1
            if target >= at or pointers > MOST_ANSWERS:
                return 0
            at = target
        else:
            octets += size + 1
            if size > 63 or octets > MOST_NAME:
                return 0
            at += size + 1
    return 0


@kernel
def hear_client_hello(
    buf: Octets, start: int, end: int, pkt: Longs, time: int, state: Longs, flows: Longs, flow: int,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs, seen: Longs,
) -> int:  # fmt: skip
    """1 where a whole ClientHello of a kind that its sender is known for is here, and its name is kept.

    Args:
        buf: The block.
        start: First octet of the segment's payload.
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
    if end - start < 52 or buf[start + 5] != 1:
        return 0
    return hear_hello(
        buf, start + 5, min(end, start + 5 + u16(buf, start + 3)), SOURCE_TLS, pkt, time, state, flows, flow,
        names, name_slots, heap, answers, answer_slots, seen,
    )  # fmt: skip


@kernel
def hear_hello(
    buf: Octets, start: int, end: int, source: int, pkt: Longs, time: int, state: Longs, flows: Longs, flow: int,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs, seen: Longs,
) -> int:  # fmt: skip
    """The same of a handshake message without what carries it.

    Args:
        buf: What holds it.
        start: Its first octet.
        end: One past the last that may be its own.
        source: What carried it: SOURCE_TLS or SOURCE_QUIC.
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
    named = find_hello_name(buf, start, end, source, pkt, state, heap, seen)
    if named > 0:
        note_client_name(
            source,
            pkt,
            pkt[P_SRC_MAC],
            time,
            state,
            flows,
            flow,
            names,
            name_slots,
            heap,
            answers,
            answer_slots,
        )
    return 1 if named != 0 else 0


@kernel
def find_hello_name(
    buf: Octets, start: int, end: int, source: int, pkt: Longs, state: Longs, heap: Heap, seen: Longs
) -> int:
    """Where in a ClientHello of a known kind the server name stands; -1: it has none; 0: it is not read.

    The name then stands at the end of the heap, and its length in the scratch.
    """
    if end - start < 47 or buf[start] != 1:
        return 0
    limit = start + 4 + buf[start + 1] * 0x10000 + u16(buf, start + 2)
    if limit > end or limit - start < 47:
        return 0
    shape = mix(mix(state[S_SEED], source), u16(buf, start + 4))
    at = start + 4 + 34
    at += 1 + buf[at]
    if at + 2 > limit:
        return 0
    last = at + 2 + u16(buf, at)
    if last + 1 > limit:
        return 0
    shape = mix(shape, _sum_of_kinds(buf, at + 2, last))
    at = last + 1 + buf[last]
    if at > limit:
        return 0
    named = 0
    if at < limit:
        if at + 2 > limit or at + 2 + u16(buf, at) > limit:
            return 0
        last = at + 2 + u16(buf, at)
        at += 2
        kinds = 0
        while at + 4 <= last:
            kind = u16(buf, at)
            size = u16(buf, at + 2)
            at += 4
            if at + size > last:
                return 0
            if kind == _SERVER_NAME:
                if named or size < 5 or buf[at + 2] != 0 or 5 + u16(buf, at + 3) > size:
                    return 0
                named = at + 5
                pkt[P_SCRATCH] = u16(buf, at + 3)
            elif kind in (_SIGNATURES, _APPLICATIONS, _VERSIONS):
                shape = mix(shape, _sum_in_order(buf, at, at + size, kind))
            if _is_grease(kind) == 0:
                kinds += mix(1, kind) & _M48
            at += size
        shape = mix(shape, kinds)
    if named and put_text(buf, named, pkt[P_SCRATCH], heap, state[S_HEAP]) == 0:
        return 0
    shape = mix(mix(mix(shape, pkt[P_SRC_MAC]), pkt[P_SRC_LOW]), pkt[P_SRC_HIGH])
    if not is_known(mix(shape, 1 if named else 2) | 1, seen, state):
        state[S_KINDS] += 1
        return 0
    if named:
        return named
    state[S_TLS_UNNAMED] += 1
    return -1


@kernel
def note_client_name(
    source: int, pkt: Longs, mac: int, time: int, state: Longs, flows: Longs, flow: int,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs,
) -> None:  # fmt: skip
    """Keep the name at the end of the heap, its length in the scratch, for the flow in which it was sent."""
    name = find_name(pkt[P_SCRATCH], state, names, name_slots, heap)
    _name_flow(flows, flow, name)
    if mac > 0 and mac & _GROUP:
        mac = -1
    put_answer(
        source, pkt[P_SRC_HIGH], pkt[P_SRC_LOW], name, pkt[P_DST_HIGH], pkt[P_DST_LOW], mac, time,
        state, answers, answer_slots,
    )  # fmt: skip


@kernel
def _name_flow(flows: Longs, flow: int, name: int) -> None:
    """A name that was sent in the flow itself; two of them, and its octets are of both."""
    before = flows[flow + FLOW_NAME]
    if before == NO_NAME:
        flows[flow + FLOW_NAME] = name
    elif before != name:
        flows[flow + FLOW_NAME] = TWO_NAMES


@kernel
def _is_grease(kind: int) -> int:
    """1 for the values that mean nothing (RFC 8701 §2)."""
    return 1 if kind & 0x0F0F == 0x0A0A and kind >> 8 == kind & 0xFF else 0


@kernel
def _sum_of_kinds(buf: Octets, at: int, end: int) -> int:
    """A number for a set of 16-bit values, in whatever order; those that mean nothing left out."""
    total = 0
    while at + 2 <= end:
        kind = u16(buf, at)
        if _is_grease(kind) == 0:
            total += mix(1, kind) & _M48
        at += 2
    return total


@kernel
def _sum_in_order(buf: Octets, at: int, end: int, kind: int) -> int:
    """A number for the content of an extension; of versions, those that mean nothing left out."""
    hashed = mix(kind, end - at)
    if kind == _VERSIONS:
        return _sum_of_kinds(buf, at + 1, end)
    while at + 4 <= end:
        hashed = mix(hashed, u32(buf, at))
        at += 4
    while at < end:
        hashed = mix(hashed, buf[at] * 1)
        at += 1
    return hashed


@kernel
def is_encrypted_flight(buf: Octets, start: int, end: int) -> int:
    """1 where a whole ServerHello chooses TLS 1.3: the certificate that follows is encrypted (RFC 8446 §4.4.2)."""
    if end - start < 52 or buf[start + 5] != 2:
        return 0
    limit = start + 9 + buf[start + 6] * 0x10000 + u16(buf, start + 7)
    if limit > start + 5 + u16(buf, start + 3) or limit > end:
        return 0
    at = start + 9 + 34
    at += 1 + buf[at] + 3
    if at + 2 > limit:
        return 0
    last = at + 2 + u16(buf, at)
    at += 2
    if last > limit:
        return 0
    while at + 4 <= last:
        size = u16(buf, at + 2)
        if u16(buf, at) == _VERSIONS:
            return 1 if size == 2 and at + 6 <= last and u16(buf, at + 4) == 0x0304 else 0
        at += 4 + size
    return 0
