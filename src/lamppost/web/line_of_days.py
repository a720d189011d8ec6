"""A timeline as SVG: lanes of marks along the years, each mark a link to its day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from lamppost.model.language import tr
from lamppost.model.saying import noted
from lamppost.model.timeline import Lane, Moment
from lamppost.report import wording

WIDTH, GUTTER, RIGHT = 1040, 118, 24
"""Units across; of them for the names of lanes, and behind the last day."""
HEAD, STEP, PAD = 44, 20, 16
"""Units for the years; from row to row in a lane; around the rows of a lane."""
LANES: dict[Lane, str] = {
    "lists": noted("Lists"),
    "laws": noted("Laws"),
    "cases": noted("Rules, cases"),
    "deployments": noted("Deployments"),
}
_SHAPES = {
    "lists": '<circle r="7.500"/>',
    "laws": '<rect x="-7" y="-7" width="14" height="14"/>',
    "cases": '<path d="M0-9 9 0 0 9-9 0z"/>',
    "deployments": '<path d="M0-8.500 8.500 6.500h-17z"/>',
}
_MOST_YEARS_BEFORE = 12
_MOST_TOLD = 6
"""Texts that the title of a mark tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """A day that is marked across all lanes."""

    on: date
    words: str
    kind: str
    """How style sheets call it: `now`, `then` or `seen`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    on: date
    x: float
    row: int
    texts: list[str]


def line_of_days(
    moments: Sequence[Moment],
    handles: Sequence[Handle],
    shown: date,
    address: Callable[[date], str],
    lanes: Mapping[Lane, str] = LANES,
) -> Markup:
    """The timeline.

    Args:
        moments: In the order of their days.
        handles: Days that are marked.
        shown: The day that marks are before or after.
        address: Where a mark of a day leads.
        lanes: The lanes that are shown, and messages that are their names.
    """
    axis = _Axis(moments, [*(one.on for one in handles), shown])
    grounds, drawn, top = [], [], float(HEAD)
    for lane, name in lanes.items():
        marks = _marks([one for one in moments if one.lane == lane], axis)
        height = (max((one.row for one in marks), default=0) + 1) * STEP + PAD
        grounds.append(_ground(tr(name), top, height, is_empty=not marks))
        pieces = "".join(_mark(one, lane, top, shown, address) for one in marks)
        drawn.append(f'<g class="l-{lane}">{pieces}</g>')
        top += height + 4
    told = escape(tr("Days on which something turned"))
    marked = "".join(_handle(one, axis, top, place) for place, one in enumerate(handles))
    return Markup(  # noqa: S704 - every value was escaped
        f'<svg class="days" viewBox="0 0 {WIDTH} {top:.0f}" role="group" aria-label="{told}">'
        f"{''.join(grounds)}{axis.years(top - 4)}{marked}{''.join(drawn)}</svg>"
    )


def _ground(name: str, top: float, height: float, *, is_empty: bool) -> str:
    y = top + height / 2 + 4
    none = f'<text x="{GUTTER + 16}" y="{y:.0f}">{escape(tr("none held"))}</text>' if is_empty else ""
    return (
        f'<g class="lane"><rect class="ground" x="0" y="{top:.0f}" width="{WIDTH}" height="{height:.0f}" rx="6"/>'
        f'<text class="name" x="10" y="{y:.0f}">{escape(name)}</text>{none}</g>'
    )


class _Axis:
    """From days to places along the line; what is long before the rest stands at its beginning."""

    def __init__(self, moments: Sequence[Moment], shown: list[date]) -> None:
        days = [one.on for one in moments] + shown
        last = max(days)
        earliest = min([day for day in days if day.year >= last.year - _MOST_YEARS_BEFORE] + shown)
        self.first, self.last = date(earliest.year, 1, 1), date(last.year, 12, 31)
        self.span = (self.last - self.first).days
        self.has_earlier = any(day < self.first for day in days)

    def place(self, day: date) -> float:
        left = GUTTER + (30 if self.has_earlier else 10)
        share = max(0.0, (day - self.first).days / self.span)
        return GUTTER + 8 if day < self.first else left + share * (WIDTH - RIGHT - left)

    def years(self, bottom: float) -> str:
        """A line for each year, and its number where there is room."""
        every = 1 + (self.last.year - self.first.year) // 14
        found = (
            [f'<text class="year" x="{GUTTER}" y="{HEAD - 8}">{escape(tr("before"))}</text>']
            if self.has_earlier
            else []
        )
        for year in range(self.first.year, self.last.year + 1):
            x = self.place(date(year, 1, 1))
            found.append(f'<path class="tick" d="M{x:.1f} {HEAD - 4}V{bottom:.0f}"/>')
            if (year - self.first.year) % every == 0 and not (self.has_earlier and year == self.first.year):
                found.append(f'<text class="year" x="{x + 3:.1f}" y="{HEAD - 8}">{year}</text>')
        return "".join(found)


def _marks(moments: Sequence[Moment], axis: _Axis) -> list[_Mark]:
    """One mark per day, in the first row that has room there."""
    by_day: dict[date, list[str]] = {}
    for one in moments:
        by_day.setdefault(one.on, []).append(one.text)
    ends: list[float] = []
    marks = []
    for day, texts in by_day.items():
        x = axis.place(day)
        row = next((number for number, end in enumerate(ends) if x - end >= STEP), len(ends))
        ends[row : row + 1] = [x]
        marks.append(_Mark(on=day, x=x, row=row, texts=texts))
    return marks


def _mark(one: _Mark, lane: Lane, top: float, shown: date, address: Callable[[date], str]) -> str:
    y = top + PAD / 2 + STEP / 2 + one.row * STEP
    count = f'<text class="count" y="3.500">{len(one.texts)}</text>' if len(one.texts) > 1 else ""
    texts = [wording.plain(text) for text in one.texts[:_MOST_TOLD]]
    if len(one.texts) > _MOST_TOLD:
        texts.append(tr("and {n} more", n=len(one.texts) - _MOST_TOLD))
    title = escape(wording.plain(f"{one.on}: {'; '.join(texts)}"))
    state = "ahead" if one.on > shown else "past"
    return (
        f'<a class="{state}" href="{escape(address(one.on))}"><title>{title}</title>'
        f'<g transform="translate({one.x:.1f} {y:.1f})">{_SHAPES[lane]}{count}</g></a>'
    )


def _handle(one: Handle, axis: _Axis, bottom: float, place: int) -> str:
    x = axis.place(one.on)
    end = ' text-anchor="end"' if x > WIDTH - 220 else ""
    shift = -4 if end else 4
    y = 12 if place % 2 == 0 else 25
    return (
        f'<g class="handle h-{one.kind}"><path d="M{x:.1f} {y - 8}V{bottom:.0f}"/>'
        f'<text x="{x + shift:.1f}" y="{y}"{end}>{escape(wording.plain(one.words))}</text></g>'
    )
