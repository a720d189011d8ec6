"""What can be wrong with a capture file and its packets, in words that say what to try."""

from lamppost.model.observations import Issue
from lamppost.model.saying import noted, places, say
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
from lamppost.observe.foreign import START_BYTES, foreign_kind
from lamppost.observe.unpacking import Problem, packing_of

CAPTURE_AGAIN = noted("Capture again, or use the part that was read.")
_USUAL = noted("A few are usual; if there are many, ask how the capture was made.")

_BAD_WORDS: dict[int, tuple[str, str]] = {
    BAD_EMPTY: (noted("frame with no bytes captured"), noted("at least a link header")),
    BAD_LENGTHS: (
        noted("frame captured longer than it was sent"),
        noted("a captured length no greater than the original length"),
    ),
    BAD_TIME: (
        noted("time outside what 64 bits of microseconds hold"),
        noted("a time in the resolution the interface states"),
    ),
    BAD_INTERFACE: (
        noted("packet of an interface that the section does not describe"),
        noted("an interface description before it"),
    ),
    BAD_BLOCK: (
        noted("packet longer than the block around it"),
        noted("a captured length that fits the block"),
    ),
    BAD_LINK: (noted("link header shorter than its type asks for"), noted("a whole link header")),
    BAD_VLAN: (noted("VLAN tag cut short"), noted("four bytes of tag (IEEE 802.1Q)")),
    BAD_IPV4: (noted("broken IPv4 header"), noted("version 4 and a header of 20 bytes or more (RFC 791)")),
    BAD_IPV4_LENGTH: (
        noted("IPv4 total length that does not fit the frame"),
        noted("a length between header and frame (RFC 791)"),
    ),
    BAD_IPV6: (
        noted("broken IPv6 header"),
        noted("version 6, 40 bytes and a payload that fits the frame (RFC 8200)"),
    ),
    BAD_IPV6_CHAIN: (
        noted("IPv6 extension header longer than its packet"),
        noted("headers inside the payload (RFC 8200)"),
    ),
    BAD_TCP: (noted("broken TCP header"), noted("a header of 20 bytes or more inside the packet (RFC 9293)")),
    BAD_UDP: (
        noted("UDP length that does not fit the packet"),
        noted("a length between 8 and the packet's (RFC 768)"),
    ),
    BAD_ARP: (noted("ARP message cut short"), noted("28 bytes for Ethernet and IPv4 (RFC 826)")),
    BAD_NDP: (
        noted("broken neighbour discovery option"),
        noted("options of 8 bytes or more inside the message (RFC 4861)"),
    ),
    BAD_RADIO: (
        noted("Wi-Fi frame that failed its check, or with a broken header"),
        noted("a radio header that fits the frame, and a frame as it was sent (IEEE 802.11)"),
    ),
    BAD_LABELS: (
        noted("MPLS labels cut short"),
        noted("four bytes per label, the last one marked (RFC 3032)"),
    ),
    BAD_PPP: (
        noted("broken PPP or PPPoE header"),
        noted("a session header whose length fits the frame (RFC 2516, RFC 1661)"),
    ),
    BAD_NESTING: (
        noted("more than {most} tunnels inside each other; the innermost ones were not opened"),
        noted("few tunnels inside each other"),
    ),
    BAD_FRAGMENT: (
        noted("IP fragment of a length that none has"),
        noted("a multiple of 8 bytes, and no more than 65,535 in all (RFC 791, RFC 8200)"),
    ),
    BAD_PARTS: (
        noted("aggregated Wi-Fi frame whose parts do not fit it"),
        noted("at most {most} parts, each as long as it says (IEEE 802.11)"),
    ),
}
_NOT_READ_ON = (
    noted("a readable file"),
    noted("Copy the file from a sound medium, or use the part that was read."),
)
_DAMAGED = (
    noted("a sound {packing} stream"),
    noted("Copy the file again, or use the part that was read."),
)
_EARLY_ENDS: dict[str, tuple[str, str, str]] = {
    "medium": (noted("cannot be read on at byte {at}"), *_NOT_READ_ON),
    "medium, and why": (noted("cannot be read on at byte {at}: {words}"), *_NOT_READ_ON),
    "cut": (
        noted("the {packing} stream is cut at byte {at}, before its end; what came before the cut was read"),
        noted("a whole {packing} stream"),
        CAPTURE_AGAIN,
    ),
    "damaged": (noted("the {packing} stream is damaged, at byte {at} or soon after it"), *_DAMAGED),
    "damaged, and why": (
        noted("the {packing} stream is damaged, at byte {at} or soon after it: {words}"),
        *_DAMAGED,
    ),
    "garbage": (
        noted("behind the {packing} stream, from byte {at} on, stands something else, which was not read"),
        noted("{packing} to the end"),
        noted("Was something appended? Cut it off, and look at it by itself."),
    ),
    "bomb": (
        noted("unpacks to more than 8 MiB and more than 500 times its size; it was not read on"),
        noted("a capture, which hardly packs so well"),
        noted("If you trust it, unpack it yourself, and give what comes out."),
    ),
    "changed": (
        noted(
            "the file changed while it was read ({words!t}); hash and answer are of the bytes that were read"
        ),
        noted("a file that nobody writes to"),
        noted("Look again when the capture is over."),
    ),
}
"""Why the bytes of a file ended early, what was expected and what to try, by the kind of problem."""
_MOST = {BAD_NESTING: MOST_TUNNELS, BAD_PARTS: MOST_PARTS}
"""What is the `{most}` of such words."""


def not_opened(name: str, reason: str) -> Issue:
    """The system refused the file."""
    return Issue(
        evidence=name, row=None, what=say("cannot be opened: {reason}", reason=reason), expected=say("a readable file"),
        hint=say("Check the path and your permission to read it."),
    )  # fmt: skip


def not_a_capture(name: str, start: bytes, packing: str | None) -> Issue:
    """Empty, or something else by its first bytes; what it is where that is known, and what to try.

    Args:
        name: The file's name.
        start: Its first bytes, unpacked.
        packing: How it was packed, None: not at all.
    """
    foreign, expected = foreign_kind(start[:START_BYTES]), noted("pcap or pcapng")
    if not start:
        outside, inside = say("is empty"), noted("is empty inside {packing}")
        hint, values = say("Was the capture begun, and written to its end?"), {}
    elif again := packing_of(start):
        outside = noted("is packed twice: {again}")
        inside = noted("is packed twice: {again} inside {packing}")
        hint, values = say("Unpack it once, and give what comes out."), {"again": again}
    elif foreign is not None and foreign.may_be_log:
        outside = noted("is {foreign!t}, which is not read")
        inside = noted("is {foreign!t} inside {packing}, which is not read")
        expected = noted("a capture, or a log as its tool writes it")
        hint, values = foreign.hint, {"foreign": foreign.name}
    elif foreign is not None:
        outside = noted("is {foreign!t}, not pcap or pcapng")
        inside = noted("is {foreign!t} inside {packing}, not pcap or pcapng")
        hint, values = foreign.hint, {"foreign": foreign.name}
    else:
        hint = say(
            "Save the packets themselves, as pcap or pcapng; if Wireshark opens it: "
            "editcap -F pcap FILE FILE.pcap."
        )
        values = {"octets": start[:4].hex(" ")}
        outside = noted("begins with the bytes {octets}, which no capture does")
        inside = noted("begins inside {packing} with the bytes {octets}, which no capture does")
    what = say(outside, **values) if packing is None else say(inside, packing=packing, **values)
    return Issue(evidence=name, row=None, what=what, expected=expected, hint=hint)


def not_read_to_its_end(name: str, row: int | None, problem: Problem, packing: str | None) -> Issue:
    """Why the bytes of a file ended early, or are not all of one capture.

    Args:
        name: The file's name.
        row: The frame that was next.
        problem: What happened, and at which byte of the file as it was handed over.
        packing: How it is packed.
    """
    is_told = problem.words and problem.kind in ("medium", "damaged")
    kind = f"{problem.kind}, and why" if is_told else problem.kind
    what, expected, hint = _EARLY_ENDS[kind]
    values: dict[str, str | int] = {"at": problem.at, "words": problem.words, "packing": packing or ""}
    return Issue(
        evidence=name, row=row, what=_filled(what, values), expected=_filled(expected, values), hint=hint
    )


def _filled(message: str, values: dict[str, str | int]) -> str:
    """The sentence with those of the values that it has places for."""
    return say(message, **{name: values[name] for name in places(message)})


def too_many_at_once(name: str, most: int) -> Issue:
    """More files overlap in time than are open at once."""
    return Issue(
        evidence=name, row=None,
        what=say("more than {most} files overlap in time; this one was read after others that are later", most=most),
        expected=say("at most {most} files of the same time", most=most),
        hint=say("Join some first: mergecap -w JOINED FILE FILE…"),
    )  # fmt: skip


def header_cut(name: str, size: int) -> Issue:
    """A pcap file that ends in its first 24 bytes."""
    return Issue(
        evidence=name, row=None, what=say("the file ends inside its header, after {size} bytes", size=size),
        expected=say("a pcap header of 24 bytes"), hint=CAPTURE_AGAIN,
    )  # fmt: skip


def cut(name: str, row: int, offset: int, left: int, file_format: str) -> Issue:
    """The file ends before its last record does."""
    if file_format == "pcap":
        what = noted("the capture ends inside frame {row} (byte {offset}, {left} bytes left)")
    else:
        what = noted("the capture ends inside the block of frame {row} (byte {offset}, {left} bytes left)")
    return Issue(
        evidence=name, row=row, what=say(what, row=row, offset=offset, left=left),
        expected=say("a whole record"), hint=CAPTURE_AGAIN,
    )  # fmt: skip


def not_framed(name: str, row: int, offset: int, stop: int) -> Issue:
    """A record that cannot be one, so that where the next begins is not known."""
    what, expected = {
        STOP_LENGTH: (
            say("the record says it is longer than any frame"),
            say("at most 256 KiB or the snapshot length"),
        ),
        STOP_BLOCK: (
            say("the block's length is none, or differs at its end"),
            say("the same multiple of 4 at both ends"),
        ),
        STOP_SECTION: (say("the section has no byte-order mark"), say("1a2b3c4d in either byte order")),
    }[stop]
    return Issue(
        evidence=name, row=row, expected=expected,
        what=say("cannot be framed from byte {offset} on, at frame {row}: {why!t}", offset=offset, row=row, why=what),
        hint=say("The file is damaged there; copy it again, or use the part that was read."),
    )  # fmt: skip


def link_not_read(name: str, row: int, link: int, count: int) -> Issue:
    """Frames of a link type without a decoder."""
    return Issue(
        evidence=name, row=row,
        what=say(
            "link type {link!t} is not read: {frames} frames counted, not looked into",
            link=link_type(link), frames=count,
        ),
        expected=say("Ethernet, Wi-Fi, PPP, Linux cooked, raw IP or loopback"),
        hint=say("Capture on the wired or the access point's side, where frames are Ethernet."),
    )  # fmt: skip


def malformed_packets(name: str, kind: int, count: int, row: int) -> Issue:
    """One kind of malformation, with the first frame that has it and the count."""
    what, expected = _BAD_WORDS[kind]
    values: dict[str, str | int] = {"most": _MOST.get(kind, 0)}
    return Issue(
        evidence=name,
        row=row,
        what=_counted(_filled(what, values), count),
        expected=_filled(expected, values),
        hint=_USUAL,
    )


def malformed_payloads(name: str, found: dict[str, list[int]]) -> list[Issue]:
    """One issue per sentence of the payload parsers."""
    return [
        Issue(
            evidence=name,
            row=row,
            what=_counted(what, count),
            expected=say("a payload as its format says"),
            hint=_USUAL,
        )
        for what, (count, row) in sorted(found.items(), key=lambda item: (item[1][1], item[0]))
    ]


def _counted(what: str, count: int) -> str:
    if count == 1:
        return what
    return say("{what!t} ({frames} frames, this one first)", what=what, frames=count)
