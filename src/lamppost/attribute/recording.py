"""The time in which somebody recorded, file by file: between two recordings no connection is known to last."""

from collections.abc import Sequence

import numpy as np

from lamppost.model.evidence import is_capture
from lamppost.model.observations import Column, Evidence

BREAK_US = 300_000_000  # five minutes without any recording


class Recorded:
    """The spans that the files cover."""

    def __init__(self, senders: dict[str, Column], evidence: Sequence[Evidence] = ()) -> None:
        """Know when each capture begins and ends.

        Args:
            senders: Table of `SENDER`.
            evidence: The files.
        """
        self.is_capture = np.array([is_capture(file.format) for file in evidence], bool)
        """Per file, whether it holds packets, so that the time in which it was written is that of its packets."""
        number, first, last = (senders[name] for name in ("evidence", "first_seen_at", "last_seen_at"))
        if not self.is_capture.all():
            number, first, last = (column[self.is_capture[number]] for column in (number, first, last))
        files, file = np.unique(number, return_inverse=True)
        begins = np.full(len(files), np.iinfo(np.int64).max)
        ends = np.full(len(files), np.iinfo(np.int64).min)
        np.minimum.at(begins, file, first)
        np.maximum.at(ends, file, last)
        bounds: list[int] = []
        before: list[int] = []
        total = 0
        for begin, end in _merged(sorted(zip(begins.tolist(), ends.tolist(), strict=True))):
            bounds += [begin, end]
            before += [total, total + end - begin]
            total = before[-1]
        self._bounds, self._before = np.array(bounds, np.int64), np.array(before, np.int64)

    def between(self, first: Column, last: Column) -> Column:
        """Recorded microseconds from one instant to another; 0 where a longer break than `BREAK_US` lies within.

        After a break the same ports may belong to another connection, so that nothing is known of how long
        either lasted.

        Args:
            first: Microseconds since 1970, shape (n,).
            last: The same.
        """
        if not len(self._bounds):
            return np.zeros(len(first), np.int64)
        recorded = self._until(last) - self._until(first)
        return np.where((last > first) & (last - first - recorded <= BREAK_US), recorded, 0)

    def _until(self, instants: Column) -> Column:
        at = np.searchsorted(self._bounds, instants, "right") - 1
        inside = np.where(at % 2 == 0, instants - self._bounds[at], 0)
        return np.where(at < 0, 0, self._before[at] + inside)


def _merged(spans: list[tuple[int, int]]) -> list[list[int]]:
    """Spans of time in order, those that overlap as one."""
    merged: list[list[int]] = []
    for begins, ends in spans:
        if merged and begins <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], ends)
        else:
            merged.append([begins, ends])
    return merged
