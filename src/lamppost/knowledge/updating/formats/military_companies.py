"""The list of Chinese military companies under section 1260H, as the Federal Register or a table prints it.

Three shapes: a Federal Register document (HTML, or the text of the Government Publishing Office,
https://www.govinfo.gov/help/fr), where the names follow a sentence that ends in a colon and stand one per
paragraph or line; a CSV table with the columns Name, Start date and End date; and, with the format named on
the command line, a plain list of names, one per line. A document prints no day of listing, only its own.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from lamppost.knowledge.updating.delimited import is_text, read_lines, read_table
from lamppost.knowledge.updating.markup import is_html, read_blocks
from lamppost.knowledge.updating.rows import Event, Format, Reject, Row, UpdateError, read_day

FORMAT = Format(
    id="dod-1260h",
    title="Entities identified as Chinese military companies in accordance with section 1260H",
    publisher="Department of Defense",
    url="https://www.federalregister.gov/agencies/defense-department",
    hosts=("federalregister.gov", "govinfo.gov", "defense.gov", "war.gov"),
    country="us",
    legal_basis="Pub. L. 116-283, section 1260H",
    licence="public domain as a work of the United States government (17 U.S.C. 105)",
    attribution=None,
    source_class="official",
    has_many_lists=False,
)
SUBJECT = re.compile(r"chinese military compan(?:y|ies)", re.IGNORECASE)
BEGINS = re.compile(r"(?:entit(?:y|ies)|compan(?:y|ies)|list)\b.*:$", re.IGNORECASE)
ENDS = re.compile(r"^(?:Dated?:|\[?FR Doc\b|BILLING CODE\b|Billing Code\b|-{10,})")
FURNITURE = re.compile(r"^\[\[Page \d+\]\]$|^(?:Start|End) (?:Printed Page|Signature)")
DAY = re.compile(
    r"\b\w+day, (?P<day>(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4})\b"
)
LONGEST_NAME = 300
TABLE = ("Name", "Start date")
BULLETS = "•·\u2013-* \t"


def sniff(head: bytes, name: str) -> bool:
    """Whether the beginning is that of such a document or table; a plain list of names shows nothing."""
    text = head.decode("utf-8", "replace")
    line = text.lstrip("\ufeff").split("\n", 1)[0].strip()
    if line.startswith("Name,") and "Start date" in line:
        return "1260h" in name.lower() or "Parent Name" in line
    return bool(SUBJECT.search(text)) and ("Federal Register" in text or "1260H" in text)


def read(path: Path) -> Iterator[Event]:
    """One event per name, in file order.

    Raises:
        UpdateError: No list of names is found in it.
    """
    with path.open("rb") as file:
        head = file.read(8192)
    first = head.decode("utf-8", "replace").lstrip("\ufeff").split("\n", 1)[0]
    if first.startswith("Name,") and "Start date" in first:
        yield from _table(path)
    elif is_html(head):
        yield from _document(path, read_blocks(path))
    else:
        lines = [(at, line.rstrip()) for at, line in enumerate(read_lines(path), start=1) if line.strip()]
        if any(SUBJECT.search(line) for _, line in lines):
            yield from _document(path, lines)
        else:
            yield from (_event(f"line {at}", line.strip(), None) for at, line in lines)


def _table(path: Path) -> Iterator[Event]:
    for row in read_table(path, TABLE):
        if isinstance(row, Reject):
            yield row
            continue
        number, cells = row
        locator, url = f"line {number}", cells.get("Source Url", "").strip()
        try:
            listed_on, removed_on = read_day(cells["Start date"]), read_day(cells.get("End date", ""))
        except ValueError as error:
            yield Reject(locator=locator, what=f"day {str(error)!r}", expected="a day as 2026-11-23")
            continue
        name = cells["Name"].strip()
        if not name or (removed_on and (listed_on is None or removed_on <= listed_on)):
            yield Reject(
                locator=locator, what=f"{name!r}, to {removed_on}", expected="a name; an end after the start"
            )
            continue
        yield Row(
            list_name=FORMAT.title,
            name=name,
            original=name,
            locator=locator,
            listed_on=listed_on,
            removed_on=removed_on,
            url=url if url.startswith("https://") else None,
        )


def _document(path: Path, blocks: Iterable[tuple[int, str]]) -> Iterator[Event]:
    """The names between the sentence that announces them and the end of the notice."""
    seen_on, announced, count, sentence = None, False, 0, ""
    kept: list[tuple[int, str]] = []
    for number, block in blocks:
        text = block.strip()
        found = DAY.search(text)
        if found and seen_on is None:
            seen_on = _day_of(found["day"], path, number)
        if FURNITURE.match(text):
            continue
        if not announced:
            sentence = f"{sentence} {text}"[-600:]
            announced = text.endswith(":") and bool(BEGINS.search(sentence) and SUBJECT.search(sentence))
            continue
        if ENDS.match(text):
            break
        kept.append((number, block))
    for number, name in _joined(kept):
        count += 1
        yield _event(f"line {number}", name, seen_on)
    if not count:
        raise UpdateError(
            f"{path.name}: no list of names in it",
            hint="The names stand in the supplementary information, after a colon; save the whole document.",
        )


def _day_of(text: str, path: Path, number: int) -> date | None:
    try:
        return read_day(text)
    except ValueError:
        raise UpdateError(
            f"{path.name}:{number}: the notice is of {text[:40]!r}, which is no day",
            hint="Was the file edited or cut? Save the whole document.",
        ) from None


def _joined(blocks: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Names whose rest stands, further in than the first line, on the next line."""
    margin = min((len(text) - len(text.lstrip()) for _, text in blocks), default=0)
    held: tuple[int, str] | None = None
    for number, text in blocks:
        if held and len(text) - len(text.lstrip()) > margin:
            if len(held[1]) <= LONGEST_NAME:  # else it is rejected as it is
                held = held[0], f"{held[1]} {text.strip()}"
            continue
        if held:
            yield held
        held = number, text.strip()
    if held:
        yield held


def _event(locator: str, printed: str, seen_on: date | None) -> Event:
    name = printed.lstrip(BULLETS).rstrip()
    if not name or not is_text(name):
        return Reject(locator=locator, what="no name", expected="a name, as UTF-8")
    if len(name) > LONGEST_NAME or name.count("(") != name.count(")"):
        return Reject(locator=locator, what=f"{name[:60]!r}", expected="one whole name on a line")
    return Row(list_name=FORMAT.title, name=name, original=name, locator=locator, seen_on=seen_on)
