"""FollowTheMoney entities, one JSON object per line (`entities.ftm.json` of OpenSanctions).

Schemata and properties: https://followthemoney.tech/explorer/. A `Sanction` names its `entity` and prints
`startDate` and `endDate`; it may stand before or after it, so the file is read twice: first its sanctions
of organisations, then the organisations. A `startDate` that is only a year or a month is no day.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from lamppost.knowledge.updating.delimited import is_text, read_lines
from lamppost.knowledge.updating.formats import opensanctions
from lamppost.knowledge.updating.persons import bears_organisation_word, says_of_a_person
from lamppost.knowledge.updating.rows import (
    LONGEST_ORIGINAL,
    Event,
    LeftOut,
    Reject,
    Row,
    UpdateError,
    Why,
    read_day,
)

FORMAT = replace(
    opensanctions.FORMAT,
    id="ftm",
    title="OpenSanctions, FollowTheMoney entities",
    attribution="OpenSanctions, https://www.opensanctions.org, CC BY-NC 4.0. Changed: organisations only, properties renamed.",
)
ORGANISATIONS = frozenset({"Company", "Organization", "PublicBody", "LegalEntity"})
LEFT: dict[str, Why] = {"Person": "person", "Vessel": "vessel", "Airplane": "aircraft"}
MOST_DATASETS = 500
"""Of one entity, and so of sanctions; what has more is no record."""
OF_PERSONS = (
    "birthDate", "birthPlace", "birthCountry", "deathDate", "nationality", "citizenship", "firstName",
    "secondName", "middleName", "fatherName", "motherName", "lastName", "gender",
)  # fmt: skip
"""Properties that only a person has, whatever the schema says."""
THINGS = ORGANISATIONS | LEFT.keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """One sanction of one entity in some datasets."""

    datasets: tuple[str, ...]
    listed_on: date | None
    removed_on: date | None
    programmes: tuple[str, ...]
    words: str
    url: str | None


def sniff(head: bytes, name: str) -> bool:
    """Whether the beginning is that of such a file."""
    del name
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return line.startswith(b"{") and b'"schema"' in line and b'"properties"' in line


def read(path: Path) -> Iterator[Event]:
    """One event per target and dataset, and per period where there are several.

    Raises:
        UpdateError: The first line is no such entity.
    """
    targets = {
        entity["id"]
        for _, entity in _entities(path)
        if not isinstance(entity, Reject) and entity["schema"] in ORGANISATIONS and _is_target(entity)
    }
    listings: dict[str, list[_Listing]] = {}
    for locator, entity in _entities(path):
        if isinstance(entity, Reject):
            yield entity
        elif entity["schema"] == "Sanction":
            held = [one for one in _values(entity, "entity") if one in targets]
            if held:
                try:
                    listing = _listing(entity)
                except ValueError as error:
                    yield Reject(
                        locator=locator, what=f"day {str(error)!r}", expected="a day, an end after it"
                    )
                    continue
                for one in held:
                    listings.setdefault(one, []).append(listing)
    for locator, entity in _entities(path):
        if not isinstance(entity, Reject) and entity["schema"] in THINGS:
            yield from _events(locator, entity, listings.get(entity["id"], []))


def _entities(path: Path) -> Iterator[tuple[str, Any]]:
    """Locator, and the entity or why it is none."""
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        locator = f"line {number}"
        try:
            entity = json.loads(line) if is_text(line) else None
        except (ValueError, RecursionError):
            entity = None
        if (
            isinstance(entity, dict)
            and isinstance(entity.get("id"), str)
            and isinstance(entity.get("schema"), str)
            and isinstance(entity.get("properties"), dict)
        ):
            yield locator, entity
            continue
        if number == 1:
            raise UpdateError(f"{path.name}:1: no entity", hint="Is the file what --format says?")
        yield locator, Reject(locator=locator, what="no entity", expected="JSON with id, schema, properties")


def _events(locator: str, entity: Mapping[str, Any], listings: Sequence[_Listing]) -> Iterator[Event]:
    names = _values(entity, "name")
    name = entity["caption"] if isinstance(entity.get("caption"), str) else next(iter(names), "")
    datasets = _strings(entity.get("datasets"))
    if not name.strip() or not datasets:
        yield Reject(locator=locator, what="no name or no dataset", expected="both")
        return
    aliases = tuple(sorted({*names, *_values(entity, "alias"), *_values(entity, "weakAlias")} - {name}))
    letters = len(name) + sum(map(len, aliases))
    if max(len(datasets), len(listings)) > MOST_DATASETS or letters > LONGEST_ORIGINAL:
        yield Reject(
            locator=locator,
            what=f"{len(datasets)} datasets, {len(listings)} sanctions, {letters} letters of names",
            expected=f"at most {MOST_DATASETS} of each, {LONGEST_ORIGINAL} letters",
        )
        return
    why = _why(entity, name)
    seen_on = _day(entity.get("last_seen"))
    undated = _Listing(datasets=(), listed_on=None, removed_on=None, programmes=(), words="", url=None)
    told = "; ".join([name, f"alias: {'; '.join(aliases)}"] if aliases else [name])
    originals = {one.words: f"{told}; {one.words}" if one.words else told for one in (undated, *listings)}
    for dataset in datasets:
        if why:
            yield LeftOut(why=why, list_name=dataset, locator=locator, name=name, publisher_id=entity["id"])
            continue
        for listing in [one for one in listings if dataset in one.datasets] or [undated]:
            yield Row(
                list_name=dataset,
                name=name,
                original=originals[listing.words],
                locator=locator,
                publisher_id=entity["id"],
                aliases=aliases,
                listed_on=listing.listed_on,
                removed_on=listing.removed_on,
                programmes=listing.programmes,
                url=listing.url or f"https://www.opensanctions.org/entities/{entity['id']}/",
                seen_on=seen_on,
            )


def _why(entity: Mapping[str, Any], name: str) -> Why | None:
    schema = entity["schema"]
    if schema in LEFT:
        return LEFT[schema]
    if says_of_a_person(entity["properties"].get(key) for key in OF_PERSONS):
        return "person"
    if not _is_target(entity):
        return "no target"
    if schema == "LegalEntity" and not bears_organisation_word(name):
        return "unclear"  # a company or a person; the publisher does not know which
    return None


def _is_target(entity: Mapping[str, Any]) -> bool:
    """Whether it is listed itself; others stand in the file because a target is tied to them."""
    if isinstance(entity.get("target"), bool):
        return bool(entity["target"])
    return "sanction" in _values(entity, "topics")


def _listing(entity: Mapping[str, Any]) -> _Listing:
    starts = [day for text in _values(entity, "startDate") if (day := read_day(text[:10]))]
    ends = [day for text in _values(entity, "endDate") if (day := read_day(text[:10]))]
    listed_on, removed_on = min(starts, default=None), max(ends, default=None)
    if removed_on and (listed_on is None or removed_on <= listed_on):
        raise ValueError(f"ends on {removed_on}")
    keys = ("authority", "program", "reason", "listingDate", "startDate", "endDate")
    urls = [url for url in _values(entity, "sourceUrl") if url.startswith(("https://", "http://"))]
    return _Listing(
        datasets=tuple(_strings(entity.get("datasets"))),
        listed_on=listed_on,
        removed_on=removed_on,
        programmes=tuple(sorted(set(_values(entity, "program")))),
        words="; ".join(f"{key}: {', '.join(_values(entity, key))}" for key in keys if _values(entity, key)),
        url=next(iter(sorted(urls)), None),
    )


def _values(entity: Mapping[str, Any], key: str) -> list[str]:
    """Texts of a property; an entity that stands there whole counts by its id."""
    held = entity["properties"].get(key, [])
    return (
        [one["id"] if isinstance(one, dict) and "id" in one else one for one in held if one]
        if _fits(held)
        else []
    )


def _fits(held: object) -> bool:
    return isinstance(held, list) and all(isinstance(one, str | dict) for one in held)


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None
