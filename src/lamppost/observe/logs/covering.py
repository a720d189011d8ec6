"""What rows of connections cover: the time between the first and the last, hours, VLANs, and what they do not tell."""

import numpy as np

from lamppost.model.columns import distinct_numbers
from lamppost.model.observations import NOT_TOLD, Column, Coverage
from lamppost.observe.logs.joined import Covered, Told
from lamppost.observe.logs.sums import FIRST, LAST

HOUR = 3_600_000_000
DNS_OVER_TLS = 853  # RFC 7858; RFC 9250 over UDP


def cover(coverage: Coverage, hours: set[int], rows: dict[str, Column]) -> None:
    """Count what is covered by some rows.

    Args:
        coverage: Where it is counted.
        hours: Clock hours with traffic, as numbers since 1970; grows.
        rows: Columns of `sums.ROW`, without keys of ends.
    """
    _cover_times(coverage, int(rows[FIRST].min()), int(rows[LAST].max()))
    for one in (FIRST, LAST):
        hours.update(hours_of(rows[one]))
    coverage.vlan_ids.update(one for one in few(rows["vlan_id"]) if one >= 0)
    untold = (rows["src_bytes"] == NOT_TOLD) | (rows["dst_bytes"] == NOT_TOLD)
    coverage.connections_without_bytes += int(rows["connections"][untold].sum())
    hidden = rows["dst_port"] == DNS_OVER_TLS
    coverage.encrypted_dns_flows += int(rows["connections"][hidden].sum())


def cover_coded(coverage: Coverage, hours: set[int], covered: Covered, told: Told) -> None:
    """The same of rows whose addresses are coded.

    Args:
        coverage: Where it is counted.
        hours: Clock hours with traffic; grows.
        covered: What a kernel counted of them; the port that was asked for is `DNS_OVER_TLS`.
        told: What they tell.
    """
    _cover_times(coverage, covered.least_first, covered.most_last)
    first_hours = covered.least_first // HOUR, covered.most_first // HOUR
    hours.update(first_hours if first_hours[1] <= first_hours[0] + 1 else hours_of(told.first))
    last_hours = covered.least_last // HOUR, covered.most_last // HOUR
    if last_hours[1] <= last_hours[0] + 1:
        hours.update(last_hours)
    elif told.last is not None:
        hours.update(hours_of(np.where(told.last == NOT_TOLD, told.first, told.last)))
    if told.vlan_id is not None:
        coverage.vlan_ids.update(one for one in few(told.vlan_id) if one >= 0)
    coverage.connections_without_bytes += covered.untold
    coverage.encrypted_dns_flows += covered.asked


def _cover_times(coverage: Coverage, first: int, last: int) -> None:
    if coverage.first_seen_at is None or first < coverage.first_seen_at:
        coverage.first_seen_at = first
    if coverage.last_seen_at is None or last > coverage.last_seen_at:
        coverage.last_seen_at = last


def hours_of(times: Column) -> list[int]:
    """The distinct clock hours of some times, as numbers since 1970."""
    first, last = int(times.min()) // HOUR, int(times.max()) // HOUR
    return [*range(first, last + 1)] if last <= first + 1 else few(times // HOUR)


def few(numbers: Column) -> list[int]:
    """The distinct numbers of a column, of which there are few in most."""
    least, most = int(numbers.min()), int(numbers.max())
    if least == most:
        return [least]
    if most - least < len(numbers):
        return [least + one for one in np.flatnonzero(np.bincount(numbers - least)).tolist()]
    return [int(one) for one in distinct_numbers(numbers).tolist()]
