"""Which registers of cameras there are for a place, and who may see them."""

from collections.abc import Collection, Iterable

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.records import Passage, Register
from lamppost.knowledge.spelling import normalised
from lamppost.model.result import Link
from lamppost.model.saying import noted, say

ACCESS: dict[str, str] = {
    "published": noted("a register exists and was made public: {name}, kept by {keeper}"),
    "published_once": noted(
        "a register exists and was once made public; whether it is kept up was not read: {name}, kept by {keeper}"
    ),
    "on_request": noted("a register exists that the public may ask for: {name}, kept by {keeper}"),
    "refused": noted("the places of the cameras were asked for and not given: {name}, {keeper}"),
    "authorities": noted(
        "a register exists for authorities; that others may see it was not read: {name}, kept by {keeper}"
    ),
    "none": noted("there is no register, as the body said: {name}, {keeper}"),
}


def registers_at(knowledge: Knowledge, names: Iterable[str], codes: Collection[str]) -> list[Register]:
    """The registers of a place: those of its name, and those of the country or part that it lies in; the nearest first.

    Args:
        knowledge: The packs, as of the day.
        names: What the place is called, and what lies around it.
        codes: Codes of the country and of its parts, where they are known; a name counts in any country where none is.
    """
    called = {normalised(name) for name in names} - {""}
    found = []
    for register in knowledge.packs.registers.values():
        if not known_passages(register, knowledge):
            continue
        lies_there = any(one.startswith(register.place[:2]) for one in codes)
        if register.names:
            is_of = (lies_there or not codes) and bool(called & {normalised(name) for name in register.names})
        else:
            is_of = lies_there
        if is_of:
            found.append(register)
    return sorted(found, key=lambda one: (not one.names, one.place, one.id))


def known_passages(register: Register, knowledge: Knowledge) -> list[Passage]:
    """What was known of a register on the day of knowing."""
    return knowledge.passages(register.passages)


def access_words(register: Register) -> str:
    """Whether there is a register, and who may see it: one clause."""
    return say(ACCESS[register.access], name=register.name, keeper=register.keeper)


def register_links(register: Register, knowledge: Knowledge) -> list[Link]:
    """What is said of a register, as links of a chain."""
    return [knowledge.passage_link(register.name, row) for row in known_passages(register, knowledge)]
