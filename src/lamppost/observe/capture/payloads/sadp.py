"""SADP as Hikvision devices speak it in frames of their own, EtherType 0x8033; the XML over UDP is elsewhere.

Sources, both independent of the maker and read on 2026-11-27: MatrixEditor/hiktools at cf74a80 (`lua/sadp.lua`:
EtherType, marker, kinds of message, addresses) and LLLL-M/privateCodeforItsc at 7de4525 (`ARM/trunk/sadp/sadp.h`
and `sadp.c`: the same header, and the answer's serial number, numbers and versions). The serial number is not kept.
"""

from lamppost.observe.capture.payloads.heard import NOTHING, Bound, Heard
from lamppost.observe.capture.payloads.text import say

_HEADER = 38
_MARKER = 0x21
_LENGTHS = b"\x06\x04"  # of a MAC and an IPv4 address
_ANSWER = 4
_SERIAL = slice(38, 86)
_TYPE = slice(86, 90)
_SOFTWARE = slice(102, 150)


def read_sadp_frame(payload: bytes) -> Heard:
    """What a device answers: that it is one, its address, its type and its software version.

    Args:
        payload: The frame behind its EtherType.

    Returns:
        What it says; nothing for inquiries, settings and all that is no such frame.
    """
    if len(payload) < _SERIAL.stop or payload[0] != _MARKER or payload[8:10] != _LENGTHS:
        return NOTHING
    if payload[10] != _ANSWER or not _text(payload[_SERIAL]):
        return NOTHING
    said: list[tuple[str, bytes | str]] = [("sadp.answer", "InquiryResponse")]
    if len(payload) >= _SOFTWARE.stop:
        said.append(("sadp.device_type", str(int.from_bytes(payload[_TYPE]))))
        said.append(("sadp.software_version", _text(payload[_SOFTWARE])))
    address = payload[20:24]
    bound = Bound(int.from_bytes(payload[14:20]), ".".join(map(str, address))) if any(address) else None
    return Heard(said=say(said), bound=(bound,) if bound else ())


def _text(field: bytes) -> str:
    """A field of fixed length up to its first zero octet; empty where it is not printable ASCII."""
    text = field.partition(b"\0")[0]
    return text.decode() if text.isascii() and text.decode("ascii").isprintable() else ""
