"""Where the records of a block begin: each says how long it is."""

from lamppost.engine.kernel import Longs, Octets, kernel

LEAST = 4
"""Octets of a record's header: its type and its size, header included."""


@kernel
def find_starts(buf: Octets, end: int, most: int, starts: Longs) -> int:
    """Where the octet stands at which records end: `end`, if all of them are whole, or where a broken one begins.

    Args:
        buf: A block without its header, unpacked, in the order of a processor that writes the least octet first.
        end: How many octets of it there are.
        most: How many records the block says that it has.
        starts: Takes how many there are, and then where each begins.
    """
    at, count = 0, 0
    while count < most and at + LEAST <= end:
        size = buf[at + 2] + buf[at + 3] * 0x100
        if size < LEAST or at + size > end:
            break
        count += 1
        starts[count] = at
        at += size
    starts[0] = count
    return at
