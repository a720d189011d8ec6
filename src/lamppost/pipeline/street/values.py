"""Values of cameras' tags that are no numbers, directions or days: each is an issue, and what it was to say is not known."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from lamppost.model.ground import SiteRow
from lamppost.model.map_values import angle_of, count_of, day_of, directions_of, metres_of
from lamppost.model.observations import Evidence, Issue
from lamppost.model.saying import noted, say, say_n

MOST_TOLD = 10
"""Cameras of a file that are named for one tag; the others are counted."""
_DIRECTION = noted("degrees from north, or N, NE, E …, or a range of two of them")
_METRES = noted("metres, or feet with their unit")
_DAY = noted("a day as YYYY-MM-DD")
_COUNT = noted("a whole number")
READ: Mapping[str, tuple[Callable[[str], object], str]] = MappingProxyType(
    {
        "camera:direction": (directions_of, _DIRECTION),
        "direction": (directions_of, _DIRECTION),
        "height": (metres_of, _METRES),
        "camera:angle": (angle_of, noted("degrees down from the horizontal, 0 to 90")),
        "check_date": (day_of, _DAY),
        "survey:date": (day_of, _DAY),
        "camera:count": (count_of, _COUNT),
        "count": (count_of, _COUNT),
    }
)
"""What reads the value of each tag, and what it is to be."""


def unread_values(sites: Iterable[SiteRow], evidence: Sequence[Evidence]) -> list[Issue]:
    """An issue for each value that cannot be read, without its words; those of one file and tag together, the first of them named.

    Args:
        sites: Cameras.
        evidence: The files that they are of.
    """
    unread: dict[tuple[int, str], list[str]] = defaultdict(list)
    for site in sites:
        for tag, value in site.tags.items():
            if tag in READ and READ[tag][0](value) is None:
                unread[site.evidence, tag].append(site.locator)
    issues = []
    for (number, tag), locators in sorted(unread.items()):
        hint = noted("Mend it on the map or in the register; until then it is not known.")
        told = [
            (say("{locator}: its {tag} cannot be read", locator=locator, tag=tag))
            for locator in locators[:MOST_TOLD]
        ]
        if (more := len(locators) - MOST_TOLD) > 0:
            told.append(
                say_n(
                    "{n} more camera whose {tag} cannot be read",
                    "{n} more cameras whose {tag} cannot be read",
                    more,
                    tag=tag,
                )
            )
        expected = READ[tag][1]
        issues += [
            Issue(evidence=evidence[number].path, row=None, what=what, expected=expected, hint=hint)
            for what in told
        ]
    return issues
