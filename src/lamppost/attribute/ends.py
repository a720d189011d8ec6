"""Which of the wanted endpoints stands at either end of each flow, part of a table by part."""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec
import numpy as np

from lamppost.attribute.connections import connections_of
from lamppost.attribute.endpoints import Endpoints
from lamppost.model.columns import distinct_rows, is_in, parts_of
from lamppost.model.observations import Column
from lamppost.model.spilling import Growing

Side = Literal["src", "dst"]
OTHER: dict[Side, Side] = {"src": "dst", "dst": "src"}


class Legs(msgspec.Struct, frozen=True, kw_only=True):
    """The flows that have a wanted endpoint at one end, in file order."""

    side: Side
    rows: Column
    """Rows of the table of flows, shape (n,)."""
    at: Column
    """Index of the endpoint, shape (n,)."""

    def parts(self) -> Iterator["Legs"]:
        """The same, some rows at a time."""
        for part in parts_of(len(self.rows)):
            yield Legs(side=self.side, rows=self.rows[part], at=self.at[part])


def find_legs(flows: dict[str, Column], endpoints: Endpoints, wanted: Iterable[int]) -> list[Legs]:
    """The flows of the wanted endpoints: those that they opened, then those that somebody opened to them.

    Connections of an address that changed hands meanwhile are nobody's, and counted by `endpoints`.

    Args:
        flows: Table of `FLOW`.
        endpoints: Who is who.
        wanted: Indexes of the endpoints.
    """
    chosen = set(wanted)
    low = np.array(sorted(endpoints.low_halves(chosen)), np.uint64)
    sides: tuple[Side, Side] = ("src", "dst")
    return [_legs(flows, side, endpoints, chosen, low) for side in sides]


def _legs(flows: dict[str, Column], side: Side, endpoints: Endpoints, wanted: set[int], low: Column) -> Legs:
    rows, at = Growing(np.int64), Growing(np.int32)
    for part in parts_of(len(flows["first_row"]) if wanted else 0):
        found = part.start + np.flatnonzero(is_in(flows[f"{side}_ip_low"][part], low))
        index = _endpoints_of(flows, side, endpoints, wanted, found)
        rows.append(found[index >= 0])
        at.append(index[index >= 0])
    return Legs(side=side, rows=rows.appended(), at=at.appended())


def _endpoints_of(
    flows: dict[str, Column], side: Side, endpoints: Endpoints, wanted: set[int], rows: Column
) -> Column:
    """Index of the wanted endpoint on that side of some flows, -1 for anybody else."""
    mac, high, low = (flows[f"{side}_{name}"][rows] for name in ("mac", "ip_high", "ip_low"))
    first, inverse = distinct_rows(mac, high, low)
    keys = [(int(mac[row]), int(high[row]), int(low[row])) for row in first.tolist()]
    found = [endpoints.find_numbers(*key) for key in keys]
    index = np.array([at if at in wanted else -1 for at in found], np.int32)
    column = np.asarray(index[inverse])
    for place, (at, key) in enumerate(zip(index.tolist(), keys, strict=True)):
        if at >= 0 and (spans := endpoints.held_by_others(at, key[1], key[2])):
            held = np.flatnonzero(inverse == place)
            begins, ends = flows["first_seen_at"][rows[held]], flows["last_seen_at"][rows[held]]
            nobodys = np.zeros(len(held), bool)
            for since, until in spans:
                nobodys |= (begins <= until) & (ends >= since)
            column[held[nobodys]] = -1
            endpoints.nobodys_connections += int(connections_of(flows, rows[held[nobodys]]).sum())
    return column
