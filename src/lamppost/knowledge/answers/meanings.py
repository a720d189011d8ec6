"""What the words of a question may mean: which kinds of thing bear that name."""

from datetime import date

from lamppost.knowledge.answers.address import as_address
from lamppost.knowledge.answers.names import MOST_NEAR, find_names, near_names
from lamppost.knowledge.answers.question import called, names_of
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.packs import Packs
from lamppost.model.addresses import mac_number
from lamppost.model.answer import Meaning, Meanings, Subject

NAMED: tuple[Subject, ...] = ("company", "brand", "country", "place", "law", "list")
"""Kinds of things that are found by a name, in the order in which they are offered."""
_SURE = ("exact", "normalised", "one letter off")


def meanings(asked: str, packs: Packs, as_of: date, known_by: date | None = None) -> Meanings:
    """What words may mean, by their shape or by the names that are held; only the closest spelling counts.

    Args:
        asked: The words.
        packs: The packs.
        as_of: The day.
        known_by: Only what somebody had read by this day counts.
    """
    shaped = _by_shape(asked.strip())
    if shaped is not None:
        return Meanings(meant=[shaped], near=[])
    knowledge = Knowledge(packs, as_of, known_by)
    held = {subject: names_of(subject, knowledge) for subject in NAMED}
    found = [(subject, one) for subject in NAMED for one in find_names(asked, held[subject])]
    best = min((_SURE.index(one.match) for _, one in found), default=None)
    meant = [
        Meaning(subject=subject, id=one.id, name=called(subject, one, knowledge).held)
        for subject, one in found
        if _SURE.index(one.match) == best
    ]
    host = asked.strip().lower().rstrip(".")
    if not meant and "." in host and not host.split(".", 1)[0].isspace() and knowledge.service_of(host):
        meant = [Meaning(subject="host", id=host, name=host)]
    near = [
        Meaning(subject=subject, id=name, name=name)
        for subject in NAMED
        for name in ([] if meant else near_names(asked, held[subject]))
    ]
    return Meanings(meant=meant, near=near[: 2 * MOST_NEAR])


def _by_shape(asked: str) -> Meaning | None:
    """A MAC or IP address, which is nothing else."""
    address = as_address(asked)
    if address is not None:
        return Meaning(subject="host", id=address, name=address)
    try:
        mac_number(asked)
    except ValueError:
        return None
    return Meaning(subject="mac", id=asked, name=asked)
