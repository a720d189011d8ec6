"""A folder of logs, looked at again whenever there is more: what is new is read, kept, and told."""

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import msgspec

from lamppost.attribute.user_tables import UserTables
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.observations import Evidence, Issue
from lamppost.model.result import ResultDocument
from lamppost.observe.logs.following import Followed, Follower, News
from lamppost.observe.logs.outcome import observations_of
from lamppost.observe.logs.running import announced
from lamppost.observe.logs.sums import FILE_BITS
from lamppost.pipeline.looking import Question, conclude_observations, read_question
from lamppost.pipeline.observing import READERS, log_of, reader_named
from lamppost.pipeline.watching.alerts import Alert, alerts_of
from lamppost.pipeline.watching.journal import Journal

NOT_FOLLOWED = ("nfdump", "flow_table", "archives")
"""Readers of files that are whole when they come."""
MOST_FILES = 1 << FILE_BITS
MOST_AT_ONCE = 1 << 26
"""Bytes of new lines after which what was read is kept before more is read."""


class Step(NamedTuple):
    """What one look at the folder gave."""

    lines: int
    """New lines that were read."""
    has_more: bool
    """There was more than is read at once."""
    trouble: str | None
    """Why what was read could not be kept; it is tried again at the next step."""


class Watcher:
    """The logs of a folder and what they have told so far."""

    def __init__(self, folder: Path, state: Path, question: Question) -> None:
        """Go on where the last one stopped.

        Args:
            folder: Where the logs are.
            state: The file in which what was read is kept.
            question: Policies and context; its day is not asked about.

        Raises:
            LamppostError: Wrong use, a broken pack or policy, or a state that cannot be used.
        """
        self._question = question
        self._packs, self._chosen = read_question(question)
        self._tables = UserTables(question.networks_tables)
        self._journal = Journal(state)
        self._follower = Follower(folder, self._journal.files, self._kind)
        self._not_followed: set[Path] = set()
        self.is_new = not self._journal.files
        """Nothing was watched here before."""
        self._forgot_on: date | None = None
        self.lines = sum(one.lines for one in self._follower.followed)

    @property
    def n_not_followed(self) -> int:
        """How many files that `look` reads are whole when they come, and are not followed."""
        return len(self._not_followed)

    @property
    def n_files(self) -> int:
        """How many files were read, under whatever name."""
        return len(self._follower.followed)

    def step(self, on_compile: Callable[[str], None] | None = None) -> Step:
        """Read what is new, and keep it.

        Args:
            on_compile: Called with a kernel's name before it is compiled for the first time here.
        """
        with announced(on_compile):
            return self._step()

    def _step(self) -> Step:
        read: dict[int, Followed] = {}
        octets = lines = 0
        has_more, unread = False, None
        for path in sorted(self._follower.changed(), key=self._place):
            if octets > MOST_AT_ONCE:
                has_more = True
                break
            if (news := self._follower.news(path)) is None:
                continue
            try:
                self._read(news)
            except OSError as error:  # no room for the lines: nothing of them was read
                has_more, unread = False, str(error)
                break
            self._follower.read(news)
            read[news.followed.number] = news.followed
            octets += len(news.lines)
            lines += news.followed.lines - news.skipped
            has_more |= news.has_more
        self.lines += lines
        trouble = self._keep(list(read.values()))
        return Step(lines, has_more, trouble or unread)

    def result(self, as_of: date) -> ResultDocument:
        """The document that follows from all that was read, on a day."""
        gathering = self._journal.gathering
        observations = observations_of(gathering, [_evidence(one) for one in self._follower.followed])
        question = msgspec.structs.replace(self._question, as_of=as_of)
        return conclude_observations(observations, question, self._chosen, self._packs, self._tables)

    def alerts(self, result: ResultDocument) -> list[Alert]:
        """What the document holds that was not told before."""
        told = self._journal.store.told()
        return [one for one in alerts_of(result) if one.id not in told]

    def told(self, alerts: Sequence[Alert]) -> None:
        """Know that alerts were told.

        Raises:
            sqlite3.Error: It could not be kept: they will be told again.
        """
        store = self._journal.store
        store.begin()
        try:
            store.add_told(one.id for one in alerts)
            store.commit()
        except BaseException:
            store.roll_back()
            raise

    def forget(self, today: date, days: int) -> str | None:
        """Keep what today and some days before it tell, in UTC, and forget what ended before them, once a day.

        Args:
            today: The day.
            days: How many days before it.

        Returns:
            Why it could not be kept so; None where it was.
        """
        if today == self._forgot_on:
            return None
        try:
            self._journal.forget((today - date(1970, 1, 1)).days, days)
        except sqlite3.Error as error:
            return str(error)
        self._forgot_on = today
        return None

    def close(self) -> None:
        """Let go of the state."""
        self._journal.store.close()

    def _read(self, news: News) -> None:
        """Give new lines to the reader of their file, with the lines before them that say what the columns are.

        Raises:
            OSError: There is no room for a file of them.
            LamppostError: More files were followed than can be told apart.
        """
        if news.followed.number >= MOST_FILES:
            raise LamppostError(
                tr("more than {most} files were followed", most=MOST_FILES),
                hint=tr("Name another file with --state, which begins anew."),
            )
        gathering, reader = self._journal.gathering, reader_named(news.followed.reader)
        before = len(gathering.issues)
        gathering.view = READERS.index(news.followed.reader)
        gathering.lines_before, gathering.is_part = news.skipped - news.header.count(b"\n"), True
        with tempfile.NamedTemporaryFile(prefix="lamppost-") as file:
            file.write(news.header + news.lines)
            file.flush()
            reader.read(
                Path(file.name), news.followed.number, news.followed.name, news.followed.form, gathering
            )
        found, gathering.issues = gathering.issues[before:], gathering.issues[:before]
        known = {(one.evidence, one.expected, one.hint) for one in gathering.issues}
        for one in found:
            if (one.evidence, one.expected, one.hint) not in known:
                gathering.issues.append(_moved(one, gathering.lines_before))
        gathering.lines_before = 0

    def _kind(self, path: Path) -> tuple[str, str] | None:
        found = log_of(path)
        if found is not None and found.reader in NOT_FOLLOWED:
            self._not_followed.add(path)
            return None
        return None if found is None else (found.reader, found.form)

    def _place(self, path: Path) -> tuple[int, int, str]:
        """Names before connections, kind by kind."""
        reader, form = self._follower.kind(path) or ("", "")
        if not reader:
            return 0, 0, str(path)
        return reader_named(reader).rank(form), READERS.index(reader), str(path)

    def _keep(self, files: Sequence[Followed]) -> str | None:
        try:
            self._journal.save(files)
        except sqlite3.Error as error:
            return str(error)
        return None


def _evidence(one: Followed) -> Evidence:
    """A file that is followed, as far as it was read; it has no hash, for it is not at its end."""
    return Evidence(
        id=f"ev-{one.head[:12]}",
        path=one.name,
        sha256="",
        size_bytes=one.offset,
        format=one.form,
        read="whole",
    )


def _moved(issue: Issue, lines: int) -> Issue:
    return issue if issue.row is None else msgspec.structs.replace(issue, row=issue.row + lines)
