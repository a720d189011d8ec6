"""LZO1X and blocks of LZ4, unpacked slowly: octets taken from the front of a list, written from the two descriptions.

LZO1X: the Linux kernel's Documentation/staging/lzo.rst. LZ4: lz4_Block_format.md.
"""


class BrokenError(Exception):
    """What is packed is not what it should be."""


class Tape:
    def __init__(self, data):
        self.left = list(data)
        self.out = bytearray()

    def next(self, count=1):
        if len(self.left) < count:
            raise BrokenError
        taken, self.left = self.left[:count], self.left[count:]
        return taken

    def literals(self, count, room):
        self.out += bytes(self.next(count))
        self.bound(room)

    def copy(self, far, count, room):
        if not 0 < far <= len(self.out):
            raise BrokenError
        for _ in range(count):
            self.out.append(self.out[-far])
        self.bound(room)

    def bound(self, room):
        if len(self.out) > room:
            raise BrokenError


def length(tape, bits, code):
    """A length in so many bits of an instruction, or in the octets behind it."""
    full = (1 << bits) - 1
    if code & full:
        return code & full
    total = full
    while (octet := tape.next()[0]) == 0:
        total += 255
    return total + octet


def slow_lzo(data, room):
    tape = Tape(data)
    state = 0
    if data[:1] > b"\x11":
        count = tape.next()[0] - 17
        tape.literals(count, room)
        state = min(count, 4)
    while True:
        (code,) = tape.next()
        if code >= 64:
            (high,) = tape.next()
            count = 5 + (code >> 5 & 3) if code >= 128 else 3 + (code >> 5 & 1)
            far, state = high * 8 + (code >> 2 & 7) + 1, code & 3
        elif code >= 16:
            count = 2 + length(tape, 5 if code >= 32 else 3, code)
            low, high = tape.next(2)
            word = high << 8 | low
            state = word & 3
            far = (word >> 2) + 1
            if code < 32:
                far = 16384 + (16384 if code & 8 else 0) + (word >> 2)
                if far == 16384:
                    return bytes(tape.out)
        elif state == 0:
            tape.literals(3 + length(tape, 4, code), room)
            state = 4
            continue
        else:
            (high,) = tape.next()
            count, far = (3, 2048) if state == 4 else (2, 0)
            far += high * 4 + (code >> 2) + 1
            state = code & 3
        tape.copy(far, count, room)
        tape.literals(state, room)


def slow_lz4(data, room):
    tape = Tape(data)

    def more(count):
        while count >= 15:
            (octet,) = tape.next()
            count += octet
            if octet < 255:
                break
        return count

    while True:
        (token,) = tape.next()
        tape.literals(more(token >> 4), room)
        if not tape.left:
            return bytes(tape.out)
        low, high = tape.next(2)
        tape.copy(high << 8 | low, more(token & 15) + 4, room)
