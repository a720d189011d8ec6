"""What to look at by hand stands in the terminal: numbers, where to begin, no home, and strangers' words inert."""

import pytest
from tests.report.columns import acting, columns
from tests.report.made_devices import ESCAPES, MARKUP
from tests.report.made_result import quiet_result
from tests.report.made_street import quiet_street_result, site, street

from lamppost.model.sites import Sampling, Stretch
from lamppost.report.terminal.renderer import render


def plan(**changes):
    fields = {"margin": 0.1, "sites": 1, "of": 9, "chosen": ["site-000000000001"], "words": "Look at 1 of 9."}
    return Sampling(**(fields | changes))


def stretch(number, name, **changes):
    fields = {"id": f"way/{number}@0", "name": name, "lat_deg": 50.00012, "lon_deg": -30.0, "length_m": 87.5}
    return Stretch(**(fields | changes))


def shown(*plans, sites=None, **options):
    held = {} if sites is None else {"sites": sites}
    text = render(quiet_street_result(street=street(sampling=list(plans)), **held), **options)
    return " ".join(text.partition("What to look at by hand")[2].partition("Verdicts")[0].split())


def test_each_plan_has_its_words_and_the_shorter_of_a_sort_where_to_begin():
    both = [site(1), site(2)]
    fine = plan(
        margin=0.05, sites=2, chosen=["site-000000000001", "site-000000000002"], words="Look at 2 of 9."
    )
    text = shown(fine, plan(), sites=both)
    assert text.index("Look at 1 of 9.") < text.index("Look at 2 of 9.")
    assert text.count("begin with") == 1
    assert "Camera node/101 (50.00070, -29.99950)" in text
    assert "node/102" not in text


def test_stretches_are_named_by_street_place_and_length():
    rows = [stretch(1, "Made Street"), stretch(2, None)]
    text = shown(plan(what="streets", chosen=[one.id for one in rows], stretches=rows, words="Walk 2."))
    assert "Made Street (50.00012, -30.00000), 88 m; a way without a name (50.00012, -30.00000), 88 m" in text


def test_more_than_five_are_counted_and_all_shown_when_asked_for():
    rows = [stretch(number, f"Street {number}") for number in range(9)]
    long = plan(what="streets", chosen=[one.id for one in rows], stretches=rows)
    assert "Street 4" in shown(long)
    assert "Street 5" not in shown(long)
    assert "4 more" in shown(long)
    assert "Street 8" in shown(long, verbose=1)


def test_a_camera_of_a_home_is_not_shown_even_where_a_plan_names_it():
    home = site(3, is_home=True, ref="node/999")
    assert "node/999" not in shown(plan(chosen=[home.id, "site-000000000001"]), sites=[home, site(1)])


@pytest.mark.parametrize("width", [40, 80, 120])
def test_a_hostile_street_stays_inert_and_within_the_width(width):
    rows = [stretch(1, MARKUP), stretch(2, ESCAPES)]
    hostile = plan(what="streets", chosen=[one.id for one in rows], stretches=rows, words=ESCAPES)
    text = render(quiet_street_result(street=street(sampling=[hostile])), width=width)
    assert not acting(text)
    assert max(columns(line) for line in text.split("\n")) <= width


def test_without_a_plan_or_a_place_nothing_is_said_of_looking():
    assert "What to look at by hand" not in render(quiet_street_result(street=street(sampling=[])))
    assert "What to look at by hand" not in render(quiet_result())
