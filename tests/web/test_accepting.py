"""Which language an Accept-Language field prefers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.web.accepting import preferred

OURS = ("en", "de")


@pytest.mark.parametrize(
    ("field", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-Latn-DE", "de"),
        ("de, en", "de"),
        ("en, de", "en"),
        ("en;q=0.5, de;q=0.8", "de"),
        ("fr-CH, fr;q=0.9, de;q=0.7, en;q=0.8, *;q=0.5", "en"),
        ("en ; q=0.1 ,\tde ; q=0.2", "de"),
        ("de;q=0.000, en;q=0.001", "en"),
        ("fr, *;q=0.1", "en"),
        ("*, en;q=0", "de"),
        ("*;q=0.9, en;q=0.1", "de"),
        ("en;q=1.000, de;q=1", "en"),
        ("de;Q=0.2, en;Q=0.3", "en"),
    ],
)
def test_the_language_that_weighs_most_is_preferred(field, language):
    assert preferred(field, OURS) == language


@pytest.mark.parametrize(
    "field", ["", "fr", "fr, es;q=0.5", "de;q=0", "de;q=0, *;q=0", ", ,", "*;q=0", "de-AT, de;q=0"]
)
def test_none_is_preferred_where_the_field_names_none_of_ours(field):
    assert preferred(field, OURS) is None


@pytest.mark.parametrize(
    "wrong", ["de;q=2", "de;q=0.1234", "de;q=-1", "de;level=1", "d_e", "de-", "de de", "d\u0435"]
)
def test_what_is_no_range_with_a_weight_is_left_out(wrong):
    assert preferred(wrong, OURS) is None
    assert preferred(f"{wrong}, en;q=0.1", OURS) == "en"


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["de", "en", "*", ";q=0.5", ",", "-", " ", "fr"])).map("".join)
)
def test_any_field_prefers_one_of_ours_or_none(field):
    assert preferred(field, OURS) in (*OURS, None)


def test_a_field_without_an_end_is_read_as_far_as_anybody_needs_it():
    assert preferred("x," * 10**6 + "de", OURS) is None
