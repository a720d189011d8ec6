"""What became of statements that an older document rests on."""

from collections.abc import Iterable
from datetime import date

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.structs import Correction
from lamppost.model.difference import Fate


def fates_of(statements: Iterable[str], since: date, knowledge: Knowledge) -> list[Fate]:
    """The statements that were withdrawn or contested, that ended, or that no pack holds any more; by id.

    Args:
        statements: Ids as an older document names them.
        since: The day that document asked about; what had ended before it ended for it too.
        knowledge: The packs in hand, as of the day of asking.
    """
    found = (_fate(one, since, knowledge) for one in sorted(set(statements)))
    return [fate for fate in found if fate is not None]


def _fate(one: str, since: date, knowledge: Knowledge) -> Fate | None:
    correction = knowledge.packs.corrections.get(one)
    if correction is not None and knowledge.counts(correction):
        return _corrected(correction)
    fact = knowledge.store.fact(one)
    if fact is None:
        if knowledge.store.holds_file(one):
            return None
        return Fate(
            statement=one,
            what="not_held",
            on=None,
            words="it was renamed, removed or is of a pack that was not given",
        )
    ended = getattr(fact.row, "valid_to", None) or getattr(fact.row, "removed_on", None)
    if ended is not None and since < ended <= knowledge.as_of:
        return Fate(
            statement=one, what="ended", on=ended, words=f"{fact.what.replace('_', ' ')}: {fact.value}"
        )
    return None


def _corrected(correction: Correction) -> Fate:
    return Fate(
        statement=correction.row,
        what=correction.what,
        on=correction.corrected_on,
        words=correction.why,
        said_by=correction.said_by,
        replaced_by=correction.replaced_by,
    )
