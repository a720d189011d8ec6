"""Made rows and entries: invented names, days that mean nothing."""

from datetime import date, timedelta

from lamppost.knowledge.structs import ListEntry
from lamppost.knowledge.updating.difference import Edition, scope_of
from lamppost.knowledge.updating.rows import Row

TODAY = date(2026, 11, 23)
REVIEW = TODAY + timedelta(days=92)


def day(number):
    return date(2020, 1, 1) + timedelta(days=number)


def row(name="Example Works Ltd.", **fields):
    fields = {"list_name": "Example List", "original": name, "locator": "line 2"} | fields
    return Row(name=name, **fields)


def make(entry_id, made, listed_on, removed_on):
    return ListEntry(
        id=entry_id,
        name_as_printed=made.name,
        organisation=None,
        listed_on=listed_on,
        removed_on=removed_on,
        scope=scope_of(made),
        original=made.original,
        source_title="made",
        source_url="https://example.net/",
        source_publisher="Example",
        source_class="independent",
        retrieved=TODAY,
        read="here",
        locator=made.locator,
        review_by=REVIEW,
    )


def edition(on=None, *, whole=False, **fields):
    return Edition(day=on, whole=whole, make=make, today=TODAY, review_by=REVIEW, **fields)
