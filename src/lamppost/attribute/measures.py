"""How often a maker was named rightly on labelled devices, and what that allows to be said of it."""

import msgspec

from lamppost.attribute.weighing import READ_BY_SOMEONE, Weighed
from lamppost.knowledge.base import Knowledge
from lamppost.model.result import Named
from lamppost.model.saying import say
from lamppost.model.status import weakest

LEAST_PRECISION = 0.95
"""A maker that is named rightly less often than this is shown as a candidate."""


def cap_by_measure(maker: Named | None, weighed: Weighed, knowledge: Knowledge) -> Named | None:
    """The maker, a candidate at best if it was too often named of devices that others made.

    What a person read on the device is no naming of ours, and lifts the cap.

    Args:
        maker: As the evidence alone has it.
        weighed: That evidence.
        knowledge: The packs as of a day, with the measures; a maker that was never measured is not capped.
    """
    if maker is None or weighed.maker is None or weighed.maker.kinds & READ_BY_SOMEONE:
        return maker
    if not _is_imprecise(maker.id, knowledge):
        return maker
    return msgspec.structs.replace(maker, status=weakest([maker.status, "candidate"]))


def measure_words(maker: Named | None, knowledge: Knowledge) -> list[str]:
    """What labelled devices say of the namings of this maker, where that is a caution; else nothing."""
    if maker is None or maker.id is None:
        return []
    row = knowledge.packs.measured.get(maker.id)
    if row is not None and _is_imprecise(maker.id, knowledge):
        return [
            say(
                "labelled devices: {right} of {named} that were said to be made by {maker} are; a candidate at best",
                right=row.named_right,
                named=row.named_right + row.named_wrong,
                maker=maker.name,
            )
        ]
    if row is None or not row.devices:
        return [
            say(
                "labelled devices of {maker}: none yet, so how often it is named rightly is not known",
                maker=maker.name,
            )
        ]
    return []


def _is_imprecise(maker: str | None, knowledge: Knowledge) -> bool:
    row = knowledge.packs.measured.get(maker) if maker is not None else None
    return row is not None and row.precision is not None and row.precision < LEAST_PRECISION
