"""What Tuya devices say of themselves in the broadcasts to UDP 6666, 6667 and 7000.

Written from the nDPI capture `tuya_lp` and tinytuya's core/header.py: a header of magic, number, command and
length, and a tail; 000055aa up to version 3.4, 00006699 from 3.5 on. The oldest devices broadcast clear JSON
with the key of the product; encrypted ones stay so, although their key is known to everybody.
"""

import struct

from lamppost.observe.capture.payloads.heard import NOTHING, Heard
from lamppost.observe.capture.payloads.json_text import inner_text, read_object
from lamppost.observe.capture.payloads.text import say

_OLD = struct.Struct(">IIII")  # magic, sequence, command, size of what follows
_OLD_MAGIC, _OLD_TAIL, _OLD_END = 0x000055AA, b"\x00\x00\xaa\x55", 8  # checksum and tail
_NEW = struct.Struct(">IHIII")  # magic, unknown, sequence, command, size without the tail
_NEW_MAGIC, _NEW_TAIL, _NEW_LEAST = 0x00006699, b"\x00\x00\x99\x66", 12 + 16  # nonce and tag
_BROADCASTS = frozenset({0x00, 0x13, 0x23})  # sent by devices; other commands by apps


def read_tuya(payload: bytes) -> Heard:
    """That a Tuya device announces itself, and the key of its product where that is not encrypted."""
    if len(payload) < _OLD.size + _OLD_END:
        return NOTHING
    magic, _sequence, command, size = _OLD.unpack_from(payload)
    if magic == _NEW_MAGIC:
        return _read_new(payload)
    is_frame = magic == _OLD_MAGIC and size == len(payload) - _OLD.size and payload[-4:] == _OLD_TAIL
    if not is_frame or command not in _BROADCASTS:
        return NOTHING
    body = payload[_OLD.size : -_OLD_END]
    clear = read_object(body) or read_object(body[4:])  # some put a return code first
    key = inner_text(clear, "productKey") if clear else ""
    return Heard(said=say((("tuya_discovery.answer", "000055aa"), ("tuya_discovery.product_key", key))))


def _read_new(payload: bytes) -> Heard:
    if len(payload) < _NEW.size + _NEW_LEAST + 4:
        return NOTHING
    _magic, _unknown, _sequence, command, size = _NEW.unpack_from(payload)
    if size != len(payload) - _NEW.size - 4 or payload[-4:] != _NEW_TAIL or command not in _BROADCASTS:
        return NOTHING
    return Heard(said=say((("tuya_discovery.answer", "00006699"),)))
