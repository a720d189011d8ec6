"""Frames that only the listening device sends: Baichuan (Reolink) and DVRIP (Xiongmai, XMEye).

Neither maker publishes a specification. Baichuan is written from the protocol notes of neolink
(magic f0debc0a, message class at 18) and its captures; DVRIP from the notes of python-dvr and the
frame description of public decoders (ff, 00 or 01, message id at 14, length at 16, JSON at 20; the members
of a search answer from python-dvr's DeviceManager.py and dvrip, command 05fb).
"""

import struct

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.json_text import MAX_BYTES, inner_object, read_object
from lamppost.observe.capture.payloads.text import say

_BAICHUAN_MAGIC = b"\xf0\xde\xbc\x0a"
_BAICHUAN_HEADER = 20
_BAICHUAN_CLASSES = frozenset({b"\x14\x65", b"\x14\x66", b"\x14\x64", b"\x00\x00"})

_DVRIP = struct.Struct("<BBHIIBBHI")  # ff, version, reserved, session, sequence, two counts, id, size
_DVRIP_SEARCH, _DVRIP_FOUND = 1530, 1531
_DVRIP_SAID = (
    ("dvrip.device_type", "DeviceType"),
    ("dvrip.version", "Version"),
    ("dvrip.build_date", "BuildDate"),
)


def read_baichuan(head: bytes) -> Heard:
    """That the side which was connected to speaks Baichuan.

    Args:
        head: What the answering side sent; the opener is an app or a recorder, not the camera.
    """
    if len(head) < _BAICHUAN_HEADER or head[:4] != _BAICHUAN_MAGIC:
        return NOTHING
    if head[18:20] not in _BAICHUAN_CLASSES:
        return NOTHING
    return Heard(said=say((("baichuan.header", "f0debc0a"),)))


def read_dvrip(payload: bytes) -> Heard:
    """That the sender answers as a DVRIP device, and what an answer to a search says of it.

    A frame is one whose length fits, with JSON behind.

    Args:
        payload: A datagram, or the head of what the answering side of a connection sent.
    """
    if len(payload) < _DVRIP.size + 2:
        return NOTHING
    first, version, _reserved, _session, _sequence, _n, _i, message_id, size = _DVRIP.unpack_from(payload)
    if first != 0xFF or version > 1 or message_id == _DVRIP_SEARCH or not 2 <= size <= MAX_BYTES:
        return NOTHING
    text = payload[_DVRIP.size : _DVRIP.size + size]
    answer = read_object(text) if len(text) == size else {}
    if answer is None or not text.lstrip().startswith(b"{"):
        return NOTHING
    common = inner_object(answer, "NetWork.NetCommon") if message_id == _DVRIP_FOUND else {}
    return Heard(
        said=say(
            (
                ("dvrip.header", f"ff{version:02x}"),
                *((field, _short(common.get(name))) for field, name in _DVRIP_SAID),
            )
        )
    )


def _short(value: object) -> str:
    """A text or a number as text; empty for anything else."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
