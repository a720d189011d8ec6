"""Which of many held names are written most like a name: postings of grams, weighed by how rare each is."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lamppost.knowledge.matching.forms import Form, forms_of
from lamppost.knowledge.matching.grams import N_GRAMS, grams_of

MOST_POSTINGS = 150_000
"""So many postings are read for one name; the rarest grams first."""
_WORTH = 0.3
"""Forms below this share of the best are not looked at."""
_WORTH_SORTING = 20
AT_ONCE = 100_000
"""Names whose grams are made at once, which bounds the memory."""


class Columns(NamedTuple):
    """An index as columns, as they are kept."""

    starts: NDArray[np.int64]
    """Where the postings of each gram begin, and at last where they end; shape (grams + 1,)."""
    postings: NDArray[np.int32]
    """The forms that have it, rising within each gram."""
    norms: NDArray[np.float32]
    """The length of each form's vector of weights; shape (forms,)."""
    names: NDArray[np.int32]
    """To which name each form belongs, by its place; shape (forms,)."""


Postings = Callable[[int], NDArray[np.int32]]
"""Reads the forms that have a gram, rising."""


def build_columns(names: Iterable[str]) -> tuple[Columns, Counter[str]]:
    """The index of names, and in how many of them each word stands."""
    held: list[NDArray[np.int32]] = []
    of_name: list[NDArray[np.int32]] = []
    grams: list[NDArray[np.int32]] = []
    words: Counter[str] = Counter()
    n_forms = n_names = 0
    for some in _in_parts(names):
        forms: list[Form] = []
        belongs: list[int] = []
        for at, name in enumerate(some):
            mine = forms_of(name)
            forms += mine
            belongs += [n_names + at] * len(mine)
            words.update({word for form in mine for word in form.words})
        found = grams_of(forms)
        held.append((found.forms + n_forms).astype(np.int32))
        grams.append(found.grams.astype(np.int32))
        of_name.append(np.array(belongs, np.int32))
        n_forms += len(forms)
        n_names += len(some)
    rows, codes = _joined(held, np.int32), _joined(grams, np.int32)
    counts = np.bincount(codes, minlength=N_GRAMS)
    norms = np.sqrt(np.bincount(rows, weights=_weights(counts, n_forms)[codes] ** 2, minlength=n_forms))
    order = np.argsort(codes, kind="stable")
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Columns(starts, rows[order], norms.astype(np.float32), _joined(of_name, np.int32)), words


def _in_parts(names: Iterable[str]) -> Iterable[list[str]]:
    some: list[str] = []
    for name in names:
        some.append(name)
        if len(some) == AT_ONCE:
            yield some
            some = []
    yield some


def _joined(parts: Sequence[NDArray[np.int32]], kind: type[np.int32]) -> NDArray[np.int32]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _weights(counts: NDArray[np.int64], n_forms: int) -> NDArray[np.float64]:
    """How much each gram tells: the logarithm of how rare it is (K. Spärck Jones, 1972)."""
    return np.log((n_forms + 1) / (counts + 1.0))


class GramIndex:
    """Finds the names whose writing is nearest, without looking at each."""

    def __init__(
        self, counts: NDArray[np.int64], norms: NDArray[np.float32], names: NDArray[np.int32], read: Postings
    ) -> None:
        """Take what is asked often, and how to read the rest.

        Args:
            counts: How many forms have each gram; shape (grams,).
            norms: As in `Columns`.
            names: As in `Columns`.
            read: Reads postings from where they are kept.
        """
        self._counts, self._norms, self._names, self._read = counts, norms, names, read
        self._weights = _weights(counts, len(norms))

    @classmethod
    def of(cls, columns: Columns) -> "GramIndex":
        """The index of columns that are in memory."""
        starts, postings = columns.starts, columns.postings
        return cls(
            np.diff(starts),
            columns.norms,
            columns.names,
            lambda gram: postings[starts[gram] : starts[gram + 1]],
        )

    def nearest(self, forms: Sequence[Form], most: int) -> list[int]:
        """The places of the names that are written most like one of the forms, the nearest first.

        The cosine between the vectors of weighed grams is what is compared; very common grams are left out where
        there are many rarer ones.
        """
        if not len(self._norms):
            return []
        found = grams_of(forms)
        best: dict[int, float] = {}
        for one in range(len(forms)):
            mine = found.grams[found.forms == one]
            mine = mine[self._counts[mine] > 0]
            mine = mine[np.argsort(self._counts[mine], kind="stable")]
            within = np.cumsum(self._counts[mine]) <= MOST_POSTINGS
            mine = mine[within] if within.any() else mine[:1]
            if len(mine):
                for name, score in self._best(mine, most):
                    best[name] = max(score, best.get(name, 0.0))
        return sorted(best, key=lambda name: (-best[name], name))[:most]

    def _best(self, grams: NDArray[np.int64], most: int) -> list[tuple[int, float]]:
        """The names whose cosine with these grams is greatest; sorting all would take longer than everything else."""
        lists = [self._read(gram) for gram in grams.tolist()]
        forms = np.concatenate(lists)
        squares = self._weights[grams] ** 2
        weights = np.repeat(squares, [len(one) for one in lists])
        sums = np.bincount(forms, weights=weights)
        scores = sums[forms] / (self._norms[forms] + 1e-6)
        least, wanted = float(scores.max()) * _WORTH, most * _WORTH_SORTING
        some = scores > least
        while int(some.sum()) > wanted * len(grams):
            least += (float(scores.max()) - least) / 3
            fewer = scores > least
            if int(fewer.sum()) < most * len(grams):
                break
            some = fewer
        near, first = np.unique(forms[some], return_index=True)
        of_near = scores[some][first] / np.sqrt(squares.sum())
        top = np.lexsort((near, -of_near))[:wanted]
        return list(zip(self._names[near[top]].tolist(), of_near[top].tolist(), strict=True))
