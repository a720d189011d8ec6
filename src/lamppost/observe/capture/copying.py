"""Frames of several buffers brought together in one."""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.octets import Heap, Longs, Octets


@kernel
def copy_frames(buf: Octets, offsets: Longs, lengths: Longs, into: Heap, places: Longs, n: int) -> None:
    """Copy the n frames of a block to their places in another buffer."""
    for index in range(n):
        start = offsets[index]
        place = places[index]
        length = lengths[index]
        for octet in range(length):
            into[place + octet] = buf[start + octet]
