"""Rows that sum up or repeat: they are no things, and name no supplier."""

import re
from collections.abc import Sequence
from functools import lru_cache

from lamppost.observe.tabular.headings import heading_of

_LONGEST = 100
"""Letters of a word for a sum with its number: the pattern looks at each of them from each of those before."""
_TOTAL = frozenset(
    {
        *("total", "totals", "grand total", "sub total", "subtotal", "sum", "total count", "count", "total devices", "total items", "total number"),
        *("summe", "gesamt", "gesamtsumme", "zwischensumme", "insgesamt", "anzahl", "gesamtanzahl", "total général", "sous total", "somme"),
        *("suma", "total general", "suma total", "subtotal general", "totale", "totale complessivo", "totaal", "eindtotaal", "totalt", "summa", "i alt", "yhteensä"),
        *("razem", "celkem", "spolu", "összesen", "toplam", "итого", "всего", "усього", "разом", "σύνολο", "المجموع", "סה כ"),
        *("合计", "合計", "总计", "總計", "小计", "小計", "共计", "总数", "計", "合計台数", "합계", "총계", "소계", "tổng", "tổng cộng"),
    }
)  # fmt: skip
"""What people write beside a sum."""
_NUMBER = re.compile(r"[+-]?[\d\s.,'’]*\d\s*(?:%|€|\$|£|¥|pcs|stk|stück|台|个|個|件|대)?", re.IGNORECASE)
_BEFORE = re.compile(r"^(?P<words>[^\d:：=]+?)\s*[:：=]?\s*(?P<number>[+-]?[\d.,'’\s]*)$")


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row says the word for a sum, and beside it numbers alone."""
    says_so = False
    for cell in cells:
        what = _short(cell) if len(cell) <= _LONGEST else _what(cell)
        if what is None:
            return False
        says_so |= what
    return says_so


def _what(cell: str) -> bool | None:
    """Whether a cell is a word for a sum, or rather a number or nothing; None where it is something else."""
    text = " ".join(cell.split())
    if not text or _NUMBER.fullmatch(text):
        return False
    return True if _is_word(text) else None


_short = lru_cache(maxsize=4096)(_what)
"""The same of cells that are short enough to be kept: lists say the same in many rows."""


def _is_word(cell: str) -> bool:
    found = _BEFORE.match(cell) if len(cell) <= _LONGEST else None
    return found is not None and heading_of(found["words"]) in _TOTAL


def has_number(cells: Sequence[str]) -> bool:
    """Whether a row bears a number."""
    return any(char.isdigit() for cell in cells for char in cell)
