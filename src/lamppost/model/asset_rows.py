"""Rows of lists as they are held while many are at hand: each set of words once, and numbers for the rest."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from lamppost.model.assets import AssetRow
from lamppost.model.result import EvidenceFile, Issue
from lamppost.model.vocabulary import ToldBy

Words = tuple[str | None, str | None, str | None, str | None]
"""Maker, brand, model and kind of a row, as they are written."""
Group = tuple[str, str | None, ToldBy]
"""File, sheet and who tells."""
_OWN = ("mac", "address", "host")


class AssetRows(Sequence[AssetRow]):
    """Rows in the order in which they were read; an `AssetRow` is made when it is asked for."""

    def __init__(self) -> None:
        """No row yet."""
        self.words: list[Words] = []
        """Each set of words once, in the order in which they were first met."""
        self.groups: list[Group] = []
        """Each file, sheet and who tells, once."""
        self.of_words = array("I")
        """Of each row the place of its words in `words`."""
        self.of_group = array("I")
        self._place = array("q"), array("q"), array("q"), array("q")
        self._own: dict[str, list[str | None]] = {}
        self._word_numbers: dict[Words, int] = {}
        self._group_numbers: dict[Group, int] = {}

    @classmethod
    def joined(cls, parts: Sequence["AssetRows"]) -> "AssetRows":
        """The rows of several files, one behind the other.

        Args:
            parts: Those of each file.
        """
        if len(parts) == 1:
            return parts[0]
        rows = cls()
        for part in parts:
            rows._add_all(part)
        return rows

    def __len__(self) -> int:
        return len(self.of_words)

    @overload
    def __getitem__(self, at: int) -> AssetRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[AssetRow]: ...
    def __getitem__(self, at: int | slice) -> AssetRow | list[AssetRow]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        maker, brand, model, kind = self.words[self.of_words[at]]
        file, sheet, told_by = self.groups[self.of_group[at]]
        line, end_line, end_column, nth = self._place
        mac, address, host = (self._own[name][at] if name in self._own else None for name in _OWN)
        return AssetRow(
            file=file,
            sheet=sheet,
            line=line[at],
            end_line=end_line[at],
            end_column=end_column[at],
            maker=maker,
            brand=brand,
            model=model,
            kind=kind,
            mac=mac,
            address=address,
            host=host,
            told_by=told_by,
            nth=nth[at],
        )

    def __iter__(self) -> Iterator[AssetRow]:
        return map(self.__getitem__, range(len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def number_of(self, words: Words) -> int:
        """The place of some words in `words`, which have one from then on.

        Args:
            words: Maker, brand, model and kind.
        """
        number = self._word_numbers.setdefault(words, len(self.words))
        if number == len(self.words):
            self.words.append(words)
        return number

    def group_of(self, group: Group) -> int:
        """The place of a file, a sheet and who tells in `groups`, which has them from then on.

        Args:
            group: The three.
        """
        number = self._group_numbers.setdefault(group, len(self.groups))
        if number == len(self.groups):
            self.groups.append(group)
        return number

    def add(
        self,
        words: int,
        group: int,
        place: tuple[int, int, int],
        nth: int,
        own: Sequence[str | None] = (),
    ) -> None:
        """Add a row behind the others.

        Args:
            words: The place of its words in `words`.
            group: The place in `groups` of its file and sheet, and of who tells.
            place: First line, last line and last column.
            nth: 1 for the first row of the file with these words, 2 for the next.
            own: MAC address, IP address and host name; nothing where it has none of them.
        """
        self.of_words.append(words)
        self.of_group.append(group)
        lines, end_lines, end_columns, times = self._place
        line, end_line, end_column = place
        lines.append(line)
        end_lines.append(end_line)
        end_columns.append(end_column)
        times.append(nth)
        if own or self._own:
            self._add_own(own or (None, None, None))

    def _add_own(self, own: Sequence[str | None]) -> None:
        """Add what a row has of its own; a column that no row has had anything in does not exist."""
        for name, value in zip(_OWN, own, strict=True):
            if name in self._own:
                self._own[name].append(value)
            elif value is not None:
                self._own[name] = [*([None] * (len(self) - 1)), value]

    def _add_all(self, part: "AssetRows") -> None:
        before = len(self)
        numbers = [self.number_of(words) for words in part.words]
        self.of_words.extend(numbers[one] for one in part.of_words)
        groups = [self.group_of(one) for one in part.groups]
        self.of_group.extend(groups[one] for one in part.of_group)
        for column, more in zip(self._place, part._place, strict=True):  # noqa: SLF001 - another of its kind
            column.extend(more)
        for name in _OWN:
            own = part._own.get(name)  # noqa: SLF001
            if own is not None or name in self._own:
                held = self._own.setdefault(name, [None] * before)
                held += own if own is not None else [None] * len(part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """What was read of a list."""

    evidence: EvidenceFile
    rows: AssetRows
    issues: list[Issue]
