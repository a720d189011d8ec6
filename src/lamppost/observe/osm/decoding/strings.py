"""The table of strings of a block, and which of them are words that are asked for."""

from lamppost.engine.kernel import Longs, Octets, kernel
from lamppost.observe.osm.decoding.layout import LONGEST, STRING, T_STRINGS
from lamppost.observe.osm.decoding.octets import BYTES, UNUSUAL, field

_STRINGS = 1 << 3 | BYTES


@kernel
def read_strings(
    buf: Octets, at: int, end: int, words: Octets, word_at: Longs, told: Longs, found: Longs, strings: Longs
) -> int:
    """Read the table of strings; gives 0, or `UNUSUAL`.

    Args:
        buf: Octets.
        at: Where the table begins.
        end: Where it ends.
        words: Words that are asked for, one behind the other.
        word_at: As `words.table` gives it.
        told: As `layout.TOLD` has it.
        found: Takes a field.
        strings: Takes `layout.STRING` numbers for each.
    """
    n = 0
    while at < end:
        at = field(buf, at, end, found)
        if at < 0 or found[0] != _STRINGS or found[1] > LONGEST:
            return UNUSUAL
        length = found[1]
        if not is_text(buf, at, at + length):
            return UNUSUAL
        strings[n * STRING] = at
        strings[n * STRING + 1] = length
        strings[n * STRING + 2] = meaning(buf, at, length, words, word_at)
        n += 1
        at = found[2]
    told[T_STRINGS] = n
    return 0


@kernel
def meaning(buf: Octets, at: int, length: int, words: Octets, word_at: Longs) -> int:
    """What a string is a word for; 0 for nothing that is asked for."""
    if length > word_at[0]:
        return 0
    for index in range(word_at[1 + length], word_at[2 + length], 2):
        start = word_at[index]
        same = 0
        while same < length and words[start + same] == buf[at + same]:
            same += 1
        if same == length:
            return word_at[index + 1]
    return 0


@kernel
def is_text(buf: Octets, at: int, end: int) -> bool:
    """Whether octets are UTF-8, without a zero, which osmium takes for the end of a string.

    By the valid ranges of octets in H. Hinnant's "UTF Summary" (howardhinnant.github.io/utf_summary.html): none longer than it
    need be, no surrogates, and nothing beyond U+10FFFF.
    """
    while at < end:
        octet = buf[at]
        at += 1
        if octet < 0x80:
            if octet == 0:
                return False
            continue
        if octet < 0xC2 or octet > 0xF4:
            return False
        more = 1 if octet < 0xE0 else 2 if octet < 0xF0 else 3
        if more > end - at:
            return False
        low = 0xA0 if octet == 0xE0 else 0x90 if octet == 0xF0 else 0x80
        high = 0x9F if octet == 0xED else 0x8F if octet == 0xF4 else 0xBF
        for place in range(at, at + more):
            if buf[place] < low or buf[place] > high:
                return False
            low = 0x80
            high = 0xBF
        at += more
    return True
