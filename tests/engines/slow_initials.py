"""The hello in a client's first datagram, written from RFC 9000 §12.2, §17.2, §19 and RFC 9001 §5, with a library's ciphers."""

import io

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from made_quic import V1, V2, keys

KINDS = ["initial", "early", "handshake", "retry"]


class OddError(Exception):
    """What no ordinary client sends."""


def hello_in(datagram: bytes) -> bytes | None:
    """The handshake message, where it is whole in the datagram and every packet is an ordinary one."""
    try:
        return joined([piece for payload in payloads(datagram) for piece in crypto_pieces(payload)])
    except (OddError, InvalidTag):
        return None


def take(stream: io.BytesIO, size: int) -> bytes:
    octets = stream.read(size)
    if len(octets) < size:
        raise OddError
    return octets


def take_number(stream: io.BytesIO) -> int:
    first = take(stream, 1)
    rest = take(stream, (1, 2, 4, 8)[first[0] >> 6] - 1)
    return int.from_bytes(bytes([first[0] & 63]) + rest, "big")


def payloads(datagram: bytes) -> list[bytes]:
    found, asked = [], None
    while datagram and datagram[0] >= 0xC0:
        kind, version, target, number_at, end = look_at(datagram)
        if kind == "initial":
            if asked not in (None, (version, target)):
                raise OddError
            asked = version, target
            found.append(opened(datagram[:end], number_at, keys(version, target)))
        datagram = datagram[end:]
    return found


def look_at(datagram: bytes) -> tuple[str, int, bytes, int, int]:
    stream = io.BytesIO(datagram)
    first = take(stream, 1)[0]
    version = int.from_bytes(take(stream, 4), "big")
    target = take(stream, take(stream, 1)[0])
    source = take(stream, take(stream, 1)[0])
    if version not in (V1, V2) or max(len(target), len(source)) > 20:
        raise OddError
    kind = KINDS[(first // 16 % 4 - (version == V2)) % 4]
    if kind == "retry":
        raise OddError
    if kind == "initial":
        take(stream, take_number(stream))
    length = take_number(stream)
    number_at = stream.tell()
    take(stream, length)
    return kind, version, target, number_at, stream.tell()


def opened(packet: bytes, number_at: int, of_client: tuple[bytes, bytes, bytes]) -> bytes:
    key, iv, hp = of_client
    sample = packet[number_at + 4 : number_at + 20]
    if len(sample) < 16:
        raise OddError
    mask = Cipher(algorithms.AES(hp), modes.ECB()).encryptor().update(sample)
    first = packet[0] ^ mask[0] % 16
    body_at = number_at + first % 4 + 1
    number = bytes(packet[number_at + n] ^ mask[1 + n] for n in range(body_at - number_at))
    nonce = bytes(a ^ b for a, b in zip(iv, number.rjust(12, b"\0"), strict=True))
    if len(packet) - body_at < 16:
        raise OddError
    return AESGCM(key).decrypt(nonce, packet[body_at:], bytes([first]) + packet[1:number_at] + number)


def crypto_pieces(payload: bytes) -> list[tuple[int, bytes]]:
    stream, found = io.BytesIO(payload), []
    while kind := stream.read(1):
        if kind[0] == 6:
            offset = take_number(stream)
            found.append((offset, take(stream, take_number(stream))))
        elif kind[0] in (2, 3):
            for _ in range(2):
                take_number(stream)
            for _ in range(2 * take_number(stream) + 1 + 3 * (kind[0] - 2)):
                take_number(stream)
        elif kind[0] > 1:
            raise OddError
    return found


def joined(pieces: list[tuple[int, bytes]]) -> bytes | None:
    octets: dict[int, int] = {}
    for offset, data in pieces:
        for n, octet in enumerate(data, offset):
            if n in octets or n >= 2048:
                raise OddError
            octets[n] = octet
    if not {0, 1, 2, 3} <= octets.keys():
        return None
    size = 4 + octets[1] * 65536 + octets[2] * 256 + octets[3]
    return bytes(octets[n] for n in range(size)) if octets.keys() >= set(range(size)) else None
