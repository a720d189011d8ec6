"""The first figure: from how near to how far one camera could tell a face apart, with each lens, as numbers of the result say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lamppost.model.language import decimal, tr
from lamppost.model.sites import FaceAt, Street
from lamppost.report import cameras
from lamppost.report.wording import plain

WIDTH: Final = 720.0
_BEYOND = 24.0
"""What the last number of the scale has besides, half of which stands beyond its metre."""
_LEFT, _TOP, _BELOW = 14.0, 12.0, 40.0
_LEAST_M, _MOST_M = 20.0, 80.0
_STEPS_M: Final = (5, 10, 20)
_MOST_TICKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One lens: words, and what is drawn, in units of the picture."""

    lens: str
    """`low`, `middle` or `high`."""
    name: str
    words: str
    answer: str
    has_spot: bool
    ground: float
    top: float
    """Where the camera hangs."""
    face: float
    """How high a face is."""
    dense: tuple[float, float] | None
    told: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The figure: panels that share one scale, and the words before them."""

    lead: str
    width: float
    beyond: float
    height: float
    post: float
    panels: list[Panel]
    ticks: list[tuple[float, str]]


def faces_of(street: Street) -> Faces | None:
    """The figure of a place; None where the result holds no numbers for it."""
    rows = street.faces
    if not rows:
        return None
    far = min(
        max([_LEAST_M, *(end * 1.12 for row in rows for end in (*row.dense_m, *row.told_apart_m))]), _MOST_M
    )
    unit = (WIDTH - 2 * _LEFT) / far
    tallest = max(row.height_m for row in rows)
    ground = _TOP + max(tallest, 2.0) * unit
    step = next((one for one in _STEPS_M if far / one <= _MOST_TICKS), _STEPS_M[-1])
    return Faces(
        lead=_lead(rows, street),
        width=WIDTH,
        beyond=_BEYOND,
        height=round(ground + _BELOW, 1),
        post=_LEFT,
        panels=[_panel(row, unit, ground, far) for row in rows],
        ticks=[(round(_LEFT + metre * unit, 1), f"{metre}") for metre in range(0, int(far) + 1, step)],
    )


def _lead(rows: Sequence[FaceAt], street: Street) -> str:
    one = rows[0]
    level = next((row.name for row in street.levels if row.id == one.level), one.level)
    return tr(
        "To tell one face from another takes {density} pixels to a metre ({level} in {standard}), and a view from at most {angle}° "
        "above. A camera that is near enough for the first may hang too high for the second.",
        density=f"{one.px_per_m:g}", level=plain(level), standard=plain(street.standard_name), angle=f"{one.most_pitch_deg:g}",
    )  # fmt: skip


def _panel(row: FaceAt, unit: float, ground: float, far: float) -> Panel:
    return Panel(
        lens=row.lens,
        name=tr(cameras.LENSES[row.lens]),
        words=tr("{camera}, hung {height} m high", camera=plain(row.words), height=f"{row.height_m:g}"),
        answer=_answer(row),
        has_spot=len(row.told_apart_m) == 2,
        ground=round(ground, 1),
        top=round(ground - row.height_m * unit, 1),
        face=round(ground - row.face_m * unit, 1),
        dense=_span(row.dense_m, unit, far),
        told=_span(row.told_apart_m, unit, far),
    )


def _span(ends: Sequence[float], unit: float, far: float) -> tuple[float, float] | None:
    """From and to, in units of the picture; what lies beyond its edge ends there."""
    if len(ends) != 2:
        return None
    return round(_LEFT + min(ends[0], far) * unit, 1), round(_LEFT + min(ends[1], far) * unit, 1)


def _answer(row: FaceAt) -> str:
    if len(row.told_apart_m) == 2:
        near, far = (decimal(one, 1) for one in row.told_apart_m)
        return tr("a face could be told apart from {near} to {far} m away", near=near, far=far)
    if len(row.dense_m) == 2:
        near, far = (decimal(one, 1) for one in row.dense_m)
        return tr(
            "no such place on the ground: pixels enough from {near} to {far} m away, but seen too steeply there",
            near=near, far=far,
        )  # fmt: skip
    return tr("no such place on the ground: too few pixels anywhere")
