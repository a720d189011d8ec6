"""What a row of a list says of the device that it lists: evidence of its maker and kind, and where the two disagree."""

from collections.abc import Iterator

import msgspec

from lamppost.attribute.hits import Shown, distinct
from lamppost.attribute.makers import attribute_kind, attribute_words
from lamppost.attribute.matching import Matcher
from lamppost.attribute.telling import row_hits
from lamppost.attribute.weighing import READ_BY_SOMEONE, Case, weigh
from lamppost.model.assets import AssetRow
from lamppost.model.inventory import Disagreement
from lamppost.model.kind_words import kind_named
from lamppost.model.saying import say
from lamppost.model.vocabulary import A_KIND


def with_row(shown: Shown, row: AssetRow, matcher: Matcher) -> Shown:
    """The evidence about a device, with what the row says that lists it by its MAC address.

    A row is a document: it names a maker as an invoice does. What kind of thing the device is it says only where the
    device itself does not.

    Args:
        shown: What the device showed of itself.
        row: The row.
        matcher: The packs, as of a day.
    """
    hits = row_hits(row, matcher)
    if attribute_kind(shown)[0] != "unknown":
        hits = [
            msgspec.structs.replace(hit, shows=msgspec.structs.replace(hit.shows, kind=None)) for hit in hits
        ]
    return msgspec.structs.replace(shown, hits=distinct([*shown.hits, *hits]))


def disagreements(shown: Shown, row: AssetRow, matcher: Matcher) -> Iterator[Disagreement]:
    """Where a row says otherwise than the device shows of itself: maker, kind, model.

    A MAC block alone contradicts nobody, for it names who made a network part; neither does an owner, nor who is held to
    build for the maker.

    Args:
        shown: What the device showed of itself.
        row: The row that lists it.
        matcher: The packs, as of a day.
    """
    said = row_hits(row, matcher)
    weighed = weigh(distinct([*shown.hits, *said]), matcher.knowledge)
    if weighed.maker is not None and weighed.maker.kinds & READ_BY_SOMEONE:
        for case in weighed.against:
            if not case.kinds <= READ_BY_SOMEONE:
                yield _of_maker(weighed.maker, case)
    kind, listed = attribute_kind(shown)[0], kind_named(row.kind or "")
    if listed is not None and kind not in ("unknown", listed):
        yield Disagreement(
            about="kind",
            listed=listed,
            seen=kind,
            text=say(
                "the list says that it is {listed!t}, and it shows itself as {seen!t}",
                listed=A_KIND[listed],
                seen=A_KIND[kind],
            ),
        )
    model = attribute_words(shown.hits)[1]
    if model is not None and row.model is not None and not _alike(model.text, row.model):
        yield Disagreement(
            about="model",
            listed=row.model,
            seen=model.text,
            text=say(
                "the list says that its model is {listed}, and it calls itself {seen}",
                listed=row.model,
                seen=model.text,
            ),
        )


def _of_maker(listed: Case, seen: Case) -> Disagreement:
    return Disagreement(
        about="maker",
        listed=listed.name,
        seen=seen.name,
        text=say(
            "the list names {listed} as its maker, and what it shows of itself names {seen}",
            listed=listed.name,
            seen=seen.name,
        ),
    )


def _alike(one: str, other: str) -> bool:
    """Whether two words for a model may be the same: one of them holds the other, letters and digits alone."""
    first, second = ("".join(filter(str.isalnum, text)).casefold() for text in (one, other))
    return first in second or second in first
