"""What cameras say of themselves when they look for a peer: PPPP (CS2, iLnk) and Reolink's BcUDP.

Neither is published. PPPP is written from PPPP.md of pppp-dissector and pppp.fdesc of the dissector it builds
on (f1, type, length; the identifier is a prefix of letters, a number and a check of letters), BcUDP from
dissector/udp.md of neolink (header, checksum, key, and the messages that only a camera sends). Of an
identifier the prefix alone is kept, which many devices share. PPPP that is obfuscated stays so; with the key
that pppp_dissect.lua of pppp-dissector knows, the header of an answer is always the same and is recognised.
"""

import re
import struct
import zlib

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.text import say

PPPP_MAGIC = 0xF1
"""The first octet of every message of PPPP."""

PPPP_LAN_PORT = 32108
"""Where a device answers searches of its own network from; whoever searched repeats the answer to it."""

_PPPP = struct.Struct(">BBH")  # f1, type, length
_PPPP_LOGINS = {0x10: 40, 0x14: 104}  # a device's login at a directory: size
_PPPP_ANSWERS = {0x41: (20, 24), 0x42: (20, 24)}  # punch, ready: sizes, the longer with a version
_PPPP_NAMES = {0x10: "login", 0x14: "login", 0x41: "punch", 0x42: "ready"}
_PPPP_OBFUSCATED = {  # header of an answer under the key of that dissector: what it is
    b"\x2c\xcb\x62\x93": "punch", b"\x2c\xcb\x62\x9f": "punch",
    b"\x2c\xc8\x72\xe4": "ready", b"\x2c\xc8\x72\xe8": "ready",
}  # fmt: skip
_PPPP_SIZES = {0x93: 20, 0xE4: 20, 0x9F: 24, 0xE8: 24}  # by the last octet of such a header
_UID = re.compile(rb"([A-Z]{3,7})\0{1,5}.{4}[A-Z]{5}\0{3}", re.DOTALL).match

_BCUDP = struct.Struct("<4sIIII")  # magic, size, constant, transmission, checksum
_BCUDP_MAGIC = b"\x3a\xcf\x87\x2a"
_BCUDP_KEY = (
    0x1F2D3C4B, 0x5A6C7F8D, 0x38172E4B, 0x8271635A, 0x863F1A2B, 0xA5C6F7D8, 0x8371E1B4, 0x17F2D3A5,
)  # fmt: skip
_BCUDP_CAMERA = re.compile(rb"<P2P>\s{0,8}<(D2C_(?:C_R|T|CFM|DISC))>").search
_MAX_XML = 4 * 1024
_M32 = 0xFFFFFFFF


def read_pppp(payload: bytes, src_port: int) -> Heard:
    """The letters before the number of a device that logs in or answers a search.

    Args:
        payload: The UDP data.
        src_port: UDP port of the sender; an answer is a device's only where it comes from the LAN port.
    """
    if len(payload) < _PPPP.size:
        return NOTHING
    magic, kind, size = _PPPP.unpack_from(payload)
    if magic != PPPP_MAGIC or size != len(payload) - _PPPP.size:
        return NOTHING
    is_answer = src_port == PPPP_LAN_PORT and size in _PPPP_ANSWERS.get(kind, ())
    uid = _UID(payload, _PPPP.size)
    if uid is None or not (is_answer or _PPPP_LOGINS.get(kind) == size):
        return NOTHING
    return Heard(said=say((("pppp.answer", _PPPP_NAMES[kind]), ("pppp.uid_prefix", uid[1]))))


def read_obfuscated_pppp(payload: bytes, src_port: int) -> Heard:
    """That a device answers a search, where all that it says is obfuscated.

    Args:
        payload: The UDP data.
        src_port: UDP port of the sender, as in `read_pppp`.
    """
    kind = _PPPP_OBFUSCATED.get(payload[: _PPPP.size])
    if kind is None or src_port != PPPP_LAN_PORT or len(payload) != _PPPP.size + _PPPP_SIZES[payload[3]]:
        return NOTHING
    return Heard(said=say((("pppp.answer", f"{kind}, obfuscated"),)))


def read_bcudp(payload: bytes) -> Heard:
    """Which message of a camera this is; nothing for what apps and servers send."""
    if len(payload) <= _BCUDP.size or payload[:4] != _BCUDP_MAGIC:
        return NOTHING
    _magic, size, constant, transmission, checksum = _BCUDP.unpack_from(payload)
    secret = payload[_BCUDP.size :]
    if constant != 1 or size != len(secret) or size > _MAX_XML or _checksum(secret) != checksum:
        return NOTHING
    found = _BCUDP_CAMERA(_crypt(transmission, secret))
    return Heard(said=say((("bcudp.answer", found[1]),))) if found else NOTHING


def _checksum(data: bytes) -> int:
    """CRC-32 that begins at zero and is not inverted at the end."""
    return zlib.crc32(data, _M32) ^ _M32


def _crypt(transmission: int, data: bytes) -> bytes:
    """The data combined with the key, each word of which is moved on by the transmission's number."""
    key = b"".join(((word + transmission) & _M32).to_bytes(4, "little") for word in _BCUDP_KEY)
    return bytes(octet ^ key[at % len(key)] for at, octet in enumerate(data))
