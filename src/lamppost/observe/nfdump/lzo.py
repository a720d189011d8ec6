"""LZO1X, unpacked with every bound looked at.

What its bytes mean is described in the Linux kernel's Documentation/staging/lzo.rst (docs.kernel.org/staging/lzo.html);
version 0 of it, which is the one without runs of zeros.
"""

from lamppost.engine.kernel import Heap, Octets, kernel

TOO_SHORT = -1
TOO_LONG = -2
NO_SUCH_PLACE = -3

_LONG_LITERALS = 3
_AFTER_LITERALS = 4
"""State behind a run of four literals or more."""
_FAR = 16384


@kernel
def run_length(src: Octets, length: int, pos: int) -> int:
    """How many zeros stand from a place on, before the octet that ends the run; -1 where none ends it."""
    at = pos
    while at < length and src[at] == 0:
        at += 1
    return at - pos if at < length else -1


@kernel
def unpack_lzo(src: Octets, length: int, out: Heap, room: int) -> int:
    """How many octets came out, or a number below 0 that says what is wrong.

    Args:
        src: The packed octets.
        length: How many there are.
        out: Takes the unpacked ones.
        room: How many fit.
    """
    pos, at, state = 0, 0, 0
    if length < 3:
        return TOO_SHORT
    first = src[0] * 1
    if first > 17:
        count = first - 17
        pos = 1
        if pos + count > length:
            return TOO_SHORT
        if count > room:
            return TOO_LONG
        for index in range(count):
            out[index] = src[1 + index]
        pos += count
        at += count
        state = min(count, _AFTER_LITERALS)
    while pos < length:
        code = src[pos] * 1
        pos += 1
        count = 0
        if code < 64:
            least = 15 if code < 16 else 7 if code < 32 else 31
            count = code & least
            if count == 0 and not (code < 16 and state != 0):
                zeros = run_length(src, length, pos)
                if zeros < 0:
                    return TOO_SHORT
                count = least + 255 * zeros + src[pos + zeros]
                pos += zeros + 1
        if code < 16 and state == 0:
            count += _LONG_LITERALS
            if pos + count > length:
                return TOO_SHORT
            if at + count > room:
                return TOO_LONG
            for index in range(count):
                out[at + index] = src[pos + index]
            pos += count
            at += count
            state = _AFTER_LITERALS
            continue
        far = 0
        if 16 <= code < 64:
            if pos + 2 > length:
                return TOO_SHORT
            word = src[pos] + src[pos + 1] * 0x100
            pos += 2
            count += 2
            following = word & 3
            far = (word >> 2) + 1
            if code < 32:
                far = _FAR + (code & 8) * 0x800 + (word >> 2)
                if far == _FAR:
                    return at
        else:
            if pos + 1 > length:
                return TOO_SHORT
            high = src[pos] * 1
            pos += 1
            following = code & 3
            if code < 16:
                count = 2
                far = high * 4 + (code >> 2) + 1
                if state == _AFTER_LITERALS:
                    count = 3
                    far += 2048
            else:
                count = 3 + ((code >> 5) & 1) if code < 128 else 5 + ((code >> 5) & 3)
                far = high * 8 + ((code >> 2) & 7) + 1
        if far > at:
            return NO_SUCH_PLACE
        if at + count + following > room:
            return TOO_LONG
        for index in range(count):
            out[at + index] = out[at - far + index]
        at += count
        if pos + following > length:
            return TOO_SHORT
        for index in range(following):
            out[at + index] = src[pos + index]
        pos += following
        at += following
        state = following
    return TOO_SHORT
