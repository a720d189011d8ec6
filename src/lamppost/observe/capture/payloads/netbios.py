"""The names that a host claims by the NetBIOS name service.

Written from RFC 1001 §14.1 (first-level encoding: half an octet a letter) and RFC 1002 (§4.2.1.1 header, §4.2.1.3
resource records, §4.2.2 registration, §4.2.4 refresh, §4.2.13 positive query response, §4.2.18 node status response).
Names of groups are another's as much as the sender's, and a query names another host: neither is kept. Of the sixteen
octets of a name the last says which service has it; kept are the names of the host (00) and of its files (20).
"""

import struct
from collections.abc import Iterator

from lamppost.observe.capture.payloads.domain_names import (
    ENDS_EARLY,
    HEADER,
    BrokenMessageError,
    Record,
    contradiction,
    read_records,
    skip_questions,
)
from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

_NB, _NBSTAT = 0x20, 0x21
_RESPONSE = 0x8000
_FROM_SERVER = 0x0080  # recursion available: a name server, which answers for others
_RCODE = 0x000F
_QUERY = 0
_CLAIMS = frozenset(
    {5, 8, 9, 15}
)  # registration, refresh (either number), registration of one with many addresses
_GROUP = 0x8000
_NAME = 16
_ENCODED = 2 * _NAME
_MAX_NAMES = 64
_KINDS = frozenset({0x00, 0x20})


def read_netbios(message: bytes) -> Heard:
    """The names that the sender claims, answers to, or lists as its own.

    Args:
        message: UDP data to or from port 137.

    Returns:
        `netbios.name` for each name that is not a group's; nothing for other messages; `malformed` where the message
        contradicts its format.
    """
    try:
        said = say(("netbios.name", name) for name in _names(message))
    except BrokenMessageError as broken:
        return Heard(malformed=contradiction("NetBIOS", str(broken)))
    except (IndexError, struct.error):
        return Heard(malformed=contradiction("NetBIOS", ENDS_EARLY))
    return Heard(said=said) if said else NOTHING


def _names(message: bytes) -> Iterator[bytes]:
    _id, flags, n_questions, n_answers, n_authority, n_additional = HEADER.unpack_from(message)
    opcode, is_response = flags >> 11 & 15, bool(flags & _RESPONSE)
    is_answer = is_response and opcode == _QUERY and not flags & (_RCODE | _FROM_SERVER)
    if not is_answer and (is_response or opcode not in _CLAIMS):
        return
    count = n_answers if is_answer else n_answers + n_authority + n_additional
    for record in read_records(message, skip_questions(message, n_questions), count):
        data = message[record.data_at : record.data_at + record.size]
        if record.type == _NB and len(data) >= 2 and not data[0] << 8 & _GROUP:
            yield from _host(_decoded(record))
        elif record.type == _NBSTAT and is_answer and data:
            yield from _listed(data)


def _listed(data: bytes) -> Iterator[bytes]:
    """The sender's own names in a node status: a count, then sixteen octets and two of flags for each."""
    for index in range(min(data[0], _MAX_NAMES)):
        at = 1 + index * (_NAME + 2)
        entry = data[at : at + _NAME + 2]
        if len(entry) == _NAME + 2 and not entry[_NAME] << 8 & _GROUP:
            yield from _host(entry[:_NAME])


def _host(name: bytes) -> Iterator[bytes]:
    if len(name) == _NAME and name[-1] in _KINDS:
        yield name[:-1].rstrip(b" \0")


def _decoded(record: Record) -> bytes:
    """The sixteen octets of a record's owner; empty where it is not encoded so."""
    label = record.owner.partition(b".")[0]
    if len(label) != _ENCODED or not all(0x41 <= letter <= 0x50 for letter in label):
        return b""
    return bytes((label[at] - 0x41) << 4 | (label[at + 1] - 0x41) for at in range(0, _ENCODED, 2))
