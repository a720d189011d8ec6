"""What TP-Link devices say of themselves: TDP on UDP 20002 and the older protocol of port 9999.

TP-Link publishes neither. Written from python-kasa (kasa/discover.py and the answers in its tests and
fixtures: 16 octets of header, then JSON) and a reconstruction of an answer's header (length at 4); the older
one is JSON of which each octet is combined with the one before, starting from 171. Names that people
give, owners and identifiers are passed over.
"""

from typing import Any

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.json_text import inner_object, inner_text, read_object
from lamppost.observe.capture.payloads.text import say

_TDP_MAGIC, _TDP_HEADER = b"\x02\x00\x00\x01", 16
_KASA_KEY, _KASA_BEGIN = 171, b"\xd0\xf2\x81\xf8"  # {"sy
_MAX_KASA = 8 * 1024


def read_tdp(payload: bytes) -> Heard:
    """Type, model and versions in a device's answer; nothing for a search."""
    if payload[:4] != _TDP_MAGIC or len(payload) <= _TDP_HEADER:
        return NOTHING
    if int.from_bytes(payload[4:6], "big") != len(payload) - _TDP_HEADER:
        return NOTHING
    result = inner_object(read_object(payload[_TDP_HEADER:]), "result")
    if not inner_text(result, "device_type") or not inner_text(result, "device_model"):
        return NOTHING
    return Heard(
        said=say(
            (
                ("tdp.device_type", inner_text(result, "device_type")),
                ("tdp.device_model", inner_text(result, "device_model")),
                ("tdp.firmware_version", _either(result, "firmware_version", "fw_ver")),
                ("tdp.hardware_version", _either(result, "hardware_version", "hw_ver")),
            )
        )
    )


def read_kasa(payload: bytes) -> Heard:
    """Type, model and software in the answer to get_sysinfo; nothing for the question."""
    if payload[:4] != _KASA_BEGIN or len(payload) > _MAX_KASA:
        return NOTHING
    clear = bytes(
        octet ^ before for octet, before in zip(payload, bytes([_KASA_KEY]) + payload, strict=False)
    )
    info = inner_object(read_object(clear), "system", "get_sysinfo")
    info = inner_object(info, "system") or info  # cameras put it one level deeper
    kind = _either(info, "mic_type", "type")
    if not kind or not inner_text(info, "model"):
        return NOTHING
    return Heard(
        said=say(
            (
                ("kasa.device_type", kind),
                ("kasa.model", inner_text(info, "model")),
                ("kasa.software_version", inner_text(info, "sw_ver")),
            )
        )
    )


def _either(value: dict[str, Any], first: str, second: str) -> str:
    return inner_text(value, first) or inner_text(value, second)
