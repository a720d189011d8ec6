"""Access laws laid over organisations: the same steps for every country.

A law reaches an organisation by where the organisation itself is registered or sits, or by an owner that
controls it; never by where an address is registered or a machine stands.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from lamppost.knowledge.base import HALF, Knowledge
from lamppost.knowledge.found import Owner
from lamppost.knowledge.links import sourced_link, statement_link
from lamppost.knowledge.records import AccessLaw, Membership, Passage
from lamppost.knowledge.store import MEMBER_OF
from lamppost.knowledge.structs import Statement
from lamppost.model.chain import Link, Named
from lamppost.model.ids import make_id
from lamppost.model.reach import LawGround, LawReach, Seat
from lamppost.model.result import Gap
from lamppost.model.saying import noted, say
from lamppost.model.status import ORDER, weakest
from lamppost.model.vocabulary import Status, Through

SEATS = ("registered_in", "based_in")
NOT_HELD = noted("the day it came into force is not held")
_UNSEATED = {
    ("makers", "operators", "services"): noted(
        "makers, operators and services of which no country of registration or seat is held"
    ),
    ("makers", "builders"): noted("makers and builders of which no country of registration or seat is held"),
}
_WITHOUT_LAW = {
    ("makers", "operators", "services"): noted(
        "countries of makers, operators, services or owners of which no access law is held for the day "
        "({codes}); there may be one"
    ),
    ("makers", "builders"): noted(
        "countries of makers, builders or owners of which no access law is held for the day "
        "({codes}); there may be one"
    ),
}


class Laws:
    """The access laws as they held on one day, by organisation; each is worked out once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._seats: dict[str, list[Seat]] = {}
        self._own: dict[str, list[LawReach]] = {}
        self._over: dict[tuple[str, Status, Through], list[LawReach]] = {}
        self._grounds: dict[str, LawGround] = {}
        self._held: dict[str, list[tuple[AccessLaw, list[Link], Status]]] = {}

    def seats(self, organisation_id: str | None) -> list[Seat]:
        """Where an organisation is registered and sits on the day, each country once, registration first."""
        if organisation_id is None:
            return []
        if organisation_id not in self._seats:
            self._seats[organisation_id] = list(self._find_seats(organisation_id))
        return self._seats[organisation_id]

    def over(self, named: Named | None, through: Through) -> list[LawReach]:
        """The laws that reach an organisation or whoever controls it, the organisation's own first.

        Args:
            named: Whom; None, or one without an id, is reached by nothing that can be said.
            through: What it is to the destination or device.
        """
        if named is None or named.id is None:
            return []
        key = (named.id, named.status, through)
        if key not in self._over:
            self._over[key] = self._find_over(named, named.id, through)
        return self._over[key]

    def over_thing(self, maker: Named | None, builder: Named | None) -> list[LawReach]:
        """The laws that reach the maker of a device or of a row of a list, then those that reach its builder."""
        return [*self.over(maker, "maker"), *self.over(builder, "builder")]

    def grounds(self, rows: Iterable[LawReach]) -> list[LawGround]:
        """The chains behind some laws, each once, in the order of the laws."""
        return [self._grounds[key] for key in dict.fromkeys(row.ground for row in rows)]

    def countries_without(self, organisation_ids: Iterable[str]) -> set[str]:
        """The countries that these organisations and their controllers are in and of which no law is held."""
        ids = set(organisation_ids)
        ids |= {owner for one in ids for owner in self._knowledge.controllers(one)}
        countries = {seat.country for one in ids for seat in self.seats(one)}
        return {country for country in countries if not self._in_force(country)}

    def gaps(self, organisation_ids: Collection[str], who: Sequence[str]) -> list[Gap]:
        """What stays dark of the laws over these organisations, each with its count.

        Args:
            organisation_ids: The organisations.
            who: What they are, in words: makers, operators, …
        """
        without = sorted(self.countries_without(organisation_ids))
        unseated = sum(not self.seats(one) for one in organisation_ids)
        measured = [
            (
                "unknown-seats",
                _UNSEATED[tuple(who)],
                unseated,
                len(organisation_ids),
            ),
            (
                "countries-without-law",
                say(_WITHOUT_LAW[tuple(who)], codes=[code.upper() for code in without]),
                len(without),
                None,
            ),
        ]
        return [Gap(code=code, text=text, count=count, of=of) for code, text, count, of in measured if count]

    def _find_over(self, named: Named, organisation_id: str, through: Through) -> list[LawReach]:
        found = [
            msgspec.structs.replace(row, through=through, status=weakest([row.status, named.status]))
            for row in self._laws_of(organisation_id)
        ]
        controllers = self._knowledge.controllers(organisation_id)
        met: set[str] = set()
        for owner, _, chain in self._knowledge.owner_chains(organisation_id):
            known = owner.organisation
            if known in controllers and known is not None and known not in met and _controls(owner):
                met.add(known)
                found += self._through_owner(known, chain, named, through)
        return found

    def _through_owner(
        self, owner: str, chain: list[Link], named: Named, through: Through
    ) -> Iterator[LawReach]:
        sure = weakest([named.status, *(link.status or "candidate" for link in chain)])
        for row in self._laws_of(owner):
            yield msgspec.structs.replace(
                row,
                through="owner",
                owner_of=through,
                status=weakest([row.status, sure]),
                ground=self._ground(row, named.id, [*chain, *self._grounds[row.ground].chain]),
            )

    def _ground(self, row: LawReach, owned: str | None, chain: list[Link]) -> str:
        """The id of a chain, kept to be asked for; the same for the same law, organisation and seat."""
        key = make_id("law", row.law, row.organisation, row.seat, owned or "")
        self._grounds.setdefault(key, LawGround(id=key, chain=chain))
        return key

    def _find_seats(self, organisation_id: str) -> Iterator[Seat]:
        facts = self._knowledge.store.facts_of(organisation_id, SEATS, self._knowledge.when)
        groups: dict[tuple[int, str], list[Statement]] = {}
        for fact in facts:
            groups.setdefault((SEATS.index(fact.what), fact.value), []).append(fact.row)
        countries: set[str] = set()
        for (kind, country), rows in sorted(groups.items(), key=lambda group: group[0]):
            if country in countries:
                continue
            countries.add(country)
            status = self._knowledge.status_of_all(rows)
            first = max(rows, key=lambda row: (ORDER.index(self._knowledge.status_of(row)), row.id))
            link = statement_link(self._knowledge.name_of(organisation_id), first, status=status)
            yield Seat(
                country=country,
                by="based_in" if kind else "registered_in",
                status=status,
                chain=[link],
            )

    def _laws_of(self, organisation_id: str) -> list[LawReach]:
        """The laws of the places where an organisation itself is."""
        if organisation_id not in self._own:
            self._own[organisation_id] = [
                self._reach(organisation_id, seat, law, links, status)
                for seat in self.seats(organisation_id)
                for law, links, status in self._in_force(seat.country)
            ]
        return self._own[organisation_id]

    def _reach(
        self, organisation_id: str, seat: Seat, law: AccessLaw, links: list[Link], status: Status
    ) -> LawReach:
        by_seat: Status = seat.status if seat.by == "registered_in" else weakest([seat.status, "candidate"])
        row = LawReach(
            law=law.id,
            name=law.short_name,
            country=law.country,
            organisation=organisation_id,
            organisation_name=self._knowledge.name_of(organisation_id),
            through="operator",
            seat=seat.country,
            seat_by=seat.by,
            bound=next(link.locator for link in links if link.property == "bound"),
            in_force_from=law.in_force_from.isoformat() if law.in_force_from else None,
            status=weakest([by_seat, status]),
            ground="",
        )
        return msgspec.structs.replace(row, ground=self._ground(row, None, [*seat.chain, *links]))

    def _in_force(self, country: str) -> list[tuple[AccessLaw, list[Link], Status]]:
        """The laws of a country, and of the unions it is in, that held on the day, with links and how sure."""
        if country not in self._held:
            places: list[tuple[str, list[Link]]] = [(country, []), *self._memberships(country)]
            self._held[country] = [
                (law, [*before, *links], weakest(link.status or "candidate" for link in [*before, *links]))
                for place, before in places
                for law in self._knowledge.laws(place)
                if (links := self._links(law))
            ]
        return self._held[country]

    def _memberships(self, country: str) -> Iterator[tuple[str, list[Link]]]:
        knowledge = self._knowledge
        for fact in knowledge.store.facts_of(country, [MEMBER_OF], knowledge.when):
            member: Membership = fact.row
            union = knowledge.packs.unions[fact.value]
            if union.place is not None:
                link = sourced_link(country, "member_of", union.name, member.source, statement=member.id)
                status = knowledge.source_status(member.source, union.review_by)
                yield (
                    union.place,
                    [
                        msgspec.structs.replace(
                            link, original=member.original, locator=member.locator, status=status
                        )
                    ],
                )

    def _links(self, law: AccessLaw) -> list[Link]:
        """The days of a law, whom it binds and what can be asked; none where it compels nobody on the day.

        An access law is one of which the packs hold both whom it binds and what can be asked of them.
        """
        bound, asked = (self._passage(law, what, getattr(law, what)) for what in ("bound", "asked"))
        if bound is None or asked is None or not self._holds(law):
            return []
        return [*self._days(law), bound, asked]

    def _holds(self, law: AccessLaw) -> bool:
        day = self._knowledge.as_of
        begun = law.in_force_from is None or law.in_force_from <= day
        return begun and (law.in_force_to is None or day < law.in_force_to)

    def _days(self, law: AccessLaw) -> Iterator[Link]:
        """What is said of the days on which it is in force."""
        known = [one for one in law.sources if self._knowledge.is_known(law.id, one.retrieved)]
        since = law.in_force_from
        statuses = [self._knowledge.source_status(one, law.review_by) for one in known if since]
        status: Status = max(statuses, key=ORDER.index, default="candidate")
        for source in known:
            value = f"in force since {since}" if since else NOT_HELD
            link = sourced_link(law.short_name, "in_force", value, source, statement=law.id)
            yield msgspec.structs.replace(link, status=status)

    def _passage(self, law: AccessLaw, what: str, rows: list[Passage]) -> Link | None:
        """The first passage of a field that held on the day, as a link."""
        day = self._knowledge.as_of
        row = next(
            (
                row
                for row in self._knowledge.passages(rows)
                if (row.valid_from is None or row.valid_from <= day)
                and (row.valid_to is None or day < row.valid_to)
            ),
            None,
        )
        if row is None:
            return None
        status = self._knowledge.source_status(row.source, law.review_by)
        link = self._knowledge.passage_link(law.short_name, row)
        return msgspec.structs.replace(link, property=what, status=status)


def _controls(owner: Owner) -> bool:
    """Whether this step is one of control, so that the chain that is shown leads over it."""
    return any(row.property == "subsidiary_of" or (row.share or 0.0) > HALF for row in owner.statements)
