"""What one link of a chain says, who says it, and where it stands."""

import re
from typing import Protocol

import msgspec

from lamppost.model.language import tr
from lamppost.model.result import Link
from lamppost.model.saying import noted
from lamppost.model.vocabulary import RowKind
from lamppost.report.lettering import plain
from lamppost.report.values import value_told
from lamppost.report.verbs import SOURCE_WORDS, TEXT_WORDS

_CLAUSES = {
    "name": noted("asks for {value}"),
    "label": noted("its label reads “{value}”"),
    "document": noted("a document of it reads “{value}”"),
    "reply.maker": noted("a reply names the maker “{value}”"),
    "reply.builder": noted("a reply names the builder “{value}”"),
    "reply.model": noted("a reply names the model “{value}”"),
    "reply.operator": noted("a reply says that it is run by “{value}”"),
    "reply.found": noted("a reply says what is there: {value}"),
    "look.operator": noted("a sign or label there names “{value}” as running it"),
    "look.found": noted("somebody looked, and found: {value}"),
    "row.maker": noted("the list names the maker “{value}”"),
    "row.brand": noted("the list names the brand “{value}”"),
    "row.model": noted("the list names the model “{value}”"),
    "row.kind": noted("the list says that it is: “{value}”"),
    "scan.maker": noted("the scan reads the maker as “{value}”"),
    "scan.kind": noted("the scan reads what it is as “{value}”"),
    "mapped": noted("the map has it as {value}"),
    "registered": noted("the register has it as {value}"),
    "map.maker": noted("the map names the maker “{value}”"),
    "map.brand": noted("the map names the brand “{value}”"),
    "map.model": noted("the map names the model “{value}”"),
    "map.kind": noted("the map says what it is: {value}"),
    "map.operator": noted("the map says that it is run by “{value}”"),
    "map.withheld": noted("the map names somebody else as running it, whose name is not kept"),
    "register.maker": noted("the register names the maker “{value}”"),
    "register.brand": noted("the register names the brand “{value}”"),
    "register.model": noted("the register names the model “{value}”"),
    "register.kind": noted("the register says what it is: {value}"),
    "register.operator": noted("the register says that it is run by “{value}”"),
    "register.withheld": noted("the register names somebody else as running it, whose name is not kept"),
    "listed_operator": noted("“{subject}” is listed as an operator of cameras: {value}"),
    "mac_block": noted("its MAC block is {value}"),
    "mac.registrant": noted("its MAC block is registered to {value}"),
    "mac_block_registrant": noted("MAC block {subject} is registered to {value}"),
    "fingerprint": noted("fingerprint {subject} reads this as {value}"),
    "service_of": noted("{subject} is a name of {value}"),
    "operated_by": noted("{subject} is run by {value}"),
    "operator": noted("{subject} is run by {value}"),
    "legal_name": noted("{subject}: full name {value}"),
    "other_name": noted("{subject} is also called {value}"),
    "registered_in": noted("{subject} is registered in {value}"),
    "based_in": noted("{subject} is based in {value}"),
    "member_of": noted("{subject} is a member of {value}"),
    "in_force": "{subject}: {value}",
    "bound": noted("{subject} says whom it binds in {value}"),
    "asked": noted("{subject} says what can be asked in {value}"),
    "role": noted("{subject} is marked as {value}"),
    "owner": noted("{subject} is owned by {value}"),
    "subsidiary_of": noted("{subject} is a subsidiary of {value}"),
    "built_by": noted("{subject} is built by {value}"),
    "sold_by": noted("{subject} is sold by {value}"),
    "listed_on": noted("{subject} is on {value}"),
    "resembles": noted("“{subject}” is nearly “{value}”"),
    "not_taken_for": noted("“{subject}” is not taken for {value}, which bears a like name"),
    "like_name": noted("“{subject}” is not {value}, whose name is like it"),
    "law": noted("the rule {subject} rests on {value}"),
}
_OF_COUNTRIES = ("registered_in", "based_in")
_PLACED = re.compile(r"^(?:(frame|line|row|record) (\d+)|row (\d+) of (.+))$")
_PLACES = {
    "frame": noted("frame {number}"),
    "line": noted("line {number}"),
    "row": noted("row {number}"),
    "record": noted("record {number}"),
}
_PLACES_OF = {
    "frame": noted("frame {frame} of {file}"),
    "line": noted("line {frame} of {file}"),
    "record": noted("record {frame} of {file}"),
}
_FRAME = re.compile(r"^frame (\d+)$")


def is_observation(link: Link) -> bool:
    """Whether the link is something seen in the evidence rather than a statement from a pack."""
    return link.statement is None and link.url is None


def speaker(link: Link) -> str:
    """Who says what a link says."""
    if link.property in ("label", "document") or link.property.startswith("look."):
        return tr("whoever entered it")
    if link.property.startswith("row."):
        return tr("the list")
    if link.property.startswith(("map.", "register.")) or link.property in ("mapped", "registered"):
        return tr("it is not said who") if link.source_class is None else tr(SOURCE_WORDS[link.source_class])
    if link.property.startswith("scan."):
        return tr("a scan, of what the device answered")
    if link.property.startswith("reply.") and link.source_class is not None:
        return tr("{speaker}, in its reply", speaker=tr(SOURCE_WORDS[link.source_class]))
    if is_observation(link) and link.source_class == "party":
        return tr("the device itself")
    if link.property == "law" and link.source_class in TEXT_WORDS:
        return tr(TEXT_WORDS[link.source_class])
    return tr("it is not said who") if link.source_class is None else tr(SOURCE_WORDS[link.source_class])


def says(link: Link) -> str:
    """What one link says, as a clause."""
    subject, value = plain(link.subject), value_told(link.property, plain(link.value))
    form = _CLAUSES.get(link.property)
    if form is not None:
        if link.property in _OF_COUNTRIES:
            value = value.upper()
        return tr(form, subject=subject.upper() if link.property == "member_of" else subject, value=value)
    if is_observation(link):
        return tr("says so itself: {property} “{value}”", property=plain(link.property), value=value)
    return f"{subject}: {plain(link.property).replace('_', ' ')} {value}"


def located(locator: str) -> str:
    """Where in a file something stands: `frame 12`, `line 3`, `row 4 of Sheet1`; any other words as they are."""
    if (found := _PLACED.match(locator)) is None:
        return locator
    if found[1] is None:
        return tr("row {number} of {sheet}", number=found[3], sheet=found[4])
    return tr(_PLACES[found[1]], number=found[2])


def where(link: Link) -> str:
    """Where a link stands: the place, the source and the day."""
    day, source, locator = plain(link.day), plain(link.source), located(plain(link.locator))
    if is_observation(link):
        if not locator:
            return f"{source}, {day}"
        return tr("{locator} of {source}, {day}", locator=locator, source=source, day=day)
    place = f"{source}, {locator}" if locator and locator != source else source
    if link.from_own_pack:
        return tr("{place}, retrieved {day}, from a pack of yours", place=place, day=day)
    return tr("{place}, retrieved {day}", place=place, day=day)


class Seen(Protocol):
    """What was first seen somewhere: a device, a destination, an exchange."""

    @property
    def first_row(self) -> int | None:
        """The number of the frame, line or record."""

    @property
    def row_kind(self) -> RowKind | msgspec.UnsetType:
        """Which of them, where it is no frame."""

    @property
    def evidence(self) -> str | None:
        """The file."""


def locator_of(seen: Seen) -> str:
    """Where in its file something was first seen, as a locator: `frame 12`, `line 3`."""
    return f"{seen.row_kind or 'frame'} {seen.first_row}"


def place_of(seen: Seen) -> str:
    """`frame 5 of cameras.pcap`, `line 7 of conn.log`."""
    form = _PLACES_OF[seen.row_kind or "frame"]
    return tr(form, frame=seen.first_row, file=plain(seen.evidence or ""))


def frame_filter(locator: str) -> str | None:
    """The Wireshark display filter that finds the frame; None where the locator is no frame."""
    found = _FRAME.match(locator)
    return f"frame.number == {found[1]}" if found else None


def web_address(url: str | None) -> str | None:
    """The address if it may be made a link (http or https), else None."""
    if url is None or not re.match(r"https?://[^\s/?#]", url, re.IGNORECASE):
        return None
    return plain(url)
