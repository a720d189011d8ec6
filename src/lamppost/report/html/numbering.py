"""Where a map has room for numbers: at which zoom each shows, and which cameras share one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

ZOOMS: Final = (1, 2, 4, 8, 16)
"""How many times its window the sheet may be wide."""
STEPS: Final = (0.5, *ZOOMS)
"""Room is counted for windows of half the usual width too."""
_ROOM: Final = 24 * 18
"""Units of the sheet that a number needs to each side at zoom 1: 24 pixels, of which one is at most 18 units."""


@dataclass(slots=True, kw_only=True)
class Number:
    """A number on the map: of which cameras, by their places in the list, and from which of `STEPS` on it shows."""

    of: list[int] = field(default_factory=list)
    step: int


def numbered(places: Sequence[tuple[float, float]]) -> list[Number]:
    """The numbers of cameras in their order; none lies so near to another that it could not be pointed at.

    Args:
        places: Right and down of each camera, in units of the sheet.

    Returns:
        One for each camera that has room at some zoom, and that number has those that never have, too.
    """
    held: dict[int, Number] = {}
    waiting = list(range(len(places)))
    for step, zoom in enumerate(STEPS):
        room = _ROOM / zoom
        cells: dict[tuple[int, int], list[int]] = {}
        for one in held:
            cells.setdefault(_cell(places[one], room), []).append(one)
        left = []
        for one in waiting:
            near = _near(one, places, cells, room)
            if near is None:
                held[one] = Number(of=[one], step=step)
                cells.setdefault(_cell(places[one], room), []).append(one)
            elif step + 1 < len(STEPS):
                left.append(one)
            else:
                held[near].of.append(one)
        waiting = left
    return [held[one] for one in sorted(held)]


def _cell(place: tuple[float, float], room: float) -> tuple[int, int]:
    return int(place[0] // room), int(place[1] // room)


def _near(
    one: int, places: Sequence[tuple[float, float]], cells: dict[tuple[int, int], list[int]], room: float
) -> int | None:
    """The camera with a number that is too near, if one is."""
    x, y = places[one]
    column, row = _cell((x, y), room)
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            for other in cells.get((column + across, row + down), ()):
                if abs(places[other][0] - x) < room and abs(places[other][1] - y) < room:
                    return other
    return None
