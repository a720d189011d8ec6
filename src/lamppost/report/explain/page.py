"""Lines of an explanation, and the parts that every one has: a claim, its chain, a frame."""

from rich.cells import cell_len

from lamppost.model.language import tr
from lamppost.model.result import Link
from lamppost.report.wording import (
    MATCH_WORDS,
    STATUS_MEANS,
    Claim,
    Seen,
    frame_filter,
    headed,
    is_observation,
    locator_of,
    place_of,
    plain,
    quoted,
    says,
    speaker,
    status_word,
    web_address,
    where,
    wrapped,
)

_MOST_LINES = 12


class Page:
    """Lines of plain text, wrapped and indented."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = []

    def text(self) -> str:
        """The page, ending with one newline."""
        return "\n".join(self.lines).strip("\n") + "\n"

    def say(self, text: str, *, indent: int = 0, label: str = "") -> None:
        """A paragraph, with a label before its first line."""
        start = indent + cell_len(label)
        for row, line in enumerate(wrapped(plain(text), max(20, self.width - start), _MOST_LINES)):
            before = " " * indent + label if row == 0 else " " * start
            self.lines.append(f"{before}{line}")

    def blank(self) -> None:
        """An empty line."""
        self.lines.append("")


def explain_claim(page: Page, claim: Claim) -> None:
    """Add what is said, how sure it is, its chain and what would disprove it."""
    page.blank()
    page.say(claim.text, label=headed(claim.label))
    if claim.status is not None:
        words = f"{status_word(claim.status)} ({tr(STATUS_MEANS[claim.status])})."
        page.say(words, indent=3, label=headed(tr("How sure")))
    explain_chain(page, claim.chain)
    page.say(claim.disproof, indent=3, label=headed(tr("What would disprove it")))


def explain_chain(page: Page, chain: list[Link]) -> None:
    """Add each link: what it says, where, who says it, and how to find it."""
    if not chain:
        page.say(tr("No link stands behind it."), indent=3)
    for number, link in enumerate(chain, start=1):
        page.say(says(link), indent=3, label=f"{number}. ")
        page.say(where(link), indent=6, label=f"{tr('where')}: ")
        words = tr("{who}; match: {match}", who=speaker(link), match=tr(MATCH_WORDS[link.match]))
        page.say(words, indent=6, label=f"{tr('who says it')}: ")
        if (display := frame_filter(link.locator)) is not None and is_observation(link):
            words = tr("{filter} (display filter, in {file})", filter=display, file=plain(link.source))
            page.say(words, indent=6, label=f"{tr('in Wireshark')}: ")
        for label, value in ((tr("rule"), link.rule), (tr("statement"), link.statement)):
            if value is not None:
                page.say(value, indent=6, label=f"{label}: ")
        if link.original is not None:
            page.say(quoted(link.original), indent=6, label=f"{tr('as printed')}: ")
        if (address := web_address(link.url)) is not None:
            page.lines.append(f"      {tr('address')}: {address}")  # whole, so that it can be copied
        if link.status is not None:
            page.say(status_word(link.status), indent=6, label=f"{tr('how sure')}: ")


def say_place(page: Page, seen: Seen, label: str) -> None:
    """Add where something was first seen, and of a frame the filter that finds it."""
    page.say(f"{label}: {place_of(seen)}")
    if (display := frame_filter(locator_of(seen))) is not None:
        words = tr("{filter} (display filter)", filter=display)
        page.say(words, indent=3, label=f"{tr('in Wireshark')}: ")
