"""What can be wrong with a capture file and its packets, in words that say what to try."""

from lamppost.model.observations import Issue
from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.layout import (
    BAD_ARP,
    BAD_BLOCK,
    BAD_EMPTY,
    BAD_INTERFACE,
    BAD_IPV4,
    BAD_IPV4_LENGTH,
    BAD_IPV6,
    BAD_IPV6_CHAIN,
    BAD_KINDS,
    BAD_LENGTHS,
    BAD_LINK,
    BAD_NDP,
    BAD_TCP,
    BAD_TIME,
    BAD_UDP,
    BAD_VLAN,
    S_BAD,
    S_BAD_ROW,
    STOP_BLOCK,
    STOP_LENGTH,
    STOP_SECTION,
)

CAPTURE_AGAIN = "Capture again, or use the part that was read."
_USUAL = "A few are usual; if there are many, ask how the capture was made."

_BAD_WORDS: dict[int, tuple[str, str]] = {
    BAD_EMPTY: ("frame with no bytes captured", "at least a link header"),
    BAD_LENGTHS: (
        "frame captured longer than it was sent",
        "a captured length no greater than the original length",
    ),
    BAD_TIME: (
        "time outside what 64 bits of microseconds hold",
        "a time in the resolution the interface states",
    ),
    BAD_INTERFACE: (
        "packet of an interface that the section does not describe",
        "an interface description before it",
    ),
    BAD_BLOCK: ("packet longer than the block around it", "a captured length that fits the block"),
    BAD_LINK: ("link header shorter than its type asks for", "a whole link header"),
    BAD_VLAN: ("VLAN tag cut short", "four bytes of tag (IEEE 802.1Q)"),
    BAD_IPV4: ("broken IPv4 header", "version 4 and a header of 20 bytes or more (RFC 791)"),
    BAD_IPV4_LENGTH: (
        "IPv4 total length that does not fit the frame",
        "a length between header and frame (RFC 791)",
    ),
    BAD_IPV6: ("broken IPv6 header", "version 6, 40 bytes and a payload that fits the frame (RFC 8200)"),
    BAD_IPV6_CHAIN: ("IPv6 extension header longer than its packet", "headers inside the payload (RFC 8200)"),
    BAD_TCP: ("broken TCP header", "a header of 20 bytes or more inside the packet (RFC 9293)"),
    BAD_UDP: ("UDP length that does not fit the packet", "a length between 8 and the packet's (RFC 768)"),
    BAD_ARP: ("ARP message cut short", "28 bytes for Ethernet and IPv4 (RFC 826)"),
    BAD_NDP: (
        "broken neighbour discovery option",
        "options of 8 bytes or more inside the message (RFC 4861)",
    ),
}


def not_opened(name: str, reason: str) -> Issue:
    """The system refused the file."""
    return Issue(
        evidence=name, row=None, what=f"cannot be opened: {reason}", expected="a readable file",
        hint="Check the path and your permission to read it.",
    )  # fmt: skip


def not_read_on(name: str, row: int, offset: int, reason: str) -> Issue:
    """The medium failed in the middle."""
    return Issue(
        evidence=name, row=row, what=f"cannot be read on at byte {offset}: {reason}", expected="a readable file",
        hint="Copy the file from a sound medium, or use the part that was read.",
    )  # fmt: skip


def not_a_capture(name: str, start: bytes) -> Issue:
    """Empty, or something else by its first four bytes."""
    what = f"begins with the bytes {start[:4].hex(' ')}, which no capture does" if start else "is empty"
    return Issue(
        evidence=name, row=None, what=what, expected="pcap or pcapng",
        hint="Is it a text export, or still compressed? Save the packets themselves, as pcap or pcapng.",
    )  # fmt: skip


def header_cut(name: str, size: int) -> Issue:
    """A pcap file that ends in its first 24 bytes."""
    return Issue(
        evidence=name, row=None, what=f"the file ends inside its header, after {size} bytes",
        expected="a pcap header of 24 bytes", hint=CAPTURE_AGAIN,
    )  # fmt: skip


def cut(name: str, row: int, offset: int, left: int, file_format: str) -> Issue:
    """The file ends before its last record does."""
    inside = "frame" if file_format == "pcap" else "the block of frame"
    return Issue(
        evidence=name, row=row, what=f"the capture ends inside {inside} {row} (byte {offset}, {left} bytes left)",
        expected="a whole record", hint=CAPTURE_AGAIN,
    )  # fmt: skip


def not_framed(name: str, row: int, offset: int, stop: int) -> Issue:
    """A record that cannot be one, so that where the next begins is not known."""
    what, expected = {
        STOP_LENGTH: (
            "the record says it is longer than any frame",
            "at most 256 KiB or the snapshot length",
        ),
        STOP_BLOCK: (
            "the block's length is none, or differs at its end",
            "the same multiple of 4 at both ends",
        ),
        STOP_SECTION: ("the section has no byte-order mark", "1a2b3c4d in either byte order"),
    }[stop]
    return Issue(
        evidence=name, row=row, what=f"cannot be framed from byte {offset} on, at frame {row}: {what}",
        expected=expected, hint="The file is damaged there; copy it again, or use the part that was read.",
    )  # fmt: skip


def link_not_read(name: str, row: int, link: int, count: int) -> Issue:
    """Frames of a link type without a decoder."""
    return Issue(
        evidence=name, row=row, what=f"link type {link} is not read: {count} frames counted, not looked into",
        expected="Ethernet, Linux cooked, raw IP or loopback",
        hint="Capture on the wired or the access point's side, where frames are Ethernet.",
    )  # fmt: skip


def malformed_packets(name: str, decoder: Decoder) -> list[Issue]:
    """One issue per kind of malformation that the file has, with the first frame and the count."""
    issues = []
    for kind in range(1, BAD_KINDS):
        count = decoder.sum_of(S_BAD + kind)
        if count:
            what, expected = _BAD_WORDS[kind]
            row = min(int(part.state[S_BAD_ROW + kind]) for part in decoder.parts if part.state[S_BAD + kind])
            issues.append(
                Issue(evidence=name, row=row, what=_counted(what, count), expected=expected, hint=_USUAL)
            )
    return issues


def malformed_payloads(name: str, found: dict[str, list[int]]) -> list[Issue]:
    """One issue per sentence of the payload parsers."""
    return [
        Issue(
            evidence=name,
            row=row,
            what=_counted(what, count),
            expected="a payload as its format says",
            hint=_USUAL,
        )
        for what, (count, row) in sorted(found.items(), key=lambda item: (item[1][1], item[0]))
    ]


def _counted(what: str, count: int) -> str:
    return what if count == 1 else f"{what} ({count} frames, this one first)"
