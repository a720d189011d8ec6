"""What rows of flows stand for: one connection each in captures, sums of connections in logs, some numbers not told."""

import numpy as np

from lamppost.attribute.recording import Recorded
from lamppost.model.observations import NOT_TOLD, Column
from lamppost.model.vocabulary import SUMMED, Summed

Flows = dict[str, Column]
AMOUNTS = ("sent_bytes", "received_bytes", "sent_packets", "received_packets", "active_us")
"""Columns that are added up; in the order of `SUMMED`."""


def is_summed(flows: Flows) -> bool:
    """Whether rows may stand for several connections, and leave numbers untold (`SUMMED_FLOW`)."""
    return "connections" in flows


def connections_of(flows: Flows, rows: Column | slice) -> Column:
    """How many connections each row stands for, shape (n,).

    Args:
        flows: Table of `FLOW` or `SUMMED_FLOW`.
        rows: Which of them.
    """
    if is_summed(flows):
        return flows["connections"][rows]
    return np.ones(len(flows["first_row"][rows]), np.int64)


def began_last(flows: Flows, rows: Column | slice) -> Column:
    """When the last connection of each row began, or the latest that it can have, in microseconds since 1970."""
    first = flows["first_seen_at"][rows]
    if not is_summed(flows):
        return first
    return np.where(flows["connections"][rows] > 1, flows["last_seen_at"][rows], first)


def active_us_of(flows: Flows, rows: Column, recorded: Recorded) -> Column:
    """How long the connections of each row lasted, together, NOT_TOLD where nobody says.

    Args:
        flows: Table of `FLOW` or `SUMMED_FLOW`.
        rows: Which of them.
        recorded: When somebody recorded; the time of a connection in a capture follows from it.
    """
    between = recorded.between(flows["first_seen_at"][rows], flows["last_seen_at"][rows])
    if not is_summed(flows):
        return between
    told = flows["active_us"][rows]
    return np.where((told == NOT_TOLD) & recorded.is_capture[flows["evidence"][rows]], between, told)


def sent_anything(flows: Flows, rows: Column | slice, side: str = "dst") -> Column:
    """Whether one side sent anything, per row: 1 yes, 0 no, -1 where neither packets nor bytes are told.

    Args:
        flows: Table of `FLOW` or `SUMMED_FLOW`.
        rows: Which of them.
        side: Which side: `dst` answers.
    """
    packets, count = flows[f"{side}_packets"][rows], flows[f"{side}_bytes"][rows]
    told = np.where(packets != NOT_TOLD, packets, count)
    return np.where(told == NOT_TOLD, -1, (told > 0).astype(np.int64))


def told_bits(table: dict[str, Column]) -> Column:
    """Per row, a bit for each of `AMOUNTS` that is told, and behind them one for each that is not.

    Those of rows that are added up are joined by or: then both may be set.

    Args:
        table: Columns of numbers, `AMOUNTS` among them.
    """
    bits = np.zeros(len(table[AMOUNTS[0]]), np.int64)
    for at, name in enumerate(AMOUNTS):
        bits |= np.where(table[name] == NOT_TOLD, 1 << (len(AMOUNTS) + at), 1 << at)
    return bits


def added(column: Column) -> Column:
    """The numbers of a column as they may be added up: 0 where not told."""
    return np.where(column == NOT_TOLD, 0, column)


def is_told(bits: int, name: str) -> bool:
    """Whether a sum of `AMOUNTS` is told of any connection."""
    return bool(bits >> AMOUNTS.index(name) & 1)


def untold(bits: int) -> list[Summed]:
    """The sums of which a connection does not tell its part."""
    return [name for at, name in enumerate(SUMMED) if bits >> (len(AMOUNTS) + at) & 1]
