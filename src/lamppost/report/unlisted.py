"""The words for destinations that a result counts and does not list."""

from lamppost.model.result import Alike, Device
from lamppost.model.status import STRONG
from lamppost.report.wording import NO_OPERATOR, OPERATOR_WORDS, counted, country, number, plain

MOST_GROUPS = 5
HOW = "--all-destinations lists them"


def unlisted_words(device: Device, *, dated: bool = True) -> str | None:
    """How many destinations are not listed, of whom and where; None where all are.

    Args:
        device: The device.
        dated: Whether to say that operators are those of another day than the document's.
    """
    if not device.unlisted:
        return None
    rows = device.unlisted.groups
    told = [f"{number(row.destinations)} {alike_words(row)}" for row in rows[:MOST_GROUPS]]
    if left := sum(row.destinations for row in rows[MOST_GROUPS:]):
        told.append(f"{number(left)} of others")
    when = (
        ""
        if device.unlisted.is_of_this_day or not dated
        else ", as the packs had it when the evidence was read"
    )
    count = counted(device.unlisted.destinations, "more destination")
    return f"{count}, counted and not listed ({HOW}): {'; '.join(told)}{when}"


def alike_words(row: Alike) -> str:
    """Operator and country of destinations that are not listed."""
    return f"of {alike_operator(row)}, address in {country(row.registered_in)}"


def alike_operator(row: Alike) -> str:
    """The operator's name, `may be …` where only a candidate."""
    if row.operator_name is None or row.operator_status is None:
        return NO_OPERATOR
    name = plain(row.operator_name)
    if row.operator_status in STRONG:
        return name
    return f"{OPERATOR_WORDS[row.operator_status].split(' run by')[0]} {name}"
