"""How the letters of a text are written: told by a mark at its start, else by its bytes.

Marks are those of the Unicode Standard (§23.8, byte order mark). Without one: UTF-16 has a zero byte in each letter, line end and separator
of ASCII; UTF-8 has a form that no other text keeps to for long (RFC 3629 §3); GB 18030 writes the letters that Chinese texts are
mostly made of as pairs whose first byte is B0 to D7 and whose second is A1 to FE (level 1 of GB 2312, which it holds); what is left and looks
like words is cp1252. What does not is refused: its bytes do not say what it is.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SHOWN = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE",
          "utf-32": "UTF-32", "gb18030": "GB 18030", "cp1252": "cp1252"}  # fmt: skip
_HIGH = re.compile(rb"[\x80-\xff]")
_PAIRS = re.compile(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]")
_COMMON = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BROKEN = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile("[^\0-\x7f\udc80-\udcff]")
_LATE = re.compile(rb"[\xc9-\xd7][\xa1-\xfe]")
"""Letters of GB 2312 at whose places KS X 1001 has none of its Korean syllables, which end at C8 FE."""
_LATE_SHARE = 0.1
"""A Chinese text has more of them: it is about half of all letters, by the order of their sounds."""
_CHINESE = 0.8
"""Of the pairs of a Chinese text, those of its common letters and marks."""
_WESTERN = 0.5
"""Of the letters of a text in a Western language, at most so many beyond ASCII."""
_FEW = 0.02
"""A text in UTF-8 with so few broken letters is one with broken letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How a text is written."""

    name: str
    """What Python calls it."""
    by: Literal["mark", "bytes", "user"]

    @property
    def shown(self) -> str:
        """What people call it."""
        return _SHOWN.get(self.name, self.name)


def find_encoding(blocks: Iterable[bytes]) -> Encoding | None:
    """How a text is written; None where its bytes do not tell.

    Args:
        blocks: All of it, in blocks; the first holds its first four bytes.
    """
    found = _Counting()
    for block in blocks:
        found.add(block)
    return found.encoding()


def named(name: str) -> Encoding | None:
    """The encoding that the user names; None where there is none of that name for texts."""
    try:
        found = codecs.lookup(name)
        codecs.getincrementaldecoder(found.name)
        "".encode(found.name)
    except (LookupError, ValueError, TypeError):
        return None
    return Encoding(name="utf-8-sig" if found.name == "utf-8" else found.name, by="user")


class _Counting:
    """What the bytes of a text are like."""

    def __init__(self) -> None:
        self._start = b""
        self._utf8 = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._good = self._broken = 0
        self._high = self._pairs = self._common = self._late = self._letters = 0

    def add(self, block: bytes) -> None:
        if len(self._start) < 4096:
            self._start += block[: 4096 - len(self._start)]
        if block.isascii() and not self._high:
            self._letters += _n_letters(block[:65536])
            return
        text = self._utf8.decode(block)
        self._good += len(_BEYOND.findall(text))
        self._broken += len(_BROKEN.findall(text))
        for line in block.splitlines():
            if line.isascii():
                continue
            self._high += len(_HIGH.findall(line))
            pairs = _PAIRS.findall(line)
            self._pairs += len(pairs)
            self._common += sum(_COMMON.fullmatch(pair) is not None for pair in pairs)
            self._late += sum(_LATE.fullmatch(pair) is not None for pair in pairs)
            self._letters += _n_letters(line)

    def encoding(self) -> Encoding | None:
        for mark, name in _MARKS:
            if self._start.startswith(mark):
                return Encoding(name=name, by="mark")
        wide = _wide(self._start)
        if wide is not None:
            return Encoding(name=wide, by="bytes")
        if self._broken <= _FEW * self._good:
            return Encoding(name="utf-8-sig", by="bytes")
        if self._common >= _CHINESE * self._pairs and self._pairs * 2 >= 0.9 * self._high:
            is_chinese = self._late >= _LATE_SHARE * self._pairs
            return Encoding(name="gb18030", by="bytes") if is_chinese else None
        if self._high <= _WESTERN * (self._high + self._letters):
            return Encoding(name="cp1252", by="bytes")
        return None


def _n_letters(some: bytes) -> int:
    return len(some) - len(some.translate(None, _LETTERS))


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: separators and line ends have a zero beside them, always on the same side."""
    even, odd = start[0::2], start[1::2]
    ascii_first = sum(low in b"\t\n\r ,;|" and high == 0 for low, high in zip(even, odd, strict=False))
    ascii_last = sum(high == 0 and low in b"\t\n\r ,;|" for high, low in zip(even, odd, strict=False))
    nothing = start.count(b"\0")
    if nothing < 2 or max(ascii_first, ascii_last) == 0 or (nothing - 1) * 8 < len(start) // 4:
        return None
    return "utf-16-le" if ascii_first > ascii_last else "utf-16-be"
