"""Flows of files that were decoded one by one, as one capture has them: those that a file's end cut are one again.

What is decided between two packets of a flow (docs/reference/flows.md) is decided here between the last of one file and the first
of the next, of which the times, the flags and who sent are known.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from lamppost.model.columns import HeldRows, distinct_rows
from lamppost.model.observations import Column
from lamppost.observe.capture.layout import (
    BIT_OPENER_A,
    BIT_OPENER_SURE,
    BIT_QUIC,
    BIT_RESET_A,
    BIT_RESET_B,
    FLOW_A_BYTES,
    FLOW_A_MAC,
    FLOW_A_PACKETS,
    FLOW_A_SYN,
    FLOW_B_BYTES,
    FLOW_B_MAC,
    FLOW_B_PACKETS,
    FLOW_B_SYN,
    FLOW_BITS,
    FLOW_EVIDENCE,
    FLOW_FIRST,
    FLOW_KEY,
    FLOW_KEYS,
    FLOW_LAST,
    FLOW_NAME,
    FLOW_ROW,
    FLOW_WIDTH,
    HEAD_BITS,
    HEAD_DONE,
    HEAD_SHIFT_A,
    HEAD_SHIFT_B,
    NO_NAME,
    SEEN_FIN,
    SEEN_SHIFT_A,
    SEEN_SHIFT_B,
    SEEN_SYN,
    TWO_NAMES,
)
from lamppost.observe.capture.streams import IDLE, IDLE_TCP

_TCP = 6
_OPENER = BIT_OPENER_A | BIT_OPENER_SURE
_RESET = BIT_RESET_A | BIT_RESET_B
_SEEN = (7 << SEEN_SHIFT_A) | (7 << SEEN_SHIFT_B)
_ADDED = [FLOW_A_BYTES, FLOW_A_PACKETS, FLOW_B_BYTES, FLOW_B_PACKETS]
_SIDES = (
    (SEEN_SHIFT_A, FLOW_A_PACKETS, FLOW_A_SYN, FLOW_A_MAC),
    (SEEN_SHIFT_B, FLOW_B_PACKETS, FLOW_B_SYN, FLOW_B_MAC),
)


def stitched(tables: Iterator[Column]) -> Column:
    """The flows of all files in the order of files and first frames, shape (n, FLOW_WIDTH).

    Args:
        tables: Of each file, or of files of the same time, its flows in the order of first frames, with the numbers that files
            and names have among all; in the order of time.
    """
    done: list[Column] = []
    still = np.zeros((0, FLOW_WIDTH), np.int64)
    for table in tables:
        still, over = _go_on(still, table.copy())
        done.append(over)
    rows = np.concatenate([*done, still])
    return np.asarray(rows[np.lexsort((rows[:, FLOW_ROW], rows[:, FLOW_EVIDENCE]))])


def _go_on(still: Column, rows: Column) -> tuple[Column, Column]:
    """Flows that may go on behind a file, the last of each key, and those that are over.

    Args:
        still: Flows that may go on in the file.
        rows: Flows of the file.
    """
    if not len(rows):
        return still, rows
    keys = _keys(rows)
    first, _ = distinct_rows(*keys)
    held = HeldRows(_keys(still), np.arange(len(still))).find(tuple(key[first] for key in keys))
    new, old = first[held >= 0], held[held >= 0]
    is_one = _is_one(still[old], rows[new])
    new, old = new[is_one], old[is_one]
    rows[new] = _joined(still[old], rows[new])
    left = np.ones(len(still), bool)
    left[old] = False
    together = np.concatenate([still[left], rows])
    start = int(rows[:, FLOW_FIRST].min())
    is_last = np.zeros(len(together), bool)
    is_last[len(together) - 1 - distinct_rows(*_keys(together[::-1]))[0]] = True
    is_last &= together[:, FLOW_LAST] + _idle(together) >= start
    return together[is_last], together[~is_last]


def _keys(rows: Column) -> tuple[Column, ...]:
    return tuple(np.ascontiguousarray(rows[:, column]) for column in range(FLOW_KEYS))


def _proto(rows: Column) -> Column:
    return np.asarray((rows[:, FLOW_KEY] >> 13) & 0xFF)


def _idle(rows: Column) -> Column:
    return np.where(_proto(rows) == _TCP, IDLE_TCP, IDLE)


def _is_one(old: Column, new: Column) -> Column:
    """Whether a flow and the first of the same key in the next file are one."""
    idle = _idle(old)
    is_one = (new[:, FLOW_FIRST] - old[:, FLOW_LAST] <= idle) & (
        old[:, FLOW_FIRST] - new[:, FLOW_LAST] <= idle
    )
    for shift, packets, syn, _ in _SIDES:
        begins = (new[:, FLOW_BITS] >> shift) & SEEN_SYN != 0
        had = (old[:, FLOW_BITS] >> shift) & SEEN_SYN != 0
        again = had & (old[:, syn] == new[:, syn])
        is_one &= ~(begins & (old[:, packets] > 0) & ~again)
    return np.asarray(is_one)


def _joined(old: Column, new: Column) -> Column:
    """Two halves as one flow."""
    made = old.copy()
    made[:, _ADDED] += new[:, _ADDED]
    made[:, FLOW_FIRST] = np.minimum(old[:, FLOW_FIRST], new[:, FLOW_FIRST])
    made[:, FLOW_LAST] = np.maximum(old[:, FLOW_LAST], new[:, FLOW_LAST])
    for shift, packets, syn, mac in _SIDES:
        made[:, mac] = np.where((old[:, packets] == 0) & (new[:, packets] > 0), new[:, mac], old[:, mac])
        had = (old[:, FLOW_BITS] >> shift) & SEEN_SYN != 0
        made[:, syn] = np.where(had, old[:, syn], new[:, syn])
    one, other = old[:, FLOW_NAME], np.where(_has_begun(old), NO_NAME, new[:, FLOW_NAME])
    same = np.where((one == other) | (other == NO_NAME), one, TWO_NAMES)
    made[:, FLOW_NAME] = np.where(one == NO_NAME, other, same)
    made[:, FLOW_BITS] = _bits(old[:, FLOW_BITS], new[:, FLOW_BITS])
    return made


def _has_begun(rows: Column) -> Column:
    """Whether the beginning of what the opener of a stream sent was read, so that no name is read behind it."""
    bits = rows[:, FLOW_BITS]
    head = np.where(bits & BIT_OPENER_A != 0, bits >> HEAD_SHIFT_A, bits >> HEAD_SHIFT_B) & 3
    return np.asarray((_proto(rows) == _TCP) & (head == HEAD_DONE))


def _bits(old: Column, new: Column) -> Column:
    """Who opened, what flags were seen, and whose RST came first, of both halves.

    Where one side's FIN is in the first half and the other's in the second, an RST of that is taken for one behind both.
    """
    sure = (old & BIT_OPENER_SURE == 0) & (new & BIT_OPENER_SURE != 0)
    opener = np.where(sure, new, old) & _OPENER
    had = ((old >> SEEN_SHIFT_A) | (old >> SEEN_SHIFT_B)) & SEEN_FIN != 0
    seen = old | new
    both = had & (((seen >> SEEN_SHIFT_A) & (seen >> SEEN_SHIFT_B) & SEEN_FIN) != 0)
    reset = np.where((old & _RESET != 0) | both, old, new) & _RESET
    heads = (HEAD_BITS << HEAD_SHIFT_A) | (HEAD_BITS << HEAD_SHIFT_B)
    return np.asarray(opener | reset | (old & heads) | (seen & (_SEEN | BIT_QUIC)))


def named_anew(rows: Column, meant: Sequence[int] | Column, files: Column) -> Column:
    """Flows with the numbers that names and files have among all.

    Args:
        rows: Flows of some files, shape (n, FLOW_WIDTH).
        meant: The number of each name among all.
        files: The number of each file among all.
    """
    made = rows.copy()
    names = made[:, FLOW_NAME]
    made[:, FLOW_NAME] = np.where(names >= 0, np.append(meant, NO_NAME)[names], names)
    made[:, FLOW_EVIDENCE] = files[made[:, FLOW_EVIDENCE]]
    return made
