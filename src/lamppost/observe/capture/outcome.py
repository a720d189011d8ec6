"""The tables of all parts as the columns of the model."""

from collections.abc import Iterator

import numpy as np

from lamppost.model.columns import distinct_rows
from lamppost.model.observations import FLOW, NAME, Column
from lamppost.model.spilling import table
from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.layout import (
    ANSWER_EVIDENCE,
    ANSWER_HIGH,
    ANSWER_IP_HIGH,
    ANSWER_IP_LOW,
    ANSWER_LOW,
    ANSWER_MAC,
    ANSWER_NAME,
    ANSWER_ROW,
    ANSWER_SOURCE,
    ANSWER_TIME,
    BIT_OPENER_A,
    BIT_RESET_A,
    BIT_RESET_B,
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
    FLOW_NAME,
    FLOW_ROW,
    SEEN_FIN,
    SEEN_SHIFT_A,
    SEEN_SHIFT_B,
    SEEN_SYN,
    SEEN_SYN_ACK,
)
from lamppost.observe.capture.ordering import in_order_of_frames

_SIDES = {
    "mac": (FLOW_A_MAC, FLOW_B_MAC),
    "ip_high": (FLOW_A_HIGH, FLOW_B_HIGH),
    "ip_low": (FLOW_A_LOW, FLOW_B_LOW),
    "bytes": (FLOW_A_BYTES, FLOW_B_BYTES),
    "packets": (FLOW_A_PACKETS, FLOW_B_PACKETS),
}

_NAME = {
    "source": ANSWER_SOURCE,
    "client_ip_high": ANSWER_HIGH,
    "client_ip_low": ANSWER_LOW,
    "client_mac": ANSWER_MAC,
    "name": ANSWER_NAME,
    "ip_high": ANSWER_IP_HIGH,
    "ip_low": ANSWER_IP_LOW,
    "seen_at": ANSWER_TIME,
    "first_row": ANSWER_ROW,
    "evidence": ANSWER_EVIDENCE,
}
ANSWER_KEYS = ("source", "client_ip_high", "client_ip_low", "name", "ip_high", "ip_low")
_TCP = 6


def flow_columns(decoder: Decoder, meant: list[Column]) -> dict[str, Column]:
    """Table of `FLOW`, one row per two-way flow, in the order of files and first frames; src opened it.

    Args:
        decoder: The tables.
        meant: For each part, which name its numbers mean.
    """
    columns, done = table(FLOW, sum(len(part.flow_rows()) for part in decoder.parts)), 0
    for rows in flow_rows(decoder, meant):
        for name, values in as_columns(rows).items():
            columns[name][done : done + len(rows)] = values
        done += len(rows)
    return columns


def flow_rows(decoder: Decoder, meant: list[Column]) -> Iterator[Column]:
    """The flows of all parts in the order of files and first frames, some at a time, shape (n, FLOW_WIDTH).

    Args:
        decoder: The tables.
        meant: For each part, which name its numbers mean.
    """
    tables = [part.flow_rows() for part in decoder.parts]
    for rows, which in in_order_of_frames(tables, FLOW_EVIDENCE, FLOW_ROW):
        _translate(rows[:, FLOW_NAME], which, meant)
        yield rows


def _translate(names: Column, which: Column, meant: list[Column]) -> None:
    """Put in place of each part's number of a name that of the name among all; what is below 0 stays."""
    for index, numbers in enumerate(meant):
        mine = np.flatnonzero((which == index) & (names >= 0))
        names[mine] = numbers[names[mine]]


def as_columns(rows: Column) -> dict[str, Column]:
    """The columns of `FLOW` for some flows as the decoder has them, shape (n, FLOW_WIDTH)."""
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
        "server_name": rows[:, FLOW_NAME],
        "conn_state": _conn_state(rows, opener_is_a),
    }
    for name, (a, b) in _SIDES.items():
        columns[f"src_{name}"] = np.where(opener_is_a, rows[:, a], rows[:, b])
        columns[f"dst_{name}"] = np.where(opener_is_a, rows[:, b], rows[:, a])
    return {name: columns[name].astype(dtype) for name, dtype in FLOW.items()}


def _conn_state(rows: Column, opener_is_a: Column) -> Column:
    """How each connection of TCP ended, by the flags that were seen: index into `CONN_STATES`."""
    bits = rows[:, FLOW_BITS]
    a, b = (bits >> SEEN_SHIFT_A) & 7, (bits >> SEEN_SHIFT_B) & 7
    opener, other = np.where(opener_is_a, a, b), np.where(opener_is_a, b, a)
    reset_a, reset_b = bits & BIT_RESET_A != 0, bits & BIT_RESET_B != 0
    opener_reset = np.where(opener_is_a, reset_a, reset_b)
    other_reset = np.where(opener_is_a, reset_b, reset_a)
    other_packets = np.where(opener_is_a, rows[:, FLOW_B_PACKETS], rows[:, FLOW_A_PACKETS])
    index = (
        (opener & SEEN_SYN != 0) * 1
        + (other & SEEN_SYN_ACK != 0) * 2
        + (opener & SEEN_FIN != 0) * 4
        + (other & SEEN_FIN != 0) * 8
        + opener_reset * 16
        + other_reset * 32
        + (other_packets > 0) * 64
    )
    return np.where((rows[:, FLOW_KEY] >> 13) & 0xFF == _TCP, _STATES[index], 0)


def _state_of(index: int) -> int:
    """One row of the decision table of `docs/reference/flows.md`."""
    from lamppost.model.observations import CONN_STATES

    syn, answered, opener_fin, other_fin, opener_reset, other_reset, has_answer = (
        bool(index >> bit & 1) for bit in range(7)
    )
    if syn and answered:
        if opener_reset or other_reset:
            word = "RSTO" if opener_reset else "RSTR"
        elif opener_fin:
            word = "SF" if other_fin else "S2"
        else:
            word = "S3" if other_fin else "S1"
    elif syn:
        if opener_reset or other_reset:
            word = "RSTOS0" if opener_reset else "REJ"
        elif opener_fin:
            word = "SH"
        else:
            word = "OTH" if has_answer else "S0"
    elif answered and other_reset:
        word = "RSTRH"
    else:
        word = "SHR" if answered and other_fin and not opener_reset else "OTH"
    return CONN_STATES.index(word)


_STATES = np.array([_state_of(index) for index in range(128)], np.uint8)


def name_columns(decoder: Decoder, meant: list[Column]) -> dict[str, Column]:
    """Table of `NAME`, one row per client, name and address, in the order in which they were heard."""
    tables = [part.answer_rows() for part in decoder.parts]
    columns, done = table(NAME, sum(map(len, tables))), 0
    for rows, which in in_order_of_frames(tables, ANSWER_EVIDENCE, ANSWER_ROW):
        _translate(rows[:, ANSWER_NAME], which, meant)
        for name, dtype in NAME.items():
            columns[name][done : done + len(rows)] = rows[:, _NAME[name]].astype(dtype)
        done += len(rows)
    if len(tables) == 1:
        return columns
    first, _ = distinct_rows(*(columns[name] for name in ANSWER_KEYS))
    return {name: column[first] for name, column in columns.items()}
