"""Which watch lists of the user's bear a name that was asked for, or a name of the company that is meant."""

from collections.abc import Iterable

from lamppost.knowledge.answers.lines import claim, lines
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.structs import Organisation
from lamppost.knowledge.watchlists.asking import Watched
from lamppost.model.answer import Section
from lamppost.model.saying import Sentence, say

WATCHED = "watched"
"""Code of the section."""
NAMES = ("legal_name", "other_name")


def names_of_organisation(organisation: Organisation, knowledge: Knowledge) -> list[str]:
    """The names that it bears on the day, the short one first, each once."""
    said = [row.value for row in organisation.statements if row.property in NAMES and knowledge.holds(row)]
    return list(dict.fromkeys([organisation.name, *said]))


def watched_section(names: Iterable[str], knowledge: Knowledge) -> Section | None:
    """The rows of all watch lists that bear one of the names, each once; None where there is no watch list."""
    if not knowledge.packs.watch:
        return None
    asked = list(dict.fromkeys(names))
    claims = [
        claim(_words(row, knowledge), "candidate", [watch.link(name, row, knowledge.as_of)])
        for watch in knowledge.packs.watch
        for name, row in watch.find(asked)
    ]
    title = say("Watch lists of your own, as of {day}", day=str(knowledge.as_of))
    missing = say("no watch list of yours bears the name, or one near it")
    return lines(WATCHED, title, claims, missing)


def _words(row: Watched, knowledge: Knowledge) -> Sentence:
    """That it is listed, or when it was or will be, and of a near name why it is taken for it."""
    held = say("{list}: “{name}” ({id})", list=row.list, name=row.name, id=row.id)
    parts = [held]
    if row.since is not None:
        parts.append(
            say("by {day}", day=str(row.since))
            if row.since_at_latest
            else say("since {day}", day=str(row.since))
        )
    if row.until is not None:
        parts.append(say("until {day}", day=str(row.until)))
    if not row.holds(knowledge.as_of):
        parts.append(say("not on this day"))
    if row.why is not None:
        parts.append(row.why)
    return say("{parts!t}", parts=parts)
