"""Outside the light: what this evidence could not show, measured."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.hits import instant_of
from lamppost.attribute.laws import Laws
from lamppost.attribute.leaving import BETWEEN_OTHERS, home_proofs
from lamppost.attribute.logged import (
    NO_MACS,
    day_proof,
    log_gaps,
    log_proofs,
    log_words,
    logged_of,
)
from lamppost.model.addresses import is_randomised
from lamppost.model.evidence import are_logs, is_log
from lamppost.model.observations import FlowCounts, Observations
from lamppost.model.result import Coverage, Device, Gap, Table
from lamppost.model.saying import noted, say, say_n

REACH_CODES = ("unknown-operators", "destinations-not-listed", "unknown-seats", "countries-without-law")
ARP = "0x0806"
OTHER_TIME = "table-of-another-time"
UNKNOWN = "unknown-devices"
UNKNOWN_WORDS = noted("devices that no fingerprint knows; any of them may watch or listen")
_LATER = noted("days that table {table}, of {day}, lies after the day asked about; addresses change hands")
_EARLIER = noted("days that table {table}, of {day}, lies before the day asked about; addresses change hands")
MOST_DAYS = 92
"""A table that is older, or younger, than the day asked about by more than a quarter of a year is named."""


def measure_coverage(
    observations: Observations,
    endpoints: Endpoints,
    devices: list[Device],
    unknown: int,
    reach: list[Gap],
    found: FlowCounts,
) -> Coverage:
    """What was covered, and each gap with its count.

    Args:
        observations: What was read.
        endpoints: Who is who.
        devices: The devices that watch or listen.
        unknown: How many devices stayed unknown.
        reach: The gaps of destinations and laws, from `reach_gaps`.
        found: Connections, as `counted.count_flows` gives them.
    """
    counted = observations.coverage
    one_way, tcp_connections = found.unanswered, found.answering
    macs = [row.mac for row in endpoints.rows if row.mac is not None]
    here, packets, files = len(endpoints.rows), counted.packets, observations.evidence
    forms, logged = [file.format for file in files], logged_of(observations, found)
    not_read = sum(count for kind, count in counted.not_ip.items() if kind != ARP)
    measured: list[tuple[str, str, int, int | None]] = [
        (
            "files-not-read",
            say("files read in part or not at all"),
            sum(file.read != "whole" for file in files),
            len(files),
        ),
        (
            "cut-packets",
            say("packets captured shorter than they were sent; what they said is lost"),
            counted.cut_packets,
            packets,
        ),
        (
            "lost-packets",
            say("packets lost while capturing, as the capture itself says; what they said is not here"),
            counted.lost_packets,
            None,
        ),
        (
            "malformed-packets",
            say("packets that could not be read to the end"),
            counted.malformed_packets,
            packets,
        ),
        (
            "duplicates",
            say("packets recorded twice in a row; their bytes are counted twice"),
            counted.duplicate_packets,
            packets,
        ),
        (
            "fragments",
            say(
                "datagrams in IP fragments of which some are missing or contradict each other; not put together"
            ),
            counted.unjoined_datagrams,
            counted.fragmented_datagrams,
        ),
        ("tunnelled", _tunnelled_words(counted.tunnels), counted.tunnelled_packets, packets),
        (
            "closed-tunnels",
            say("packets of tunnels that could not be opened; only the outer addresses were read"),
            counted.closed_tunnel_packets,
            packets,
        ),
        (
            "encrypted-frames",
            say("Wi-Fi frames that are encrypted on the air; capture on the access point's wired side"),
            counted.encrypted_frames,
            packets,
        ),
        ("not-ip", say("frames that are neither IP nor ARP, counted and not read"), not_read, packets),
        (
            "unnamed-connections",
            say("connections to the outside with no name seen: encrypted, or looked up earlier"),
            found.unnamed,
            found.leaving,
        ),
        (
            BETWEEN_OTHERS,
            say(
                "connections between two addresses that are neither private nor named with --home: "
                "whose devices are at their ends is not asked"
            ),
            found.between_others,
            found.tcp_or_udp,
        ),
        (
            "encrypted-lookups",
            say("connections to name servers on port 853, whose questions stay hidden"),
            counted.encrypted_dns_flows,
            None,
        ),
        (
            "quic",
            say("QUIC connections of which no server name was read"),
            counted.quic_unnamed,
            counted.quic_flows,
        ),
        ("tls-without-name", say("TLS connections that named no server"), counted.tls_without_name, None),
        ("one-way", say("TCP connections seen in one direction only"), one_way, tcp_connections),
        (
            "behind-routers",
            say("addresses seen only behind a router, with no MAC address of their own"),
            endpoints.hosts_behind_routers,
            here,
        ),
        (
            "routers",
            say("devices that forward for others; more may be behind them than was seen"),
            sum(row.is_router or row.is_shared for row in endpoints.rows),
            here,
        ),
        (
            "changed-hands",
            say("connections of an address that two devices held by turns; they are given to neither"),
            endpoints.nobodys_connections,
            None,
        ),
        (
            "sampled-exports",
            say(
                "records of exporters that look at one packet in up to {rate}; what they passed over is not here, "
                "and no number is multiplied",
                rate=counted.sampled_one_in,
            ),
            counted.sampled_records,
            None,
        ),
        (
            "lost-exports",
            say("times that exports were missing on their way to the collector, as its files say"),
            counted.lost_exports,
            None,
        ),
        (
            "multiplied",
            say("records whose numbers the collector multiplied by the rate of sampling: they are estimates"),
            counted.multiplied_records,
            None,
        ),
        (
            "randomised-macs",
            say("devices with a randomised MAC address, whose block names nobody"),
            sum(map(is_randomised, macs)),
            here,
        ),
        *log_gaps(observations, endpoints, logged),
        (UNKNOWN, UNKNOWN_WORDS, unknown, here),
    ]
    gaps = [Gap(code=code, text=text, count=count, of=of) for code, text, count, of in measured if count]
    gaps.append(_period(observations))
    gaps.append(
        _uncounted("silent", say("a device that sent nothing while this was recorded leaves no trace"))
    )
    gaps += log_words(observations, logged)
    gaps += reach
    return Coverage(
        packets=None if are_logs(forms) else counted.packets,
        first_seen_at=instant_of(counted.first_seen_at) if counted.first_seen_at is not None else None,
        last_seen_at=instant_of(counted.last_seen_at) if counted.last_seen_at is not None else None,
        hours_with_traffic=counted.hours_with_traffic,
        vlan_ids=sorted(counted.vlan_ids),
        connections=found.leaving,
        connections_without_name=found.unnamed,
        connections_logged=logged.connections
        if logged.connections or any(map(is_log, forms))
        else msgspec.UNSET,
        gaps=gaps,
        next_proofs=next_proofs(devices, unknown, counted.hours_with_traffic, forms, gaps),
    )


def renew_reach_gaps(coverage: Coverage, devices: list[Device], laws: Laws) -> Coverage:
    """The coverage with its gaps of destinations and laws told anew, for another day.

    Args:
        coverage: What was covered.
        devices: The devices, as they are on the other day.
        laws: The access laws of that day.
    """
    kept = [gap for gap in coverage.gaps if gap.code not in REACH_CODES]
    return msgspec.structs.replace(coverage, gaps=[*kept, *reach_gaps(devices, laws)])


def reach_gaps(devices: list[Device], laws: Laws) -> list[Gap]:
    """What stays dark of destinations and laws; from the devices and the packs alone.

    Args:
        devices: The devices that watch or listen.
        laws: The access laws of the day.
    """
    rows = [row for device in devices for row in device.destinations]
    alike = [row for device in devices for row in device.alike]
    unlisted = sum(row.destinations for row in alike)
    named = [one for row in rows for one in (row.operator, row.service_of)]
    named += [device.maker for device in devices]
    ids = {one.id for one in named if one is not None and one.id is not None}
    measured = [
        (
            "unknown-operators",
            say("destinations whose operator no pack knows; no law is laid over whoever runs the network"),
            sum(row.operator is None or row.operator.id is None for row in rows)
            + sum(row.destinations for row in alike if row.operator is None),
        ),
        (
            "destinations-not-listed",
            say(
                "destinations counted by operator and country, and not listed one by one; "
                "--all-destinations lists them"
            ),
            unlisted,
        ),
    ]
    of = len(rows) + unlisted
    gaps = [Gap(code=code, text=text, count=count, of=of) for code, text, count in measured if count]
    return gaps + laws.gaps(ids, ("makers", "operators", "services"))


def _tunnelled_words(tunnels: dict[str, int]) -> str:
    return say(
        "packets inside a tunnel ({kinds}); the inner ones were read, and none ties their addresses to the outer",
        kinds=[f"{name} {count}" for name, count in sorted(tunnels.items())],
    )


def _uncounted(code: str, text: str) -> Gap:
    return Gap(code=code, text=text, count=None, of=None)


def _period(observations: Observations) -> Gap:
    counted = observations.coverage
    if counted.first_seen_at is None or counted.last_seen_at is None:
        if are_logs(file.format for file in observations.evidence):
            return Gap(
                code="period",
                text=say("no log here tells a connection, so no hour is covered"),
                count=0,
                of=None,
            )
        return Gap(code="period", text=say("no packet was read, so no hour is covered"), count=0, of=None)
    return Gap(
        code="period",
        text=say("clock hours (UTC) with traffic; what happened at other times is not here"),
        count=counted.hours_with_traffic,
        of=None,
    )


def add_tables(coverage: Coverage, tables: Iterable[Table], as_of: date) -> Coverage:
    """The coverage with each table named that is of another time than the day asked about.

    Args:
        coverage: What was covered; what it said of tables before is replaced.
        tables: The reference tables that answered.
        as_of: The day asked about.
    """
    gaps = [gap for gap in coverage.gaps if gap.code != OTHER_TIME]
    for table in tables:
        days = (date.fromisoformat(table.day) - as_of).days if table.day else 0
        if abs(days) > MOST_DAYS:
            words = _LATER if days > 0 else _EARLIER
            text = say(words, table=table.id, day=table.day or "")
            gaps.append(Gap(code=OTHER_TIME, text=text, count=abs(days), of=None))
    return msgspec.structs.replace(coverage, gaps=gaps)


def count_unknown(coverage: Coverage, unknown: int) -> Coverage:
    """The coverage with another number of unknown devices, of as many as before."""
    before = next((gap for gap in coverage.gaps if gap.code == UNKNOWN), None)
    if unknown == (before.count if before else 0):
        return coverage
    of = before.of if before else None
    gaps = [gap for gap in coverage.gaps if gap is not before]
    at = next((at for at, gap in enumerate(gaps) if gap.code == "period"), len(gaps))
    gaps.insert(at, Gap(code=UNKNOWN, text=UNKNOWN_WORDS, count=unknown, of=of))
    return msgspec.structs.replace(coverage, gaps=gaps)


def next_proofs(
    devices: list[Device], unknown: int, hours: int, forms: Sequence[str] = (), gaps: Iterable[Gap] = ()
) -> list[str]:
    """The cheapest things that would make the whole answer surer.

    Args:
        devices: The devices that watch or listen.
        unknown: How many devices stayed unknown.
        hours: Clock hours with traffic.
        forms: The formats of the evidence.
        gaps: What it could not show.
    """
    open_makers = [device for device in devices if device.maker is None or device.maker.status != "confirmed"]
    proofs = []
    if open_makers:
        proofs.append(
            say_n(
                "Read the label on {n} device whose maker is not confirmed.",
                "Read the label on {n} devices whose maker is not confirmed.",
                len(open_makers),
            )
        )
    if unknown:
        proofs.append(
            say_n(
                "Capture while {n} unknown device restarts: most describe themselves then.",
                "Capture while {n} unknown devices restart: most describe themselves then.",
                unknown,
            )
        )
    proofs += home_proofs(gaps)
    proofs += log_proofs(forms, sum(gap.count or 0 for gap in gaps if gap.code == NO_MACS))
    if hours < 24:
        proofs.append(day_proof(forms))
    return proofs
