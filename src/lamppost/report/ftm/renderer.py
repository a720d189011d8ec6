"""The result as entities of FollowTheMoney (https://followthemoney.tech), one JSON object a line, sorted by id.

Organisations, statements and listings have the ids that `lamppost packs export` gives them, so that both go together.
"""

from collections.abc import Iterator

import msgspec

from lamppost.model.followthemoney import Entity, day_in, entity, listing_id
from lamppost.model.result import Listing, ResultDocument
from lamppost.report.ftm.organisations import Organisations, owners
from lamppost.report.ftm.sourced import sourced
from lamppost.report.ftm.things import files, makers, talks, things
from lamppost.report.tables.things import things_of

FORMAT = "ftm"
SUFFIX = ".ftm.json"


def render(result: ResultDocument) -> str:
    """The entities, a line each.

    Args:
        result: The result document; nothing else is read.
    """
    return "".join(pieces(result))


def pieces(result: ResultDocument) -> Iterator[str]:
    """The same, some lines at a time."""
    held: dict[str, Entity] = {}
    for one in entities(result):
        held.setdefault(one["id"], one)
    for identifier in sorted(held):
        yield msgspec.json.encode(held[identifier]).decode() + "\n"


def entities(result: ResultDocument) -> Iterator[Entity]:
    """Every entity of a result; organisations last, when all that names them was met."""
    held = Organisations()
    yield from files(result)
    yield from things(result)
    yield from makers(result, held)
    yield from talks(result, held)
    yield from owners(result, held)
    for one in things_of(result):
        yield from (_listing(row, held) for row in one.listings)
    yield from held.entities()


def _listing(row: Listing, held: Organisations) -> Entity:
    """A period on a list; the schema is called Sanction, and `program` says what the list is."""
    last = row.chain[-1:]
    status = last[0].status if last and last[0].status else row.status
    properties = sourced(last, status) | {
        "entity": [held.known(row.organisation, row.named)],
        "program": [row.list_name],
        "listingDate": [day_in(row.since)],
        "date": [day_in(row.since)],  # not startDate: the day of effect, which is not held
        "endDate": [day_in(row.until)],
        "namesMentioned": [row.named],
    }
    if row.since_at_latest:
        properties["summary"].append(
            f"It may have been listed since before {row.since}, the day of an edition."
        )
    named = (last[0].statement if last else None) or f"{row.list}-{row.organisation}-{row.since}"
    return entity(listing_id(named), "Sanction", properties)
