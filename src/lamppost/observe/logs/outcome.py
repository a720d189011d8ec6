"""What was gathered from logs, and what was captured, as one set of observation tables."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np

from lamppost.model.columns import NEAR, HeldRows, distinct_numbers, distinct_rows, parts_of
from lamppost.model.describing import SelfDescriptions
from lamppost.model.observations import (
    NAME,
    NOT_TOLD,
    SENDER,
    SUMMED_FLOW,
    Column,
    Counting,
    Coverage,
    Evidence,
    Observations,
)
from lamppost.model.spilling import WrittenTable, table
from lamppost.model.summing import put_all_together
from lamppost.observe.logs.covering import HOUR
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.grouping import grouped
from lamppost.observe.logs.held import HeldCounts, HeldSums
from lamppost.observe.logs.running import ROWS_COMPILED_FROM
from lamppost.observe.logs.sending import senders_of
from lamppost.observe.logs.sent_names import names_of
from lamppost.observe.logs.sums import FIRST, LAST, PLACE, ROW, SUMMING, evidence_of, port_of, row_of

_ENDS = ("src_ip_high", "src_ip_low", "dst_ip_high", "dst_ip_low", "dst_port", "proto")
_SLACK = 60_000_000
"""Microseconds by which two kinds of evidence may differ in when a connection was."""


def observations_of(
    gathering: Gathering, evidence: Sequence[Evidence], captured: Observations | None = None
) -> Observations:
    """Everything that logs tell, with what was captured beside them.

    A connection that several kinds of evidence tell counts once: as the lowest view tells it (`Gathering.view`).

    Args:
        gathering: What was gathered.
        evidence: All files, in the order of their numbers.
        captured: What captures among them show; its numbers of files are those of `evidence`.
    """
    settled = gathering.settled(in_place=True)
    flows, twice = _without_twice(settled if gathering.is_put_together else _together(settled), captured)
    with ThreadPoolExecutor(1, "senders") as beside:  # sorting and kernels let other threads go on
        sending = beside.submit(senders_of, gathering, flows)
        names = names_of(gathering.names_told.table.columns(), gathering.names_told.asked, flows)
        counting = _counting(flows, names) if captured is None else None
        said = gathering.said.since(0).in_order()
        senders = sending.result()
    coverage = msgspec.structs.replace(gathering.coverage, told_twice=twice)
    is_table = gathering.is_put_together and flows is settled
    summed = flows.summed() if isinstance(flows, HeldSums) else _summed(flows, is_table=is_table)
    host_names: Sequence[str] = gathering.host_names
    issues = list(gathering.issues)
    if captured is not None:
        meant = gathering.host_names.numbers(captured.host_names)
        summed = _joined(_captured_flows(captured, meant), summed, SUMMED_FLOW)
        names = _joined(_renamed(captured.names, "name", meant), names, NAME)
        senders = _joined(captured.senders, senders, SENDER)
        said = SelfDescriptions.of(captured.self_descriptions).then(said)
        issues = [*captured.issues, *issues]
        coverage = _covered(captured.coverage, coverage)
    coverage.hours_with_traffic = _hours(gathering, captured)
    return Observations(
        evidence=list(evidence),
        flows=summed,
        senders=senders,
        names=names,
        host_names=host_names,
        self_descriptions=said,
        issues=issues,
        coverage=coverage,
        ends=gathering.ends if is_table and captured is None else None,
        counting=counting,
    )


def _counting(flows: dict[str, Column], names: Mapping[str, Column]) -> Counting | None:
    """What counts connections where they lie, if they are sums as they are held, and so many that kernels pay."""
    if not isinstance(flows, HeldSums) or len(flows[PLACE]) < ROWS_COMPILED_FROM:
        return None
    return HeldCounts(flows, names)


def _hours(gathering: Gathering, captured: Observations | None) -> int:
    """Distinct clock hours with traffic; those of captures in which no connection begins or ends are not told apart."""
    if captured is None:
        return len(gathering.hours)
    hours = set(gathering.hours)
    for name in (FIRST, LAST):
        for part in parts_of(len(captured.flows[name])):
            hours.update(distinct_numbers(captured.flows[name][part] // HOUR).tolist())
    return max(len(hours), captured.coverage.hours_with_traffic)


def _together(rows: dict[str, Column]) -> dict[str, Column]:
    """Sums that were made some at a time, put together, in the order of their first rows."""
    rows = rows | {"hour": np.zeros(len(rows["hour"]), np.int64)}
    columns = put_all_together(rows, ROW, SUMMING, grouped).columns()
    order = np.argsort(columns[PLACE], kind="stable")
    return {name: column[order] for name, column in columns.items()}


def _without_twice(flows: dict[str, Column], captured: Observations | None) -> tuple[dict[str, Column], int]:
    """The connections without those that a lower view tells too, and how many those are."""
    view = flows["view"]
    if captured is None and all((view[part] == view[0]).all() for part in parts_of(len(view), NEAR)):
        return flows, 0
    views = distinct_numbers(view).tolist()
    kept = np.ones(len(flows["view"]), bool)
    twice = 0
    lower: list[dict[str, Column]] = [captured.flows] if captured is not None else []
    for view in views:
        mine = np.flatnonzero(flows["view"] == view)
        for others in lower:
            kept[mine] &= ~_is_told(flows, mine, others)
        twice += int(flows["connections"][mine[~kept[mine]]].sum())
        lower.append({name: flows[name][mine[kept[mine]]] for name in (*_ENDS, FIRST, LAST)})
    return {name: column[kept] for name, column in flows.items()}, twice


def _is_told(flows: dict[str, Column], rows: Column, others: dict[str, Column]) -> Column:
    """Per row, whether others tell connections of the same ends about the same time."""
    if not len(others[FIRST]):
        return np.zeros(len(rows), bool)
    first, inverse = distinct_rows(*(others[name] for name in _ENDS))
    begins, ends = others[FIRST][first].copy(), others[LAST][first].copy()
    np.minimum.at(begins, inverse, others[FIRST])
    np.maximum.at(ends, inverse, others[LAST])
    place = np.full(len(others[FIRST]), -1, np.int64)
    place[first] = np.arange(len(first))
    at = HeldRows(tuple(others[name] for name in _ENDS), first).find(
        tuple(flows[name][rows].astype(others[name].dtype) for name in _ENDS)
    )
    found = at >= 0
    spot = place[np.maximum(at, 0)]
    overlaps = (flows[FIRST][rows] <= ends[spot] + _SLACK) & (flows[LAST][rows] >= begins[spot] - _SLACK)
    return found & overlaps


def _summed(flows: dict[str, Column], *, is_table: bool) -> dict[str, Column]:
    """The same as a table of `SUMMED_FLOW`.

    Args:
        flows: Columns of `ROW`.
        is_table: Whether they lie together where they may be longer than the memory, and are nobody else's.
    """
    kept = {name: flows[name] for name in SUMMED_FLOW if is_table and name in flows}
    assert all(column.dtype == SUMMED_FLOW[name] for name, column in kept.items())
    new = WrittenTable(
        {name: kind for name, kind in SUMMED_FLOW.items() if name not in kept}, len(flows[FIRST])
    )
    for part in parts_of(len(flows[FIRST])):
        places = flows[PLACE][part]
        told = {"first_row": row_of(places), "evidence": evidence_of(places), "src_port": port_of(places)}
        for name in SUMMED_FLOW:
            if name not in kept:
                new.put(name, part.start, told[name] if name in told else flows[name][part])
    made = new.columns()
    return {name: made[name] if name in made else kept[name] for name in SUMMED_FLOW}


def _captured_flows(captured: Observations, meant: Column) -> dict[str, Column]:
    """Flows of captures as sums of one connection each."""
    flows = _renamed(captured.flows, "server_name", meant)
    if "connections" in flows:
        return flows
    n = len(flows[FIRST])
    return flows | {"connections": np.ones(n, np.int64), "active_us": np.full(n, NOT_TOLD)}


def _renamed(rows: dict[str, Column], column: str, meant: Column) -> dict[str, Column]:
    """Rows whose numbers of names are those of all evidence together."""
    numbers = rows[column].copy()
    told = numbers >= 0
    numbers[told] = meant[numbers[told]]
    return rows | {column: numbers}


def _joined(one: dict[str, Column], other: dict[str, Column], schema: dict[str, type]) -> dict[str, Column]:
    """Rows of two tables, one behind the other."""
    n, m = (len(next(iter(rows.values()))) for rows in (one, other))
    made = table(schema, n + m)
    for name in schema:
        made[name][:n], made[name][n:] = one[name], other[name]
    return made


def _covered(captured: Coverage, told: Coverage) -> Coverage:
    """What captures and logs cover together; the captures' own counts stay."""
    firsts = [one for one in (captured.first_seen_at, told.first_seen_at) if one is not None]
    lasts = [one for one in (captured.last_seen_at, told.last_seen_at) if one is not None]
    captured.first_seen_at = min(firsts, default=None)
    captured.last_seen_at = max(lasts, default=None)
    captured.vlan_ids |= told.vlan_ids
    captured.encrypted_dns_flows += told.encrypted_dns_flows
    captured.told_twice += told.told_twice
    captured.missed_bytes += told.missed_bytes
    captured.unread_lines += told.unread_lines
    captured.connections_without_bytes += told.connections_without_bytes
    captured.passed_over = told.passed_over  # of logs alone
    captured.sampled_records += told.sampled_records
    captured.sampled_one_in = max(captured.sampled_one_in, told.sampled_one_in)
    captured.lost_exports += told.lost_exports
    captured.multiplied_records += told.multiplied_records
    return captured
