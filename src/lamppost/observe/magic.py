"""Captures by their first bytes: pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng)."""

MAGIC_BYTES = 4
_PCAP_MAGICS = frozenset(
    bytes.fromhex(text)
    for text in (
        "a1b2c3d4",  # microseconds
        "d4c3b2a1",
        "a1b23c4d",  # nanoseconds
        "4d3cb2a1",
        "a1b2cd34",  # "modified": 8 more bytes in each record header
        "34cdb2a1",
    )
)
_PCAPNG_MAGIC = bytes.fromhex("0a0d0d0a")


def sniff_bytes(start: bytes) -> str | None:
    """`pcap`, `pcapng`, or None, by the first four bytes of a file."""
    if start[:MAGIC_BYTES] in _PCAP_MAGICS:
        return "pcap"
    return "pcapng" if start[:MAGIC_BYTES] == _PCAPNG_MAGIC else None
