"""What pack files look like; the JSON Schemas in `packs/schema` are made from these."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from lamppost.model.policy import Id
from lamppost.model.vocabulary import Confidence, DeviceKind, EvidenceKind, SourceClass

Country = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}$")]


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a pack file; an unknown field is refused by name."""


class Source(_File, frozen=True, kw_only=True):
    """Where a statement stands, who published it and when someone opened it."""

    title: str
    url: str
    publisher: str
    source_class: SourceClass = msgspec.field(name="class")
    retrieved: date
    read: Literal["here", "cited"]
    """`here`: someone opened that text and `original` is copied from it; `cited`: known only
    through the source named here, never better than a candidate."""
    locator: str | None = None
    """Section, page, frame or row."""


class Statement(_File, frozen=True, kw_only=True):
    """One thing said of one organisation or brand, for a time, by someone."""

    id: Id
    property: Literal[
        "legal_name",  # value: the full name
        "other_name",  # value: a brand or former name
        "mac_block_registrant",  # value: the name in the IEEE registry, exactly
        "registered_in",  # value: country code; its source speaks of registration or incorporation
        "based_in",  # value: country code; its source says where it sits, or whose company it calls it
        "owner",  # value: organisation id, or words for owners that are no organisation
        "subsidiary_of",  # value: organisation id; the same as owner with control
        "built_by",  # a brand: value is the organisation id of the builder
        "sold_by",  # a brand: value is the organisation id of the seller
    ]
    value: str
    share: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    """The first day on which it no longer held; None while it does."""
    original: str | None = None
    """The words as printed; none where only cited."""
    source: Source
    review_by: date
    product_line: str | None = None
    """Of a brand: the line or models for which alone it is said."""
    disputed_by: list[Id] = []
    """Statements of the other side."""


class Organisation(_File, frozen=True, kw_only=True):
    """packs/organisations/<id>.yml: a maker, parent, operator or state body."""

    id: Id
    name: str
    """Short name, as shown."""
    owners_held: Literal["whole", "part", "none"]
    """Whether the statements say who owns it, up to the last owner."""
    statements: list[Statement]


class Brand(_File, frozen=True, kw_only=True):
    """packs/brands/<id>.yml: a name on a label, who sells it and who builds it."""

    id: Id
    name: str
    statements: list[Statement]


class Shows(_File, frozen=True, kw_only=True):
    """What a fingerprint shows when it matches."""

    kind: DeviceKind | None = None
    maker: Id | None = None
    """Organisation id."""
    builder: Id | None = None
    """Organisation id of who built it, where the value tells that apart from whose name it bears."""
    product_line: str | None = None
    """The maker's own word for the family of products."""
    watches: bool | None = None
    """Something here streams or records, of whatever kind."""
    may_watch: bool = False
    """Something that suggests that it watches or listens, and does not settle it."""


class Fingerprint(_File, frozen=True, kw_only=True):
    """A pattern on one field of what devices say, and what it shows.

    Named groups `model` and `firmware` of the pattern are carried over as values.
    """

    id: Id
    field: str
    """As the readers write it: `ssdp.server`, `mdns.instance`, `name` (any name asked for), …"""
    pattern: str
    """Regular expression, searched without regard to case."""
    shows: Shows
    evidence: EvidenceKind
    confidence: Confidence = "medium"
    examples: Annotated[list[str], msgspec.Meta(min_length=1)]
    non_examples: Annotated[list[str], msgspec.Meta(min_length=1)]
    sources: Annotated[list[Source], msgspec.Meta(min_length=1)]
    review_by: date
    note: str | None = None


class FingerprintFile(_File, frozen=True, kw_only=True):
    """packs/fingerprints/<maker or protocol>.yml."""

    id: Id
    fingerprints: list[Fingerprint]


class HostName(_File, frozen=True, kw_only=True):
    """Whose service a name is, by longest suffix."""

    id: Id
    suffix: str
    """Matches the name itself and everything below it."""
    organisation: Id
    """Who runs the service."""
    role: (
        Literal[
            "cloud", "signalling", "relay", "time", "update", "api", "push", "web", "dns", "analytics", "cdn"
        ]
        | None
    ) = None
    anycast: Source | None = None
    """Who says that the addresses behind it are anycast; none where nobody was read to say so."""
    shows_maker: bool
    """Whether only devices of this organisation ask for it; false for clouds that many makers use."""
    source: Source
    review_by: date


class AddressRange(_File, frozen=True, kw_only=True):
    """Who operates an address range."""

    id: Id
    prefixes: list[str]
    source: Source
    original: str | None = None
    anycast: Source | None = None
    """Who says that its addresses are anycast; none where nobody was read to say so."""
    cdn: Source | None = None
    """Who says that a content delivery network answers there."""
    review_by: date


class Network(_File, frozen=True, kw_only=True):
    """packs/networks/<organisation>.yml: host names and address ranges of one operator."""

    id: Id
    """Organisation id."""
    as_number: int | None = None
    names: list[HostName] = []
    ranges: list[AddressRange] = []


class ListRule(_File, frozen=True, kw_only=True):
    """What a list says beside its names: categories, exceptions, waivers, end dates."""

    id: Id
    kind: Literal[
        "category",  # names a kind of thing, and no maker
        "scope",  # how far the entries reach: affiliates, uses, products
        "exception",  # something that the list leaves out
        "waiver",  # someone may let it be left out, case by case or for a time
        "approval",  # something that was let through by name
        "end_date",  # something that ends, or begins, on a day
        "consequence",  # what follows from being named
    ]
    concerns: str
    """What it does, in one sentence of ours."""
    entries: list[Id] = []
    """The entries that it speaks of; empty: all."""
    valid_from: date | None = None
    valid_to: date | None = None
    """The first day on which it no longer held."""
    original: str | None = None
    """The words as printed; none where only cited."""
    source: Source
    review_by: date


class ListFile(_File, frozen=True, kw_only=True):
    """packs/lists/<id>/list.yml: who publishes a list, under which law, and how much of it is held."""

    id: Id
    name: str
    short_name: str
    publisher: str
    country: Country
    url: str
    legal_basis: str
    licence: str
    held: Literal["whole", "part"]
    held_note: str
    """What is missing, in one sentence; for a whole list, what `whole` means."""
    stated_size: int | None = None
    """How many names its publisher says it has."""
    held_from: date | None = None
    held_until: date | None = None
    """The list is known as it stood between these days; outside them `not listed` is not answered."""
    rules: list[ListRule] = []
    source: Source
    review_by: date


class ListEntry(_File, frozen=True, kw_only=True):
    """packs/lists/<id>/entries.csv: one row per listing period."""

    id: Id
    name_as_printed: str
    organisation: Id | None
    listed_on: date
    removed_on: date | None
    scope: str
    """Semicolon-separated words the policies use: `telecommunications`, `video_surveillance`,
    `purpose_limited`, `affiliates`, …"""
    original: str | None
    source_title: str
    source_url: str
    source_publisher: str
    source_class: SourceClass
    retrieved: date
    read: Literal["here", "cited"]
    locator: str | None
    review_by: date


class Correction(_File, frozen=True, kw_only=True):
    """packs/<pack>/corrections.csv: that a row of this pack is withdrawn, or contested; the row itself stays."""

    row: Id
    """Id of the row that it speaks of."""
    corrected_on: date
    """From this day on the packs say so; what they said before can still be asked for."""
    what: Literal["retracted", "disputed"]
    """`retracted`: it was wrong, and answers no more; `disputed`: somebody objects, and it is not settled."""
    why: str
    """What was wrong; or the objection, in the words of whoever made it."""
    said_by: str
    """Who says so: ourselves, the organisation concerned, a reader."""
    replaced_by: Id | None
    """The row that says it right, if there is one."""


class LikeName(_File, frozen=True, kw_only=True):
    """packs/organisations/like_names.csv: a name that is like an organisation's, and stands for somebody else."""

    id: Id
    name_as_printed: str
    """The other name, as whoever bears it is registered or listed."""
    organisation: Id
    """The organisation whose name it is like."""
    original: str | None
    source_title: str
    source_url: str
    source_publisher: str
    source_class: SourceClass
    retrieved: date
    read: Literal["here", "cited"]
    locator: str | None
    review_by: date


class Measured(_File, frozen=True, kw_only=True):
    """packs/fingerprints/measured.csv: how often one maker was named rightly on devices that people labelled."""

    maker: Id
    """Organisation id."""
    devices: Annotated[int, msgspec.Meta(ge=0)]
    """Labelled devices of this maker in real captures; several captures of one device count once."""
    named_right: Annotated[int, msgspec.Meta(ge=0)]
    """Of these, the ones that were said to be made by it."""
    named_wrong: Annotated[int, msgspec.Meta(ge=0)]
    """Labelled devices of other makers that were said to be made by it."""
    measured_on: date
    labels: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    """SHA-256 over the labels that it was measured with."""

    @property
    def precision(self) -> float | None:
        """Share of its namings that were right; None where it was never named."""
        named = self.named_right + self.named_wrong
        return self.named_right / named if named else None


class Manifest(_File, frozen=True, kw_only=True):
    """packs/<pack>/pack.yml: version, day and licence of one pack."""

    id: Id
    version: str
    day: date
    licence: str
    attribution: str | None = None
    missing: str
    """How many rows are known to be missing, and which."""
