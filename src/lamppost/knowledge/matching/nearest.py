"""The held names that a name most likely means, with how far they agree."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from lamppost.knowledge.matching.alignment import Alignment, best_alignment
from lamppost.knowledge.matching.forms import forms_of
from lamppost.knowledge.matching.index import GramIndex, build_columns
from lamppost.knowledge.matching.tables import COUNTED, JOINING, common_words, ordinary_words, sign_groups

LOOKED_AT = 20
"""Names that are written most alike and are compared word by word."""
ORDINARY = {"trade": 0.3, "place": 0.18}
"""The most that a word of a trade or place tells."""
MATCHES = 0.79
"""From this score on a name is taken for the held one, as a candidate: the best F1 on the `dev` half of the bench of
screening (docs/reference/screening.md)."""
LEAST_TOLD = 0.35
"""Names that agree in less weight than this agree in ordinary words alone."""


class Near(NamedTuple):
    """One held name, by its place, and how far it agrees."""

    place: int
    alignment: Alignment


class Weights:
    """How much each word tells: the rarer among the held names, the more."""

    def __init__(self, count_of: Callable[[str], int], total: int) -> None:
        """Take in how many of the names a word stands, and how many names there are."""
        self._most = math.log(total + 2.0)
        self.of = lru_cache(maxsize=100_000)(lambda word: self._weigh(word, count_of(word)))

    def _weigh(self, word: str, count: int) -> float:
        if word in JOINING:
            return 0.02
        elsewhere = math.log(common_words().get(word, 0) + 1.0) / math.log(COUNTED + 2.0)
        rare = max(0.05, 1 - max(math.log(count + 1.0) / self._most, elsewhere))
        known = ordinary_words().get(word) or sign_groups().get(word)
        return min(rare, ORDINARY[known.kind]) if known else rare


def nearest(
    asked: str, index: GramIndex, names: Callable[[Sequence[int]], Mapping[int, str]], weights: Weights
) -> list[Near]:
    """The names that agree most, the best first.

    Args:
        asked: The name as it is written.
        index: Of the held names.
        names: Looks up held names by their places.
        weights: How much each word tells.
    """
    forms = forms_of(asked)
    if not forms:
        return []
    held = names(index.nearest(forms, LOOKED_AT))
    found = [Near(place, best_alignment(forms, forms_of(name), weights.of)) for place, name in held.items()]
    enough = (one for one in found if one.alignment.told >= LEAST_TOLD and _tells(one.alignment))
    return sorted(enough, key=lambda one: (-one.alignment.score, held[one.place]))


def _tells(alignment: Alignment) -> bool:
    """Whether a word agrees that is none of trades and places, or all words do."""
    known = ordinary_words()
    return not (alignment.extra or alignment.missing) or any(
        pair.held not in known and pair.held not in sign_groups() for pair in alignment.pairs
    )


class HeldNames:
    """Names that are held in memory, asked for the nearest."""

    def __init__(self, names: Sequence[str]) -> None:
        """Index the names."""
        columns, words = build_columns(names)
        self._names = names
        self._index = GramIndex.of(columns)
        self._weights = Weights(lambda word: words[word], len(names))

    def nearest(self, asked: str) -> list[Near]:
        """The names that agree most, the best first, whether they match or not."""
        return nearest(
            asked, self._index, lambda places: {at: self._names[at] for at in places}, self._weights
        )
