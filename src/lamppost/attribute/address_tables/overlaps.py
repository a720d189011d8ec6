"""Ranges that overlap, made into ranges that do not."""

from collections.abc import Iterable

from lamppost.attribute.address_tables.rows import Row
from lamppost.model.errors import PackError
from lamppost.model.language import tr

MOST_OPEN = 256
"""Ranges that may hold one address; prefixes can be nested 129 deep at most."""


def flatten(rows: Iterable[Row], name: str = "table") -> tuple[list[Row], int]:
    """Ranges that do not overlap, in order, and how many stretches are left out as contested.

    Where one range lies in another, the narrower holds. Where two overlap in part, or are the same and
    say different things, nobody can tell which holds: that stretch belongs to neither.

    Args:
        rows: Ranges in any order.
        name: How errors name the table.

    Raises:
        PackError: So many ranges hold one address that it is no table of networks.
    """
    flat: list[Row] = []
    open_: list[Row] = []
    at = contested = 0
    for row in sorted(rows, key=lambda row: (row.start, -row.end, row.line)):
        at, more = _advance(open_, flat, at, row.start)
        contested += more
        open_.append(row)
        if len(open_) > MOST_OPEN:
            raise PackError(
                tr(
                    "{where}: more than {most} ranges hold its first address",
                    where=f"{name}:{row.line}",
                    most=MOST_OPEN,
                ),
                hint=tr("Give a table in which ranges do not overlap."),
            )
    _, more = _advance(open_, flat, at, None)
    return flat, contested + more


def _advance(open_: list[Row], flat: list[Row], at: int, until: int | None) -> tuple[int, int]:
    """Give the addresses before one to the ranges that are open; returns how far, and stretches contested."""
    contested = 0
    while open_ and (until is None or at < until):
        at = max(at, min(row.start for row in open_))
        last = min(row.end for row in open_)
        end = last if until is None else min(last, until - 1)
        if end >= at:
            holder = _holder(open_)
            contested += holder is None
            if holder is not None:
                _give(flat, holder, at, end)
            at = end + 1
        open_[:] = [row for row in open_ if row.end >= at]
    return (at if until is None else max(at, until)), contested


def _holder(open_: list[Row]) -> Row | None:
    """The narrowest range, if it lies in every other one and none of the same extent says otherwise."""
    narrowest = min(open_, key=lambda row: (row.end - row.start, row.line))
    for row in open_:
        inside = row.start <= narrowest.start and narrowest.end <= row.end
        same = (row.start, row.end) == (narrowest.start, narrowest.end)
        if not inside or (same and row._replace(line=0) != narrowest._replace(line=0)):
            return None
    return narrowest


def _give(flat: list[Row], holder: Row, start: int, end: int) -> None:
    """Add a stretch, joined to the one before where that is of the same row."""
    if flat and flat[-1].line == holder.line and flat[-1].end + 1 == start:
        flat[-1] = flat[-1]._replace(end=end)
    else:
        flat.append(holder._replace(start=start, end=end))
