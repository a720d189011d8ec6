"""The block of one device: who made it, why we think so, where it sends what."""

from collections import Counter, defaultdict
from collections.abc import Callable

import msgspec
from rich.cells import cell_len

from lamppost.model.language import tr, tr_in
from lamppost.model.result import Asset, Destination, Device, Link
from lamppost.model.saying import noted
from lamppost.model.status import STRONG
from lamppost.model.vocabulary import STATUS_WORDS
from lamppost.report.amounts import received_from_all, sent_to_all
from lamppost.report.reaching import OPENERS, REACHED_WORDS, law_lines, marks, seats, shape
from lamppost.report.terminal.page import Page, more
from lamppost.report.unlisted import unlisted_words
from lamppost.report.wording import (
    BUILDER_WORDS,
    NO_OPERATOR,
    country,
    cut,
    device_name,
    identity_words,
    listed,
    located,
    named,
    owned_surely,
    plain,
    quoted,
    says,
    seen_by,
)

MOST_DESTINATIONS = 6
_VALUE_COLUMNS = 60
READ_BY_SOMEONE = ("label", "document")
_APART = ("name", "mac_block", *READ_BY_SOMEONE)
_BLOCK = "mac_block_registrant"
_SENT, _REGISTERED = 9, 10
"""Columns, where the words of the language need no more."""
_DOUBTS = {False: noted("It does not watch or listen."), None: noted("It may watch or listen.")}


def write_device(page: Page, number: int, device: Device, as_of: object, *, lone: bool) -> None:
    """Add the block of one device; with a lone evidence file its name need not be said again."""
    page.ends(f"{number}. {device_name(device)}", device.id, style="name")
    page.say(_maker_sentence(device), indent=3, most=3)
    _write_identity(page, device)
    page.fields(tr("evidence"), [_short(link, lone=lone) for link in _evidence(device)])
    if device.maker is None:
        page.fields(tr("looked for"), device.tried)
    if device.builder is not None:
        page.field(tr("built by"), named(device.builder, BUILDER_WORDS[device.builder.status]))
    page.fields(tr("owners"), [owned_surely(owner) for owner in device.owners])
    page.fields(tr("its owners"), [owned_surely(owner) for owner in device.builder_owners])
    page.fields(tr("lists"), [f"{quoted(item.named)} {listed(item, as_of)}" for item in device.listings])
    if device.next_proof is not None:
        page.field(tr("next proof"), device.next_proof)
    _write_destinations(page, device)


def _maker_sentence(device: Device) -> str:
    maker = device.maker
    sentence = (
        tr("Who made it is not known.") if maker is None else f"{named(maker, STATUS_WORDS[maker.status])}."
    )
    return sentence if device.watches else f"{sentence} {tr(_DOUBTS[device.watches])}"


def _write_identity(page: Page, device: Device) -> None:
    for label, model in identity_words(device):
        page.field(label, plain(model.text), most=2)
    addresses = page.some([plain(address) for address in device.addresses], 4)
    if device.mac is not None:
        addresses.append(f"MAC {plain(device.mac)}")
    page.field(tr("addresses"), ", ".join(addresses))


def _evidence(device: Device) -> list[Link]:
    """What was seen that shows the maker and the kind, each once; a MAC block with whose it is."""
    chain = [link for one in (device.maker, device.builder) if one for link in one.chain]
    blocks = {link.subject: link for link in chain if link.property == _BLOCK}
    seen = [link for link in seen_by(device) if link.property != "mac.registrant"]
    told = [
        msgspec.structs.replace(link, value=f"{link.value} ({blocks[link.value].value})")
        if link.property == "mac_block" and link.value in blocks
        else link
        for link in seen
    ]
    return sorted(told, key=_variety(told))


def _variety(links: list[Link]) -> Callable[[Link], tuple[bool, int]]:
    """What someone read first; then each kind of evidence before any comes up again."""
    met: Counter[str] = Counter()
    places: dict[int, int] = {}
    for link in links:
        kind = link.property if link.property in _APART else "self_description"
        places[id(link)] = met[kind]
        met[kind] += 1
    return lambda link: (link.property not in READ_BY_SOMEONE, places[id(link)])


def _short(link: Link, *, lone: bool) -> str:
    source, locator = plain(link.source), located(plain(link.locator))
    if not locator:
        place = f"{source}, {plain(link.day)}"
    else:
        place = locator if lone else tr("{locator} of {source}", locator=locator, source=source)
    return f"{cut(says(link), _VALUE_COLUMNS)} ({place})"


def _write_destinations(page: Page, device: Device) -> None:
    if not device.destinations:
        page.field(tr("talks to"), tr(REACHED_WORDS[device.reach]))
        write_laws(page, device)
        return
    page.blank()
    heads = (
        tr("talks to"),
        tr_in("column", "sent"),
        tr_in("column", "operator (where)"),
        tr_in("column", "address in"),
    )
    sent = max(_SENT, cell_len(heads[1]))
    registered = max(_REGISTERED, cell_len(heads[3]), cell_len(country(None)))
    rest = page.width - 3 - sent - registered - 6
    widths = (rest - rest * 3 // 7, sent, rest * 3 // 7, registered)
    right = frozenset({1})
    page.row(heads, widths, right=right, faint=True)
    groups: dict[tuple[str, str, str], list[Destination]] = defaultdict(list)
    for item in device.destinations:
        groups[item.name or item.address, _operator(item), country(item.registered_in)].append(item)
    shown = sorted(groups.items(), key=lambda group: (-_sent(group[1]), group[0]))
    for (name, operator, code), rows in shown if page.verbose else shown[:MOST_DESTINATIONS]:
        page.row((name, sent_to_all(rows), operator, code), widths, right=right)
        page.say(_shapes(rows), indent=5, style="faint", most=3)
    if not page.verbose and len(shown) > MOST_DESTINATIONS:
        page.say(more(len(shown) - MOST_DESTINATIONS), indent=3)
    if (words := unlisted_words(device)) is not None:
        page.say(words, indent=3, most=6)
    write_laws(page, device)


def write_laws(page: Page, thing: Device | Asset) -> None:
    """Add the laws over its maker, builder and owners, and of a device over where it sends."""
    for row, line in enumerate(page.some(law_lines(thing), 6)):
        page.field(tr("laws") if row == 0 else "", line, most=7)


def _sent(rows: list[Destination]) -> int:
    return sum(row.sent_bytes or 0 for row in rows)


def _shapes(rows: list[Destination]) -> str:
    """Volume back, the shapes met, marks, and who opened."""
    words = list(dict.fromkeys(marks(row.marks) for row in rows if row.marks))
    words += dict.fromkeys(shape(row) for row in rows)
    words += dict.fromkeys(tr(OPENERS[row.opened_by]) for row in rows if row.opened_by != "device")
    return tr("received {size}; {shape}", size=received_from_all(rows), shape="; ".join(words))


def _operator(destination: Destination) -> str:
    operator = destination.operator
    if operator is None:
        return tr(NO_OPERATOR)
    name = plain(operator.name)
    if operator.status not in STRONG:
        name = tr("may be {name}", name=name)
    return f"{name} ({seats(destination.operator_seats)})" if destination.operator_seats else name
