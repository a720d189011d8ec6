"""Cameras of a stored document, attributed anew from their words on another day or by other packs."""

from collections.abc import Sequence
from functools import partial

import msgspec

from lamppost.attribute.assets import Teller, Telling
from lamppost.attribute.labels import names_meant
from lamppost.attribute.laws import Laws
from lamppost.attribute.street.proofs import next_proof
from lamppost.attribute.street.sites import from_map
from lamppost.knowledge.base import Knowledge
from lamppost.model.chain import Link, Named
from lamppost.model.sites import Site


def attribute_again(sites: Sequence[Site], knowledge: Knowledge, laws: Laws) -> list[Site]:
    """The sites with makers, owners, lists, laws and operators as the packs have them on the day; all else is what the map said.

    Whether something was there is not asked again: the tags that tell since when and until when are judged on the day of the look.

    Args:
        sites: The cameras of a document.
        knowledge: The packs, as of the day.
        laws: The access laws of that day.
    """
    telling = Telling(knowledge, laws)
    return [_again(site, telling, knowledge) for site in sites]


def _again(site: Site, telling: Telling, knowledge: Knowledge) -> Site:
    seen = _named_by(site)
    by: Teller = "list" if seen.source_class == "official" else "map"
    placing = telling.of(site.maker_text, site.brand_text, site.model_text, None, by)
    told = placing.told
    words = {
        "maker": told.maker,
        "builder": told.builder,
        "owners": told.owners,
        "builder_owners": told.builder_owners,
        "listings": told.listings,
        "laws": told.laws,
        "law_grounds": told.law_grounds,
    } | placing.placed(partial(from_map, seen=seen))
    words = {name: value for name, value in words.items() if name in site.__struct_fields__}
    changed = msgspec.structs.replace(site, **words, operator=_operator(site.operator, knowledge))
    return changed if site.is_home else msgspec.structs.replace(changed, next_proof=next_proof(changed))


def _named_by(site: Site) -> Link:
    """Who named the maker when it was looked at; the map where nobody was understood."""
    named = site.maker or site.builder
    held = {(link.source, link.locator) for link in named.chain} if named is not None else set()
    told = (link for link in site.present_chain if (link.source, link.locator) in held)
    return next(told, site.present_chain[0])


def _operator(named: Named | None, knowledge: Knowledge) -> Named | None:
    """Who runs it, under the id that the packs have for the name on the day."""
    if named is None:
        return None
    meant = {
        one.id for one in names_meant(named.name, knowledge) if knowledge.organisation(one.id) is not None
    }
    return msgspec.structs.replace(named, id=meant.pop() if len(meant) == 1 else None)
