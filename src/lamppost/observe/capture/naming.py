"""Names that clients ask for, each kept once, and which client got which address for them.

A name is put into order at the end of a heap of octets, lower case and dotted, and looked up there: a name that
is known already leaves the heap as it was. What is no host name in plain letters, digits and hyphens (RFC 1123
§2.1) is left to the parsers that are not compiled.
"""

from lamppost.engine.kernel import kernel, prefetch
from lamppost.observe.capture.layout import (
    ANSWER_EVIDENCE,
    ANSWER_HIGH,
    ANSWER_IP_HIGH,
    ANSWER_IP_LOW,
    ANSWER_LOW,
    ANSWER_MAC,
    ANSWER_NAME,
    ANSWER_ROW,
    ANSWER_SOURCE,
    ANSWER_TIME,
    ANSWER_WIDTH,
    ANSWERS_WAIT,
    NAME_AT,
    NAME_LENGTH,
    NAME_WIDTH,
    S_ANSWER_MASK,
    S_ANSWER_ROOM,
    S_ANSWERS,
    S_EVIDENCE,
    S_HEAP,
    S_NAME_MASK,
    S_NAMES,
    S_ROW,
    S_SEED,
    S_SETTLED,
    S_WAITING,
    SLOT_ROW,
)
from lamppost.observe.capture.octets import Heap, Longs, Octets, mix

MOST_NAME = 253
"""Characters of a host name without its final dot (RFC 1035 §2.3.4: 255 octets on the wire)."""

_HYPHEN = 0x2D


@kernel
def put_label(buf: Octets, at: int, length: int, heap: Heap, pos: int) -> int:
    """1 where the label is one of a host name, and stands in the heap in lower case; else 0."""
    if length < 1 or length > 63 or buf[at] == _HYPHEN or buf[at + length - 1] == _HYPHEN:
        return 0
    index = 0
    while index < length:
        octet = buf[at + index] & 0xFF
        if 0x41 <= octet <= 0x5A:
            octet += 0x20
        if not (0x61 <= octet <= 0x7A or 0x30 <= octet <= 0x39 or octet == _HYPHEN):
            return 0
        heap[pos + index] = octet
        index += 1
    return 1


@kernel
def is_number(heap: Heap, pos: int, length: int) -> int:
    """1 where a label is of digits alone: a name that ends so is an address."""
    index = 0
    while index < length:
        if heap[pos + index] > 0x39 or heap[pos + index] == _HYPHEN:
            return 0
        index += 1
    return 1


@kernel
def put_text(buf: Octets, at: int, length: int, heap: Heap, pos: int) -> int:
    """1 where the dotted text is a host name, and stands in the heap; else 0."""
    if length < 1 or length > MOST_NAME:
        return 0
    start = 0
    index = 0
    while index <= length:
        if index == length or buf[at + index] == 0x2E:
            if put_label(buf, at + start, index - start, heap, pos + start) == 0:
                return 0
            if index < length:
                heap[pos + index] = 0x2E
                start = index + 1
        index += 1
    return 1 - is_number(heap, pos + start, length - start)


@kernel
def put_labels(buf: Octets, at: int, end: int, heap: Heap, pos: int) -> int:
    """Characters of a name of DNS that stands here whole, without a pointer; 0 where it is no host name.

    On the wire it is two octets longer (RFC 1035 §3.1).
    """
    length = 0
    last = 0
    while at < end:
        size = buf[at] & 0xFF
        if size == 0:
            if length == 0 or is_number(heap, pos + last, length - last):
                return 0
            return length
        if size > 63 or at + 1 + size >= end or length + 1 + size > MOST_NAME:
            return 0
        if length > 0:
            heap[pos + length] = 0x2E
            length += 1
        last = length
        if put_label(buf, at + 1, size, heap, pos + length) == 0:
            return 0
        length += size
        at += 1 + size
    return 0


@kernel
def hash_name(heap: Heap, at: int, length: int, seed: int) -> int:
    """The 63-bit hash of a name in the heap."""
    hashed = mix(seed, length)
    index = 0
    while index + 4 <= length:
        word = (
            heap[at + index] * 0x1000000
            + heap[at + index + 1] * 0x10000
            + heap[at + index + 2] * 0x100
            + heap[at + index + 3]
        )
        hashed = mix(hashed, word)
        index += 4
    while index < length:
        hashed = mix(hashed, heap[at + index] * 1)
        index += 1
    return hashed


@kernel
def find_name(length: int, state: Longs, names: Longs, slots: Longs, heap: Heap) -> int:
    """Number of the name of so many characters that was put at the end of the heap; it is kept if it is new."""
    pos = state[S_HEAP]
    mask = state[S_NAME_MASK]
    tag = hash_name(heap, pos, length, state[S_SEED]) >> 32
    slot = tag & mask
    entry = slots[slot]
    while entry != 0:
        found = (entry & SLOT_ROW) - 1
        if entry >> 32 == tag and names[found * NAME_WIDTH + NAME_LENGTH] == length:
            at = names[found * NAME_WIDTH + NAME_AT]
            same = 0
            while same < length and heap[at + same] == heap[pos + same]:
                same += 1
            if same == length:
                return found
        slot = (slot + 1) & mask
        entry = slots[slot]
    number = state[S_NAMES]
    slots[slot] = tag << 32 | (number + 1)
    names[number * NAME_WIDTH + NAME_AT] = pos
    names[number * NAME_WIDTH + NAME_LENGTH] = length
    state[S_NAMES] = number + 1
    state[S_HEAP] = pos + length
    return number


@kernel
def put_answer(
    source: int, high: int, low: int, name: int, ip_high: int, ip_low: int, mac: int, time: int,
    state: Longs, answers: Longs, slots: Longs,
) -> None:  # fmt: skip
    """Let an answer of the present frame wait until its slot and its row have come near.

    `settle_answers` ends the waiting; the values are those of `note_answer`.
    """
    number = state[S_WAITING]
    if number - state[S_SETTLED] == ANSWERS_WAIT:
        _settle(state, answers, slots)
    at = (state[S_ANSWER_ROOM] + number % ANSWERS_WAIT) * ANSWER_WIDTH
    _put(answers, at, source, high, low, name, ip_high, ip_low)
    _stand(answers, at, mac, time, state[S_ROW], state[S_EVIDENCE])
    state[S_WAITING] = number + 1
    prefetch(slots, _tag(state[S_SEED], answers, at) & state[S_ANSWER_MASK])
    halfway = number - ANSWERS_WAIT // 2
    if halfway >= state[S_SETTLED]:
        at = (state[S_ANSWER_ROOM] + halfway % ANSWERS_WAIT) * ANSWER_WIDTH
        entry = slots[_tag(state[S_SEED], answers, at) & state[S_ANSWER_MASK]]
        if entry != 0:
            prefetch(answers, ((entry & SLOT_ROW) - 1) * ANSWER_WIDTH)
            prefetch(answers, ((entry & SLOT_ROW) - 1) * ANSWER_WIDTH + ANSWER_WIDTH - 1)


@kernel
def settle_answers(state: Longs, answers: Longs, slots: Longs) -> None:
    """Keep the answers that wait, in the order in which they came."""
    while state[S_SETTLED] < state[S_WAITING]:
        _settle(state, answers, slots)


@kernel
def _settle(state: Longs, answers: Longs, slots: Longs) -> None:
    """Keep the answer that has waited longest."""
    at = (state[S_ANSWER_ROOM] + state[S_SETTLED] % ANSWERS_WAIT) * ANSWER_WIDTH
    state[S_SETTLED] += 1
    note_answer(
        answers[at + ANSWER_SOURCE], answers[at + ANSWER_HIGH], answers[at + ANSWER_LOW], answers[at + ANSWER_NAME],
        answers[at + ANSWER_IP_HIGH], answers[at + ANSWER_IP_LOW], answers[at + ANSWER_MAC],
        answers[at + ANSWER_TIME], answers[at + ANSWER_ROW], answers[at + ANSWER_EVIDENCE], state, answers, slots,
    )  # fmt: skip


@kernel
def note_answer(
    source: int, high: int, low: int, name: int, ip_high: int, ip_low: int, mac: int, time: int, row: int,
    evidence: int, state: Longs, answers: Longs, slots: Longs,
) -> None:  # fmt: skip
    """Keep that a client got an address (both halves 0: none) for a name, and the first frame that says so.

    A parser may come to an earlier frame later than the kernel to a later one.

    Args:
        source: Index into `model.observations.NAME_SOURCES`.
        high: The client's address.
        low: Its lower half.
        name: Number of the name.
        ip_high: The address that it was given, or the server that it named.
        ip_low: Its lower half.
        mac: The client's MAC, -1 where it is not known.
        time: Microseconds.
        row: Number of the frame.
        evidence: Index of its file.
        state: Counters and sizes, see `layout`.
        answers: Rows so far.
        slots: Their hash table.
    """
    number = state[S_ANSWERS]
    new = number * ANSWER_WIDTH
    _put(answers, new, source, high, low, name, ip_high, ip_low)
    tag = _tag(state[S_SEED], answers, new)
    mask = state[S_ANSWER_MASK]
    slot = tag & mask
    entry = slots[slot]
    while entry != 0:
        at = ((entry & SLOT_ROW) - 1) * ANSWER_WIDTH
        if (
            entry >> 32 == tag
            and answers[at + ANSWER_NAME] == name
            and answers[at + ANSWER_IP_LOW] == ip_low
            and answers[at + ANSWER_LOW] == low
            and answers[at + ANSWER_SOURCE] == source
            and answers[at + ANSWER_IP_HIGH] == ip_high
            and answers[at + ANSWER_HIGH] == high
        ):
            if answers[at + ANSWER_EVIDENCE] == evidence:
                is_before = row < answers[at + ANSWER_ROW]
            else:  # numbers of frames are those of their file
                is_before = time < answers[at + ANSWER_TIME]
            if is_before:
                _stand(answers, at, mac, time, row, evidence)
            return
        slot = (slot + 1) & mask
        entry = slots[slot]
    slots[slot] = tag << 32 | (number + 1)
    state[S_ANSWERS] = number + 1
    _stand(answers, new, mac, time, row, evidence)


@kernel
def _put(
    answers: Longs, at: int, source: int, high: int, low: int, name: int, ip_high: int, ip_low: int
) -> None:
    """Who got which address for which name."""
    answers[at + ANSWER_SOURCE] = source
    answers[at + ANSWER_HIGH] = high
    answers[at + ANSWER_LOW] = low
    answers[at + ANSWER_NAME] = name
    answers[at + ANSWER_IP_HIGH] = ip_high
    answers[at + ANSWER_IP_LOW] = ip_low


@kernel
def _tag(seed: int, answers: Longs, at: int) -> int:
    """The 31 bits of an answer's hash by which its slot is found."""
    hashed = mix(
        mix(mix(seed, answers[at + ANSWER_SOURCE]), answers[at + ANSWER_HIGH]), answers[at + ANSWER_LOW]
    )
    hashed = mix(mix(hashed, answers[at + ANSWER_NAME]), answers[at + ANSWER_IP_HIGH])
    return mix(hashed, answers[at + ANSWER_IP_LOW]) >> 32


@kernel
def _stand(answers: Longs, at: int, mac: int, time: int, row: int, evidence: int) -> None:
    """The frame in which an answer stands first."""
    answers[at + ANSWER_MAC] = mac
    answers[at + ANSWER_TIME] = time
    answers[at + ANSWER_ROW] = row
    answers[at + ANSWER_EVIDENCE] = evidence
