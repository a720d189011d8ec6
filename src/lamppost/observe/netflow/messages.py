"""Export messages: which datagrams are some, and the sets in them.

Version 5: Cisco's NetFlow services, a header of 24 octets and records of 48. Version 9: RFC 3954 §5.1, a header of 20
octets, then FlowSets. IPFIX: RFC 7011 §3.1, a header of 16 octets with the message's length, then sets.
"""

from typing import NamedTuple

VERSIONS = (5, 9, 10)
OTHER_VERSIONS = (1, 7, 8)
"""Of Cisco's, which are named and not read."""
PORTS = frozenset({2055, 2056, 4432, 4739, 9995, 9996})
"""Where collectors usually listen; 4739 is IPFIX's (RFC 7011 §10.2.1)."""
SFLOW_PORT = 6343
SFLOW = b"\0\0\0\5"
"""How a message of sFlow version 5 begins (sflow.org, sFlow Version 5)."""
HEADERS = {5: 24, 9: 20, 10: 16}
V5_RECORD = 48
_MOST_V5 = 30
_SET_HEADER = 4
_TEMPLATES = {9: (0, 1), 10: (2, 3)}
"""Numbers of sets of templates and of options templates, by version (RFC 3954 §5.2 and §6.1, RFC 7011 §3.3.2)."""
_LEAST_DATA = 256


class Set(NamedTuple):
    """One set of a message."""

    number: int
    data: bytes
    """Without its header."""


class Message(NamedTuple):
    """One export message."""

    version: int
    sequence: int
    domain: int
    """Source ID, or observation domain; of version 5 engine type and ID."""
    sent_us: int
    """When it was sent, in microseconds since 1970."""
    uptime_ms: int
    """Milliseconds since its sender started; -1 where the message does not say."""
    sampled_one_in: int
    """As the header of version 5 says; 0: not told."""
    sets: list[Set]
    """Of version 5 one, which holds the records."""


def read_message(data: bytes) -> Message | None:
    """The export message that a datagram is; None for one that is none, or whose lengths do not fit each other.

    Args:
        data: The payload, as far as it was captured.
    """
    if len(data) < HEADERS[10]:
        return None
    version = int.from_bytes(data[:2])
    if version == 5:
        return _version_5(data)
    if version == 9:
        return _version_9(data)
    return _ipfix(data) if version == 10 else None


def is_meant(data: bytes, ports: tuple[int, int]) -> bool:
    """Whether a datagram is an export message, or what goes to a port of exports and begins as one.

    Args:
        data: Its payload.
        ports: Of sender and receiver.
    """
    if ports[1] in PORTS and int.from_bytes(data[:2]) in (*VERSIONS, *OTHER_VERSIONS):
        return True
    return (ports[1] == SFLOW_PORT and data[:4] == SFLOW) or read_message(data) is not None


def _version_5(data: bytes) -> Message | None:
    count = int.from_bytes(data[2:4])
    if not 1 <= count <= _MOST_V5 or len(data) != HEADERS[5] + count * V5_RECORD:
        return None
    sampling = int.from_bytes(data[22:24])
    return Message(
        version=5,
        sequence=int.from_bytes(data[16:20]),
        domain=int.from_bytes(data[20:22]),
        sent_us=int.from_bytes(data[8:12]) * 1_000_000 + int.from_bytes(data[12:16]) // 1000,
        uptime_ms=int.from_bytes(data[4:8]),
        sampled_one_in=sampling & 0x3FFF,
        sets=[Set(5, data[HEADERS[5] :])],
    )


def _version_9(data: bytes) -> Message | None:
    sets = _sets(data, HEADERS[9], 9)
    if not sets:
        return None
    return Message(
        version=9,
        sequence=int.from_bytes(data[12:16]),
        domain=int.from_bytes(data[16:20]),
        sent_us=int.from_bytes(data[8:12]) * 1_000_000,
        uptime_ms=int.from_bytes(data[4:8]),
        sampled_one_in=0,
        sets=sets,
    )


def _ipfix(data: bytes) -> Message | None:
    if int.from_bytes(data[2:4]) != len(data):
        return None
    sets = _sets(data, HEADERS[10], 10)
    if sets is None:
        return None
    return Message(
        version=10,
        sequence=int.from_bytes(data[8:12]),
        domain=int.from_bytes(data[12:16]),
        sent_us=int.from_bytes(data[4:8]) * 1_000_000,
        uptime_ms=-1,
        sampled_one_in=0,
        sets=sets,
    )


def _sets(data: bytes, at: int, version: int) -> list[Set] | None:
    """The sets of a message; None where their lengths do not come to the message's."""
    found = []
    while len(data) - at >= _SET_HEADER:
        number, length = int.from_bytes(data[at : at + 2]), int.from_bytes(data[at + 2 : at + 4])
        if length < _SET_HEADER or at + length > len(data):
            return None
        if number < _LEAST_DATA and number not in _TEMPLATES[version]:
            return None
        found.append(Set(number, data[at + _SET_HEADER : at + length]))
        at += length
    return found if at == len(data) else None


def kind_of(message: Message, number: int) -> str:
    """What a set of a message holds: `templates`, `options` or `data`."""
    kinds = _TEMPLATES[message.version]
    return ("templates", "options")[kinds.index(number)] if number in kinds else "data"
