"""The attributions of a capture: devices that watch or listen in full, all others as counts."""

import ipaddress
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import msgspec

from lamppost.attribute.counted import count_flows, counting_where_held
from lamppost.attribute.describing import describe
from lamppost.attribute.destinations import Destinations, attribute_destinations
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import find_legs
from lamppost.attribute.gaps import measure_coverage, reach_gaps
from lamppost.attribute.hits import LAST_INSTANT, count_names, instant_of, row_kind_of
from lamppost.attribute.identifying import Identified, identify_endpoints
from lamppost.attribute.inventory import identify_with_rows, inventory_of
from lamppost.attribute.joining import join_rows
from lamppost.attribute.laws import Laws
from lamppost.attribute.leaving import named_pairs, outside_ends
from lamppost.attribute.reached import attribute_reach
from lamppost.attribute.reattribution import with_laws
from lamppost.attribute.unknowns import unknown_rows, why_unknown
from lamppost.attribute.unlisted import LIMITS, Limits
from lamppost.attribute.user_tables import UserTables
from lamppost.engine.lookup.rows import FoundRows
from lamppost.knowledge.base import Knowledge
from lamppost.model.addresses import mac_text
from lamppost.model.assets import AssetRow
from lamppost.model.beside import Beside
from lamppost.model.ids import make_id
from lamppost.model.observations import FlowCounts, Observations
from lamppost.model.result import Coverage, Device, Inventory, Unknown
from lamppost.model.vocabulary import PERSONAL_KINDS, Reached


class Attributions(msgspec.Struct, frozen=True, kw_only=True):
    """What the evidence means, before any policy."""

    devices: list[Device]
    device_counts: dict[str, int]
    unknown_devices: list[Unknown]
    coverage: Coverage
    inventory: Inventory | msgspec.UnsetType = msgspec.UNSET
    """How the rows of a list fit in, where there are some."""


def attribute_capture(
    observations: Observations,
    knowledge: Knowledge,
    *,
    user_tables: UserTables,
    home: Iterable[str] = (),
    limits: Limits | None = LIMITS,
    rows: Sequence[AssetRow] | None = None,
) -> Attributions:
    """Who is here, who made it and where it sends, as of a day.

    Only devices that watch or listen, or may, are described; every other device is a count, so
    that no phone or computer, and nobody who carries one, enters a report.

    Args:
        observations: What was read.
        knowledge: The packs as of a day.
        home: Networks of the user in CIDR notation, counted as inside.
        user_tables: The user's own address tables.
        limits: How many destinations are listed one by one; None: all.
        rows: What lists say that is here; None where there is no list.
    """
    endpoints, seen, flow_counts = _identify(observations, home, knowledge)
    found = seen
    meetings = join_rows(rows, observations, endpoints) if rows is not None else None
    if meetings is not None and rows is not None:
        found = identify_with_rows(seen, meetings, rows, knowledge)
    devices, laws = _describe(found, observations, endpoints, knowledge, user_tables, limits)
    counted = [one for one in found if one.watches is False]
    counts = Counter[str](one.counted_as for one in counted)
    unknown = Counter(
        why_unknown(one.endpoint.mac, one.shown.registrant, one.shown.fields, of_log=one.endpoint.of_log)
        for one in counted
        if one.counted_as == "unknown"
    )
    reach = reach_gaps(devices, laws)
    inventory: Inventory | msgspec.UnsetType = msgspec.UNSET
    if meetings is not None and rows is not None:
        ids = {at: _id(one) for at, one in enumerate(found) if one.watches is not False}
        inventory = inventory_of(seen, meetings, rows, ids, knowledge)
    return Attributions(
        devices=devices,
        device_counts=dict(sorted(counts.items())),
        unknown_devices=unknown_rows(unknown),
        coverage=measure_coverage(observations, endpoints, devices, counts["unknown"], reach, flow_counts),
        inventory=inventory,
    )


def _identify(
    observations: Observations, home: Iterable[str], knowledge: Knowledge
) -> tuple[Endpoints, list[Identified], FlowCounts]:
    """Who is who, what each is, and the connections, counted."""
    ends, counting = observations.ends, counting_where_held(observations)
    if ends is not None and counting is not None:
        endpoints = Endpoints(observations, home)
        is_outside = outside_ends(ends, endpoints)
        with Beside[
            FlowCounts
        ]() as beside:  # kernels let other threads go on, columns would wait for Python again and again
            beside.begin(lambda: counting(is_outside))
            seen = identify_endpoints(observations, endpoints, knowledge)
            return endpoints, seen, beside.end()
    with Beside[FoundRows]() as naming:
        naming.begin(lambda: named_pairs(observations))
        endpoints = Endpoints(observations, home)
        # not beside what follows, which goes name by name
        flow_counts = count_flows(observations, endpoints, naming.end())
    return endpoints, identify_endpoints(observations, endpoints, knowledge), flow_counts


def _describe(
    found: list[Identified],
    observations: Observations,
    endpoints: Endpoints,
    knowledge: Knowledge,
    user_tables: UserTables,
    limits: Limits | None,
) -> tuple[list[Device], Laws]:
    """Those that watch or listen, or may, in full, and the laws laid over them."""
    listed = [at for at, one in enumerate(found) if one.watches is not False]
    count_names({at: found[at].shown for at in listed}, endpoints, observations)
    alone = [at for at in listed if not found[at].endpoint.is_shared and found[at].kind not in PERSONAL_KINDS]
    laws = Laws(knowledge)
    legs = find_legs(observations.flows, endpoints, alone)
    there = attribute_destinations(observations, endpoints, legs, knowledge, user_tables, laws, limits)
    reach = attribute_reach(observations, endpoints, alone, legs, there.listed)
    described = (
        _device(observations, found[at], there, at, reach.get(at, "not_told"), knowledge) for at in listed
    )
    devices = sorted((with_laws(device, laws) for device in described), key=_by_address)
    return devices, laws


def _id(found: Identified) -> str:
    return make_id("dev", found.endpoint.key)


def _device(
    observations: Observations,
    found: Identified,
    there: Destinations,
    at: int,
    reach: Reached,
    knowledge: Knowledge,
) -> Device:
    row = found.endpoint
    key = row.addresses[-1] if row.addresses else row.key
    return Device(
        id=_id(found),
        mac=mac_text(row.mac) if row.mac is not None and not row.is_shared else None,
        addresses=row.addresses,
        destinations=there.listed.get(at, []),
        unlisted=there.unlisted.get(at, msgspec.UNSET),
        reach=reach,
        inside_only=reach == "inside_only",
        first_seen_at=instant_of(row.first_seen_at),
        last_seen_at=instant_of(row.last_seen_at),
        first_row=row.first_row,
        evidence=observations.evidence[row.evidence].path,
        row_kind=row_kind_of(observations.evidence[row.evidence]),
        **describe(found.shown, knowledge, captured_on(observations), key),
    )


def _by_address(device: Device) -> tuple[bool, bool, int, str]:
    """Those that watch before those that may, then by address; those without one last."""
    first = ipaddress.ip_address(device.addresses[0]) if device.addresses else None
    number = int(first) if first is not None else 1 << 128
    return device.watches is not True, first is None or first.version == 6, number, device.mac or ""


def captured_on(observations: Observations) -> date | None:
    """The last day (UTC) of the evidence, or None if nothing was read."""
    last = observations.coverage.last_seen_at
    if last is None or not 0 <= last <= LAST_INSTANT:
        return None
    return datetime.fromtimestamp(last / 1e6, UTC).date()
