"""What is left of what logs told once what ended before an instant is forgotten."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import numpy as np

from lamppost.model.columns import distinct_numbers, is_among, is_in
from lamppost.model.observations import NO_MAC, NOT_TOLD, Column, Coverage, SelfDescription
from lamppost.observe.logs.asked import NAMED
from lamppost.observe.logs.covering import DNS_OVER_TLS, HOUR
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.grouping import grouped
from lamppost.observe.logs.leases import HELD
from lamppost.observe.logs.sums import FIRST, LAST, ROW

Table = dict[str, Column]
_NAMED_ONCE = ("source", "client_ip_high", "client_ip_low", "name", "ip_high", "ip_low")


class Left(NamedTuple):
    """What is left, as `Gathering` holds it; names of hosts have new numbers."""

    host_names: list[str]
    sums: Table
    """Table of `ROW`."""
    named: Table
    """Table of `NAMED`, each thing once."""
    leases: Table
    """Table of `HELD`."""
    sent: Table
    """Keys of connections and names."""
    said: list[SelfDescription]
    seen: dict[tuple[int, int], tuple[int, int, int]]
    hours: set[int]
    coverage: Coverage


def left_of(gathering: Gathering, before: int, sent: Mapping[str, Column]) -> Left:
    """What is left of everything that is gathered.

    Connections are left that ended at that instant or later. What was told of names, leases and devices is left if it was
    told then, or if it is about the two ends, or an end, of a connection that is left.

    Args:
        gathering: What is there; it stays as it is.
        before: Microseconds since 1970.
        sent: Names of connections that are not told yet, as far as they are to be left.
    """
    all_sums = gathering.settled()
    is_left = all_sums[LAST] >= before
    sums = {name: all_sums[name][is_left] for name in ROW}
    ends = _ends(sums)
    named = _named(gathering.names_told.table.columns(), sums, before)
    leases = gathering.leases.table.columns()
    leases = _some(leases, (leases["last_seen_at"] >= before) | is_among(_address(leases), ends))
    numbers = distinct_numbers(
        np.concatenate([one.astype(np.int64) for one in (sums["server_name"], named["name"], sent["name"])])
    )
    numbers = numbers[numbers >= 0]
    sums["server_name"] = _renumbered(sums["server_name"], numbers)
    named["name"] = _renumbered(named["name"], numbers)
    return Left(
        host_names=[gathering.host_names[one] for one in numbers.tolist()],
        sums=sums,
        named={name: named[name] for name in NAMED},
        leases={name: leases[name] for name in HELD},
        sent={"key": sent["key"], "name": _renumbered(sent["name"], numbers)},
        said=_said(gathering, before, ends, leases),
        seen=_seen(gathering, before, ends),
        hours={one for one in gathering.hours if one * HOUR >= before}
        | set(distinct_numbers(sums[FIRST] // HOUR).tolist()),
        coverage=_coverage(gathering.coverage, all_sums, is_left),
    )


def _ends(sums: Table) -> tuple[Column, Column]:
    """Both halves of the addresses of both ends."""
    high, low = (
        np.concatenate([sums[f"{side}_ip_{half}"] for side in ("src", "dst")]) for half in ("high", "low")
    )
    return high, low


def _named(named: Table, sums: Table, before: int) -> Table:
    """Names that were told lately, or of ends between which a connection is left; each once, as it was told first."""
    pairs = tuple(named[one] for one in ("client_ip_high", "client_ip_low", "ip_high", "ip_low"))
    held = tuple(sums[one] for one in ("src_ip_high", "src_ip_low", "dst_ip_high", "dst_ip_low"))
    named = _some(named, (named["seen_at"] >= before) | is_among(pairs, held))
    named = _some(named, np.argsort(named["seen_at"], kind="stable"))
    first, _ = grouped(tuple(named[one] for one in _NAMED_ONCE))
    return _some(named, np.sort(first))


def _said(
    gathering: Gathering, before: int, ends: tuple[Column, Column], leases: Table
) -> list[SelfDescription]:
    """What was said lately, or by a device of which something is left."""
    said = gathering.said.since(0)
    rows = said.rows
    is_known = is_among((rows["ip_high"], rows["ip_low"]), ends) & ((rows["ip_high"] | rows["ip_low"]) != 0)
    is_known |= is_in(rows["mac"], leases["mac"]) & (rows["mac"] != NO_MAC)
    return [said[int(one)] for one in np.flatnonzero((rows["seen_at"] >= before) | is_known)]


def _seen(
    gathering: Gathering, before: int, ends: tuple[Column, Column]
) -> dict[tuple[int, int], tuple[int, int, int]]:
    """Addresses that were listed lately, or that are an end."""
    keys = tuple(np.array([one[half] for one in gathering.seen], np.uint64) for half in (0, 1))
    is_end = is_among(keys, ends).tolist()
    return {
        key: told
        for (key, told), is_known in zip(gathering.seen.items(), is_end, strict=True)
        if told[2] >= before or is_known
    }


def _coverage(coverage: Coverage, sums: Table, is_left: Column) -> Coverage:
    """What is covered still; what could not be read is counted from the beginning on."""
    connections = sums["connections"]
    untold = ((sums["src_bytes"] == NOT_TOLD) | (sums["dst_bytes"] == NOT_TOLD)) & ~is_left
    n_untold = coverage.connections_without_bytes - int(connections[untold].sum())
    vlans = sums["vlan_id"][is_left]
    return msgspec.structs.replace(
        coverage,
        first_seen_at=int(sums[FIRST][is_left].min()) if is_left.any() else None,
        last_seen_at=int(sums[LAST][is_left].max()) if is_left.any() else None,
        vlan_ids=set(distinct_numbers(vlans[vlans >= 0]).tolist()),
        encrypted_dns_flows=int(connections[is_left & (sums["dst_port"] == DNS_OVER_TLS)].sum()),
        connections_without_bytes=min(n_untold, int(connections[is_left].sum())),
    )


def _renumbered(column: Column, numbers: Column) -> Column:
    """Places among some numbers that rise; what is below 0 stays."""
    return np.where(column >= 0, np.searchsorted(numbers, column), column).astype(column.dtype)


def _address(table: Table) -> tuple[Column, Column]:
    return table["ip_high"], table["ip_low"]


def _some(table: Table, which: Column) -> Table:
    return {name: column[which] for name, column in table.items()}
