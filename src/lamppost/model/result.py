"""The result document: one frozen, versioned record that every report renders (design §4)."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from lamppost.model.chain import Link, Links, Named, Part
from lamppost.model.covered import Coverage, Gap, Issue, Unknown
from lamppost.model.evidence import Aside, ColumnRead, EvidenceFile, SheetRead
from lamppost.model.inventory import Disagreement, Inventory, Joined
from lamppost.model.listed import Listing
from lamppost.model.notes import Note, Reply
from lamppost.model.reach import Alike, Destination, LawGround, LawReach, Place, Unlisted
from lamppost.model.saying import Saying, Sentence
from lamppost.model.sites import Site, Street
from lamppost.model.vocabulary import (
    SEVERITIES,
    DeviceKind,
    EvidenceKind,
    Reached,
    RowKind,
    Severity,
    ToldBy,
    VerdictKind,
)

__all__ = [
    "Alike",
    "Aside",
    "Asset",
    "ColumnRead",
    "Coverage",
    "Destination",
    "Device",
    "Disagreement",
    "EvidenceFile",
    "Gap",
    "Inventory",
    "Issue",
    "Joined",
    "LawGround",
    "LawReach",
    "Link",
    "Links",
    "Listing",
    "Model",
    "Named",
    "Note",
    "Observed",
    "PackRef",
    "Part",
    "Place",
    "PolicyRef",
    "Reply",
    "ResultDocument",
    "RuleRef",
    "SheetRead",
    "Site",
    "Street",
    "Suppression",
    "Table",
    "ToolRef",
    "Unknown",
    "Unlisted",
    "Verdict",
    "encode",
    "gravity",
    "json_schema",
]

SCHEMA_VERSION = "3"
SHARED_VERSION = "4"
"""Of a document in which each thing stands once: the same parts, written by `lamppost.model.folding`."""


class Model(Part, frozen=True, kw_only=True):
    """What the device says its model is."""

    text: str
    chain: list[Link]


class Observed(Part, frozen=True, kw_only=True):
    """One observed value that attribution used; with the packs it is attributed again on another day."""

    evidence: EvidenceKind
    link: Link
    """Where it was seen, and the part of it that a fingerprint matched."""
    model: str | None = None
    firmware: str | None = None


class Device(Part, frozen=True, kw_only=True):
    """One device that watches or listens, or may."""

    id: str
    mac: str | None
    addresses: list[str]
    kind: DeviceKind
    kind_chain: list[Link]
    watches: bool | None
    maker: Named | None
    builder: Named | None
    product_line: Model | None = None
    model: Model | None
    firmware: Model | None
    owners: list[Named]
    """Of the maker, nearest first."""
    builder_owners: list[Named] = msgspec.field(default_factory=list)
    destinations: list[Destination]
    unlisted: Unlisted | msgspec.UnsetType = msgspec.UNSET
    """Destinations that are counted and not listed; absent where all are listed."""
    listings: list[Listing]
    reach: Reached
    """The widest that it was seen to talk to."""
    inside_only: bool
    """It talked to others inside, and to nobody outside, in this evidence."""
    laws: list[LawReach] = msgspec.field(default_factory=list)
    """Access laws over its maker and whoever controls the maker."""
    law_grounds: list[LawGround] = msgspec.field(default_factory=list)
    """The chains behind its laws and those of its destinations, each once."""
    first_seen_at: str
    last_seen_at: str
    first_row: int
    evidence: str
    row_kind: RowKind | msgspec.UnsetType = msgspec.UNSET
    """What `first_row` counts where the file is a log; absent where it is a frame."""
    next_proof: Sentence | None
    tried: list[Sentence]
    """Evidence about the maker that was looked for and absent."""
    observed: list[Observed] = msgspec.field(default_factory=list)
    """What was observed of it and matched; the attributions above follow from it and the packs."""
    heard: list[str] = msgspec.field(default_factory=list)
    """Fields that it filled, whether or not a fingerprint knew the value."""
    n_names: int = 0
    """Distinct names that it asked for."""
    mac_registrant: str | None = None
    notes: list[Note] = msgspec.field(default_factory=list)

    @property
    def alike(self) -> list[Alike]:
        """The destinations that are not listed, by operator and country; none where all are listed."""
        return self.unlisted.groups if self.unlisted else []

    @property
    def n_destinations(self) -> int:
        """How many destinations it has, listed or not."""
        return len(self.destinations) + (self.unlisted.destinations if self.unlisted else 0)


class Asset(Part, frozen=True, kw_only=True):
    """A row of a list of suppliers or things, and who the maker is that it names."""

    id: str
    file: str
    """Relative to the folder that was worked in; the base name where the file lies elsewhere."""
    sheet: str | None = None
    """The sheet or part of the file that `line` is a row of; null where it is a line of the file."""
    line: int
    end_line: int
    end_column: int
    """Where the row ends: the column behind its last letter, in code points from 1; 0 on a sheet."""
    maker_text: str | None
    brand_text: str | None
    model_text: str | None
    kind_text: str | None
    mac: str | None = None
    """Of what watches or listens; of what may, the block alone."""
    address: str | None = None
    """Of what watches or listens alone, as is `host`."""
    told_by: ToldBy = "list"
    host: str | None = None
    nth: int
    """1 for the first row with these words in the file, 2 for the next."""
    kind: DeviceKind
    kind_chain: list[Link]
    watches: bool | None
    maker: Named | None
    builder: Named | None
    owners: list[Named]
    builder_owners: list[Named]
    listings: list[Listing]
    laws: list[LawReach] = msgspec.field(default_factory=list)
    """Access laws over its maker and builder and whoever controls them."""
    law_grounds: list[LawGround] = msgspec.field(default_factory=list)
    """The chains behind its laws, each once."""
    next_proof: Sentence | None


class Verdict(Part, frozen=True, kw_only=True):
    """What one rule says of one device."""

    id: str
    subject: str
    policy: str
    rule: str
    kind: VerdictKind
    severity: Severity
    suppressed_by: str | None = None
    """Id of the suppression that works on it; the verdict stays what it is."""
    reason: Sentence
    question: Sentence | None
    """What to find out to close an `open` one."""
    remedy: Sentence | None
    law: str | None
    chain: list[Link]
    asked: dict[str, str | bool | list[str] | None] = msgspec.field(default_factory=dict)
    """The facts that the rule asks for, as they were known; null: not known; `at least …` where there may be more."""


class PackRef(Part, frozen=True, kw_only=True):
    """A pack that was read: which version, and the hash of its files."""

    id: str
    version: str
    day: str
    sha256: str
    licence: str
    origin: str
    """`shipped` or `user`."""
    signed_by: str | None = None
    """Name and fingerprint of the trusted key that signed a user's pack; None: not signed."""


class RuleRef(Part, frozen=True, kw_only=True):
    """A rule of a policy that judged, in the policy's own words."""

    id: str
    title: Sentence
    severity: Severity
    why: Sentence
    remedy: Sentence
    false_alarms: Sentence
    law: str
    url: str


class PolicyRef(Part, frozen=True, kw_only=True):
    """A policy that judged, or `none`."""

    id: str
    name: Sentence
    sha256: str
    context: dict[str, str | bool | None]
    """The facts about the user that its rules asked for; null: not told."""
    rules: list[RuleRef] = msgspec.field(default_factory=list)


class Table(Part, frozen=True, kw_only=True):
    """A reference table that others maintain: MAC blocks, countries of registration."""

    id: str
    version: str
    day: str | None
    use: Sentence


class Suppression(Part, frozen=True, kw_only=True):
    """A named, dated, reasoned exception: the verdict stays, and is marked."""

    id: str
    policy: str
    rule: str
    by: Literal["device", "mac", "address", "asset"]
    """What `subject` is."""
    subject: str
    who: str
    why: str
    until: date
    """The last day on which it works."""
    file: str
    line: int
    """Where it stands in the file."""
    state: Literal["active", "expired", "not_needed", "no_match"]
    """`not_needed`: what it matches neither fails nor is open; `no_match`: nothing here is meant."""
    note: Sentence
    """The same in words, and why."""
    verdicts: list[str]
    """Ids of the verdicts that it suppresses."""


class ToolRef(Part, frozen=True, kw_only=True):
    """Which program made this."""

    name: str
    version: str


class ResultDocument(Part, frozen=True, kw_only=True):
    """Everything a report may show; nothing else is read."""

    schema_version: str
    """Which form of the document this is; others are read, or refused by name."""
    tool: ToolRef
    as_of: date
    """The day asked about: lists, owners, laws and policies are taken as they held on it."""
    packs: list[PackRef]
    """What was known, by version and hash."""
    policies: list[PolicyRef]
    """Which policies were chosen; `none` where nothing is judged."""
    tables: list[Table]
    """Tables that others maintain, and that were looked into."""
    evidence: list[EvidenceFile]
    """The files, with hash, size, and how much of each was read."""
    devices: list[Device]
    """Those that watch or listen, or may."""
    device_counts: dict[str, int]
    """All other devices of a capture by kind: nothing of them but how many."""
    unknown_devices: list[Unknown]
    """Devices of which not even the kind is known: MAC block and reason, nothing else."""
    sites: list[Site]
    """Cameras of a map or register."""
    assets: Sequence[Asset]
    """Rows of lists."""
    verdicts: Sequence[Verdict]
    """What each rule says of each thing."""
    coverage: Coverage
    """What the evidence could show, and what it could not."""
    issues: list[Issue]
    """What could not be read: where, what it is, what was expected, what to try."""
    suppressions: list[Suppression]
    """What the user excepted: who, why, until when."""
    inventory: Inventory | msgspec.UnsetType = msgspec.UNSET
    """How lists and captures fit together; absent where there was only one of them."""
    street: Street | msgspec.UnsetType = msgspec.UNSET
    """What is seen of a place; absent where the evidence is no map and no register of cameras."""
    sentences: dict[str, Saying] = msgspec.field(default_factory=dict)
    """What the sentences of this document that hold values were made of, by the sentence."""


def gravity(verdict: Verdict) -> tuple[int, int, str]:
    """Sorts verdicts for people: fail, open, pass, not applicable; the severe before the light.

    Those of one rule stay in the order of the document, which is that of its devices and rows.
    """
    order = ("fail", "open", "pass", "notApplicable")
    return order.index(verdict.kind), -SEVERITIES.index(verdict.severity), verdict.rule


def encode(result: ResultDocument) -> bytes:
    """The document as indented JSON, the same bytes for the same content."""
    return msgspec.json.format(msgspec.json.encode(result, order="deterministic"), indent=1) + b"\n"


def json_schema() -> dict[str, object]:
    """The published JSON Schema of the document (2020-12), made from the types above."""
    return msgspec.json.schema(ResultDocument)
