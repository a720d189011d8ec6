"""Packets that Suricata did not get, by its `stats` events."""

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from lamppost.observe.logs.rows import NOT_TOLD, Rows

_COUNTERS = ("stats.capture.kernel_drops", "stats.capture.kernel_ifdrops")
_SECOND = 1_000_000
_SLACK = 60 * _SECOND  # the engine is up before the first packet comes
_NOBODY = ""


class _Run(NamedTuple):
    """One run of one sensor's engine, as far as the file tells it."""

    before: int
    """What was lost before the file began."""
    lost: int
    uptime_s: int


class Losses:
    """Packets lost while one file was written.

    Counters count from the engine's start. What they held when the file began was lost before, unless the engine started
    in it; what they hold last counts, once for each run: a run is over where the counter or the time it is up falls.
    """

    def __init__(self) -> None:
        """None yet."""
        self._runs: dict[str, _Run] = {}
        self._began: int | None = None
        self._lost = 0

    def begin(self, timestamp: str | None) -> None:
        """See when the file begins.

        Args:
            timestamp: Of an event; the first that can be read counts.
        """
        if self._began is None and timestamp is not None:
            with suppress(ValueError):
                self._began = round(datetime.fromisoformat(timestamp).timestamp() * _SECOND)

    def take(self, rows: Rows) -> None:
        """The events of the type `stats` of one block."""
        lost = [0] * len(rows)
        is_told = [False] * len(rows)
        for counter in _COUNTERS:
            for at, value in enumerate(rows.integers(counter).tolist()):
                if value != NOT_TOLD:
                    lost[at], is_told[at] = lost[at] + value, True
        uptimes, seen_at = rows.integers("stats.uptime").tolist(), rows.times("timestamp").tolist()
        for at, sensor in enumerate(rows.texts("host")):
            if is_told[at]:
                self._add(sensor or _NOBODY, lost[at], uptimes[at], seen_at[at])

    def packets(self) -> int:
        """How many, so far."""
        return self._lost + sum(run.lost - run.before for run in self._runs.values())

    def _add(self, sensor: str, lost: int, uptime_s: int, seen_at: int) -> None:
        run = self._runs.get(sensor)
        if run is not None and (lost < run.lost or uptime_s < run.uptime_s):
            self._lost += run.lost - run.before
            run = _Run(0, 0, uptime_s)
        elif run is None:
            run = _Run(0 if self._is_begun_here(uptime_s, seen_at) else lost, 0, uptime_s)
        self._runs[sensor] = run._replace(lost=lost, uptime_s=uptime_s)

    def _is_begun_here(self, uptime_s: int, seen_at: int) -> bool:
        """Whether the engine started when the file had begun."""
        if NOT_TOLD in (uptime_s, seen_at) or self._began is None:
            return False
        return seen_at - uptime_s * _SECOND >= self._began - _SLACK
