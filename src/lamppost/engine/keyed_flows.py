"""The table of flows that every SQL engine works on: keys are whole numbers, and a row may stand for many connections.

Numbers stand in for texts: an address is two halves, a name its number. Engines know no unsigned integers that all of
them share, so that the halves are kept as two's complement. Sums are null where no row told them; keys never are.
"""

import numpy as np

from lamppost.model.observations import Column

KEYS: dict[str, type] = {
    "src_mac": np.int64,  # -1: none
    "dst_mac": np.int64,
    "vlan_id": np.int32,  # -1: untagged
    "src_ip_high": np.int64,  # two's complement of the halves in FLOW
    "src_ip_low": np.int64,
    "dst_ip_high": np.int64,
    "dst_ip_low": np.int64,
    "dst_port": np.int32,  # -1: none
    "proto": np.int16,
    "server_name": np.int32,  # number of a name; -1: none, -2: several
    "conn_state": np.int16,  # index into CONN_STATES
}
"""What rows that are summed have in common."""

SUMS: dict[str, type] = {
    "connections": np.int64,
    "src_bytes": np.int64,  # null where no row told it, as are those below
    "dst_bytes": np.int64,
    "src_packets": np.int64,
    "dst_packets": np.int64,
    "active_us": np.int64,
}
"""What is added up."""

BOUNDS: dict[str, type] = {
    "first_seen_at": np.int64,  # UTC microseconds
    "last_seen_at": np.int64,
    "first_place": np.int64,  # `places`
}
"""What the first and the last row tell."""

KEYED_FLOWS: dict[str, type] = {**KEYS, **SUMS, **BOUNDS}

_PORT_BITS, _ROW_BITS = 16, 30
_PORT, _ROW = (1 << _PORT_BITS) - 1, (1 << _ROW_BITS) - 1


def places(evidence: Column | int, row: Column, src_port: Column) -> Column:
    """Where rows stand, as numbers whose least is the first row, with the port that it was sent from.

    Args:
        evidence: Which file, below 2^17.
        row: From 1; rows beyond 2^30 are told as that one.
        src_port: 0 or -1: none.

    Returns:
        Whole numbers that are not negative, shape (n,).
    """
    rows = np.minimum(row.astype(np.int64), _ROW)
    ports = np.maximum(src_port.astype(np.int64), 0)
    files = np.asarray(evidence, np.int64) << (_ROW_BITS + _PORT_BITS)
    return np.asarray(files | rows << _PORT_BITS | ports)


def of_places(places: Column) -> tuple[Column, Column, Column]:
    """Files, rows and ports of places; a port of -1: none.

    Args:
        places: What `places` gave, shape (n,).
    """
    ports = (places & _PORT).astype(np.int32)
    ports[ports == 0] = -1
    return (places >> (_ROW_BITS + _PORT_BITS)).astype(np.int32), (places >> _PORT_BITS) & _ROW, ports


def signed(halves: Column) -> Column:
    """Halves of addresses as engines keep them: the same 64 bits, read as two's complement."""
    return halves.view(np.int64)


def unsigned(halves: Column) -> Column:
    """Halves of addresses as observations keep them."""
    return halves.view(np.uint64)
