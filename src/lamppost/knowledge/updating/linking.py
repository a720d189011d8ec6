"""Which organisation a printed name is: only the one that bears exactly this name, legal form aside.

`Group`, `Technology` and the like stay, for they tell companies apart: China Electronics Corporation is not
China Electronics Technology Group Corporation.
"""

from collections.abc import Mapping

from lamppost.knowledge.spelling import normalised
from lamppost.knowledge.structs import Organisation


class Names:
    """The names of the organisations in hand."""

    def __init__(self, organisations: Mapping[str, Organisation]) -> None:
        """Collect short, legal and other names."""
        self._holders: dict[str, set[str]] = {}
        for organisation in organisations.values():
            said = [
                row.value for row in organisation.statements if row.property in ("legal_name", "other_name")
            ]
            for name in (organisation.name, *said):
                self._holders.setdefault(normalised(name), set()).add(organisation.id)

    def organisation_of(self, name: str) -> str | None:
        """The id of the one organisation of this name; None where there is none, or more than one."""
        holders = self._holders.get(normalised(name), set())
        return next(iter(holders)) if len(holders) == 1 else None
