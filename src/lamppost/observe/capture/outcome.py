"""The tables of the decoder as the columns of the model."""

import numpy as np

from lamppost.model.observations import FLOW, SENDER, Column
from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.layout import (
    BIT_OPENER_A,
    FLOW_A_BYTES,
    FLOW_A_HIGH,
    FLOW_A_LOW,
    FLOW_A_MAC,
    FLOW_A_PACKETS,
    FLOW_B_BYTES,
    FLOW_B_HIGH,
    FLOW_B_LOW,
    FLOW_B_MAC,
    FLOW_B_PACKETS,
    FLOW_BITS,
    FLOW_EVIDENCE,
    FLOW_FIRST,
    FLOW_KEY,
    FLOW_LAST,
    FLOW_ROW,
    SENDER_BYTES,
    SENDER_EVIDENCE,
    SENDER_FIRST,
    SENDER_FLAGS,
    SENDER_HIGH,
    SENDER_LAST,
    SENDER_LOW,
    SENDER_MAC,
    SENDER_PACKETS,
    SENDER_ROW,
    SENDER_VLAN,
)

_SIDES = {
    "mac": (FLOW_A_MAC, FLOW_B_MAC),
    "ip_high": (FLOW_A_HIGH, FLOW_B_HIGH),
    "ip_low": (FLOW_A_LOW, FLOW_B_LOW),
    "bytes": (FLOW_A_BYTES, FLOW_B_BYTES),
    "packets": (FLOW_A_PACKETS, FLOW_B_PACKETS),
}

_SENDER = {
    "mac": SENDER_MAC,
    "vlan_id": SENDER_VLAN,
    "ip_high": SENDER_HIGH,
    "ip_low": SENDER_LOW,
    "packets": SENDER_PACKETS,
    "bytes": SENDER_BYTES,
    "flags": SENDER_FLAGS,
    "first_seen_at": SENDER_FIRST,
    "last_seen_at": SENDER_LAST,
    "first_row": SENDER_ROW,
    "evidence": SENDER_EVIDENCE,
}


def flow_columns(decoder: Decoder, names: dict[int, int]) -> dict[str, Column]:
    """Table of `FLOW`, one row per two-way flow, in the order of first packets; src opened it.

    Args:
        decoder: The tables.
        names: Row of a flow → index of the name that was sent in it.
    """
    rows = decoder.flow_rows()
    named = np.full(len(rows), -1, np.int32)
    named[list(names)] = list(names.values())
    opener_is_a = rows[:, FLOW_BITS] & BIT_OPENER_A != 0
    key = rows[:, FLOW_KEY]
    ports = (key >> 38) - 1, ((key >> 21) & 0x1FFFF) - 1
    same = (rows[:, FLOW_A_HIGH] == rows[:, FLOW_B_HIGH]) & (rows[:, FLOW_A_LOW] == rows[:, FLOW_B_LOW])
    opener_is_a |= same & (ports[0] == ports[1])  # both ends are one: everything is counted on its side
    columns: dict[str, Column] = {
        "first_seen_at": rows[:, FLOW_FIRST],
        "last_seen_at": rows[:, FLOW_LAST],
        "vlan_id": (key & 0x1FFF) - 1,
        "src_port": np.where(opener_is_a, *ports),
        "dst_port": np.where(opener_is_a, *ports[::-1]),
        "proto": (key >> 13) & 0xFF,
        "first_row": rows[:, FLOW_ROW],
        "evidence": rows[:, FLOW_EVIDENCE],
        "server_name": named,
    }
    for name, (a, b) in _SIDES.items():
        columns[f"src_{name}"] = np.where(opener_is_a, rows[:, a], rows[:, b])
        columns[f"dst_{name}"] = np.where(opener_is_a, rows[:, b], rows[:, a])
    return {name: columns[name].astype(dtype) for name, dtype in FLOW.items()}


def sender_columns(decoder: Decoder) -> dict[str, Column]:
    """Table of `SENDER`, one row per file, MAC, VLAN and address, in the order of first frames."""
    rows = decoder.sender_rows()
    return {name: rows[:, _SENDER[name]].astype(dtype) for name, dtype in SENDER.items()}
