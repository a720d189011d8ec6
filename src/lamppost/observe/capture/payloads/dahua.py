"""What Dahua devices say of themselves: DHIP answers and the older answer on UDP 5050.

Dahua publishes no specification. DHIP (32-byte header with `DHIP`, lengths at 16 and 24, then JSON)
is written from the notes of public decoders listed by UniversalScanner (protocol 4) and DahuaConsole;
the older answer from the UniversalScanner sample (protocol 3): byte 0 is b3, byte 2 the length of the
hardware address and type at offset 120, and lines of key and value follow them.
"""

import re
import struct
from collections.abc import Iterator

from lamppost.model.saying import noted
from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.json_text import inner_object, inner_text, read_object
from lamppost.observe.capture.payloads.text import say

_DHIP_HEADER = 32
_DHIP_SIZE_AT = 16
_U32 = struct.Struct("<I")
_DHIP = (
    ("dhip.vendor", "Vendor"),
    ("dhip.manufacturer", "Manufacturer"),
    ("dhip.device_type", "DeviceType"),
    ("dhip.device_class", "DeviceClass"),
    ("dhip.version", "Version"),
)
_LEGACY_TEXT_AT = 120
_MAC = re.compile(rb"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}").match
_MAX_LINES = 32


def read_dhip(payload: bytes) -> Heard:
    """Vendor, type, class and version of a device's notice; nothing for a search."""
    if payload[:8] != b"\x20\0\0\0DHIP" or len(payload) <= _DHIP_HEADER:
        return NOTHING
    (size,) = _U32.unpack_from(payload, _DHIP_SIZE_AT)
    if size > len(payload) - _DHIP_HEADER:
        return Heard(malformed=noted("DHIP: the length field is longer than the datagram"))
    answer = read_object(payload[_DHIP_HEADER:][: size or None])
    method = inner_text(answer, "method") if answer else ""
    if not method.startswith("client.notify"):
        return NOTHING
    info = inner_object(answer, "params", "deviceInfo")
    return Heard(
        said=say((("dhip.answer", method), *((field, inner_text(info, name)) for field, name in _DHIP)))
    )


def read_dahua_legacy(payload: bytes) -> Heard:
    """Name and device of the older answer, recognised by byte 0 and its hardware address."""
    if payload[:1] != b"\xb3" or not _MAC(payload, _LEGACY_TEXT_AT):
        return NOTHING
    return Heard(said=say(_legacy(payload)))


def _legacy(payload: bytes) -> Iterator[tuple[str, bytes]]:
    yield "dahua_discovery.answer", b"b3"
    for line in payload[_LEGACY_TEXT_AT + payload[2] :].split(b"\r\n", _MAX_LINES)[:_MAX_LINES]:
        key, _, value = line.partition(b":")
        if key == b"Name":
            yield "dahua_discovery.name", value
        elif key == b"Device":
            yield "dahua_discovery.device", value
