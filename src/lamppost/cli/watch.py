"""`lamppost watch`: logs that grow, followed; what is new is told."""

import hashlib
import os
import shlex
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from lamppost.cli import spoken
from lamppost.cli.options import (
    grounds_options,
    offline_option,
    outputs_option,
    policy_option,
    quiet_option,
)
from lamppost.cli.output import Narrator, format_of, print_document, refuse_overwriting, write_file
from lamppost.cli.question import files_read, question_of
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, number, tr, tr_n

if TYPE_CHECKING:
    from lamppost.model.result import ResultDocument
    from lamppost.pipeline.watching.alerts import Alert
    from lamppost.pipeline.watching.watcher import Watcher

COMMAND_S = 60.0
"""Seconds that a command may take for one alert."""
_STANDARD_ERROR = 2
"""Where what the command prints goes: alerts alone are printed on standard output."""


@spoken.command("watch")
@click.argument("folder", type=click.Path(path_type=Path))
@spoken.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Where what was read is kept; default in your state folder, by the folder's path."),
)
@spoken.option(
    "--every",
    "every_s",
    type=click.FloatRange(0.1, 86400),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help=noted("How often to look for more."),
)
@spoken.option(
    "--keep",
    "keep_days",
    type=click.IntRange(1, 36500),
    metavar="DAYS",
    help=noted(
        "Forget connections that ended more than so many days before today, and what belongs to no other; "
        "default: forget nothing."
    ),
)
@spoken.option("--once", is_flag=True, help=noted("Read what is there, tell it, and leave."))
@spoken.option(
    "--alerts",
    "alerts_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Append alerts to this file, a JSON object to a line; default standard output."),
)
@spoken.option(
    "--metrics",
    "metrics_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Write counts for Prometheus's textfile collector; the name ends in .prom."),
)
@spoken.option(
    "--on-alert",
    "on_alert",
    metavar="COMMAND",
    help=noted(
        "Run this for each alert, with its JSON on standard input; not for what the first look finds."
    ),
)
@policy_option
@grounds_options
@outputs_option
@offline_option
@quiet_option
def command(**chosen: Any) -> int:
    """Follow the logs of a folder as they grow and are rotated, and tell what is new, once.

    Logs are those that `look` reads. A line of JSON is printed for each device that watches or listens, each
    destination and each verdict that was not there before. What was read is kept: stopped and started again, or killed,
    it goes on where it was. Ends with SIGTERM or Ctrl-C.
    """
    from lamppost.pipeline.watching.watcher import Watcher

    folder: Path = chosen["folder"]
    if not folder.is_dir():
        raise LamppostError(
            tr("{name}: no folder", name=folder.name or str(folder)),
            hint=tr("Give the folder that logs are written to."),
        )
    outputs = {path: format_of(path) for path in chosen["outputs"]}
    for path in outputs:
        refuse_overwriting(path, files_read(chosen))
    state = chosen["state"] or _state_of(folder)
    watcher = Watcher(folder, state, question_of(chosen, None))
    try:
        return _Watch(watcher, chosen, outputs).run()
    finally:
        watcher.close()


class _Watch:
    """The loop around what is watched."""

    def __init__(self, watcher: "Watcher", chosen: dict[str, Any], outputs: dict[Path, str]) -> None:
        self._watcher, self._chosen, self._outputs = watcher, chosen, outputs
        self._narrator = Narrator(quiet=chosen["quiet"])
        self._trouble: str | None = None
        self._day: date | None = None
        self._is_silent = True
        self._n_not_followed = 0

    def run(self) -> int:
        """Look again and again, until a signal ends it; 2 where the only look could not be kept or told, else 0."""
        watcher = self._watcher
        is_due = is_first = True
        with _stopping() as stop:
            while not stop.is_set():
                began = time.monotonic()
                step = watcher.step(self._narrator.compiling)
                trouble = step.trouble
                day = datetime.now(UTC).date()
                if trouble is None and not step.has_more and (days := self._chosen["keep_days"]) is not None:
                    trouble = watcher.forget(day, days)
                is_due |= bool(step.lines) or day != self._day
                if trouble is None and is_due:
                    self._day = day
                    trouble = self._told(day, is_first_look=watcher.is_new and is_first)
                    is_due = trouble is not None
                self._tell_trouble(trouble)
                is_first &= is_due
                if step.has_more:
                    continue
                if self._chosen["once"]:
                    return 2 if trouble else 0
                stop.wait(max(0.0, self._chosen["every_s"] - (time.monotonic() - began)))
        return 0

    def _told(self, day: date, *, is_first_look: bool) -> str | None:
        """Why what follows from all that was read could not be told; None where it was."""
        try:
            self._report(self._watcher.result(day), is_first_look=is_first_look)
        except LamppostError as error:
            return error.message
        except (OSError, sqlite3.Error) as error:
            return str(error)
        if self._is_silent:
            self._is_silent = False
            lines, files = number(self._watcher.lines), self._watcher.n_files
            self._narrator.say(tr("files read: {files}, lines: {lines}", lines=lines, files=files))
            if not files:
                self._narrator.say(tr("no log that grows is here yet"))
        self._tell_not_followed()
        return None

    def _report(self, result: "ResultDocument", *, is_first_look: bool) -> None:
        """Write what is asked for, and tell what is new."""
        from lamppost import pipeline
        from lamppost.pipeline.watching.metrics import metrics_of

        watcher = self._watcher
        for path, ending in self._outputs.items():
            write_file(path, pipeline.render_pieces(result, ending))
        if (metrics := self._chosen["metrics_file"]) is not None:
            text = metrics_of(result, lines=watcher.lines, files=watcher.n_files, issues=len(result.issues))
            write_file(metrics, text)
        alerts = watcher.alerts(result)
        if not alerts:
            return
        self._write(alerts)
        watcher.told(alerts)
        if self._chosen["on_alert"] and not is_first_look:
            for one in alerts:
                self._call(self._chosen["on_alert"], one)

    def _write(self, alerts: "Sequence[Alert]") -> None:
        text = b"".join(msgspec.json.encode(one) + b"\n" for one in alerts)
        path: Path | None = self._chosen["alerts_file"]
        if path is None:
            print_document(text)
            return
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "wb", buffering=0) as file:
            before = os.fstat(handle).st_size
            try:
                while text:
                    text = text[file.write(text) :]
                os.fsync(handle)
            except OSError:
                os.truncate(path, before)  # no line is left in half
                raise

    def _call(self, command_line: str, alert: "Alert") -> None:
        """Run the user's command; what becomes of it is told, and stops nothing."""
        try:
            done = subprocess.run(  # noqa: S603  # the user's own command, without a shell
                shlex.split(command_line), input=msgspec.json.encode(alert) + b"\n", timeout=COMMAND_S, check=False,
                stdout=_STANDARD_ERROR,
            )  # fmt: skip
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            self._narrator.say(tr("--on-alert: {why}", why=str(error)))
            return
        if done.returncode:
            self._narrator.say(tr("--on-alert: left with status {status}", status=done.returncode))

    def _tell_not_followed(self) -> None:
        """Say when more files are here than before that are not followed."""
        if (count := self._watcher.n_not_followed) > self._n_not_followed:
            self._n_not_followed = count
            self._narrator.say(
                tr_n(
                    "one file here is whole when it comes, and is not followed: look reads it",
                    "{n} files here are whole when they come, and are not followed: look reads them",
                    count,
                )
            )

    def _tell_trouble(self, trouble: str | None) -> None:
        """Say once what cannot be kept, and when it can again."""
        if trouble == self._trouble:
            return
        self._trouble = trouble
        if trouble is None:
            self._narrator.say(tr("what was read is kept and told again"))
        else:
            self._narrator.say(
                tr("what was read cannot be kept or told, and is tried again: {why}", why=trouble)
            )


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set."""
    stop = threading.Event()
    before = {one: signal.signal(one, lambda *_: stop.set()) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _state_of(folder: Path) -> Path:
    """Where the state of a folder is kept: the user's state folder, by the folder's path.

    Raises:
        LamppostError: There is none, and none can be made.
    """
    base = state_folder()
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LamppostError(
            tr("{folder}: cannot be made: {why}", folder=str(base), why=error.strerror),
            hint=tr("Name a file with --state."),
        ) from None
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return base / f"watch-{digest}.sqlite"


def state_folder() -> Path:
    """The user's folder for the states of all folders; it need not be there."""
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "lamppost"
