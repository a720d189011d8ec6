"""What somebody replied to a question: who made a device, who built it, which model it is."""

import msgspec

from lamppost.attribute.labels import hit_of, names_meant, of_name, read_note
from lamppost.attribute.matching import Hit
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.structs import Shows
from lamppost.model.result import Link, Note, Reply
from lamppost.model.vocabulary import EvidenceKind

_RULE_DIGITS = 12


def read_entered(note: Note, subject: str, knowledge: Knowledge) -> list[Hit]:
    """What a note shows, whether it was read on the device, in a document or in a reply.

    Args:
        note: What was entered.
        subject: The device, by MAC or address.
        knowledge: Organisations, brands and fingerprints, as of a day.

    Returns:
        No hit that names a company where the words name none that the packs hold.
    """
    return (
        _read_reply(note, note.reply, subject, knowledge)
        if note.reply
        else read_note(note, subject, knowledge)
    )


def builders_meant(name: str, knowledge: Knowledge) -> list[str]:
    """The organisations held by which a builder's name may be meant; none of a name that no pack holds."""
    return [one.id for one in names_meant(name, knowledge) if knowledge.organisation(one.id) is not None]


def _read_reply(note: Note, reply: Reply, subject: str, knowledge: Knowledge) -> list[Hit]:
    """The maker, builder and model that a reply names, each as told; nothing is looked for in its text."""
    kind: EvidenceKind = "official_reply" if reply.source_class == "official" else "party_reply"
    hits: list[Hit] = []
    if note.maker is not None:
        told = _link(note, reply, subject, "reply.maker", note.maker)
        held = names_meant(note.maker, knowledge)
        hits += [of_name(found, told, kind, knowledge) for found in held] or [
            hit_of(told, kind, called=note.maker, text=note.maker)
        ]
    if reply.builder is not None:
        told = _link(note, reply, subject, "reply.builder", reply.builder)
        hits += [
            msgspec.structs.replace(hit_of(told, kind, text=reply.builder), shows=Shows(builder=one))
            for one in builders_meant(reply.builder, knowledge)
        ]
    if reply.model is not None:
        told = _link(note, reply, subject, "reply.model", reply.model)
        hits.append(msgspec.structs.replace(hit_of(told, kind, text=reply.model), model=reply.model))
    rule = f"reply-{reply.sha256[:_RULE_DIGITS]}"
    return [msgspec.structs.replace(hit, rule=rule) for hit in hits]


def _link(note: Note, reply: Reply, subject: str, about: str, value: str) -> Link:
    return Link(
        subject=subject,
        property=about,
        value=value,
        source=reply.sender,
        source_class=reply.source_class,
        match="exact_name",
        day=note.seen_on.isoformat(),
        locator=f"{reply.file} (SHA-256 {reply.sha256})",
    )
