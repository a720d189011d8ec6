"""Connections, of `conn.log`.

| column of Zeek | column of ours |
| --- | --- |
| `ts`, `ts` + `duration` | `first_seen_at`, `last_seen_at`; Zeek writes a duration only where it is more than nothing |
| `uid` | the connection, by which other logs name it |
| `id.orig_h`, `id.orig_p`, `id.resp_h`, `id.resp_p` | `src_ip`, `src_port`, `dst_ip`, `dst_port`; of ICMP type, and counterpart or code |
| `proto`, `ip_proto` | `proto`; ICMP between IPv6 addresses is 58 |
| `orig_ip_bytes`, `resp_ip_bytes` | `src_bytes`, `dst_bytes`; where not told `orig_bytes`, `resp_bytes`, which count payload alone |
| `orig_pkts`, `resp_pkts` | `src_packets`, `dst_packets` |
| `conn_state` | `conn_state`, of TCP alone |
| `vlan`, else `inner_vlan` | `vlan_id`, the first that is not 0 |
| `orig_l2_addr`, `resp_l2_addr` | `src_mac`, `dst_mac` |
| `missed_bytes` | `Coverage.missed_bytes` |

scripts/base/protocols/conn/main.zeek (`Conn::Info`, `set_conn`), scripts/policy/protocols/conn/vlan-logging.zeek and
mac-logging.zeek of github.com/zeek/zeek.
"""

import numpy as np

from lamppost.model.observations import CONN_STATES, Column
from lamppost.model.saying import noted
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Rows, Unread
from lamppost.observe.zeek.log import Log, some_of

_WORDS = ("tcp", "udp", "icmp", "unknown_transport")
_TCP, _UDP, _ICMP, _RESERVED, _ICMPV6 = 6, 17, 1, 255, 58  # IANA, Assigned Internet Protocol Numbers
_NUMBERS = np.array([_TCP, _UDP, _ICMP, _RESERVED, NOT_TOLD], np.int64)
"""Numbers of the words, and last that of any other."""
_MAPPED = np.uint64(0xFFFF)
_REQUIRED = ("ts", "id.orig_h", "id.resp_h", "proto")
_NO_ADDRESS = ("::",)


def take_connections(rows: Rows, log: Log) -> None:
    """Hand over the connections of some rows."""
    _take(rows, log, is_open=False)


def take_open_connections(rows: Rows, log: Log) -> None:
    """Hand over who talks to whom in connections that are open still.

    Each is told anew after some time, with all that it sent up to then, and by conn.log when it ends: it is counted
    there alone, and so are its bytes and packets.
    """
    _take(rows, log, is_open=True)


def _take(rows: Rows, log: Log, *, is_open: bool) -> None:
    """Hand over connections, or who talks to whom in them."""
    first, src, dst = log.times(rows), rows.addresses("id.orig_h"), rows.addresses("id.resp_h")
    proto = _protocols(rows, dst, log)
    is_read = (first != NOT_TOLD) & (proto != NOT_TOLD) & _is_told(rows, "id.orig_h", src)
    is_read &= _is_told(rows, "id.resp_h", dst)
    if not is_read.all():
        log.report(rows, is_read, _REQUIRED)
        rows = rows.where(is_read)
        first, proto = first[is_read], proto[is_read]
        src, dst = some_of(src, is_read), some_of(dst, is_read)
    has_ports = np.isin(proto, (_TCP, _UDP, _ICMP, _ICMPV6))
    log.into.flows(
        log.evidence,
        rows.lines,
        first_seen_at=first,
        last_seen_at=None if is_open else _ends(rows, first, log),
        src=src,
        dst=dst,
        proto=proto,
        src_port=np.where(has_ports, rows.integers("id.orig_p", 65535), -1),
        dst_port=np.where(has_ports, rows.integers("id.resp_p", 65535), -1),
        src_bytes=None if is_open else _bytes(rows, "orig"),
        dst_bytes=None if is_open else _bytes(rows, "resp"),
        src_packets=None if is_open else rows.integers("orig_pkts"),
        dst_packets=None if is_open else rows.integers("resp_pkts"),
        conn_state=None
        if is_open
        else np.where(proto == _TCP, rows.words("conn_state", CONN_STATES[1:]) + 1, 0),
        src_mac=rows.macs("orig_l2_addr") if rows.has("orig_l2_addr") else None,
        dst_mac=rows.macs("resp_l2_addr") if rows.has("resp_l2_addr") else None,
        vlan_id=_vlans(rows) if rows.has("vlan") else None,
        connection=rows.keys("uid"),
        connections=np.zeros(len(rows), np.int64) if is_open else None,
    )
    if is_open:
        return
    missed = rows.integers("missed_bytes")
    log.into.coverage.missed_bytes += int(missed[missed != NOT_TOLD].sum())


def _protocols(rows: Rows, dst: Addresses, log: Log) -> Column:
    """Protocol numbers; NOT_TOLD where the word is none of Zeek's, which is reported."""
    word = rows.words("proto", _WORDS)
    proto = _NUMBERS[word]
    if rows.has("ip_proto"):
        told = rows.integers("ip_proto", 255)
        proto = np.where((proto == _RESERVED) & (told != NOT_TOLD), told, proto)
    unknown = np.flatnonzero(word < 0)
    for at in unknown[rows.keys("proto")[unknown] != 0].tolist() if len(unknown) else ():
        log.unread.append(
            Unread(int(rows.lines[at]), "proto", "", noted("tcp, udp, icmp or unknown_transport"))
        )
    is_v6 = (dst.high != 0) | (dst.low >> np.uint64(32) != _MAPPED)
    return np.where((proto == _ICMP) & is_v6, _ICMPV6, proto)


def _is_told(rows: Rows, field: str, addresses: Addresses) -> Column:
    """Whether each cell is an address; the unspecified one, from which hosts ask whether theirs is free, is one too."""
    told = addresses.is_told
    return told if told.all() else told | (rows.words(field, _NO_ADDRESS) == 0)


def _ends(rows: Rows, first: Column, log: Log) -> Column | None:
    if not log.has("duration"):
        return None
    lasted = rows.durations("duration")
    return first + np.where(lasted == NOT_TOLD, 0, lasted)


def _bytes(rows: Rows, side: str) -> Column:
    sent = rows.integers(f"{side}_ip_bytes")
    lacks = sent == NOT_TOLD
    return np.where(lacks, rows.integers(f"{side}_bytes"), sent) if lacks.any() else sent


def _vlans(rows: Rows) -> Column:
    outer = rows.integers("vlan", 4095)
    if rows.has("inner_vlan"):
        outer = np.where(outer > 0, outer, rows.integers("inner_vlan", 4095))
    return np.where(outer > 0, outer, -1)
