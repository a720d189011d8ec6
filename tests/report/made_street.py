"""A made place with one camera of each kind, and with the worst values strangers may send; it lies far out in the ocean."""

import math
from datetime import date

import msgspec
from tests.report.made_devices import CJK, ESCAPES, FORMULA, LONG_NAME, MARKUP, RIGHT_TO_LEFT, TEMPLATE, named
from tests.report.made_links import said
from tests.report.made_result import made_result

from lamppost.model.chain import Link
from lamppost.model.result import Coverage, EvidenceFile, Gap, Listing
from lamppost.model.saying import say
from lamppost.model.sites import (
    Assumed,
    Band,
    Drawing,
    FaceAt,
    LevelUsed,
    Price,
    Sampling,
    SeenBy,
    Share,
    Sight,
    Site,
    Street,
    WalkSeen,
)

MAP = "made-town.osm.pbf"
REGISTER = "made-register.csv"
LAT, LON = 50.0, -30.0
"""South-west corner of the made place."""
CREDITS = [
    "© OpenStreetMap contributors, Open Database License (ODbL) 1.0: https://www.openstreetmap.org/copyright",
    "Example Town, register of cameras, Example Open Licence",
]
LEVELS = {"detection": 25.0, "observation": 62.5, "recognition": 125.0, "identification": 250.0}
HEIGHT_M = 4.0
LENSES = {"low": (1280, 90.0), "middle": (2560, 80.0), "high": (3840, 30.0)}
"""Pixels across and field of view in degrees."""


def tagged(site, prop, value, locator="node/1", file=MAP):
    """A link to a tag of a map."""
    return Link(
        subject=site, property=prop, value=value, source=file, source_class="crowd", match="exact_id",
        day="2026-10-30", locator=locator, status="candidate",
    )  # fmt: skip


def rings(height_m=HEIGHT_M):
    """From and to how many metres, by level and lens: so far that a metre still fills as many pixels."""
    held = {}
    for level, density in LEVELS.items():
        reach = [
            width / (2 * math.tan(math.radians(angle / 2)) * density) for width, angle in LENSES.values()
        ]
        held[level] = [
            [round(height_m / 2, 1), round(math.sqrt(far**2 - height_m**2), 1)]
            if far**2 > height_m**2 * 1.25
            else []
            for far in reach
        ]
    return held


def sight(bearing, field=80.0, far=60.0, cut=None, **changes):
    """What one camera sees: a cone, all round where no bearing is told, cut off at `cut` metres on its left half."""
    is_round = bearing is None
    start, width = (0.0, 360.0) if is_round else (bearing - field / 2, field)
    count = 36 if is_round else 16
    pairs = []
    for step in range(count if is_round else count + 1):
        metres = cut if cut and step < count // 2 else far
        pairs += [round((start + width * step / count) % 360 * 10), round(metres * 10)]
    fields = {
        "outline": pairs,
        "is_round": is_round,
        "direction_known": not is_round,
        "near_m": 2.0,
        "far_m": far,
        "area_m2": round(math.pi * far**2 * width / 360, 1),
        "rings": rings(),
        "told_apart": {"identification": [[], [], [9.0, 28.4]]},
        "fields_deg": [] if is_round else [90.0, 80.0, 30.0],
    }
    return Sight(**(fields | changes))


def site(number, **changes):
    """One camera, with nothing known but where it stands until told."""
    identity = f"site-{number:012x}"
    where = f"node/{100 + number}"
    fields = {
        "id": identity,
        "file": MAP,
        "locator": where,
        "ref": where,
        "source": "osm",
        "lat_deg": round(LAT + 0.0004 + 0.0003 * (number % 3), 7),
        "lon_deg": round(LON + 0.0005 + 0.0007 * (number // 3), 7),
        "present": "candidate",
        "present_chain": [tagged(identity, "man_made", "surveillance", where)],
        "kind": "camera",
        "kind_status": "candidate",
        "kind_chain": [tagged(identity, "surveillance:type", "camera", where)],
        "watches": True,
        "covers": "public",
        "zone": None,
        "operator": None,
        "operator_kind": "unknown",
        "maker_text": None,
        "brand_text": None,
        "model_text": None,
        "maker": None,
        "builder": None,
        "owners": [],
        "builder_owners": [],
        "shape": "unknown",
        "mount": None,
        "directions_deg": [],
        "angle_deg": None,
        "height_m": None,
        "checked_on": None,
        "changed_on": date(2025, 3, 1),
        "sees": sight(None),
        "next_proof": say("Read the plate below {ref}: who runs it, and where it looks.", ref=where),
    }
    return Site(**(fields | changes))


def known_site():
    """A camera of which all is known: maker, owner, list, operator, direction, height."""
    identity = "site-000000000001"
    maker = named(
        "example-cameras", "Example Cameras", "corroborated",
        tagged(identity, "manufacturer", "Example Cameras", "node/101"),
        said("Example Cameras", "name", "Example Cameras", "stm-000000000101"),
    )  # fmt: skip
    owner = named(
        "example-holding", "Example Holding Group", "confirmed",
        said("Example Cameras", "owner", "Example Holding Group", "stm-000000000102"),
    )  # fmt: skip
    listing = Listing(
        list="eacl", list_name="Example Authority covered list", named="Example Cameras", organisation="example-cameras",
        since="2022-11-25", until=None, status="confirmed", since_capture=None,
        chain=[said("Example Cameras", "listed", "eacl", "stm-000000000103")],
    )  # fmt: skip
    operator = named(
        "example-town", "Example Town", "candidate", tagged(identity, "operator", "Example Town", "node/101")
    )
    return site(
        1, ref="node/101", maker_text="Example Cameras", model_text="DS-EX1", maker=maker, owners=[owner],
        listings=[listing], operator=operator, operator_kind="public_body", zone="town", shape="fixed", mount="pole",
        directions_deg=[90.0], angle_deg=15.0, height_m=4.0, checked_on=date(2026, 5, 4), started_on="2019",
        changed_on=date(2026, 5, 4), sees=sight(90.0, cut=18.0), next_proof=None,
    )  # fmt: skip


def hostile_site():
    """A camera whose every text is an attack."""
    return site(
        7, ref=MARKUP, locator=RIGHT_TO_LEFT, file=MARKUP + ESCAPES, maker_text=FORMULA, brand_text=TEMPLATE, model_text=LONG_NAME,
        zone=ESCAPES, mount=CJK, started_on=MARKUP, directions_deg=[359.9], sees=sight(359.9),
        maker=named(None, MARKUP + RIGHT_TO_LEFT, "candidate", tagged("site-000000000007", "manufacturer", ESCAPES)),
        operator=named(None, FORMULA, "candidate", tagged("site-000000000007", "operator", MARKUP)), operator_kind="business",
        next_proof=TEMPLATE + ESCAPES,
    )  # fmt: skip


def sites():
    """Eight cameras: known, two ways at once, plates, of a home, indoor, register and map, hostile, of unknown direction."""
    both = {"file": REGISTER, "locator": "row 7", "ref": "EX-7", "source": "both"}
    alone = {"file": REGISTER, "locator": "row 8", "ref": "EX-8", "source": "register"}
    return [
        known_site(),
        site(2, shape="fixed", mount="wall", directions_deg=[10.0, 200.0], height_m=3.0, count=2, sees=sight(10.0)),
        site(3, kind="plate_reader", zone="traffic", covers="public", directions_deg=[270.0], sees=sight(270.0, 40.0),
             kind_chain=[tagged("site-000000000003", "surveillance:type", "ALPR", "node/103")]),
        site(4, is_home=True, blurred_m=71, ref="", locator="", present_chain=[], kind_chain=[], kind="doorbell", covers="outdoor", operator_kind="private", sees=None,
             next_proof=None),
        site(5, covers="indoor", zone="shop", shape="dome", sees=None),
        site(6, **both, operator=named("example-police", "Example Police", "confirmed"), operator_kind="organisation",
             present="corroborated", shape="panning", changed_on=date(2026, 9, 1), checked_on=date(2024, 1, 2)),
        hostile_site(),
        site(8, **alone, changed_on=None, watches=None, kind="unknown", kind_status="stale"),
    ]  # fmt: skip


def band(low, middle, high):
    """One measure with each lens."""
    return Band(low=low, middle=middle, high=high)


def shares():
    """How much is seen: at each level with all that can be taken, and by whom at one."""
    held = []
    for number, (level, density) in enumerate(LEVELS.items()):
        less = 1 / (1 + number)
        for walls, more in (("with_walls", 1.0), ("without_walls", 1.8)):
            for unknown, part in (("all_round", 1.0), ("left_out", 0.5)):
                seen = [round(metres * less * more * part, 1) for metres in (80.0, 160.0, 240.0)]
                held.append(
                    Share(
                        level=level, px_per_m=density, walls=walls, unknown_directions=unknown, by="all", value="",
                        seen_m=band(*seen), share=band(*(round(one / 1000, 4) for one in seen)),
                        told_apart_m=band(0.0, round(seen[1] / 10, 1), seen[2] / 4) if density == 250 else None,
                    )
                )  # fmt: skip
    for by, value in (("operator", "Example Town"), ("maker", MARKUP), ("zone", FORMULA), ("age", "2026")):
        held.append(
            Share(
                level="detection", px_per_m=25.0, walls="with_walls", unknown_directions="all_round", by=by, value=value,
                seen_m=band(10.0, 20.0, 30.0), share=band(0.01, 0.02, 0.03),
            )
        )  # fmt: skip
    return held


def walks():
    """A walk, the shortest way and the least watched one, with its price and its bound."""
    by = [SeenBy(site="site-000000000001", metres=band(5.0, 9.0, 14.0), told_apart_m=band(0.0, 0.0, 2.0))]
    rows = (("walk", 412.0, 90.0), ("shortest", 380.0, 120.0), ("least_watched", 441.0, 12.0))
    trade = [
        Price(length_m=380.0, seen_m=120.0),
        Price(length_m=402.0, seen_m=57.0),
        Price(length_m=441.0, seen_m=12.0),
    ]
    priced = {"detour": 0.18, "floor_m": 11.0, "trade": trade}
    return [
        WalkSeen(
            what=what, length_m=length, unmatched_m=3.0 if what == "walk" else 0.0,
            seen_m={level: band(seen / 2, seen, seen * 2) for level in LEVELS},
            seen_by_known_m={level: band(seen / 4, seen / 3, seen * 1.5) for level in LEVELS},
            seen_without_walls_m={level: band(seen / 2 + 1, seen + 7, seen * 2 + 25) for level in LEVELS},
            told_apart_m={"identification": band(0.0, 1.0, 4.0)}, by_site=by if what != "least_watched" else [],
            level="detection", **(priced if what == "least_watched" else {}),
        )
        for what, length, seen in rows
    ]  # fmt: skip


def faces():
    """A camera that is too steep where it is near enough, and one that has a spot."""
    rows = (
        ("low", 3.0, [], []),
        ("middle", 4.0, [2.0, 4.6], []),
        ("high", 4.0, [2.0, 28.4], [9.0, 28.4]),
    )
    return [
        FaceAt(
            lens=lens, words=say("{width} pixels across {angle} degrees", width=str(LENSES[lens][0]),
            angle=f"{LENSES[lens][1]:g}"), height_m=height, face_m=1.6, most_pitch_deg=15.0,
            level="identification", px_per_m=250.0, dense_m=dense, told_apart_m=told,
        )
        for lens, height, dense, told in rows
    ]  # fmt: skip


def drawing():
    """Three ways and two houses; steps of 1e-6 degrees."""
    east, north = round(LON * 1e6), round(LAT * 1e6)
    return Drawing(
        ways=[
            f"{east} {north + 350} 2600 0",
            f"{east} {north + 950} 1300 40 1300 -40",
            f"{east + 900} {north} 0 1400",
        ],
        buildings=[
            f"{east + 300} {north + 500} 400 0 0 300 -400 0 0 -300",
            f"{east + 1200} {north + 500} 700 0 0 250 -300 0 0 100 -400 0 0 -350",
        ],
        left_out=2,
    )


def street(**changes):
    """The place and what is seen of it; keyword arguments replace its parts."""
    fields = {
        "place": "Example Town",
        "bounds": (LON, LAT, round(LON + 0.0026, 6), round(LAT + 0.0014, 6)),
        "map_day": date(2026, 10, 30),
        "data_until": date(2026, 10, 29),
        "standard": "en-62676-4-2015",
        "standard_name": "EN 62676-4:2015",
        "levels": [
            LevelUsed(id=level, name=level, px_per_m=density, of_faces=density == 250)
            for level, density in LEVELS.items()
        ],
        "assumed": [
            Assumed(
                what="height_m", low=3.0, middle=4.0, high=6.0, unit="m", sites=6, source="Example Handbook",
                url="https://handbook.example.net/height", words="Where no height is told, 4 m is taken, or 3 to 6 m.",
            ),
            Assumed(
                what="pixels_across", low=1280.0, middle=2560.0, high=3840.0, unit="px", sites=8, source="Example Handbook",
                url=None, words="So many pixels across a picture are taken.",
            ),
            Assumed(
                what="field_of_view_deg", low=90.0, middle=80.0, high=30.0, unit="deg", sites=8, source="Example Handbook",
                url=None, words="Such a field of view is taken.",
            ),
        ],
        "walkable_m": 1000.0,
        "has_walls": True,
        "shares": shares(),
        "counts": {
            "kind": {"camera": 5, "plate_reader": 1, "doorbell": 1, "unknown": 1},
            "operator": {"Example Town": 1, "Example Police": 1, FORMULA: 1},
            "operator_kind": {"public_body": 1, "organisation": 1, "business": 1, "private": 1, "unknown": 4},
            "maker": {"Example Cameras": 1, MARKUP: 1},
            "zone": {"town": 1, "traffic": 1, "shop": 1, ESCAPES: 1},
            "covers": {"public": 6, "outdoor": 1, "indoor": 1},
            "shape": {"fixed": 2, "panning": 1, "dome": 1, "unknown": 4},
            "age": {"2026": 2, "2025": 5, "unknown": 1},
        },
        "homes_left_out": 3,
        "walks": walks(),
        "sampling": [
            Sampling(
                margin=0.05, sites=7, of=8, chosen=[f"site-{n:012x}" for n in (3, 1, 8, 2, 6, 5, 7)],
                words=say("Look at {n} of the {of} sites.", n=7, of=8),
            ),
            Sampling(
                margin=0.1, sites=6, of=8, chosen=[f"site-{n:012x}" for n in (3, 1, 8, 2, 6, 5)],
                words=say("Look at {n} of the {of} sites.", n=6, of=8),
            ),
        ],
        "faces": faces(),
        "drawing": drawing(),
        "credits": CREDITS,
    }  # fmt: skip
    return Street(**(fields | changes))


def street_result(**changes):
    """A result of a map and a register, without devices; keyword arguments replace its parts."""
    fields = {
        "evidence": [
            EvidenceFile(id="ev-000000000011", path=MAP, sha256="d" * 64, size_bytes=812_004, format="osm_pbf", read="whole"),
            EvidenceFile(
                id="ev-000000000012", path=REGISTER, sha256="e" * 64, size_bytes=2_004, format="camera_register", read="whole",
                rows=8,
            ),
        ],
        "devices": [], "device_counts": {}, "unknown_devices": [], "verdicts": [], "policies": [], "suppressions": [],
        "issues": [],
        "sites": sites(),
        "street": street(),
        "coverage": Coverage(
            packets=None, first_seen_at=None, last_seen_at=None, hours_with_traffic=0, vlan_ids=[], connections=0,
            connections_without_name=0,
            gaps=[Gap(code="no-direction", text="Cameras of which no direction is told", count=4, of=8)],
            next_proofs=["Look at 6 of the 8 sites."],
        ),
    }  # fmt: skip
    return made_result(**(fields | changes))


def judged_street():
    """The same, with verdicts on a camera: one that fails, one that is open and one that passes."""
    base = made_result()
    rows = [
        msgspec.structs.replace(row, id=f"ver-{number:012x}", subject="site-000000000001", kind=kind, suppressed_by=None)
        for number, (row, kind) in enumerate(zip(base.verdicts, ("fail", "open", "pass"), strict=False), start=1)
    ]  # fmt: skip
    return street_result(verdicts=rows, policies=base.policies)


def quiet_street_result(**changes):
    """The same without hostile values."""
    ordinary = [one for one in sites() if one.id != "site-000000000007"]
    counts = {
        name: {value: n for value, n in held.items() if value not in (MARKUP, FORMULA, ESCAPES)}
        for name, held in street().counts.items()
    }
    fair = [one for one in shares() if one.value not in (MARKUP, FORMULA)]
    return street_result(**({"sites": ordinary, "street": street(counts=counts, shares=fair)} | changes))


def many_result(count=450):
    """A place with so many cameras that not all of them have room on a page, some of them at its edges."""
    held = [
        site(
            number, lat_deg=round(LAT + 0.0014 * (number % 23) / 22, 7), lon_deg=round(LON + 0.0026 * (number % 29) / 28, 7),
            directions_deg=[float(number % 360)] if number % 3 else [], sees=sight(float(number % 360) if number % 3 else None),
        )
        for number in range(1, count + 1)
    ]  # fmt: skip
    return quiet_street_result(sites=held)
