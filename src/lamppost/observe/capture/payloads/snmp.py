"""What an SNMP agent says that it is: the value of sysDescr.0 in a response.

Written from RFC 3416 §3 (response of version 2c), RFC 1157 §4 (version 1), RFC 3418 §2 (sysDescr) and X.690 §8.
Version 3 is mostly encrypted and not read. The community string is passed over.
"""

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

_SEQUENCE, _INTEGER, _STRING, _OID, _RESPONSE = 0x30, 0x02, 0x04, 0x06, 0xA2
_SYS_DESCR = bytes.fromhex("2b06010201010100")
_MAX_BINDINGS = 64


def read_snmp(payload: bytes) -> Heard:
    """The system description in a response of version 1 or 2c; nothing for any other datagram."""
    try:
        description = _description(payload)
    except IndexError:
        return NOTHING
    said = say((("snmp.sys_descr", description),))
    return Heard(said=said) if said else NOTHING


def _description(data: bytes) -> bytes:
    """The value of sysDescr.0; empty where the response holds none, IndexError where the octets are no response."""
    at, _ = _enter(data, 0, _SEQUENCE)
    version, at = _take(data, at, _INTEGER)
    if version not in (b"\0", b"\1"):
        raise IndexError
    _, at = _take(data, at, _STRING)
    at, _ = _enter(data, at, _RESPONSE)
    _, at = _take(data, at, _INTEGER)
    error, at = _take(data, at, _INTEGER)
    _, at = _take(data, at, _INTEGER)
    at, end = _enter(data, at, _SEQUENCE)
    for _ in range(_MAX_BINDINGS):
        if at >= end or error.strip(b"\0"):
            break
        inside, after = _enter(data, at, _SEQUENCE)
        name, inside = _take(data, inside, _OID)
        if name == _SYS_DESCR and data[inside] == _STRING:
            return _take(data, inside, _STRING)[0]
        at = after
    return b""


def _enter(data: bytes, at: int, wanted: int) -> tuple[int, int]:
    """Where the content of the element starts and ends."""
    if data[at] != wanted:
        raise IndexError
    size = data[at + 1]
    start = at + 2
    if size >= 0x80:
        width = size - 0x80
        if width not in (1, 2):
            raise IndexError
        data[start + width]  # the length is here
        size = int.from_bytes(data[start : start + width])
        start += width
    return start, start + size


def _take(data: bytes, at: int, wanted: int) -> tuple[bytes, int]:
    """The whole content of the element, and where the next one starts."""
    start, end = _enter(data, at, wanted)
    if end > len(data):
        raise IndexError
    return data[start:end], end
