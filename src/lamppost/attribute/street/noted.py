"""What was found out about a camera of a map since, and entered: that it is there or gone, that it is none, who runs it, who made it."""

from collections.abc import Sequence
from datetime import date

import msgspec

from lamppost.attribute.matching import Hit
from lamppost.attribute.replies import read_entered
from lamppost.attribute.street.operators import operator_of
from lamppost.attribute.street.voices import Voice, said_first
from lamppost.knowledge.base import Knowledge
from lamppost.model.chain import Link
from lamppost.model.notes import Finding, Note
from lamppost.model.sites import AsMapped, Site
from lamppost.model.status import STRONG
from lamppost.model.vocabulary import WATCHING_KINDS, Status

FOUND: dict[Finding, str] = {"camera": "a camera", "no_camera": "no camera", "gone": "gone"}
"""The value of a link that says what was found."""
_FOUND = ("look.found", "reply.found")


def notes_of(site: Site) -> list[Note]:
    """What was entered about it."""
    return [] if site.notes is msgspec.UNSET else site.notes


def with_note(site: Site, note: Note) -> Site:
    """The camera with a note more, what the map alone says kept beside it.

    Args:
        site: The camera.
        note: What was entered; one that it has already changes nothing.
    """
    held = notes_of(site)
    if note in held:
        return site
    mapped = site.as_mapped
    if mapped is msgspec.UNSET:
        mapped = AsMapped(
            present=site.present, kind=site.kind, kind_status=site.kind_status, watches=site.watches
        )
    return msgspec.structs.replace(site, notes=[*held, note], as_mapped=mapped, said=said_first(site))


def voices_entered(site: Site, knowledge: Knowledge) -> list[Voice]:
    """Who runs it, as was entered.

    Args:
        site: The camera.
        knowledge: The packs, as of a day.
    """
    return [
        Voice(
            seen=_entered(note, site.id, "operator", ""),
            maker=None,
            brand=None,
            model=None,
            told=operator_of(note.operator, None, None, knowledge),
        )
        for note in notes_of(site)
        if note.operator is not msgspec.UNSET
    ]


def hits_entered(site: Site, knowledge: Knowledge) -> list[Hit]:
    """Maker and builder, as was entered, as evidence beside what map and register say.

    Args:
        site: The camera.
        knowledge: The packs, as of a day.
    """
    return [
        msgspec.structs.replace(hit, rule=f"note {number} {hit.rule}")
        for number, note in enumerate(notes_of(site))
        if note.kind != "look"
        for hit in read_entered(note, site.id, knowledge)
    ]


def found_again(site: Site, as_of: date) -> Site:
    """The camera as what was found on the spot, or replied, makes it on a day.

    The last finding of the day or before counts. Gone: it is `retracted`, and `disputed` where the map was changed, or looked after, since.
    There: it is `corroborated`, `confirmed` where a public body says so. That it is none contradicts the map, which has it as something
    that watches: its kind is `disputed`, and whether it watches is not known.

    Args:
        site: The camera.
        as_of: The day.
    """
    if site.as_mapped is msgspec.UNSET:
        return site
    mapped = site.as_mapped
    told = [
        (note, _entered(note, site.id, "found", FOUND[note.found]))
        for note in sorted(notes_of(site), key=lambda one: one.seen_on)
        if note.found is not msgspec.UNSET and note.seen_on <= as_of
    ]
    links = [link for _, link in told]
    changed = msgspec.structs.replace(
        site,
        present=mapped.present,
        present_chain=[*_without(site.present_chain), *links],
        kind=mapped.kind,
        kind_status=mapped.kind_status,
        watches=mapped.watches,
        kind_chain=[*_without(site.kind_chain), *(links if _is_of_kind(told) else [])],
    )
    if not told:
        return changed
    last = told[-1][0]
    if last.found == "gone":
        touched = site.checked_on or site.changed_on
        is_later = touched is not None and touched > last.seen_on
        return msgspec.structs.replace(changed, present="disputed" if is_later else "retracted")
    there: Status = "confirmed" if last.reply and last.reply.source_class == "official" else "corroborated"
    if mapped.present == "confirmed":
        there = "confirmed"
    elif mapped.present not in ("candidate", *STRONG):
        there = "disputed"
    if last.found == "no_camera":
        return msgspec.structs.replace(changed, kind="other", kind_status="disputed", watches=None)
    if mapped.kind == "unknown":
        return msgspec.structs.replace(
            changed, present=there, kind="camera", kind_status="corroborated", watches=True
        )
    surer = mapped.kind_status == "candidate" and mapped.kind in WATCHING_KINDS
    return msgspec.structs.replace(
        changed, present=there, kind_status="corroborated" if surer else mapped.kind_status
    )


def _is_of_kind(told: Sequence[tuple[Note, Link]]) -> bool:
    """Whether what was found last says what it is."""
    return bool(told) and told[-1][0].found != "gone"


def _without(links: Sequence[Link]) -> list[Link]:
    """The links of map and register alone."""
    return [link for link in links if link.property not in _FOUND]


def _entered(note: Note, subject: str, what: str, value: str) -> Link:
    """That it was entered, and where it stands."""
    if note.reply:
        return Link(
            subject=subject,
            property=f"reply.{what}",
            value=value,
            source=note.reply.sender,
            source_class=note.reply.source_class,
            match="exact_id",
            day=note.seen_on.isoformat(),
            locator=f"{note.reply.file} (SHA-256 {note.reply.sha256})",
        )
    return Link(
        subject=subject,
        property=f"look.{what}",
        value=value,
        source="read by the user",
        source_class="party",
        match="exact_id",
        day=note.seen_on.isoformat(),
        locator="",
    )
