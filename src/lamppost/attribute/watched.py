"""Which watch lists of the user's bear the name of the maker, or of an owner of it, on the day: candidates all."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from lamppost.knowledge.answers.watched import names_of_organisation
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.watchlists.asking import Watched, WatchList
from lamppost.model.result import Link, Listing, Named


def watched_listings(
    maker: Named,
    owners: Sequence[Named],
    knowledge: Knowledge,
    captured_on: date | None,
    *,
    through: Literal["maker", "builder"],
) -> Iterator[Listing]:
    """The rows that bear a name of it, or nearly bear it, and hold on the day; each once.

    Args:
        maker: The maker or builder.
        owners: Its owners, nearest first.
        knowledge: The packs, with the watch lists, as of a day.
        captured_on: Last day of the evidence.
        through: Which of the two it is.
    """
    told: set[tuple[str, int]] = set()
    for named in (maker, *(owner for owner in owners if owner.id is not None)):
        for watch in knowledge.packs.watch:
            for name, row in watch.find(_names(named, knowledge)):
                if (watch.file, row.line) not in told and row.holds(knowledge.as_of):
                    told.add((watch.file, row.line))
                    chain = [*named.chain, watch.link(name, row, knowledge.as_of)]
                    yield _listing(named, row, watch, chain, knowledge.as_of, captured_on, through)


def _names(named: Named, knowledge: Knowledge) -> list[str]:
    organisation = knowledge.organisation(named.id) if named.id is not None else None
    return [named.name] if organisation is None else names_of_organisation(organisation, knowledge)


def _listing(
    named: Named,
    row: Watched,
    watch: WatchList,
    chain: list[Link],
    as_of: date,
    captured_on: date | None,
    through: Literal["maker", "builder"],
) -> Listing:
    held_then = None
    if captured_on is not None and (row.holds(captured_on) or not row.since_at_latest):
        held_then = row.holds(captured_on)
    return Listing(
        list=watch.ref.id,
        list_name=row.list,
        named=row.name,
        organisation=named.id or row.id,
        since=(row.since or as_of).isoformat(),
        since_at_latest=row.since_at_latest or row.since is None,
        until=row.until.isoformat() if row.until else None,
        status="candidate",
        since_capture=held_then,
        through=through,
        chain=chain,
    )
