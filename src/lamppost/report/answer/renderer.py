"""An answer for a terminal: what is said, how sure, by which source; and what is not held."""

from lamppost.model.answer import Answer, Claim, Section
from lamppost.model.language import tr
from lamppost.model.result import Link
from lamppost.report.answer import words
from lamppost.report.wording import plain, sentence, status_word, where, wrapped

MOST_CLAIMS = 14
LABEL = 3


def render(answer: Answer, *, width: int = 80, verbose: int = 0) -> str:
    """The answer as plain text.

    Args:
        answer: The answer document; nothing else is read.
        width: Display columns.
        verbose: 0 cuts long sections and names sources by number; 1 prints every claim with its sources.
    """
    lines = _head(answer, width)
    sources: dict[str, int] = {}
    for section in answer.sections:
        lines += _section(section, width, verbose, sources)
    if sources:
        lines += ["", tr("Sources")]
        for text, number in sources.items():
            first, *rest = wrapped(text, width - 6)
            lines += [f"{f'[{number}]':<5} {first}", *(f"      {line}" for line in rest)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(answer: Answer, width: int) -> list[str]:
    lines = wrapped(words.title(answer), width)
    if answer.match == words.SEVERAL:
        lines += wrapped(words.several(answer.asked), width)
        lines += [
            f"{'':<{LABEL}}{line}" for name in answer.near for line in wrapped(plain(name), width - LABEL)
        ]
    elif not words.is_held(answer):
        lines += wrapped(words.not_held(answer.asked), width)
        if answer.near:
            lines += wrapped(
                tr("Held and alike: {names}.", names=", ".join(plain(name) for name in answer.near)), width
            )
    elif matched := words.how_matched(answer):
        lines += wrapped(matched, width)
    return lines


def _section(section: Section, width: int, verbose: int, sources: dict[str, int]) -> list[str]:
    if not section.claims and section.not_held is None:
        return []
    lines = ["", *wrapped(plain(section.title), width)]
    shown = section.claims if verbose else section.claims[:MOST_CLAIMS]
    for claim in shown:
        lines += _claim(claim, width, sources)
    if len(section.claims) > len(shown):
        left = len(section.claims) - len(shown)
        lines.append(f"{'':<{LABEL}}{tr('… and {n} more (see -v or --json)', n=left)}")
    if section.not_held:
        lines += [f"{'':<{LABEL}}{line}" for line in wrapped(sentence(section.not_held), width - LABEL)]
    return lines


def _claim(claim: Claim, width: int, sources: dict[str, int]) -> list[str]:
    depth = (len(claim.text) - len(claim.text.lstrip(" "))) + LABEL
    numbers = [sources.setdefault(_source(link), len(sources) + 1) for link in claim.chain]
    marks = "".join(f"[{number}]" for number in dict.fromkeys(numbers))
    status = f" ({status_word(claim.status)})" if claim.status else ""
    text = f"{plain(claim.text)}{status}{' ' + marks if marks else ''}"
    first, *rest = wrapped(text, width - depth - 2)
    return [" " * depth + first, *(" " * (depth + 2) + line for line in rest)]


def _source(link: Link) -> str:
    words = where(link)
    if link.statement:
        words = tr("{place}; statement {id}", place=words, id=plain(link.statement))
    return f"{words} <{plain(link.url)}>" if link.url else words
