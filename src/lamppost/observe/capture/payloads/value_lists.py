"""What devices say of themselves in lists of types and values: Panasonic and i-PRO, Vivotek, Synology.

None of these makers publishes a specification. Written from UniversalScanner's Panasonic.cs and a client
of i-PRO's Easy IP Setup (types 00a8 model, 00a9 firmware, list from 48 on, ended by ffff), from
UniversalScanner's Vivotek.cs (type 4 has no length) and an answer of an IB9360-H in the notes of wue-iot-note
(“Device Broadcast Discovery”: five octets that vary, then the types 1, 2 and 3), and for Synology from the
SynoFinder dissector for Wireshark and an answer of a DS918+ (types 77 version, 78 model). The names that
people give, serial numbers and addresses in them are passed over.
"""

from collections.abc import Iterator

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say, until_nul

_PANASONIC_MAGIC, _PANASONIC_LIST, _PANASONIC_END = b"\x00\x01", 0x30, 0xFFFF
_PANASONIC_IP, _PANASONIC_MODEL, _PANASONIC_FIRMWARE = 0x20, 0xA8, 0xA9

_VIVOTEK_LIST, _VIVOTEK_NAME, _VIVOTEK_LETTER, _VIVOTEK_MODEL = 5, 0x01, 0x04, 0x09
_VIVOTEK_ADDRESSES = (0x02, 6), (0x03, 4)  # hardware and IPv4 address, which follow the name: type, size

_SYNOLOGY_MAGIC = b"\x12\x34\x56\x78SYNO"
_SYNOLOGY_MAC, _SYNOLOGY_VERSION, _SYNOLOGY_MODEL = 0x19, 0x77, 0x78

_MAX_VALUES = 128


def read_panasonic(payload: bytes) -> Heard:
    """Model and firmware of a Panasonic or i-PRO device; nothing where the list does not end as it must."""
    if payload[:2] != _PANASONIC_MAGIC or len(payload) <= _PANASONIC_LIST:
        return NOTHING
    values = dict(_panasonic_values(payload))
    if _PANASONIC_END not in values or len(values.get(_PANASONIC_IP, b"")) != 4:
        return NOTHING
    if _PANASONIC_MODEL not in values:
        return NOTHING
    return Heard(
        said=say(
            (
                ("panasonic_discovery.answer", "0001"),
                ("panasonic_discovery.model", until_nul(values[_PANASONIC_MODEL])),
                ("panasonic_discovery.firmware", until_nul(values.get(_PANASONIC_FIRMWARE, b""))),
            )
        )
    )


def _panasonic_values(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Types and values; the end mark last, where it is reached."""
    at = _PANASONIC_LIST
    for _ in range(_MAX_VALUES):
        kind = int.from_bytes(payload[at : at + 2], "big")
        if kind == _PANASONIC_END:
            yield kind, b""
            return
        end = at + 4 + int.from_bytes(payload[at + 2 : at + 4], "big")
        if end > len(payload):
            return
        yield kind, payload[at + 4 : end]
        at = end


def read_vivotek(payload: bytes) -> Heard:
    """The model of a Vivotek device, recognised by the order and the sizes of the first values.

    A request has no list; the name, which people may have chosen, is passed over.
    """
    if payload[_VIVOTEK_LIST : _VIVOTEK_LIST + 1] != bytes([_VIVOTEK_NAME]):
        return NOTHING
    values: dict[int, bytes] = {}
    at = _VIVOTEK_LIST
    while at + 2 <= len(payload):
        kind = payload[at]
        end = at + 2 if kind == _VIVOTEK_LETTER else at + 2 + payload[at + 1]
        values.setdefault(kind, payload[at + 2 : end])
        at = end
    sizes = tuple((kind, len(value)) for kind, value in values.items())[1:3]
    if at != len(payload) or sizes != _VIVOTEK_ADDRESSES or _VIVOTEK_MODEL not in values:
        return NOTHING
    model = until_nul(values[_VIVOTEK_MODEL])
    return Heard(said=say((("vivotek_discovery.answer", "list"), ("vivotek_discovery.model", model))))


def read_synology(payload: bytes) -> Heard:
    """Model and version of a Synology device; nothing for a search, which names no model."""
    if payload[:8] != _SYNOLOGY_MAGIC:
        return NOTHING
    values: dict[int, bytes] = {}
    at = len(_SYNOLOGY_MAGIC)
    while at + 2 <= len(payload):
        end = at + 2 + payload[at + 1]
        values.setdefault(payload[at], payload[at + 2 : end])
        at = end
    if at != len(payload) or not values.keys() >= {_SYNOLOGY_MAC, _SYNOLOGY_MODEL}:
        return NOTHING
    return Heard(
        said=say(
            (
                ("synology_finder.model", until_nul(values[_SYNOLOGY_MODEL])),
                ("synology_finder.version", until_nul(values.get(_SYNOLOGY_VERSION, b""))),
            )
        )
    )
