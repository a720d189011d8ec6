"""The hello in a datagram with a QUIC Initial packet, without leaving the compiled path.

What is ordinary is opened here: version 1 or 2, no more octets than a frame of Ethernet takes, and a ClientHello that
is whole in this one datagram. The tag of each packet is verified, and whatever is not quite so plain is left to
`payloads.quic`, which has the same answer. Written from RFC 9000 (§12.2, §12.4, §16, §17.2, §19), RFC 9001 (§5.2 to
§5.4) and RFC 9369 §3.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.aes import TAG, encrypt, open_sealed, set_key
from lamppost.observe.capture.ciphers import (
    BLOCK,
    CURSOR,
    HMAC_RESULT,
    IS_READY,
    LABEL_CLIENT,
    LABEL_V1,
    LABEL_V2,
    NUMBER_AT,
    PACKET_END,
    PACKET_HP,
    PACKET_IV,
    PACKET_KEY,
    SALT_WIDTH,
    SALTS,
    SHA_WORDS,
    V1,
    V2,
)
from lamppost.observe.capture.client_names import hear_hello
from lamppost.observe.capture.layout import (
    FLOW_BITS,
    HEAD_BITS,
    HEAD_DONE,
    HEAD_SHIFT_A,
    HEAD_SHIFT_B,
    P_FRAGMENT,
    SOURCE_QUIC,
)
from lamppost.observe.capture.octets import Heap, Longs, Octets, u32
from lamppost.observe.capture.sha256 import authenticate, expand_label, set_mac_key

MOST_DATAGRAM = 2048
HELLO = 0  # in the scratch: the hello, put together
MARKS = MOST_DATAGRAM  # 1 for each octet of it that is here
FRAMES = 2 * MOST_DATAGRAM  # frames of a packet
HEADER = 3 * MOST_DATAGRAM  # header of a packet, its protection taken off
OPENED = 4 * MOST_DATAGRAM

_LONG = 0xC0
_INITIAL, _RETRY = 0, 3
_MOST_ID = 20
_MOST_PACKETS = 8
_MOST_RANGES = 256
_PADDING, _PING, _ACK, _ACK_ECN, _CRYPTO = 0, 1, 2, 3, 6


@kernel
def hear_initial(
    buf: Octets, start: int, end: int, pkt: Longs, time: int, state: Longs, flows: Longs, flow: int, from_a: int,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs, seen: Longs,
    cipher: Longs, opened: Heap,
) -> int:  # fmt: skip
    """1 where the first datagram of a side holds a hello of a kind that its sender is known for.

    Its name is then kept, and neither side of the flow needs more looking at.

    Args:
        buf: The block.
        start: First octet of the datagram.
        end: One past its last.
        pkt: Scratch of the packet.
        time: Microseconds.
        state: Counters and sizes.
        flows: Rows of flows.
        flow: Where the flow's row starts.
        from_a: 1 for the end that is first in order.
        names: Rows of names.
        name_slots: Their hash table.
        heap: Their octets.
        answers: Rows of answers.
        answer_slots: Their hash table.
        seen: Hashes of what was heard before.
        cipher: Tables and room, see `ciphers`.
        opened: Scratch of OPENED octets.
    """
    bits = flows[flow + FLOW_BITS]
    if cipher[IS_READY] == 0 or pkt[P_FRAGMENT] != 0:
        return 0
    if (bits >> (HEAD_SHIFT_A if from_a else HEAD_SHIFT_B)) & 0xFF:  # looked at before
        return 0
    size = open_hello(buf, start, end, cipher, opened)
    if size == 0:
        return 0
    is_heard = hear_hello(
        opened, HELLO, HELLO + size, SOURCE_QUIC, pkt, time, state, flows, flow,
        names, name_slots, heap, answers, answer_slots, seen,
    )  # fmt: skip
    if is_heard == 0:
        return 0
    bits &= ~(HEAD_BITS << HEAD_SHIFT_A | HEAD_BITS << HEAD_SHIFT_B)
    flows[flow + FLOW_BITS] = bits | HEAD_DONE << HEAD_SHIFT_A | HEAD_DONE << HEAD_SHIFT_B
    return 1


@kernel
def open_hello(buf: Octets, start: int, end: int, cipher: Longs, opened: Heap) -> int:
    """Octets of the handshake message that is whole in this datagram, and in the scratch; 0 for a parser to read."""
    if end - start > MOST_DATAGRAM:
        return 0
    for index in range(MARKS, MARKS + MOST_DATAGRAM):
        opened[index] = 0
    at = start
    is_keyed = 0
    for _ in range(_MOST_PACKETS):
        kind = _read_header(buf, at, end, cipher)
        if kind < 0:
            return 0
        if kind == _INITIAL:
            if is_keyed == 0:
                set_keys(buf, at, cipher)
                is_keyed = 1
            elif _is_same(buf, start, at) == 0:
                return 0
            size = _open_packet(buf, at, cipher, opened)
            if size < 0 or _take_frames(size, cipher, opened) == 0:
                return 0
        at = cipher[PACKET_END]
        if at >= end or buf[at] & _LONG != _LONG:
            return _whole_hello(opened)
    return 0


@kernel
def _read_header(buf: Octets, at: int, end: int, cipher: Longs) -> int:
    """The type of a packet in version 1, and where its number and the packet behind it stand.

    -1 where it does not fit into the datagram, or is none of a known version that says its length.
    """
    if end - at < 7 or buf[at] & _LONG != _LONG:
        return -1
    version = u32(buf, at + 1)
    kind = (buf[at] & 0x30) >> 4
    if version == V2:
        kind = (kind + 3) & 3  # RFC 9369 §3.2: the types are those of version 1, moved on by one
    elif version != V1:
        return -1
    target = buf[at + 5] & 0xFF
    if kind == _RETRY or target > _MOST_ID or at + 6 + target >= end:
        return -1
    source = buf[at + 6 + target] & 0xFF
    if source > _MOST_ID:
        return -1
    cipher[CURSOR] = at + 7 + target + source
    if kind == _INITIAL:
        token = _read_number(buf, end, cipher)
        if token < 0 or token > end - cipher[CURSOR]:
            return -1
        cipher[CURSOR] += token
    length = _read_number(buf, end, cipher)
    if length < 0 or length > end - cipher[CURSOR]:
        return -1
    cipher[NUMBER_AT] = cipher[CURSOR]
    cipher[PACKET_END] = cipher[CURSOR] + length
    return kind


@kernel
def _read_number(buf: Octets, end: int, cipher: Longs) -> int:
    """The number of one to eight octets at the cursor, which moves on; -1 where it is cut."""
    at = cipher[CURSOR]
    if at >= end:
        return -1
    first = buf[at] & 0xFF
    size = 1 << (first >> 6)
    if end - at < size:
        return -1
    value = first & 0x3F
    for index in range(1, size):
        value = value * 0x100 + buf[at + index]
    cipher[CURSOR] = at + size
    return value


@kernel
def _is_same(buf: Octets, one: int, other: int) -> int:
    """1 where two packets are of one version and for one connection id."""
    for index in range(1, 6 + (buf[one + 5] & 0xFF)):
        if buf[one + index] != buf[other + index]:
            return 0
    return 1


@kernel
def set_keys(buf: Octets, at: int, cipher: Longs) -> None:
    """Key, nonce and header protection of a client, from the connection id that it chose (RFC 9001 §5.2)."""
    version = 1 if u32(buf, at + 1) == V2 else 0
    size = buf[at + 5] & 0xFF
    set_mac_key(cipher, SALTS + version * SALT_WIDTH)
    for index in range(16):
        cipher[SHA_WORDS + index] = 0
    for index in range(size):
        cipher[SHA_WORDS + (index >> 2)] |= (buf[at + 6 + index] & 0xFF) << 24 - 8 * (index & 3)
    cipher[SHA_WORDS + (size >> 2)] |= 0x80 << 24 - 8 * (size & 3)
    cipher[SHA_WORDS + 15] = 8 * (64 + size)
    authenticate(cipher)
    set_mac_key(cipher, HMAC_RESULT)
    expand_label(cipher, LABEL_CLIENT, HMAC_RESULT, 8)
    set_mac_key(cipher, HMAC_RESULT)
    label = LABEL_V2 if version else LABEL_V1
    expand_label(cipher, label, PACKET_KEY, 4)
    expand_label(cipher, label + 1, PACKET_IV, 3)
    expand_label(cipher, label + 2, PACKET_HP, 4)


@kernel
def _open_packet(buf: Octets, at: int, cipher: Longs, opened: Heap) -> int:
    """Octets of frames that the packet holds, in the scratch; -1 where the keys do not open it."""
    number_at = cipher[NUMBER_AT]
    end = cipher[PACKET_END]
    if end - number_at < 4 + TAG:
        return -1
    set_key(cipher, PACKET_HP)
    sample = number_at + 4
    encrypt(cipher, u32(buf, sample), u32(buf, sample + 4), u32(buf, sample + 8), u32(buf, sample + 12))
    mask = (cipher[BLOCK] & 0xFFFFFF) << 8 | cipher[BLOCK + 1] >> 24
    first = (buf[at] & 0xFF) ^ (cipher[BLOCK] >> 24 & 0x0F)
    size = (first & 3) + 1
    body = number_at + size
    if end - body < TAG:
        return -1
    opened[HEADER] = first
    for index in range(1, number_at - at):
        opened[HEADER + index] = buf[at + index]
    number = 0
    for index in range(size):
        octet = (buf[number_at + index] & 0xFF) ^ (mask >> 24 - 8 * index & 0xFF)
        opened[HEADER + number_at - at + index] = octet
        number = number << 8 | octet
    set_key(cipher, PACKET_KEY)
    return open_sealed(buf, body, end, opened, HEADER, HEADER + body - at, cipher, PACKET_IV, number, FRAMES)


@kernel
def _take_frames(size: int, cipher: Longs, opened: Heap) -> int:
    """1 where the frames are such as a client's first Initial holds, and those of CRYPTO are put in their places."""
    end = FRAMES + size
    cipher[CURSOR] = FRAMES
    while True:
        at = cipher[CURSOR]
        while at < end and opened[at] == _PADDING:
            at += 1
        if at == end:
            return 1
        kind = opened[at]
        cipher[CURSOR] = at + 1
        if kind == _CRYPTO:
            if _place_data(end, cipher, opened) == 0:
                return 0
        elif kind in (_ACK, _ACK_ECN):
            if _pass_ack(end, cipher, opened, 3 if kind == _ACK_ECN else 0) == 0:
                return 0
        elif kind != _PING:
            return 0


@kernel
def _place_data(end: int, cipher: Longs, opened: Heap) -> int:
    """1 where the data of a CRYPTO frame (RFC 9000 §19.6) is put where none was before."""
    offset = _read_number(opened, end, cipher)
    length = _read_number(opened, end, cipher)
    at = cipher[CURSOR]
    if offset < 0 or length < 0 or length > end - at or offset > MOST_DATAGRAM - length:
        return 0
    for index in range(length):
        if opened[MARKS + offset + index]:
            return 0
        opened[MARKS + offset + index] = 1
        opened[HELLO + offset + index] = opened[at + index]
    cipher[CURSOR] = at + length
    return 1


@kernel
def _pass_ack(end: int, cipher: Longs, opened: Heap, counts: int) -> int:
    """1 where an ACK frame (RFC 9000 §19.3) is whole; the cursor stands behind it."""
    _read_number(opened, end, cipher)  # largest acknowledged
    _read_number(opened, end, cipher)  # delay
    ranges = _read_number(opened, end, cipher)
    if ranges < 0 or ranges > _MOST_RANGES:
        return 0
    for _ in range(1 + 2 * ranges + counts):
        if _read_number(opened, end, cipher) < 0:
            return 0
    return 1


@kernel
def _whole_hello(opened: Heap) -> int:
    """Octets of the handshake message at the scratch's beginning; 0 where any is missing."""
    for index in range(4):
        if opened[MARKS + index] == 0:
            return 0
    size = 4 + opened[HELLO + 1] * 0x10000 + opened[HELLO + 2] * 0x100 + opened[HELLO + 3]
    if size > MOST_DATAGRAM:
        return 0
    for index in range(4, size):
        if opened[MARKS + index] == 0:
            return 0
    return size
