"""Made tables of observations as logs give them: sums of connections, senders without time-to-live, numbers not told."""

import numpy as np

from lamppost.model.addresses import ip_numbers
from lamppost.model.observations import (
    CONN_STATES,
    NAME,
    NO_MAC,
    SENDER,
    SENDER_UNTOLD,
    SUMMED_FLOW,
    Coverage,
    Evidence,
    Observations,
    empty_columns,
)

START = 1_772_438_400_000_000
SECOND = 1_000_000
HERE, THERE, ELSEWHERE = "192.168.1.21", "198.51.100.7", "203.0.113.9"
CAM, ROUTER = 0x00005E005321, 0x00005E005301


def connections(n=1, **changes):
    """A row that stands for some connections of a device to a server outside."""
    fields = {
        "src": HERE,
        "dst": THERE,
        "dst_port": 443,
        "proto": 6,
        "state": "SF",
        "first_seen_at": START,
        "last_seen_at": START + 60 * SECOND,
        "src_bytes": 1_000 * n,
        "dst_bytes": 2_000 * n,
        "src_packets": 10 * n,
        "dst_packets": 10 * n,
        "active_us": 2 * SECOND * n,
        "connections": n,
        "src_mac": NO_MAC,
        "dst_mac": NO_MAC,
        "vlan_id": -1,
        "src_port": 40_000,
        "first_row": 7,
        "evidence": 0,
        "server_name": -1,
    } | changes
    for side in ("src", "dst"):
        fields[f"{side}_ip_high"], fields[f"{side}_ip_low"] = ip_numbers(fields.pop(side))
    return fields | {"conn_state": CONN_STATES.index(fields.pop("state"))}


def sender(address, mac=NO_MAC, **changes):
    """A row of who sent something, as a log tells it."""
    high, low = ip_numbers(address)
    return {
        "mac": mac,
        "vlan_id": -1,
        "ip_high": high,
        "ip_low": low,
        "packets": 10,
        "bytes": 1_000,
        "flags": 0 if mac == NO_MAC else SENDER_UNTOLD,
        "first_seen_at": START,
        "last_seen_at": START + 60 * SECOND,
        "first_row": 7,
        "evidence": 0,
    } | changes


def table(schema, rows):
    """Rows as columns."""
    return {name: np.array([row[name] for row in rows], kind) for name, kind in schema.items()}


def logged(*rows, senders=None, form="zeek conn", **coverage):
    """Observations of one log."""
    held = senders if senders is not None else [sender(HERE)]
    last = max((row["last_seen_at"] for row in rows), default=None)
    first = min((row["first_seen_at"] for row in rows), default=None)
    covered = {"first_seen_at": first, "last_seen_at": last, "hours_with_traffic": 1} | coverage
    return Observations(
        evidence=[evidence("conn.log", form)],
        flows=table(SUMMED_FLOW, rows),
        senders=table(SENDER, held),
        names=empty_columns(NAME),
        host_names=["camera.example.net"],
        self_descriptions=[],
        issues=[],
        coverage=Coverage(**covered),
    )


def evidence(path, form):
    """A file that was read whole."""
    return Evidence(id="ev-0123456789ab", path=path, sha256="0" * 64, size_bytes=9, format=form, read="whole")
