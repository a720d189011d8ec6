"""What evidence covers: how much was read, what could not be, and what stays outside the light."""

import msgspec

from lamppost.model.chain import Part
from lamppost.model.ids import make_id
from lamppost.model.saying import Sentence
from lamppost.model.vocabulary import Level


class Gap(Part, frozen=True, kw_only=True):
    """One thing this evidence could not show, measured."""

    code: str
    text: Sentence
    count: int | None
    of: int | None

    @property
    def id(self) -> str:
        """Names it within its document; made of what it says, so that no document need hold it."""
        return make_id("gap", self.code, self.text)


class Redaction(Part, frozen=True, kw_only=True):
    """That a document was made for others to see, and what was taken out of it."""

    level: Level
    words: Sentence
    """What the level keeps and what it takes out."""
    taken_out: dict[str, int]
    """Distinct things that are out or have a pseudonym, by what they are."""


class Coverage(Part, frozen=True, kw_only=True):
    """What the evidence covers and what stays outside the light."""

    packets: int | None
    """Null where the evidence is logs: nobody counted them here."""
    first_seen_at: str | None
    last_seen_at: str | None
    hours_with_traffic: int
    vlan_ids: list[int]
    connections: int
    connections_without_name: int
    connections_logged: int | msgspec.UnsetType = msgspec.UNSET
    """Connections that logs tell, or exports within captures, inside and to the outside; absent where there is neither."""
    rows: int = 0
    """Rows of lists that were read."""
    rows_not_read: int = 0
    """Rows of lists that were not."""
    gaps: list[Gap]
    next_proofs: list[Sentence]
    shared: Redaction | msgspec.UnsetType = msgspec.UNSET
    """Absent from all documents but those of `lamppost share`."""


class Unknown(Part, frozen=True, kw_only=True):
    """Devices that no fingerprint knows: their MAC block, why they stay unknown, how many; nothing else."""

    mac_block: str | None
    reason: Sentence
    count: int


class Issue(Part, frozen=True, kw_only=True):
    """Something that could not be read."""

    evidence: str
    row: int | None
    what: Sentence
    expected: Sentence
    hint: Sentence
