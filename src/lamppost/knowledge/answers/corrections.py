"""What was withdrawn, and what somebody objects to, of the rows that an answer rests on."""

from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.store import Fact
from lamppost.knowledge.structs import Correction
from lamppost.model.answer import Claim, Section

WORDS = {"retracted": "withdrawn", "disputed": "contested"}


def corrections(about: str, knowledge: Knowledge) -> Section:
    """The corrections of rows that speak of a thing or stand in its file, oldest first.

    Args:
        about: Id of the thing: an organisation, brand, law, list, place.
        knowledge: The packs.
    """
    rows = [
        (correction, fact)
        for correction in knowledge.packs.corrections.values()
        if knowledge.counts(correction)
        and (fact := knowledge.store.fact(correction.row)) is not None
        and about in (fact.thing, fact.subject, fact.value)
    ]
    rows.sort(key=lambda pair: (pair[0].corrected_on, pair[0].row))
    return lines("corrections", "Withdrawn or contested", [_claim(*row) for row in rows], None)


def _claim(correction: Correction, fact: Fact) -> Claim:
    instead = f"; said right by {correction.replaced_by}" if correction.replaced_by else ""
    text = (
        f"{WORDS[correction.what]} on {correction.corrected_on} by {correction.said_by}: "
        f"statement {fact.id} ({fact.what.replace('_', ' ')}: {fact.value}): {correction.why}{instead}"
    )
    return claim(text, "retracted" if correction.what == "retracted" else "disputed", [])
