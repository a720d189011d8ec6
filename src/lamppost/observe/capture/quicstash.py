"""The hellos of QUIC clients, heard without leaving the compiled path.

What is ordinary is heard here: up to four datagrams in a row, each no longer than a frame of Ethernet, all under the
keys of the first, whose CRYPTO frames bring each octet of a ClientHello once. While datagrams
are missing, what is here waits in a stash of few places, and whatever is not quite so plain is left to `quicwatch`,
which has the same answer: it is given the datagrams that wait, and opens them only where it has to.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.ciphers import CIPHER_WIDTH, IS_READY, PACKET_END, PACKET_KEY
from lamppost.observe.capture.client_names import hear_hello
from lamppost.observe.capture.crypto_frames import MOST_HELLO, datagram_of_name, take_frames, whole_hello
from lamppost.observe.capture.initials import (
    INITIAL,
    MOST_DATAGRAM,
    is_long,
    open_packet,
    read_header,
    set_keys,
)
from lamppost.observe.capture.layout import (
    FLOW_BITS,
    HEAD_BITS,
    HEAD_DONE,
    HEAD_SHIFT_A,
    HEAD_SHIFT_B,
    P_FRAGMENT,
    P_SRC_MAC,
    QUIC,
    QUIC_WAITING,
    S_EVIDENCE,
    S_KINDS,
    S_ROW,
    SOURCE_QUIC,
    UNREAD,
)
from lamppost.observe.capture.octets import Heap, Longs, Octets

STASHES = 64
MOST_WAITING = 4  # datagrams of one hello
STASH_SIDE = 0  # 0: nothing waits here; else twice the flow's row, 1 more for its first end, and 1 more
STASH_COUNT = 1  # datagrams that were opened
STASH_KINDS = 2  # how many kinds of hellos were new by the first one
STASH_MAC = 3
STASH_EVIDENCE = 4
STASH_ROWS = 5  # frame of each datagram
STASH_TIMES = 9
STASH_KEYS = 13  # twelve words: key, nonce and header protection
STASH_WIDTH = 32
FIRST_STASH = CIPHER_WIDTH
STASHED = FIRST_STASH + STASHES * STASH_WIDTH
"""Longs in all."""

_KEY_WORDS = 12
HELLOS = 2 * MOST_DATAGRAM  # in the scratch: each stash's hello, and its marks
_HELLO_WIDTH = 2 * MOST_HELLO
OPENED = HELLOS + STASHES * _HELLO_WIDTH
"""Octets of the scratch in all."""

_MOST_PACKETS = 8


@kernel
def hear_initial(
    buf: Octets, start: int, end: int, pkt: Longs, time: int, state: Longs, flows: Longs, flow: int, side: int,
    names: Longs, name_slots: Longs, heap: Heap, answers: Longs, answer_slots: Longs, seen: Longs,
    cipher: Longs, opened: Heap,
) -> int:  # fmt: skip
    """UNREAD where the datagram makes a hello whole, of a kind that its sender is known for: its name is kept.

    Neither side of the flow needs more looking at then. QUIC_WAITING where more datagrams are needed; QUIC where
    the parsers have to read it.

    Args:
        buf: The block.
        start: First octet of the datagram.
        end: One past its last.
        pkt: Scratch of the packet.
        time: Microseconds.
        state: Counters and sizes.
        flows: Rows of flows.
        flow: Where the flow's row starts.
        side: Twice the number of the flow's row, 1 more for the end that is first in order.
        names: Rows of names.
        name_slots: Their hash table.
        heap: Their octets.
        answers: Rows of answers.
        answer_slots: Their hash table.
        seen: Hashes of what was heard before.
        cipher: Tables and room, see `ciphers`, and the stash.
        opened: Scratch of OPENED octets.
    """
    if cipher[IS_READY] == 0:
        return QUIC
    bits = flows[flow + FLOW_BITS]
    stash = FIRST_STASH + side % STASHES * STASH_WIDTH
    looked_at = (bits >> (HEAD_SHIFT_A if side & 1 else HEAD_SHIFT_B)) & 0xFF
    if looked_at == 0:
        cipher[stash + STASH_COUNT] = 0
        cipher[stash + STASH_KINDS] = state[S_KINDS]
        cipher[stash + STASH_MAC] = pkt[P_SRC_MAC]
        cipher[stash + STASH_EVIDENCE] = state[S_EVIDENCE]
    elif cipher[stash + STASH_SIDE] != side + 1 or looked_at & 3 == HEAD_DONE:
        return QUIC
    cipher[stash + STASH_SIDE] = 0
    if pkt[P_FRAGMENT] != 0 or is_of_another(pkt, state, cipher, stash):
        return QUIC
    count = cipher[stash + STASH_COUNT]
    cipher[stash + STASH_ROWS + count] = state[S_ROW]
    cipher[stash + STASH_TIMES + count] = time
    hello = HELLOS + side % STASHES * _HELLO_WIDTH
    if open_datagram(buf, start, end, cipher, opened, stash, hello) == 0:
        return QUIC
    size = whole_hello(opened, hello)
    if size == 0:
        if count + 1 == MOST_WAITING:
            return QUIC
        cipher[stash + STASH_SIDE] = side + 1
        return QUIC_WAITING
    row = state[S_ROW]
    said = datagram_of_name(opened, hello, size) - 1 if count else 0
    state[S_ROW] = cipher[stash + STASH_ROWS + said]
    is_heard = hear_hello(
        opened, hello, hello + size, SOURCE_QUIC, pkt, cipher[stash + STASH_TIMES + said], state, flows, flow,
        names, name_slots, heap, answers, answer_slots, seen,
    )  # fmt: skip
    state[S_ROW] = row
    if is_heard == 0:
        return QUIC
    bits &= ~(HEAD_BITS << HEAD_SHIFT_A | HEAD_BITS << HEAD_SHIFT_B)
    flows[flow + FLOW_BITS] = bits | HEAD_DONE << HEAD_SHIFT_A | HEAD_DONE << HEAD_SHIFT_B
    return UNREAD


@kernel
def is_of_another(pkt: Longs, state: Longs, cipher: Longs, stash: int) -> int:
    """1 where what waits came from another machine or file, or a kind of hello was new since.

    A hello of that kind may then be said to be in a frame behind the one in which this one began.
    """
    return (
        1
        if cipher[stash + STASH_MAC] != pkt[P_SRC_MAC]
        or cipher[stash + STASH_EVIDENCE] != state[S_EVIDENCE]
        or cipher[stash + STASH_KINDS] != state[S_KINDS]
        else 0
    )


@kernel
def open_datagram(
    buf: Octets, start: int, end: int, cipher: Longs, opened: Heap, stash: int, hello: int
) -> int:
    """1 where all Initial packets of a datagram are opened, and what they hold is put to the hello; else 0.

    Packets of other types are passed over by their lengths (RFC 9000 §12.2).

    Args:
        buf: The block.
        start: First octet of the datagram.
        end: One past its last.
        cipher: Tables and room, and the stash.
        opened: Scratch of OPENED octets.
        stash: Where the hello's stash starts.
        hello: Where it is put together.
    """
    if end - start > MOST_DATAGRAM:
        return 0
    cipher[stash + STASH_COUNT] += 1
    is_keyed = 0 if cipher[stash + STASH_COUNT] == 1 else 1
    if is_keyed == 0:
        for index in range(hello + MOST_HELLO, hello + 2 * MOST_HELLO):
            opened[index] = 0
    at = start
    for _ in range(_MOST_PACKETS):
        kind = read_header(buf, at, end, cipher)
        if kind < 0:
            return 0
        if kind == INITIAL:
            if is_keyed == 0:
                set_keys(buf, at, cipher)
                for index in range(_KEY_WORDS):
                    cipher[stash + STASH_KEYS + index] = cipher[PACKET_KEY + index]
                is_keyed = 1
            for index in range(_KEY_WORDS):
                cipher[PACKET_KEY + index] = cipher[stash + STASH_KEYS + index]
            size = open_packet(buf, at, cipher, opened)
            if size < 0 or take_frames(size, cipher, opened, hello, cipher[stash + STASH_COUNT]) == 0:
                return 0
        at = cipher[PACKET_END]
        if is_long(buf, at, end) == 0:
            return is_keyed
    return 0
