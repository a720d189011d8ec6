"""Observation tables: what happened in the evidence, not what it means (design §4)."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol

import msgspec
import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]

NO_MAC = -1
"""A link type without MAC addresses: the column's null, outside the 48-bit range."""

NOT_TOLD = int(np.iinfo(np.int64).min)
"""In columns of numbers and times: the evidence does not say."""

FLOW: dict[str, type] = {
    "first_seen_at": np.int64,  # UTC, microseconds since 1970
    "last_seen_at": np.int64,
    "src_mac": np.int64,  # 48-bit number, NO_MAC when the link has none; src opened the connection
    "dst_mac": np.int64,
    "vlan_id": np.int32,  # -1: untagged
    "src_ip_high": np.uint64,  # IPv6, or IPv4 mapped as ::ffff:a.b.c.d (RFC 4291 §2.5.5.2)
    "src_ip_low": np.uint64,
    "src_port": np.int32,  # -1: not TCP or UDP
    "dst_ip_high": np.uint64,
    "dst_ip_low": np.uint64,
    "dst_port": np.int32,
    "proto": np.uint8,  # IANA protocol number
    "src_bytes": np.int64,  # IP bytes as sent, from the length fields, not what was captured
    "dst_bytes": np.int64,
    "src_packets": np.int64,
    "dst_packets": np.int64,
    "first_row": np.int64,  # frame, line or record number, from 1, in the evidence file
    "evidence": np.int32,  # index into Observations.evidence
    "server_name": np.int32,  # index into Observations.host_names: sent in the connection itself; -1: none, -2: several
    "conn_state": np.uint8,  # index into CONN_STATES
}
"""One row per two-way flow."""

SUMMED_FLOW: dict[str, type] = FLOW | {"connections": np.int64, "active_us": np.int64}
"""One row per `connections` connections of the same ends, port, protocol, name and state, as logs are summed.

Their bytes, packets and times from first to last (`active_us`) are added up, each NOT_TOLD where no connection's is told;
`first_seen_at`, `first_row` and `src_port` are those of the first, `last_seen_at` that of the last to end. Rows of captures
in one table with rows of logs stand for one connection each, whose `active_us` is NOT_TOLD: it follows from what was
recorded.
"""

CONN_STATES = (
    "", "S0", "S1", "SF", "REJ", "S2", "S3", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR", "OTH",
)  # fmt: skip
"""How a connection of TCP ended, in Zeek's words (docs/reference/flows.md); empty for all else."""

SENDER: dict[str, type] = {
    "mac": np.int64,
    "vlan_id": np.int32,
    "ip_high": np.uint64,
    "ip_low": np.uint64,
    "packets": np.int64,
    "bytes": np.int64,
    "flags": np.int32,  # OR of the SENDER_* bits below
    "first_seen_at": np.int64,
    "last_seen_at": np.int64,
    "first_row": np.int64,
    "evidence": np.int32,
}
"""One row per file and distinct (MAC, address) pair that sent something; ip 0 where a MAC sent no IP."""

SENDER_ARP = 1  # the MAC said of itself that it has this address (RFC 826 sender fields)
SENDER_NDP = 2  # the same in IPv6 (RFC 4861 neighbour advertisement with a target link-layer option)
SENDER_LINK_LOCAL = 4  # sent where no router forwards: broadcast, 224.0.0.0/24, 239.255.0.0/16, ff02::/16
SENDER_INITIAL_TTL = 8  # time-to-live exactly 32, 64, 128 or 255: nothing has forwarded it
SENDER_FORWARDED = 16  # some packet had a time-to-live that no sender starts with
SENDER_NO_IP = 32  # frames without an address of its own (EAPOL, LLDP, DHCP discover from 0.0.0.0)
SENDER_UNTOLD = 64  # a log tells the MAC of the frames, and not how far they came: no time-to-live


NAME_SOURCES = ("dns", "mdns", "tls_sni", "quic_sni", "http_host")
"""Where a name can be read; `source` in `NAME` is an index into it."""

NAME: dict[str, type] = {
    "source": np.uint8,
    "client_ip_high": np.uint64,  # who saw the name or asked for it
    "client_ip_low": np.uint64,
    "client_mac": np.int64,  # NO_MAC where unknown
    "name": np.int32,  # index into Observations.host_names
    "ip_high": np.uint64,  # the answer, or the server spoken to; both halves 0 for an unanswered query
    "ip_low": np.uint64,
    "seen_at": np.int64,  # UTC microseconds, first time
    "first_row": np.int64,
    "evidence": np.int32,  # index into Observations.evidence
}
"""One row per client, name and address where that is known, in the order in which they were first seen."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it was handed over; never changed."""

    id: str  # ev- and 12 hex digits of its SHA-256
    path: str  # base name only
    sha256: str
    size_bytes: int
    format: str  # "pcap", "zeek conn", "unknown"; of a packed file with its packing: "pcap+gzip"
    read: Literal["whole", "part", "none"]


class SelfDescription(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a device says of itself: field and value, and the frame or line it stands in."""

    mac: int  # NO_MAC where unknown; the sender of the frame
    ip: str  # "" where the sender had none yet (DHCP discover)
    field: str  # "dhcp.vendor_class", "ssdp.server", "sadp.device_description", …
    value: str
    seen_at: int
    first_row: int
    evidence: int


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """Something that could not be read, where, and what to try."""

    evidence: str  # base name of the file
    row: int | None  # frame, line or record number, or None for the file as a whole
    what: str
    expected: str
    hint: str


class Coverage(msgspec.Struct, kw_only=True):
    """What the evidence can and cannot show, counted while reading."""

    packets: int = 0
    packet_bytes: int = 0  # as sent
    cut_packets: int = 0  # captured shorter than sent
    lost_packets: int = 0  # not captured, as the files themselves say
    malformed_packets: int = 0
    fragments: int = 0  # IP fragments after the first
    fragmented_datagrams: int = 0  # datagrams seen in fragments …
    unjoined_datagrams: int = 0  # … of which one was missing, or contradicted another
    contradicted_datagrams: int = 0  # the latter of these
    tunnelled_packets: int = 0  # frames whose inner packet was read instead of the outer one
    tunnels: dict[str, int] = msgspec.field(default_factory=dict)  # kind -> packets taken out of it
    closed_tunnel_packets: int = 0  # GRE, IP in IP, ESP that could not be opened: outer addresses only
    encrypted_frames: int = 0  # Wi-Fi frames whose contents are encrypted on the air
    first_seen_at: int | None = None
    last_seen_at: int | None = None
    hours_with_traffic: int = 0  # distinct clock hours (UTC)
    vlan_ids: set[int] = msgspec.field(default_factory=set)
    link_types: dict[str, int] = msgspec.field(default_factory=dict)  # name -> packets
    not_ip: dict[str, int] = msgspec.field(default_factory=dict)  # EtherType in hex -> packets
    encrypted_dns_flows: int = 0  # TCP 853 and names of known public resolvers are judged later
    quic_flows: int = 0
    quic_unnamed: int = (
        0  # of them, those whose server name was not read: the beginning is missing, or it named none
    )
    tls_without_name: int = 0  # ClientHello seen, no server name in it
    duplicate_packets: int = 0
    missed_bytes: int = 0  # payload that a sensor did not see of the connections it logged, as its logs say
    told_twice: int = (
        0  # connections of logs that a capture, or a log of another kind, tells too; not counted again
    )
    unread_lines: int = 0  # lines or records of logs of which nothing was read; each kind is an issue
    connections_without_bytes: int = 0  # of which a log does not tell the bytes of both ways
    passed_over: dict[str, int] = msgspec.field(default_factory=dict)  # kinds of entries not used -> how many
    sampled_records: int = 0  # records of exporters that look at some packets alone; not multiplied
    sampled_one_in: int = 0  # one packet in how many they look at, at most
    lost_exports: int = 0  # times that exports were missing on their way to the collector, as its files say
    multiplied_records: int = 0  # records whose numbers a collector multiplied by the rate of sampling


class Ends(NamedTuple):
    """Who stands at either end of flows, each end told once: what is asked of addresses is asked of few."""

    src: Column
    """Per flow, the place of who opened it, shape (flows,)."""
    dst: Column
    """Per flow, the place of who was called."""
    ip_high: Column
    """Upper halves of addresses, shape (ends,)."""
    ip_low: Column
    """Lower halves."""


class FlowCounts(NamedTuple):
    """How many connections flows stand for, by what is told of them and by where their ends are."""

    leaving: int
    """TCP and UDP from inside to outside."""
    unnamed: int
    """Those of them that nobody named."""
    between_others: int
    """TCP and UDP whose ends are both somebody's, and neither is inside."""
    tcp_or_udp: int
    unanswered: int
    """TCP, to one alone, to which nothing came back."""
    answering: int
    """TCP, to one alone, of which it is told whether anything came back."""
    in_all: int
    without_bytes: int
    """Those that do not tell the bytes of one way or both."""
    without_packets: int


class Counting(Protocol):
    """Counts connections where they lie, and lets other threads go on."""

    def __call__(self, is_outside: Column) -> FlowCounts:
        """The connections, counted.

        Args:
            is_outside: Per end of `Ends`, whether it is somebody's outside.
        """
        ...


class Observations(msgspec.Struct, kw_only=True):
    """Everything read from the evidence; the one thing that stages pass on."""

    evidence: list[Evidence]
    flows: dict[str, Column]
    senders: dict[str, Column]
    names: dict[str, Column]
    host_names: Sequence[str]  # lower case, no final dot; each once, in no order that means anything
    self_descriptions: Sequence[SelfDescription]
    issues: list[Issue]
    coverage: Coverage
    ends: Ends | None = None
    """Of `flows`, where they were told apart by them anyway; None: nobody did."""
    counting: Counting | None = None
    """Of `flows`, `ends` and `names`, where kernels can look at them as they are held; None: nowhere."""


def empty_columns(schema: dict[str, type]) -> dict[str, Column]:
    """The table with no rows."""
    return {name: np.empty(0, dtype) for name, dtype in schema.items()}
