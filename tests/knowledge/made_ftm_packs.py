"""Packs made by hand for tests: a few organisations, brands and list entries, all invented."""

import dataclasses
from datetime import date

from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import Listed
from lamppost.knowledge.structs import (
    Brand,
    Correction,
    ListEntry,
    ListFile,
    Organisation,
    Source,
    Statement,
)

REVIEW = date(2027, 11, 23)


def wrong(identifier, what="retracted"):
    return Correction(
        row=identifier, corrected_on=date(2026, 6, 1), what=what, why="Made: the page spoke of another company.",
        said_by="Made Ltd", replaced_by=None,
    )  # fmt: skip


def source(**changes):
    said = {
        "title": "Made register", "url": "https://example.net/register", "publisher": "Example Authority",
        "source_class": "official", "retrieved": date(2026, 11, 23), "read": "here",
    }  # fmt: skip
    return Source(**said | changes)


def statement(identifier, about, value, **changes):
    said = {"original": "As printed.", "source": source(), "review_by": REVIEW} | changes
    return Statement(id=identifier, property=about, value=value, **said)


def organisation(identifier, *statements, name=None):
    return Organisation(
        id=identifier, name=name or identifier.title(), owners_held="part", statements=list(statements)
    )


def brand(identifier, *statements, name=None):
    return Brand(id=identifier, name=name or identifier.title(), statements=list(statements))


def entry(identifier, name, organisation_id=None, **changes):
    said = {
        "listed_on": date(2020, 1, 1), "removed_on": None, "scope": "export_control", "original": "As printed.",
        "source_title": "Made list", "source_url": "https://example.net/list",
        "source_publisher": "Example Authority", "source_class": "official", "retrieved": date(2026, 11, 23),
        "read": "here", "locator": None, "review_by": REVIEW,
    }  # fmt: skip
    return ListEntry(id=identifier, name_as_printed=name, organisation=organisation_id, **said | changes)


def listed(identifier, *entries):
    file = ListFile(
        id=identifier, name="Example Authority list", short_name="Example list", publisher="Example Authority",
        country="us", url="https://example.net/list", legal_basis="Made Act", licence="CC0-1.0", held="part",
        held_note="Made.", source=source(), review_by=REVIEW,
    )  # fmt: skip
    return Listed(file=file, entries=list(entries))


def made_packs(organisations=(), brands=(), lists=(), corrections=()):
    """Packs that hold what is given, and no deployments."""
    return dataclasses.replace(
        load_packs(),
        organisations={one.id: one for one in organisations},
        brands={one.id: one for one in brands},
        lists={one.file.id: one for one in lists},
        editions={},
        projects={},
        corrections={row.row: row for row in corrections},
        store=None,
    )
