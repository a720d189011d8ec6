"""Outside the light: what this evidence could not show, measured."""

import numpy as np

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.hits import instant_of
from lamppost.model.addresses import is_randomised
from lamppost.model.observations import Observations
from lamppost.model.result import Coverage, Device, Gap

TCP, UDP = 6, 17


def measure_coverage(
    observations: Observations, endpoints: Endpoints, devices: list[Device], unknown: int, *, laws_held: bool
) -> Coverage:
    """What was covered, and each gap with its count.

    Args:
        observations: What was read.
        endpoints: Who is who.
        devices: The devices that watch or listen.
        unknown: How many devices stayed unknown.
        laws_held: Whether any pack holds access laws.
    """
    counted = observations.coverage
    connections, unnamed = _connections(observations, endpoints)
    one_way = _one_way(observations)
    randomised = sum(1 for row in endpoints.rows if row.mac is not None and is_randomised(row.mac))
    routers = sum(1 for row in endpoints.rows if row.is_router)
    read = [file for file in observations.evidence if file.read != "whole"]
    rows = [
        Gap(
            code="files-not-read",
            text="files that were read in part or not at all",
            count=len(read),
            of=len(observations.evidence),
        ),
        Gap(
            code="cut-packets",
            text="packets captured shorter than they were sent; what they said is lost",
            count=counted.cut_packets,
            of=counted.packets,
        ),
        Gap(
            code="malformed-packets",
            text="packets that could not be read to the end",
            count=counted.malformed_packets,
            of=counted.packets,
        ),
        Gap(
            code="fragments",
            text="IP fragments, counted but not put together",
            count=counted.fragments,
            of=counted.packets,
        ),
        Gap(
            code="tunnelled",
            text="packets inside a tunnel, of which only the outer addresses were read",
            count=counted.tunnelled_packets,
            of=counted.packets,
        ),
        Gap(
            code="unnamed-connections",
            text="connections to the outside with no name seen: encrypted or looked up before the capture",
            count=unnamed,
            of=connections,
        ),
        Gap(
            code="encrypted-lookups",
            text="connections to encrypted name servers (port 853), whose questions stay hidden",
            count=counted.encrypted_dns_flows,
            of=None,
        ),
        Gap(
            code="quic",
            text="QUIC connections, whose server names were not read",
            count=counted.quic_flows,
            of=None,
        ),
        Gap(
            code="tls-without-name",
            text="TLS connections that named no server",
            count=counted.tls_without_name,
            of=None,
        ),
        Gap(code="one-way", text="connections seen in one direction only", count=one_way[0], of=one_way[1]),
        Gap(
            code="behind-routers",
            text="addresses seen only behind a router, with no MAC address of their own",
            count=endpoints.hosts_behind_routers,
            of=len(endpoints.rows),
        ),
        Gap(
            code="routers",
            text="devices that forward for others; what is behind them may be more than was seen",
            count=routers,
            of=len(endpoints.rows),
        ),
        Gap(
            code="randomised-macs",
            text="devices with a randomised MAC address, whose block names nobody",
            count=randomised,
            of=len(endpoints.rows),
        ),
        Gap(
            code="unknown-devices",
            text="devices that no fingerprint knows; any of them may watch or listen",
            count=unknown,
            of=len(endpoints.rows),
        ),
        Gap(
            code="not-ip",
            text="frames that are not IP or ARP, which were counted and not read",
            count=sum(counted.not_ip.values()),
            of=counted.packets,
        ),
    ]
    gaps = [row for row in rows if row.count]
    gaps.append(_period(observations))
    gaps.append(
        Gap(
            code="silent",
            text="a device that sent nothing while this was recorded leaves no trace",
            count=None,
            of=None,
        )
    )
    if not laws_held:
        gaps.append(
            Gap(
                code="no-laws",
                text="no access laws are held yet, so none are laid over the destinations",
                count=None,
                of=None,
            )
        )
    return Coverage(
        packets=counted.packets,
        first_seen_at=instant_of(counted.first_seen_at) if counted.first_seen_at is not None else None,
        last_seen_at=instant_of(counted.last_seen_at) if counted.last_seen_at is not None else None,
        hours_with_traffic=counted.hours_with_traffic,
        vlan_ids=sorted(counted.vlan_ids),
        connections=connections,
        connections_without_name=unnamed,
        gaps=gaps,
        next_proofs=_next_proofs(devices, unknown, counted.hours_with_traffic),
    )


def _connections(observations: Observations, endpoints: Endpoints) -> tuple[int, int]:
    """TCP and UDP connections from inside to outside, and how many of them nobody named."""
    flows = observations.flows
    outside = endpoints.outside_column(flows["dst_ip_high"], flows["dst_ip_low"])
    opened_inside = ~endpoints.outside_column(flows["src_ip_high"], flows["src_ip_low"])
    rows = np.flatnonzero(outside & opened_inside & np.isin(flows["proto"], (TCP, UDP)))
    named = {(name.client_ip, name.address) for name in observations.names if name.address}
    named_numbers = endpoints.number_pairs(named)
    unnamed = sum(
        (
            int(flows["src_ip_high"][row]),
            int(flows["src_ip_low"][row]),
            int(flows["dst_ip_high"][row]),
            int(flows["dst_ip_low"][row]),
        )
        not in named_numbers
        for row in rows.tolist()
    )
    return len(rows), unnamed


def _one_way(observations: Observations) -> tuple[int, int]:
    flows = observations.flows
    unicast = ((flows["dst_mac"] < 0) | ((flows["dst_mac"] >> 40) & 1 == 0)) & (flows["proto"] == TCP)
    return int(np.count_nonzero(unicast & (flows["dst_packets"] == 0))), int(np.count_nonzero(unicast))


def _period(observations: Observations) -> Gap:
    counted = observations.coverage
    if counted.first_seen_at is None or counted.last_seen_at is None:
        return Gap(code="period", text="no packet was read, so no hour is covered", count=0, of=None)
    return Gap(
        code="period",
        text="clock hours (UTC) with traffic; what happened at other times is not here",
        count=counted.hours_with_traffic,
        of=None,
    )


def _next_proofs(devices: list[Device], unknown: int, hours: int) -> list[str]:
    open_makers = [device for device in devices if device.maker is None or device.maker.status != "confirmed"]
    proofs = []
    if open_makers:
        proofs.append(
            f"Read the label on {_number(len(open_makers), 'device')} whose maker is not confirmed."
        )
    if unknown:
        proofs.append(
            f"Capture while {_number(unknown, 'unknown device')} restart: most describe themselves then."
        )
    if hours < 24:
        proofs.append("Capture for a day: uploads, updates and look-ups come at their own times.")
    return proofs


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
