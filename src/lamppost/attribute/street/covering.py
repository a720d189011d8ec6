"""What a map of cameras cannot show, measured over its sites."""

from collections.abc import Sequence

from lamppost.attribute.covering import coverage_of, gaps_of
from lamppost.attribute.laws import Laws
from lamppost.attribute.street.sights import MOST_SIGHTS
from lamppost.model.result import Coverage
from lamppost.model.saying import noted, say
from lamppost.model.sites import Site, Street


def cover_sites(
    sites: Sequence[Site], street: Street, rows_read: int, rows_not_read: int, laws: Laws
) -> Coverage:
    """What the sites leave dark, and the next proofs that settle most of them.

    Args:
        sites: The cameras, as the result holds them.
        street: The place.
        rows_read: Rows of registers that were read.
        rows_not_read: Rows of registers that were not.
        laws: The access laws of the day.
    """
    count = len(sites)
    measured = (
        (
            "sites-not-mapped",
            say("cameras that nobody put on the map, or into the register: how many there are is not known"),
            None,
            None,
        ),
        (
            "sites-too-many",
            say("cameras, too many to work out what they see: choose a part of the map with --place or --bbox"),
            count if count > MOST_SIGHTS else 0,
            None,
        ),
        (
            "sites-kind-untold",
            say("sites of which the map does not say what watches there; they are taken for cameras"),
            sum(one.watches is None for one in sites),
            count,
        ),
        ("sites-no-direction", say("cameras of which the map does not say where they look"), sum(not one.directions_deg for one in sites), count),
        ("sites-no-height", say("cameras of which the map does not say how high they hang"), sum(one.height_m is None for one in sites), count),
        (
            "sites-no-operator",
            say("cameras of which it is not said who runs them, or whose name is not shown as it may be a person's"),
            sum(one.operator is None for one in sites),
            count,
        ),
        ("sites-no-maker", say("cameras of which it is not said who made them"), sum(one.maker is None for one in sites), count),
        (
            "homes-left-out",
            say("cameras of private homes, which are left out; those that face public space are listed with --with-homes"),
            street.homes_left_out,
            None,
        ),
    )  # fmt: skip
    named = [one for site in sites for one in (site.maker, site.builder)]
    gaps = gaps_of(measured)
    gaps += laws.gaps({one.id for one in named if one and one.id}, ("makers", "builders"))
    return coverage_of(
        gaps, [(one, 1) for one in sites], noted("{proof!t} ({n} cameras)"), rows_read, rows_not_read
    )
