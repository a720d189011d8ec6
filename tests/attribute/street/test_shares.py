"""How much of a way is seen: lengths that follow from the lens alone, and that more hides and less is known never adds to."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.attribute.street.made_map import camera, street_of

from lamppost.attribute.street.looked import looked_at, taken_by
from lamppost.attribute.street.shares import shares_of, walked
from lamppost.attribute.street.sights import assumed_of, faces_of, sights_of
from lamppost.attribute.street.sites import shown, sites_of
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs

STANDARD = "en-62676-4-2015"
LENSES = ("low", "middle", "high")
KNOWLEDGE = Knowledge(load_packs(), date(2026, 11, 28))
TAKEN = taken_by(KNOWLEDGE, STANDARD)
STREET = ((-400.0, 0.0), (400.0, 0.0))


def looked(cameras, houses=(), ways=(STREET,)):
    """What made cameras see of made ways."""
    street = street_of(cameras, houses, ways)
    placed = sites_of(street, street.sites, KNOWLEDGE).placed
    return looked_at(placed, street, TAKEN), walked(street)


def shares(cameras, houses=(), ways=(STREET,)):
    """Shares by level, walls, unknown directions, sort and value."""
    made = shares_of(*looked(cameras, houses, ways))
    return {(one.level, one.walls, one.unknown_directions, one.by, one.value): one for one in made}


def reach(px_per_m, lens, height_m):
    """As far along the ground as a lens has so many pixels to a metre, from its data alone."""
    (row,) = [one for one in TAKEN.lenses if one.profile == lens]
    slant = row.row.detected_m * 25 / px_per_m if row.row.detected_m else None
    if slant is None:
        slant = row.row.pixels_across / (2 * math.tan(math.radians(row.row.field_of_view_deg) / 2)) / px_per_m
    return min(math.sqrt(slant**2 - height_m**2), TAKEN.assumed.far_m)


@pytest.mark.parametrize(
    ("level", "density"), [("en-2015-detect", 25.0), ("en-2015-observe", 62.5), ("en-2015-recognise", 125.0)]
)
def test_a_dome_above_a_street_sees_as_far_as_its_lens_on_both_sides(level, density):
    one = shares([camera(1, camera__type="dome", height="5")])[level, "without_walls", "all_round", "all", ""]
    for lens in LENSES:
        expected = 2 * reach(density, lens, 5.0)
        assert getattr(one.seen_m, lens) == pytest.approx(expected, abs=0.2), lens
        assert getattr(one.share, lens) == pytest.approx(expected / 800, abs=0.001)


def test_faces_are_told_apart_only_where_the_view_is_flat():
    one = shares([camera(1, camera__type="dome", height="4")])[
        "en-2015-identify", "without_walls", "all_round", "all", ""
    ]
    near = (4 - TAKEN.assumed.face_m) / math.tan(math.radians(15))
    far = reach(250.0, "high", 4.0)
    assert one.told_apart_m.high == pytest.approx(2 * (far - near), abs=0.2)
    assert one.told_apart_m.middle == 0.0


def test_a_fixed_camera_along_the_street_sees_one_side_of_it():
    one = shares([camera(1, camera__type="fixed", camera__direction="90", height="4")])
    at = one["en-2015-detect", "without_walls", "all_round", "all", ""]
    assert at.seen_m.middle == pytest.approx(reach(25.0, "middle", 4.0), abs=0.2)
    assert one["en-2015-detect", "without_walls", "left_out", "all", ""].seen_m == at.seen_m


def test_a_camera_of_unknown_direction_sees_all_round_or_nothing():
    one = shares([camera(1, height="4")])
    assert one["en-2015-detect", "without_walls", "all_round", "all", ""].seen_m.low > 0
    assert one["en-2015-detect", "without_walls", "left_out", "all", ""].seen_m.high == 0


def test_two_cameras_of_one_spot_see_no_more_than_one():
    dome = {"camera__type": "dome", "height": "4"}
    one, two = shares([camera(1, **dome)]), shares([camera(1, **dome), camera(2, **dome)])
    for key, share in one.items():
        if key[3] == "all":
            assert two[key].seen_m == share.seen_m


def test_each_operator_sees_its_own_part():
    tags = {"camera__type": "dome", "height": "4"}
    made = shares(
        [
            camera(1, -300, 0, operator="City of Example", **tags),
            camera(2, 300, 0, operator="Bank of Example", **tags),
        ]
    )
    city = made[
        "en-2015-recognise", "without_walls", "all_round", "operator", "City of Example"
    ].seen_m.middle
    bank = made[
        "en-2015-recognise", "without_walls", "all_round", "operator", "Bank of Example"
    ].seen_m.middle
    both = made["en-2015-recognise", "without_walls", "all_round", "all", ""].seen_m.middle
    assert city == bank > 0
    assert both == pytest.approx(city + bank, abs=0.2)


def test_a_house_between_hides_the_street():
    made = shares([camera(1, 0, 20, camera__type="dome", height="4")], houses=[(-30.0, 5.0, 8.0, False)])
    hidden = made["en-2015-detect", "with_walls", "all_round", "all", ""].seen_m.middle
    assert 0 < hidden < made["en-2015-detect", "without_walls", "all_round", "all", ""].seen_m.middle


place = st.tuples(st.floats(-350, 350), st.floats(-40, 40))
tags = st.fixed_dictionaries(
    {},
    optional={
        "camera__type": st.sampled_from(["dome", "fixed", "panning"]),
        "camera__direction": st.integers(0, 359).map(str),
        "height": st.integers(2, 12).map(str),
    },
)


@given(st.lists(st.tuples(place, tags), min_size=1, max_size=4), st.lists(place, max_size=3))
def test_walls_and_unknown_directions_only_take_away(cameras, houses):
    made = shares(
        [camera(n, *at, **held) for n, (at, held) in enumerate(cameras)], [(*at, 9.0, False) for at in houses]
    )
    for (level, walls, unknown, by, value), share in made.items():
        for lens in LENSES:
            seen = getattr(share.seen_m, lens)
            assert 0 <= seen <= 800.1
            whole = made[level, walls, "all_round", "all", ""]
            assert seen <= getattr(whole.seen_m, lens) + 0.2
            assert share.told_apart_m is None or getattr(share.told_apart_m, lens) <= seen + 0.2
        if by == "all" and unknown == "all_round" and walls == "with_walls" and houses:
            free = made[level, "without_walls", unknown, by, value]
            assert (
                share.seen_m.middle <= free.seen_m.middle + 12
            )  # a camera within a house is moved in front of its wall


def test_the_first_figure_is_no_ring_at_four_metres_but_through_a_long_lens():
    low, middle, high = faces_of(TAKEN)
    assert (low.told_apart_m, middle.told_apart_m) == ([], [])
    near, far = high.told_apart_m
    assert near == pytest.approx((4 - 1.6) / math.tan(math.radians(15)), abs=0.05)
    assert far > near


def test_what_a_camera_sees_is_told_as_an_outline_and_rings():
    held, _ = looked(
        [
            camera(1, camera__direction="90", camera__type="fixed", height="4"),
            camera(2, 100, 0, surveillance="indoor"),
        ]
    )
    sights = sights_of(held)
    (sight,) = sights.values()
    assert not sight.is_round
    assert sight.direction_known
    assert min(sight.outline[0::2]) == round(
        10 * (90 - max(lens.field_of_view_deg for lens in held.taken.lenses) / 2)
    )
    assert set(sight.outline[1::2]) == {round(10 * max(map(held.taken.far_m, held.taken.lenses)))}
    assert [len(ring) for ring in sight.rings["en-2015-detect"]] == [2, 2, 2]
    assert set(sight.told_apart) == {"en-2015-recognise", "en-2015-identify"}


def test_what_was_taken_is_told_with_how_many_cameras_and_whose_it_is():
    held, _ = looked([camera(1, height="4"), camera(2, 50, 0)])
    taken = {one.what: one for one in assumed_of(held.taken, held.sites)}
    assert taken["height_m"].sites == 1
    assert taken["field_of_view_deg"].low > taken["field_of_view_deg"].high
    assert all(one.source for one in taken.values())


def test_a_home_is_told_without_what_it_sees():
    street = street_of(
        [camera(1, 0, 0, surveillance="public", camera__mount="doorbell", camera__direction="0")],
        (),
        (STREET,),
    )
    placed = sites_of(street, street.sites, KNOWLEDGE, with_homes=True).placed
    sights = sights_of(looked_at(placed, street, TAKEN))
    assert len(sights) == 1
    assert shown(placed, sights)[0].sees is None
