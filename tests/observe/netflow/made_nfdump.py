"""Files of nfdump, made octet by octet: layout 1 (1.6) and layout 2 (1.7)."""

import bz2
import ipaddress
import struct

PLAIN, LZO, BZIP2, LZ4, ZSTD = range(5)
FIRST_MS = 1_700_000_000_000
CAMERA, SERVER = "192.0.2.10", "198.51.100.7"
CAMERA_6, SERVER_6 = "2001:db8::10", "2001:db8:1::7"
FLAGS_1 = {PLAIN: 0, LZO: 1, BZIP2: 8, LZ4: 16}


def element(kind, data):
    return struct.pack("<HH", kind, 4 + len(data)) + data


def flow(sport, dport, proto=6, packets=1, octets=40, flags=0, first_ms=FIRST_MS, last_ms=None):
    last_ms = first_ms if last_ms is None else last_ms
    return element(
        1,
        struct.pack("<QQQQQHHBBBB", first_ms, last_ms, 0, packets, octets, sport, dport, proto, flags, 0, 0),
    )


def ends(src, dst):
    if ":" in src:
        halves = [half for one in (src, dst) for half in divmod(int(ipaddress.ip_address(one)), 1 << 64)]
        return element(3, struct.pack("<QQQQ", *halves))
    return element(2, struct.pack("<II", *(int(ipaddress.ip_address(one)) for one in (src, dst))))


def vlan(src, dst):
    return element(6, struct.pack("<II", src, dst))


def macs(in_src=0, out_dst=0, in_dst=0, out_src=0):
    return element(15, struct.pack("<QQQQ", in_src, out_dst, in_dst, out_src))


def v3(*elements, flags=0, exporter=0, version=0, size=None, count=None):
    body = b"".join(elements)
    size, count = 12 + len(body) if size is None else size, len(elements) if count is None else count
    return struct.pack("<HHHBBHBB", 11, size, count, 0, 0, exporter, flags, version) + body


def lz4_literals(data):
    """LZ4 that packs nothing: one run of literals."""
    count = len(data)
    if count < 15:
        return bytes([count << 4]) + data
    rest = count - 15
    return b"\xf0" + b"\xff" * (rest // 255) + bytes([rest % 255]) + data


def lzo_literals(data):
    """LZO1X that packs nothing: one run of literals, then the end."""
    count = len(data)
    if count <= 238:
        return bytes([17 + count]) + data + b"\x11\0\0"
    rest = count - 18
    zeros = (rest - 1) // 255
    return b"\0" + bytes(zeros) + bytes([rest - 255 * zeros]) + data + b"\x11\0\0"


def packed(data, packing):
    if packing == ZSTD:
        from lamppost.observe.unpacking import _zstd

        return _zstd().compress(data)
    return {PLAIN: bytes, LZO: lzo_literals, BZIP2: bz2.compress, LZ4: lz4_literals}[packing](data)


def block(*records, packing=PLAIN, kind=3, flags=0, count=None, size=None):
    data = packed(b"".join(records), packing)
    count, size = len(records) if count is None else count, len(data) if size is None else size
    return struct.pack("<IIHH", count, size, kind, flags) + data


def layout_2(*blocks, packing=PLAIN, layout=2, encryption=0, told=None):
    told = len(blocks) if told is None else told
    head = struct.pack("<HHIQBBHIqII", 0xA50C, layout, 0x01070100, 0, packing, encryption, 0, 0, 0, 0, told)
    return head + b"".join(blocks)


def sums(lost):
    """The block of sums that stands behind those of records in layout 2."""
    return block(struct.pack("<HH18Q", 0x8002, 148, *[0] * 17, lost))


def layout_1(*blocks, packing=PLAIN, told=None, lost=0):
    head = struct.pack(
        "<HHII128s", 0xA50C, 1, FLAGS_1[packing], len(blocks) if told is None else told, b"none"
    )
    return head + struct.pack("<15Q2I2HI", *[0] * 15, 0, 0, 0, 0, lost) + b"".join(blocks)


SIZES_1 = {5: 8, 13: 4, 20: 16, 21: 16}


def extension_map(number, *extensions):
    ids = [*extensions, 0] if len(extensions) % 2 else [*extensions, 0, 0]
    size = 8 + 2 * len(ids)
    return struct.pack(f"<HHHH{len(ids)}H", 2, size, number, sum(map(SIZES_1.get, extensions)), *ids)


def v1(src, dst, sport, dport, proto=6, packets=1, octets=40, flags=0, first_ms=FIRST_MS, last_ms=None, number=0,
       extensions=b"", exporter=None, bits=0):  # fmt: skip
    """A record of layout 1; without an exporter as the older ones are."""
    last_ms = first_ms if last_ms is None else last_ms
    is_six = ":" in src
    bits |= is_six | (packets >> 32 > 0) << 1 | (octets >> 32 > 0) << 2
    kind, head = (
        (1, struct.pack("<BBH", bits, 0, number))
        if exporter is None
        else (10, struct.pack("<HH", bits, number))
    )
    body = struct.pack("<HHIIBBBBHH", first_ms % 1000, last_ms % 1000, first_ms // 1000, last_ms // 1000, 0, flags, proto,
                       0, sport, dport)  # fmt: skip
    body += b"" if exporter is None else struct.pack("<HH", exporter, 0)
    for one in (src, dst):
        whole = int(ipaddress.ip_address(one))
        body += struct.pack("<QQ", *divmod(whole, 1 << 64)) if is_six else struct.pack("<I", whole)
    for value in (packets, octets):
        body += struct.pack("<Q" if value >> 32 else "<I", value)
    body += extensions
    return struct.pack("<HH", kind, 8 + len(body)) + head + body
