"""Rows of JSON whose keys have `_` where Zeek's have a point (`id_orig_h`), asked by Zeek's own names.

`Log::default_scope_sep` of scripts/base/frameworks/logging/main.zeek (zeek/zeek) says what stands there.
"""

from collections.abc import Callable, Sequence

from lamppost.model.observations import Column
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import Addresses, Items, Rows

_LOOKED_AT = 64


def is_scoped(lines: Sequence[bytes]) -> bool:
    """Whether some of the first lines of a log have such keys."""
    some = lines[:_LOOKED_AT]
    return any(b'"id_orig_h"' in line or b'"certificate_version"' in line for line in some)


class ScopedRows:
    """The same rows; see `Rows`."""

    def __init__(self, rows: Rows) -> None:
        """Rows.

        Args:
            rows: As they stand in the log.
        """
        self.lines, self._rows = rows.lines, rows

    def __len__(self) -> int:
        return len(self._rows)

    def has(self, field: str) -> bool:
        """Whether any has the key."""
        return self._rows.has(_key(field))

    def times(self, field: str) -> Column:
        """Instants."""
        return self._rows.times(_key(field))

    def durations(self, field: str) -> Column:
        """Spans."""
        return self._rows.durations(_key(field))

    def integers(self, field: str, most: int = (1 << 63) - 1) -> Column:
        """Whole numbers."""
        return self._rows.integers(_key(field), most)

    def addresses(self, field: str) -> Addresses:
        """Addresses."""
        return self._rows.addresses(_key(field))

    def macs(self, field: str) -> Column:
        """MACs."""
        return self._rows.macs(_key(field))

    def words(self, field: str, known: Sequence[str]) -> Column:
        """Places among words."""
        return self._rows.words(_key(field), known)

    def numbers(self, field: str, into: Numbered, clean: Callable[[str], str | None] | None = None) -> Column:
        """Numbers of texts."""
        return self._rows.numbers(_key(field), into, clean)

    def keys(self, field: str) -> Column:
        """Hashes."""
        return self._rows.keys(_key(field))

    def texts(self, field: str) -> list[str | None]:
        """Texts."""
        return self._rows.texts(_key(field))

    def items(self, field: str) -> Items:
        """Members of lists."""
        return self._rows.items(_key(field))

    def addresses_within(self, field: str) -> tuple[Column, Addresses, list[tuple[int, str]]]:
        """Addresses in lists."""
        return self._rows.addresses_within(_key(field))

    def raw(self, field: str) -> list[bytes | None]:
        """Cells as they stand in the file."""
        return self._rows.raw(_key(field))

    def not_objects(self, field: str) -> Column:
        """Values where objects should be."""
        return self._rows.not_objects(_key(field))

    def where(self, rows: Column) -> "ScopedRows":
        """Some of the rows."""
        return ScopedRows(self._rows.where(rows))


def _key(field: str) -> str:
    return field.replace(".", "_")
