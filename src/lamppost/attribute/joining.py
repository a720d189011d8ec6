"""Which row of a list is which device of a network: by MAC address, by address, by a name that was looked up."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from lamppost.attribute.endpoints import Endpoints
from lamppost.model.addresses import ip_numbers, mac_number
from lamppost.model.assets import AssetRow
from lamppost.model.columns import parts_of
from lamppost.model.inventory import JoinedBy
from lamppost.model.observations import Observations


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A row and the endpoint that it lists."""

    row: int
    """Place in the rows."""
    endpoint: int
    """Place in `endpoints.rows`."""
    by: JoinedBy
    address_held_by: int | None = None
    """Another endpoint that holds the address which the row gives to this one."""


class Meetings(msgspec.Struct, frozen=True, kw_only=True):
    """What became of every row, by its place."""

    joined: list[Meeting]
    not_seen: list[int]
    not_sought: list[int]
    ambiguous: list[int]


def join_rows(rows: Sequence[AssetRow], observations: Observations, endpoints: Endpoints) -> Meetings:
    """Each row with the endpoint that it lists, as far as one alone can be meant.

    A MAC address is a device's own; an address was held by whoever held it while this was recorded, which need not be
    whom the list means. So a row that tells its MAC address is joined by that, and by another way only to an endpoint of
    which no MAC address was seen.

    Args:
        rows: The rows.
        observations: What was read.
        endpoints: Who is who.
    """
    found = Meetings(joined=[], not_seen=[], not_sought=[], ambiguous=[])
    by_mac = {row.mac: at for at, row in enumerate(endpoints.rows) if row.mac is not None}
    by_address = _by_address(endpoints)
    named = _named({host for row in rows if (host := _host(row))}, observations)
    for at, row in enumerate(rows):
        if row.mac is None and row.address is None and row.host is None:
            found.not_sought.append(at)
            continue
        mac = mac_number(row.mac) if row.mac is not None else None
        held = by_address.get(_address(row.address), set())
        if mac in by_mac:
            others = held - {by_mac[mac]}
            other = min(others) if others and by_mac[mac] not in held else None
            found.joined.append(Meeting(row=at, endpoint=by_mac[mac], by="mac", address_held_by=other))
            continue
        called = {one for address in named.get(_host(row), ()) for one in by_address.get(address, ())}
        here: tuple[tuple[JoinedBy, set[int]], ...] = (("address", held), ("host", called))
        meant = [
            (by, fitting)
            for by, ends in here
            if (fitting := {one for one in ends if mac is None or endpoints.rows[one].mac is None})
        ]
        if not meant:
            found.not_seen.append(at)
        elif len(meant[0][1]) > 1:
            found.ambiguous.append(at)
        else:
            by, ends = meant[0]
            found.joined.append(Meeting(row=at, endpoint=min(ends), by=by))
    return found


def _host(row: AssetRow) -> str:
    """The host name of a row as readers of captures write names: lower case, no final dot."""
    return (row.host or "").rstrip(".").lower()


def _address(text: str | None) -> tuple[int, int] | None:
    return ip_numbers(text) if text is not None else None


def _by_address(endpoints: Endpoints) -> Mapping[tuple[int, int] | None, set[int]]:
    held: dict[tuple[int, int] | None, set[int]] = defaultdict(set)
    for at, row in enumerate(endpoints.rows):
        for address in row.addresses:
            held[ip_numbers(address)].add(at)
    return held


def _named(hosts: Iterable[str], observations: Observations) -> Mapping[str, set[tuple[int, int]]]:
    """The addresses that were given for some names, whoever asked."""
    wanted = set(hosts)
    if not wanted:
        return {}
    numbers = {at: name for at, name in enumerate(observations.host_names) if name in wanted}
    sought = np.fromiter(numbers, np.int64, len(numbers))
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    names = observations.names
    for part in parts_of(len(names["name"])):
        rows = np.flatnonzero(np.isin(names["name"][part], sought))
        columns = (names[one][part][rows].tolist() for one in ("name", "ip_high", "ip_low"))
        for number, high, low in zip(*columns, strict=True):
            if high or low:
                found[numbers[number]].add((high, low))
    return found
