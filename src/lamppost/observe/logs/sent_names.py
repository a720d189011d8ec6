"""Table of `NAME`: names that logs tell, and those that connections tell of themselves."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from lamppost.model.columns import HeldRows, ascending, parts_of
from lamppost.model.observations import NAME, NAME_SOURCES, Column
from lamppost.model.repeating import held
from lamppost.model.spilling import SPILL_FROM, Growing, WrittenTable
from lamppost.observe.logs.asked import AskedNames
from lamppost.observe.logs.grouping import grouped
from lamppost.observe.logs.hashed import HashedRows, longs
from lamppost.observe.logs.hashes.asking import AHEAD as ASKED_AHEAD
from lamppost.observe.logs.hashes.sent import AHEAD, WIDTH, keep_first
from lamppost.observe.logs.hashes.unasked import find_unasked
from lamppost.observe.logs.held import HeldSums
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import run_for_rows
from lamppost.observe.logs.sums import FIRST, PLACE, evidence_of, row_of

_KEYS = ("source", "client_ip_high", "client_ip_low", "name", "ip_high", "ip_low")
_CLIENT_NAME = ("client_ip_high", "client_ip_low", "name")
_OF_FLOW = ("src_ip_high", "src_ip_low", "server_name")
_ENDS = ("src_ip_high", "src_ip_low", "dst_ip_high", "dst_ip_low")
_SENT = tuple(NAME_SOURCES.index(one) for one in ("tls_sni", "quic_sni", "http_host"))
"""Where most names of connections are told: a client's for the same server."""
_UDP = 17
_OCTETS = sum(np.dtype(kind).itemsize for kind in NAME.values())
_AT_ONCE = 2
"""Threads that look names up."""


def names_of(
    named: Mapping[str, Column], asked: AskedNames, flows: Mapping[str, Column]
) -> dict[str, Column]:
    """Table of `NAME`: each client, name and address once, in the order of time.

    Args:
        named: Names that logs tell by themselves; table of `asked.NAMED`.
        asked: What of them was told to this process, to be looked up at once.
        flows: Connections; columns of `sums.ROW`.
    """
    sent = _sent(named, asked, flows)
    is_once = len(named["name"]) == len(asked)  # else something was told once more, or earlier, or elsewhere
    if is_once and not len(sent) and (named["seen_at"][1:] >= named["seen_at"][:-1]).all():
        return {name: named[name].view(kind) for name, kind in NAME.items()}
    told = by_time = np.argsort(named["seen_at"], kind="stable")
    if not is_once:
        first, _ = grouped(tuple(named[name][by_time] for name in _KEYS))
        told = by_time[first]
    if not len(sent) and len(told) * _OCTETS <= SPILL_FROM:
        return {name: _taken(named[name], told).view(kind) for name, kind in NAME.items()}
    seen_at = np.concatenate([named["seen_at"][told], flows[FIRST][sent]])
    made = WrittenTable(NAME, len(seen_at))
    order = None if (seen_at[1:] >= seen_at[:-1]).all() else ascending(seen_at)
    for part in parts_of(len(seen_at)):
        rows = np.arange(part.start, part.stop) if order is None else order[part]
        is_sent = rows >= len(told)
        of_flows = _as_names(flows, sent[rows[is_sent] - len(told)])
        for name, kind in NAME.items():
            column = of_flows[name]
            if len(column) < len(rows):
                column = np.empty(len(rows), kind)
                column[is_sent], column[~is_sent] = of_flows[name], named[name][told[rows[~is_sent]]]
            made.put(name, part.start, column)
    return made.columns()


def _taken(column: Column, rows: Column) -> Column:
    """Some rows of a column; where one number is held for all, it is held for these."""
    values, step = held(column)
    return column[rows] if step else np.broadcast_to(values[0], len(rows))


def _sent(named: Mapping[str, Column], asked: AskedNames, flows: Mapping[str, Column]) -> Column:
    """Connections that tell a name of themselves that no row of a log tells of the client: of each the first, rising."""
    known: HeldRows | None = None
    left = Growing(np.int64)
    for some in _not_told_of_servers(asked, flows):
        rows = some
        if len(rows) and len(named["name"]):
            known = known or HeldRows(
                tuple(named[one] for one in _CLIENT_NAME), np.arange(len(named["name"]))
            )
            rows = rows[~known.hold(tuple(flows[one][rows] for one in _OF_FLOW))]
        left.append(rows)
    rows = left.appended()
    firsts, scratch = HashedRows(WIDTH), np.empty(AHEAD, np.int64)
    ends = [longs(flows[one][rows]) for one in _ENDS]
    for part in parts_of(len(rows)):
        at, some = np.arange(part.start, part.stop), rows[part]
        names, n = longs(flows["server_name"][some]) << 1 | (flows["proto"][some] == _UDP), len(some)
        run = run_for_rows(n)
        run(keep_first, at, names, flows[FIRST][some], n, *ends, *firsts.room(run, n), firsts.state, scratch)
    first = rows[firsts.columns()[:, 0]]
    first.sort()
    return first


def _not_told_of_servers(asked: AskedNames, flows: Mapping[str, Column]) -> Iterator[Column]:
    """Connections that tell a name, of which no log tells that of the same client for the same server; some at a time, rising."""
    if isinstance(flows, HeldSums) and len(asked):
        yield from _unasked(asked, flows)
        return
    for part in parts_of(len(flows[FIRST])):
        rows = part.start + np.flatnonzero(flows["server_name"][part] >= 0)
        for source in _SENT:
            if len(rows) and len(asked):
                client, server = (
                    Addresses(*(flows[end][rows] for end in ends)) for ends in (_ENDS[:2], _ENDS[2:])
                )
                rows = rows[~asked.hold(source, client, flows["server_name"][rows], server)]
        yield rows


def _unasked(asked: AskedNames, sums: HeldSums) -> Iterator[Column]:
    """The same of sums as they are held."""
    count = len(sums[FIRST])
    run = run_for_rows(count)
    known, sources = asked.known(run), np.array(_SENT, np.int64)

    def find(part: slice) -> Column:
        out, room = (
            np.empty(part.stop - part.start, np.int64),
            [np.empty(ASKED_AHEAD, np.int64) for _ in range(7)],
        )
        told = (sums.sums, part.start, part.stop, sums.whose, sources, len(sources))
        return out[: run(find_unasked, *told, *known, *room, out)]

    with ThreadPoolExecutor(_AT_ONCE, "names") as workers:  # kernels let other threads go on
        yield from workers.map(find, parts_of(count, -(-count // _AT_ONCE) or 1))


def _as_names(flows: Mapping[str, Column], rows: Column) -> dict[str, Column]:
    """What connections tell, as rows of `NAME`."""
    places = flows[PLACE][rows]
    sources = (NAME_SOURCES.index("tls_sni"), NAME_SOURCES.index("quic_sni"))
    return {
        "source": np.where(flows["proto"][rows] == _UDP, sources[1], sources[0]),
        "client_ip_high": flows["src_ip_high"][rows],
        "client_ip_low": flows["src_ip_low"][rows],
        "client_mac": flows["src_mac"][rows],
        "name": flows["server_name"][rows],
        "ip_high": flows["dst_ip_high"][rows],
        "ip_low": flows["dst_ip_low"][rows],
        "seen_at": flows[FIRST][rows],
        "first_row": row_of(places),
        "evidence": evidence_of(places),
    }
