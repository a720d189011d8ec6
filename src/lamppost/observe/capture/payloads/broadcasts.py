"""What devices say of themselves in small binary answers: Bosch, Foscam, Hanwha, Sony, Ubiquiti.

None of these makers publishes a specification. Written from the answer samples and the protocol list
of UniversalScanner (protocols 7, 20, 9, 11, 12), and for Ubiquiti from the nDPI capture `ubntac2` and
the published list of its types (03 firmware, 0c platform, 14 and 15 model).
"""

import re
import struct
from ipaddress import AddressValueError, IPv4Address

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say, until_nul

_MAC = re.compile(rb"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}").match

_BOSCH_MAGIC = b"\x99\x39\xa4\x27"
_BOSCH_SIZE = 32

_FOSCAM_HEADER = struct.Struct("<4sH9xI4x")  # magic, command, size of what follows
_FOSCAM_ANSWER = 1
_FOSCAM_NAME = slice(36, 57)

_HANWHA_MAC_AT, _HANWHA_IP_AT = 0x13, 0x25
_HANWHA_MODEL = slice(0x6D, 0x85)

_UBNT_VERSIONS = frozenset({b"\x01\x00", b"\x02\x06"})
_UBNT_ADDRESS, _UBNT_ADDRESSES, _UBNT_FIRMWARE, _UBNT_PLATFORM, _UBNT_MODEL, _UBNT_MODEL_2 = (
    0x01,
    0x02,
    0x03,
    0x0C,
    0x14,
    0x15,
)


def read_bosch_binary(payload: bytes) -> Heard:
    """That a Bosch device answers; the binary form holds addresses only."""
    if len(payload) != _BOSCH_SIZE or payload[:4] != _BOSCH_MAGIC:
        return NOTHING
    return Heard(said=say((("bosch_discovery.answer", "binary"),)))


def read_foscam(payload: bytes) -> Heard:
    """The name of a Foscam device that answers; nothing for the search itself."""
    if len(payload) < _FOSCAM_NAME.stop:
        return NOTHING
    magic, command, size = _FOSCAM_HEADER.unpack_from(payload)
    if magic != b"MO_I" or command != _FOSCAM_ANSWER or size != len(payload) - _FOSCAM_HEADER.size:
        return NOTHING
    name = until_nul(payload[_FOSCAM_NAME])
    return Heard(said=say((("foscam_discovery.answer", "MO_I"), ("foscam_discovery.name", name))))


def read_hanwha(payload: bytes) -> Heard:
    """The model of a Hanwha device, recognised by byte 0 and the address texts after it."""
    if payload[:1] != b"\x0b" or not _MAC(payload, _HANWHA_MAC_AT):
        return NOTHING
    try:
        IPv4Address(until_nul(payload[_HANWHA_IP_AT : _HANWHA_IP_AT + 16]).decode("ascii", "replace"))
    except AddressValueError:
        return NOTHING
    model = until_nul(payload[_HANWHA_MODEL])
    return Heard(said=say((("hanwha_discovery.answer", "0b"), ("hanwha_discovery.model", model))))


def read_sony(payload: bytes) -> Heard:
    """Model and software version of a Sony device: keys and values between bytes 02 and 03."""
    if payload[:1] != b"\x02" or payload[-1:] != b"\x03":
        return NOTHING
    pairs = dict(part.partition(b":")[::2] for part in payload[1:-1].split(b"\xff", 64))
    if not _MAC(pairs.get(b"MAC", b"")) or b"MODEL" not in pairs:
        return NOTHING
    return Heard(
        said=say(
            (
                ("sony_discovery.answer", "02"),
                ("sony_discovery.model", pairs[b"MODEL"]),
                ("sony_discovery.software_version", pairs.get(b"SOFTVERSION", b"")),
            )
        )
    )


def read_ubiquiti(payload: bytes) -> Heard:
    """The model of a Ubiquiti device; nothing where the lengths do not add up or no address is given."""
    if payload[:2] not in _UBNT_VERSIONS or len(payload) < 8:
        return NOTHING
    if int.from_bytes(payload[2:4], "big") != len(payload) - 4:
        return NOTHING
    values: dict[int, bytes] = {}
    at = 4
    while at + 3 <= len(payload):
        end = at + 3 + int.from_bytes(payload[at + 1 : at + 3], "big")
        values.setdefault(payload[at], payload[at + 3 : end])
        at = end
    if at != len(payload) or not (_UBNT_ADDRESS in values or _UBNT_ADDRESSES in values):
        return NOTHING
    models = (values.get(kind) for kind in (_UBNT_MODEL, _UBNT_MODEL_2, _UBNT_PLATFORM))
    said = say((("ubnt_discovery.model", next((until_nul(model) for model in models if model), b"")),))
    firmware = say((("ubnt_discovery.firmware", until_nul(values.get(_UBNT_FIRMWARE, b""))),))
    return Heard(said=(*said, *firmware)) if said else NOTHING
