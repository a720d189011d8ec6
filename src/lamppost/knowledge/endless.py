"""Patterns of fingerprints that are not searched for, since the search may not end."""

import re
from pathlib import Path

from lamppost.knowledge.backtracking import MOST_CHOICES, MOST_STATES, ambiguity_of
from lamppost.knowledge.packs import Packs
from lamppost.model.errors import PackError


def fault_of(pattern: str) -> str | None:
    """Why a pattern is not searched for, in words; None where it is.

    Args:
        pattern: As Python's `re` has it.
    """
    try:
        re.compile(pattern, re.IGNORECASE)
        found = ambiguity_of(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"is none: {error or type(error).__name__}"
    if found.is_bounded:
        return None
    if found.power is None and found.n_states <= MOST_STATES:
        return "can take for ever on a stranger's text: one repeat can be gone round in two ways by the same letters"
    if found.n_states > MOST_STATES:
        return f"is longer than {MOST_STATES} letters"
    if found.choices > MOST_CHOICES:
        return "can take for ever on a stranger's text: too many parts may be there or not, and begin with the same letters"
    return f"can take very long on a stranger's text: {found.power} repeats, one behind the other, take the same letters"


def refuse_endless(packs: Packs, folder: Path) -> None:
    """Refuse patterns that are none, or whose search in a text of a stranger's may not end.

    Args:
        packs: What a folder of the user's holds.
        folder: The folder.

    Raises:
        PackError: The message names the fingerprint and its pattern.
    """
    for one in packs.fingerprints.values():
        if (fault := fault_of(one.pattern)) is not None:
            raise PackError(
                f"{folder.name}: fingerprints, row {one.id}: the pattern {one.pattern[:200]!r} {fault}",
                hint="Let each repeat end with a letter that it does not hold itself; lamppost packs check says more.",
            )
