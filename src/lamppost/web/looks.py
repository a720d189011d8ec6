"""Looks that are under way: how far each is, and what came of it."""

import contextlib
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from pathlib import Path
from typing import Literal

import msgspec

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.web.shelf import NotHeldError

_MOST_REMEMBERED = 100

State = Literal["waiting", "compiling", "reading", "done", "failed"]
Progress = Callable[[str, int, int], None]
OnCompile = Callable[[str], None]
Work = Callable[[Progress, OnCompile], list[str]]
"""Looks at something and says how far it is; ids of the results come out."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """One look at what was handed over, as far as it is."""

    number: int
    state: State
    file: str | None = None
    """Which is being read."""
    done_bytes: int = 0
    total_bytes: int = 0
    """0 as long as it is not known."""
    results: list[str] = msgspec.field(default_factory=list)
    """Ids of what it led to."""
    error: str | None = None
    """In the language of whoever began it, as the hint is."""
    hint: str | None = None


class Looks:
    """The looks of this start, by number."""

    def __init__(
        self, submit: Callable[[Callable[[], None]], "Future[None]"], *, patience_s: float | None
    ) -> None:
        """Keep who works.

        Args:
            submit: Has something done, one after the other.
            patience_s: How long a form waits before it is shown how far the look is; None waits for its end.
        """
        self._submit, self._patience_s = submit, patience_s
        self._lock = threading.Lock()
        self._held: OrderedDict[int, Look] = OrderedDict()
        self._last = 0

    def begin(self, folder: Path, work: Work) -> Look:
        """How far a look is after a little while; its folder is removed at its end.

        Args:
            folder: What was handed over.
            work: Looks at it.

        Raises:
            LamppostError: It failed within that while.
        """
        with self._lock:
            self._last += 1
            number = self._last
            self._held[number] = Look(number=number, state="waiting")
            while len(self._held) > _MOST_REMEMBERED:
                self._held.popitem(last=False)
        future = self._submit(lambda: self._work(number, folder, work))
        with contextlib.suppress(NotYetError):
            future.result(self._patience_s)
        look = self.get(number)
        if look.state == "failed":
            raise LamppostError(look.error or tr("it failed"), hint=look.hint)
        return look

    def get(self, number: int) -> Look:
        """How far a look is.

        Raises:
            NotHeldError: There is none of this number.
        """
        with self._lock:
            if number not in self._held:
                raise NotHeldError(
                    tr("no such look was begun since the start"), hint=tr("Hand the files over again.")
                )
            return self._held[number]

    def _work(self, number: int, folder: Path, work: Work) -> None:
        def progress(name: str, done: int, total: int) -> None:
            self._change(number, state="reading", file=name, done_bytes=done, total_bytes=total)

        def on_compile(kernel: str) -> None:
            del kernel
            self._change(number, state="compiling")

        self._change(number, state="reading")
        try:
            self._change(number, state="done", results=work(progress, on_compile))
        except LamppostError as error:
            self._change(number, state="failed", error=error.message, hint=error.hint)
        except BaseException as error:
            fault = tr("this is a fault of lamppost: {name}", name=type(error).__name__)
            self._change(number, state="failed", error=fault)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _change(self, number: int, **parts: object) -> None:
        with self._lock:
            if number in self._held:
                self._held[number] = msgspec.structs.replace(self._held[number], **parts)
