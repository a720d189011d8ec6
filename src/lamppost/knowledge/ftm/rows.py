"""Which rows of the packs go out, what was left out and how often, and how a row names its source."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from lamppost.knowledge.packs import Packs
from lamppost.knowledge.structs import Brand, ListEntry, Organisation, Source, Statement
from lamppost.model.followthemoney import day

Sourced = dict[str, list[str | None]]


class Rows:
    """The rows that go out: of every time, or those that held on one day; never one that was retracted."""

    def __init__(self, packs: Packs, as_of: date | None) -> None:
        """Nothing is read before it is asked for, save what was withdrawn and what is contested."""
        self.packs = packs
        self.as_of = as_of
        self.left_out: Counter[str] = Counter()
        """How many rows no entity tells of, or only in words, by the reason; complete once all were asked for."""
        corrections = packs.corrections.values()
        self.retracted = frozenset(one.row for one in corrections if one.what == "retracted")
        self._contested = {one.row: one.said_by for one in corrections if one.what == "disputed"}

    def statements(self, holder: Organisation | Brand) -> Iterator[Statement]:
        """The statements of one organisation or brand that go out."""
        for row in holder.statements:
            if row.id not in self.retracted and self.holds(row.valid_from, row.valid_to):
                yield row

    def entries(self, listed: Iterable[ListEntry]) -> Iterator[ListEntry]:
        """The entries of one list that go out."""
        for row in listed:
            if row.id not in self.retracted and self.holds(row.listed_on, row.removed_on):
                yield row

    def holds(self, begins: date | None, ends: date | None) -> bool:
        """Whether a period counts: any does without a day; an end is the first day after."""
        if self.as_of is None:
            return True
        return (begins is None or begins <= self.as_of) and (ends is None or self.as_of < ends)

    def disputes(self, row: Statement) -> list[str]:
        """Who disputes a statement: other statements by id, one that was retracted left out; and objections."""
        others = [other for other in row.disputed_by if other not in self.retracted]
        return [*others, *([self._contested[row.id]] if row.id in self._contested else [])]

    def count_retracted(self) -> None:
        """Count the rows that were retracted, so that their absence is said."""
        self.left_out["rows that were retracted"] += len(self.retracted)


def described(source: Source, extra: Sequence[str] = ()) -> str:
    """Where a row stands and how it is known, as one line."""
    parts = [
        f"{source.title} ({source.publisher})",
        source.locator or "",
        f"source class {source.source_class}",
        "read there"
        if source.read == "here"
        else "known only through this source, which was not read itself",
        *extra,
    ]
    return "; ".join(part for part in parts if part)


def sourced(sources: Iterable[Source]) -> Sourced:
    """Page, publisher and day of retrieval of some sources, as properties."""
    held = list(sources)
    return {
        "sourceUrl": [source.url for source in held],
        "publisher": [source.publisher for source in held],
        "retrievedAt": [day(source.retrieved) for source in held],
    }


def link_properties(row: Statement, disputes: Sequence[str]) -> Sourced:
    """What a statement that became a link says of itself: its id, period, source, words and other side."""
    extra = [f"for {row.product_line} alone"] if row.product_line else []
    extra += [f"disputed by {other}" for other in disputes]
    extra.append(f"to be reviewed by {row.review_by.isoformat()}")
    return {
        **sourced([row.source]),
        "recordId": [row.id],
        "startDate": [day(row.valid_from)],
        "endDate": [day(row.valid_to)],
        "status": ["disputed"] if disputes else [],
        "description": [row.original],
        "summary": [described(row.source, extra)],
    }


def note(row: Statement, disputes: Sequence[str]) -> str:
    """A statement in words, with its id, for a thing whose schema has no other place for it."""
    share = f" ({row.share:.2%})" if row.share else ""
    period = f", from {row.valid_from}" if row.valid_from else ""
    period += f", until {row.valid_to}" if row.valid_to else ""
    extra = [row.source.url, f"retrieved {row.source.retrieved}", *(f"disputed by {one}" for one in disputes)]
    said = f"{row.id}: {row.property} “{row.value}”{share}{period}"
    return f"{said}; {described(row.source, extra)}"
