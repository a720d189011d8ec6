"""Which destinations a result lists one by one, and what it says of all others."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec
import numpy as np

from lamppost.attribute.connections import is_told
from lamppost.attribute.talks import TalkPart, Talks
from lamppost.model.observations import Column
from lamppost.model.reach import Alike, Destination, Unlisted
from lamppost.model.spilling import Growing
from lamppost.model.vocabulary import Status

Kind = tuple[str | None, str | None, Status | None, str | None]
"""Operator, its name and how sure it is; country of registration."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How many destinations are listed one by one."""

    of_device: int = 1_000
    """A person reads some of them; a program that wants more asks for all."""
    in_all: int = 20_000
    """Each takes some kilobytes in a document, and three times that while it is written."""


LIMITS = Limits()


class Alikeness(msgspec.Struct, frozen=True, kw_only=True):
    """All that a rule, a law or a report takes from a destination beside its numbers, name and address."""

    operator: str | None
    operator_name: str | None
    operator_status: Status | None
    service: str | None
    service_status: str | None
    role: str | None
    registered_in: str | None
    located_in: str | None


def alikeness(row: Destination) -> Alikeness:
    """What a destination has in common with others."""
    operator, service = row.operator, row.service_of
    return Alikeness(
        operator=operator.id if operator else None,
        operator_name=operator.name if operator else None,
        operator_status=operator.status if operator else None,
        service=service.id if service else None,
        service_status=service.status if service else None,
        role=row.role,
        registered_in=row.registered_in,
        located_in=row.located_in.country if row.located_in else None,
    )


def choose_listed(talks: Talks, limits: Limits | None) -> Column | None:
    """The first flows of the talks that are listed, rising; None where all are.

    Those with most bytes sent, then received, then the first. Where all devices together have too many, those that
    have most list fewer.

    Args:
        talks: What is to be listed.
        limits: How many may be; None: all.
    """
    if limits is None or len(talks) <= min(limits.of_device, limits.in_all):
        return None
    rows = Growing()
    for part in talks.parts():
        columns = [part.columns[name] for name in ("at", "sent_bytes", "received_bytes", "row")]
        rows.append(np.stack(columns, axis=1).ravel())
    at, sent, received, row = rows.appended().reshape(-1, 4).T
    most = _most(np.bincount(at), limits)
    order = np.lexsort((row, -received, -sent, at))
    at = at[order]
    is_listed = np.arange(len(at)) - np.searchsorted(at, at) < most
    return None if is_listed.all() else np.sort(row[order[is_listed]])


def _most(counts: Column, limits: Limits) -> int:
    """How many each device may list, so that all together do not list too many."""
    fits = (
        most for most in range(limits.of_device, 1, -1) if np.minimum(counts, most).sum() <= limits.in_all
    )
    return next(fits, 1)


class _Sums(msgspec.Struct):
    """Of talks that are alike."""

    destinations: int = 0
    connections: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    told_sent: int = 0
    """Destinations of which bytes sent are told."""
    told_received: int = 0
    best: tuple[int, int, int] = (-1, 0, 0)
    """Bytes sent and received of the greatest, and its first flow as a negative number."""

    def add(self, sent: int | None, received: int | None, connections: int, sign: int = 1) -> None:
        """Count one talk, or take it out again."""
        self.destinations += sign
        self.connections += sign * connections
        self.sent_bytes += sign * (sent or 0)
        self.received_bytes += sign * (received or 0)
        self.told_sent += sign * (sent is not None)
        self.told_received += sign * (received is not None)

    def join(self, more: "_Sums") -> None:
        """Count those of another too."""
        for name in _ADDED:
            setattr(self, name, getattr(self, name) + getattr(more, name))

    @property
    def sent(self) -> int | None:
        """Bytes sent, None where no destination's are told."""
        return self.sent_bytes if self.told_sent or not self.destinations else None

    @property
    def received(self) -> int | None:
        """Bytes received, None where no destination's are told."""
        return self.received_bytes if self.told_received or not self.destinations else None


_ADDED = ("destinations", "connections", "sent_bytes", "received_bytes", "told_sent", "told_received")


class Others:
    """The destinations that are not listed, by device and by what they have in common."""

    def __init__(self) -> None:
        self._sums: dict[tuple[int, Alikeness], _Sums] = {}

    def add(self, part: TalkPart, places: Column, alike: Iterable[Alikeness]) -> None:
        """Count talks.

        Args:
            part: Where they stand.
            places: Which of them.
            alike: What each has in common with others.
        """
        names = ("at", "sent_bytes", "received_bytes", "connections", "row", "told")
        told = zip(*(part.columns[name][places].tolist() for name in names), strict=True)
        for (at, sent, received, connections, row, bits), key in zip(told, alike, strict=True):
            sums = self._sums.setdefault((at, key), _Sums())
            sums.add(
                sent if is_told(bits, "sent_bytes") else None,
                received if is_told(bits, "received_bytes") else None,
                connections,
            )
            sums.best = max(sums.best, (sent, received, -row))

    def without_like(self, listed: Iterable[tuple[int, Destination]]) -> Column:
        """The first flows of those that no listed destination stands for: the greatest of each kind, rising.

        Args:
            listed: Endpoints, and a destination of each.
        """
        met = {(at, alikeness(row)) for at, row in listed}
        return np.array(sorted(-sums.best[2] for key, sums in self._sums.items() if key not in met), np.int64)

    def take_out(self, listed: Iterable[tuple[int, Destination]]) -> None:
        """Count these no more: they are listed after all."""
        for at, row in listed:
            connections = sum(one.connections for one in row.exchanges)
            self._sums[at, alikeness(row)].add(row.sent_bytes, row.received_bytes, connections, -1)

    def unlisted(self) -> dict[int, Unlisted]:
        """What is said of those that are not listed, by endpoint."""
        groups: dict[int, dict[Kind, _Sums]] = defaultdict(dict)
        for (at, key), sums in self._sums.items():
            if sums.destinations:
                kind = key.operator, key.operator_name, key.operator_status, key.registered_in
                groups[at].setdefault(kind, _Sums()).join(sums)
        return {at: _unlisted(kinds) for at, kinds in groups.items()}


def _unlisted(kinds: dict[Kind, _Sums]) -> Unlisted:
    rows = [
        Alike(
            operator=operator,
            operator_name=name,
            operator_status=status,
            registered_in=country,
            destinations=sums.destinations,
            connections=sums.connections,
            sent_bytes=sums.sent,
            received_bytes=sums.received,
        )
        for (operator, name, status, country), sums in kinds.items()
    ]
    rows.sort(
        key=lambda row: (
            -row.destinations,
            row.operator_name or "",
            row.registered_in or "",
            row.operator_status or "",
            row.operator or "",
        )
    )
    return Unlisted(destinations=sum(row.destinations for row in rows), groups=rows)
