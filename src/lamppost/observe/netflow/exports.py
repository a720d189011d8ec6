"""Export messages one after the other, as a collector takes them: templates are kept, and records become connections.

Templates hold for an exporter's address and source ID or observation domain (RFC 3954 §5.1, RFC 7011 §8). Records whose
template has not come yet wait for it, up to MOST_WAITING octets in all.
"""

from collections import OrderedDict, deque
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from lamppost.model.observations import NOT_TOLD
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.pairer import Pairer
from lamppost.observe.netflow import trouble
from lamppost.observe.netflow.fixed import V5
from lamppost.observe.netflow.heads import Heads, joined, repeated
from lamppost.observe.netflow.messages import (
    OTHER_VERSIONS,
    PORTS,
    SFLOW,
    SFLOW_PORT,
    VERSIONS,
    Message,
    Set,
    kind_of,
    read_message,
)
from lamppost.observe.netflow.records import Decoded, decode
from lamppost.observe.netflow.sampling import boot_of, greatest, rate_of
from lamppost.observe.netflow.templates import Template, read_templates
from lamppost.observe.netflow.variable import of_fixed_length

MOST_WAITING = 1 << 22
"""Octets of records that wait for their templates."""
MOST_TEMPLATES = 1 << 14
MOST_PENDING = 1 << 10
"""Templates whose records are gathered before they are decoded."""
AT_ONCE = 1 << 16
"""Octets of records of one template that are decoded in one go."""
_SET = 128
"""Octets that a waiting set takes beside its own."""
_LEAST_DATA, _ALL_OPTIONS = 256, 3

Exporter = tuple[int, int, int, int]
"""Halves of its address, version, and source ID or observation domain."""


class _Waiting(NamedTuple):
    """A set whose template has not come."""

    file: int
    exporter: Exporter
    template: int
    data: bytes
    head: tuple[int, int]
    """Its frame, and when its message was sent."""
    uptime_ms: int


class _Pending:
    """Records of one template that are not decoded yet."""

    def __init__(self, layout: np.dtype, *, initiates: bool) -> None:
        self.layout, self.initiates = layout, initiates
        self.data = bytearray()
        self.heads: list[Heads] = []


class _File:
    """What the messages of one file come to."""

    def __init__(self, pairer: Pairer) -> None:
        self.pairer = pairer
        self.pending: dict[tuple[int, Template | None], _Pending] = {}
        self.counts = trouble.Counts()
        self.records = 0


class Exports:
    """Takes export messages out of captures, and gives the connections that their records make to those who gather them."""

    def __init__(self, into: Gathering, names: Sequence[str]) -> None:
        """No message yet.

        Args:
            into: Takes the connections, and what could not be read.
            names: How results call the files, by their numbers.
        """
        self._into, self._names = into, names
        self._templates: dict[Exporter, dict[int, Template]] = {}
        self._n_templates = 0
        self._exporters: dict[Exporter, int] = {}
        self._booted: dict[Exporter, int] = {}
        self._sampled: dict[int, int] = {}
        self._waiting: OrderedDict[tuple[Exporter, int], deque[_Waiting]] = OrderedDict()
        self._waiting_octets = 0
        self._files: dict[int, _File] = {}
        self._records_of: dict[int, int] = {}

    def __len__(self) -> int:
        """How many records were taken."""
        return sum(one.records for one in self._files.values())

    def take(
        self, data: bytes, ports: tuple[int, int], address: tuple[int, int], file: int, row: int
    ) -> bool:
        """Whether a datagram is an export message, which is then taken.

        Args:
            data: Its payload, as far as it was captured.
            ports: Of sender and receiver.
            address: Halves of the sender's.
            file: Which file it is of.
            row: Its frame.
        """
        message = read_message(data)
        if message is None:
            return self._refuse(data, ports, file, row)
        held = self._file(file)
        exporter = (*address, message.version, message.domain)
        number = self._exporters.setdefault(exporter, len(self._exporters))
        if message.sampled_one_in > 1:
            self._sampled[number] = max(self._sampled.get(number, 0), message.sampled_one_in)
        for one in message.sets:
            if message.version == 5:
                self._put(held, None, one.data, _head(message, row), message.uptime_ms, exporter)
            else:
                self._take_set(held, message, one, exporter, file, row)
        return True

    def finish(self) -> None:
        """Decode what is still pending, and tell what could not be read."""
        for one in chain.from_iterable(self._waiting.values()):
            self._file(one.file).counts.template_missing(one.head[0], one.template, len(one.data))
        for number, held in sorted(self._files.items()):
            for template in list(held.pending):
                self._decode(held, template)
            held.pairer.finish()
            self._into.issues += held.counts.issues(self._names[number])
        coverage = self._into.coverage
        for number, rate in self._sampled.items():
            coverage.sampled_records += self._records_of.get(number, 0)
            coverage.sampled_one_in = max(coverage.sampled_one_in, rate)

    def _file(self, number: int) -> _File:
        if number not in self._files:
            self._files[number] = _File(Pairer(number, self._into))
        return self._files[number]

    def _refuse(self, data: bytes, ports: tuple[int, int], file: int, row: int) -> bool:
        """Whether it is, by its port, one that should have been read; that is told."""
        version = int.from_bytes(data[:2])
        if ports[1] == SFLOW_PORT and data[:4] == SFLOW:
            self._file(file).counts.sflow(row)
            return True
        if ports[1] not in PORTS or version not in (*VERSIONS, *OTHER_VERSIONS):
            return False
        if version in OTHER_VERSIONS:
            self._file(file).counts.other_version(row, version)
        else:
            self._file(file).counts.broken_message(row)
        return True

    def _take_set(
        self, held: _File, message: Message, one: Set, exporter: Exporter, file: int, row: int
    ) -> None:
        """Take one set of version 9 or IPFIX."""
        kind = kind_of(message, one.number)
        if kind != "data":
            parsed = read_templates(one.data, version=message.version, is_options=kind == "options")
            if parsed.is_broken:
                held.counts.broken_template(row)
            for number in parsed.withdrawn:
                self._withdraw(exporter, number)
            for template in parsed.templates:
                self._learn(exporter, template)
            return
        found = self._templates.get(exporter, {}).get(one.number)
        if found is None:
            self._hold(_Waiting(file, exporter, one.number, one.data, _head(message, row), message.uptime_ms))
        else:
            self._put(held, found, one.data, _head(message, row), message.uptime_ms, exporter)

    def _withdraw(self, exporter: Exporter, number: int) -> None:
        """A template holds no longer; the number of its kind of set means all of them (RFC 7011 §8.1)."""
        mine = self._templates.get(exporter, {})
        gone = [number] if number in mine else []
        if number < _LEAST_DATA:
            gone = [one for one, template in mine.items() if template.is_options == (number == _ALL_OPTIONS)]
        for one in gone:
            del mine[one]
        self._n_templates -= len(gone)

    def _learn(self, exporter: Exporter, template: Template) -> None:
        """Keep a template, and take the records that waited for it; the exporters heard of first give way."""
        mine = self._templates.setdefault(exporter, {})
        self._n_templates += template.number not in mine
        mine[template.number] = template
        while self._n_templates > MOST_TEMPLATES:
            first = next(iter(self._templates))
            self._n_templates -= len(self._templates.pop(first))
        for one in self._waiting.pop((exporter, template.number), ()):
            self._waiting_octets -= _SET + len(one.data)
            self._put(self._file(one.file), template, one.data, one.head, one.uptime_ms, exporter)

    def _hold(self, one: _Waiting) -> None:
        """Keep a set until its template comes; the oldest give way, which is told."""
        self._waiting.setdefault((one.exporter, one.template), deque()).append(one)
        self._waiting_octets += _SET + len(one.data)
        while self._waiting_octets > MOST_WAITING:
            key, held = next(iter(self._waiting.items()))
            gone = held.popleft()
            if not held:
                del self._waiting[key]
            self._waiting_octets -= _SET + len(gone.data)
            self._file(gone.file).counts.template_missing(gone.head[0], gone.template, len(gone.data))

    def _put(
        self,
        held: _File,
        template: Template | None,
        data: bytes,
        head: tuple[int, int],
        uptime_ms: int,
        exporter: Exporter,
    ) -> None:
        """Records of a known template on the heap of those to be decoded."""
        row, sent_us = head
        if template is not None and template.is_options:
            self._take_options(template, data, exporter)
            return
        layout, left = (V5 if template is None else template.layout), 0
        if template is not None and template.has_variable:
            data, left = of_fixed_length(data, template)
        count = len(data) // layout.itemsize
        if not layout.names:
            held.counts.nameless(np.full(max(count, 1), row))
            return
        if (template is not None and left >= template.length) or (count == 0 and data):
            held.counts.broken_message(row)
        if not count:
            return
        booted = sent_us - uptime_ms * 1000 if uptime_ms >= 0 else self._booted.get(exporter, NOT_TOLD)
        number = self._exporters[exporter]
        pending = self._pending(held, (number, template), layout)
        pending.data += data[: count * layout.itemsize]
        pending.heads.append(repeated((row, sent_us, booted, number), count))
        held.records += count
        self._records_of[number] = self._records_of.get(number, 0) + count
        if len(pending.data) >= AT_ONCE:
            self._decode(held, (number, template))

    def _pending(self, held: _File, key: tuple[int, Template | None], layout: np.dtype) -> _Pending:
        """The heap of the records of a template; the oldest one is decoded where there are too many."""
        if key not in held.pending:
            if len(held.pending) >= MOST_PENDING:
                self._decode(held, next(iter(held.pending)))
            held.pending[key] = _Pending(layout, initiates=key[1] is not None and key[1].initiates)
        return held.pending[key]

    def _decode(self, held: _File, key: tuple[int, Template | None]) -> None:
        """Decode all that is pending of one template."""
        pending = held.pending.pop(key)
        records = np.frombuffer(bytes(pending.data), pending.layout)
        found: Decoded = decode(records, joined(pending.heads), initiates=pending.initiates)
        if "sampled_one_in" in (records.dtype.names or ()):
            self._note_rate(key[0], greatest(records, "sampled_one_in"))
        held.pairer.add(found.rows)
        held.counts.events(found.events)
        held.counts.nameless(found.nameless)

    def _take_options(self, template: Template, data: bytes, exporter: Exporter) -> None:
        """What an exporter says of itself: how it samples, and when it started."""
        if template.has_variable:
            data, _ = of_fixed_length(data, template)
        size = template.layout.itemsize
        count = len(data) // size
        if not count or not template.layout.names:
            return
        records = np.frombuffer(data[: count * size], template.layout)
        self._note_rate(self._exporters[exporter], rate_of(records))
        booted = boot_of(records)
        if booted is not None:
            self._booted[exporter] = booted

    def _note_rate(self, number: int, rate: int) -> None:
        if rate > 1:
            self._sampled[number] = max(self._sampled.get(number, 0), rate)


def _head(message: Message, row: int) -> tuple[int, int]:
    return row, message.sent_us
