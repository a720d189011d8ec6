"""Who sent: in connections of logs, as the holder of a lease, and as listed."""

from collections.abc import Mapping

import numpy as np

from lamppost.model.beside import Beside
from lamppost.model.columns import parts_of
from lamppost.model.observations import (
    NO_MAC,
    SENDER,
    SENDER_ARP,
    SENDER_LINK_LOCAL,
    SENDER_NO_IP,
    SENDER_UNTOLD,
    Column,
)
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.hashed import HashedRows, longs
from lamppost.observe.logs.hashes.adding import END
from lamppost.observe.logs.hashes.sending import (
    AHEAD,
    LINK_LOCAL,
    NO_IP,
    UNTOLD,
    WIDTH,
    add_senders,
    add_senders_told,
)
from lamppost.observe.logs.hashes.sums_sending import add_senders_of_sums
from lamppost.observe.logs.held import HeldSums
from lamppost.observe.logs.running import run_for_rows
from lamppost.observe.logs.sums import FIRST, LAST, LINE_BITS, PLACE

_COLUMNS = (
    *("evidence", "mac", "vlan_id", "ip_high", "ip_low"),
    *("packets", "bytes", "flags", "first_seen_at", "last_seen_at", "first_row"),
)
_PART = 1 << 18
"""Connections that are looked at in one go."""
_TURNED = 1 << 13
"""Senders that are turned into columns in one go: they stay near the processor meanwhile."""
_OTHER = {"src": "dst", "dst": "src"}
assert (NO_IP, LINK_LOCAL, UNTOLD) == (SENDER_NO_IP, SENDER_LINK_LOCAL, SENDER_UNTOLD)
assert len(_COLUMNS) == WIDTH


def senders_of(gathering: Gathering, flows: Mapping[str, Column]) -> dict[str, Column]:
    """Table of `SENDER`: each file, MAC, VLAN and address that sent once, in the order of files and first rows.

    Args:
        gathering: Leases, and who is listed as seen.
        flows: Connections as `Gathering.settled` gives them.
    """
    if isinstance(flows, HeldSums):
        senders = _sending_in_sums(flows)
    else:
        with Beside[HashedRows]() as beside:  # kernels let each other go on
            beside.begin(lambda: _sending(flows, "src"))
            senders = _sending(flows, "dst")
            _add(senders, beside.end().columns())
    for rows in (_leases(gathering), _seen(gathering)):
        _add(senders, np.stack([longs(np.asarray(rows[name])) for name in _COLUMNS], axis=1))
    held = senders.columns()
    found = dict(zip(_COLUMNS, held.T, strict=True))
    order = _in_order(found | {name: found[name].view(np.uint64) for name in ("ip_high", "ip_low")})
    made: dict[str, Column] = {name: np.empty(len(order), kind) for name, kind in SENDER.items()}
    for part in parts_of(len(order), _TURNED):
        some = held[order[part]]
        for at, name in enumerate(_COLUMNS):
            made[name][part] = some[:, at].view(np.uint64) if SENDER[name] is np.uint64 else some[:, at]
    return made


def _sending(flows: Mapping[str, Column], side: str) -> HashedRows:
    """Who sent on one side of the connections."""
    senders, scratch, other = HashedRows(WIDTH), np.empty(AHEAD, np.int64), _OTHER[side]
    for part in parts_of(len(flows[FIRST]), _PART):
        names = (
            *(f"{side}_mac", "vlan_id", f"{side}_ip_high", f"{side}_ip_low", f"{other}_ip_high"),
            *(f"{other}_ip_low", f"{side}_packets", f"{side}_bytes", FIRST, LAST, PLACE),
        )
        columns = [longs(flows[name][part]) for name in names]
        n = len(columns[0])
        run = run_for_rows(n)
        room = senders.room(run, n)
        run(add_senders, *columns, n, int(side == "src"), *room, senders.state, scratch)
    return senders


def _sending_in_sums(held: HeldSums) -> HashedRows:
    """Who sent on either side of sums as they are held; in the order of first rows, as these are."""
    count, n_ends, done = len(held[FIRST]), len(held.whose) // END, 0
    senders, latest, run = HashedRows(WIDTH), np.zeros(n_ends, np.int64), run_for_rows(count)
    while done < count:
        new = max(n_ends - len(senders), 0) + 2 * AHEAD
        room, most = senders.room(run, new), len(senders) + new
        done = run(
            add_senders_of_sums, held.sums, done, count, held.whose, *room, most, senders.state, latest
        )
    return senders


def _add(senders: HashedRows, told: Column) -> None:
    """Add up senders that are told as such, rows of `_COLUMNS`."""
    n = len(told)
    run = run_for_rows(n)
    run(add_senders_told, np.ascontiguousarray(told).reshape(-1), n, *senders.room(run, n), senders.state)


def _in_order(made: Mapping[str, Column]) -> Column:
    """The places of senders in the order of files, first rows, MACs and addresses."""
    if made["first_row"].max(initial=0) >> LINE_BITS:
        return np.lexsort((made["ip_low"], made["ip_high"], made["mac"], made["first_row"], made["evidence"]))
    first = made["first_row"] | made["evidence"].astype(np.int64) << LINE_BITS
    # two senders have one first row, or many
    order = np.arange(len(first)) if (first[1:] >= first[:-1]).all() else np.argsort(first)
    ordered = first[order]
    is_tied = np.zeros(len(order) + 1, bool)
    is_tied[1:-1] = ordered[1:] == ordered[:-1]
    tied = np.flatnonzero(is_tied[1:] | is_tied[:-1])
    rows = order[tied]
    again = np.lexsort((made["ip_low"][rows], made["ip_high"][rows], made["mac"][rows], first[rows]))
    order[tied] = rows[again]
    return order


def _leases(gathering: Gathering) -> dict[str, Column]:
    """Who held a lease."""
    rows = gathering.leases.rows()
    n = len(rows["mac"])
    nowhere = (rows["ip_high"] | rows["ip_low"]) == 0
    return rows | {
        "vlan_id": np.full(n, -1),
        "packets": np.zeros(n, np.int64),
        "bytes": np.zeros(n, np.int64),
        "flags": np.where(nowhere, SENDER_NO_IP, SENDER_ARP),
    }


def _seen(gathering: Gathering) -> dict[str, Column]:
    """Addresses that a log lists as seen."""
    keys, told = list(gathering.seen), list(gathering.seen.values())
    n = len(keys)
    return {
        "mac": np.full(n, NO_MAC),
        "vlan_id": np.full(n, -1),
        "ip_high": np.array([high for high, _ in keys], np.uint64),
        "ip_low": np.array([low for _, low in keys], np.uint64),
        "packets": np.zeros(n, np.int64),
        "bytes": np.zeros(n, np.int64),
        "flags": np.zeros(n, np.int64),
        "first_seen_at": np.array([at for _, _, at in told], np.int64),
        "last_seen_at": np.array([at for _, _, at in told], np.int64),
        "first_row": np.array([row for _, row, _ in told], np.int64),
        "evidence": np.array([file for file, _, _ in told], np.int64),
    }
