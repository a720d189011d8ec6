"""Which part of a map is asked about: by name, by one of several of a name, by box; and what lies within an outline."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon
from tests.attribute.street.made_map import camera, plane, street_of

from lamppost.attribute.street.places import area_of, edges_in, within
from lamppost.model.errors import LamppostError
from lamppost.model.ground import PlaceOutline


def outline(ref, name, level="place=suburb", box=(0.0, 0.0, 100.0, 100.0), other_names=()):
    """A place whose outline is a box in metres, or that has none."""
    rings = []
    if box is not None:
        west, south, east, north = box
        rings = [np.column_stack(plane([west, east, east, west], [south, south, north, north]))]
    return PlaceOutline(ref=ref, name=name, other_names=list(other_names), level=level, rings=rings)


def town(*places):
    """A map with places and one street from west to east."""
    street = street_of([camera(1)], ways=[((-50.0, 50.0), (50.0, 50.0)), ((50.0, 50.0), (150.0, 50.0))])
    street.places = list(places)
    return street


def test_a_place_is_known_by_any_of_its_names_in_any_case():
    held = town(
        outline("relation/1", "Old Town", other_names=["Altstadt"]), outline("relation/2", "New Town")
    )
    assert area_of(held, "ALTSTADT", None).name == "Old Town"
    assert area_of(held, "new  town", None).name == "New Town"


def test_one_of_several_of_a_name_is_told_by_its_ref_or_level():
    held = town(outline("relation/1", "Town"), outline("relation/2", "Town", "admin_level=8", (0, 0, 9, 9)))
    with pytest.raises(LamppostError) as refused:
        area_of(held, "Town", None)
    assert "relation/1" in refused.value.hint
    assert "relation/2" in refused.value.hint
    assert area_of(held, "Town@relation/2", None).bounds == area_of(held, "Town@admin_level=8", None).bounds
    assert area_of(held, "Town@relation/1", None).bounds != area_of(held, "Town@relation/2", None).bounds


@pytest.mark.parametrize(
    ("places", "words"),
    [
        ((), "outlines no place at all"),
        ((outline("node/1", "Town", box=None),), "--bbox"),
        ((outline("relation/1", "Other"),), "Other"),
    ],
)
def test_a_place_without_an_outline_is_refused_with_what_to_do(places, words):
    with pytest.raises(LamppostError) as refused:
        area_of(town(*places), "Town", None)
    assert words in refused.value.hint


def test_a_piece_of_way_belongs_to_where_its_middle_lies():
    held = town(outline("relation/1", "Town"))
    assert len(edges_in(held, area_of(held, "Town", None))["way"]) == 1
    assert len(edges_in(held, area_of(held, None, None))["way"]) == 2


corner = st.tuples(st.integers(-20, 20), st.integers(-20, 20))


@given(
    st.lists(corner, min_size=3, max_size=9, unique=True),
    st.lists(st.tuples(st.floats(-25, 25), st.floats(-25, 25)), max_size=20),
)
def test_what_lies_within_an_outline_is_what_shapely_says(corners, points):
    shape = Polygon(corners)
    if not shape.is_valid:
        return
    clear = [one for one in points if shape.exterior.distance(Point(one)) > 1e-9]
    east, north = (np.array([one[axis] for one in clear], float) for axis in (0, 1))
    found = within(east, north, [np.array(corners, float)])
    assert found.tolist() == [shape.contains(Point(one)) for one in clear]
