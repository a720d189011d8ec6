"""Who talks to whom, in columns: what each filter leaves is counted without a loop over rows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from lamppost.model.errors import ResultError
from lamppost.model.language import ENGLISH, speaking, tr
from lamppost.model.reach import Alike, Destination, LawReach
from lamppost.model.result import Device, ResultDocument
from lamppost.model.saying import noted
from lamppost.model.status import ORDER
from lamppost.model.vocabulary import Opener, Status, Traffic
from lamppost.report import reaching, wording
from lamppost.report.html.flow import Stream, device_note, operator_name
from lamppost.report.unlisted import alike_operator

NONE = "-"
"""Stands for a value that is not known."""
NO_LAW = noted("none is laid over it")
SERVICE_OF: dict[str, str] = {
    "candidate": noted("may be a service of {name}"),
    "corroborated": noted("appears to be a service of {name}"),
    "confirmed": noted("is a service of {name}"),
    "disputed": noted("is said, and denied, to be a service of {name}"),
    "retracted": noted("was once said to be a service of {name}"),
    "stale": noted("was, when last reviewed, said to be a service of {name}"),
}
"""Status → what is said of a name that is asked for."""

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


class LawOver(msgspec.Struct, frozen=True, kw_only=True):
    """An access law that is laid over a destination, as sure as the surest way there."""

    id: str
    name: str
    country: str
    """Whose law it is: ISO 3166-1 alpha-2 in lower case, or `eu`."""
    status: Status


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """What one device sent to one destination; or to several alike that the result counts and does not list."""

    device: str
    """Id of the device."""
    device_name: str
    destination: str | None
    """Id of the destination; None where several are counted together."""
    destinations: int
    """1, or how many are counted together."""
    name: str | None
    """Name that it was asked for by."""
    address: str | None
    operator: str
    """Who runs the network, in words that say how sure it is."""
    operator_id: str | None
    """Id of the operator, or its name where no pack has one."""
    operator_status: Status | None
    registered_in: str | None
    """Country in which the address is registered."""
    located_in: str | None
    """Country in which a named source locates it."""
    opened_by: Opener | None
    """None where it is not told of each."""
    traffic: Traffic | None
    ports: list[str]
    service: str | None
    """Whose service the name is, in words that say how sure it is."""
    laws: list[LawOver]
    connections: int | None
    sent_bytes: int | None
    """None where a log tells it of no connection."""
    received_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A value, or several, of each row, as codes of a list of values."""

    values: Sequence[str]
    rows: Numbers
    """Row of each code, ascending; shape (k,)."""
    codes: Numbers
    """Shape (k,)."""
    n_rows: int

    def holds(self, value: str) -> Mask:
        """The rows that have a value, shape (n,)."""
        mask = np.zeros(self.n_rows, dtype=np.bool_)
        if value in self.values:
            mask[self.rows[self.codes == self.values.index(value)]] = True
        return mask

    def counts(self, among: Mask, weights: Numbers | None = None) -> dict[str, int]:
        """How many rows among some have each value, or the sum of their weights; those that none has are left out."""
        taken = among[self.rows]
        own = None if weights is None else weights[self.rows[taken]]
        met = np.bincount(self.codes[taken], own, minlength=len(self.values))
        return {self.values[at]: int(met[at]) for at in np.flatnonzero(met).tolist()}


class FlowTable:
    """Every flow of a result; what is asked of it again and again is made once.

    It is made in English, and sought through and sorted in English, for all; what is shown of it is said anew.
    """

    def __init__(self, result: ResultDocument) -> None:
        """Take the destinations, then those that are counted together, device by device."""
        self.devices: Mapping[str, Device] = {one.id: one for one in result.devices}
        self._ends: list[tuple[Device, Destination | Alike]] = [
            (device, end) for device in result.devices for end in _ends_of(device)
        ]
        self.sent = self._numbers(lambda end: end.sent_bytes or 0)
        self.received = self._numbers(lambda end: end.received_bytes or 0)
        self.tells_sent = self._numbers(lambda end: end.sent_bytes is not None)
        """Per row, 1 where bytes sent are told."""
        self.tells_received = self._numbers(lambda end: end.received_bytes is not None)
        self.destinations = self._numbers(lambda end: end.destinations if isinstance(end, Alike) else 1)
        self.unlisted = self._numbers(lambda end: end.destinations if isinstance(end, Alike) else 0)
        """Destinations of a row that are counted and not listed one by one."""
        self._names: dict[str, str] = {one.id: wording.device_name(one) for one in result.devices}
        self._operators: dict[str, str] = {}
        self._laws: dict[str, tuple[str, str]] = {}
        self.columns: Mapping[str, Column] = {
            "device": self._column(lambda device, _: [device.id]),
            "operator": self._column(lambda _, end: [self._operator(end)]),
            "country": self._column(lambda _, end: [end.registered_in or NONE]),
            "direction": self._column(lambda _, end: [_opener(end)]),
            "law": self._column(lambda _, end: self._laws_of(end)),
        }

    def __len__(self) -> int:
        return len(self._ends)

    def order(self, by: str) -> Numbers:
        """The rows in an order, shape (n,); those alike stay as the document has them."""
        if by == "device":
            return self._by_device
        if by == "destination":
            return self._by_destination
        return np.argsort(-(self.received if by == "received" else self.sent), kind="stable")

    def with_words(self, words: str) -> Mask:
        """The rows in whose names or addresses some words stand, in whatever case; shape (n,)."""
        sought = words.casefold()
        return np.fromiter((sought in text for text in self._texts), dtype=np.bool_, count=len(self))

    def words_of(self, column: str, value: str) -> str:
        """A value of a column for people."""
        if column == "country":
            return wording.country(None if value == NONE else value)
        if column == "direction":
            return tr(reaching.OPENERS[value]) if value in reaching.OPENERS else tr("not told of each")
        if column == "device":
            return wording.device_name(self.devices[value]) if value in self.devices else wording.plain(value)
        if column == "law":
            return self._law(value)
        return tr(wording.NO_OPERATOR) if value == NONE else wording.plain(self._operators.get(value, value))

    def _law(self, value: str) -> str:
        if value not in self._laws:
            return tr(NO_LAW) if value == NONE else wording.plain(value)
        name, country = self._laws[value]
        return wording.plain(f"{name} ({wording.country(country)})")

    def end(self, row: int) -> tuple[Device, Destination | Alike]:
        """The device of a row, and what it talked to."""
        return self._ends[row]

    def stream(self, row: int, sent_bytes: int | None) -> Stream:
        """What the device of a row sent to the operator of that row, for a picture."""
        device, end = self._ends[row]
        return Stream(
            device=wording.device_name(device),
            device_note=device_note(device),
            operator=operator_name(end) if isinstance(end, Destination) else alike_operator(end),
            country=wording.country(end.registered_in),
            sent_bytes=sent_bytes,
        )

    def flow(self, row: int) -> Flow:
        """One row."""
        device, end = self._ends[row]
        if isinstance(end, Alike):
            return _flow_of_alike(device, end)
        return _flow_of(device, end)

    @cached_property
    def _texts(self) -> list[str]:
        with speaking(ENGLISH):
            return list(self._searched())

    def _searched(self) -> Iterable[str]:
        """What each row may be found by."""
        for device, end in self._ends:
            own = (end.name, end.address) if isinstance(end, Destination) else (None, None)
            parts = (self._names[device.id], device.id, *own, _operator_of(end)[1] or wording.NO_OPERATOR)
            yield "\n".join(wording.plain(text) for text in parts if text).casefold()

    @cached_property
    def _by_device(self) -> Numbers:
        names = [self._names[device.id] for device, _ in self._ends]
        return _sorted(names, self.sent)

    @cached_property
    def _by_destination(self) -> Numbers:
        names = [
            (end.name or end.address).casefold() if isinstance(end, Destination) else "\U0010ffff"
            for _, end in self._ends
        ]
        return _sorted(names, self.sent)

    def _numbers(self, of: Callable[[Destination | Alike], int]) -> Numbers:
        try:
            return np.fromiter((of(end) for _, end in self._ends), dtype=np.int64, count=len(self._ends))
        except OverflowError:
            raise ResultError("a number of the document is too large", hint="Was it edited?") from None

    def _column(self, values: Callable[[Device, Destination | Alike], Iterable[str]]) -> Column:
        known: dict[str, int] = {}
        rows: list[int] = []
        codes: list[int] = []
        for row, (device, end) in enumerate(self._ends):
            for value in values(device, end):
                rows.append(row)
                codes.append(known.setdefault(value, len(known)))
        return Column(
            values=list(known),
            rows=np.array(rows, dtype=np.int64),
            codes=np.array(codes, dtype=np.int64),
            n_rows=len(self._ends),
        )

    def _operator(self, end: Destination | Alike) -> str:
        """The value that stands for an operator; its name is kept."""
        key, name = _operator_of(end)
        if name is not None:
            self._operators.setdefault(key, name)
        return key

    def _laws_of(self, end: Destination | Alike) -> list[str]:
        if not isinstance(end, Destination) or not end.laws:
            return [NONE]
        self._laws |= {law.law: (law.name, law.country) for law in end.laws}
        return list(dict.fromkeys(law.law for law in end.laws))


def _ends_of(device: Device) -> Iterable[Destination | Alike]:
    yield from device.destinations
    yield from device.alike


def _laws_over(end: Destination) -> list[LawOver]:
    surest: dict[str, LawReach] = {}
    for law in end.laws:
        held = surest.setdefault(law.law, law)
        if ORDER.index(law.status) > ORDER.index(held.status):
            surest[law.law] = law
    return [
        LawOver(id=law.law, name=wording.plain(law.name), country=law.country, status=law.status)
        for law in surest.values()
    ]


def _operator_of(end: Destination | Alike) -> tuple[str, str | None]:
    """Id and name of who runs the network; `NONE` and no name where it is not known."""
    if isinstance(end, Alike):
        return end.operator or end.operator_name or NONE, end.operator_name
    if end.operator is None:
        return NONE, None
    return end.operator.id or end.operator.name, end.operator.name


def _opener(end: Destination | Alike) -> str:
    return end.opened_by if isinstance(end, Destination) else NONE


def _sorted(names: Sequence[str], sent: Numbers) -> Numbers:
    """By name, then those with most bytes first."""
    return np.array(sorted(range(len(names)), key=lambda row: (names[row], -sent[row])), dtype=np.int64)


def _flow_of(device: Device, end: Destination) -> Flow:
    key, _ = _operator_of(end)
    return Flow(
        device=device.id,
        device_name=wording.device_name(device),
        destination=end.id,
        destinations=1,
        name=None if end.name is None else wording.plain(end.name),
        address=wording.plain(end.address),
        operator=operator_name(end),
        operator_id=None if key == NONE else wording.plain(key),
        operator_status=end.operator.status if end.operator else None,
        registered_in=end.registered_in,
        located_in=end.located_in.country if end.located_in else None,
        opened_by=end.opened_by,
        traffic=end.traffic,
        ports=[wording.plain(port) for port in end.ports],
        service=tr(SERVICE_OF[end.service_of.status], name=wording.plain(end.service_of.name))
        if end.service_of
        else None,
        laws=_laws_over(end),
        connections=sum(row.connections for row in end.exchanges) if end.exchanges else None,
        sent_bytes=end.sent_bytes,
        received_bytes=end.received_bytes,
    )


def _flow_of_alike(device: Device, end: Alike) -> Flow:
    key, _ = _operator_of(end)
    return Flow(
        device=device.id,
        device_name=wording.device_name(device),
        destination=None,
        destinations=end.destinations,
        name=None,
        address=None,
        operator=alike_operator(end),
        operator_id=None if key == NONE else wording.plain(key),
        operator_status=end.operator_status,
        registered_in=end.registered_in,
        located_in=None,
        opened_by=None,
        traffic=None,
        ports=[],
        service=None,
        laws=[],
        connections=end.connections,
        sent_bytes=end.sent_bytes,
        received_bytes=end.received_bytes,
    )
