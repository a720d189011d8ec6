"""Files that are no pcap or pcapng, known by their first bytes, and what to try with each.

Magic numbers: snoop RFC 1761 §3; the others as Wireshark's wiretap library reads them (the file named beside
each); zip PKWARE APPNOTE §4.3; LZ4 frame format §"Magic Number"; tar POSIX.1 ustar at offset 257.
"""

import msgspec

from lamppost.model.saying import noted

START_BYTES = 265
"""How many bytes tell them apart."""

_EDITCAP = noted("Turn it into a capture: editcap -F pcap FILE FILE.pcap (editcap comes with Wireshark).")
_PCAP = noted(
    "Read it with the tool that wrote it, and write it as ordinary pcap, for example: editcap -F pcap FILE FILE.pcap."
)
_ARCHIVE = noted("Take the captures out of the archive, and give their folder.")


class Foreign(msgspec.Struct, frozen=True):
    """What a file is, in words, and what to try."""

    name: str
    hint: str
    is_capture: bool = True
    may_be_log: bool = False
    """Lines of JSON in a form that no reader of logs takes."""


_STARTS = (
    (b"snoop\0\0\0", Foreign(noted("a snoop capture (RFC 1761)"), _EDITCAP)),
    (b"GMBU", Foreign(noted("a Microsoft Network Monitor 2 capture"), _EDITCAP)),  # netmon.c
    (b"RTSS", Foreign(noted("a Microsoft Network Monitor 1 capture"), _EDITCAP)),  # netmon.c
    (b"TRSNIFF data", Foreign(noted("a Sniffer capture"), _EDITCAP)),  # ngsniffer.c
    (b"XCP\0", Foreign(noted("a NetXRay or Windows Sniffer capture"), _EDITCAP)),  # netxray.c
    (bytes.fromhex("1c0001ac"), Foreign(noted("an Ixia lcap capture"), _EDITCAP)),  # libpcap.h
    (bytes.fromhex("ac01001c"), Foreign(noted("an Ixia lcap capture"), _EDITCAP)),
    (bytes.fromhex("1c0001ab"), Foreign(noted("an Ixia lcap capture"), _EDITCAP)),
    (bytes.fromhex("ab01001c"), Foreign(noted("an Ixia lcap capture"), _EDITCAP)),
    (
        bytes.fromhex("a1e2cb12"),
        Foreign(noted("a capture in netsniff-ng's own form of pcap"), _PCAP),
    ),  # pcap_io.h
    (bytes.fromhex("12cbe2a1"), Foreign(noted("a capture in netsniff-ng's own form of pcap"), _PCAP)),
    (b"PK\x03\x04", Foreign(noted("a zip archive"), _ARCHIVE, is_capture=False)),
    (
        bytes.fromhex("04224d18"),
        Foreign(noted("packed with lz4, which is not read"), noted("Unpack it first: lz4 -d FILE.")),
    ),
)
_TAR = Foreign(noted("a tar archive"), _ARCHIVE, is_capture=False)
_TEXT = Foreign(
    noted("text"),
    noted(
        "Is it an export? Save the packets themselves; "
        "a hex dump becomes a capture with: text2pcap FILE FILE.pcap. "
        "A table of flows begins with a line that names its columns."
    ),
    is_capture=False,
)

_LIST = Foreign(
    noted("one list of JSON"),
    noted("Logs have one object to a line: jq -c '.[]' FILE > LINES.json makes such a log of it."),
    is_capture=False,
    may_be_log=True,
)
_SPREAD = Foreign(
    noted("JSON whose objects stand over several lines"),
    noted("Logs have one object to a line: jq -c . FILE > LINES.json makes such a log of it."),
    is_capture=False,
    may_be_log=True,
)
_PREFIXED = Foreign(
    noted("text with objects of JSON in its lines"),
    noted(
        "Is it a log that came by syslog? Take away what stands before each object: sed 's/^[^\\x7b]*//' FILE > LINES.json."
    ),
    is_capture=False,
    may_be_log=True,
)
_OBJECTS = Foreign(
    noted("JSON that is no log of Zeek or Suricata as they write it"),
    noted(
        "Were its events wrapped, or its names changed, on the way here? Take the log where it was written."
    ),
    is_capture=False,
    may_be_log=True,
)
_OF_TEXT = bytes([*b"\t\n\r\f", *range(0x20, 0x100)])


def foreign_kind(start: bytes) -> Foreign | None:
    """What a file is that is no pcap or pcapng; None where nothing is known of it.

    Args:
        start: Its first `START_BYTES` bytes, or all.
    """
    for magic, foreign in _STARTS:
        if start.startswith(magic):
            return foreign
    if start[257:262] == b"ustar":
        return _TAR
    if _is_erf(start):
        return Foreign(
            noted("perhaps an Endace ERF capture"), noted("If it is: editcap -F pcap FILE FILE.pcap.")
        )
    return _text_kind(start) if len(start) >= 4 and _is_text(start) else None


def _is_erf(start: bytes) -> bool:
    """Whether the first bytes may be an ERF record of Ethernet; the format has no magic number (erf.c).

    A record begins with a time in 8 bytes (least significant first: fraction, then seconds), a type (2 and 11
    are Ethernet; the highest bit says that extensions follow), flags, and its length in 2 bytes, most
    significant first, which is at least that of the header (16) and of the frame.
    """
    if len(start) < 18 or start[8] & 0x7F not in (2, 11):
        return False
    seconds = int.from_bytes(start[4:8], "little")
    length, sent = int.from_bytes(start[10:12]), int.from_bytes(start[14:16])
    return seconds > 0x30000000 and length > 16 and 14 <= sent <= 0x4000 and length <= sent + 16 + 2 + 64


def _text_kind(start: bytes) -> Foreign:
    """What sort of text it is."""
    begun = start.removeprefix(b"\xef\xbb\xbf").split()
    first = b"".join(begun[:3])
    if first.startswith(b"[{"):
        return _LIST
    if first.startswith(b"{"):
        return _OBJECTS if b'"' in start.lstrip().partition(b"\n")[0] else _SPREAD
    return _PREFIXED if b'{"' in start.partition(b"\n")[0] else _TEXT


def _is_text(start: bytes) -> bool:
    return not start.translate(None, _OF_TEXT)
