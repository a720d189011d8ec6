"""Names of hosts by the ends that they share."""

from collections.abc import Iterable, Mapping
from functools import lru_cache


class Suffixes:
    """Rows by suffixes of names; many names end alike, and are looked up once."""

    def __init__(self, rows: Mapping[str, str]) -> None:
        """Nothing is looked up yet.

        Args:
            rows: The row of each suffix, in lower case.
        """
        self._rows, self._longest = rows, lru_cache(maxsize=1 << 12)(self._found)

    def rows_of(self, names: Iterable[str]) -> list[str | None]:
        """The row of the longest suffix that is held of each name, or None.

        Args:
            names: In lower case, without a final dot.
        """
        whole, longest = self._rows.get, self._longest
        return [whole(name) or longest(name.partition(".")[2]) for name in names]

    def _found(self, rest: str) -> str | None:
        while rest:
            if row := self._rows.get(rest):
                return row
            rest = rest.partition(".")[2]
        return None
