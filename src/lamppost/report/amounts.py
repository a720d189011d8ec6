"""How much went each way, in words: what it is, at least how much, or that it is not told."""

from collections.abc import Iterable

from lamppost.model.covered import Coverage
from lamppost.model.language import number, tr, tr_n
from lamppost.model.reach import Destination, Exchange, told_sum
from lamppost.model.vocabulary import Summed
from lamppost.report.lettering import size

End = Destination | Exchange


def sent(row: End) -> str:
    """Bytes sent: `1.2 MB`, `at least 1.2 MB`, `not told`."""
    return _bytes(row.sent_bytes, is_least=is_least(row, "sent_bytes"))


def received(row: End) -> str:
    """Bytes received, in the same words."""
    return _bytes(row.received_bytes, is_least=is_least(row, "received_bytes"))


def sent_to_all(rows: Iterable[Destination]) -> str:
    """Bytes sent to several."""
    held = list(rows)
    total = told_sum(row.sent_bytes for row in held)
    return _bytes(total, is_least=any(is_least(row, "sent_bytes") for row in held))


def received_from_all(rows: Iterable[Destination]) -> str:
    """Bytes received from several."""
    held = list(rows)
    total = told_sum(row.received_bytes for row in held)
    return _bytes(total, is_least=any(is_least(row, "received_bytes") for row in held))


def is_least(row: End, what: Summed) -> bool:
    """Whether a sum is at least what it says: of some connections a log does not tell their part."""
    if isinstance(row, Exchange):
        return what in (row.untold or ())
    return any(is_least(one, what) for one in row.exchanges)


def ways(row: Exchange) -> tuple[str, str]:
    """What was sent and what was received over a port, in bytes and packets as far as they are told."""
    return (
        _way(
            sent(row) if row.sent_bytes is not None else None,
            _packets(row.sent_packets, is_least=is_least(row, "sent_packets")),
        ),
        _way(
            received(row) if row.received_bytes is not None else None,
            _packets(row.received_packets, is_least=is_least(row, "received_packets")),
        ),
    )


def traffic_covered(coverage: Coverage) -> tuple[str, str]:
    """How much the evidence holds, behind the word for what is counted: packets of captures, connections of logs."""
    if coverage.packets is None:
        return tr("connections"), _logged(coverage)
    packets = tr_n(
        "{packets} in {n} connection",
        "{packets} in {n} connections",
        coverage.connections,
        packets=number(coverage.packets),
    )
    if not coverage.connections_logged:
        return tr("packets"), packets
    return tr("packets"), tr(
        "{packets}; logs and exports: {connections}", packets=packets, connections=_logged(coverage)
    )


def _logged(coverage: Coverage) -> str:
    logged = coverage.connections_logged or 0
    if coverage.packets is not None:
        return tr_n("{n} connection", "{n} connections", logged)
    return tr(
        "{n}, {outside} of them to the outside",
        n=number(logged),
        outside=number(coverage.connections),
    )


def _way(octets: str | None, packets: str | None) -> str:
    if octets is not None and packets is not None:
        return tr("{size} in {packets}", size=octets, packets=packets)
    return octets or packets or tr("not told")


def _bytes(count: int | None, *, is_least: bool) -> str:
    if count is None:
        return tr("not told")
    return tr("at least {size}", size=size(count)) if is_least else size(count)


def _packets(count: int | None, *, is_least: bool) -> str | None:
    if count is None:
        return None
    if is_least:
        return tr_n("at least {n} packet", "at least {n} packets", count)
    return tr_n("{n} packet", "{n} packets", count)
