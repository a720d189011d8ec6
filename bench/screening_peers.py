"""Ways of finding the organisation that a name means: ours, and those of the field, each as name in, best name out.

A peer that is not installed is left out, and the bench says so. `pip install --target FOLDER nomenklatura scikit-learn
rapidfuzz` and `PYTHONPATH=FOLDER` bring them in; nomenklatura needs PyICU, which has no wheel.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

Find = Callable[[str], tuple[int, float] | None]
"""The place of the best held name for a query, and its score; None where nothing is near."""
BLOCK = 25
"""Held names that a peer without an index of its own looks at."""
MOST_BEARERS = 3000


def ours(names: Sequence[str]) -> Find:
    """The matcher of lamppost."""
    from lamppost.knowledge.matching.nearest import HeldNames

    held = HeldNames(names)

    def find(text: str) -> tuple[int, float] | None:
        found = held.nearest(text)
        return (found[0].place, found[0].alignment.score) if found else None

    return find


def exact(names: Sequence[str]) -> Find:
    """The same words in either case."""
    places = {name.casefold(): at for at, name in reversed(list(enumerate(names)))}

    def find(text: str) -> tuple[int, float] | None:
        at = places.get(text.strip().casefold())
        return None if at is None else (at, 1.0)

    return find


def token_set_ratio(names: Sequence[str]) -> Find:
    """RapidFuzz's token_set_ratio over the names that share a word, those with the rarest shared words first."""
    from rapidfuzz import fuzz, utils

    words, shapes = defaultdict(list), [utils.default_process(name) for name in names]
    for at, shape in enumerate(shapes):
        for word in set(shape.split()):
            words[word].append(at)

    def find(text: str) -> tuple[int, float] | None:
        shape = utils.default_process(text)
        shared: Counter[int] = Counter()
        for word in set(shape.split()):
            if len(words.get(word, ())) <= MOST_BEARERS:
                for at in words.get(word, ()):
                    shared[at] += 1 / len(words[word])
        block = [at for at, _ in shared.most_common(BLOCK * 8)]
        scored = [
            (fuzz.token_set_ratio(shape, shapes[at]), fuzz.ratio(shape, shapes[at]), -at) for at in block
        ]
        if not scored:
            return None
        best = max(scored)
        return -best[2], best[0] / 100 + best[1] / 100_000

    return find


def cosine(names: Sequence[str]) -> Find:
    """The cosine of TF-IDF vectors of three letters in a row, by scikit-learn."""
    nearest = _nearest_cosines(names)

    def find(text: str) -> tuple[int, float] | None:
        return next(iter(nearest(text, 1)), None)

    return find


def logic_v2(names: Sequence[str]) -> Find:
    """Logic-v2 of nomenklatura over the names whose cosine is greatest."""
    from itertools import count

    from followthemoney import EntityProxy
    from nomenklatura.matching import LogicV2

    settings = LogicV2.default_config()
    nearest = _nearest_cosines(names)

    def entity(one: str, name: str) -> Any:
        return EntityProxy.from_dict({"id": one, "schema": "Company", "properties": {"name": [name]}})

    numbers = count()  # what it compared before it knows by the ids
    known: dict[int, Any] = {}

    def find(text: str) -> tuple[int, float] | None:
        asked = entity(f"q{next(numbers)}", text)
        block = [at for at, _ in nearest(text, BLOCK)]
        for at in block:
            known.setdefault(at, entity(f"e{at}", names[at]))
        scored = [
            (LogicV2.compare(asked, known[at], settings).score, -place, at) for place, at in enumerate(block)
        ]
        if not scored:
            return None
        best = max(scored)
        return best[2], best[0]

    return find


def _nearest_cosines(names: Sequence[str]) -> Callable[[str, int], list[tuple[int, float]]]:
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), lowercase=True, preprocessor=_plain)
    held = vectors.fit_transform(names).T.tocsr()

    def nearest(text: str, most: int) -> list[tuple[int, float]]:
        row = vectors.transform([text]) @ held
        if not row.nnz:
            return []
        top = np.argsort(-row.data, kind="stable")[:most]
        return [(int(row.indices[at]), float(row.data[at])) for at in top]

    return nearest


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold())


PEERS: dict[str, Callable[[Sequence[str]], Find]] = {
    "lamppost": ours,
    "exact": exact,
    "rapidfuzz token_set_ratio": token_set_ratio,
    "nomenklatura logic-v2": logic_v2,
    "TF-IDF cosine": cosine,
}
