"""The blocks and table rows of an HTML page, as text with the line they begin on."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from lamppost.knowledge.files import read_text
from lamppost.knowledge.updating.rows import UpdateError

MOST_BYTES = 32 * 1024 * 1024
MOST_TAG = 64 * 1024
_SILENT = frozenset({"script", "style", "template", "noscript"})
_BLOCKS = frozenset(
    {
        "p",
        "li",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "td",
        "th",
        "tr",
        "br",
        "dd",
        "dt",
        "ul",
        "ol",
    }
)


class _Blocks(HTMLParser):
    """Collects text between the marks that begin or end a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[int, str]] = []
        self.rows: list[tuple[int, list[str]]] = []
        self._silent = 0
        self._words: list[str] = []
        self._cell: list[str] | None = None
        self._keeps_lines = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self._end_block()
        if tag == "pre":
            self._keeps_lines = True
        if tag == "tr":
            self._end_cell()
            self.rows.append((self.getpos()[0], []))
        if tag in ("td", "th") and self.rows:
            self._end_cell()
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BLOCKS:
            self._end_block()
        if tag == "pre":
            self._keeps_lines = False
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._cell is not None:
            self._cell.append(data)
        if self._keeps_lines:
            first = self.getpos()[0]
            lines = data.split("\n")
            self.blocks += [(first + at, line.rstrip()) for at, line in enumerate(lines) if line.strip()]
        else:
            self._words.append(data)

    def finish(self) -> None:
        self.close()
        self._end_block()
        self._end_cell()

    def _end_block(self) -> None:
        text = " ".join("".join(self._words).split())
        if text:
            self.blocks.append((self.getpos()[0], text))
        self._words = []

    def _end_cell(self) -> None:
        if self._cell is not None:
            self.rows[-1][1].append(" ".join("".join(self._cell).split()))
        self._cell = None


def read_blocks(path: Path) -> list[tuple[int, str]]:
    """Line and text of each block; of `pre`, of each line, with the spaces it begins with."""
    return _parsed(path).blocks


def read_rows_of_tables(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row of each table."""
    return (row for row in _parsed(path).rows if row[1])


def _parsed(path: Path) -> _Blocks:
    text = _without_comments(read_text(path, MOST_BYTES, "a page", error=UpdateError), path.name)
    _refuse_endless_tags(text, path.name)
    parser = _Blocks()
    try:
        parser.feed(text)
        parser.finish()
    except (ValueError, AssertionError) as error:  # such as a character reference of 5000 digits
        raise UpdateError(f"{path.name}: no page: {str(error)[:80]}", hint="Save the page anew.") from None
    return parser


def _without_comments(text: str, name: str) -> str:
    """The text with only the line ends of its comments, so that lines keep their numbers.

    The parser looks for the end of a comment again and again where there is none; here it is looked for once.
    """
    parts, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 2)
        if end < 0:
            line = text.count("\n", 0, start) + 1
            raise UpdateError(f"{name}:{line}: a comment that does not end", hint="Was the page cut?")
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + len("-->")
    return "".join([*parts, text[at:]])


def _refuse_endless_tags(text: str, name: str) -> None:
    """Refuse what makes the parser read the rest of a page once for every `<`."""
    end = -1
    for tag in re.finditer("<[a-zA-Z/!?]", text):
        if end < tag.start():
            end = text.find(">", tag.start())
        if end < 0 or end - tag.start() > MOST_TAG:
            line = text.count("\n", 0, tag.start()) + 1
            raise UpdateError(
                f"{name}:{line}: more than {MOST_TAG} characters between < and >",
                hint="Was the page cut? Save it anew.",
            )


def is_html(head: bytes) -> bool:
    """Whether a file begins as a page does."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4000].lower()
    return start.startswith(b"<") and (b"<html" in start or b"<!doctype" in start or b"<table" in start)
