"""Names as readers of logs tell them, put where they belong: by a thread beside the reader, where there are many."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context

import numpy as np

from lamppost.model.observations import NAME_SOURCES, NO_MAC, Column
from lamppost.model.summing import GrowingTable
from lamppost.observe.logs.asked import AskedNames
from lamppost.observe.logs.asking import LookUps
from lamppost.observe.logs.connections import ConnectionNames
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.running import ROWS_COMPILED_FROM

NAMED: dict[str, type] = {
    "source": np.uint8,
    "client_ip_high": np.uint64,
    "client_ip_low": np.uint64,
    "client_mac": np.int64,
    "name": np.int32,
    "ip_high": np.uint64,
    "ip_low": np.uint64,
    "seen_at": np.int64,
    "first_row": np.int64,
    "evidence": np.int32,
}
_DNS = NAME_SOURCES.index("dns")


class Named:
    """What was told of names. Whoever asks for any of it waits until what was told before has been put there."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._table, self._look_ups, self._asked = GrowingTable(NAMED), LookUps(), AskedNames()
        self._sent = ConnectionNames()
        self._worker: ThreadPoolExecutor | None = None
        self._busy: Future[None] | None = None

    @property
    def table(self) -> GrowingTable:
        """Names by source, client and address; rows of `NAMED`."""
        self._wait()
        return self._table

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
            places = self._asked.new(source, client, name, given, seen_at)
            n = len(places)
            if not n:
                return
            new = slice(None) if n == len(row) else places
            table = {
                "source": np.full(n, source, np.int64),
                "client_ip_high": client.high[new],
                "client_ip_low": client.low[new],
                "client_mac": np.full(n, NO_MAC, np.int64) if client_mac is None else client_mac[new],
                "name": name[new],
                "ip_high": given.high[new],
                "ip_low": given.low[new],
                "seen_at": seen_at[new],
                "first_row": row[new],
                "evidence": np.full(n, evidence, np.int64),
            }
            self._table.append(table)
            if source == _DNS:
                self._look_ups.put(table)

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
