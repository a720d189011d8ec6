"""What was withdrawn, and what somebody objects to, of the rows that an answer rests on."""

from lamppost.knowledge import terms
from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.store import Fact
from lamppost.knowledge.structs import Correction
from lamppost.model.answer import Claim, Section
from lamppost.model.saying import noted, say

WORDS = {
    "retracted": noted("withdrawn on {day} by {who}: statement {statement} ({fact!t}): {why}"),
    "disputed": noted("contested on {day} by {who}: statement {statement} ({fact!t}): {why}"),
}


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
    return lines("corrections", say("Withdrawn or contested"), [_claim(*row) for row in rows], None)


def _claim(correction: Correction, fact: Fact) -> Claim:
    text = say(
        WORDS[correction.what],
        day=str(correction.corrected_on),
        who=correction.said_by,
        statement=fact.id,
        fact=terms.fact(fact.what, fact.value),
        why=correction.why,
    )
    if correction.replaced_by:
        text = say("{text!t}; said right by {statement}", text=text, statement=correction.replaced_by)
    return claim(text, "retracted" if correction.what == "retracted" else "disputed", [])
