"""The picture of the chain: device, operator of the network, country of registration."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

from lamppost.model.language import tr, tr_n
from lamppost.model.reach import told_sum
from lamppost.model.result import Destination, Device, ResultDocument
from lamppost.model.status import STRONG
from lamppost.report.unlisted import alike_operator
from lamppost.report.wording import (
    MAYBE_WORDS,
    NO_OPERATOR,
    country,
    cut,
    device_name,
    plain,
    size,
    status_word,
)

MOST_LINKS = 40
WIDTH = 960
NODE_WIDTH = 250
_GAP, _LEAST_HEIGHT, _PORT, _TOP = 14, 52, 12, 34
_COLUMNS = (1, 355, 709)
_TEXT_COLUMNS = 24
_THINNEST, _THICKEST = 1.5, 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What one device sent to one operator, in networks registered in one country."""

    device: str
    device_note: str
    operator: str
    country: str
    sent_bytes: int | None


@dataclass(slots=True, kw_only=True)
class Node:
    """A box of the picture; lengths in user units."""

    name: str
    note: str
    known: bool
    x: float
    y: float = 0
    height: float = _LEAST_HEIGHT
    into: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The name, as far as it fits."""
        return cut(self.name, _TEXT_COLUMNS)

    @property
    def line(self) -> str:
        """The note, as far as it fits."""
        return cut(self.note, _TEXT_COLUMNS + 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A link between two boxes."""

    path: str
    width: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Everything the template needs to draw."""

    height: float
    nodes: list[Node]
    curves: list[Curve]
    streams: list[Stream]
    grouped: int
    """How many streams are drawn together as others."""


def picture(result: ResultDocument) -> Picture:
    """Boxes and curves in a fixed layout; the same for the same document.

    The streams with most bytes come first; beyond 40 links the rest is drawn as one stream of
    others. `streams` holds all of them, for the table beneath.
    """
    streams = _streams(result)
    drawn, grouped = _grouped(streams)
    return draw(drawn, streams, grouped=grouped)


def draw(drawn: list[Stream], streams: list[Stream] | None = None, *, grouped: int = 0) -> Picture:
    """Boxes and curves for some streams, in a fixed layout.

    Args:
        drawn: What is drawn, most bytes first.
        streams: What the table beneath holds; None: what is drawn.
        grouped: How many of them the last one stands for.
    """
    first = _column(0, [(item.device, item.device_note) for item in drawn])
    sent_to: dict[str, list[int | None]] = defaultdict(list)
    for item in drawn:
        sent_to[item.operator].append(item.sent_bytes)
        sent_to[f"\0{item.country}"].append(item.sent_bytes)
    second = _column(1, [(item.operator, size(told_sum(sent_to[item.operator]))) for item in drawn])
    third = _column(2, [(item.country, size(told_sum(sent_to[f"\0{item.country}"]))) for item in drawn])
    left = _summed((item.device, item.operator, item.sent_bytes) for item in drawn)
    right = _summed((item.operator, item.country, item.sent_bytes) for item in drawn)
    for pairs, sources, targets in ((left, first, second), (right, second, third)):
        for source, target in pairs:
            sources[source].out.append(target)
            targets[target].into.append(source)
    columns = [list(column.values()) for column in (first, second, third)]
    height = _place(columns)
    most = max([sent or 0 for sent in (*left.values(), *right.values())], default=0)
    curves = _curves(left, first, second, most) + _curves(right, second, third, most)
    return Picture(
        height=height,
        nodes=[*columns[0], *columns[1], *columns[2]],
        curves=curves,
        streams=drawn if streams is None else streams,
        grouped=grouped,
    )


def others(*, devices: int, operators: int, sent_bytes: int | None) -> Stream:
    """Many small streams as one."""
    return Stream(
        device=tr("Others"),
        device_note=tr_n("{n} device", "{n} devices", devices),
        operator=tr_n("Others ({n} operator)", "Others ({n} operators)", operators),
        country=tr("others"),
        sent_bytes=sent_bytes,
    )


def device_note(device: Device) -> str:
    """Who made a device, and how sure that is."""
    maker = device.maker
    return f"{plain(maker.name)} ({status_word(maker.status)})" if maker else tr("maker not known")


def operator_name(destination: Destination) -> str:
    """The operator of the network, `may be …` where only a candidate."""
    operator = destination.operator
    if operator is None:
        return tr(NO_OPERATOR)
    name = plain(operator.name)
    return name if operator.status in STRONG else tr(MAYBE_WORDS[operator.status], name=name)


def _streams(result: ResultDocument) -> list[Stream]:
    sums: dict[tuple[str, str, str, str], list[int | None]] = defaultdict(list)
    for device in result.devices:
        note = device_note(device)
        for item in device.destinations:
            sums[device_name(device), note, operator_name(item), country(item.registered_in)].append(
                item.sent_bytes
            )
        for row in device.alike:
            sums[device_name(device), note, alike_operator(row), country(row.registered_in)].append(
                row.sent_bytes
            )
    rows = [
        Stream(device=device, device_note=note, operator=operator, country=code, sent_bytes=told_sum(sent))
        for (device, note, operator, code), sent in sums.items()
    ]
    return sorted(rows, key=lambda row: (-(row.sent_bytes or 0), row.device, row.operator, row.country))


def _grouped(streams: list[Stream]) -> tuple[list[Stream], int]:
    """As many streams as can be told apart, the rest as one."""
    most = MOST_LINKS // 2
    if len(streams) <= most:
        return streams, 0
    rest = streams[most - 1 :]
    drawn_together = others(
        devices=len({row.device for row in rest}),
        operators=len({row.operator for row in rest}),
        sent_bytes=told_sum(row.sent_bytes for row in rest),
    )
    return [*streams[: most - 1], drawn_together], len(rest)


def _column(place: int, names: list[tuple[str, str]]) -> dict[str, Node]:
    not_known = (tr(NO_OPERATOR), country(None))
    return {
        name: Node(name=name, note=note, known=name not in not_known, x=_COLUMNS[place])
        for name, note in dict(names).items()
    }


def _summed(rows: Iterable[tuple[str, str, int | None]]) -> dict[tuple[str, str], int | None]:
    sums: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for source, target, sent in rows:
        sums[source, target].append(sent)
    return {ends: told_sum(held) for ends, held in sums.items()}


def _place(columns: list[list[Node]]) -> float:
    """Set heights and places, each column in the middle; returns the height of the picture."""
    for column in columns:
        for node in column:
            node.height = max(_LEAST_HEIGHT, _PORT * (max(len(node.into), len(node.out)) + 1))
    heights = [sum(node.height + _GAP for node in column) - _GAP for column in columns]
    tallest = max([*heights, 0])
    for column, height in zip(columns, heights, strict=True):
        y = _TOP + (tallest - height) / 2
        for node in column:
            node.y = y
            y += node.height + _GAP
    return tallest + _TOP + 2


def _curves(
    pairs: dict[tuple[str, str], int | None],
    sources: dict[str, Node],
    targets: dict[str, Node],
    most: int,
) -> list[Curve]:
    curves = []
    for (source_name, target_name), sent in pairs.items():
        source, target = sources[source_name], targets[target_name]
        x0, x1 = source.x + NODE_WIDTH, target.x
        y0 = _port(source, source.out, target_name, targets)
        y1 = _port(target, target.into, source_name, sources)
        middle = (x0 + x1) / 2
        share = sqrt(sent / most) if sent and most > 0 < sent else 0
        curves.append(
            Curve(
                path=f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}",
                width=f"{_THINNEST + (_THICKEST - _THINNEST) * share:.1f}",
                title=f"{source_name} → {target_name}: {size(sent)}",
            )
        )
    return curves


def _port(node: Node, names: list[str], name: str, others: dict[str, Node]) -> float:
    """Where on the side of a box the link to another stands, so that links cross little."""
    ordered = sorted(names, key=lambda other: (others[other].y, other))
    return node.y + node.height * (ordered.index(name) + 1) / (len(ordered) + 1)
