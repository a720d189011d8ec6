"""What becomes of each field of a place and its cameras when a result is shared.

Cameras of OpenStreetMap are public: their places and tags stay, with the credit. A register is somebody's file, which may not be
public: of its cameras the public gets none, and others get words that packs know. Homes and walks are taken out before.
"""

from collections.abc import Mapping
from typing import Any

from lamppost.model import sites
from lamppost.model.chain import Named
from lamppost.model.saying import noted
from lamppost.pipeline.sharing.context import OSM_REF, Ground

OPEN = frozenset({"operator", "maker", "zone"})
"""Measures by which cameras are counted in words of a map or register; the others are counted in words of ours."""
OURS = frozenset({"", "unknown", "private"})


def ref(ground: Ground, value: str, owner: sites.Site) -> str:
    """What the map calls it; what a register calls it is a pseudonym."""
    del owner
    return value if OSM_REF.fullmatch(value) else ground.naming.take(noted("ids in registers"), value, "ref")


def locator(ground: Ground, value: str, owner: sites.Site) -> str:
    """Where it stands in the file."""
    del owner
    return ground.locator(value)


def tag(ground: Ground, value: str | None, owner: sites.Site) -> str | None:
    """A tag's value: a map's stays, a register's where packs know the name."""
    return value if value is None or ground.is_map_public(owner) else ground.of_row(value)


def model(ground: Ground, value: str | None, owner: sites.Site) -> str | None:
    """A model: a map's stays; a register's may be a serial number, or anything."""
    if value is None or ground.is_map_public(owner):
        return value
    return ground.naming.take(noted("models and serial numbers in lists"), value, "model")


def said_of_both(ground: Ground, value: str | None, owner: sites.Said) -> str | None:
    """What map or register say of a camera that both have, where packs know the name: which of them says it is not told here."""
    del owner
    return ground.of_row(value)


def said_model(ground: Ground, value: str | None, owner: sites.Said) -> str | None:
    """The model that one of them names."""
    del owner
    return (
        value
        if value is None
        else ground.naming.take(noted("models and serial numbers in lists"), value, "model")
    )


def share_value(ground: Ground, value: str, owner: sites.Share) -> str:
    """Which operator, maker or zone, as far as a camera that stays shows it."""
    return _value(ground, owner.by, value)


def counts(
    ground: Ground, value: Mapping[str, Mapping[str, int]], owner: sites.Street
) -> dict[str, dict[str, int]]:
    """The same of counts."""
    del owner
    return {by: {_value(ground, by, one): n for one, n in held.items()} for by, held in value.items()}


def _value(ground: Ground, by: str, value: str) -> str:
    if by not in OPEN or value in OURS or value in ground.shown:
        return value
    return ground.naming.shipped.meant(value) or ground.naming.name(value)


def no_walks(ground: Ground, value: list[sites.WalkSeen], owner: sites.Street) -> list[sites.WalkSeen]:
    """None: how long, and by which cameras for how many metres, tells where somebody walks."""
    del owner
    ground.naming.taken[noted("walks")].update(str(number) for number in range(len(value)))
    return []


def shown_of(site: sites.Site) -> set[str]:
    """What a camera shows of its operator, makers and zone."""
    named: list[Named] = [
        one
        for one in (site.operator, site.maker, site.builder, *site.owners, *site.builder_owners)
        if one is not None
    ]
    texts = [site.zone, site.maker_text, site.brand_text, *(one.name for one in named)]
    return {text for text in texts if text}


SITES: Mapping[type[Any], tuple[str, Mapping[str, Any]]] = {
    sites.Sight: ("outline is_round direction_known near_m far_m area_m2 rings told_apart fields_deg", {}),
    sites.Site: (
        "source lat_deg lon_deg blurred_m is_home present present_chain kind kind_status kind_chain watches covers operator operator_kind maker builder owners builder_owners listings laws law_grounds shape directions_deg angle_deg height_m count checked_on changed_on said notes as_mapped sees",
        {
            "ref": ref, "locator": locator, "zone": tag, "mount": tag, "started_on": tag, "maker_text": tag,
            "brand_text": tag, "model_text": model,
        },
    ),
    sites.AsMapped: ("present kind kind_status watches", {}),
    sites.Said: (
        "operator_kind operator_match is_withheld",
        {"maker_text": said_of_both, "brand_text": said_of_both, "model_text": said_model, "operator": said_of_both},
    ),
    sites.Band: ("low middle high", {}),
    sites.Share: ("level px_per_m walls unknown_directions by seen_m share told_apart_m", {"value": share_value}),
    sites.LevelUsed: ("id name px_per_m of_faces", {}),
    sites.Assumed: ("what low middle high unit sites source url words", {}),
    sites.FaceAt: ("lens words height_m face_m most_pitch_deg level px_per_m dense_m told_apart_m", {}),
    sites.Stretch: ("id name lat_deg lon_deg length_m", {}),
    sites.WalkSeen: (
        "what length_m unmatched_m seen_m told_apart_m seen_by_known_m seen_without_walls_m level lens by_site detour floor_m trade",
        {},
    ),
    sites.Price: ("length_m seen_m", {}),
    sites.SeenBy: ("site metres told_apart_m", {}),
    sites.Sampling: ("what margin confidence sites of chosen by_foot stretches words", {}),
    sites.Street: (
        "place bounds is_box map_day data_until standard standard_name levels assumed walkable_m has_walls shares homes_left_out sampling faces drawing credits",
        {"counts": counts, "walks": no_walks},
    ),
    sites.Drawing: ("ways buildings left_out", {}),
}  # fmt: skip
"""Fields that stay, or whose parts are treated, and what makes the others."""
