"""What every answer is made of: links from one to the next, and an organisation as an answer."""

import msgspec

from lamppost.model.saying import Sentence
from lamppost.model.vocabulary import Match, SourceClass, Status


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the document; unknown fields are refused, so that an old reader never half-reads."""


class Link(Part, frozen=True, kw_only=True):
    """One step of a chain: who said what of whom, where it stands and on which day it held."""

    subject: str
    property: str
    value: str
    source: str
    """For a statement its title and publisher; for an observation the evidence file's name."""
    source_class: SourceClass | None
    """None for a text of which it is not said whose copy was read."""
    match: Match
    day: str
    """ISO day of the observation, or the day the source was retrieved."""
    locator: str
    """`frame 12`, `line 7`, `row 3`, `article 7`, …: where in the source."""
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


class Named(Part, frozen=True, kw_only=True):
    """An organisation as an answer: who, how sure, and why."""

    id: str | None
    """Organisation id in the packs, or None where a source names one that no pack holds."""
    name: str
    status: Status
    chain: list[Link]
    disproof: Sentence
    """What would show this to be wrong."""
