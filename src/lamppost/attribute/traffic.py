"""A word for the shape of what went to and fro, by rules one can read; never for what was in it.

Each threshold stands here once, with its reason; `docs/reference/reach.md` has the same table.
"""

from collections.abc import Sequence

from lamppost.model.reach import Exchange
from lamppost.model.vocabulary import Opener, Traffic

BULK_BYTES = 250_000
"""Fifteen seconds at 1 MB a minute, the least found published for a home camera's low quality."""
BULK_BPS = 50_000.0
"""Bits a second: what one maker states as the most that its cameras send without sending video."""
BULK_PACKET_BYTES = 500.0
"""Mean IP packet: pictures fill packets, acknowledgements (40 to 60 bytes) and commands do not."""
BULK_SHARE = 0.75
"""Share of one direction in all bytes from which it counts as one-sided."""
SMALL_UPLOAD_BYTES = 10_000
"""Less than this is a message, not a picture or a log."""
STREAM_BPS = 20_000.0
"""Bits a second each way: the lowest rate that a camera's manual was found to offer for video."""
STREAM_S = 10.0
"""Seconds: shorter exchanges are not called steady."""
SMALL_PACKET_BYTES = 300.0
"""Mean IP packet of small messages, as sent."""
SHORT_S = 600.0
"""Seconds for one connection on average: a web connection that stays open longer is kept open for something else."""
NTP_BYTES = (76.0, 116.0)
"""Mean IP packet: 48 bytes of header (RFC 5905 §7.3) over UDP and IPv4, up to IPv6 with a 20-byte authenticator."""

LOOKUP_PORTS = frozenset({"udp/53", "tcp/53", "tcp/853", "udp/853"})
WEB_PORTS = frozenset({"tcp/80", "tcp/443", "udp/443", "tcp/8080"})
SIGNALLING_PORTS = frozenset(
    {"udp/3478", "tcp/3478", "udp/5349", "tcp/5349", "udp/5060", "tcp/5060", "udp/5061", "tcp/5061"}
)
"""STUN and TURN (RFC 5389 §9, and over TLS), SIP."""


def traffic_word(row: Exchange) -> Traffic:
    """The first rule that fits; `unknown` where none does, or where bytes or packets are not told of all connections.

    Args:
        row: The numbers of one port; its own `traffic` is not read.
    """
    if row.untold and set(row.untold) != {"active_s"}:
        return "unknown"
    sent, received = row.sent_bytes or 0, row.received_bytes or 0
    share = sent / (sent + received) if sent + received else 0.5
    if row.port == "udp/123" and _is_ntp(row):
        return "time"
    if _is_stream(row) and 1 - BULK_SHARE < share < BULK_SHARE:
        return "two_way_stream"
    is_upload = share >= BULK_SHARE and _mean(row.sent_bytes, row.sent_packets) >= BULK_PACKET_BYTES
    if is_upload and sent >= BULK_BYTES:
        if row.untold:
            return "unknown"
        return "bulk_upload" if _bps(sent, row) >= BULK_BPS else "slow_upload"
    if received >= BULK_BYTES and share <= 1 - BULK_SHARE:
        return "bulk_download"
    if max(sent, received) < BULK_BYTES:
        is_picture = is_upload and bool(row.received_packets) and sent >= SMALL_UPLOAD_BYTES
        return "small_upload" if is_picture else _little(row)
    return "small_control" if _is_small(row) and not row.untold else "unknown"


def traffic_of(rows: Sequence[Exchange]) -> Traffic:
    """The word of a destination: that of the exchange with most bytes."""
    best = max(
        rows, key=lambda row: ((row.sent_bytes or 0) + (row.received_bytes or 0), row.port), default=None
    )
    return best.traffic if best is not None else "unknown"


def opener_of(rows: Sequence[Exchange]) -> Opener:
    """Who opened the connections with a destination."""
    openers = {row.opened_by for row in rows}
    return "both" if len(openers) > 1 else openers.pop() if openers else "device"


def _little(row: Exchange) -> Traffic:
    """The word for less than a bulk of bytes each way."""
    if row.received_packets == 0:
        return "unanswered"
    if row.port in LOOKUP_PORTS:
        return "name_lookup"
    if row.port in SIGNALLING_PORTS:
        return "signalling"
    if row.port in WEB_PORTS and not row.untold and (row.active_s or 0) <= SHORT_S * row.connections:
        return "web_exchange"
    return "small_control" if _is_small(row) and not row.untold else "unknown"


def _is_ntp(row: Exchange) -> bool:
    """Packets of the size of NTP's, sent, and come back unless nothing did."""
    least, most = NTP_BYTES
    ways = [(row.sent_bytes, row.sent_packets), (row.received_bytes, row.received_packets)]
    return bool(row.received_packets) and all(
        least <= _mean(count, packets) <= most for count, packets in ways if packets
    )


def _is_stream(row: Exchange) -> bool:
    return (row.active_s or 0) >= STREAM_S and all(
        _bps(count or 0, row) >= STREAM_BPS for count in (row.sent_bytes, row.received_bytes)
    )


def _is_small(row: Exchange) -> bool:
    """Small on the way out; what comes back may hold certificates."""
    return _mean(row.sent_bytes, row.sent_packets) <= SMALL_PACKET_BYTES


def _mean(count: int | None, packets: int | None) -> float:
    return count / packets if count and packets else 0.0


def _bps(count: int, row: Exchange) -> float:
    """Bits a second while connections lasted; without end where they lasted no time."""
    return 8 * count / row.active_s if row.active_s else float("inf")
