"""Who owns whom, as a tree: each owner below what it owns."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lamppost.model.chain import Named
from lamppost.report import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """An organisation and who owns it."""

    words: str
    owner: Named | None
    """None for the one at the root."""
    owners: list["Branch"] = field(default_factory=list)


def tree(root: Named | None, owners: Sequence[Named]) -> Branch | None:
    """The owners of an organisation as a tree; None where nobody is named.

    The chain of an owner begins with the chain of what it owns; where nobody here has that, it stands below the root,
    with words that say what it owns.
    """
    if root is None:
        return None
    top = Branch(words=wording.plain(root.name), owner=None)
    places: dict[tuple[tuple[str, str, str], ...], Branch] = {}
    for one in sorted(owners, key=lambda owner: len(owner.chain)):
        steps = tuple((link.subject, link.property, link.value) for link in one.chain)
        above = next(
            (places[steps[:length]] for length in range(len(steps) - 1, 0, -1) if steps[:length] in places),
            top,
        )
        branch = Branch(words=wording.owned(one), owner=one)
        above.owners.append(branch)
        places.setdefault(steps, branch)
    return top
