"""Which ways can be walked, by their tags.

The rule is that of GraphHopper's profile for walkers, told here in our own words (graphhopper/graphhopper, FootAccessParser.java
and AbstractAccessParser.java at commit 008df9a; OSMRoadAccessParser.toOSMRestrictions: `foot` before `access`), without ferries,
and without what it reads of times. Ways that a tag closes to the public are told apart rather than left out.
"""

from typing import Final

import msgspec

from lamppost.model.camera_tags import Get

HIGHWAYS: Final = frozenset(
    {
        "footway", "path", "steps", "pedestrian", "living_street", "track", "residential", "service", "platform",
        "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
        "cycleway", "unclassified", "road", "bridleway",
    }
)  # fmt: skip
"""Values of `highway` that are walked unless a tag says otherwise."""
SIDEWALKS: Final = frozenset({"yes", "both", "left", "right"})
ALLOWED: Final = frozenset({"yes", "designated", "official", "permissive", "destination"})
CLOSED: Final = frozenset({"no", "restricted", "military", "emergency", "private", "service", "permit"})
NOT_THERE: Final = frozenset(
    {"abandoned", "demolished", "dismantled", "planned", "proposed", "razed", "removed", "via_ferrata"}
)
"""Values of `highway` of ways that are not there, or no more, whatever other tags say; and climbs, which GraphHopper leaves out."""
BESIDE: Final = (("railway", "platform"), ("man_made", "pier"))
"""What is walked though it has no `highway`."""
OPEN_TUNNELS: Final = frozenset({"no", "building_passage"})
"""Values of `tunnel` under which light falls from the street: a passage through a building is cut by its walls."""
NO_INDOORS: Final = frozenset({"no", "outdoor"})
UNDER: Final = frozenset({"underground", "indoor"})
"""Values of `location` of what no camera of the street sees."""


TOLD_BY: Final = (
    "foot", "access", "sidewalk", "motorroad", "railway", "man_made", "tunnel", "indoor", "location",
)  # fmt: skip
"""Tags beside `highway` by which it is told how a way can be walked: one without them is walked if it is of `HIGHWAYS`."""


class Way(msgspec.Struct, frozen=True, gc=False):
    """A way that can be walked."""

    kind: str
    """Its `highway`, or `platform`, `pier`."""
    is_public: bool
    is_covered: bool
    """In a tunnel, below ground or indoors."""


def walkable(tag: Get) -> Way | None:
    """How a way can be walked; None where it is none for walkers.

    Args:
        tag: Gives the value of a tag, None where the way has none of that name.
    """
    kind = tag("highway")
    if kind is None:
        kind = _beside(tag)
        return None if kind is None else Way(kind, _access(tag) is not False, _is_covered(tag))
    is_usual = kind in HIGHWAYS
    if not is_usual and kind in NOT_THERE:
        return None
    access = _access(tag)
    if access is None and (not is_usual or tag("motorroad") == "yes") and tag("sidewalk") not in SIDEWALKS:
        return None
    if access is False and not is_usual:
        return None
    return Way(kind, access is not False, _is_covered(tag))


def _beside(tag: Get) -> str | None:
    """What is walked though it is no highway; None for anything else."""
    for key, value in BESIDE:
        if tag(key) == value:
            return value
    return None


def _access(tag: Get) -> bool | None:
    """Whether its tags let everybody walk there; None: they say nothing of it."""
    for key in ("foot", "access"):
        value = tag(key)
        if value is None:
            continue
        words = {word.strip() for word in value.split(";")}
        if words & ALLOWED:
            return True
        if words & CLOSED:
            return False
    return None


def _is_covered(tag: Get) -> bool:
    return (
        (tag("tunnel") or "no") not in OPEN_TUNNELS
        or (tag("indoor") or "no") not in NO_INDOORS
        or tag("location") in UNDER
    )
