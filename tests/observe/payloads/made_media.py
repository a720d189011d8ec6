"""RTP written by hand from RFC 3550, RFC 6184, RFC 7798, RFC 2435 and H.222.0; shares nothing with the parsers."""

import struct

SPS, PPS = b"\x67\x64\x00\x1f\xac\xd9\x40\x50", b"\x68\xeb\xec\xb2\x2c"
VPS5, SPS5 = b"\x40\x01\x0c\x01" + bytes(range(1, 17)), b"\x42\x01\x01\x01" + bytes(range(1, 21))
BODY = bytes(range(1, 251)) * 2


def rtp(
    sequence: int,
    timestamp: int,
    payload: bytes,
    *,
    kind: int = 96,
    source: int = 0x12345678,
    mark: bool = False,
) -> bytes:
    """RFC 3550 §5.1."""
    return struct.pack(">BBHII", 0x80, kind | mark << 7, sequence % 65536, timestamp, source) + payload


def run(payloads: list[tuple[int, bytes]], *, start: int = 65533, **fields) -> list[bytes]:
    """Packets that count up; each payload with its time."""
    return [rtp(start + number, time, payload, **fields) for number, (time, payload) in enumerate(payloads)]


def h264(n: int = 12) -> list[bytes]:
    """Parameter sets, a picture in fragments, then single slices."""
    parts = [(0, SPS), (0, PPS), (0, b"\x7c\x85" + BODY), (0, b"\x7c\x05" + BODY), (0, b"\x7c\x45" + BODY)]
    return run([*parts, *((3600 * (at + 1), b"\x41\x9a" + BODY) for at in range(n - len(parts)))])


def h265(n: int = 12) -> list[bytes]:
    parts = [
        (0, VPS5),
        (0, SPS5),
        (0, b"\x62\x01\x93" + BODY),
        (0, b"\x62\x01\x13" + BODY),
        (0, b"\x62\x01\x53" + BODY),
    ]
    return run([*parts, *((3600 * (at + 1), b"\x02\x01\xd0" + BODY) for at in range(n - len(parts)))])


def jpeg(n: int = 8) -> list[bytes]:
    """Two pictures of fragments of 400 octets."""
    each = n // 2
    return run(
        [
            (time, b"\0" + (400 * at).to_bytes(3) + b"\x01\x50\x50\x3c" + BODY[:400])
            for time in (0, 3600)
            for at in range(each)
        ],
        kind=26,
    )


def program_stream(n: int = 6) -> list[bytes]:
    """Pack header, system header, video packet (H.222.0 §2.5.3), then what goes on of it."""
    pack = b"\0\0\1\xba\x44\0\4\0\4\1\0\0\3\xf8" + b"\0\0\1\xbb\0\6" + bytes(6) + b"\0\0\1\xe0\4\0\x80\x80\5"
    return run([(0, pack + BODY), *((0, BODY) for _ in range(n - 1))], start=7)


def pcmu(n: int = 6, *, added: int = 0) -> list[bytes]:
    """20 ms of sound each; `added` octets as SRTP appends them."""
    return run([(160 * at, bytes([0x7F, 0xFF]) * 80 + bytes(added)) for at in range(n)], kind=0)


def framed(packets: list[bytes]) -> bytes:
    """RFC 4571 §2."""
    return b"".join(len(packet).to_bytes(2) + packet for packet in packets)


def interleaved(packets: list[bytes], channel: int = 0) -> bytes:
    """RFC 2326 §10.12."""
    return b"".join(b"$" + bytes([channel]) + len(packet).to_bytes(2) + packet for packet in packets)
