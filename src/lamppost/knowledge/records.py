"""What the packs of laws, deployments and places look like."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from lamppost.knowledge.structs import Country, Source
from lamppost.model.policy import Id

Region = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}(-[a-z0-9]{1,3})?$")]
"""ISO 3166-1 alpha-2, or ISO 3166-2, in lower case; `eu` for the European Union."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a pack file; an unknown field is refused by name."""


class Passage(_File, frozen=True, kw_only=True):
    """Words of a text, as printed, and where they stand."""

    id: Id
    original: str | None = None
    """The words as printed, in the language they were read in; None where only cited."""
    language: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}$")] = "en"
    locator: str
    """Article, section or paragraph."""
    source: Source
    valid_from: date | None = None
    valid_to: date | None = None
    """First day on which these words no longer held."""


class AccessLaw(_File, frozen=True, kw_only=True):
    """packs/laws/<id>.yml: an instrument by which a state can reach data; the same fields for every state.

    A field that is empty was not found in a text that someone read; it does not say that the law is silent.
    """

    id: Id
    name: str
    short_name: str
    original_name: str | None = None
    country: Region
    url: str
    """The primary text."""
    in_force_from: date | None = None
    in_force_to: date | None = None
    bound: list[Passage] = []
    """Whom it binds."""
    asked: list[Passage] = []
    """What can be asked of them."""
    oversight: list[Passage] = []
    """Who checks the asking."""
    secrecy: list[Passage] = []
    """Whether the asked may speak of it."""
    abroad: list[Passage] = []
    """Whether it reaches data or persons outside the state."""
    sources: Annotated[list[Source], msgspec.Meta(min_length=1)]
    """Sources of name and days in force."""
    review_by: date


Kind = Literal["smart_city", "facial_recognition", "smart_policing", "social_media"]


class Edition(_File, frozen=True, kw_only=True):
    """packs/deployments/<edition>/edition.yml: one edition of an index of who supplies whom."""

    id: Id
    title: str
    author: str
    publisher: str
    published_on: date | None
    """None where the day was not found; then it counts as out from the end of its year."""
    year: int
    licence: str
    attribution: str
    """The credit its licence asks for; printed wherever its rows are."""
    scope: str
    """What it counts and leaves out, in one sentence."""
    kinds: list[Kind]
    """The kinds that this edition distinguishes."""
    caveats: list[str]
    source: Source
    review_by: date


class CountryRow(_File, frozen=True, kw_only=True):
    """packs/deployments/<edition>/countries.csv: one country of one edition, as printed there."""

    country: Country
    name_as_printed: str
    region: str | None
    regime: str | None
    """Regime type as printed; the edition says by which scale."""
    belt_and_road: bool | None
    """The edition's own column; null where it has none."""
    kinds: str
    """Semicolon-separated kinds that are ticked; empty for none."""
    chinese_supply: bool | None
    """The edition's own column on supply by companies based in China."""
    us_supply: bool | None
    other_supply: str | None
    """The edition's column on other countries of supply, as printed."""
    locator: str


class SupplyRow(_File, frozen=True, kw_only=True):
    """packs/deployments/<edition>/suppliers.csv: one supplier named for one country in one edition."""

    country: Country
    supplier_as_printed: str
    organisation: Id | None
    """Null where no organisation file matches; shown as printed then."""
    locator: str


class RegimeRow(_File, frozen=True, kw_only=True):
    """packs/deployments/<edition>/regimes.csv, where there is one: V-Dem's type of every country, as printed there."""

    country: Country
    name_as_printed: str
    year: int
    regime: Literal["CA", "EA", "ED", "LD"]
    """Closed or electoral autocracy, electoral or liberal democracy."""
    locator: str


class Project(_File, frozen=True, kw_only=True):
    """packs/deployments/projects/<id>.yml: one named deployment with its own sources."""

    id: Id
    name: str
    country: Country
    place: str
    suppliers: list[Id]
    kinds: list[Kind]
    began_on: date | None = None
    ended_on: date | None = None
    passages: Annotated[list[Passage], msgspec.Meta(min_length=1)]
    review_by: date


class Turn(_File, frozen=True, kw_only=True):
    """One turn in the history of a rule or case, such as enacted, decided, appealed, lapsed or repealed."""

    id: Id
    on: date
    what: Literal[
        "announced", "introduced", "enacted", "signed", "in_force", "amended", "decided", "appealed", "reversed",
        "lapsed", "repealed", "admitted", "found", "ended",
    ]  # fmt: skip
    words: str
    """One sentence of ours on what happened; what it means stays with the passage."""
    original: str | None = None
    locator: str
    source: Source


class PlaceRule(_File, frozen=True, kw_only=True):
    """packs/places/<id>.yml: a rule or a case about facial recognition in public space, with its history."""

    id: Id
    name: str
    place: Region
    place_name: str
    kind: Literal["ban", "moratorium", "permission", "conditions", "case", "incident"]
    concerns: str
    """Who may not, or may, do what: in one sentence of ours."""
    holds_from: date | None = None
    holds_to: date | None = None
    """First day on which it no longer held; None while it does, or where it is a case."""
    turns: Annotated[list[Turn], msgspec.Meta(min_length=1)]
    review_by: date


class Register(_File, frozen=True, kw_only=True):
    """packs/places/registers/<id>.yml: a list of the cameras of a place that somebody keeps, and who may see it."""

    id: Id
    name: str
    place: Region
    """The country, or its part, that it lies in."""
    names: list[str]
    """What maps call the place, in the languages of maps; empty: all of `place`."""
    keeper: str
    holds: str
    """Which cameras, and what of them: in one sentence of ours."""
    access: Literal["published", "published_once", "on_request", "refused", "authorities", "none"]
    """`published_once`: and not seen to be kept up. `authorities`: kept for them; that others may see it was not read.
    `none`: the body said that there is no register."""
    law: str | None = None
    """The law that the source names for keeping it, giving it out or keeping it back; None where it names none."""
    passages: Annotated[list[Passage], msgspec.Meta(min_length=1)]
    review_by: date


class Membership(_File, frozen=True, kw_only=True):
    """One state in one union, for a time."""

    id: Id
    country: Country
    valid_from: date | None = None
    valid_to: date | None = None
    """The first day on which it was no longer a member."""
    original: str | None = None
    locator: str
    source: Source


class Union(_File, frozen=True, kw_only=True):
    """packs/places/unions/<id>.yml: states whose rules hold in all of them, or that signed up to one thing."""

    id: Id
    name: str
    place: Region | None
    """The code by which rules name it, such as `eu`; None where it makes no rules."""
    held: Literal["whole", "part"]
    held_note: str
    members: Annotated[list[Membership], msgspec.Meta(min_length=1)]
    review_by: date
