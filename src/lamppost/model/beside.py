"""One call at a time in a thread of its own, while its caller goes on."""

import threading
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from queue import SimpleQueue
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Beside(Generic[Result]):
    """A thread that begins when it is first asked; true while what it was asked has not been taken.

    It pays where most of the time is spent in what lets other threads run: columns of numpy, and kernels.
    """

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self._asked: SimpleQueue[Callable[[], Result] | None] = SimpleQueue()
        self._done: SimpleQueue[Result | BaseException] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._is_busy = False

    def __bool__(self) -> bool:
        """Whether something was begun and not ended."""
        return self._is_busy

    def __enter__(self) -> "Beside[Result]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def begin(self, call: Callable[[], Result]) -> None:
        """Make the call beside, in the language that is spoken here; it must be ended before another is begun."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="beside", daemon=True)
            self._thread.start()
        self._is_busy = True
        self._asked.put(partial(copy_context().run, call))

    def end(self) -> Result:
        """What the call returned, once it has; raises what it raised."""
        done = self._done.get()
        self._is_busy = False
        if isinstance(done, BaseException):
            raise done
        return done

    def close(self) -> None:
        """End the thread, behind what was begun, whose outcome nobody wants."""
        if self._thread is not None:
            self._asked.put(None)
            self._thread.join()
            self._thread, self._is_busy = None, False

    def _run(self) -> None:
        while (call := self._asked.get()) is not None:
            try:
                self._done.put(call())
            except BaseException as error:  # noqa: BLE001  # told to the one that waits
                self._done.put(error)
