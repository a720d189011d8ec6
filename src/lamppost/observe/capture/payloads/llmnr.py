"""The name that a host answers to by link-local multicast name resolution.

Written from RFC 4795 (§2.1.1 header, §2.3 responders: a host answers for the names it is authoritative for alone).
A query names another host, or one that is not here, and says nothing of its sender.
"""

import struct

from lamppost.observe.capture.payloads.domain_names import (
    AAAA,
    ENDS_EARLY,
    HEADER,
    A,
    BrokenMessageError,
    contradiction,
    read_records,
    skip_questions,
)
from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

_RESPONSE = 0x8000
_OPCODE = 0x7800
_CONFLICT = 0x0400
_TENTATIVE = 0x0100
_RCODE = 0x000F


def read_llmnr(message: bytes) -> Heard:
    """The host name that a responder has.

    Args:
        message: UDP data to or from port 5355.

    Returns:
        `llmnr.host` for each owner of an address record in the answers; nothing for a query, an error, or a name
        that is not settled (conflict or tentative bit); `malformed` where the message contradicts its format.
    """
    try:
        _id, flags, n_questions, n_answers, _authority, _additional = HEADER.unpack_from(message)
        if not flags & _RESPONSE or flags & (_OPCODE | _CONFLICT | _TENTATIVE | _RCODE):
            return NOTHING
        records = read_records(message, skip_questions(message, n_questions), n_answers)
        said = say(("llmnr.host", record.owner) for record in records if record.type in (A, AAAA))
    except BrokenMessageError as broken:
        return Heard(malformed=contradiction("LLMNR", str(broken)))
    except (IndexError, struct.error):
        return Heard(malformed=contradiction("LLMNR", ENDS_EARLY))
    return Heard(said=said) if said else NOTHING
