"""Records of a template into rows of one direction each, in columns; a record of both directions is two rows."""

from typing import NamedTuple

import numpy as np

from lamppost.model.observations import NO_MAC, NOT_TOLD, Column
from lamppost.observe.logs.one_way import (
    ICMP,
    ICMPV6,
    MAPPED,
    RECEIVER,
    SENDER,
    as_counter,
    joined,
    one_way,
    set_ports,
    some,
)
from lamppost.observe.netflow.heads import Heads

_MS, _S = 1000, 1_000_000
_NTP_EPOCH_S = 2_208_988_800
"""Seconds from 1900, where the times of NTP begin, to 1970 (RFC 7011 §6.1.9, RFC 5905)."""
_UPTIME_WRAP_MS = 1 << 32
_MOST_US = 1 << 62
_MOST_VLAN = 4094
_CREATED, _DENIED, _ALERT = 1, 3, 4
"""Events of a firewall that tell no traffic (IANA: firewallEvent)."""
_DIRECTION_INITIATOR, _DIRECTION_REVERSE = 1, 2
"""RFC 5103 §6.3: biflowDirection."""


class Decoded(NamedTuple):
    """What some records of one template come to."""

    rows: Column
    """Rows of `ONE_WAY`, in the order of the records."""
    events: Column
    """Frames of records that tell events, which are no flows."""
    nameless: Column
    """Frames of records that do not say between whom, or over which protocol."""


def decode(records: Column, heads: Heads, *, initiates: bool = False) -> Decoded:
    """What some records tell.

    Args:
        records: Their elements by the names of `elements`, shape (n,).
        heads: What their messages say.
        initiates: Their source is who opened the connection.
    """
    told = _Told(records, len(heads.row))
    rows = one_way(len(heads.row))
    has_ends = _set_ends(rows, told)
    has_ends &= told.has("proto")
    rows["proto"] = told.number("proto", 0) & 0xFF
    is_event = _is_event(told)
    _set_ports(rows, told)
    _set_times(rows, told, heads)
    rows["octets"], rows["packets"] = told.counter("octets"), told.counter("packets")
    rows["flags"] = told.number("flags", 0) & 0xFF
    rows["exporter"], rows["row"] = heads.exporter, heads.row
    _set_link(rows, told)
    back = _back(rows, told, heads)
    _set_opener(rows, back, told, initiates=initiates)
    good = has_ends & ~is_event
    both = _interleaved(some(rows, good), None if back is None else some(back, good))
    return Decoded(both, heads.row[is_event], heads.row[~has_ends & ~is_event])


class _Told:
    """The elements of some records as columns of 64 bits."""

    def __init__(self, records: Column, count: int) -> None:
        self._records, self._count = records, count
        self._names = frozenset(records.dtype.names or ())

    def has(self, name: str) -> bool:
        return name in self._names

    def number(self, name: str, missing: int = NOT_TOLD) -> Column:
        """An element as a number, `missing` where the records have none."""
        if name not in self._names:
            return np.full(self._count, missing, np.int64)
        return np.minimum(self.unsigned(name), np.uint64((1 << 63) - 1)).astype(np.int64)

    def unsigned(self, name: str) -> Column:
        """An element with all of its 64 bits; of octets that are no whole word, the first most significant."""
        column = self._records[name]
        if column.ndim == 1:
            return column.astype(np.uint64)
        found = np.zeros(len(column), np.uint64)
        for place in range(column.shape[1]):
            found = found << np.uint64(8) | column[:, place]
        return found

    def first(self, *names: str) -> Column:
        """The first of some elements that the records have."""
        return self.number(next((one for one in names if one in self._names), names[0]))

    def counter(self, name: str, ending: str = "") -> Column:
        """How many octets or packets there were since the last record, else in all; NOT_TOLD where neither is told."""
        for one in (f"{name}{ending}", f"{name}_total{ending}"):
            if one in self._names:
                return as_counter(self.unsigned(one))
        return np.full(self._count, NOT_TOLD, np.int64)

    def halves(self, name: str) -> tuple[Column, Column]:
        """An address of 16 octets."""
        octets = np.ascontiguousarray(self._records[name]).view(">u8")
        return octets[:, 0].astype(np.uint64), octets[:, 1].astype(np.uint64)


def _set_ends(rows: Column, told: _Told) -> Column:
    """Put addresses in; per row, whether there are two.

    A record of a template with both kinds of addresses has zeros in those that it does not use.
    """
    for side in ("src", "dst"):
        if told.has(f"{side}_ipv6"):
            rows[f"{side}_high"], rows[f"{side}_low"] = told.halves(f"{side}_ipv6")
        if told.has(f"{side}_ipv4"):
            four = told.unsigned(f"{side}_ipv4")
            is_six = (rows[f"{side}_high"] | rows[f"{side}_low"]) != 0
            rows[f"{side}_low"] = np.where(is_six, rows[f"{side}_low"], four | np.uint64(MAPPED))
    has = [(rows[f"{side}_high"] | rows[f"{side}_low"]) != 0 for side in ("src", "dst")]
    return np.asarray(has[0] & has[1])


def _is_event(told: _Told) -> Column:
    """Per row, whether it tells what a firewall or a translator of addresses did, and no traffic."""
    event = told.number("firewall_event", 0)
    is_event = (event == _CREATED) | (event == _DENIED) | (event == _ALERT)
    if told.has("nat_event") and not told.has("octets") and not told.has("octets_total"):
        is_event |= True
    return np.asarray(is_event)


def _set_ports(rows: Column, told: _Told) -> None:
    src, dst = told.number("src_port", -1), told.number("dst_port", -1)
    is_icmp = (rows["proto"] == ICMP) | (rows["proto"] == ICMPV6)
    if told.has("icmp_type"):
        kind = (told.number("icmp_type") & 0xFF) << 8 | (told.number("icmp_code", 0) & 0xFF)
    else:
        kind = told.first("icmp", "dst_port")
    told_kind = is_icmp & (kind >= 0)
    dst = np.where(told_kind, kind & 0xFFFF, dst)
    set_ports(rows, src, np.where(is_icmp & ~told_kind, 0, dst))
    unknown = np.flatnonzero(is_icmp & ~told_kind)
    rows["src_port"][unknown] = rows["dst_port"][unknown] = -1


def _set_times(rows: Column, told: _Told, heads: Heads, ending: str = "") -> None:
    """Put in when the first and the last packet came; of records that do not say, when they were sent."""
    first = _time(told, heads, "first", ending)
    last = _time(told, heads, "last", ending)
    lasted = np.where(
        told.number("lasted_ms") == NOT_TOLD,
        told.number("lasted_us"),
        np.minimum(told.number("lasted_ms"), _MOST_US // _MS) * _MS,
    )
    has_span = lasted != NOT_TOLD
    both = np.where(first == NOT_TOLD, np.where(has_span & (last != NOT_TOLD), last - lasted, last), first)
    end = np.where(last == NOT_TOLD, np.where(has_span & (first != NOT_TOLD), first + lasted, both), last)
    observed = (
        np.minimum(told.number("observed_ms"), _MOST_US // _MS) * _MS
        if told.has("observed_ms")
        else heads.sent_us
    )
    both = np.where(both < 0, observed, both)  # before 1970 is not told either
    rows["first_seen_at"], rows["last_seen_at"] = both, np.maximum(both, np.where(end == NOT_TOLD, both, end))


def _time(told: _Told, heads: Heads, which: str, ending: str) -> Column:
    """An instant in microseconds since 1970, NOT_TOLD where no element says it."""
    found = np.full(len(heads.row), NOT_TOLD, np.int64)

    def known(suffix: str) -> Column | None:
        name = f"{which}_{suffix}{ending}"
        return (
            np.minimum(told.unsigned(name), np.uint64(_MOST_US)).astype(np.int64) if told.has(name) else None
        )

    if (seconds := known("s")) is not None:
        found = np.minimum(seconds, _MOST_US // _S) * _S
    if (thousandths := known("ms")) is not None:
        found = np.minimum(thousandths, _MOST_US // _MS) * _MS
    name = f"{which}_ntp{ending}"
    if told.has(name):
        stamp = told.unsigned(name)
        whole = (stamp >> np.uint64(32)).astype(np.int64) - _NTP_EPOCH_S
        fraction = (stamp & np.uint64(0xFFFFFFFF)).astype(np.int64) * _S >> 32
        found = whole * _S + fraction
    if (ago := known("ago_us")) is not None:
        found = heads.sent_us - ago
    if (uptime := known("uptime_ms")) is not None:
        found = np.where(heads.booted_us == NOT_TOLD, found, _since_boot(uptime & 0xFFFFFFFF, heads))
    return found


def _since_boot(uptime_ms: Column, heads: Heads) -> Column:
    """An instant told in milliseconds since the exporter started, of which 32 bits are sent.

    The flow is over when it is told: what lies behind the message belongs to the turn of the counter before.
    """
    at = heads.booted_us + uptime_ms * _MS
    late = at > heads.sent_us + _S
    return np.asarray(np.where(late, at - _UPTIME_WRAP_MS * _MS, at))


def _set_link(rows: Column, told: _Told) -> None:
    vlan = told.number("vlan", 0)
    rows["vlan_id"] = np.where((vlan > 0) & (vlan <= _MOST_VLAN), vlan, -1)
    for side in ("src", "dst"):
        mac = told.number(f"{side}_mac", 0)
        rows[f"{side}_mac"] = np.where(mac > 0, mac, NO_MAC)


def _back(rows: Column, told: _Told, heads: Heads) -> Column | None:
    """Rows of the way back, None where the records tell none."""
    names = ("octets", "packets", "octets_total", "packets_total")
    if not any(told.has(f"{name}_back") for name in names):
        return None
    back = rows.copy()
    for one, other in (("src", "dst"), ("dst", "src")):
        for what in ("high", "low", "port", "mac"):
            back[f"{one}_{what}"] = rows[f"{other}_{what}"]
    back["octets"], back["packets"] = told.counter("octets", "_back"), told.counter("packets", "_back")
    back["flags"] = told.number("flags_back", 0) & 0xFF
    if any(_time_names(told)):
        _set_times(back, told, heads, "_back")
    return back


def _time_names(told: _Told) -> list[bool]:
    suffixes = ("s", "ms", "ntp", "ago_us", "uptime_ms")
    return [told.has(f"first_{suffix}_back") for suffix in suffixes]


def _set_opener(rows: Column, back: Column | None, told: _Told, *, initiates: bool) -> None:
    """Put in who opened, as far as the exporter says."""
    direction = told.number("biflow_direction", 0)
    opener = np.where(
        direction == _DIRECTION_INITIATOR, SENDER, np.where(direction == _DIRECTION_REVERSE, RECEIVER, 0)
    )
    if initiates:
        opener = np.full(len(rows), SENDER)
    rows["opener"] = opener
    if back is not None:
        back["opener"] = np.where(opener == 0, 0, SENDER + RECEIVER - opener)


def _interleaved(rows: Column, back: Column | None) -> Column:
    """Each row, and behind it that of the way back."""
    if back is None:
        return rows
    both = joined([rows, back])
    return some(both, np.arange(len(both)).reshape(2, -1).T.ravel())
