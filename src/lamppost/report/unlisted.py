"""The words for destinations that a result counts and does not list."""

from functools import reduce

from lamppost.model.language import retold
from lamppost.model.result import Alike, Device
from lamppost.model.saying import say, say_n
from lamppost.model.status import STRONG
from lamppost.report.wording import MAYBE_WORDS, NO_COUNTRY, NO_OPERATOR, plain

MOST_GROUPS = 5


def unlisted_words(device: Device, *, dated: bool = True) -> str | None:
    """How many destinations are not listed, of whom and where; None where all are.

    Args:
        device: The device.
        dated: Whether to say that operators are those of another day than the document's.
    """
    said = unlisted_as_said(device, dated=dated)
    return None if said is None else retold(said)


def unlisted_as_said(device: Device, *, dated: bool = True) -> str | None:
    """The same for a document: English, and told in each language from there."""
    if not device.unlisted:
        return None
    rows = device.unlisted.groups
    told = [_counted(row) for row in rows[:MOST_GROUPS]]
    if left := sum(row.destinations for row in rows[MOST_GROUPS:]):
        told.append(say("{n!n} of others", n=left))
    groups = reduce(lambda one, more: say("{one!t}; {more!t}", one=one, more=more), told) if told else ""
    n = device.unlisted.destinations
    if device.unlisted.is_of_this_day or not dated:
        return say_n(
            "{n} more destination, counted and not listed (--all-destinations lists them): {groups!t}",
            "{n!n} more destinations, counted and not listed (--all-destinations lists them): {groups!t}",
            n,
            groups=groups,
        )
    return say_n(
        "{n} more destination, counted and not listed (--all-destinations lists them): {groups!t}, "
        "as the packs had it when the evidence was read",
        "{n!n} more destinations, counted and not listed (--all-destinations lists them): {groups!t}, "
        "as the packs had it when the evidence was read",
        n,
        groups=groups,
    )


def _counted(row: Alike) -> str:
    return say(
        "{n!n} of {operator!t}, address in {country!t}",
        n=row.destinations,
        operator=_operator(row),
        country=_country(row),
    )


def alike_operator(row: Alike) -> str:
    """The operator's name, `may be …` where only a candidate."""
    return retold(_operator(row))


def _operator(row: Alike) -> str:
    if row.operator_name is None or row.operator_status is None:
        return NO_OPERATOR
    name = plain(row.operator_name)
    if row.operator_status in STRONG:
        return say("{name}", name=name)
    return say(MAYBE_WORDS[row.operator_status], name=name)


def _country(row: Alike) -> str:
    if not row.registered_in:
        return NO_COUNTRY
    return say("{country}", country=plain(row.registered_in).upper())
