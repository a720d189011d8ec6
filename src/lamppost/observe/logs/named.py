"""Names as readers of logs tell them, put where they belong: by a thread beside the reader, where there are many."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context

import numpy as np

from lamppost.model.observations import NAME_SOURCES, Column
from lamppost.model.summing import GrowingTable
from lamppost.observe.logs.asked import AskedNames
from lamppost.observe.logs.asking import LookUps
from lamppost.observe.logs.connections import ConnectionNames
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import ROWS_COMPILED_FROM

_DNS = NAME_SOURCES.index("dns")


class Named:
    """What was told of names. Whoever asks for any of it waits until what was told before has been put there."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._look_ups, self._asked = LookUps(), AskedNames()
        self._sent = ConnectionNames()
        self._worker: ThreadPoolExecutor | None = None
        self._busy: Future[None] | None = None

    @property
    def table(self) -> GrowingTable:
        """Names by source, client and address; rows of `NAMED`."""
        self._wait()
        return self._asked.table

    @property
    def look_ups(self) -> LookUps:
        """Answers of DNS."""
        self._wait()
        return self._look_ups

    @property
    def asked(self) -> AskedNames:
        """What was told by now."""
        self._wait()
        return self._asked

    @property
    def sent(self) -> ConnectionNames:
        """Names by connection."""
        self._wait()
        return self._sent

    @sent.setter
    def sent(self, sent: ConnectionNames) -> None:
        self._wait()
        self._sent = sent

    def tell(
        self,
        evidence: int,
        row: Column,
        *,
        source: int,
        client: Addresses,
        name: Column,
        seen_at: Column,
        address: Addresses | None,
        client_mac: Column | None,
        connection: Column | None,
    ) -> None:
        """Rows as `Gathering.names` takes them, whose columns must not be written to any more."""

        def put() -> None:
            if connection is not None:
                self._sent.put(connection, name)
            given = address
            if given is None:
                given = Addresses(np.zeros(len(row), np.uint64), np.zeros(len(row), np.uint64))
            n = self._asked.put(evidence, row, source, client, name, given, seen_at, client_mac)
            if n and source == _DNS:
                table = self._asked.table
                self._look_ups.put(table.since(len(table) - n))

        self._do(put, len(row))

    def _do(self, call: Callable[[], None], n: int) -> None:
        """Do it now, or beside where there are many rows; an error is then raised by whoever asks next."""
        self._wait()
        if n < ROWS_COMPILED_FROM:
            call()
            return
        if self._worker is None:
            self._worker = ThreadPoolExecutor(1, "names")
        self._busy = self._worker.submit(copy_context().run, call)

    def _wait(self) -> None:
        busy, self._busy = self._busy, None
        if busy is not None:
            busy.result()
