"""A plan for looking by hand: how many cameras or streets to look at, and which, so that a share is known well enough."""

import hashlib
import math
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

from lamppost.attribute.street.stretching import Blocks, blocks_of
from lamppost.model.ground import StreetMap
from lamppost.model.mercator import on_map
from lamppost.model.saying import say
from lamppost.model.sites import Sampling, Site

CONFIDENCE: Final = 0.95
MARGINS: Final = (0.10, 0.05)
_NORMAL: Final = 1.959963984540054
"""The standard normal distribution lies within this of 0 with 95 %."""


def checks_needed(of: int, margin: float) -> int:
    """How many of so many must be looked at so that a share is known within the margin, with 95 %, whatever it is.

    By the formula for a share of a finite population (Cochran's, as the R package cochranSize prints it, with p = 1/2), and half a
    step more, since a count goes in whole steps: the exact chance, by the hypergeometric distribution, is then never below 95 %.

    Args:
        of: How many there are.
        margin: 0.05 for ±5 %.
    """
    if of <= 1:
        return of
    least = _NORMAL**2 / 4 / margin**2
    count = max(1, math.floor(least / (1 + (least - 1) / of)))
    while count < of and _half_width(count, of) > margin:
        count += 1
    return count


def _half_width(count: int, of: int) -> float:
    return _NORMAL * math.sqrt((of - count) / (of - 1) / count) / 2 + 1 / (2 * count)


def plans_of(sites: Sequence[Site], street_map: StreetMap | None, as_of: date) -> list[Sampling]:
    """Plans for the cameras, and for the streets where the map has ways; none for what there is nothing of.

    Homes are in no plan: nobody is sent to look at them. Nor are cameras indoors, which no street shows.

    Args:
        sites: The cameras of the place.
        street_map: Its ways; None, or without any: no plan for streets.
        as_of: The day that names the plan.
    """
    shown = [one for one in sites if not one.is_home and one.covers != "indoor"]
    plans = [_of_cameras(shown, margin, as_of) for margin in MARGINS] if shown else []
    blocks = None if street_map is None else blocks_of(street_map)
    if blocks is not None and street_map is not None and len(blocks.way):
        plans += [_of_streets(blocks, street_map, margin, as_of) for margin in MARGINS]
    return plans


def draw_order(names: Sequence[str], as_of: date) -> list[int]:
    """An order that is random, the same on every machine, and in which one more name changes nothing but its own place.

    Args:
        names: Ids.
        as_of: The day that names the plan.
    """
    drawn = [hashlib.sha256(f"{as_of.isoformat()} {name}".encode()).digest() for name in names]
    return sorted(range(len(names)), key=lambda at: (drawn[at], names[at]))


def round_trip(east: npt.ArrayLike, north: npt.ArrayLike) -> list[int]:
    """An order to walk: from the northernmost on, always to the nearest that is left; it is short, not the shortest.

    Args:
        east: Of each place, in units of the map, shape (n,).
        north: The same.
    """
    xs, ys = np.asarray(east, np.float64), np.asarray(north, np.float64)
    left = np.ones(len(xs), np.bool_)
    order: list[int] = []
    at = int(np.argmax(ys)) if len(ys) else 0
    while left.any():
        order.append(at)
        left[at] = False
        away = np.where(left, np.hypot(xs - xs[at], ys - ys[at]), np.inf)
        at = int(np.argmin(away))
    return order


def _of_cameras(sites: Sequence[Site], margin: float, as_of: date) -> Sampling:
    count = checks_needed(len(sites), margin)
    drawn = [sites[at] for at in draw_order([one.id for one in sites], as_of)[:count]]
    east, north = on_map([one.lat_deg for one in drawn], [one.lon_deg for one in drawn])
    return Sampling(
        what="cameras",
        margin=margin,
        sites=count,
        of=len(sites),
        chosen=[one.id for one in drawn],
        by_foot=round_trip(east, north),
        words=say(
            "Look at {count} of the {of} mapped cameras that are not indoors: the share that is still there, or that a maker has, is then known to ±{percent} percentage points, 19 times out of 20",
            count=count,
            of=len(sites),
            percent=round(margin * 100),
        ),
    )


def _of_streets(blocks: Blocks, street_map: StreetMap, margin: float, as_of: date) -> Sampling:
    of = max(1, round(blocks.metres / blocks.block_m))
    order = blocks.drawn(seed_of(as_of))
    count = min(checks_needed(of, margin), len(order))
    stretches = blocks.stretches(order[:count], street_map)
    east, north = on_map([one.lat_deg for one in stretches], [one.lon_deg for one in stretches])
    metres = sum(one.length_m for one in stretches)
    return Sampling(
        what="streets",
        margin=margin,
        sites=count,
        of=of,
        chosen=[one.id for one in stretches],
        by_foot=round_trip(east, north),
        stretches=stretches,
        words=say(
            "Walk {count} stretches of street, {metres} m in all: the share of the walking network where a camera is missing from the map is then known to ±{percent} percentage points, 19 times out of 20",
            count=count,
            metres=round(metres),
            percent=round(margin * 100),
        ),
    )


def seed_of(as_of: date) -> int:
    """A number of 64 bits that the day names."""
    return int.from_bytes(hashlib.sha256(as_of.isoformat().encode()).digest()[:8], "big")


def cameras_in_all(first: int, second: int, both: int) -> tuple[float, float, float]:
    """How many cameras there are by two sources, and its doubt: Chapman's estimate from what each has and what both have.

    It holds if neither source knew the other, if every camera was as likely as any other to be in one of them, and if the same
    cameras stood there for both (Chapman 1951, as the R package recapr prints estimate and variance).

    Args:
        first: In the one source.
        second: In the other.
        both: In both.

    Returns:
        The estimate, never below what was seen; and from and to where it lies with 95 % if it is normally distributed.
    """
    seen = first + second - both
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    half = _NORMAL * math.sqrt(variance)
    return max(estimate, seen), max(estimate - half, seen), max(estimate + half, seen)
