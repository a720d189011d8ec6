"""Rows of the packs as links of a chain."""

from datetime import date

from lamppost.knowledge.packs import Indexed
from lamppost.knowledge.structs import Source, Statement
from lamppost.model.result import Link
from lamppost.model.vocabulary import Status


def sourced_link(subject: str, what: str, value: str, source: Source, *, statement: str) -> Link:
    """A sourced row as one link of a chain."""
    return Link(
        subject=subject,
        property=what,
        value=value,
        source=source_text(source),
        source_class=source.source_class,
        match="exact_id",
        day=source.retrieved.isoformat(),
        locator=source.locator or "",
        statement=statement,
        url=source.url,
    )


def out_on(one: Indexed) -> date:
    """The day an edition was out by: its own, else the last of its year."""
    return one.edition.published_on or date(one.edition.year, 12, 31)


def source_text(source: Source) -> str:
    """Title and publisher as one line."""
    return f"{source.title} ({source.publisher})"


def statement_link(
    subject: str, statement: Statement, *, value: str | None = None, status: Status | None = None
) -> Link:
    """A pack statement as one link of a chain."""
    source = statement.source
    return Link(
        subject=subject,
        property=statement.property,
        value=value or statement.value,
        source=source_text(source),
        source_class=source.source_class,
        match="exact_id",
        day=source.retrieved.isoformat(),
        locator=source.locator or "",
        statement=statement.id,
        url=source.url,
        original=statement.original,
        status=status,
    )
