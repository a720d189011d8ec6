"""How far two names agree, word by word, so that it can be said which words agree and which differ."""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from lamppost.knowledge.matching.forms import Form, heard
from lamppost.knowledge.matching.tables import ordinary_words

Weigh = Callable[[str], float]
"""How much a word tells, from 0 (nothing) to 1 (only one name has it)."""

EXTRA = 1.3
"""What a word of the asked name costs that the held one lacks, for each part of its weight."""
MISSING = 0.3
"""What a word of the held name costs that the asked one lacks: names are cut short more often than lengthened."""
CONFLICT = 1.0
"""What it costs where both have words that the other lacks, for the lesser of the two weights."""
MISTYPED = 1.2
"""What a word costs that differs in letters, for each part of its weight that does not agree."""
LEAST_ALIKE = 0.7
OTHER_BEGINNING = 1.3
"""How much more a letter costs where the words begin otherwise."""
SHORT_WORD = 1.5
"""How much more a letter costs in a word of few letters: there, most often, it makes another word."""
_WHOLE_LONG = 8
LONG = 5
MOST_JOINED = 8
"""Words that are written as one."""


class Pair(NamedTuple):
    """Words of both names that are taken for the same."""

    asked: str
    held: str
    alike: float
    """1 where they are the same."""


class Alignment(NamedTuple):
    """How two names agree."""

    score: float
    """From 0 to 1."""
    pairs: tuple[Pair, ...]
    extra: tuple[str, ...]
    """Words of the asked name that the held one lacks."""
    missing: tuple[str, ...]
    """Words of the held name that the asked one lacks."""
    told: float
    """The weight of what agrees."""


NO_ALIGNMENT = Alignment(0.0, (), (), (), 0.0)


def best_alignment(asked: Sequence[Form], held: Sequence[Form], weigh: Weigh) -> Alignment:
    """The best of how forms of two names agree; signs are compared with signs alone, where both have them."""
    of_signs = [[one for one in forms if one.kind == "signs"] for forms in (asked, held)]
    if all(of_signs):
        asked, held = of_signs
    else:
        asked, held = ([one for one in forms if one.kind != "signs"] for forms in (asked, held))
    return max(
        (align(one, other, weigh) for one in asked for other in held),
        key=lambda one: one.score,
        default=NO_ALIGNMENT,
    )


def align(asked: Form, held: Form, weigh: Weigh) -> Alignment:
    """How two forms agree: the same words, words written together or apart, words that differ in few letters."""
    rest, other = list(asked.words), list(held.words)
    if "heard" in (asked.kind, held.kind) and asked.kind != held.kind:
        rest = _as_heard(rest, other)
    if rest != other and (whole := _as_one(asked, held)):
        told = sum(map(weigh, other))
        return Alignment(whole, (Pair(" ".join(rest), " ".join(other), whole),), (), (), told)
    pairs = [*_same(rest, other), *_joined(rest, other, swap=False), *_joined(other, rest, swap=True)]
    pairs += _alike(rest, other)
    agreed = lost = 0.0
    for pair in pairs:
        weight = (weigh(pair.asked) + weigh(pair.held)) / 2
        agreed += weight * pair.alike
        lost += weight * (1 - pair.alike)
    extra, missing = sum(map(weigh, rest)), sum(map(weigh, other))
    cost = EXTRA * extra + MISSING * missing + CONFLICT * min(extra, missing) + MISTYPED * lost
    score = agreed / (agreed + cost) if agreed else 0.0
    return Alignment(score, tuple(pairs), tuple(rest), tuple(other), agreed)


def _as_heard(rest: Sequence[str], other: Sequence[str]) -> list[str]:
    """The words of the one as the other writes them, or as ordinary words are written, where they sound the same."""
    sounds = {heard(word): word for word in other}
    known = ordinary_sounds()
    return [sounds.get(heard(word)) or known.get(heard(word), word) for word in rest]


@cache
def ordinary_sounds() -> dict[str, str]:
    """Words of trades and places as the tables write them, by how they sound."""
    return {heard(spelled): known.word for spelled, known in ordinary_words().items() if len(spelled) >= LONG}


def _as_one(asked: Form, held: Form) -> float:
    """How alike they are with the spaces left out; 0 where they are not nearly the same.

    Chinese names are spaced in any way when they are written as they sound, so there few letters may differ.
    """
    one, other = asked.whole, held.whole
    if one == other or one == _with_form(held) or other == _with_form(asked):
        return 1.0
    if "sounds" not in (asked.kind, held.kind) or len(one) < MOST_JOINED or abs(len(one) - len(other)) > 1:
        return 0.0
    return 1 - 1 / len(one) if _edits(one, other, 1) == 1 else 0.0


def _with_form(form: Form) -> str:
    """All words and the legal forms behind them, without spaces, where there are any: `siemensag`."""
    return form.whole + "".join(reversed(form.left_out)) if form.left_out else ""


def _same(rest: list[str], other: list[str]) -> list[Pair]:
    """Takes the words out of both that are the same."""
    pairs = []
    for word in list(rest):
        if word in other:
            rest.remove(word)
            other.remove(word)
            pairs.append(Pair(word, word, 1.0))
    return pairs


def _joined(rest: list[str], other: list[str], *, swap: bool) -> list[Pair]:
    """Takes out words of the one that are several words of the other, written together."""
    pairs: list[Pair] = []
    if len(other) < 2:
        return pairs
    for word in list(rest):
        for begin in range(len(other)):
            for end in range(begin + 2, min(len(other), begin + MOST_JOINED) + 1):
                if len(word) <= MOST_JOINED and sum(map(len, other[begin:end])) != len(word):
                    continue  # a short word is several only letter by letter
                together = "".join(other[begin:end])
                if together == word or (
                    len(word) > MOST_JOINED and likeness(word, together) > 1 - 1 / MOST_JOINED
                ):
                    alike = likeness(word, together)
                    pairs.append(Pair(together, word, alike) if swap else Pair(word, together, alike))
                    rest.remove(word)
                    del other[begin:end]
                    break
            else:
                continue
            break
    return pairs


def _alike(rest: list[str], other: list[str]) -> list[Pair]:
    """Takes out the words that differ in few letters, the most alike first."""
    if not rest or not other:
        return []
    found = sorted(
        (
            (-alike, at, place)
            for at, word in enumerate(rest)
            for place, held in enumerate(other)
            if (alike := likeness(word, held)) >= LEAST_ALIKE
        ),
    )
    used: set[int] = set()
    taken: set[int] = set()
    pairs = []
    for alike, at, place in found:
        if at not in used and place not in taken:
            used.add(at)
            taken.add(place)
            pairs.append(Pair(rest[at], other[place], -alike))
    rest[:] = [word for at, word in enumerate(rest) if at not in used]
    other[:] = [word for at, word in enumerate(other) if at not in taken]
    return pairs


@lru_cache(maxsize=1 << 16)
def likeness(word: str, other: str) -> float:
    """How alike two words are, 1 for the same: by the letters that differ, or because one is the other cut short."""
    if word == other:
        return 1.0
    if other in ordinary_variants() and len(word) > LONG:
        return max(_likeness(word, one) for one in ordinary_variants()[other])
    return _likeness(word, other)


@cache
def ordinary_variants() -> dict[str, list[str]]:
    """The ways of writing each ordinary word."""
    found: dict[str, list[str]] = {}
    for spelled, known in ordinary_words().items():
        found.setdefault(known.word, []).append(spelled)
    return found


def _likeness(word: str, other: str) -> float:
    size = max(len(word), len(other))
    most = 1 if size < 8 else 2 if size < 13 else 3
    if size < 4 or abs(len(word) - len(other)) > most or _digits(word) != _digits(other):
        return 0.0
    edits = _edits(word, other, most)
    if edits > most:
        return 0.0
    dearer = (1.0 if word[0] == other[0] else OTHER_BEGINNING) * (1.0 if size >= _WHOLE_LONG else SHORT_WORD)
    return 1 - edits / size * dearer


def _digits(word: str) -> str:
    return "" if word.isalpha() else "".join(one for one in word if one.isdigit())


def _edits(word: str, other: str, most: int) -> int:
    """How many insertions, deletions, changes and swaps of neighbours turn one into the other."""
    return _distance()(word, other, score_cutoff=most)


@cache
def _distance() -> Callable[..., int]:
    """What counts them; imported when names are first compared."""
    from rapidfuzz.distance import OSA

    return OSA.distance
