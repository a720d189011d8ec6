"""Records of one direction as they are read, paired some at a time, so that memory does not follow the file's length."""

import numpy as np

from lamppost.model.observations import Column
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.one_way import joined, some
from lamppost.observe.logs.pairing import IDLE_TCP_US, Grouped, grouped, tell

MOST = 1 << 18
"""Records that wait before they are paired."""


class Pairer:
    """Takes records of one file, about in its order, and gives the connections that they make to those who gather them.

    What may still go on when MOST records have come, because it was heard of in the idle time before the latest of them,
    waits for the next ones: a quarter of MOST records at most, those heard of last.
    """

    def __init__(self, evidence: int, into: Gathering) -> None:
        """No records yet.

        Args:
            evidence: Which file.
            into: Takes the connections.
        """
        self._evidence, self._into = evidence, into
        self._waiting: list[Column] = []
        self._count = 0

    def add(self, rows: Column) -> None:
        """Take rows of `ONE_WAY`."""
        if not len(rows):
            return
        self._waiting.append(rows)
        self._count += len(rows)
        if self._count >= MOST:
            self._pair(is_last=False)

    def finish(self) -> None:
        """Pair what still waits."""
        if self._count:
            self._pair(is_last=True)

    def _pair(self, *, is_last: bool) -> None:
        rows = joined(self._waiting) if len(self._waiting) > 1 else self._waiting[0]
        if (rows["row"][1:] < rows["row"][:-1]).any():
            rows = some(rows, np.argsort(rows["row"], kind="stable"))
        found = grouped(rows)
        self._waiting, self._count = [], 0
        if not is_last:
            found = self._keep_open(found)
        if len(found.starts):
            tell(found, self._evidence, self._into)

    def _keep_open(self, found: Grouped) -> Grouped:
        """What is over; the rest waits."""
        latest = np.maximum.reduceat(found.rows["last_seen_at"], found.starts)
        sizes = np.diff(found.starts, append=len(found.rows))
        is_open = latest >= latest.max() - IDLE_TCP_US
        if sizes[is_open].sum() > MOST // 4:
            newest = np.argsort(-latest, kind="stable")
            is_open[newest[np.cumsum(sizes[newest]) > MOST // 4]] = False
        mine = np.repeat(is_open, sizes)
        self._waiting, self._count = [some(found.rows, mine)], int(mine.sum())
        sizes = sizes[~is_open]
        return Grouped(some(found.rows, ~mine), found.is_b[~mine], np.cumsum(sizes) - sizes)
