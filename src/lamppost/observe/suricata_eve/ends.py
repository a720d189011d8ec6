"""What all events have in common: who talked with whom, when, in which frames."""

from functools import cached_property, lru_cache

import numpy as np

from lamppost.model.addresses import mac_number
from lamppost.model.observations import NO_MAC, Column
from lamppost.model.saying import noted
from lamppost.observe.logs.connections import joined_keys
from lamppost.observe.logs.rows import NOT_TOLD, Addresses, Rows, Unread, Unreads

MOST_PORT = 65535
_V4_NONE = np.uint64(0xFFFF << 32)


class Ends:
    """Both sides of some events; each column has shape (n,)."""

    def __init__(self, rows: Rows, unread: Unreads, *when: str) -> None:
        """Read them.

        Args:
            rows: The events.
            unread: Is told which of them have no time or no address.
            when: Where the time stands, in the order in which it is looked for; else in `timestamp`.
        """
        self.rows, self._unread = rows, unread
        self.src, self.dst = told_addresses(rows, "src_ip", unread), told_addresses(rows, "dest_ip", unread)
        self.src_port, self.dst_port = (rows.integers(one, MOST_PORT) for one in ("src_port", "dest_port"))
        self.times: dict[str, Column] = {}
        """Instants of each place that was looked at."""
        self.seen_at = self._first_told(when or ("timestamp",))

    @cached_property
    def src_mac(self) -> Column:
        """MAC of the frames of `src`, NO_MAC where not told."""
        return _frame_macs(self.rows, "src", self._unread)

    @cached_property
    def dst_mac(self) -> Column:
        """MAC of the frames of `dst`, NO_MAC where not told."""
        return _frame_macs(self.rows, "dest", self._unread)

    @cached_property
    def connection(self) -> Column:
        """The key of each event's connection, 0 where it is of none."""
        return connection_keys(self.rows, self.src_port, self.dst_port)

    def _first_told(self, when: tuple[str, ...]) -> Column:
        """The first time that each event tells."""
        found = self.times[when[0]] = self.rows.times(when[0])
        lacks = found == NOT_TOLD
        for field in when[1:]:
            if field != when[-1] or lacks.any():
                self.times[field] = self.rows.times(field)
            if lacks.any():
                found = np.where(lacks, self.times[field], found)
                lacks = found == NOT_TOLD
        tell_missing(self.rows, when[-1], lacks, noted("an instant"), self._unread)
        return found


def connection_keys(rows: Rows, src_port: Column, dst_port: Column) -> Column:
    """What events of one connection have in common, 64 bits unsigned; 0 where no `flow_id` is told.

    A `flow_id` comes of a hash with a secret of the run, and of the lower bits of the time at which the connection began
    (`src/flow.h`, FlowGetId, cut to 51 bits); old versions wrote shorter ones. So it counts together with both ports, in
    either order: two connections with one number, of two runs or two sensors, are taken for one only where their ports are
    the same too. Addresses are left out, since
    `http` may be set up to write another one (`xff` in mode `overwrite`).
    """
    return joined_keys(rows.keys("flow_id"), src_port, dst_port)


def told_addresses(rows: Rows, field: str, unread: Unreads) -> Addresses:
    """Addresses of events, each of which should tell one."""
    read = rows.addresses(field)
    if not read.are_told:
        tell_missing(rows, field, ~read.is_told, noted("an address"), unread)
    return read


def told_times(rows: Rows, field: str, unread: Unreads) -> Column:
    """Instants of events, each of which should tell one."""
    read = rows.times(field)
    tell_missing(rows, field, read == NOT_TOLD, noted("an instant"), unread)
    return read


def given(addresses: Addresses) -> Addresses:
    """The same, none where it is 0.0.0.0: hosts without an address yet write that (RFC 1122 §3.2.1.3)."""
    none = (addresses.high == 0) & (addresses.low == _V4_NONE)
    return Addresses(addresses.high, np.where(none, np.uint64(0), addresses.low))


def some_of(addresses: Addresses, rows: Column) -> Addresses:
    """Those of some rows."""
    places = np.flatnonzero(rows) if rows.dtype == bool else rows
    return Addresses(addresses.high.take(places), addresses.low.take(places))


def chosen(first: Column, ours: Addresses, others: Addresses) -> Addresses:
    """Per row the address of one side or the other."""
    return Addresses(np.where(first, ours.high, others.high), np.where(first, ours.low, others.low))


def mac_or_none(rows: Rows, field: str) -> Column:
    """MACs, NO_MAC where not told."""
    return rows.macs(field) if rows.has(field) else np.full(len(rows), NO_MAC, np.int64)


def _frame_macs(rows: Rows, side: str, unread: Unreads) -> Column:
    """Of events of packets `ether.src_mac`; of events of connections `ether.src_macs`, where it is only one."""
    read = mac_or_none(rows, f"ether.{side}_mac")
    field = f"ether.{side}_macs"
    if rows.has(field):
        told = rows.items(field)
        alone = np.bincount(told.rows, minlength=len(rows))[told.rows] == 1
        for at, text, is_alone in zip(told.rows.tolist(), told.texts, alone.tolist(), strict=True):
            if is_alone:
                read[at] = _mac(text)
                if read[at] == NO_MAC:
                    unread.append(Unread(int(rows.lines[at]), field, text[:60], noted("a MAC address")))
    return read


@lru_cache(maxsize=1 << 16)
def _mac(text: str) -> int:
    try:
        return mac_number(text)
    except ValueError:
        return NO_MAC


def tell_missing(rows: Rows, field: str, missing: Column, expected: str, unread: Unreads) -> None:
    """Tell which rows have no such cell; one that holds something else is told where it is read."""
    if not missing.any():
        return
    some = rows.where(missing)
    for line, cell in zip(some.lines.tolist(), some.raw(field), strict=True):
        if cell in (None, b'""'):
            unread.append(Unread(line, field, "", expected))
