"""The CRYPTO frames of a client's Initial packets put in their places: its hello, as far as it is here.

Written from RFC 9000 (§12.4, §19). A frame that no ordinary client sends, and data where data is already, are left
to `payloads.quic`.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.ciphers import CURSOR
from lamppost.observe.capture.initials import FRAMES, read_number
from lamppost.observe.capture.octets import Heap, Longs, u16

MOST_HELLO = 4096
MARKS = MOST_HELLO  # behind the hello, for each octet: 0, or the number of the datagram that brought it

_MOST_RANGES = 256
_PADDING, _PING, _ACK, _ACK_ECN, _CRYPTO = 0, 1, 2, 3, 6


@kernel
def take_frames(size: int, cipher: Longs, opened: Heap, hello: int, datagram: int) -> int:
    """1 where the frames are such as a client's first Initial holds, and those of CRYPTO are put in their places.

    Args:
        size: Octets of frames, at FRAMES in the scratch.
        cipher: Tables and room, see `ciphers`.
        opened: The scratch.
        hello: Where in it the hello is put together, its marks behind it.
        datagram: The number, from 1 on, of the datagram that holds the packet.
    """
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
            if _place_data(end, cipher, opened, hello, datagram) == 0:
                return 0
        elif kind in (_ACK, _ACK_ECN):
            if _pass_ack(end, cipher, opened, 3 if kind == _ACK_ECN else 0) == 0:
                return 0
        elif kind != _PING:
            return 0


@kernel
def _place_data(end: int, cipher: Longs, opened: Heap, hello: int, datagram: int) -> int:
    """1 where the data of a CRYPTO frame (RFC 9000 §19.6) is put where none was before."""
    offset = read_number(opened, end, cipher)
    length = read_number(opened, end, cipher)
    at = cipher[CURSOR]
    if offset < 0 or length < 0 or length > end - at or offset > MOST_HELLO - length:
        return 0
    target = hello + offset
    for index in range(length):
        if opened[target + MARKS + index]:
            return 0
        opened[target + MARKS + index] = datagram
        opened[target + index] = opened[at + index]
    cipher[CURSOR] = at + length
    return 1


@kernel
def _pass_ack(end: int, cipher: Longs, opened: Heap, counts: int) -> int:
    """1 where an ACK frame (RFC 9000 §19.3) is whole; the cursor stands behind it."""
    read_number(opened, end, cipher)  # largest acknowledged
    read_number(opened, end, cipher)  # delay
    ranges = read_number(opened, end, cipher)
    if ranges < 0 or ranges > _MOST_RANGES:
        return 0
    for _ in range(1 + 2 * ranges + counts):
        if read_number(opened, end, cipher) < 0:
            return 0
    return 1


@kernel
def whole_hello(opened: Heap, hello: int) -> int:
    """Octets of the handshake message that is put together there; 0 where any is missing."""
    for index in range(4):
        if opened[hello + MARKS + index] == 0:
            return 0
    size = 4 + opened[hello + 1] * 0x10000 + opened[hello + 2] * 0x100 + opened[hello + 3]
    if size > MOST_HELLO:
        return 0
    for index in range(4, size):
        if opened[hello + MARKS + index] == 0:
            return 0
    return size


@kernel
def datagram_of_name(opened: Heap, hello: int, size: int) -> int:
    """Number of the datagram in which the text of the server name begins first; the first one's where there is none.

    Whether the hello is sound is not asked here: a place behind its end is none.
    """
    end = hello + size
    at = hello + 38
    if at < end:
        at += 1 + opened[at]
    if at + 2 <= end:
        at += 2 + u16(opened, at)
    if at < end:
        at += 3 + opened[at]
    while at + 9 <= end:
        if u16(opened, at) == 0:
            name = at + 9
            length = min(u16(opened, at + 7), end - name)
            return opened[_first_place(opened, hello, name, length) + MARKS] * 1
        at += 4 + u16(opened, at + 2)
    return 1


@kernel
def _first_place(opened: Heap, at: int, name: int, length: int) -> int:
    """Where a text that stands at `name` stands for the first time, capitals or not."""
    while at < name:
        same = 0
        while same < length and _small(opened[at + same] * 1) == _small(opened[name + same] * 1):
            same += 1
        if same == length:
            return at
        at += 1
    return name


@kernel
def _small(octet: int) -> int:
    """The octet, of a capital its small letter."""
    return octet + 0x20 if 0x41 <= octet <= 0x5A else octet
