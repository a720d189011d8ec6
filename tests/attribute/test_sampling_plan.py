"""A plan for looking by hand keeps its word: counted exactly, drawn evenly, and the same tomorrow."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom
from tests.report.made_street import site

from lamppost.attribute.street.sampling import (
    cameras_in_all,
    checks_needed,
    draw_order,
    plans_of,
    round_trip,
)
from lamppost.attribute.street.stretching import blocks_of
from lamppost.model.ground import BUILDINGS, EDGES, WALLS, StreetMap
from lamppost.model.mercator import on_map, scale

DAY = date(2026, 11, 28)
SIZES = (1, 2, 7, 19, 35, 50, 100, 196, 209, 450, 1093, 2144)


def exact_chance(of, count, margin):
    """The least chance that the share found lies within the margin, over every true share (scipy's hypergeometric)."""
    true = np.arange(of + 1)
    edge = Fraction(margin).limit_denominator(1000)
    low = [-((-(Fraction(k, of) - edge) * count).__floor__()) for k in true.tolist()]
    high = [((Fraction(k, of) + edge) * count).__floor__() for k in true.tolist()]
    law = hypergeom(of, true, count)
    return float((law.cdf(high) - law.cdf(np.array(low) - 1)).min())


@pytest.mark.parametrize("margin", [0.05, 0.1])
@pytest.mark.parametrize("of", SIZES)
def test_the_share_found_lies_within_the_margin_with_at_least_95_percent(of, margin):
    count = checks_needed(of, margin)
    assert exact_chance(of, count, margin) >= 0.95


def test_the_plain_formula_would_promise_more_than_it_keeps():
    assert exact_chance(209, 136, 0.05) < 0.95 <= exact_chance(209, checks_needed(209, 0.05), 0.05)


@pytest.mark.parametrize(("of", "margin", "plain"), [(2000, 0.05, 323), (10**9, 0.05, 385), (10**9, 0.1, 97)])
def test_it_asks_for_no_more_than_half_a_step_above_the_published_formula(of, margin, plain):
    """The numbers for 2,000 and for no limit are those that the package cochranSize prints."""
    assert plain <= checks_needed(of, margin) <= plain + 1 / margin + 1


@given(st.integers(0, 100_000), st.integers(0, 1_000), st.sampled_from([0.02, 0.05, 0.1, 0.2]))
def test_more_cameras_never_need_fewer_checks_and_never_more_than_there_are(of, more, margin):
    count = checks_needed(of, margin)
    assert count <= of
    assert checks_needed(of + more, margin) >= count
    assert checks_needed(of, margin / 2) >= count


def test_what_is_found_by_drawing_lies_within_the_margin_as_often_as_said():
    names = [f"site-{at:012x}" for at in range(209)]
    there = np.arange(209) % 10 < 7
    count = checks_needed(209, 0.1)
    days = [date.fromordinal(DAY.toordinal() + at) for at in range(800)]
    shares = [there[draw_order(names, day)[:count]].mean() for day in days]
    within = np.abs(np.array(shares) - there.mean()) <= 0.1
    assert within.mean() >= 0.95
    assert abs(np.mean(shares) - there.mean()) < 0.01


def test_one_more_camera_changes_the_plan_by_one_at_most():
    names = [f"site-{at:012x}" for at in range(300)]
    before = [names[at] for at in draw_order(names, DAY)]
    more = [*names[:117], "site-new", *names[117:]]
    after = [more[at] for at in draw_order(more, DAY)]
    assert [name for name in after if name != "site-new"] == before
    assert len(set(after[:80]) - set(before[:80])) <= 1


def test_another_day_draws_another_sample_and_the_same_day_the_same():
    names = [f"site-{at:012x}" for at in range(300)]
    assert draw_order(names, DAY) == draw_order(names, DAY)
    assert draw_order(names, DAY) != draw_order(names, date(2026, 11, 29))


def test_a_round_visits_each_place_once_and_is_much_shorter_than_the_draw():
    rng = np.random.default_rng(1)
    east, north = rng.uniform(0, 1000, (2, 150))
    order = round_trip(east, north)
    assert sorted(order) == list(range(150))
    assert order[0] == int(np.argmax(north))

    def walked(places):
        return float(np.hypot(np.diff(east[places]), np.diff(north[places])).sum())

    assert walked(order) < walked(list(range(150))) / 3
    assert round_trip([], []) == []


def made_ways(lengths, public=None, covered=None):
    """A map whose ways run east, one above the other, in pieces of at most 37 m."""
    lat = 48.0
    units = float(scale(lat))
    east, north = on_map([lat], [11.0])
    nodes, edges = [], []
    for at, length in enumerate(lengths):
        y = north[0] + at * 20 * units
        done = 0.0
        while done < length:
            piece = min(37.0, length - done)
            nodes += [(east[0] + done * units, y), (east[0] + (done + piece) * units, y)]
            edges.append((len(nodes) - 2, len(nodes) - 1, 100 + at, at % 2 - 1, piece, at))
            done += piece
    table = np.array(edges, dtype=float).reshape(-1, 6)
    held = {
        name: table[:, column].astype(kind)
        for column, (name, kind) in enumerate(
            [
                ("start", np.int32),
                ("end", np.int32),
                ("way", np.int64),
                ("name", np.int32),
                ("length_m", np.float64),
            ]
        )
    }
    of = table[:, 5].astype(int)
    held["kind"] = np.zeros(len(table), np.int16)
    held["is_public"] = np.array([public is None or public[at] for at in of], np.bool_)
    held["is_covered"] = np.array([covered is not None and covered[at] for at in of], np.bool_)
    assert set(held) == set(EDGES)
    points = np.array(nodes, dtype=float).reshape(-1, 2)
    return StreetMap(
        nodes={"east": points[:, 0], "north": points[:, 1], "lat_deg": np.full(len(points), lat)},
        edges=held,
        walls={name: np.zeros(0, kind) for name, kind in WALLS.items()},
        buildings={name: np.zeros(0, kind) for name, kind in BUILDINGS.items()},
        way_names=["Made Street"],
        way_kinds=["footway"],
        has_ways=True,
    )


@given(st.lists(st.floats(0.5, 700), min_size=1, max_size=12))
def test_stretches_cover_each_public_way_once(lengths):
    street_map = made_ways(lengths)
    blocks = blocks_of(street_map)
    assert blocks.metres == pytest.approx(sum(lengths))
    assert blocks.length_m.sum() == pytest.approx(sum(lengths))
    assert (blocks.length_m > 0).all()
    assert (blocks.length_m <= 100 + 1e-6).all()
    order = blocks.drawn(7)
    assert sorted(order.tolist()) == list(range(len(blocks.way)))


def test_the_middle_of_a_stretch_lies_where_it_should():
    blocks = blocks_of(made_ways([250.0]))
    found = blocks.stretches(np.arange(3), made_ways([250.0]))
    assert [one.id for one in found] == ["way/100@0", "way/100@100", "way/100@200"]
    assert [one.length_m for one in found] == [100.0, 100.0, 50.0]
    east, _ = on_map([one.lat_deg for one in found], [one.lon_deg for one in found])
    start, _ = on_map([48.0], [11.0])
    assert (east - start) / scale(48.0) == pytest.approx([50, 150, 225], abs=0.15)


def test_ways_that_are_private_or_in_tunnels_are_in_no_plan():
    blocks = blocks_of(made_ways([100, 200, 300], [True, False, True], [False, False, True]))
    assert set(blocks.way.tolist()) == {100}
    assert blocks_of(made_ways([100], [False])) is None
    assert blocks_of(StreetMap()) is None


def test_ways_beyond_what_the_file_covers_are_in_no_plan():
    street_map = made_ways([300.0, 300.0])
    street_map.bounds = (10.0, 47.9, 11.0 + 150 / 74_500, 48.1)
    blocks = blocks_of(street_map)
    assert blocks.metres == pytest.approx(2 * 37 * 4, abs=40)
    street_map.bounds = (12.0, 47.9, 12.1, 48.1)
    assert blocks_of(street_map) is None


def test_stretches_are_drawn_by_their_length():
    blocks = blocks_of(made_ways([100.0] * 20 + [10.0] * 200))
    firsts = [blocks.drawn(seed)[:5] for seed in range(400)]
    long = np.mean([(blocks.length_m[one] > 50).mean() for one in firsts])
    assert long == pytest.approx(0.5, abs=0.05)


def test_one_more_way_leaves_the_others_in_their_order():
    one, more = blocks_of(made_ways([150.0] * 30)), blocks_of(made_ways([150.0] * 31))
    before = [(one.way[at], one.number[at]) for at in one.drawn(3)]
    after = [(more.way[at], more.number[at]) for at in more.drawn(3) if more.way[at] != 130]
    assert before == after


def test_a_place_gets_four_plans_of_which_the_coarser_is_the_start_of_the_finer():
    sites = [site(at) for at in range(300)]
    plans = plans_of(sites, made_ways([400.0] * 90), DAY)
    assert [(one.what, one.margin) for one in plans] == [
        ("cameras", 0.1), ("cameras", 0.05), ("streets", 0.1), ("streets", 0.05),
    ]  # fmt: skip
    for coarse, fine in (plans[:2], plans[2:]):
        assert fine.chosen[: coarse.sites] == coarse.chosen
        assert len(coarse.chosen) == coarse.sites < fine.sites == len(fine.chosen)
        assert sorted(fine.by_foot) == list(range(fine.sites))
    assert plans[2].of == 360
    assert {one.name for one in plans[3].stretches} == {None, "Made Street"}


def test_homes_and_cameras_indoors_are_in_no_plan():
    sites = [site(at, is_home=at % 2 == 0) for at in range(40)]
    plans = plans_of(sites, None, DAY)
    assert {one.of for one in plans} == {20}
    assert not {one.id for one in sites if one.is_home} & {name for one in plans for name in one.chosen}
    assert plans_of([site(1, is_home=True), site(2, covers="indoor")], None, DAY) == []


def test_two_lists_tell_how_many_there_are():
    """101 · 101 / 21 - 1, and the variance 101² · 80² / (21² · 22), as recapr's pages give the formulas."""
    estimate, low, high = cameras_in_all(100, 100, 20)
    assert estimate == pytest.approx(101 * 101 / 21 - 1)
    half = 1.959963984540054 * (101**2 * 80**2 / (21**2 * 22)) ** 0.5
    assert (low, high) == pytest.approx((estimate - half, estimate + half))


@given(st.integers(0, 500), st.integers(0, 500), st.data())
def test_there_are_never_fewer_than_were_seen(first, second, data):
    both = data.draw(st.integers(0, min(first, second)))
    estimate, low, high = cameras_in_all(first, second, both)
    assert first + second - both <= low <= estimate <= high


def test_the_estimate_finds_what_a_simulation_hid():
    rng = np.random.default_rng(2)
    found = []
    for _ in range(600):
        first, second = rng.random(400) < 0.5, rng.random(400) < 0.4
        found.append(cameras_in_all(first.sum(), second.sum(), (first & second).sum()))
    table = np.array(found)
    assert table[:, 0].mean() == pytest.approx(400, rel=0.02)
    assert ((table[:, 1] <= 400) & (table[:, 2] >= 400)).mean() > 0.92
