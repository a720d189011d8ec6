"""Cameras of a map or register in words: what one is, whose, of which make, how old what is said of it is."""

from collections.abc import Mapping

import msgspec

from lamppost.model.chain import Named
from lamppost.model.language import decimal, tr
from lamppost.model.notes import Note
from lamppost.model.saying import noted
from lamppost.model.sites import Site
from lamppost.report import wording

_OPERATOR_KINDS: Mapping[str, str] = {
    "public_body": noted("a public body"),
    "organisation": noted("an organisation"),
    "business": noted("a business"),
    "private": noted("private; no name is kept"),
    "unknown": noted("not known"),
}
_SOURCES: Mapping[str, str] = {
    "osm": noted("OpenStreetMap"),
    "register": noted("a register"),
    "both": noted("OpenStreetMap and a register"),
}
_MAKE = (".maker", ".brand", ".model")
"""Ends of properties of links that say whose make it is."""
LENSES: Mapping[str, str] = {
    "low": noted("low lens"),
    "middle": noted("middle lens"),
    "high": noted("high lens"),
}
"""The three that are taken of every camera, by name."""


def operator_words(site: Site) -> str:
    """Who runs it, and how sure that is; a kind alone where no name is kept, and that it is not known.

    Where it is disputed, what each says.
    """
    kind = tr(_OPERATOR_KINDS[site.operator_kind])
    if site.operator is None:
        return kind
    name, status = wording.plain(site.operator.name), _status(site.operator, (".operator", ".withheld"))
    if site.operator_kind == "unknown":
        return f"{name} ({status})"
    return tr("{name}, {kind} ({status})", name=name, kind=kind, status=status)


def maker_words(site: Site) -> str:
    """Who made it, in the words of how sure that is; what is written there where no organisation is held of that name."""
    if site.maker is not None and site.maker.status == "disputed":
        return f"{wording.plain(site.maker.name)} ({_status(site.maker, _MAKE)})"
    if site.maker is not None:
        return f"{tr(wording.STATUS_WORDS[site.maker.status])} {wording.plain(site.maker.name)}"
    if text := site.maker_text or site.brand_text:
        return tr("{words}, as the map says; not held here", words=wording.quoted(text))
    return tr("not known")


def _status(named: Named, what: tuple[str, ...]) -> str:
    """How sure it is; where it is disputed, what each says."""
    status = wording.status_word(named.status)
    if named.status != "disputed":
        return status
    said = [wording.says(link) for link in named.chain if link.property.endswith(what)]
    return "; ".join([status, *dict.fromkeys(said)])


_FOUND = {
    "camera": noted("a camera is there"),
    "no_camera": noted("no camera is there"),
    "gone": noted("nothing is there any more"),
}
_ENTERED = {
    "look": noted("seen there on {day}: {words}"),
    "label": noted("read there on {day}: {words}"),
    "document": noted("document, read on {day}: {words}"),
}


def entered_words(site: Site) -> list[str]:
    """What was found out about it since and entered, each with its day, and of replies who replied."""
    return [_entered(note) for note in site.notes or ()]


def _entered(note: Note) -> str:
    told = [wording.quoted(note.text)] if note.kind in ("label", "document") else []
    if note.found is not msgspec.UNSET:
        told.append(tr(_FOUND[note.found]))
    if note.operator is not msgspec.UNSET:
        told.append(tr("run by {name}", name=wording.plain(note.operator)))
    if note.maker is not None:
        told.append(tr("made by {name}", name=wording.plain(note.maker)))
    if not note.reply:
        return tr(_ENTERED[note.kind], day=note.seen_on, words="; ".join(told))
    if note.reply.builder is not None:
        told.append(tr("built by {name}", name=wording.plain(note.reply.builder)))
    if note.reply.model is not None:
        told.append(tr("model {name}", name=wording.plain(note.reply.model)))
    return tr(
        "reply of {sender} of {day}: {words}",
        sender=wording.plain(note.reply.sender),
        day=note.seen_on,
        words="; ".join(told),
    )


def age_words(site: Site) -> str:
    """When somebody last looked, or when the entry was last changed, which need not be the same."""
    if site.checked_on is not None:
        return tr("looked at on {day}", day=site.checked_on)
    if site.changed_on is not None:
        return tr("not known when it was last looked at; its entry was changed on {day}", day=site.changed_on)
    return tr("not known")


def direction_words(site: Site) -> str:
    """Where it looks; that it is not told is an answer."""
    if not site.directions_deg:
        return tr("not told")
    return ", ".join(f"{_compass(one)} ({decimal(one, 0)}°)" for one in site.directions_deg)


def source_words(site: Site) -> str:
    """Which kind of source it is from."""
    return tr(_SOURCES[site.source])


def site_name(site: Site) -> str:
    """What to call it: its kind, and what it is called on its map or register."""
    return tr("{kind} {ref}", kind=kind_words(site), ref=wording.plain(site.ref))


def kind_words(site: Site) -> str:
    """Its kind; where that is not told, that it need not be a camera."""
    return tr("Camera or other device") if site.kind == "unknown" else wording.kind_name(site.kind)


def _compass(degrees: float) -> str:
    """The nearest of eight points of the compass."""
    points = (
        tr("north"), tr("north-east"), tr("east"), tr("south-east"),
        tr("south"), tr("south-west"), tr("west"), tr("north-west"),
    )  # fmt: skip
    return points[round(degrees / 45) % 8]
