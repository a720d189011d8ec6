"""What was found out about a camera of a map, checked before it is entered."""

import msgspec

from lamppost.knowledge.base import Knowledge
from lamppost.model.errors import ResultError
from lamppost.model.language import tr
from lamppost.model.result import Note, ResultDocument, Site

MOST_NAMED = 5
"""Cameras that a hint names."""


def site_meant(result: ResultDocument, identity: str) -> Site | None:
    """The camera that an id is of, or that a verdict of that id is on; None where it is of none."""
    about = {one.id: one.subject for one in result.verdicts}
    return next((one for one in result.sites if one.id == about.get(identity, identity)), None)


def entered_on(site: Site, read: Note, knowledge: Knowledge) -> Note:
    """The note as it is kept: the operator under the name that it is known by.

    Args:
        site: The camera.
        read: What the user entered.
        knowledge: The packs, as of a day.

    Raises:
        ResultError: It is a private home's; or the operator's name may be a person's.
    """
    from lamppost.attribute.street.operators import operator_of

    if site.is_home:
        raise ResultError(
            tr("{id}: the camera of a private home, of which nothing more is kept", id=site.id),
            hint=tr("Enter what you found on cameras of public bodies and businesses."),
        )
    if read.operator is msgspec.UNSET:
        return read
    told = operator_of(read.operator, None, None, knowledge)
    if told.name is None:
        raise ResultError(
            tr("--operator: “{name}” may be a person's name, and is not kept", name=read.operator),
            hint=tr(
                "Write the name of an organisation, a public body or a business as it is registered, with its legal form; or add it in a pack of yours (--packs)."
            ),
        )
    return msgspec.structs.replace(read, operator=told.name)


def with_notes(result: ResultDocument, notes: "dict[str, list[Note]]") -> ResultDocument:
    """The document with notes entered on its cameras, nothing attributed anew yet.

    Args:
        result: The document.
        notes: What is to be entered, by the id of the camera.

    Raises:
        ResultError: There is no such camera.
    """
    from lamppost.attribute.street.noted import with_note

    held = {one.id: one for one in result.sites}
    for identity, some in notes.items():
        if identity not in held:
            shown = ", ".join(sorted(held)[:MOST_NAMED]) + (" …" if len(held) > MOST_NAMED else "")
            raise ResultError(
                tr("{id}: no such camera in this result document", id=identity),
                hint=tr("It holds {cameras}.", cameras=shown) if held else tr("It holds no camera."),
            )
        for one in some:
            held[identity] = with_note(held[identity], one)
    return msgspec.structs.replace(result, sites=[held[one.id] for one in result.sites])
