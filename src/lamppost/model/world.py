"""The world document: who supplies whom by country, in one edition or beside another; made of the same links as an answer."""

from datetime import date
from typing import Literal

import msgspec

from lamppost.model.result import Link, PackRef, ToolRef

WORLD_VERSION = "1"

HeldBy = Literal["both", "first", "second", "neither"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document; unknown fields are refused."""


class MapChoice(_Part, frozen=True, kw_only=True):
    """What one map is asked to show."""

    as_of: date
    edition: str | None = None
    """None: the newest that was out on the day."""
    supplier: str | None = None
    """None: all of them."""
    kind: str | None = None
    """Only countries for which this kind is ticked; None: all."""


class EditionRef(_Part, frozen=True, kw_only=True):
    """An edition of an index of deployments."""

    id: str
    title: str
    year: int
    out_on: date
    """The day it was out by: its own, else the last of its year."""
    scope: str
    attribution: str
    """The credit that its licence asks for."""
    caveats: list[str]
    link: Link


class NamedSupplier(_Part, frozen=True, kw_only=True):
    """A supplier that an edition names for a country."""

    name: str
    organisation: str | None
    as_printed: str
    locator: str


class MapPlace(_Part, frozen=True, kw_only=True):
    """A country that an edition speaks of; of one that it does not, nothing is held, which is not none."""

    country: str
    name: str
    """As printed there."""
    suppliers: list[NamedSupplier]
    """Those that fit the choice; an empty list says that the edition names none."""
    kinds: list[str]
    locator: str


class MapSide(_Part, frozen=True, kw_only=True):
    """One map."""

    choice: MapChoice
    edition: EditionRef | None
    """None where none was out on the day, or not the one that was chosen."""
    supplier: str | None
    """What the chosen supplier is called."""
    places: list[MapPlace]


class MapDifference(_Part, frozen=True, kw_only=True):
    """One country on two maps."""

    country: str
    name: str
    held_by: HeldBy
    """Which of the maps names a supplier for it."""
    only_first: list[str]
    only_second: list[str]


class MapSupplier(_Part, frozen=True, kw_only=True):
    """A supplier that may be chosen."""

    name: str
    n_countries: int
    """For how many countries any edition names it."""


class World(_Part, frozen=True, kw_only=True):
    """One map, or two and what differs."""

    world_version: str
    tool: ToolRef
    packs: list[PackRef]
    editions: list[EditionRef]
    """All that are held, the oldest first."""
    suppliers: list[MapSupplier]
    also_held: list[str]
    """Codes of further countries of which the packs hold something else: a rule, a case, a law, another edition."""
    sides: list[MapSide]
    differences: list[MapDifference]
    """Empty for one map."""
