"""Which datagrams hold a client's first Initial packet, written from RFC 9000 §7.2, §14.1, §17.2 and RFC 9369 §3."""

import struct

TYPES = {0x6B3343CF: 1, 1: 0} | {0xFF000000 | draft: 0 for draft in range(23, 35)}


def begins_quic(datagram: bytes) -> bool:
    if len(datagram) < 1200:
        return False
    first, version, size = struct.unpack(">BIB", datagram[:6])
    bits = f"{first:08b}"
    return bits[:2] == "11" and int(bits[2:4], 2) == TYPES.get(version) and size in range(8, 21)
