"""What can be wrong with a capture file and its packets, in words that say what to try."""

from lamppost.model.observations import Issue
from lamppost.observe.capture.layout import (
    BAD_ARP,
    BAD_BLOCK,
    BAD_EMPTY,
    BAD_FRAGMENT,
    BAD_INTERFACE,
    BAD_IPV4,
    BAD_IPV4_LENGTH,
    BAD_IPV6,
    BAD_IPV6_CHAIN,
    BAD_LABELS,
    BAD_LENGTHS,
    BAD_LINK,
    BAD_NDP,
    BAD_NESTING,
    BAD_PARTS,
    BAD_PPP,
    BAD_RADIO,
    BAD_TCP,
    BAD_TIME,
    BAD_UDP,
    BAD_VLAN,
    MOST_PARTS,
    MOST_TUNNELS,
    STOP_BLOCK,
    STOP_LENGTH,
    STOP_SECTION,
)
from lamppost.observe.capture.link_types import link_type
from lamppost.observe.capture.pcapng_blocks import (
    BLOCK_CUSTOM,
    BLOCK_JOURNAL,
    BLOCK_NAMES,
    BLOCK_ODD,
    BLOCK_SECRETS,
)
from lamppost.observe.foreign import START_BYTES, foreign_kind
from lamppost.observe.unpacking import Problem, packing_of

CAPTURE_AGAIN = "Capture again, or use the part that was read."
_USUAL_BLOCKS = "Nothing is missing of the packets; the tool that wrote the file reads it."
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
    BAD_RADIO: (
        "Wi-Fi frame that failed its check, or with a broken header",
        "a radio header that fits the frame, and a frame as it was sent (IEEE 802.11)",
    ),
    BAD_LABELS: ("MPLS labels cut short", "four bytes per label, the last one marked (RFC 3032)"),
    BAD_PPP: (
        "broken PPP or PPPoE header",
        "a session header whose length fits the frame (RFC 2516, RFC 1661)",
    ),
    BAD_NESTING: (
        f"more than {MOST_TUNNELS} tunnels inside each other; the innermost ones were not opened",
        "few tunnels inside each other",
    ),
    BAD_FRAGMENT: (
        "IP fragment of a length that none has",
        "a multiple of 8 bytes, and no more than 65,535 in all (RFC 791, RFC 8200)",
    ),
    BAD_PARTS: (
        "aggregated Wi-Fi frame whose parts do not fit it",
        f"at most {MOST_PARTS} parts, each as long as it says (IEEE 802.11)",
    ),
}


def not_opened(name: str, reason: str) -> Issue:
    """The system refused the file."""
    return Issue(
        evidence=name, row=None, what=f"cannot be opened: {reason}", expected="a readable file",
        hint="Check the path and your permission to read it.",
    )  # fmt: skip


def not_a_capture(name: str, start: bytes, packing: str | None) -> Issue:
    """Empty, or something else by its first bytes; what it is where that is known, and what to try.

    Args:
        name: The file's name.
        start: Its first bytes, unpacked.
        packing: How it was packed, None: not at all.
    """
    inside = f" inside {packing}" if packing else ""
    foreign = foreign_kind(start[:START_BYTES])
    if not start:
        what, hint = f"is empty{inside}", "Was the capture begun, and written to its end?"
    elif again := packing_of(start):
        what, hint = f"is packed twice: {again}{inside}", "Unpack it once, and give what comes out."
    elif foreign is not None:
        what, hint = f"is {foreign.name}{inside}, not pcap or pcapng", foreign.hint
    else:
        what = f"begins{inside} with the bytes {start[:4].hex(' ')}, which no capture does"
        hint = "Save the packets themselves, as pcap or pcapng; if Wireshark opens it: editcap -F pcap FILE FILE.pcap."
    return Issue(evidence=name, row=None, what=what, expected="pcap or pcapng", hint=hint)


def not_read_to_its_end(name: str, row: int | None, problem: Problem, packing: str | None) -> Issue:
    """Why the bytes of a file ended early, or are not all of one capture.

    Args:
        name: The file's name.
        row: The frame that was next.
        problem: What happened, and at which byte of the file as it was handed over.
        packing: How it is packed.
    """
    at, words = problem.at, f": {problem.words}" if problem.words else ""
    what, expected, hint = {
        "medium": (
            f"cannot be read on at byte {at}{words}",
            "a readable file",
            "Copy the file from a sound medium, or use the part that was read.",
        ),
        "cut": (
            f"the {packing} stream is cut at byte {at}, before its end; what came before the cut was read",
            f"a whole {packing} stream",
            CAPTURE_AGAIN,
        ),
        "damaged": (
            f"the {packing} stream is damaged, at byte {at} or soon after it{words}",
            f"a sound {packing} stream",
            "Copy the file again, or use the part that was read.",
        ),
        "garbage": (
            f"behind the {packing} stream, from byte {at} on, stands something else, which was not read",
            f"{packing} to the end",
            "Was something appended? Cut it off, and look at it by itself.",
        ),
        "bomb": (
            "unpacks to more than 1 GiB and more than 500 times its size; it was not read on",
            "a capture, which hardly packs so well",
            "If you trust it, unpack it yourself, and give what comes out.",
        ),
        "changed": (
            f"the file changed while it was read ({problem.words}); hash and answer are of the bytes that were read",
            "a file that nobody writes to",
            "Look again when the capture is over.",
        ),
    }[problem.kind]
    return Issue(evidence=name, row=row, what=what, expected=expected, hint=hint)


def blocks_passed_over(name: str, counts: list[int], odd: int) -> list[Issue]:
    """What a pcapng holds beside packets, and what was done with it.

    Args:
        name: The file's name.
        counts: Blocks of each kind of `pcapng_blocks.BLOCK_*`.
        odd: Type of the first that is of no known kind.
    """
    told = {
        BLOCK_NAMES: (
            "of names (Name Resolution Block) that the capturing tool looked up; not used, for they do not say which device asked",
            "names in the packets themselves",
            "Names that devices asked for are read from their DNS.",
        ),
        BLOCK_SECRETS: (
            "of keys (Decryption Secrets Block); nothing was decrypted with them, and none is kept in the result",
            "packets that need no keys",
            "Whoever has the file can read that traffic; without the keys: editcap --discard-all-secrets FILE FILE.pcapng.",
        ),
        BLOCK_JOURNAL: ("of a systemd journal; passed over", "packets", "journalctl reads journals."),
        BLOCK_CUSTOM: ("of a vendor's own kind (Custom Block); passed over", "packets", _USUAL_BLOCKS),
        BLOCK_ODD: (f"of a kind that no specification names (0x{odd:08x} first); passed over", "packets", _USUAL_BLOCKS),
    }  # fmt: skip
    return [
        Issue(
            evidence=name, row=None, what=f"holds {counts[kind]} block{'s' if counts[kind] > 1 else ''} {what}",
            expected=expected, hint=hint,
        )
        for kind, (what, expected, hint) in told.items()
        if counts[kind]
    ]  # fmt: skip


def too_many_at_once(name: str, most: int) -> Issue:
    """More files overlap in time than are open at once."""
    return Issue(
        evidence=name, row=None, what=f"more than {most} files overlap in time; this one was read after others that are later",
        expected=f"at most {most} files of the same time", hint="Join some first: mergecap -w JOINED FILE FILE…",
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
        evidence=name, row=row,
        what=f"link type {link_type(link)} is not read: {count} frames counted, not looked into",
        expected="Ethernet, Wi-Fi, PPP, Linux cooked, raw IP or loopback",
        hint="Capture on the wired or the access point's side, where frames are Ethernet.",
    )  # fmt: skip


def malformed_packets(name: str, kind: int, count: int, row: int) -> Issue:
    """One kind of malformation, with the first frame that has it and the count."""
    what, expected = _BAD_WORDS[kind]
    return Issue(evidence=name, row=row, what=_counted(what, count), expected=expected, hint=_USUAL)


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
