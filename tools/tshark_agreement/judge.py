"""What tshark reads in each frame of a capture, under settings that are stated here.

Options and preferences are those of tshark(1), version 4.0; docs/reference/agreement.md lists them with reasons.
Nothing of lamppost is imported: the judge stays independent of what it judges.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PREFERENCES = {
    "tcp.desegment_tcp_streams": "TRUE",
    "tcp.reassemble_out_of_order": "TRUE",
    "tcp.analyze_sequence_numbers": "TRUE",
    "tcp.check_checksum": "FALSE",
    "udp.check_checksum": "FALSE",
    "ip.check_checksum": "FALSE",
    "ip.tso_support": "TRUE",
    "tls.desegment_ssl_records": "TRUE",
    "http.desegment_headers": "TRUE",
    "http.desegment_body": "TRUE",
    "dns.desegment_dns_messages": "TRUE",
}
"""Fixed preferences; whether IP fragments are put together is chosen at each reading."""

FIELDS = (
    "frame.number", "frame.time_epoch", "frame.len", "frame.cap_len", "frame.protocols",
    "eth.src", "vlan.id", "ieee8021ad.id",
    "ip.src", "ip.dst", "ip.proto", "ip.len", "ip.frag_offset", "ip.flags.mf", "ip.reassembled_in", "ip.id",
    "ipv6.src", "ipv6.dst", "ipv6.plen", "ipv6.nxt", "ipv6.fraghdr.offset", "ipv6.fraghdr.more",
    "ipv6.fraghdr.ident", "ipv6.reassembled.in", "icmp.type", "icmp.code", "icmpv6.type", "icmpv6.code",
    "ipv6.fraghdr.nxt", "ipv6.hopopts.nxt", "ipv6.dstopts.nxt", "ipv6.routing.nxt", "ah.next_header",
    "tcp.srcport", "tcp.dstport", "tcp.stream", "tcp.segment", "tls.segment",
    "udp.srcport", "udp.dstport", "udp.stream",
    "dns.flags.response", "dns.flags.opcode", "dns.flags.conflict", "dns.flags.tentative", "dns.flags.rcode",
    "dns.count.queries", "dns.count.answers", "dns.count.auth_rr", "dns.count.add_rr",
    "dns.qry.name", "dns.qry.type", "dns.resp.name", "dns.resp.type", "dns.a", "dns.aaaa", "dns.cname",
    "dns.ptr.domain_name", "dns.srv.service", "dns.srv.proto", "dns.srv.name", "dns.srv.target",
    "tls.handshake.type", "tls.handshake.extensions_server_name", "tls.handshake.certificate",
    "http.host", "http.server", "http.response.line", "http.user_agent", "http.request.method",
    "dhcp.type", "dhcp.hw.mac_addr", "dhcp.option.dhcp", "dhcp.option.vendor_class_id", "dhcp.option.hostname",
)  # fmt: skip
"""What is asked of each frame; all occurrences, since tunnels and ICMP errors carry headers in headers."""

_BETWEEN_FIELDS = "\x1f"  # tshark(1) -E: any character that the command line accepts
_BETWEEN_VALUES = "\x1e"
_TEXT_FIELDS = ("frame.number", "tcp.payload", "udp.payload")


class JudgeError(Exception):
    """tshark is missing, or did not read the file to its end."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame as tshark reads it."""

    number: int
    time_us: int
    length: int
    captured: int
    layers: tuple[str, ...]
    """Protocols in the order in which they stand in the frame."""
    values: dict[str, list[str]]
    """Field → its occurrences in order; absent where there is none."""

    def first(self, field: str) -> str | None:
        """The first occurrence of a field."""
        return self.values.get(field, [None])[0]  # type: ignore[list-item]

    def all(self, field: str) -> list[str]:
        """All occurrences of a field, in order."""
        return self.values.get(field, [])


def read_frames(path: Path, *, defragment: bool) -> list[Frame]:
    """Every frame of a capture.

    Args:
        path: A pcap or pcapng file.
        defragment: Whether IP fragments are put together before what they carry is read.

    Raises:
        JudgeError: tshark is not there, or refused the file.
    """
    frames = [_frame(row) for row in _run(path, FIELDS, defragment=defragment)]
    if defragment and any(
        map(_is_fragment, frames)
    ):  # which frame made a datagram whole is known in a second pass
        frames = [_frame(row) for row in _run(path, FIELDS, "-2", defragment=defragment)]
    return frames


def _is_fragment(frame: Frame) -> bool:
    is_later = any(value != "0" for value in frame.all("ip.frag_offset"))
    return is_later or "1" in frame.all("ip.flags.mf") or "ipv6.fraghdr" in frame.layers


def read_payloads(path: Path, protocol: str, *, defragment: bool) -> dict[int, bytes]:
    """Frame number → octets after the TCP or UDP header, of the frames in which tshark saw a protocol.

    Args:
        path: A pcap or pcapng file.
        protocol: Its name in a display filter.
        defragment: As in `read_frames`.
    """
    rows = _run(path, _TEXT_FIELDS, "-Y", protocol, defragment=defragment)
    return {
        int(row[0]): bytes.fromhex((row[1] or row[2]).split(_BETWEEN_VALUES)[0].replace(":", ""))
        for row in rows
    }


def version() -> str:
    """The first line of `tshark --version`.

    Raises:
        JudgeError: tshark is not there.
    """
    return _call(["tshark", "--version"]).splitlines()[0]


def _run(path: Path, fields: tuple[str, ...], *more: str, defragment: bool) -> Iterator[list[str]]:
    """The values of the fields, frame by frame."""
    wanted = {
        **PREFERENCES,
        **dict.fromkeys(("ip.defragment", "ipv6.defragment"), "TRUE" if defragment else "FALSE"),
    }
    command = ["tshark", "-n", "-r", str(path), "-T", "fields"]
    command += [
        "-E",
        f"separator={_BETWEEN_FIELDS}",
        "-E",
        f"aggregator={_BETWEEN_VALUES}",
        "-E",
        "occurrence=a",
    ]
    for name, value in wanted.items():
        command += ["-o", f"{name}:{value}"]
    for field in fields:
        command += ["-e", field]
    for line in _call([*command, *more]).split("\n"):
        row = line.split(_BETWEEN_FIELDS)
        if len(row) == len(fields):
            yield row
        elif line:
            raise JudgeError(f"{path.name}: tshark printed a line of {len(row)} fields, not {len(fields)}")


def _call(command: list[str]) -> str:
    """What the command prints, whatever preferences the user keeps; a file that ends early is read as far as it goes."""
    with tempfile.TemporaryDirectory() as empty:
        environment = {**os.environ, "WIRESHARK_CONFIG_DIR": empty, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        try:
            done = subprocess.run(command, capture_output=True, check=False, env=environment)
        except FileNotFoundError:
            raise JudgeError("tshark is not installed: it is part of Wireshark 4.0 or later") from None
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode and not text:
        raise JudgeError(done.stderr.decode("utf-8", "replace").strip().splitlines()[-1])
    return text


def _frame(row: list[str]) -> Frame:
    values = {field: text.split(_BETWEEN_VALUES) for field, text in zip(FIELDS, row, strict=True) if text}
    seconds, _, rest = values["frame.time_epoch"][0].partition(".")
    return Frame(
        number=int(values["frame.number"][0]),
        time_us=int(seconds) * 1_000_000 + int(rest[:6].ljust(6, "0")),
        length=int(values["frame.len"][0]),
        captured=int(values["frame.cap_len"][0]),
        layers=tuple(values.get("frame.protocols", [""])[0].split(":")),
        values=values,
    )
