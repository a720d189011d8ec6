"""Cameras of a stored document, attributed anew from their words on another day or by other packs."""

from collections.abc import Sequence

import msgspec

from lamppost.attribute.laws import Laws
from lamppost.attribute.street.noted import found_again, hits_entered, voices_entered
from lamppost.attribute.street.proofs import next_proof
from lamppost.attribute.street.voices import made_by, run_by, voices_of
from lamppost.attribute.telling import Telling
from lamppost.knowledge.base import Knowledge
from lamppost.model.sites import Site


def attribute_again(sites: Sequence[Site], knowledge: Knowledge, laws: Laws) -> list[Site]:
    """The sites with makers, owners, lists, laws and operators as the packs have them on the day; all else is what the map said.

    Whether something was there is not asked of the map again: the tags that tell since when and until when are judged on the day of the
    look. What was found out since and entered is, as far as it is of that day or before.

    Args:
        sites: The cameras of a document.
        knowledge: The packs, as of the day.
        laws: The access laws of that day.
    """
    telling = Telling(knowledge, laws)
    return [_again(site, telling, knowledge) for site in sites]


def _again(site: Site, telling: Telling, knowledge: Knowledge) -> Site:
    voices = voices_of(site, knowledge)
    operator, kind = run_by([*voices, *voices_entered(site, knowledge)], knowledge)
    made = made_by(voices, telling, knowledge, hits_entered(site, knowledge))
    changed = msgspec.structs.replace(site, **made, operator=operator, operator_kind=kind)
    changed = found_again(changed, knowledge.as_of)
    return changed if site.is_home else msgspec.structs.replace(changed, next_proof=next_proof(changed))
