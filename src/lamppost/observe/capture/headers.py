"""The transport header into the scratch array, and the way to the headers before it.

Specifications: RFC 9293, RFC 768, RFC 2675 §4. Each function returns 0, or the kind of malformation.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.ip_headers import read_ipv4, read_ipv6
from lamppost.observe.capture.layout import (
    BAD_TCP,
    BAD_UDP,
    P_DST_PORT,
    P_END,
    P_FRAGMENT,
    P_NEXT,
    P_NEXT_LENGTH,
    P_PAYLOAD,
    P_PROTO,
    P_SRC_PORT,
    P_TCP_FLAGS,
)
from lamppost.observe.capture.link_headers import is_read_link, read_link, read_rest
from lamppost.observe.capture.octets import Longs, Octets, u16

__all__ = ["is_read_link", "read_ipv4", "read_ipv6", "read_link", "read_rest", "read_transport"]

_TCP = 6
_UDP = 17


@kernel
def read_transport(buf: Octets, pkt: Longs) -> int:
    """Ports, TCP flags and the place of the payload (RFC 9293 §3.1, RFC 768); -1 where there is none."""
    pkt[P_SRC_PORT] = -1
    pkt[P_DST_PORT] = -1
    pkt[P_TCP_FLAGS] = 0
    pkt[P_PAYLOAD] = -1
    at = pkt[P_NEXT]
    proto = pkt[P_PROTO]
    if at < 0 or pkt[P_FRAGMENT] == 2 or proto not in (_TCP, _UDP):
        return 0
    length = pkt[P_NEXT_LENGTH]
    if pkt[P_FRAGMENT] == 0 and length < (20 if proto == _TCP else 8):
        return BAD_TCP if proto == _TCP else BAD_UDP
    end = pkt[P_END]
    if end - at < 4:
        return 0
    pkt[P_SRC_PORT] = u16(buf, at)
    pkt[P_DST_PORT] = u16(buf, at + 2)
    if proto == _UDP:
        return _read_udp(buf, at, length, pkt)
    if end - at < 14:
        return 0
    pkt[P_TCP_FLAGS] = buf[at + 13]
    header = (buf[at + 12] & 0xF0) >> 2
    if header < 20 or header > length:
        return BAD_TCP
    if end - at > header:
        pkt[P_PAYLOAD] = at + header
    return 0


@kernel
def _read_udp(buf: Octets, at: int, length: int, pkt: Longs) -> int:
    """The payload of a datagram, or what its first fragment has of it; its end by the shorter of both lengths."""
    end = pkt[P_END]
    if end - at < 8:
        return 0
    bad = 0
    said = u16(buf, at + 4)
    if pkt[P_FRAGMENT] == 0 and said != 0:  # 0: longer than 65,535 octets (RFC 2675 §4)
        if said < 8:
            return BAD_UDP
        if said > length:
            bad = BAD_UDP
        pkt[P_END] = min(end, at + said)
    if pkt[P_END] > at + 8:
        pkt[P_PAYLOAD] = at + 8
    return bad
