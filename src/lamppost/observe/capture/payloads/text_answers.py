"""What devices say of themselves in lines of names and values: 360 Vision, HID VertX, Topsee.

None of the makers publishes a specification. Written from UniversalScanner's 360Vision.cs and its sample of an
answer (360Vision.selftest), for HID's door controllers from an answer of a VertX EVO V2000 in the notes of
wue-iot-note (“Device Broadcast Discovery”), and for Topsee (Tianshitong) from the notes of a discovery tool that was checked against
live captures (root XML_TOPSEE, Msg_code 3 for an answer, elements DEVICE_TYPE and VERSION). A Topsee answer
also holds the accounts of the device in clear text: only the three attributes below are looked at.
"""

import re

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

_VISION_TYPE = re.compile(rb"DISCOVER TYPE='?([A-Za-z0-9_-]{1,40})'? KEY=").match

_HID = re.compile(
    rb"discovered;([0-9]{3});[0-9A-Fa-f:]{17};[^;]{0,64};[0-9.]{7,15};[0-9]{1,3};([A-Z0-9-]{2,20});([0-9.]{3,20});[0-9/]{8,10};"
).fullmatch

_TOPSEE_ROOT, _TOPSEE_HEAD = b"<XML_TOPSEE>", 200
_TOPSEE_ANSWER = re.compile(rb'<MESSAGE_HEADER\s[^<>]{0,200}\bMsg_code\s?=\s?"3"').search
_TOPSEE = (
    ("topsee_discovery.device_type", b"DEVICE_TYPE", b"DeviceType"),
    ("topsee_discovery.device_module", b"DEVICE_TYPE", b"DeviceModule"),
    ("topsee_discovery.version", b"VERSION", b"FileSystemVersion"),
)
_MAX_TAG = 512
_MAX_BYTES = 16 * 1024


def read_360vision(payload: bytes) -> Heard:
    """The type of a 360 Vision device; nothing for the request, which is the first word alone."""
    found = _VISION_TYPE(payload)
    return Heard(said=say((("vision360_discovery.type", found[1]),))) if found else NOTHING


def read_hid(payload: bytes) -> Heard:
    """Type and firmware of a HID door controller; its name, which people may have chosen, is passed over."""
    found = _HID(payload)
    if found is None or int(found[1]) != len(payload):
        return NOTHING
    return Heard(said=say((("hid_discovery.type", found[2]), ("hid_discovery.firmware", found[3]))))


def read_topsee(payload: bytes) -> Heard:
    """Type, module and version of a Topsee device that answers a search."""
    if _TOPSEE_ROOT not in payload[:_TOPSEE_HEAD] or len(payload) > _MAX_BYTES or not _TOPSEE_ANSWER(payload):
        return NOTHING
    said = say((field, _attribute(payload, tag, name)) for field, tag, name in _TOPSEE)
    return Heard(said=(*say((("topsee_discovery.answer", "3"),)), *said)) if said else NOTHING


def _attribute(payload: bytes, tag: bytes, name: bytes) -> bytes:
    """The value in the first element of this name; empty where it is absent or not ASCII."""
    at = payload.find(b"<" + tag)
    element = payload[at : at + _MAX_TAG].partition(b">")[0] if at >= 0 else b""
    found = re.search(rb"\s" + name + rb'\s?=\s?"([ -~]{1,64}?)"', element)
    return found[1] if found else b""
