"""The result document: one frozen, versioned record that every report renders (design §4)."""

from datetime import date
from typing import Literal

import msgspec

from lamppost.model.vocabulary import (
    SEVERITIES,
    DeviceKind,
    EvidenceKind,
    Match,
    Severity,
    SourceClass,
    Status,
    VerdictKind,
)

SCHEMA_VERSION = "1"


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document; unknown fields are refused, so that an old reader never half-reads."""


class Link(_Part, frozen=True, kw_only=True):
    """One step of a chain: who said what of whom, where it stands and on which day it held."""

    subject: str
    property: str
    value: str
    source: str
    """For a statement its title and publisher; for an observation the evidence file's name."""
    source_class: SourceClass
    match: Match
    day: str
    """ISO day of the observation, or the day the source was retrieved."""
    locator: str
    """`frame 12`, `row 3`, `article 7`, …: where in the source."""
    statement: str | None = None
    """Id of the pack statement, so that someone it concerns can say what is wrong."""
    url: str | None = None
    original: str | None = None
    """The words as printed; None where only cited."""
    rule: str | None = None
    """Id of the fingerprint or rule that read the value."""
    status: Status | None = None
    from_own_pack: bool = False
    """The statement stands in a pack that the user brought, and not in a shipped one."""


Links = list[Link]


class Named(_Part, frozen=True, kw_only=True):
    """An organisation as an answer: who, how sure, and why."""

    id: str | None
    """Organisation id in the packs, or None where a source names one that no pack holds."""
    name: str
    status: Status
    chain: list[Link]
    disproof: str
    """What would show this to be wrong."""


class Model(_Part, frozen=True, kw_only=True):
    """What the device says its model is."""

    text: str
    chain: list[Link]


class Place(_Part, frozen=True, kw_only=True):
    """A country that a named source locates an address in."""

    country: str
    source: str


class Destination(_Part, frozen=True, kw_only=True):
    """One name or address outside that a device talked to."""

    id: str
    name: str | None
    address: str
    service_of: Named | None
    """Whose service the name is."""
    role: str | None
    """What the name is for, as its owner's documents say: `time`, `signalling`, …; None if unknown."""
    operator: Named | None
    """Who runs the network that the address lies in."""
    as_number: int | None
    registered_in: str | None
    """ISO 3166-1 alpha-2 of the registry's delegation, lower case."""
    registered_source: str | None
    located_in: Place | None
    sent_bytes: int
    received_bytes: int
    ports: list[str]
    """`tcp/443`, sorted."""
    first_row: int
    """Frame number of the first packet of the first flow."""
    evidence: str
    first_seen_at: str
    last_seen_at: str
    laws: list[str]


class Observed(_Part, frozen=True, kw_only=True):
    """One observed value that attribution used; with the packs it is attributed again on another day."""

    evidence: EvidenceKind
    link: Link
    """Where it was seen, and the part of it that a fingerprint matched."""
    model: str | None = None
    firmware: str | None = None


class Note(_Part, frozen=True, kw_only=True):
    """What the user read on a device or in a document, and entered."""

    kind: Literal["label", "document"]
    text: str
    """The words as read."""
    seen_on: date
    maker: str | None = None
    """The maker's name, where the user told it apart from the other words."""


class Listing(_Part, frozen=True, kw_only=True):
    """A list that names the maker, the builder or an owner of either, on the day asked about."""

    list: str
    list_name: str
    named: str
    """The name as printed on the list."""
    organisation: str
    since: str
    until: str | None
    since_at_latest: bool = False
    """Only an edition's day is known: it may be listed since before `since`."""
    status: Status
    since_capture: bool | None
    """Whether it already held on the last day of the evidence; None if that day is unknown."""
    through: Literal["maker", "builder"] = "maker"
    """Whether it names the maker or an owner of it, or the builder or an owner of that."""
    chain: Links


class Device(_Part, frozen=True, kw_only=True):
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
    builder_owners: list[Named] = []
    destinations: list[Destination]
    listings: list[Listing]
    inside_only: bool
    """No destination outside was seen."""
    first_seen_at: str
    last_seen_at: str
    first_row: int
    evidence: str
    next_proof: str | None
    tried: list[str]
    """Evidence about the maker that was looked for and absent."""
    observed: list[Observed] = []
    """What was observed of it and matched; the attributions above follow from it and the packs."""
    heard: list[str] = []
    """Fields that it filled, whether or not a fingerprint knew the value."""
    n_names: int = 0
    """Distinct names that it asked for."""
    mac_registrant: str | None = None
    notes: list[Note] = []


class Unknown(_Part, frozen=True, kw_only=True):
    """Devices that no fingerprint knows: their MAC block, why they stay unknown, how many; nothing else."""

    mac_block: str | None
    reason: str
    count: int


class Verdict(_Part, frozen=True, kw_only=True):
    """What one rule says of one device."""

    id: str
    subject: str
    policy: str
    rule: str
    kind: VerdictKind
    severity: Severity
    reason: str
    question: str | None
    """What to find out to close an `open` one."""
    remedy: str | None
    law: str | None
    chain: list[Link]


class EvidenceFile(_Part, frozen=True, kw_only=True):
    """A file that was handed over."""

    id: str
    path: str
    sha256: str
    size_bytes: int
    format: str
    read: str


class PackRef(_Part, frozen=True, kw_only=True):
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


class PolicyRef(_Part, frozen=True, kw_only=True):
    """A policy that judged, or `none`."""

    id: str
    name: str
    sha256: str
    context: dict[str, str | bool | None]
    """The facts about the user that its rules asked for; null: not told."""


class Table(_Part, frozen=True, kw_only=True):
    """A reference table that others maintain: MAC blocks, countries of registration."""

    id: str
    version: str
    day: str | None
    use: str


class Gap(_Part, frozen=True, kw_only=True):
    """One thing this evidence could not show, measured."""

    code: str
    text: str
    count: int | None
    of: int | None


class Coverage(_Part, frozen=True, kw_only=True):
    """What the evidence covers and what stays outside the light."""

    packets: int
    first_seen_at: str | None
    last_seen_at: str | None
    hours_with_traffic: int
    vlan_ids: list[int]
    connections: int
    connections_without_name: int
    gaps: list[Gap]
    next_proofs: list[str]


class Issue(_Part, frozen=True, kw_only=True):
    """Something that could not be read."""

    evidence: str
    row: int | None
    what: str
    expected: str
    hint: str


class Suppression(_Part, frozen=True, kw_only=True):
    """A named, dated, reasoned exception."""

    rule: str
    subject: str
    who: str
    why: str
    until: str


class ToolRef(_Part, frozen=True, kw_only=True):
    """Which program made this."""

    name: str
    version: str


class ResultDocument(_Part, frozen=True, kw_only=True):
    """Everything a report may show; nothing else is read."""

    schema_version: str
    tool: ToolRef
    as_of: date
    packs: list[PackRef]
    policies: list[PolicyRef]
    tables: list[Table]
    evidence: list[EvidenceFile]
    devices: list[Device]
    device_counts: dict[str, int]
    unknown_devices: list[Unknown]
    sites: list[dict[str, str]]
    assets: list[dict[str, str]]
    verdicts: list[Verdict]
    coverage: Coverage
    issues: list[Issue]
    suppressions: list[Suppression]


def gravity(verdict: Verdict) -> tuple[int, int, str, str]:
    """Sorts verdicts for people: fail, open, pass, not applicable; the severe before the light."""
    order = ("fail", "open", "pass", "notApplicable")
    return order.index(verdict.kind), -SEVERITIES.index(verdict.severity), verdict.rule, verdict.id


def worst(result: ResultDocument, fail_on: str, min_severity: str) -> bool:
    """Whether a verdict is at or above what `--fail-on` names."""
    if fail_on == "never":
        return False
    kinds = {"fail"} if fail_on == "fail" else {"fail", "open"}
    floor = SEVERITIES.index(min_severity)
    return any(
        verdict.kind in kinds and SEVERITIES.index(verdict.severity) >= floor for verdict in result.verdicts
    )


def encode(result: ResultDocument) -> bytes:
    """The document as indented JSON, the same bytes for the same content."""
    return msgspec.json.format(msgspec.json.encode(result, order="deterministic"), indent=1) + b"\n"


def json_schema() -> dict[str, object]:
    """The published JSON Schema of the document (2020-12), made from the types above."""
    return msgspec.json.schema(ResultDocument)
