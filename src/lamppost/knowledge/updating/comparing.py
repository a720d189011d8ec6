"""Held entries and the rows of a file, compared listing by listing."""

from collections.abc import Iterable, Iterator, Sequence

from lamppost.knowledge.structs import ListEntry
from lamppost.knowledge.updating.difference import Difference, Edition, base_id, base_of
from lamppost.knowledge.updating.matching import Match
from lamppost.knowledge.updating.rows import Row, name_key


def compare(list_id: str, held: Sequence[ListEntry], rows: Iterable[Row], edition: Edition) -> Difference:
    """What the rows change.

    Args:
        list_id: The list.
        held: Its entries, retracted ones among them.
        rows: The rows of the file that are of this list, in any order.
        edition: What is known of the file.

    Raises:
        UpdateError: The day of the edition is needed and unknown.
    """
    difference = Difference(list_id)
    used = {entry.id for entry in held}
    replaced: dict[str, ListEntry] = {}
    for entries, found in _groups(list_id, held, rows):
        match = Match(list_id, entries, found, edition, difference, used)
        replaced |= match.settle()
    new = [*difference.added, *difference.reappeared, *(row for _, row, _ in difference.changed)]
    difference.entries = [replaced.get(entry.id, entry) for entry in held]
    difference.entries += sorted(new, key=lambda entry: (entry.listed_on, entry.id))
    return difference


def _groups(
    list_id: str, held: Sequence[ListEntry], rows: Iterable[Row]
) -> Iterator[tuple[list[ListEntry], list[Row]]]:
    """Entries and rows that share a base id or a printed name, directly or through others; by base id."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    members: list[tuple[str, ListEntry | Row]] = [(base_of(entry.id), entry) for entry in held]
    members += [(base_id(list_id, row.publisher_id, row.name), row) for row in rows]
    for base, member in members:
        name = member.name_as_printed if isinstance(member, ListEntry) else member.name
        first, second = sorted((root(f"id {base}"), root(f"name {name_key(name)}")))
        parent[second] = first
    groups: dict[str, tuple[list[ListEntry], list[Row]]] = {}
    for base, member in members:
        entries, found = groups.setdefault(root(f"id {base}"), ([], []))
        if isinstance(member, ListEntry):
            entries.append(member)
        else:
            found.append(member)
    members.clear()  # of hundreds of thousands of rows, these take more than the rows
    parent.clear()
    for key in sorted(groups):
        yield groups.pop(key)
