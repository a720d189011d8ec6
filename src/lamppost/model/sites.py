"""Sites of a result: cameras on a map, what each can see, and how much of a place or a walk is seen (design §4)."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from lamppost.model.chain import Link, Named, Part
from lamppost.model.listed import Listing
from lamppost.model.notes import Note
from lamppost.model.reach import LawGround, LawReach
from lamppost.model.saying import Sentence
from lamppost.model.vocabulary import DeviceKind, Match, Status

OperatorKind = Literal["public_body", "organisation", "business", "private", "unknown"]
"""`organisation`: one that the packs hold. Of `private` no name is kept."""
Walls = Literal["with_walls", "without_walls"]
Unknown = Literal["all_round", "left_out"]
"""What is taken of a camera of unknown direction: that it sees all round, or nothing."""
Lens = Literal["low", "middle", "high"]


OSM_SAYS = "OpenStreetMap contributors"
"""Source of a link to a tag of OpenStreetMap, whichever file it was read from."""


class Sight(Part, frozen=True, kw_only=True):
    """What one camera can see of the ground: the outline with any lens, the distances and the area with the middle one."""

    outline: list[int]
    """Bearing in tenths of a degree from north, clockwise, and distance in decimetres, pair after pair: how far it sees with the
    widest of the lenses, and as far as any of them, cut off by buildings where those are known; each lens sees that part of it
    which lies within its field (`fields_deg`). It closes through the camera unless `is_round`."""
    is_round: bool
    """It sees all round, or its direction is not known."""
    direction_known: bool
    near_m: float
    """Nearer than this the ground is below its field of view, or it is 0."""
    far_m: float
    area_m2: float
    rings: dict[str, list[list[float]]]
    """By level, for each lens (low, middle, high): from and to how many metres of ground distance; empty where there is none."""
    told_apart: dict[str, list[list[float]]] = msgspec.field(default_factory=dict)
    """The same as far as it is flat enough for a face; at levels of faces alone."""
    fields_deg: list[float] = msgspec.field(default_factory=list)
    """Field of view with each lens, where they differ: the rings of a lens lie within its own, round each direction."""


class Said(Part, frozen=True, kw_only=True):
    """What one of several says of a camera's make and operator, so that it can be asked again on another day."""

    maker_text: str | None = None
    """None, too, of the one who says all that the camera itself has."""
    brand_text: str | None = None
    model_text: str | None = None
    operator: str | None = None
    """None where nobody is named, or whose name is not kept."""
    operator_kind: OperatorKind
    operator_match: Match = "exact_name"
    """How the words were tied to the name."""
    is_withheld: bool = False
    """Somebody is named, and the name is not kept: it may be a person's."""


class AsMapped(Part, frozen=True, kw_only=True):
    """What map and register alone say, of a camera about which something was entered."""

    present: Status
    kind: DeviceKind
    kind_status: Status
    watches: bool | None


class Site(Part, frozen=True, kw_only=True):
    """One camera of a map or register."""

    id: str
    file: str
    locator: str
    ref: str
    source: Literal["osm", "register", "both"]
    lat_deg: float
    lon_deg: float
    blurred_m: int = 0
    """How far it may lie from the place told; 0: where the map has it. Only cameras of homes are blurred."""
    is_home: bool = False
    """A private home's; kept out of all that is exported unless asked for."""
    present: Status
    present_chain: list[Link]
    kind: DeviceKind
    kind_status: Status
    kind_chain: list[Link]
    watches: bool | None
    covers: Literal["public", "outdoor", "indoor", "unknown"]
    """What its tag `surveillance` says that it watches."""
    zone: str | None
    """Its tag `surveillance:zone`: town, shop, bank, traffic, …"""
    operator: Named | None
    operator_kind: OperatorKind
    maker_text: str | None
    brand_text: str | None
    model_text: str | None
    maker: Named | None
    builder: Named | None
    owners: list[Named]
    builder_owners: list[Named]
    listings: list[Listing] = msgspec.field(default_factory=list)
    laws: list[LawReach] = msgspec.field(default_factory=list)
    law_grounds: list[LawGround] = msgspec.field(default_factory=list)
    shape: Literal["fixed", "panning", "dome", "unknown"]
    """Its tag `camera:type`."""
    mount: str | None
    directions_deg: list[float]
    """Where it looks, from north, clockwise; empty: not told."""
    angle_deg: float | None
    """Down from the horizontal, as its tag `camera:angle` says."""
    height_m: float | None
    count: int | None = None
    checked_on: date | None
    """The day of `check_date`: somebody looked."""
    changed_on: date | None
    started_on: str | None = None
    said: list[Said] | msgspec.UnsetType = msgspec.UNSET
    """What each says of it, in the order of `present_chain`; where map and register have it, or a name is not kept."""
    notes: list[Note] | msgspec.UnsetType = msgspec.UNSET
    """What was found out since and entered; absent where nothing was."""
    as_mapped: AsMapped | msgspec.UnsetType = msgspec.UNSET
    """There where `notes` is."""
    sees: Sight | None
    next_proof: Sentence | None

    @property
    def is_found_otherwise(self) -> bool:
        """Whether what was found last is that it is gone, or no camera; `sees` is what one there would see."""
        return any(
            link.property in ("look.found", "reply.found") and link.value != "a camera"
            for link in self.present_chain[-1:]
        )

    @property
    def sight(self) -> Sight | None:
        """What it sees; None where that is not worked out, or somebody found that it is gone, or no camera."""
        return None if self.is_found_otherwise else self.sees


class Band(Part, frozen=True, kw_only=True):
    """One measure with each lens: low, middle, high."""

    low: float
    middle: float
    high: float


class Share(Part, frozen=True, kw_only=True):
    """How much of the ways that can be walked is seen, so that at least so many pixels fall on a metre."""

    level: str
    px_per_m: float
    walls: Walls
    unknown_directions: Unknown
    by: Literal["all", "operator", "maker", "zone", "age"]
    value: str
    """Of `by`: which operator, maker, zone or age; empty for all."""
    seen_m: Band
    share: Band
    """Of all metres that can be walked, 0 to 1."""
    told_apart_m: Band | None = None
    """As much of it as is seen flat enough for a face; None at levels that are none of faces."""


class LevelUsed(Part, frozen=True, kw_only=True):
    """A level of a standard: what can be done with so many pixels to a metre."""

    id: str
    name: Sentence
    px_per_m: float
    of_faces: bool


class Assumed(Part, frozen=True, kw_only=True):
    """A value that was taken where no tag tells, and whose it is."""

    what: str
    low: float
    middle: float
    high: float
    unit: str
    sites: int
    """For how many cameras."""
    source: str
    url: str | None
    words: Sentence


class FaceAt(Part, frozen=True, kw_only=True):
    """Where one camera with one lens, at the height that is taken, could tell a face apart: the first figure."""

    lens: Lens
    words: Sentence
    """Of which camera the numbers are: its pixels, its focal length or field of view, its height."""
    height_m: float
    face_m: float
    """How high a face is taken to be."""
    most_pitch_deg: float
    """The steepest view from above at which it is taken to be possible."""
    level: str
    px_per_m: float
    dense_m: list[float]
    """From and to how many metres along the ground there are pixels enough; empty: nowhere."""
    told_apart_m: list[float]
    """As much of it as is flat enough too; empty: nowhere."""


class WalkSeen(Part, frozen=True, kw_only=True):
    """How much of a way is seen, and by whom; where it runs is not kept."""

    what: Literal["walk", "shortest", "least_watched"]
    """`walk`: one that the user recorded or planned; else one that was looked for between two points."""
    length_m: float
    unmatched_m: float = 0.0
    """Of it, metres outside of what the map covers: whether they are seen is not known."""
    seen_m: dict[str, Band]
    """By level: metres that at least one camera sees, cut off by walls where those are known; cameras of unknown direction see all round."""
    told_apart_m: dict[str, Band]
    """By level of faces: as much of it as is seen flat enough for a face."""
    seen_by_known_m: dict[str, Band] = msgspec.field(default_factory=dict)
    """By level: the same by cameras alone of which it is known where they look."""
    seen_without_walls_m: dict[str, Band] = msgspec.field(default_factory=dict)
    """By level: the same as `seen_m` if no building stood between; empty where no buildings are known."""
    level: str = ""
    """At which level `by_site` and `trade` are measured, and at which the least watched way was looked for."""
    lens: Lens = "middle"
    """With which lens `trade` is measured, and the least watched way was looked for."""
    by_site: list["SeenBy"]
    detour: float | None = None
    """Of a least watched way: how much longer than the shortest it may be, 0.2 being a fifth."""
    floor_m: float | None = None
    """Of a least watched way: no way within that detour has fewer metres seen than this; so much is proven."""
    trade: list["Price"] = msgspec.field(default_factory=list)
    """Of a least watched way: what less watched costs, from the shortest way to this one."""


class Price(Part, frozen=True, kw_only=True):
    """A way that is longer than another one, and less seen."""

    length_m: float
    seen_m: float


class SeenBy(Part, frozen=True, kw_only=True):
    """Over how many metres of a way one camera sees who walks there."""

    site: str
    metres: Band
    told_apart_m: Band


class Stretch(Part, frozen=True, kw_only=True):
    """A piece of way to walk along, looking for cameras that the map lacks."""

    id: str
    """`way/123@200`: the way, and from how many metres on."""
    name: str | None
    """Of the street."""
    lat_deg: float
    """Of its middle."""
    lon_deg: float
    length_m: float


class Sampling(Part, frozen=True, kw_only=True):
    """How many sites, or stretches of street, to look at by hand so that a share is known within so many percent."""

    what: Literal["cameras", "streets"] = "cameras"
    """Mapped cameras, of which one learns what is still so; or streets, on which one finds what is not mapped."""
    margin: float
    confidence: float = 0.95
    sites: int
    of: int
    """Of streets: of how many stretches' length."""
    chosen: list[str]
    """Ids, in the order in which to look: whoever stops earlier has a sample all the same."""
    by_foot: list[int] = msgspec.field(default_factory=list)
    """The same as a round: places within `chosen`, each followed by the nearest that is left."""
    stretches: list[Stretch] = msgspec.field(default_factory=list)
    """Those chosen, where streets are looked at."""
    words: Sentence


class Street(Part, frozen=True, kw_only=True):
    """A place on a map, and what is seen of it."""

    place: str | None
    bounds: tuple[float, float, float, float]
    """West, south, east, north, in degrees."""
    map_day: date | None
    data_until: date | None
    standard: str
    standard_name: Sentence
    levels: list[LevelUsed]
    assumed: list[Assumed]
    walkable_m: float | None
    """None: the file holds no ways."""
    has_walls: bool
    shares: list[Share]
    counts: dict[str, dict[str, int]]
    """Cameras by `kind`, `operator`, `operator_kind`, `maker`, `zone`, `covers`, `shape`, `age`, …"""
    homes_left_out: int
    walks: list[WalkSeen] = msgspec.field(default_factory=list)
    sampling: list[Sampling] = msgspec.field(default_factory=list)
    faces: list[FaceAt] = msgspec.field(default_factory=list)
    """For each lens, in the order low, middle, high; the level is the one that the standard asks for to tell strangers apart."""
    drawing: "Drawing | None" = None
    credits: list[str]
    """Whom the data is owed to, and under which licence: in every output."""
    is_box: bool | msgspec.UnsetType = msgspec.UNSET
    """Set where `bounds` is a box that was asked about: the rest of the map was not looked at."""


Line = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,9}( -?[0-9]{1,9}){3,}$")]
"""Whole numbers, 1e-6 degrees each: longitude and latitude of the first point, then of each other one the step from that before."""


class Drawing(Part, frozen=True, kw_only=True):
    """Outlines to draw the place with."""

    ways: list[Line]
    buildings: list[Line]
    left_out: int = 0
    """Lines that are too many to be drawn."""
