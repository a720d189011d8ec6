"""Names of hosts by the ends that they share."""

from collections.abc import Callable, Mapping
from functools import lru_cache


def longest_suffix(rows: Mapping[str, str]) -> Callable[[str], str | None]:
    """Gives the row of the longest suffix that is held of a name, or None; many names end alike, and are looked up once.

    Args:
        rows: The row of each suffix, in lower case.
    """

    def found(rest: str) -> str | None:
        while rest:
            if row := rows.get(rest):
                return row
            rest = rest.partition(".")[2]
        return None

    return lru_cache(maxsize=1 << 12)(found)
