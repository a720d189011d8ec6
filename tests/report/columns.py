"""Display columns counted a second way, from Unicode's own property (UAX #11)."""

import re
import unicodedata

SGR = re.compile(r"\x1b\[[0-9;]*m")
JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7ff]")
DIRECTION_MARKS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def columns(line):
    """Wide and full-width letters count two, combining ones and conjoining jamo none, all others one."""
    return sum(
        0
        if unicodedata.combining(char) or JAMO.match(char)
        else 2
        if unicodedata.east_asian_width(char) in "WF"
        else 1
        for char in line
    )


def acting(text):
    """Characters that could act on a terminal or turn the reading direction."""
    return {
        char
        for char in text
        if char in DIRECTION_MARKS or (unicodedata.category(char) in ("Cc", "Cf") and char != "\n")
    }
