"""How names are compared: as typed, then without case, marks, punctuation and legal form, then one edit away."""

import re
import unicodedata

LEGAL_FORMS = frozenset(
    {
        "co", "company", "corp", "corporation", "inc", "incorporated", "ltd", "limited", "llc", "plc", "gmbh", "ag", "ab",
        "sa", "nv", "bv", "kk", "oy", "as", "spa", "srl",
    }
)  # fmt: skip
"""Words that a normalised comparison leaves out at the end of a name: legal forms, and nothing that tells
two companies apart (China Electronics Corporation is not China Electronics Technology Group)."""


def exact(name: str) -> str:
    """A name without case and the spaces around it."""
    return name.strip().casefold()


def folded(name: str) -> str:
    """A name without case, punctuation and doubled spaces."""
    return " ".join(re.sub(r"[^\w]+", " ", name.casefold()).split())


def normalised(name: str) -> str:
    """A name without case, marks, punctuation and the legal form at the end."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    words = folded(plain.replace("-", " ")).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return " ".join(words)


def is_one_edit(first: str, second: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours makes them equal."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    start = next((at for at, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True  # one is the other and one letter more
    rest, other = first[start:], second[start:]
    swapped = len(rest) > 1 and len(other) > 1 and rest[0] == other[1] and rest[1] == other[0]
    return (
        rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or (swapped and rest[2:] == other[2:])
    )
