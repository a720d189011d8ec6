"""The host name that a DNS message asks for or answers, with its addresses.

Written from RFC 1035 (messages), RFC 3596 (AAAA), RFC 7766 (length before each message on TCP) and RFC 9460 (SVCB
and HTTPS: §2.2 format, §2.3 names with a port, §2.4.2 aliases, §7.3 address hints).

What counts. Messages of opcode QUERY with one question, of class IN and of type A, AAAA, SVCB or HTTPS, whose name
is a host name; everything else says nothing. Of a response the records of the *answer section* alone: addresses of
type A (4 octets) and AAAA (16 octets), and address hints, each once and in their order, of the name asked for and of
every name that CNAME records, or SVCB and HTTPS records in AliasMode, lead to from it, in whatever order they stand.
Hints count under the owner of their record. At most 256 records are looked at.

*Aliases are no names*: the name that was asked for is the one that the client wants, and it stands for all addresses.
The canonical names behind it are the business of who runs the service, often a network for many others' content.

*Malformed* is a message whose header, question or counted answer records do not fit into it, or with a name that
breaks its format. What follows the answer section is not looked at.
"""

import re
import struct
from functools import lru_cache
from ipaddress import IPv6Address

from lamppost.model.saying import noted
from lamppost.observe.capture.payloads.domain_names import (
    AAAA,
    CNAME,
    ENDS_EARLY,
    HEADER,
    HTTPS,
    IN,
    MAX_RECORDS,
    QUESTION,
    RECORD,
    SVCB,
    A,
    BrokenMessageError,
    contradiction,
    read_name,
)
from lamppost.observe.capture.payloads.heard import NOTHING, Heard, HeardName, Side
from lamppost.observe.capture.payloads.text import host_name

_RESPONSE = 0x8000
_OPCODE = 0x7800
_POINTER = 0xC0
_MAX_TCP_MESSAGES = 32
_ASKED = frozenset({A, AAAA, SVCB, HTTPS})
_MAX_PARAMETERS = 64
_IPV4_HINT, _IPV6_HINT = 4, 6
_WITH_PORT = re.compile(rb"_[0-9]{1,5}\._https\.").match
_PARAMETER = struct.Struct(">HH")


def read_dns(message: bytes) -> Heard:
    """The name of one message; the asking side is the sender of a query, the receiver of a response.

    Args:
        message: One DNS message without a length before it.

    Returns:
        One name where the question is for addresses or for a service's binding and is a host name; nothing for other messages;
        `malformed` where the message contradicts its format.
    """
    try:
        return _read(message)
    except BrokenMessageError as broken:
        return Heard(malformed=contradiction("DNS", str(broken)))
    except (IndexError, struct.error):
        return Heard(malformed=contradiction("DNS", ENDS_EARLY))


def read_dns_stream(head: bytes) -> Heard:
    """The names of the messages at the head of a TCP stream; one that is cut is left out."""
    names: dict[HeardName, None] = {}
    malformed = None
    at = 0
    for _ in range(_MAX_TCP_MESSAGES):
        end = at + 2 + int.from_bytes(head[at : at + 2], "big")
        if at + 2 > len(head) or end > len(head):
            break
        heard = read_dns(head[at + 2 : end])
        names.update(dict.fromkeys(heard.names))
        malformed = malformed or heard.malformed
        at = end
    if not names and not malformed:
        return NOTHING
    return Heard(names=tuple(names), malformed=malformed)


def _read(message: bytes) -> Heard:
    _id, flags, n_questions, n_answers, _authority, _additional = HEADER.unpack_from(message)
    if flags & _OPCODE or n_questions != 1:
        return NOTHING
    asked, at = read_name(message, HEADER.size)
    kind, family = QUESTION.unpack_from(message, at)
    if family != IN or kind not in _ASKED:
        return NOTHING
    asked = asked.lower()
    addresses: tuple[str, ...] = ()
    if flags & _RESPONSE and n_answers:
        addresses = _addresses(message, at + QUESTION.size, n_answers, asked)
    port = _WITH_PORT(asked) if kind == HTTPS else None
    name = host_name(asked[port.end() :] if port else asked)
    if name is None:
        return NOTHING
    whose: Side = "receiver" if flags & _RESPONSE else "sender"
    return Heard((HeardName("dns", whose, name, addresses),))


def _addresses(message: bytes, at: int, count: int, asked: bytes) -> tuple[str, ...]:
    """The addresses of a name and of the canonical names it leads to, each once."""
    names = {HEADER.size: asked}  # by offset, since most owners are pointers to a name seen before
    aliases: dict[bytes, bytes] = {}
    found: list[tuple[bytes, bytes]] = []
    for _ in range(min(count, MAX_RECORDS)):
        owner = None
        if message[at] >= _POINTER:
            owner = names.get((message[at] & 0x3F) << 8 | message[at + 1])
        if owner is None:
            owner, at = read_name(message, at)
            owner = owner.lower()
        else:
            at += 2
        kind, _family, _ttl, size = RECORD.unpack_from(message, at)
        at += RECORD.size
        data = message[at : at + size]
        if len(data) != size:
            raise BrokenMessageError(noted("a record is longer than the message"))
        if (kind == A and size == 4) or (kind == AAAA and size == 16):
            found.append((owner, data))
        elif kind == CNAME:
            names[at] = aliases[owner] = read_name(message, at)[0].lower()
        elif kind in (SVCB, HTTPS):
            target, hints = _binding(message, at, size)
            found.extend((owner, hint) for hint in hints)
            if target is not None:
                aliases[owner] = target
        at += size
    wanted = {asked}
    for _ in aliases:
        asked = aliases.get(asked, asked)
        wanted.add(asked)
    return tuple(dict.fromkeys(_text(data) for owner, data in found if owner in wanted))


def _binding(message: bytes, at: int, size: int) -> tuple[bytes | None, list[bytes]]:
    """The name that a record in AliasMode leads to, or the address hints of one in ServiceMode (RFC 9460 §2.2).

    Raises:
        BrokenMessageError: A parameter is longer than its record.
    """
    end = at + size
    priority = int.from_bytes(message[at : at + 2])
    target, at = read_name(message, at + 2)
    if priority == 0:
        return target.lower() or None, []
    hints: list[bytes] = []
    for _ in range(_MAX_PARAMETERS):
        if at >= end:
            break
        key, length = _PARAMETER.unpack_from(message, at)
        at += _PARAMETER.size
        if at + length > end:
            raise BrokenMessageError(noted("a parameter is longer than its record"))
        width = {_IPV4_HINT: 4, _IPV6_HINT: 16}.get(key)
        if width is not None:
            hints += [message[one : one + width] for one in range(at, at + length - width + 1, width)]
        at += length
    return None, hints


def _text(address: bytes) -> str:
    if len(address) == 4:
        return f"{address[0]}.{address[1]}.{address[2]}.{address[3]}"
    return _text_v6(address)


@lru_cache(maxsize=4096)
def _text_v6(address: bytes) -> str:
    return str(IPv6Address(address))
