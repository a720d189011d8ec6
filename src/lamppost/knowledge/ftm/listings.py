"""Periods on lists as designations of FollowTheMoney, and what each list makes of those it names."""

from collections.abc import Iterator

from lamppost.knowledge.ftm.rows import Rows, Sourced, sourced
from lamppost.knowledge.packs import Listed
from lamppost.knowledge.structs import ListEntry, ListFile, Source
from lamppost.model.followthemoney import Entity, country, day, entity, listing_id, name, organisation_id

TOPICS: dict[str, tuple[str, ...]] = {
    # a licence is needed to export to those it names
    "us-entity-list": ("export.control",),
    "us-entity-list-2019-10-09": ("export.control",),
    # one of the lists that its publisher keeps under “sanctions programs”; it bars trade in securities
    "us-ns-cmic": ("invest.ban", "sanction"),
    # an order, addressed to the entity, to cease its business
    "ca-hikvision-2025": ("reg.action",),
    # these bar buying or authorising equipment, and debar no one
    "us-ndaa-889": (),
    "us-fcc-covered-list": (),
    # a state or union bars dealings with those it names
    "us-ofac-sdn": ("sanction",),
    "eu-belarus-2020": ("sanction",),
    "eu-human-rights-2023": ("sanction",),
    "gb-belarus-2020": ("sanction",),
    "cn-unreliable-entity-list": ("sanction",),
    # the same, under a law on answers to the sanctions of other states
    "cn-countermeasures": ("sanction.counter",),
    "cn-export-control-list": ("export.control",),
    "tw-shtc-entity-list": ("export.control",),
    "us-ndaa-154": (),
    "us-ndaa-5949": (),
    "au-defence-2023": (),
    "au-pspf-kaspersky-2025": (),
    "ca-mobile-devices-2023": (),
    "ca-quebec-2023": (),
    "cn-micron-2023": (),
    "cz-nukib-2018": (),
    "eu-5g-2023": (),
    "gb-designated-vendor-2022": (),
    "no-gpfg-exclusions": (),
    "se-pts-2020": (),
    "ua-sponsors-of-war": (),
    # says what its publisher takes the entity for; what follows, other laws say
    "us-dod-1260h": (),
}
"""What those are that a list names, by the list's own nature; a list that is not here gives no topic."""
CATEGORY = "category"
"""The scope word of an entry that names a kind of equipment and no maker."""

Found = tuple[ListEntry, Listed]


def listed_id(row: ListEntry) -> str:
    """The entity's id of a name on a list that is tied to no organisation."""
    return f"lamppost-listed-{row.id}"


def topics(rows: Rows) -> dict[str, set[str]]:
    """Topics by organisation: of entries that were read, and that have not ended."""
    found: dict[str, set[str]] = {}
    for row, listed in _entries(rows):
        if row.organisation in rows.packs.organisations:
            found.setdefault(row.organisation or "", set()).update(_topics(row, listed.file, rows))
    return found


def names(rows: Rows) -> Iterator[Entity]:
    """Every listed name that is tied to no organisation, by id: one for each entry, since nothing is guessed."""
    for row, listed in _entries(rows):
        if row.organisation not in rows.packs.organisations:
            said = {"name": [row.name_as_printed], "topics": _topics(row, listed.file, rows)}
            properties = said | sourced([_source(row)])
            yield entity(listed_id(row), "LegalEntity", properties, caption=row.name_as_printed)


def listings(rows: Rows) -> Iterator[Entity]:
    """Every period on a list, by id."""
    for row, listed in _entries(rows):
        is_held = row.organisation in rows.packs.organisations
        target = organisation_id(row.organisation or "") if is_held else listed_id(row)
        yield entity(listing_id(row.id), "Sanction", _designation(row, listed.file) | {"entity": [target]})


def count_entries(rows: Rows) -> None:
    """Count the entries of which nothing goes out."""
    for listed in rows.packs.lists.values():
        for row in rows.entries(listed.entries):
            if CATEGORY in row.scope.split(";"):
                rows.left_out["list entries that name a kind of equipment and no entity"] += 1
            elif name(row.name_as_printed) is None:
                rows.left_out["list entries whose name holds no letter that can be seen"] += 1
        if listed.file.id not in TOPICS and len(listed.entries):
            rows.left_out[f"topics of list {listed.file.id}, of which none was decided"] += 1


def _entries(rows: Rows) -> list[Found]:
    found = [
        (row, listed)
        for listed in rows.packs.lists.values()
        for row in rows.entries(listed.entries)
        if CATEGORY not in row.scope.split(";") and name(row.name_as_printed)
    ]
    return sorted(found, key=lambda pair: pair[0].id)


def _topics(row: ListEntry, file: ListFile, rows: Rows) -> list[str]:
    still = row.removed_on is None or rows.as_of is not None
    return list(TOPICS.get(file.id, ())) if still and row.read == "here" else []


def _designation(row: ListEntry, file: ListFile) -> Sourced:
    known = (
        "read there" if row.read == "here" else "known only through this source, which was not read itself"
    )
    summary = [row.source_title, row.locator or "", f"source class {row.source_class}", known]
    summary.append(f"to be reviewed by {row.review_by.isoformat()}")
    return {
        **sourced([_source(row)]),
        "authority": [file.publisher],
        "country": [country(file.country)],
        "program": [file.name],
        "provisions": [word.replace("_", " ") for word in row.scope.split(";")],
        "listingDate": [day(row.listed_on)],
        "date": [day(row.listed_on)],  # not startDate: the day of effect, which is not held
        "endDate": [day(row.removed_on)],
        "recordId": [row.id],
        "namesMentioned": [row.name_as_printed],
        "description": [row.original],
        "summary": ["; ".join(part for part in summary if part)],
    }


def _source(row: ListEntry) -> Source:
    return Source(
        title=row.source_title,
        url=row.source_url,
        publisher=row.source_publisher,
        source_class=row.source_class,
        retrieved=row.retrieved,
        read=row.read,
        locator=row.locator,
    )
