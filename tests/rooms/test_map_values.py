"""Values of tags as numbers, directions and days: what is read as what, and that nothing else is."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lamppost.model.map_values import angle_of, count_of, day_of, directions_of, metres_of


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0", [(0, 0)]),
        ("120", [(120, 0)]),
        ("360", [(0, 0)]),
        ("22.5", [(22.5, 0)]),
        ("N", [(0, 0)]),
        ("nne", [(22.5, 0)]),
        ("NE", [(45, 0)]),
        ("south-west", [(225, 0)]),
        ("90°", [(90, 0)]),
        ("90-180", [(135, 90)]),
        ("270-90", [(0, 180)]),
        ("E-W", [(180, 180)]),
        ("W-E", [(0, 180)]),
        ("0-360", [(180, 360)]),
        ("12;270", [(12, 0), (270, 0)]),
        ("12; 270;", [(12, 0), (270, 0)]),
        ("N;0", [(0, 0)]),
        ("90-180;270", [(135, 90), (270, 0)]),
        ("400", None),
        ("-90", None),
        ("120,240", None),
        ("forward", None),
        ("both", None),
        ("", None),
        (";", None),
        ("90-", None),
        ("270230", None),
    ],
)
def test_directions_are_read_as_the_wiki_writes_them(value, told):
    found = directions_of(value)
    assert (None if found is None else [(one.bearing_deg, one.span_deg) for one in found]) == told


@pytest.mark.parametrize(
    ("value", "metres"),
    [
        ("5", 5.0),
        ("5 m", 5.0),
        ("5m", 5.0),
        ("5,5", 5.5),
        ("1.35", 1.35),
        ("~4", 4.0),
        ("16'", 4.8768),
        ("7'4\"", 2.2352),
        ("12 ft", 3.6576),
        ("250 cm", 2.5),
        ("0", 0.0),
        ("-3", None),
        ("high", None),
        ("3-4", None),
        ("5 m above the door", None),
        ("", None),
        ("99999", None),
    ],
)
def test_heights_are_metres_unless_a_unit_stands_behind(value, metres):
    assert metres_of(value) == (None if metres is None else pytest.approx(metres))


def test_angles_days_and_counts():
    assert [angle_of(text) for text in ("15", "15°", "-25", "90", "120", "down", "")] == [
        15,
        15,
        25,
        90,
        None,
        None,
        None,
    ]
    days = [
        day_of(text)
        for text in ("2024-05-03", "2024-5-3", "2024-05-03T10:00:00Z", "2024-05", "2024", "2024-02-30", "x")
    ]
    assert [None if day is None else day.isoformat() for day in days] == ["2024-05-03"] * 3 + [None] * 4
    assert [count_of(text) for text in ("1", "12", "0", "-1", "two", "12345")] == [
        1,
        12,
        None,
        None,
        None,
        None,
    ]


@given(st.floats(0, 359.9), st.floats(0, 359.9))
def test_a_range_holds_its_first_its_middle_and_its_last_clockwise(first, last):
    first, last = round(first, 1), round(last, 1)
    (one,) = directions_of(f"{first}-{last}")
    assert 0 <= one.bearing_deg < 360
    assert math.isclose((one.bearing_deg - one.span_deg / 2 - first + 180) % 360, 180, abs_tol=1e-6)
    assert math.isclose((one.bearing_deg + one.span_deg / 2 - last + 180) % 360, 180, abs_tol=1e-6)


@given(st.text(max_size=40))
@example("3\x1f")
def test_any_text_is_read_or_not(value):
    for read in (directions_of, metres_of, angle_of, day_of, count_of):
        read(value)
    for one in directions_of(value) or []:
        assert 0 <= one.bearing_deg < 360
        assert 0 <= one.span_deg <= 360
    assert (metres_of(value) or 0) >= 0
    assert 0 <= (angle_of(value) or 0) <= 90
