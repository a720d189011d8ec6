"""How far a camera makes out how much, beside what the makers and the standards print."""

import dataclasses
import math
from datetime import date

import pytest

from lamppost.attribute.street import optics
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.errors import LamppostError


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge(load_packs(), date(2026, 11, 28))


def _lens(knowledge, profile):
    return next(one for one in optics.lenses(knowledge) if one.profile == profile)


def test_each_edition_of_the_standard_has_the_levels_that_are_printed_of_it(knowledge):
    printed = {"en-62676-4-2015": [25, 62.5, 125, 250], "iec-62676-4-2025": [20, 40, 80, 125, 250, 500, 1500]}
    held = {file.standard: [row.px_per_m for row in file.levels] for file in optics.standards(knowledge)}
    assert held == printed
    strangers = {name: optics.level_of_strangers(optics.levels(knowledge, name)).px_per_m for name in printed}
    assert strangers == {"en-62676-4-2015": 250, "iec-62676-4-2025": 500}


def test_a_standard_that_nobody_holds_is_refused_by_name(knowledge):
    with pytest.raises(LamppostError, match="en-50132") as refused:
        optics.levels(knowledge, "en-50132")
    assert "iec-62676-4-2025" in refused.value.hint


def test_the_distances_of_a_data_sheet_come_out_again(knowledge):
    """D, O, R and I as printed for two lenses (docs/camera-catalog-sources.md of nhatmicls/CameraLayout_Tool)."""
    for profile, printed in (("low", (45, 18, 9, 4)), ("middle", (80, 31, 16, 8))):
        lens = _lens(knowledge, profile)
        found = [optics.reach(row.px_per_m, lens) for row in optics.levels(knowledge)]
        assert all(abs(ours - theirs) <= 1 for ours, theirs in zip(found, printed, strict=True))


def test_the_reach_grows_from_lens_to_lens(knowledge):
    reaches = [optics.reach(25, lens) for lens in optics.lenses(knowledge)]
    assert reaches == sorted(reaches)
    assert reaches[0] < reaches[1] < reaches[2]


def test_a_camera_of_four_megapixels_and_4_mm_at_4_m_could_tell_no_strangers_face_apart(knowledge):
    taken, lens = optics.assumptions(knowledge), _lens(knowledge, "middle")
    for standard in ("en-62676-4-2015", "iec-62676-4-2025"):
        level = optics.level_of_strangers(optics.levels(knowledge, standard))
        assert optics.ring(level.px_per_m, lens, taken.height_m, taken.face_m) is not None
        assert optics.face_ring(level.px_per_m, lens, taken.height_m, taken.face_m) is None


def test_a_4k_camera_of_12_mm_at_4_m_has_a_ring_that_begins_at_9_m(knowledge):
    taken, lens = optics.assumptions(knowledge), _lens(knowledge, "high")
    new = optics.face_ring(500, lens, taken.height_m, taken.face_m, taken.face_pitch_deg)
    old = optics.face_ring(250, lens, taken.height_m, taken.face_m, taken.face_pitch_deg)
    assert [round(metres, 1) for metres in new] == [9.0, 13.2]
    assert [round(metres, 1) for metres in old] == [9.0, 26.7]


def test_a_pinhole_of_12_mm_before_a_sensor_of_an_inch_by_2_8_has_a_ring_that_ends_near_17_m(knowledge):
    """The widths of the type: 18 mm of diagonal to an inch, 16:9 (optowiki.info, sensor format); and 5.37 mm."""
    nominal = 18 / 2.8 * 16 / math.hypot(16, 9)
    for width, end in ((nominal, 16.3), (5.37, 17.0)):
        pinhole = dataclasses.replace(_lens(knowledge, "high"), px_m=3840 * 12 / width)
        ring = optics.face_ring(500, pinhole, 4.0, 1.6)
        assert [round(metres, 1) for metres in ring] == [9.0, end]
        short = dataclasses.replace(_lens(knowledge, "middle"), px_m=2688 * 4 / width)
        assert optics.face_ring(250, short, 4.0, 1.6) is None


def test_a_face_in_the_ring_is_seen_as_flat_and_as_dense_as_asked(knowledge):
    lens = _lens(knowledge, "high")
    for height in (2.5, 4.0, 6.0):
        near, far = optics.face_ring(250, lens, height, 1.6, 15)
        pitch = math.degrees(math.atan2(height - 1.6, near))
        across = lens.px_m / math.hypot(far, height - 1.6)
        assert pitch == pytest.approx(15)
        assert across == pytest.approx(250)


def test_a_camera_as_high_as_the_face_sees_it_flat_from_where_it_hangs(knowledge):
    lens = _lens(knowledge, "low")
    assert optics.face_ring(250, lens, 1.6, 1.6) == (0.0, optics.reach(250, lens))


def test_a_camera_that_hangs_higher_than_it_can_make_out_sees_nothing_so_well(knowledge):
    lens = _lens(knowledge, "low")
    assert optics.ring(250, lens, 10.0) is None
    assert optics.face_ring(250, lens, 10.0, 1.6) is None


def test_what_is_taken_has_a_source_or_says_why(knowledge):
    taken = optics.assumptions(knowledge)
    assert set(taken.rows) == {name for name in taken.__slots__ if name != "rows"}
    assert all(row.reason for row in taken.rows.values())
    assert [what for what, row in taken.rows.items() if row.source is None] == ["far_m"]
