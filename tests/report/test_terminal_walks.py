"""Walks on the terminal."""

from msgspec.structs import replace
from tests.report.made_street import street, street_result

from lamppost.model.sites import Band, Price, SeenBy, WalkSeen
from lamppost.report.terminal.page import Page
from lamppost.report.terminal.walks import write_walks


def band(low, middle, high):
    """Three lenses."""
    return Band(low=low, middle=middle, high=high)


def walk(what="walk", **changes):
    """A walk of 400 m, of which 100 are seen."""
    fields = {
        "what": what,
        "length_m": 400.0,
        "seen_m": {"detection": band(50.0, 100.0, 200.0), "observation": band(10.0, 20.0, 30.0)},
        "told_apart_m": {"identification": band(0.0, 0.0, 4.0)},
        "seen_by_known_m": {"detection": band(5.0, 40.0, 80.0)},
        "seen_without_walls_m": {"detection": band(90.0, 190.0, 390.0)},
        "level": "detection",
        "by_site": [
            SeenBy(site="site-000000000001", metres=band(5.0, 60.0, 80.0), told_apart_m=band(0.0, 0.0, 4.0))
        ],
    }
    return WalkSeen(**(fields | changes))


def shown(*walks, **page):
    """The section as text."""
    made = Page(width=100, color=False, verbose=page.get("verbose", 0))
    write_walks(made, street_result(street=street(walks=list(walks))))
    return made.text()


def test_a_walk_says_how_much_is_seen_and_what_that_rests_on():
    text = shown(walk())
    assert "the walk" in text
    assert "100 m (25 %; 50 to 200 m) seen" in text
    assert "40 m (10 %; 5 to 80 m) by cameras alone of which it is known where they look" in text
    assert "190 m (48 %; 90 to 390 m) if no building stood between" in text
    assert "a face could be told apart on 0 m (0 %; 0 to 4 m)" in text
    assert "60 m (5 to 80): site-000000000001" in text
    assert "observation" not in text
    assert "observation" in shown(walk(), verbose=1)


def test_shares_are_of_what_the_map_covers():
    text = shown(walk(unmatched_m=200.0))
    assert "100 m (50 %; 50 to 200 m) seen" in text
    assert "200 m lie outside of what the map covers: whether they are seen is not known" in " ".join(
        text.split()
    )


def test_the_least_watched_way_has_a_price():
    trade = [
        Price(length_m=400.0, seen_m=100.0),
        Price(length_m=420.0, seen_m=60.0),
        Price(length_m=460.0, seen_m=10.0),
    ]
    least = walk(
        "least_watched",
        length_m=460.0,
        seen_m={"detection": band(0.0, 10.0, 20.0)},
        trade=trade,
        detour=0.2,
        floor_m=9.0,
    )
    text = " ".join(shown(walk("shortest"), least).split())
    assert "60 m longer (15 %), and 90 m less are seen (90 %)" in text
    assert "0 m longer: 100 m seen; 20 m longer: 60 m seen; 60 m longer: 10 m seen" in text
    assert "no way at most 20 % longer has fewer than 9 m seen" in text


def test_where_nothing_is_gained_it_says_so():
    text = " ".join(shown(walk("shortest"), walk("least_watched", detour=0.2)).split())
    assert "no way at most 20 % longer was found on which less is seen" in text


def test_a_walk_that_nobody_sees_says_whose_word_that_is():
    text = shown(walk(by_site=[], seen_m={"detection": band(0.0, 0.0, 0.0)}))
    assert "none of the cameras that are counted; those of private homes are not" in " ".join(text.split())


def test_without_a_walk_there_is_no_section():
    assert shown().strip() == ""
    made = Page(width=80, color=False, verbose=0)
    write_walks(made, replace(street_result(), street=None))
    assert made.text().strip() == ""
