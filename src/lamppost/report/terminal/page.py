"""Lines of text that never get wider than the terminal; colour only decorates them."""

from collections.abc import Iterable, Sequence
from typing import Literal

from rich.cells import cell_len

from lamppost.model.language import number, tr, tr_in
from lamppost.report.wording import cut, plain, wrapped

Style = Literal["heading", "name", "faint", "fail", "open", "pass"]

NARROWEST = 40
LABEL_COLUMNS = 13

_SGR: dict[Style, str] = {  # select graphic rendition, ECMA-48 §8.3.117
    "heading": "1",
    "name": "1",
    "faint": "2",
    "fail": "1;31",
    "open": "33",
    "pass": "32",
}


class Page:
    """Collects lines; every value handed in is made plain first."""

    def __init__(self, *, width: int, color: bool, verbose: int) -> None:
        self.width = max(NARROWEST, width)
        self.color = color
        self.verbose = verbose
        self.label_columns = max(LABEL_COLUMNS, min(int(tr_in("columns of labels", "13")), self.width // 3))
        self.lines: list[str] = []

    def text(self) -> str:
        """The page, its lines without trailing space, ending with one newline."""
        return "\n".join(line.rstrip() for line in self.lines) + "\n"

    def blank(self) -> None:
        """An empty line."""
        self.lines.append("")

    def heading(self, text: str) -> None:
        """A line that opens a section, with an empty one before it."""
        self.blank()
        self.lines.append(self._styled(cut(plain(text), self.width), "heading"))

    def say(self, text: str, *, indent: int = 0, style: Style | None = None, most: int | None = None) -> None:
        """A paragraph, wrapped."""
        for line in wrapped(plain(text), self.width - indent, most):
            self.lines.append(" " * indent + self._styled(line, style))

    def field(self, label: str, text: str, *, indent: int = 3, most: int | None = 4) -> None:
        """A label and its value, wrapped beside it."""
        columns = self.label_columns
        if cell_len(label) >= columns:  # of another language: on a line of its own
            self.lines.append(" " * indent + self._styled(label, "faint"))
            label = ""
        label += " " * (columns - cell_len(label))
        for row, line in enumerate(wrapped(plain(text), self.width - indent - columns, most)):
            name = label if row == 0 else " " * columns
            self.lines.append(" " * indent + self._styled(name, "faint") + line)

    def fields(self, label: str, texts: Iterable[str], *, most: int = 4) -> None:
        """One label and a value per line; long lists are cut with the number left out."""
        for row, text in enumerate(self.some(list(texts), most)):
            self.field(label if row == 0 else "", text)

    def ends(self, left: str, right: str, *, indent: int = 0, style: Style | None = None) -> None:
        """One line: a name at the left, something short at the right margin."""
        right = cut(plain(right), self.width // 2 - 2)
        left = cut(plain(left), self.width - indent - cell_len(right) - 2)
        gap = " " * (self.width - indent - cell_len(left) - cell_len(right))
        self.lines.append(" " * indent + self._styled(left, style) + gap + self._styled(right, "faint"))

    def row(
        self, cells: Sequence[str], widths: Sequence[int], *, right: frozenset[int], faint: bool = False
    ) -> None:
        """One row of a table, each cell cut to its column; `right` ones stand at its right edge."""
        parts: list[str] = []
        for place, (cell, columns) in enumerate(zip(cells, widths, strict=True)):
            value = cut(plain(cell), columns)
            space = " " * (columns - cell_len(value))
            parts.append(space + value if place in right else value + space)
        line = ("   " + "  ".join(parts)).rstrip()
        self.lines.append(self._styled(line, "faint" if faint else None))

    def some(self, items: list[str], most: int) -> list[str]:
        """The first items, and how many more there are; all of them when asked for more words."""
        if self.verbose or len(items) <= most:
            return items
        return [*items[:most], more(len(items) - most)]

    def _styled(self, text: str, style: Style | None) -> str:
        if not self.color or style is None or not text.strip():
            return text
        return f"\x1b[{_SGR[style]}m{text}\x1b[0m"


def more(count: int) -> str:
    """What stands where a long list was cut."""
    return tr("… and {n} more (see -o report.html or --json)", n=number(count))
