"""Sums of connections: their columns, what becomes of each when rows are put together, and places in files."""

import numpy as np

from lamppost.model.observations import Column
from lamppost.model.summing import Summing

KEYS: dict[str, type] = {
    "src_mac": np.int64,
    "dst_mac": np.int64,
    "vlan_id": np.int32,
    "src_ip_high": np.uint64,
    "src_ip_low": np.uint64,
    "dst_ip_high": np.uint64,
    "dst_ip_low": np.uint64,
    "dst_port": np.int32,
    "proto": np.uint8,
    "server_name": np.int32,
    "conn_state": np.uint8,
    "turn": np.int32,  # which of the names that src was given for dst by then was the last
    "view": np.int32,  # which kind of evidence tells it
    "hour": np.int64,  # of the beginning, where hours are kept apart; else 0
}
SUMS = ("connections", "src_bytes", "dst_bytes", "src_packets", "dst_packets", "active_us")
BOUNDS = FIRST, LAST, PLACE = "first_seen_at", "last_seen_at", "first_place"
SUMMING = Summing(tuple(KEYS), SUMS, (FIRST, PLACE), (LAST,))
ROW: dict[str, type] = KEYS | dict.fromkeys((*SUMS, FIRST, LAST, PLACE), np.int64)
PORT_BITS, LINE_BITS, FILE_BITS = 16, 30, 17
"""Of a place: the port of the side that opened the connection, the line, and the file."""


def evidence_of(places: Column) -> Column:
    """Which file a place is in."""
    return np.asarray(places >> (LINE_BITS + PORT_BITS))


def row_of(places: Column) -> Column:
    """Which line or record a place is."""
    return np.asarray((places >> PORT_BITS) & ((1 << LINE_BITS) - 1))


def port_of(places: Column) -> Column:
    """The port of the side that opened the connection there; -1: none."""
    port = places & ((1 << PORT_BITS) - 1)
    return np.where(port == 0, -1, port)


def place_of(evidence: int, row: Column, port: Column) -> Column:
    """File, line and port as one number, of which the least is the first."""
    line = np.minimum(row, (1 << LINE_BITS) - 1)
    return (evidence << (LINE_BITS + PORT_BITS)) | (line << PORT_BITS) | np.maximum(port, 0)
