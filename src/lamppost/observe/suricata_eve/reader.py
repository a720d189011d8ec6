"""Reads EVE, Suricata's log of events: lines of JSON, of many types in one file.

Sources, read in November 2026: the user guide's "Eve JSON Format" and "Eve JSON Output"
(https://docs.suricata.io/en/latest/output/eve/eve-json-format.html, …/eve-json-output.html), the format's schema
(https://github.com/OISF/suricata/blob/main/etc/schema.json), and the source that writes the events where the guide is silent.
What becomes of each key stands in `docs/reference/logs-suricata.md`; in short:

| `event_type` | read | becomes |
|---|---|---|
| `flow` | both ends, `flow.start` and `end`, packets and bytes, `tcp.tcp_flags_ts` and `_tc`, `ether`, `vlan`, `icmp_type` | connections; `src` is `src_ip`, who sent to the server |
| `netflow` | the same of one direction | connections, both directions of one `flow_id` in one |
| `dns` | `rrname`, `rrtype`, `queries`, `answers`, `grouped`, `rdata` | names, of the side that asked |
| `tls`, `quic`, `http` | `sni`, `hostname` | names of servers |
| `tls`, `quic`, `http` | `ja4`, `subject`, `issuerdn`, `http_user_agent`, `server` | what both sides say of themselves |
| `dhcp`, `arp` | `client_mac`, `assigned_ip`; `src_mac`, `src_ip` | whose MAC has which address |
| `dhcp`, `mdns` | `hostname`, `vendor_class_identifier`; records | what clients, and senders, say of themselves |
| `stats` | `capture.kernel_drops`, `kernel_ifdrops` | packets lost |

All other types are passed over, and counted.
"""

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np

from lamppost.model.observations import Evidence
from lamppost.model.saying import noted
from lamppost.observe.logs.blocks import Block
from lamppost.observe.logs.cell_rows import SHOWN
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.opened import Progress
from lamppost.observe.logs.reading import read_lines
from lamppost.observe.logs.rows import Rows, Unread, Unreads
from lamppost.observe.logs.texts import lacks_zone
from lamppost.observe.logs.trouble import UnreadCells, zone_left_out
from lamppost.observe.suricata_eve.connections import Connections
from lamppost.observe.suricata_eve.dns import LookUps
from lamppost.observe.suricata_eve.fields import FIELDS
from lamppost.observe.suricata_eve.hardware import Hardware
from lamppost.observe.suricata_eve.losses import losses_of
from lamppost.observe.suricata_eve.mdns import Announcements
from lamppost.observe.suricata_eve.sessions import Sessions

FORMAT = "suricata eve"
CONNECTIONS = "suricata eve flow"
"""Files whose beginning tells connections alone: those are best read behind files that tell names."""
READ = ("flow", "netflow", "dns", "tls", "http", "quic", "dhcp", "arp", "mdns", "stats")
PASSED_OVER = (
    "alert", "anomaly", "fileinfo", "drop", "pkthdr", "packetinfo", "frame", "engine", "email", "smtp", "ftp", "ftp_data",
    "tftp", "nfs", "smb", "dcerpc", "rpc", "rdp", "rfb", "krb5", "snmp", "ike", "ikev2", "ssh", "sip", "mqtt", "modbus",
    "dnp3", "enip", "pgsql", "ldap", "bittorrent_dht", "websocket", "http2", "doh2", "llmnr", "pop3", "telnet", "ntp",
    "metadata", "template",
)  # fmt: skip
_KINDS = (*READ, *PASSED_OVER)
_OTHER = "other"
"""Types that are not known here: a stranger may have written the word."""
_TIME = "timestamp"
_LOOKED_AT = 32
_BEGINNING = re.compile(
    r'\s*\{(?=[^\n]*?"timestamp"\s*:\s*"\d{4}-)[^\n]*?"event_type"\s*:\s*"(?P<kind>\w+)"'
).match


class _Head(msgspec.Struct):
    timestamp: str
    event_type: str


_HEAD = msgspec.json.Decoder(_Head)


def recognise(start: bytes, name: str) -> str | None:
    """What the file is: `suricata eve`, or `suricata eve flow` where only connections are seen; None: neither.

    Args:
        start: Its first bytes, unpacked.
        name: Its name, which tells nothing here.
    """
    _ = name
    kinds = _kinds(start)
    if not kinds & set(_KINDS):
        return None
    return CONNECTIONS if kinds <= {"flow", "netflow"} else FORMAT


def rank(form: str) -> int:
    """When to read it: files that tell names first, those that tell connections alone behind them."""
    return 10 if form == CONNECTIONS else 0


def read(
    path: Path, evidence: int, name: str, form: str, into: Gathering, progress: Progress | None = None
) -> Evidence:
    """What the file was, and how much of it was read; `into` gets what it tells.

    Args:
        path: The file, packed or not.
        evidence: Its number.
        name: How results call it.
        form: As `recognise` says.
        into: Where connections, names, addresses of MACs, self-descriptions, losses and issues go.
        progress: Called with the name, bytes done and bytes in all.
    """
    events = Events(evidence, into)
    told = read_lines(path, name, form, events.take, into, progress)
    events.end()
    if events.lacks_zone:
        into.issues.append(zone_left_out(name, _TIME))
    return told


class Events:
    """The events of one file, given on by their types as they come."""

    def __init__(self, evidence: int, into: Gathering) -> None:
        """None yet.

        Args:
            evidence: Which file.
            into: Where they go.
        """
        self._into = into
        self.lacks_zone = False
        """Times were told that do not say by which clock they are."""
        self._connections, self._losses = Connections(evidence, into), losses_of(into, evidence)
        sessions, hardware = Sessions(evidence, into), Hardware(evidence, into)
        self._readers: dict[str, Callable[[Rows, Unreads], None]] = {
            "dns": LookUps(evidence, into).take,
            "tls": sessions.tls,
            "quic": sessions.quic,
            "http": sessions.http,
            "dhcp": hardware.dhcp,
            "arp": hardware.arp,
            "mdns": Announcements(evidence, into).take,
        }

    def take(self, block: Block) -> None:
        """The events of some lines."""
        groups = block.grouped_objects("event_type", READ, FIELDS)
        told = [rows for rows in groups if len(rows)]
        if not told:
            return
        *kinds, others = groups
        by_kind = dict(zip(READ, kinds, strict=True))
        self._count(others, block.unread)
        first = min(told, key=lambda rows: int(rows.lines[0]))
        time = first.where(np.arange(1)).texts(_TIME)[0]
        self.lacks_zone = self.lacks_zone or lacks_zone(time)
        self._losses.begin(time)
        for kind, take in self._readers.items():
            if len(some := by_kind[kind]):
                _tell_empty(some, kind, block.unread)
                take(some, block.unread)
        flows, halves = by_kind["flow"], by_kind["netflow"]
        _tell_empty(flows, "flow", block.unread)
        _tell_empty(halves, "netflow", block.unread)
        self._connections.take(flows, halves, block.unread)
        if len(stats := by_kind["stats"]):
            _tell_empty(stats, "stats", block.unread)
            self._losses.take(stats)

    def end(self) -> None:
        """The file is over."""
        self._connections.end()
        self._into.coverage.lost_packets += self._losses.news()

    def _count(self, rows: Rows, unread: Unreads) -> None:
        """Count events of types that are not read; a line without a type is no event."""
        kinds = rows.words("event_type", PASSED_OVER)
        counts = np.bincount(kinds[kinds >= 0], minlength=len(PASSED_OVER))
        for at in np.flatnonzero(counts).tolist():
            self._pass_over(PASSED_OVER[at], int(counts[at]))
        if not (kinds < 0).any():
            return
        others = rows.where(kinds < 0)
        named = np.fromiter(map(bool, others.texts("event_type")), np.bool_, len(others))
        if named.any():
            self._pass_over(_OTHER, int(named.sum()))
        lines = others.lines[~named]
        if isinstance(unread, UnreadCells) and len(lines):
            unread.count(Unread(int(lines[0]), "", "", noted("an event of Suricata")), len(lines))
            return
        for line in lines.tolist():
            unread.append(Unread(line, "", "", noted("an event of Suricata")))

    def _pass_over(self, kind: str, count: int) -> None:
        """Count events that tell nothing that is used here."""
        passed_over, word = self._into.coverage.passed_over, f"suricata {kind}"
        passed_over[word] = passed_over.get(word, 0) + count


def _tell_empty(rows: Rows, kind: str, unread: Unreads) -> None:
    """Report events whose key of their kind's name holds something else than what the event tells."""
    if not len(rows):
        return
    is_wrong = rows.not_objects(kind)
    if is_wrong.any():
        some = rows.where(is_wrong)
        for line, held in zip(some.lines.tolist(), some.raw(kind), strict=True):
            text = (held or b"")[:SHOWN].decode("utf-8", "backslashreplace")
            unread.append(Unread(line, kind, text, noted("an object")))


def _kinds(start: bytes) -> set[str]:
    """The types of the first events."""
    text = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "ignore")
    found = set()
    for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT]:
        try:
            found.add(_HEAD.decode(line).event_type)
        except msgspec.ValidationError:
            continue  # an object that is no event, though it may hold one
        except (msgspec.DecodeError, RecursionError):
            if beginning := _BEGINNING(line):  # an event that is longer than what is seen of the file
                found.add(beginning["kind"])
    return found
