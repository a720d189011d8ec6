"""What evidence covers: how much was read, what could not be, and what stays outside the light."""

from lamppost.model.chain import Part


class Gap(Part, frozen=True, kw_only=True):
    """One thing this evidence could not show, measured."""

    code: str
    text: str
    count: int | None
    of: int | None


class Coverage(Part, frozen=True, kw_only=True):
    """What the evidence covers and what stays outside the light."""

    packets: int
    first_seen_at: str | None
    last_seen_at: str | None
    hours_with_traffic: int
    vlan_ids: list[int]
    connections: int
    connections_without_name: int
    rows: int = 0
    """Rows of lists that were read."""
    rows_not_read: int = 0
    """Rows of lists that were not."""
    gaps: list[Gap]
    next_proofs: list[str]


class Issue(Part, frozen=True, kw_only=True):
    """Something that could not be read."""

    evidence: str
    row: int | None
    what: str
    expected: str
    hint: str
