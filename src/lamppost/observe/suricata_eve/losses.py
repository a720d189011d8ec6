"""Packets that Suricata did not get, by its `stats` events."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.rows import NOT_TOLD, Rows

_COUNTERS = ("stats.capture.kernel_drops", "stats.capture.kernel_ifdrops")
_SECOND = 1_000_000
_LIKE = 5 * _SECOND  # `uptime` is in whole seconds, and a clock may be set
_SLACK = 60 * _SECOND  # the engine is up before the first packet comes


@dataclass(slots=True)
class _Run:
    """One run of one sensor's engine, as far as the file tells it."""

    sensor: str
    began: int | None
    least: int
    most: int


class Losses:
    """Packets lost while one file was written.

    Counters count from the engine's start, which is `uptime` before the event. Of each run what they held last counts,
    less what they held first: that was lost before, unless the engine started when the file had begun. It is the same
    whether the file is read in one go or, while it grows, in pieces, and whatever other files are read.
    """

    def __init__(self) -> None:
        """None yet."""
        self._runs: list[_Run] = []
        self._began: int | None = None
        self._told = 0

    def begin(self, timestamp: str | None) -> None:
        """See when the file begins.

        Args:
            timestamp: Of an event in it; the first that can be read counts.
        """
        if self._began is None:
            with suppress(ValueError, OverflowError):
                began = datetime.fromisoformat(timestamp or "")
                self._began = round(
                    (began if began.tzinfo else began.replace(tzinfo=UTC)).timestamp() * _SECOND
                )

    def take(self, rows: Rows) -> None:
        """The events of the type `stats` of one block."""
        lost = [NOT_TOLD] * len(rows)
        for counter in _COUNTERS:
            for at, value in enumerate(rows.integers(counter).tolist()):
                if value != NOT_TOLD:
                    lost[at] = value + max(lost[at], 0)
        uptimes, seen_at = rows.integers("stats.uptime").tolist(), rows.times("timestamp").tolist()
        for at, sensor in enumerate(rows.texts("host")):
            if lost[at] != NOT_TOLD:
                is_told = NOT_TOLD not in (uptimes[at], seen_at[at])
                self._add(sensor or "", seen_at[at] - uptimes[at] * _SECOND if is_told else None, lost[at])

    def news(self) -> int:
        """How many more than were told before."""
        lost = sum(run.most - (0 if self._is_whole(run) else run.least) for run in self._runs)
        self._told, before = lost, self._told
        return lost - before

    def _add(self, sensor: str, began: int | None, lost: int) -> None:
        for run in reversed(self._runs):
            if run.sensor == sensor and _is_like(run.began, began):
                run.least, run.most = min(lost, run.least), max(lost, run.most)
                return
        self._runs.append(_Run(sensor, began, lost, lost))

    def _is_whole(self, run: _Run) -> bool:
        """Whether the engine started when the file had begun."""
        return None not in (run.began, self._began) and (run.began or 0) >= (self._began or 0) - _SLACK


def _is_like(one: int | None, other: int | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= _LIKE


_KEPT: WeakKeyDictionary[Gathering, dict[int, Losses]] = WeakKeyDictionary()


def losses_of(into: Gathering, evidence: int) -> Losses:
    """What was lost by a file, of which pieces may have been read before."""
    return _KEPT.setdefault(into, {}).setdefault(evidence, Losses())
