"""Where a walk begins and ends, and how a way is told street by street."""

import numpy as np
import pytest
from tests.attribute.made_ways import degrees, tables

from lamppost.attribute.street.ends import point_of
from lamppost.attribute.street.steps import corners_of, line_of, steps_of
from lamppost.attribute.street.ways import Piece, Way
from lamppost.model.errors import LamppostError
from lamppost.model.ground import PlaceOutline, StreetMap

RING = np.array([[0.0, 0.0], [200.0, 0.0], [200.0, 100.0], [0.0, 0.0]])


def town(names, kinds=None, places=(), far=2000.0):
    """Pieces of 100 m in a row, of which the last lies far away."""
    at = [(100.0 * k, 0.0) for k in range(len(names) + 1)] + [(far, 0.0), (far + 100, 0.0)]
    nodes, edges = tables(at, [(k, k + 1) for k in range(len(names))] + [(len(names) + 1, len(names) + 2)])
    known = sorted({name for name in names if name} | {"Far Lane"})
    edges["name"] = np.array(
        [known.index(n) if n else -1 for n in names] + [known.index("Far Lane")], np.int32
    )
    every = sorted({*(kinds or ["footway"]), "steps"})
    edges["kind"] = np.array([every.index(k) for k in kinds or ["footway"] * len(names)] + [0], np.int16)
    return StreetMap(nodes=nodes, edges=edges, way_names=known, way_kinds=every, places=list(places))


def whole(street):
    """The way along all pieces but the last."""
    pieces = tuple(Piece(k, 0.0, 100.0) for k in range(len(street.edges["start"]) - 1))
    return Way(pieces=pieces, length_m=100.0 * len(pieces), seen_m=0.0)


@pytest.mark.parametrize(
    ("typed", "point"),
    [("48.1371,11.5754", (48.1371, 11.5754)), (" -33.9 ; 18.4", (-33.9, 18.4)), ("0,-180", (0.0, -180.0))],
)
def test_two_numbers_are_a_latitude_and_a_longitude(typed, point):
    assert point_of(typed, StreetMap()) == point


@pytest.mark.parametrize("typed", ["91,0", "0,181", "148.1371,11.5754", "-85.1,0"])
def test_numbers_that_are_no_place_are_refused(typed):
    with pytest.raises(LamppostError, match="no latitude and longitude"):
        point_of(typed, StreetMap())


@pytest.mark.parametrize("typed", ["", "nan,nan", "48.1", "1e3,2", "\u0664\u0668,\u0661", "No Such Street"])
def test_what_is_neither_numbers_nor_a_name_is_refused(typed):
    with pytest.raises(LamppostError, match="no street or place"):
        point_of(typed, town(["High Street"]))


def test_a_street_is_a_node_near_its_middle():
    street = town(["High Street"] * 4)
    assert point_of("high street", street) == pytest.approx(degrees(200, 0), abs=1e-9)


def test_a_name_that_two_streets_bear_is_refused():
    street = town(["High Street"] * 2 + ["Other"])
    street.way_names[street.way_names.index("Far Lane")] = "High-Street"
    with pytest.raises(LamppostError, match="2 streets or places"):
        point_of("High Street", street)


def test_a_street_that_nobody_may_walk_is_none():
    street = town(["High Street"])
    street.edges["is_public"][:] = False
    with pytest.raises(LamppostError, match="no street or place"):
        point_of("High Street", street)


def test_a_place_is_the_middle_of_its_box():
    outlined = PlaceOutline(ref="way/1", name="Old Town", level="place=suburb", rings=[RING])
    unknown = PlaceOutline(ref="node/1", name="New Town", level="place=suburb", rings=[])
    street = town(["High Street"], places=[outlined, unknown])
    assert point_of("old town", street) == pytest.approx(degrees(100, 50), abs=1e-9)
    with pytest.raises(LamppostError, match="no street or place"):
        point_of("New Town", street)


def test_steps_are_the_streets_of_a_way_and_kinds_where_there_is_no_name():
    street = town(
        ["A", "A", None, None, None, "B"], ["footway", "path", "footway", "footway", "steps", "footway"]
    )
    told = [(step.name or step.kind, round(step.metres)) for step in steps_of(whole(street), street)]
    assert told == [("A", 200), ("footway", 200), ("steps", 100), ("B", 100)]


def test_a_few_metres_without_a_name_are_counted_to_the_street_around_them():
    street = town(["A", None, "A"])
    pieces = (Piece(0, 0.0, 100.0), Piece(1, 0.0, 4.0), Piece(2, 0.0, 100.0))
    (step,) = steps_of(Way(pieces=pieces, length_m=204.0, seen_m=0.0), street)
    assert (step.name, step.metres) == ("A", pytest.approx(204.0))


def test_a_line_has_the_points_of_its_pieces():
    street = town(["A", "A"])
    pieces = [Piece(1, 50.0, 0.0), Piece(0, 100.0, 30.0)]
    assert corners_of(pieces, street) == pytest.approx(np.array([[150.0, 0], [100, 0], [30, 0]]))
    assert line_of(pieces, street) == pytest.approx(
        np.array([degrees(x, 0) for x in (150, 100, 30)]), abs=1e-9
    )
    assert line_of([], street).shape == (0, 2)
