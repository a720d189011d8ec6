"""What is gathered, kept on disk as it comes in: the rows that are new, with how far each file was read."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.observations import NAME_SOURCES, Column, Coverage, Issue
from lamppost.model.saying import Saying, remember, sayings_of
from lamppost.model.summing import GrowingTable, put_all_together
from lamppost.observe.logs.asked import NAMED
from lamppost.observe.logs.covering import HOUR
from lamppost.observe.logs.following import Followed
from lamppost.observe.logs.forgetting import left_of
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.grouping import grouped
from lamppost.observe.logs.leases import HELD
from lamppost.observe.logs.sums import ROW, SUMMING
from lamppost.pipeline.watching.store import Store

SENT: dict[str, type] = {"key": np.uint64, "name": np.int64}
SENT_ON: dict[str, type] = {"key": np.uint64, "day": np.int64}
"""Connections that were named and not told yet when something was forgotten, and the day on which that was so first."""
SCHEMAS = {"sums": ROW, "named": NAMED, "leases": HELD, "sent": SENT, "sent_on": SENT_ON}
PUT_TOGETHER_FROM = 1 << 16
"""Sums that were added since they were last put together."""
DAY = 24 * HOUR
_DAMAGED = (sqlite3.Error, msgspec.MsgspecError, ValueError, TypeError, LookupError, OverflowError)
"""What a state that is damaged on disk leads to when it is read."""
_SEEN = list[tuple[int, int, int, int, int]]


class Journal:
    """The state of a folder, in memory and on disk."""

    def __init__(self, path: Path) -> None:
        """Go on with what is on disk.

        Args:
            path: The file.

        Raises:
            LamppostError: It cannot be used.
        """
        self.store = Store(path, SCHEMAS)
        self._unsaved: dict[int, Followed] = {}
        self._is_due = False
        """The sums on disk are to be replaced, as those in memory were put together since."""
        self._n_put_together = 0
        self._hold(Gathering())
        try:
            self.files = self.store.files()
            self._restore()
        except _DAMAGED as error:
            self.store.close()
            raise LamppostError(
                tr("{file}: cannot be used: {why}", file=path.name, why=str(error)),
                hint=tr("Does another `lamppost watch` use it? Else name another file with --state."),
            ) from None

    def save(self, files: Iterable[Followed] = ()) -> None:
        """Keep what is new in one transaction: rows, and how far each file was read. What fails is tried again next time.

        Args:
            files: Those that were read further.

        Raises:
            sqlite3.Error: Nothing of it could be kept.
        """
        self._unsaved |= {one.number: one for one in files}
        gathering, store = self.gathering, self.store
        gathering.settled()
        self._is_due = is_due = (
            self._is_due or len(gathering.sums) > 2 * self._n_put_together + PUT_TOGETHER_FROM
        )
        store.begin()
        try:
            if is_due:
                gathering.sums = _put_together(gathering.sums)
                store.replace("sums", gathering.sums.columns())
            else:
                store.add("sums", gathering.sums.since(self._n_sums))
            store.add("named", gathering.names_told.table.since(self._n_named))
            store.add("leases", gathering.leases.table.since(self._n_leases))
            store.replace("sent", gathering.names_told.sent.rows())
            names = gathering.host_names[self._n_names : len(gathering.host_names)]
            store.add_texts("host_names", self._n_names, names)
            store.add_said(gathering.said.since(self._n_said))
            self._keep_facts(gathering.coverage, gathering.hours, gathering.seen)
            for one in self._unsaved.values():
                store.set_file(one)
            store.commit()
        except BaseException:
            store.roll_back()
            raise
        self._unsaved, self._is_due = {}, False
        if is_due:
            self._n_put_together = len(gathering.sums)
        self._mark()

    def forget(self, day: int, days: int) -> None:
        """Keep what some days tell, the day itself and those before it, and forget what ended before them.

        Args:
            day: The last of them, in days since 1970.
            days: How many days before it.

        Raises:
            sqlite3.Error: It could not be kept: nothing is forgotten.
        """
        self.save()
        store = self.store
        sent, since = self._sent_on(day)
        is_young = since >= day - days
        sent = {name: column[is_young] for name, column in sent.items()}
        left = left_of(self.gathering, (day - days) * DAY, sent)
        store.begin()
        try:
            store.replace("sums", left.sums)
            store.replace("named", left.named)
            store.replace("leases", left.leases)
            store.replace("sent", left.sent)
            store.replace("sent_on", {"key": left.sent["key"], "day": since[is_young]})
            store.replace_texts("host_names", left.host_names)
            store.replace_said(left.said)
            self._keep_facts(left.coverage, left.hours, left.seen)
            store.commit()
        except BaseException:
            store.roll_back()
            raise
        self._restore()

    def _sent_on(self, day: int) -> tuple[dict[str, Column], Column]:
        """Names of connections that are not told yet, and since which day each is known, as far as was looked."""
        sent, known = self.gathering.names_told.sent.rows(), self.store.rows("sent_on")
        if not len(known["key"]):
            return sent, np.full(len(sent["key"]), day)
        order = np.argsort(known["key"])
        keys, days = known["key"][order], known["day"][order]
        at = np.minimum(np.searchsorted(keys, sent["key"]), len(keys) - 1)
        return sent, np.where(keys[at] == sent["key"], days[at], day)

    def _hold(self, gathering: Gathering) -> None:
        """Take what is gathered for what is on disk."""
        self.gathering, self._n_put_together = gathering, len(gathering.sums)
        self._mark()

    def _mark(self) -> None:
        """Remember how much of each table is on disk."""
        gathering = self.gathering
        self._n_sums, self._n_named = len(gathering.sums), len(gathering.names_told.table)
        self._n_leases, self._n_names = len(gathering.leases.table), len(gathering.host_names)
        self._n_said = len(gathering.said)

    def _keep_facts(
        self, coverage: Coverage, hours: set[int], seen: dict[tuple[int, int], tuple[int, int, int]]
    ) -> None:
        issues = self.gathering.issues
        for name, value in (
            ("coverage", coverage),
            ("hours", sorted(hours)),
            ("issues", issues),
            ("sayings", sayings_of(text for one in issues for text in _sentences(one))),
            ("seen", [(*key, *told) for key, told in seen.items()]),
        ):
            self.store.set_fact(name, value)

    def _restore(self) -> None:
        """Hold in memory what is on disk."""
        gathering, store = Gathering(), self.store
        gathering.by_hour = gathering.names_told.sent.is_taken_out = True
        for text in store.texts("host_names"):
            gathering.host_names.number(text)
        gathering.sums.append(store.rows("sums"))
        named = store.rows("named")
        gathering.names_told.table.append(named)
        dns = named["source"] == NAME_SOURCES.index("dns")
        gathering.names_told.look_ups.put({name: column[dns] for name, column in named.items()})
        gathering.leases.table.append(store.rows("leases"))
        sent = store.rows("sent")
        gathering.names_told.sent.restore(sent["key"], sent["name"])
        for one in store.said():
            gathering.said.restore(one)
        gathering.coverage = store.fact("coverage", Coverage) or Coverage()
        gathering.hours = set(store.fact("hours", list[int]) or ())
        gathering.issues = store.fact("issues", list[Issue]) or []
        remember(store.fact("sayings", dict[str, Saying]) or {})
        for high, low, *told in store.fact("seen", _SEEN) or ():
            gathering.seen[high, low] = (told[0], told[1], told[2])
        self._hold(gathering)


def _sentences(issue: Issue) -> tuple[str, str, str]:
    """What an issue says, which may be shown in other languages."""
    return issue.what, issue.expected, issue.hint


def _put_together(table: GrowingTable) -> GrowingTable:
    """Sums with those of one key and hour as one."""
    return put_all_together(table.columns(), ROW, SUMMING, grouped)
