"""Where a device sends: to whom, how much, in which shape, and which laws bind those who can get at it."""

from collections.abc import Iterable

import msgspec

from lamppost.model.chain import Links, Named, Part
from lamppost.model.vocabulary import (
    MarkKind,
    Opener,
    RowKind,
    SeatKind,
    Status,
    Summed,
    Through,
    Traffic,
)


def told_sum(numbers: Iterable[int | None]) -> int | None:
    """What numbers add up to, as far as they are told; None where there are some and none is told."""
    held = list(numbers)
    told = [number for number in held if number is not None]
    return sum(told) if told or not held else None


class Place(Part, frozen=True, kw_only=True):
    """A country that a named source locates an address in."""

    country: str
    source: str


class Outcomes(Part, frozen=True, kw_only=True):
    """How many connections of TCP went which way; those begun before the recording or not seen whole are none of these."""

    established: int
    """Both sides agreed to talk: a SYN and its SYN with ACK are in the recording."""
    refused: int
    """A SYN that a reset answered."""
    unanswered: int
    """A SYN, and neither a SYN with ACK nor a reset came back."""


class Exchange(Part, frozen=True, kw_only=True):
    """What went over one port, one way of opening; the word for its shape rests on these numbers alone."""

    port: str
    """`tcp/443`: protocol and the port that was listened on."""
    opened_by: Opener
    connections: int
    sent_bytes: int | None
    """IP bytes, headers included; null where the log tells them of no connection, as in all sums."""
    received_bytes: int | None
    sent_packets: int | None
    received_packets: int | None
    active_s: float | None
    """Sum of how long each connection lasted, first packet to last, in seconds."""
    untold: list[Summed] | msgspec.UnsetType = msgspec.UNSET
    """Sums that are at least what they say, or null: the log does not tell them of some connections; absent where none is."""
    traffic: Traffic
    outcomes: Outcomes | None = None
    """None for all but TCP, and in documents written before outcomes were counted."""
    first_row: int | None = None
    """Frame number of the first packet of its first connection; None in older documents."""
    evidence: str | None = None
    """The file that frame is in; None in older documents."""
    row_kind: RowKind | msgspec.UnsetType = msgspec.UNSET
    """What `first_row` counts where the file is a log; absent where it is a frame."""
    community_id: str | None = None
    """Community ID, version 1 and seed 0, of its first connection; None where the ports were not seen."""


class Mark(Part, frozen=True, kw_only=True):
    """That a destination is a relay, a CDN or anycast, and who says so."""

    kind: MarkKind
    status: Status
    chain: Links


class Seat(Part, frozen=True, kw_only=True):
    """A country that an organisation is registered or sits in, as a statement has it on the day."""

    country: str
    by: SeatKind
    status: Status
    chain: Links


class LawReach(Part, frozen=True, kw_only=True):
    """An access law of a country or union that an organisation is registered or sits in.

    It says that the law of that place names whom it binds, and that this organisation is there. Whether the
    law's words cover the organisation, or this traffic, is not said.
    """

    law: str
    """Id of the law in the packs."""
    name: str
    country: str
    """Whose law it is: ISO 3166-1 alpha-2 in lower case, or `eu`."""
    organisation: str
    """Id of the organisation that it reaches."""
    organisation_name: str
    through: Through
    owner_of: Through | None = None
    """Where it reaches an owner: of whom."""
    seat: str
    """The country by which it reaches the organisation; for a union, the member state."""
    seat_by: SeatKind
    bound: str
    """Where the law says whom it binds: article or section."""
    in_force_from: str | None
    """ISO day; None where the day is not held."""
    status: Status
    """That of the weakest link; a candidate at best where the day in force is not held, and for a seat that is
    no registration."""
    ground: str
    """Id of the chain that it rests on, among the grounds of the device: many destinations share one."""


class LawGround(Part, frozen=True, kw_only=True):
    """Why a law reaches an organisation: owners, registration, membership, days in force, whom it binds."""

    id: str
    chain: Links


class Destination(Part, frozen=True, kw_only=True):
    """One name or address outside that a device talked to, or that talked to it."""

    id: str
    name: str | None
    address: str
    service_of: Named | None
    """Whose service the name is."""
    service_seats: list[Seat] = msgspec.field(default_factory=list)
    role: str | None
    """What the name is for, as its owner's documents say: `time`, `signalling`, …; None if unknown."""
    operator: Named | None
    """Who runs the network that the address lies in."""
    operator_seats: list[Seat] = msgspec.field(default_factory=list)
    """Where the operator itself is registered or sits; another thing than `registered_in`."""
    as_number: int | None
    registered_in: str | None
    """Where the *address* is registered: ISO 3166-1 alpha-2 of the registry's delegation, lower case."""
    registered_source: str | None
    located_in: Place | None
    marks: list[Mark] = msgspec.field(default_factory=list)
    sent_bytes: int | None
    """Null where the log tells it of no connection; at least so many where an exchange says so."""
    received_bytes: int | None
    ports: list[str]
    """`tcp/443`, sorted."""
    exchanges: list[Exchange] = msgspec.field(default_factory=list)
    """By port and opener, most bytes first."""
    opened_by: Opener = "device"
    traffic: Traffic = "unknown"
    """The shape of the exchange with most bytes."""
    first_row: int
    """Frame number of the first packet of the first flow."""
    evidence: str
    row_kind: RowKind | msgspec.UnsetType = msgspec.UNSET
    """What `first_row` counts where the file is a log; absent where it is a frame."""
    first_seen_at: str
    last_seen_at: str
    laws: list[LawReach] = msgspec.field(default_factory=list)


class Alike(Part, frozen=True, kw_only=True):
    """Destinations of a device that are not listed one by one: those of one operator, with addresses of one country."""

    operator: str | None
    """Id of the operator; None where none is known, or the packs hold none of its name."""
    operator_name: str | None
    operator_status: Status | None
    registered_in: str | None
    destinations: int
    connections: int
    sent_bytes: int | None
    """Null where the log tells it of no connection."""
    received_bytes: int | None


class Unlisted(Part, frozen=True, kw_only=True):
    """The destinations of a device that are counted, and not listed one by one."""

    destinations: int
    groups: list[Alike]
    """Most destinations first."""
    is_of_this_day: bool = True
    """Whether operators are those of the document's day and packs; else of those when the evidence was read."""
