"""The words that tell little in a name: legal forms, trades, places; reviewed tables beside this file."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
AT_THE_END_ALONE = 3
"""Legal forms up to this length count only at an end of a name: `AS`, `AB` and `SIA` are names too."""
JOINING = frozenset(
    [
        "and",
        "of",
        "the",
        "for",
        "de",
        "la",
        "le",
        "du",
        "des",
        "del",
        "der",
        "die",
        "das",
        "und",
        "et",
        "y",
        "e",
        "i",
        "da",
        "do",
        "van",
        "von",
    ]
)
"""Words that join others and are left out."""


_UNITS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905
NUMBERS: dict[str, int] = {
    **{word: number for number, word in enumerate(_UNITS, 1)},
    **{word: number for number, word in enumerate(_ORDINALS, 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    **{f"{number}th": number for number in range(4, 100)},
}
"""Numbers by their English words."""


class Ordinary(NamedTuple):
    """A word that many names share, as it is compared."""

    word: str
    kind: str
    """`trade` or `place`."""


class Signs(NamedTuple):
    """What a group of Chinese signs means in a name."""

    kind: str
    """`form`, `trade` or `place`."""
    word: str
    """In Latin letters as it is compared; empty for a legal form."""


@cache
def legal_forms() -> frozenset[tuple[str, ...]]:
    """Every legal form, word by word."""
    rows = _rows("legal_forms.csv")
    return frozenset(tuple(row["words"].split()) for row in rows if row["words"].isascii())


@cache
def longest_form() -> int:
    """How many words the longest legal form has."""
    return max(map(len, legal_forms()))


@cache
def ordinary_words() -> dict[str, Ordinary]:
    """How words of trades and places are compared, by each way of writing them."""
    found: dict[str, Ordinary] = {}
    for kind, file in (("trade", "trade_words.csv"), ("place", "places.csv")):
        for row in _rows(file):
            for spelled in (row["word"], *row["spelled"].split()):
                found.setdefault(spelled, Ordinary(row["word"], kind))
    return found


@cache
def common_words() -> dict[str, int]:
    """In how many names of the MAC block registry a word stands, of words that stand in eight or more."""
    return {row["word"]: int(row["names"]) for row in _rows("common_words.csv")}


COUNTED = 19_501
"""Names of the registry that were counted, as compared: those of aiooui 0.1.11."""


@cache
def sign_groups() -> dict[str, Signs]:
    """What groups of simplified signs mean."""
    found: dict[str, Signs] = {}
    for row in _rows("legal_forms.csv"):
        if not row["words"].isascii():
            found[row["words"]] = Signs("form", "")
    for kind, file in (("trade", "trade_words.csv"), ("place", "places.csv")):
        for row in _rows(file):
            for signs in row["signs"].split():
                found[signs] = Signs(kind, row["word"])
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
