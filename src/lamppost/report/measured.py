"""How much of a place is seen, in words and in rows for people: bands over three lenses, never one number."""

from collections.abc import Iterator, Mapping, Sequence

from lamppost.model.language import decimal, number, tr, tr_n
from lamppost.model.result import ResultDocument
from lamppost.model.saying import noted
from lamppost.model.sites import Assumed, Band, Share, Street
from lamppost.report.wording import plain, sentence

_WALLS: Mapping[str, str] = {
    "with_walls": noted("cut off by buildings"),
    "without_walls": noted("as if no building stood between"),
}
_UNKNOWN: Mapping[str, str] = {
    "all_round": noted("all cameras; those of unknown direction see all round"),
    "left_out": noted("only cameras of known direction"),
}
_BY: Mapping[str, str] = {
    "operator": noted("run by {value}"),
    "maker": noted("made by {value}"),
    "zone": noted("zone {value}"),
    "age": noted("last touched in {value}"),
}
_TAKEN: Mapping[str, str] = {
    "height_m": noted("height of the camera"),
    "pixels_across": noted("pixels across the picture"),
    "field_of_view_deg": noted("field of view"),
    "dome_field_deg": noted("field of view of a dome"),
    "panning_field_deg": noted("field of view of a camera that turns"),
    "face_m": noted("height of a face"),
    "face_pitch_deg": noted("steepest view of a face"),
    "far_m": noted("how far at most"),
}
_NOT_SAID: Mapping[tuple[str, str], str] = {
    ("operator", "unknown"): noted("of an operator that is not said"),
    ("operator", "private"): noted("of private operators; no name is kept"),
    ("maker", "unknown"): noted("of a maker that is not said"),
    ("zone", "unknown"): noted("of a zone that is not said"),
    ("age", "unknown"): noted("of no known day"),
}


def level_words(street: Street, level: str, px_per_m: float) -> str:
    """`detection, 25 px/m`."""
    name = next((tr(one.name) for one in street.levels if one.id == level), level)
    return tr("{level}, {density} px/m", level=plain(name), density=f"{px_per_m:g}")


def share_rows(street: Street) -> Iterator[tuple[str, str, str, str]]:
    """Of all ways: level, walls, which cameras, and how much; the level's own name is that of the standard.

    Args:
        street: The place.
    """
    for one in street.shares:
        if one.by == "all":
            yield (
                level_words(street, one.level, one.px_per_m),
                tr(_WALLS[one.walls]),
                tr(_UNKNOWN[one.unknown_directions]),
                tr(NONE_TELLS) if is_of_none(one, street) else share_words(one, street),
            )


NONE_TELLS = noted("not known: no camera tells where it looks")
"""Said in the place of 0 % where all cameras of known direction are none."""


def is_of_none(one: Share, street: Street) -> bool:
    """Whether a share is that of cameras of known direction, and there is none: then its 0 says nothing of the ground."""
    return one.unknown_directions == "left_out" and none_tells(one.share, street)


def none_tells(band: Band, street: Street) -> bool:
    """Whether what cameras of known direction see is nothing because there is none of them."""
    is_nothing = not (band.low or band.middle or band.high)
    return is_nothing and not street.counts.get("direction", {"known": 1}).get("known", 0)


def still_counted(result: ResultDocument) -> str | None:
    """That shares and walks count cameras of which somebody found that they are gone, or none; None where they count no such."""
    count = sum(one.is_found_otherwise and one.sees is not None for one in result.sites)
    if not count:
        return None
    return tr_n(
        "with {n} camera among them of which somebody found since that it is gone, or is none",
        "with {n} cameras among them of which somebody found since that they are gone, or are none",
        count,
    )


def share_words(one: Share, street: Street) -> str:
    """`9.4 to 31 %, 18 % with the middle lens`, and how much of it is flat enough for a face."""
    told = tr(
        "{band}, {middle} % with the middle lens", band=percent(one.share), middle=_digits(one.share.middle)
    )
    if one.told_apart_m is None or not street.walkable_m:
        return told
    part = one.told_apart_m
    metres = street.walkable_m
    apart = Band(low=part.low / metres, middle=part.middle / metres, high=part.high / metres)
    return f"{told}; {tr('flat enough to tell faces apart: {band}', band=percent(apart))}"


def by_rows(street: Street) -> Iterator[tuple[str, str, str]]:
    """By whom or of which sort at the lowest level, the most seen first: level, of what, how much; with walls where they are known."""
    walls = "with_walls" if street.has_walls else "without_walls"
    held = [
        one
        for one in street.shares
        if one.by != "all" and one.walls == walls and one.unknown_directions == "all_round"
    ]
    lowest = min((one.px_per_m for one in held), default=0.0)
    for one in sorted(held, key=lambda row: (row.by, -row.seen_m.middle, row.value)):
        if one.px_per_m == lowest:
            yield level_words(street, one.level, one.px_per_m), sort_words(one), percent(one.share)


def sort_words(one: Share) -> str:
    """Whose, or of which sort the cameras of a share are; that it is not said is one too."""
    unsaid = _NOT_SAID.get((one.by, one.value))
    return tr(unsaid) if unsaid else tr(_BY[one.by], value=plain(one.value))


def assumed_words(one: Assumed) -> str:
    """What was taken, for how many cameras, and whose value it is: `height of the camera: 4 m. …`."""
    source = plain(one.source) if one.url is None else f"{plain(one.source)}, {plain(one.url)}"
    low, middle, high = (f"{value:g}" for value in (one.low, one.middle, one.high))
    value = (
        low if low == middle == high else tr("{low}, {middle} or {high}", low=low, middle=middle, high=high)
    )
    return tr(
        "{what}: {value} {unit}. {words} Taken for {n} of the cameras. {source}",
        what=tr(_TAKEN[one.what]) if one.what in _TAKEN else plain(one.what),
        value=value,
        unit=plain(one.unit),
        words=sentence(one.words),
        n=number(one.sites),
        source=source,
    )


def percent(band: Band) -> str:
    """`9.4 to 31 %`: the least and the most of the lenses."""
    low, high = _digits(min(_each(band))), _digits(max(_each(band)))
    return f"{high} %" if low == high else tr("{low} to {high} %", low=low, high=high)


def metres(length_m: float) -> str:
    """`820 m`, `12.4 km`."""
    return f"{number(round(length_m))} m" if length_m < 10_000 else f"{decimal(length_m / 1000)} km"


def _digits(share: float) -> str:
    """Two digits are enough for what is known so roughly."""
    value = 100 * share
    if 0 < value < 0.05:
        return tr("under {least}", least=decimal(0.1))
    return decimal(value, 1 if value < 10 else 0)


def _each(band: Band) -> Sequence[float]:
    return band.low, band.middle, band.high
