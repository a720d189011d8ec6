"""A letter as plain text, Markdown and one HTML page that loads nothing; what is filled in stays inert."""

import re
from collections.abc import Iterable
from pathlib import Path

from lamppost.model.errors import LamppostError
from lamppost.model.language import ENGLISH, speaking, tr
from lamppost.model.result import ResultDocument
from lamppost.report.letter.facts import Fact
from lamppost.report.letter.sourcing import Source, marks
from lamppost.report.letter.writing import Letter, write
from lamppost.report.marking import unmarked
from lamppost.report.pages import environment
from lamppost.report.wording import plain, wrapped

WIDTH = 80
TEMPLATES = Path(__file__).parent
MEDIA: dict[str, str] = {"txt": "text/plain", "md": "text/markdown", "html": "text/html"}
"""Format, which is its ending, and its media type."""
_INDENT = 4
_MOST_LETTERS = 2000
_SAFE_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+", re.IGNORECASE)


def render(result: ResultDocument, identity: str, *, kind: str = "supplier", to: str = "txt") -> str:
    """A letter about one thing of a result.

    Args:
        result: The result document; nothing else is read.
        identity: Id of a device, a row, a verdict, a destination or a gap.
        kind: Which letter.
        to: `txt`, `md` or `html`.

    Raises:
        LamppostError: There is no such kind, id or format, or nobody can be asked.
    """
    return render_letter(write(result, identity, kind), to)


def render_letter(letter: Letter, to: str) -> str:
    """A letter in one of its formats.

    Raises:
        LamppostError: There is no such format.
    """
    if to not in MEDIA:
        raise LamppostError(
            tr("no letter is written as {format}", format=repr(to)),
            hint=tr("There are {names}.", names=", ".join(MEDIA)),
        )
    with speaking(ENGLISH):  # its own words are those of its language already
        return {"txt": _text, "md": _markdown, "html": _page}[to](letter)


def asked(letter: Letter) -> list[str]:
    """Its questions, each ended as a sentence."""
    with speaking(ENGLISH):
        return [f"{plain(one)}." for one in letter.questions]


def _text(letter: Letter) -> str:
    """Lines of at most 80 columns, addresses of sources apart, which stay whole."""
    lines = [plain(one) for one in letter.sender] + [""]
    for one in letter.recipient:
        lines += wrapped(plain(one), WIDTH)
    lines += ["", *wrapped(letter.heading, WIDTH), "", letter.greeting, ""]
    lines += _paragraphs(letter.opening)
    if letter.facts:
        lines += [letter.heads["facts"], "", *_numbered(_said(one) for one in letter.facts), ""]
    lines += [letter.heads["questions"], ""]
    if letter.own_lead is not None:
        lines += [*wrapped(letter.own_lead, WIDTH), "", *_numbered(f"{one}." for one in letter.own), ""]
    lines += [*wrapped(letter.lead, WIDTH), ""]
    lines += [*_numbered(asked(letter), len(letter.own) + 1), "", *_paragraphs(letter.closing)]
    lines += [letter.farewell[0], "", *letter.farewell[1:], "", *wrapped(letter.reference, WIDTH), ""]
    lines += [letter.heads["sources"], ""]
    for number, source in enumerate(letter.sources, start=1):
        lines += _hung(f"[{number}]", plain(source.text))
        lines += [f"{'':<{_INDENT + 1}}{source.url}"] if source.url else []
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in (*wrapped(plain(text), WIDTH), "")]


def _numbered(texts: Iterable[str], start: int = 1) -> list[str]:
    return [
        line for at, text in enumerate(texts, start=start) for line in _hung(f"{at}.", plain(text), _INDENT)
    ]


def _hung(label: str, text: str, indent: int = _INDENT + 1) -> list[str]:
    first, *rest = wrapped(text, WIDTH - indent)
    return [f"{label:<{indent}}{first}", *(f"{'':<{indent}}{line}" for line in rest)]


def _said(fact: Fact) -> str:
    return f"{plain(fact.text)} {marks(fact.sources)}".strip()


def _markdown(letter: Letter) -> str:
    lines = [*_lines(letter.sender), "", *_lines(letter.recipient), ""]
    lines += [f"# {_md(letter.heading)}", "", _md(letter.greeting), ""]
    lines += [line for text in letter.opening for line in (_md(text), "")]
    if letter.facts:
        lines += [f"## {_md(letter.heads['facts'])}", "", *_items(map(_said, letter.facts)), ""]
    lines += [f"## {_md(letter.heads['questions'])}", ""]
    if letter.own_lead is not None:
        lines += [_md(letter.own_lead), "", *_items(f"{one}." for one in letter.own), ""]
    lines += [_md(letter.lead), "", *_items(asked(letter), len(letter.own) + 1), ""]
    lines += [line for text in letter.closing for line in (_md(text), "")]
    lines += [*_lines(letter.farewell), "", _md(letter.reference), ""]
    lines += [f"## {_md(letter.heads['sources'])}", ""]
    for number, source in enumerate(letter.sources, start=1):
        lines.append(f"* {_md(f'[{number}] {source.text}')}{_link(source)}")
    return "\n".join(lines) + "\n"


def _lines(texts: Iterable[str]) -> list[str]:
    """Lines that stay apart."""
    held = [_md(text) for text in texts]
    return [*(f"{text}\\" for text in held[:-1]), held[-1]]


def _items(texts: Iterable[str], start: int = 1) -> list[str]:
    return [f"{at}. {_md(text)}" for at, text in enumerate(texts, start=start)]


def _link(source: Source) -> str:
    if source.url is None:
        return ""
    return f" <{source.url}>" if _SAFE_URL.fullmatch(source.url) else f" {_md(source.url)}"


def _md(text: str) -> str:
    return unmarked(text, _MOST_LETTERS)


def _page(letter: Letter) -> str:
    made = environment(TEMPLATES)
    return made.get_template("letter.html").render(letter=letter, asked=asked(letter), marks=marks)
