"""JA4: a TLS client told by what its ClientHello offers, and not by the order that it shuffles.

Written from FoxIO's description of JA4, TLS Client Fingerprinting (repository FoxIO-LLC/ja4,
technical_details/JA4.md), which FoxIO gives under the BSD 3-Clause licence; the other methods of the JA4+
family are under another licence and are not used here. GREASE values are those of RFC 8701 §2.
"""

import hashlib
from functools import lru_cache
from typing import Literal

Transport = Literal["t", "q"]
"""TLS over TCP, or over QUIC."""

SERVER_NAME, ALPN = 0x0000, 0x0010
_MOST = 99
_NONE = "000000000000"
_VERSIONS = {
    0x0304: "13",
    0x0303: "12",
    0x0302: "11",
    0x0301: "10",
    0x0300: "s3",
    0x0002: "s2",
    0xFEFF: "d1",
    0xFEFD: "d2",
    0xFEFC: "d3",
}
_ALPHANUMERIC = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


@lru_cache(maxsize=4096)
def ja4(
    transport: Transport,
    versions: bytes,
    ciphers: bytes,
    extensions: bytes,
    alpn: bytes,
    algorithms: bytes,
) -> str:
    """The fingerprint, 36 characters, such as `t13d1516h2_8daaf6152771_e5627efa2ab1`.

    Args:
        transport: What carries the handshake.
        versions: The supported versions, two octets each; the version of the hello where it lists none.
        ciphers: The cipher suites, two octets each, as sent.
        extensions: The types of the extensions, two octets each, as sent.
        alpn: The first protocol of the ALPN extension; empty where there is none.
        algorithms: The signature algorithms, two octets each, as sent; empty where there are none.
    """
    suites, kinds = _numbers(ciphers), _numbers(extensions)
    first = "".join(
        (
            transport,
            _VERSIONS.get(max(_numbers(versions), default=0), "00"),
            "d" if SERVER_NAME in kinds else "i",
            f"{min(len(suites), _MOST):02}{min(len(kinds), _MOST):02}",
            _ends(alpn),
        )
    )
    listed = _hex(sorted(kind for kind in kinds if kind not in (SERVER_NAME, ALPN)))
    signed = _hex(_numbers(algorithms))
    return f"{first}_{_hash(_hex(sorted(suites)))}_{_hash(f'{listed}_{signed}' if signed else listed)}"


def _numbers(pairs: bytes) -> list[int]:
    """The 16-bit numbers, GREASE left out."""
    return [
        pairs[at] << 8 | pairs[at + 1]
        for at in range(0, len(pairs) - 1, 2)
        if not (pairs[at] == pairs[at + 1] and pairs[at] & 0x0F == 0x0A)
    ]


def _hex(numbers: list[int]) -> str:
    return ",".join(f"{number:04x}" for number in numbers)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12] if text else _NONE


def _ends(alpn: bytes) -> str:
    """First and last character of a protocol's name; of its hexadecimal form where one is no letter or digit."""
    if not alpn:
        return "00"
    if alpn[0] in _ALPHANUMERIC and alpn[-1] in _ALPHANUMERIC:
        return chr(alpn[0]) + chr(alpn[-1])
    return alpn.hex()[0] + alpn.hex()[-1]
