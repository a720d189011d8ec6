"""The keys and values of tags that kernels tell apart, and what each is asked for."""

from typing import Final

import numpy as np
import numpy.typing as npt

from lamppost.observe.osm.decoding.layout import (
    HIGHWAY,
    NAME,
    ODD,
    OF_NODES,
    OF_RELATIONS,
    SURVEILLANCE,
    VALUE,
)
from lamppost.observe.osm.walkable import HIGHWAYS, TOLD_BY

RELATION_KEYS: Final = ("building", "building:part", "man_made", "place", "boundary")
NODE_KEYS: Final = ("man_made", "place")
ODD_KEYS: Final = (*TOLD_BY, "building", "building:part", "place", "boundary")
"""Tags without which a way is a highway that everybody may walk, or nothing that is read."""
WALKED: Final = tuple(sorted(HIGHWAYS))
"""Values of `highway`, in the order in which kernels count them."""

_ASKED: Final = (
    (("highway",), HIGHWAY),
    (("name",), NAME),
    (ODD_KEYS, ODD),
    (NODE_KEYS, OF_NODES),
    (RELATION_KEYS, OF_RELATIONS),
    (("surveillance",), SURVEILLANCE),
)


def table() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """All words one behind the other, and where each is.

    The second is: how long the longest is; for each length from 0 to one above that, where in it the words of this length begin; and,
    from there on, two numbers for each word, where it begins and what it means (`decoding.layout`).
    """
    meanings: dict[bytes, int] = {}
    for keys, asked in _ASKED:
        for key in keys:
            meanings[key.encode()] = meanings.get(key.encode(), 0) | asked
    for nth, value in enumerate(WALKED):
        meanings[value.encode()] = meanings.get(value.encode(), 0) | (nth + 1) << VALUE
    words = sorted(meanings, key=lambda word: (len(word), word))
    longest = len(words[-1])
    first = longest + 3
    begins = [first + 2 * sum(len(word) < length for word in words) for length in range(longest + 2)]
    numbers, at = [longest, *begins], 0
    for word in words:
        numbers += (at, meanings[word])
        at += len(word)
    return np.frombuffer(b"".join(words), np.uint8), np.array(numbers, np.int64)
