"""What is asked of a walk past cameras: rings, fields, walls, unknown directions and tunnels."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest
from tests.attribute.made_ways import degrees, tables

from lamppost.attribute.street.looked import Looked, taken_by
from lamppost.attribute.street.looks import looks_of
from lamppost.attribute.street.seeing import Camera, outlines, views_of
from lamppost.attribute.street.walks import LENSES
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs

NORTH = 10.0


@pytest.fixture(scope="module")
def taken():
    """What is taken of every camera by the standard of 2015."""
    return taken_by(Knowledge(load_packs([], require_signed=False), date(2026, 11, 28)), "en-62676-4-2015")


def looked(taken, cameras, **more):
    """What cameras see where no wall is known."""
    far = max(map(taken.far_m, taken.lenses))
    widest = max(lens.field_of_view_deg for lens in taken.lenses)
    views = views_of(cameras, field_deg=widest, far_m=far, height_m=taken.assumed.height_m)
    seen = outlines(views, None)
    sites = [SimpleNamespace(id=f"site-{number}") for number in range(len(cameras))]
    return Looked(taken=taken, sites=sites, seen=seen, without_walls=None, middle=seen, **more)


def metres(look, nodes, edges):
    """How many metres of all edges a look sees."""
    found = look.measure(nodes, edges)
    return float(np.sum(found["to_m"] - found["from_m"]))


def street(covered=()):
    """Two kilometres of street ten metres south of where the cameras stand, in two pieces."""
    nodes, edges = tables([(-1000, 0), (0, 0), (1000, 0)], [(0, 1), (1, 2)])
    edges["is_covered"] = np.array([k in covered for k in range(2)], bool)
    return nodes, edges


def camera(**told):
    """A camera in the middle of the street's north side."""
    return Camera(*degrees(0, NORTH), **told)


def of(looks, kind, nth=0):
    """The looks of a kind at a level, by lens."""
    level = list(dict.fromkeys(look.level for look in looks))[nth]
    return {look.lens: look for look in looks if (look.kind, look.level) == (kind, level)}


def test_a_camera_that_sees_all_round_sees_a_chord_of_its_ring(taken):
    looks = looks_of(looked(taken, [camera(shape="dome")]))
    nodes, edges = street()
    for lens, look in of(looks, "seen").items():
        near, far = taken.rings(taken.levels[0], taken.lenses[LENSES.index(lens)], [taken.assumed.height_m])
        assert near[0] == 0
        assert metres(look, nodes, edges) == pytest.approx(2 * np.sqrt(far[0] ** 2 - NORTH**2), rel=1e-3)
        assert look.site_of == ["site-0"]


def test_higher_levels_see_no_more(taken):
    looks = looks_of(looked(taken, [camera()]))
    nodes, edges = street()
    for lens in LENSES:
        seen = [metres(of(looks, "seen", nth)[lens], nodes, edges) for nth in range(len(taken.levels))]
        assert seen == sorted(seen, reverse=True)


def test_known_are_cameras_of_which_it_is_told_where_they_look(taken):
    nodes, edges = street()
    unknown, south = camera(shape="fixed"), camera(shape="fixed", directions_deg=[180.0])
    alone = of(looks_of(looked(taken, [unknown])), "known")
    told = looks_of(looked(taken, [unknown, south]))
    for lens in LENSES:
        assert metres(alone[lens], nodes, edges) == 0
        only = metres(of(told, "known")[lens], nodes, edges)
        assert only == pytest.approx(metres(of(looks_of(looked(taken, [south])), "seen")[lens], nodes, edges))
        assert only > 0
        assert set(of(told, "seen")[lens].measure(nodes, edges)["view"].tolist()) == {0, 1}


def test_a_tunnel_is_not_seen(taken):
    looks = looks_of(looked(taken, [camera(shape="dome")]))
    for look in of(looks, "seen").values():
        open_air, half = metres(look, *street()), metres(look, *street(covered={0}))
        assert half == pytest.approx(open_air / 2, rel=1e-6)
        assert metres(look, *street(covered={0, 1})) == 0


def test_walls_are_asked_about_only_where_they_are_known(taken):
    held = looked(taken, [camera()])
    assert not of(looks_of(held), "without_walls")
    twice = Looked(taken=taken, sites=held.sites, seen=held.seen, without_walls=held.seen, middle=held.seen)
    assert set(of(looks_of(twice), "without_walls")) == set(LENSES)


def test_faces_are_asked_about_at_levels_of_faces_alone(taken):
    looks = looks_of(looked(taken, [camera(shape="dome")]))
    asked = {look.level for look in looks if look.kind == "told_apart"}
    assert asked == {level.id for level in taken.levels if level.of_faces}
    nodes, edges = street()
    for look in looks:
        if look.kind == "told_apart":
            (seen,) = [
                one for one in looks if (one.kind, one.level, one.lens) == ("seen", look.level, look.lens)
            ]
            assert metres(look, nodes, edges) <= metres(seen, nodes, edges) + 1e-6
