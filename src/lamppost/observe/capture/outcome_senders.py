"""The senders of all parts as columns of the model, each once, however many there are."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from lamppost.model.columns import ascending, mixed, parts_of
from lamppost.model.observations import SENDER, Column
from lamppost.model.spilling import Growing, table, zeros
from lamppost.observe.capture import ordering
from lamppost.observe.capture.decoder import Decoder
from lamppost.observe.capture.layout import (
    SENDER_BYTES,
    SENDER_EVIDENCE,
    SENDER_FIRST,
    SENDER_FLAGS,
    SENDER_HIGH,
    SENDER_KEYS,
    SENDER_LAST,
    SENDER_LOW,
    SENDER_MAC,
    SENDER_PACKETS,
    SENDER_ROW,
    SENDER_VLAN,
    SENDER_WIDTH,
)
from lamppost.observe.capture.ordering import in_order_of_frames

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
_GATHER: dict[int, Any] = {
    SENDER_PACKETS: np.add,
    SENDER_BYTES: np.add,
    SENDER_FLAGS: np.bitwise_or,
    SENDER_FIRST: np.minimum,
    SENDER_LAST: np.maximum,
    SENDER_ROW: np.minimum,
}
_ORDER = (SENDER_MAC, SENDER_VLAN, SENDER_HIGH, SENDER_LOW, SENDER_ROW, SENDER_EVIDENCE)  # the last first
_NEVER = 1 << 60  # frames


def sender_columns(decoder: Decoder) -> dict[str, Column]:
    """Table of `SENDER`, one row per file, MAC, VLAN and address, in the order of first frames."""
    tables = [part.sender_rows() for part in decoder.parts]
    rows = tables[0] if len(tables) == 1 else _joined(tables)
    columns, done = table(SENDER, len(rows)), 0
    for some in _in_order(rows):
        for name, dtype in SENDER.items():
            columns[name][done : done + len(some)] = some[:, _SENDER[name]].astype(dtype)
        done += len(some)
    return columns


def _joined(tables: Sequence[Column]) -> Column:
    """Rows of all parts, those of one sender as one, shape (n, SENDER_WIDTH)."""
    together, joined = Growing(), Growing()
    for rows in tables:
        together.append(rows.ravel())
    for some in _neighbours(together.appended().reshape(-1, SENDER_WIDTH)):
        joined.append(_merged(some).ravel())
    return joined.appended().reshape(-1, SENDER_WIDTH)


def _neighbours(rows: Column) -> Iterator[Column]:
    """Copies of the rows, some at a time, all of one sender together."""
    hashes, count = zeros(len(rows)), len(rows)
    for part in parts_of(count):
        hashes[part] = mixed(tuple(rows[part, :SENDER_KEYS].T)).view(np.int64)
    order, start = ascending(hashes), 0
    while start < count:
        end = min(start + ordering.ROWS, count)
        while end < count and hashes[order[end]] == hashes[order[end - 1]]:
            end += 1
        yield rows[order[start:end]]
        start = end


def _merged(rows: Column) -> Column:
    """One row per sender: sums, and the first frame in which it was seen."""
    rows = rows[np.lexsort((rows[:, SENDER_ROW], *rows[:, :SENDER_KEYS].T))]
    differs = (rows[1:, :SENDER_KEYS] != rows[:-1, :SENDER_KEYS]).any(axis=1)
    starts = np.flatnonzero(np.concatenate([[True], differs]))
    merged = rows[starts].copy()
    counted = rows[:, SENDER_PACKETS] > 0  # a lease alone does not say when the sender was first seen
    unseen = ~np.logical_or.reduceat(counted, starts)
    rows[:, SENDER_ROW] += np.where(counted | np.repeat(unseen, np.diff(starts, append=len(rows))), 0, _NEVER)
    for column, gather in _GATHER.items():
        merged[:, column] = gather.reduceat(rows[:, column], starts)
    return merged


def _in_order(rows: Column) -> Iterator[Column]:
    """Copies of the rows in the order of files and frames, those of one frame by address and MAC."""
    left = rows[:0]
    for some, _ in in_order_of_frames([rows], SENDER_EVIDENCE, SENDER_ROW):
        held = np.concatenate([left, some])
        held = held[np.lexsort([held[:, column] for column in _ORDER])]
        last = (held[:, [SENDER_EVIDENCE, SENDER_ROW]] == held[-1, [SENDER_EVIDENCE, SENDER_ROW]]).all(axis=1)
        cut = len(held) - int(last.sum())
        yield held[:cut]
        left = held[cut:]  # more of this frame may follow
    yield left
