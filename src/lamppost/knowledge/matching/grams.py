"""Three letters in a row, and two signs in a row, as numbers: what an index of names is asked by."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lamppost.knowledge.matching.forms import Form

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_EDGE = 0
"""The beginning or end of a word."""
_APART = 255
"""Between two names: no gram reaches over it."""
_BASE = len(_LETTERS) + 1
_THREES = _BASE**3
_TWOS = 1 << 16
N_GRAMS = _THREES + _TWOS
"""Grams of letters, then of signs; different pairs of signs may share a number."""
_CODE = np.full(256, _EDGE, np.uint8)
_CODE[[ord(letter) for letter in _LETTERS]] = np.arange(1, _BASE, dtype=np.uint8)
_CODE[ord("\n")] = _APART
_SPREAD = 2654435761
"""Knuth's multiplier for hashing by multiplication (The Art of Computer Programming, volume 3, section 6.4)."""


class Grams(NamedTuple):
    """The grams of some forms, each gram of a form once."""

    forms: NDArray[np.int64]
    """Which form, by its place; rising."""
    grams: NDArray[np.int64]
    """Which gram; shape as `forms`."""


def grams_of(forms: Sequence[Form]) -> Grams:
    """The grams of forms: of letters with the edges of words, of signs alone and in pairs."""
    letters = [" ".join(form.words) if form.kind != "signs" else "" for form in forms]
    signs = ["".join(form.words) if form.kind == "signs" else "" for form in forms]
    some = [_threes(letters)]
    if any(signs):
        some.append(_pairs(signs))
    keys = np.unique(np.concatenate([form * N_GRAMS + gram for form, gram in some]))
    return Grams(keys // N_GRAMS, keys % N_GRAMS)


def _threes(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    text = "\n".join(f" {one} " for one in texts) + "\n"
    codes = _CODE[np.frombuffer(text.encode("ascii", "replace"), np.uint8)].astype(np.int64)
    which = np.cumsum(codes == _APART)[:-2]
    first, middle, last = codes[:-2], codes[1:-1], codes[2:]
    whole = (first != _APART) & (last != _APART) & (middle != _APART) & (middle != _EDGE)
    return which[whole], ((first * _BASE + middle) * _BASE + last)[whole]


def _pairs(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    text = "\n".join(texts) + "\n"
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)
    apart = codes == ord("\n")
    which = np.cumsum(apart)
    both = ~apart[:-1] & ~apart[1:]
    pairs = (codes[:-1] << 16) + codes[1:]
    numbers = np.concatenate([pairs[both], codes[~apart]])
    hashed = ((numbers * _SPREAD) & 0xFFFFFFFF) >> 16
    return np.concatenate([which[:-1][both], which[~apart]]), hashed + _THREES
