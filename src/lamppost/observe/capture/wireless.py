"""Wi-Fi frames, with or without what a radio adds, into the addresses and the place of what they carry.

Specifications: IEEE 802.11-2020 §9.2 and §9.3 (frame control, addresses, QoS, aggregated frames), radiotap.org
(Flags, it_len), LINKTYPE_IEEE802_11_PRISM of tcpdump.org, AVS Capture Frame Format 2.1, PPI (CACE, 2007).
A frame's own check sequence needs no care: what is read inside states its length.
"""

from lamppost.engine.kernel import kernel
from lamppost.observe.capture.layout import (
    BAD_PARTS,
    BAD_RADIO,
    CUT,
    ETHER_ENCRYPTED,
    ETHER_RADIO,
    ETHER_RADIO_PART,
    LINK_AVS,
    LINK_PPI,
    LINK_PRISM,
    LINK_RADIOTAP,
    P_AGGREGATED,
    P_DST_MAC,
    P_ETHER,
    P_IP,
    P_LIMIT,
    P_MORE,
    P_MORE_SENT,
    P_ORIGINAL,
    P_SRC_MAC,
)
from lamppost.observe.capture.octets import Longs, Octets, u16, u16_of, u32, u32_of, u48

_FAILED_CHECK = 0x40  # radiotap, field Flags
_PADDED = 0x20
_TO_AND_FROM = 3
_MORE_PARTS = 4
_PROTECTED = 0x40
_ORDER = 0x80


@kernel
def monitor_header(buf: Octets, at: int, left: int, sent: int, link: int) -> int:
    """Octets that the radio put before the frame; 0 where there are none, below 0 where they cannot be read.

    Args:
        buf: The block.
        at: First octet.
        left: Octets captured.
        sent: Octets sent.
        link: Link type.

    Returns:
        The length; CUT; or minus 100 less a BAD_* where it is malformed.
    """
    if link not in (LINK_PRISM, LINK_RADIOTAP, LINK_AVS, LINK_PPI):
        return 0
    if left < 8:
        return -100 - BAD_RADIO if sent < 8 else CUT
    size = 0
    if link in (LINK_RADIOTAP, LINK_PPI):
        if buf[at] == 0:
            size = u16_of(buf, at + 2, 0)
    elif u32(buf, at) & 0xFFFFF000 == 0x80211000:
        size = u32(buf, at + 4)
    elif link == LINK_PRISM:  # in the byte order of the machine that captured
        if u32_of(buf, at, 0) in (0x41, 0x44):
            size = u32_of(buf, at + 4, 0)
        elif u32(buf, at) in (0x41, 0x44):
            size = u32(buf, at + 4)
    if size < 8 or size > sent:
        return -100 - BAD_RADIO
    return size if size <= left else CUT


@kernel
def radiotap_flags(buf: Octets, at: int, size: int) -> int:
    """The field Flags of a radiotap header that was captured whole; 0 where it has none."""
    first = u32_of(buf, at + 4, 0)
    if first & 2 == 0:
        return 0
    pos = at + 8
    word = first
    while word & 0x80000000:  # another word of presence bits follows
        if pos + 4 > at + size:
            return 0
        word = u32_of(buf, pos, 0)
        pos += 4
    if first & 1:  # a time of 8 octets, on a boundary of 8
        pos = at + ((pos - at + 7) & ~7) + 8
    return buf[pos] & 0xFF if pos < at + size else 0


@kernel
def read_radio(buf: Octets, at: int, end: int, sent: int, flags: int, pkt: Longs) -> int:
    """Addresses of a radio frame, and where its LLC header stands.

    Args:
        buf: The block.
        at: First octet of the frame itself.
        end: One past the last captured.
        sent: Octets sent from there on.
        flags: Radiotap's, 0 where there are none.
        pkt: Scratch; P_ETHER is 0, for LLC, or the reason why there is nothing to read.
    """
    pkt[P_IP] = at
    pkt[P_ORIGINAL] = sent
    if flags & _FAILED_CHECK:
        return BAD_RADIO
    if end - at < 2:
        return BAD_RADIO if sent < 2 else CUT
    control = buf[at] & 0xFF
    bits = buf[at + 1] & 0xFF
    if control & 3 != 0:
        return BAD_RADIO
    pkt[P_ETHER] = ETHER_RADIO
    if control & 0x0C != 8 or control & 0x40:  # not data, or data frames that carry none
        return 0
    head = 24
    if bits & _TO_AND_FROM == _TO_AND_FROM:
        head += 6
    quality = head
    if control & 0x80:
        head += 6 if bits & _ORDER else 2
    if end - at < head:
        return BAD_RADIO if sent < head else CUT
    _take_addresses(buf, at, bits, pkt)
    is_aggregated = control & 0x80 != 0 and buf[at + quality] & 0x80 != 0
    is_part = bits & _MORE_PARTS != 0 or buf[at + 22] & 15 != 0
    if flags & _PADDED:
        head += -head & 3
    pkt[P_IP] = at + head
    pkt[P_ORIGINAL] = max(sent - head, 0)
    if bits & _PROTECTED:
        pkt[P_ETHER] = ETHER_ENCRYPTED
    elif is_part:
        pkt[P_ETHER] = ETHER_RADIO_PART
    else:
        pkt[P_ETHER] = 0
        if is_aggregated:
            return read_next_part(buf, at + head, end, max(sent - head, 0), pkt)
    return 0


@kernel
def _take_addresses(buf: Octets, at: int, bits: int, pkt: Longs) -> None:
    """Who sent and who is to receive (IEEE 802.11-2020 table 9-30)."""
    to_system = bits & 1
    from_system = bits & 2
    pkt[P_DST_MAC] = u48(buf, at + 16) if to_system else u48(buf, at + 4)
    if to_system and from_system:
        pkt[P_SRC_MAC] = u48(buf, at + 24)
    elif from_system:
        pkt[P_SRC_MAC] = u48(buf, at + 16)
    else:
        pkt[P_SRC_MAC] = u48(buf, at + 10)


@kernel
def read_next_part(buf: Octets, at: int, end: int, sent: int, pkt: Longs) -> int:
    """One frame of an aggregated one, with its own addresses and length (IEEE 802.11-2020 §9.3.2.2.2)."""
    pkt[P_MORE] = -1
    pkt[P_AGGREGATED] = 1
    pkt[P_ETHER] = 0
    pkt[P_IP] = at
    pkt[P_ORIGINAL] = 0
    if end - at < 14:
        return BAD_PARTS if sent < 14 else CUT
    length = u16(buf, at + 12)
    if 14 + length > sent:
        return BAD_PARTS
    pkt[P_DST_MAC] = u48(buf, at)
    pkt[P_SRC_MAC] = u48(buf, at + 6)
    pkt[P_IP] = at + 14
    pkt[P_ORIGINAL] = length
    pkt[P_LIMIT] = min(end, at + 14 + length)
    following = (14 + length + 3) & ~3
    if sent - following >= 14:  # less is padding, or the check sequence
        pkt[P_MORE] = at + following
        pkt[P_MORE_SENT] = sent - following
    return 0
