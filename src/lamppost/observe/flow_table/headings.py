"""Which column of a flow table is what: told by the user, else by headings that exporters write.

Headings are compared in lower case, with a low line for whatever is no letter or digit: `source.ip`, `Source IP` and
`source_ip` are one. Of several columns that may be one field, the one whose heading stands first below is taken. From:

* nfdump 1.6: `nfdump -o csv` (nfdump(1) of that version, the list of its fields: `ts` start time, `sa` source address …);
  1.7: `csvHeader` in src/output/output_csv.c of github.com/phaag/nfdump; what `nfdump -o json` calls its fields;
* Zeek: `Conn::Info` in scripts/base/protocols/conn/main.zeek of github.com/zeek/zeek, with `.` or `_`;
* Suricata: docs.suricata.io, *EVE JSON Format*, event type flow, its objects taken apart with `.` or `_`;
* Elastic Common Schema: elastic.co/guide/en/ecs, *Source*, *Destination*, *Network*, *Event*, *VLAN fields*;
* VPC flow logs: docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html, *Available fields*;
* SiLK: rwcut(1), `--fields`;
* IPFIX: IANA, *IPFIX Information Elements*, as collectors write them (ipfixcol2 with `iana:` before the name);
* nProbe: its list of fields (`nprobe -H`), where IN is src->dst and OUT is dst->src;
* goflow2: the names of its FlowMessage (pb/flow.proto of github.com/netsampler/goflow2);
* argus: what `ra` writes above its columns, as the header of CTU-13's binetflow files has it;
* UniRec of NEMEA (github.com/CESNET/Nemea), whose headings say the type before the name;
* PAN-OS: docs.paloaltonetworks.com, *Traffic Log Fields*, where Bytes is of both directions;
* the tables of lamppost itself.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

HEADINGS: dict[str, tuple[str, ...]] = {
    "src_ip": (
        "src_ip", "id_orig_h", "source_ip", "srcaddr", "src_addr", "source_address", "sa", "sip", "srcip", "src_ip_addr",
        "ipv4_src_addr", "sourceipv4address", "sourceipaddress", "src4_addr", "ipv6_src_addr",
        "sourceipv6address", "src6_addr",
    ),
    "dst_ip": (
        "dst_ip", "id_resp_h", "destination_ip", "dest_ip", "dstaddr", "dst_addr", "destination_address", "da", "dip",
        "dstip", "dst_ip_addr", "ipv4_dst_addr", "destinationipv4address", "destinationipaddress", "dst4_addr",
        "ipv6_dst_addr", "destinationipv6address", "dst6_addr",
    ),
    "start": (
        "first_seen_at", "flow_start", "event_start", "firstseen", "first_seen", "start_time", "stime", "starttime",
        "flow_start_milliseconds", "flowstartmilliseconds", "flowstartseconds", "flowstartmicroseconds",
        "flowstartnanoseconds", "time_flow_start_ns", "time_first", "t_first", "start", "ts", "timestamp", "time",
    ),
    "end": (
        "last_seen_at", "flow_end", "event_end", "lastseen", "last_seen", "end_time", "etime", "lasttime",
        "flow_end_milliseconds", "flowendmilliseconds", "flowendseconds", "flowendmicroseconds", "flowendnanoseconds",
        "time_flow_end_ns", "time_last", "t_last", "end", "te",
    ),
    "duration": ("duration", "td", "dur", "duration_s", "duration_ms", "duration_us"),
    "src_port": (
        "src_port", "id_orig_p", "source_port", "srcport", "sp", "sport", "l4_src_port", "sourcetransportport",
    ),
    "dst_port": (
        "dst_port", "id_resp_p", "destination_port", "dest_port", "dstport", "dp", "dport", "l4_dst_port",
        "destinationtransportport",
    ),
    "proto": (
        "network_iana_number", "proto", "protocol", "network_transport", "pr", "pro", "protocolidentifier", "ip_protocol",
    ),
    "src_bytes": (
        "src_bytes", "orig_ip_bytes", "flow_bytes_toserver", "source_bytes", "ibyt", "inbytes", "orig_bytes",
        "srcbytes", "in_bytes", "octetdeltacount", "octettotalcount", "bytes_sent", "bytes",
    ),
    "dst_bytes": (
        "dst_bytes", "resp_ip_bytes", "flow_bytes_toclient", "destination_bytes", "obyt", "outbytes", "resp_bytes",
        "dstbytes", "out_bytes", "reverseoctetdeltacount", "reverseoctettotalcount", "bytes_received", "bytes_rev",
    ),
    "src_packets": (
        "src_packets", "orig_pkts", "flow_pkts_toserver", "source_packets", "ipkt", "inpackets", "srcpkts", "in_pkts", "in_packets",
        "packetdeltacount", "packettotalcount", "packets_sent", "pkts_sent", "packets",
    ),
    "dst_packets": (
        "dst_packets", "resp_pkts", "flow_pkts_toclient", "destination_packets", "opkt", "outpackets", "dstpkts", "out_pkts",
        "reversepacketdeltacount", "reversepackettotalcount", "packets_received", "pkts_received", "packets_rev",
    ),
    "server_name": ("server_name", "tls_sni", "tls_client_server_name", "sniname", "sni"),
    "src_mac": ("src_mac", "orig_l2_addr", "source_mac", "ismc", "insrcmac"),
    "dst_mac": ("dst_mac", "resp_l2_addr", "destination_mac", "odmc", "outdstmac"),
    "vlan": ("vlan_id", "vlan", "network_vlan_id", "svln", "srcvlan"),
    "conn_state": ("conn_state",),
    "tcp_flags": ("tcp_flags", "flg", "flags", "tcpcontrolbits"),
    "connections": ("connections",),
}  # fmt: skip
"""What a row is read for, and what heads the column."""
NEEDED = ("src_ip", "dst_ip", "start")
"""Without these a row tells nothing; `end` does for `start`."""
_EITHER_WAY = frozenset({"obyt", "opkt", "outbytes", "outpackets"})
"""Columns of nfdump for the other direction, 0 where the exporter does not tell it."""
_BOTH_WAYS = frozenset({"srcbytes", "srcpkts"})
"""Columns of argus, each of whose rows is a whole connection, also where it does not tell what came back."""
_OTHERS = re.compile(r"[^a-z0-9]+")
_TYPED = re.compile(
    r"iana:|(ipaddr|macaddr|time|string|bytes|char|float|double|u?int(8|16|32|64)) (?=[A-Z0-9_]+$)"
)
"""What stands before a name: the type in UniRec, the origin in ipfixcol2."""
_FAMILIES = (("ipv4_", "ipv6_"), ("ipv4address", "ipv6address"), ("4_addr", "6_addr"))
"""How a column of IPv4 addresses is called, and the one beside it that holds those of IPv6."""


class Layout(NamedTuple):
    """Which column of a table is what."""

    columns: Mapping[str, str]
    """By field, what its column is called in the table."""
    is_one_way: bool
    """Each row tells what one side sent to the other; who answered stands in a row of its own."""
    beside: Mapping[str, str] = MappingProxyType({})
    """By field, the column that holds an address where that in `columns` holds none: of IPv6 beside IPv4."""

    @property
    def missing(self) -> list[str]:
        """Which of the columns without which nothing is told are not there."""
        return [
            one
            for one in NEEDED
            if one not in self.columns and not (one == "start" and "end" in self.columns)
        ]


def layout_of(headings: Sequence[str], chosen: Mapping[str, str]) -> Layout:
    """Which column is what.

    Args:
        headings: What heads the columns.
        chosen: By field, what the user says heads its column; `-` for none.
    """
    places = {_plain(heading): heading for heading in reversed(headings)}
    columns: dict[str, str] = {}
    for field, known in HEADINGS.items():
        if (told := chosen.get(field)) is not None:
            found = told if told in headings else places.get(_plain(told)) if told != "-" else None
        else:
            found = next((places[one] for one in known if one in places), None)
        if found is not None:
            columns[field] = found
    beside = {
        field: places[other]
        for field in ("src_ip", "dst_ip")
        if field not in chosen
        and (other := _other_family(_plain(columns.get(field, ""))))
        and other in places
    }
    return Layout(columns, _is_one_way(columns), beside)


def _other_family(plain: str) -> str:
    """The heading of the column of IPv6 addresses beside one of IPv4; nothing where there is no such."""
    return next((plain.replace(old, new) for old, new in _FAMILIES if old in plain), "")


def _is_one_way(columns: Mapping[str, str]) -> bool:
    """Whether numbers are told of one direction alone, by a table that tells nothing of whole connections."""
    if (
        not {"src_bytes", "src_packets"} & columns.keys()
        or {"connections", "conn_state", "server_name"} & columns.keys()
        or _BOTH_WAYS & {_plain(columns[one]) for one in ("src_bytes", "src_packets") if one in columns}
    ):
        return False
    other_way = [columns[one] for one in ("dst_bytes", "dst_packets") if one in columns]
    return all(_plain(one) in _EITHER_WAY for one in other_way)


def is_flow_table(headings: Sequence[str], chosen: Mapping[str, str]) -> bool:
    """Whether the columns name who sent and who received."""
    columns = layout_of(headings, chosen).columns
    return "src_ip" in columns and "dst_ip" in columns


def _plain(heading: str) -> str:
    return _OTHERS.sub("_", _TYPED.sub("", heading.strip(), count=1).lower()).strip("_")
