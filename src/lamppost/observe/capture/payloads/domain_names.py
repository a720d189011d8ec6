"""The parts that DNS and multicast DNS messages share: names with pointers, and resource records.

Written from RFC 1035 §4.1 (format) and §4.1.4 (compression).
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from lamppost.model.saying import noted, say

A, CNAME, PTR, TXT, AAAA, SRV, SVCB, HTTPS = 1, 5, 12, 16, 28, 33, 64, 65
IN = 1  # the class; multicast DNS uses its top bit as a flag

HEADER = struct.Struct(">6H")
QUESTION = struct.Struct(">HH")
RECORD = struct.Struct(">HHIH")

MAX_NAME = 255  # bytes on the wire, RFC 1035 §2.3.4
MAX_POINTERS = 32  # in one name
MAX_RECORDS = 256  # looked at in one message


class BrokenMessageError(ValueError):
    """The message contradicts its format; the text says how, and holds nothing of the message."""


ENDS_EARLY = noted("the message ends before its records do")


def contradiction(protocol: str, why: str) -> str:
    """The sentence that says how a message contradicts its format.

    Args:
        protocol: Whose message it claims to be.
        why: What is wrong with it: the text of the error, or `ENDS_EARLY`.
    """
    return say("{protocol}: {why!t}", protocol=protocol, why=why)


class Record(NamedTuple):
    """One resource record; its data stands in the message at `data_at`."""

    owner: bytes
    type: int
    data_at: int
    size: int


def read_name(message: bytes, at: int) -> tuple[bytes, int]:
    """The name that begins at an offset, and the offset after it.

    Args:
        message: The whole message, since pointers lead anywhere before.
        at: Offset of the first length byte.

    Returns:
        The labels joined by dots, as sent (no final dot), and where the next field begins.

    Raises:
        BrokenMessageError: A label, the name or its chain of pointers is longer than allowed.
        IndexError: The message ends inside the name.
    """
    labels = []
    after = -1
    pointers = wire_bytes = 0
    length = message[at]
    while length:
        if length < 64:
            end = at + 1 + length
            labels.append(message[at + 1 : end])
            wire_bytes += length + 1
            if wire_bytes >= MAX_NAME:
                raise BrokenMessageError(noted("a name is longer than 255 bytes"))
            at = end
        elif length >= 0xC0:
            if after < 0:
                after = at + 2
            target = (length & 0x3F) << 8 | message[at + 1]
            pointers += 1
            if target >= at or pointers > MAX_POINTERS:
                raise BrokenMessageError(noted("a name's pointers lead in a circle, forward or too far"))
            at = target
        else:
            raise BrokenMessageError(noted("a label has a type that was never assigned"))
        length = message[at]
    return b".".join(labels), at + 1 if after < 0 else after


def skip_questions(message: bytes, count: int) -> int:
    """The offset after the question section.

    Raises:
        BrokenMessageError: A name is broken, or there are more questions than anyone asks.
        IndexError: The message ends before the section does.
    """
    if count > MAX_RECORDS:
        raise BrokenMessageError(noted("there are more than 256 questions"))
    at = HEADER.size
    for _ in range(count):
        at = read_name(message, at)[1] + QUESTION.size
    return at


def read_records(message: bytes, at: int, count: int) -> Iterator[Record]:
    """The records from an offset on, at most 256 of them.

    Raises:
        BrokenMessageError: A name is broken, or a record is longer than the message.
        IndexError: The message ends inside a name.
        struct.error: The message ends inside a record's head.
    """
    for _ in range(min(count, MAX_RECORDS)):
        owner, at = read_name(message, at)
        kind, _class, _ttl, size = RECORD.unpack_from(message, at)
        at += RECORD.size
        if at + size > len(message):
            raise BrokenMessageError(noted("a record is longer than the message"))
        yield Record(owner, kind, at, size)
        at += size
