"""Rows of a text whose cells a separator keeps apart (RFC 4180), one by one; a row that is none is said to be so, and the next is read."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TextIO

from lamppost.model.saying import noted, say
from lamppost.model.sheets import Row
from lamppost.observe.tabular.headings import meaning_of

SEPARATORS = ",;\t|"
MOST_LINES = 100
"""Lines of one row: a quote that has not ended by then never does."""
MOST_LINE = 1 << 20
_LOOKED_AT = 60


class Lines:
    """The lines of a text, numbered; those that turned out to be none of a row are given again."""

    def __init__(self, text: TextIO) -> None:
        """Begin at the start of the text."""
        self._text = text
        self._again: list[str] = []
        self.number = 0
        """That of the line given last."""
        self.taken: list[str] = []
        """Lines given since `begin`."""

    def begin(self) -> None:
        """A row begins with the next line."""
        self.taken = []

    def give_back(self) -> None:
        """All lines of a row but its first are given again."""
        self._again = self.taken[1:] + self._again
        self.number -= len(self.taken) - 1
        self.taken = self.taken[:1]

    def look(self) -> list[str]:
        """The first lines, which are given again."""
        first = [line for _ in range(_LOOKED_AT) if (line := self._read())]
        self._again = first + self._again
        return first

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        if len(self.taken) == MOST_LINES:
            raise csv.Error(noted("a quote that does not end"))
        line = self._again.pop(0) if self._again else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        if len(line) >= MOST_LINE:
            raise csv.Error(say("more than {most} letters", most=MOST_LINE))
        return line

    def _read(self) -> str:
        """The next line; of one that is too long the beginning, and its rest is passed over."""
        line = self._text.readline(MOST_LINE)
        if len(line) == MOST_LINE and not line.endswith(("\n", "\r")):
            while (more := self._text.readline(MOST_LINE)) and not more.endswith(("\n", "\r")):
                pass
        return line


def rows_of(lines: Lines, separator: str) -> Iterator[Row]:
    """Each row, in file order."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = noted("a quote that does not end") if "unexpected end" in str(error) else str(error)
            is_open = len(lines.taken) > 1 or "unexpected end" in str(error)
            lines.give_back()
            reader = csv.reader(lines, delimiter=separator, strict=True)
            yield _row(lines, [lines.taken[0].rstrip("\r\n")], fault, is_open=is_open)
            continue
        yield _row(lines, cells, None)


def _row(lines: Lines, cells: list[str], fault: str | None, *, is_open: bool = False) -> Row:
    last = lines.taken[-1].rstrip("\r\n")
    return Row(
        line=lines.number - len(lines.taken) + 1,
        end_line=lines.number,
        end_column=len(last) + 1,
        cells=cells,
        fault=fault,
        is_open=is_open,
    )


def separator_of(lines: Sequence[str]) -> str:
    """The separator that makes most headings of a line, then cells of one number in most lines, then most cells."""

    def speaks_for(separator: str) -> tuple[float, ...]:
        rows = [cells for line in lines if len(cells := _split(line, separator)) > 1]
        known = max((sum(meaning_of(cell) is not None for cell in cells) for cells in rows), default=0)
        if not rows:
            return (known, 0, 0)
        width, often = Counter(map(len, rows)).most_common(1)[0]
        return (known, often, width)

    return max(SEPARATORS, key=speaks_for)


def _split(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)
