"""Who is named in a result, as organisations, and who owns whom."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from lamppost.model.followthemoney import (
    Entity,
    country,
    entity,
    name,
    organisation_id,
    statement_id,
)
from lamppost.model.reach import Seat
from lamppost.model.result import Link, Named, ResultDocument
from lamppost.model.status import STRONG
from lamppost.report.ftm.sourced import Properties, sourced
from lamppost.report.tables.things import things_of
from lamppost.report.wording import OWNER_WORDS

STATE = "state-"
"""How the ids of states and their bodies begin in the packs."""
_SHARE = re.compile(r" \((\d+(?:\.\d+)?)%\)$")
"""What a name ends in where an owner's share is known."""


@dataclass(slots=True)
class Organisations:
    """Every organisation that a result names, by the id of its entity."""

    names: dict[str, set[str]] = field(default_factory=dict)
    seats: dict[str, list[Seat]] = field(default_factory=dict)
    owned: set[str] = field(default_factory=set)
    notes: dict[str, set[str]] = field(default_factory=dict)

    def add(self, who: Named, seats: Sequence[Seat] = ()) -> str | None:
        """The id of its entity; None for a name without a letter that can be seen."""
        identifier = entity_id(who.id, who.name)
        if identifier is not None:
            self.names.setdefault(identifier, set()).add(plain_name(who.name))
            self.seats.setdefault(identifier, []).extend(seats)
        return identifier

    def known(self, identifier: str, printed: str) -> str:
        """The entity's id of an organisation of the packs; one that nothing else names is called as it is printed."""
        found = organisation_id(identifier)
        if found not in self.names:
            self.names[found] = {printed if name(printed) else identifier}
            self.seats[found] = []
        return found

    def entities(self) -> Iterator[Entity]:
        """The organisations.

        One whose id in the packs begins with `state-` is a PublicBody; one of which an owner is said is a Company, the
        only schema that can be owned; any other of the packs is an Organization; a name alone is a LegalEntity.
        """
        for identifier, names in self.names.items():
            held = [seat for seat in self.seats[identifier] if seat.status in STRONG]
            links = [link for seat in held for link in seat.chain]
            properties: Properties = {
                "name": [*sorted(names)],
                "jurisdiction": [country(seat.country) for seat in held if seat.by == "registered_in"],
                "country": [country(seat.country) for seat in held if seat.by == "based_in"],
                "notes": [*sorted(self.notes.get(identifier, ()))],
                "sourceUrl": [link.url for link in links],
            }
            yield entity(identifier, self.schema_of(identifier), properties, caption=min(names))

    def schema_of(self, identifier: str) -> str:
        """The schema of an organisation."""
        if identifier.startswith(organisation_id(STATE)):
            return "PublicBody"
        if identifier in self.owned:
            return "Company"
        return "Organization" if identifier.startswith(organisation_id("")) else "LegalEntity"


def entity_id(identifier: str | None, printed: str) -> str | None:
    """The entity's id of an organisation of the packs, or of a name that no pack holds."""
    if identifier is not None:
        return organisation_id(identifier)
    if name(printed) is None:
        return None
    return f"lamppost-named-{hashlib.sha256(plain_name(printed).encode()).hexdigest()[:12]}"


def plain_name(printed: str) -> str:
    """The name of an owner without its share."""
    return _SHARE.sub("", printed)


def owners(result: ResultDocument, held: Organisations) -> Iterator[Entity]:
    """Who owns the makers and builders: an Ownership for each link that ties two organisations of the packs.

    What an owner owns is whoever the chain before its last link leads to; an owner that is words and no
    organisation, and one of a state, stands in the notes of what is owned.
    """
    for one in things_of(result):
        for root, above in ((one.maker, one.owners), (one.builder, one.builder_owners)):
            if root is not None:
                yield from _owners_of(root, above, held)


def _owners_of(root: Named, above: Iterable[Named], held: Organisations) -> Iterator[Entity]:
    ids = _ends(root, above)
    for owner in above:
        asset = ids.get(tuple(owner.chain[:-1]))
        if asset is None or not owner.chain:
            continue
        link = owner.chain[-1]
        is_owned = owner.id is not None and not asset.startswith(organisation_id(STATE))
        if not is_owned or not asset.startswith(organisation_id("")):
            words = f"{OWNER_WORDS[owner.status]} {owner.name}; {link.source}; {link.locator}"
            held.notes.setdefault(asset, set()).add(words)
            continue
        who = held.add(owner)
        held.owned.add(asset)
        share = _SHARE.search(owner.name)
        properties = sourced([link], owner.status) | {
            "owner": [who],
            "asset": [asset],
            "role": ["parent company" if link.property == "subsidiary_of" else "owner"],
            "percentage": [f"{Decimal(share[1]).normalize():f}"] if share else [],
        }
        yield entity(_link_id(link, who, asset), "Ownership", properties)


def _ends(root: Named, above: Iterable[Named]) -> Mapping[tuple[Link, ...], str]:
    """Where a chain leads to; one without links leads to the maker or builder itself."""
    top = entity_id(root.id, root.name)
    found: dict[tuple[Link, ...], str] = {} if top is None else {(): top}
    for owner in above:
        identifier = entity_id(owner.id, owner.name)
        if identifier is not None:
            found.setdefault(tuple(owner.chain), identifier)
    return found


def _link_id(link: Link, who: str | None, asset: str) -> str:
    if link.statement is not None:
        return statement_id(link.statement)
    digest = hashlib.sha256(f"{who}\x1f{asset}\x1f{link.property}".encode()).hexdigest()[:12]
    return f"lamppost-owner-{digest}"
