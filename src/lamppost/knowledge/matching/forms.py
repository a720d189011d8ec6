"""How a name is written so that it can be compared: words in Latin letters, and Chinese signs as signs and as sounds."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from lamppost.knowledge.matching.tables import (
    AT_THE_END_ALONE,
    JOINING,
    NUMBERS,
    legal_forms,
    longest_form,
    ordinary_words,
    sign_groups,
)

Kind = Literal["latin", "heard", "signs", "sounds", "half"]
"""In Latin letters; in those of another alphabet, as it sounds; Chinese signs one by one, as they sound, and as they
sound but for words of places and trades."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_OTHER_LETTERS = re.compile(r"[\u0370-\u1cff\u3040-\u30ff\uac00-\ud7af]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}[^\W\d_]?\b\.?")
_SLASHED = re.compile(r"(?<=\b[a-z])/(?=[a-z]\b)")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_CITY = "市省"
_SOUNDS = {
    "地": "di",
    "拓": "tuo",
    "仔": "zi",
    "厘": "li",
    "旅": "lv",
    "绿": "lv",
    "吕": "lv",
    "铝": "lv",
    "女": "nv",
}
"""Signs for which the table of sounds has a rarer reading."""
_READ_OTHERWISE = {"银行": "yinhang", "重工": "zhonggong", "重庆": "chongqing", "厦门": "xiamen", "成都": "chengdu", "长沙": "changsha",
    "长春": "changchun", "西藏": "xizang", "首都": "shoudu"}  # fmt: skip


class Form(NamedTuple):
    """One way in which a name can be compared."""

    kind: Kind
    words: tuple[str, ...]
    """Without legal forms and joining words, ordinary words as the tables write them."""
    left_out: tuple[str, ...] = ()
    """The legal forms that were left out."""
    whole: str = ""
    """All words as they are written, joining words too, without spaces."""


@lru_cache(maxsize=4096)
def forms_of(name: str) -> tuple[Form, ...]:
    """The ways in which a name can be compared, at least one where it has a letter or a digit."""
    text = unicodedata.normalize("NFKC", name).casefold()
    if not _HAN.search(text):
        form = _latin(text)
        return (form,) if form.words else ()
    simple = _simplified(text)
    parts = list(_parts(simple))
    signs = tuple(
        word for kind, text, _ in parts if kind != "form" for word in (text if kind == "core" else (text,))
    )
    left_out = tuple(word for kind, word, _ in parts if kind == "form")
    sounds = tuple(_sounded(parts, half=False))
    half = tuple(_sounded(parts, half=True))
    several: tuple[tuple[Kind, tuple[str, ...]], ...] = (("signs", signs), ("sounds", sounds), ("half", half))
    found = [Form(kind, words, left_out, "".join(words)) for kind, words in several]
    return tuple(
        form
        for at, form in enumerate(found)
        if form.words and form.words not in {one.words for one in found[:at]}
    )


def _latin(text: str) -> Form:
    """A name in letters: marks off, other scripts as they sound, legal forms left out."""
    words = _spelled(text)
    kept, left_out = _without_forms(words)
    known = ordinary_words()
    told = [known[word].word if word in known else word for word in _numbered(kept) if word not in JOINING]
    other_letters = _OTHER_LETTERS.search(text) is not None
    return Form("heard" if other_letters else "latin", tuple(told or kept), tuple(left_out), "".join(kept))


def _numbered(words: Sequence[str]) -> list[str]:
    """The words with numbers in digits: `forty four` is `44`, and `first` is `1`."""
    told: list[str] = []
    tens = 0
    for word in words:
        number = NUMBERS.get(word) or (int(word) if word.isdigit() and len(word) == 1 else 0)
        if number and number < 10 and tens:
            told[-1] = str(tens + number)
        elif number:
            told.append(str(number))
        else:
            told.append(word)
        tens = number if number >= 20 and number % 10 == 0 else 0
    return told


def _spelled(text: str) -> list[str]:
    """The words of a text in the letters a to z; letters that stand alone are one word together."""
    plain = text
    if not text.isascii():
        marks = (one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
        plain = _ascii("".join(marks)).casefold()
    plain = _DOTTED.sub(lambda found: found[0].replace(".", "").replace(" ", "") + " ", plain)
    plain = _SLASHED.sub("", plain).replace("'", "").replace("\u2019", "").replace("&", " and ")
    words: list[str] = []
    alone = False
    for word in _NO_WORD.sub(" ", plain).split():
        single = len(word) == 1 and word.isalpha()
        if single and alone:
            words[-1] += word
        else:
            words.append(word)
        alone = single
    return words


def _without_forms(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words without legal forms: at either end, the longer ones anywhere but at the beginning."""
    rest, left_out = list(words), []
    while (count := _form_at_end(rest) or int(rest[-1:] == ["and"])) and count < len(rest):
        left_out += [" ".join(rest[-count:])] if rest[-1] != "and" else []
        rest = rest[:-count]
    if count := _form_at_beginning(rest):
        left_out.append(" ".join(rest[:count]))
        rest = rest[count:]
    at = 1
    while at < len(rest):
        if (
            (rest[at],) in legal_forms()
            and len(rest[at]) > AT_THE_END_ALONE - 1
            and rest[at] not in NAMES_TOO
        ):
            left_out.append(rest.pop(at))
        else:
            at += 1
    return rest, left_out


SHORTEST_MISTYPED = 6
"""Letters of a legal form that is known when it is mistyped: `company`, `limited`, `corporation`."""
LEADING = frozenset(
    [
        "ab",
        "gmbh",
        "aktiebolag",
        "aktiengesellschaft",
        "srl",
        "llc",
        "sarl",
        "ooo",
        "oao",
        "zao",
        "pao",
        "ojsc",
        "jsc",
        "pjsc",
        "cjsc",
        "pt",
        "too",
        "ao",
        "uab",
        "sia",
        "sc",
    ]
)
"""Forms that stand before the name."""
NAMES_TOO = frozenset(
    ["sas", "spa", "sia", "asa", "ivs", "ead", "psc", "sau", "sac", "sca", "epe", "ike", "aps", "vof"]
)
"""Forms of three letters that are names and words too, so that they are left out at the end alone."""


def _form_at_beginning(words: Sequence[str]) -> int:
    """How many words at the beginning are one legal form that may stand there."""
    for count in range(min(longest_form(), len(words) - 1), 0, -1):
        form = tuple(words[:count])
        if form in legal_forms() and (count > 1 or form[0] in LEADING):
            return count
    return 0


def _form_at_end(words: Sequence[str]) -> int:
    """How many words at the end are one legal form."""
    for count in range(min(longest_form(), len(words)), 0, -1):
        if tuple(words[-count:]) in legal_forms():
            return count
    return int(len(words) > 1 and _is_mistyped_form(words[-1]))


@lru_cache(maxsize=100_000)
def _is_mistyped_form(word: str) -> bool:
    """Whether a word is a long legal form but for a letter or two, or one that was cut short by a letter."""
    if len(word) < SHORTEST_MISTYPED:
        return False
    from rapidfuzz.distance import OSA

    return any(
        len(form) == 1
        and len(form[0]) >= SHORTEST_MISTYPED
        and OSA.distance(word, form[0], score_cutoff=len(form[0]) // 7) <= len(form[0]) // 7
        for form in legal_forms()
    )


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, text and Latin word of each part of a name with Chinese signs; `core` where nothing knows it."""
    at = 0
    for run in _HAN_RUN.finditer(text):
        yield from (("latin", word, word) for word in _latin_words(text[at : run.start()]))
        yield from _groups(run[0])
        at = run.end()
    yield from (("latin", word, word) for word in _latin_words(text[at:]))


def _latin_words(text: str) -> tuple[str, ...]:
    return _latin(text).words if text.strip() else ()


def _groups(run: str) -> Iterator[tuple[str, str, str]]:
    """The groups of signs that the tables know, the longest first; what lies between them is core."""
    known, at, begin = sign_groups(), 0, 0
    longest = max(map(len, known))
    while at < len(run):
        group = next(
            (
                run[at : at + size]
                for size in range(min(longest, len(run) - at), 0, -1)
                if run[at : at + size] in known
            ),
            None,
        )
        if group is None or len(group) == len(run):
            at += 1
            continue
        if begin < at:
            yield "core", run[begin:at], ""
        yield known[group].kind, group, known[group].word
        at += len(group)
        begin = at
    if begin < len(run):
        yield "core", run[begin:], ""


def _sounded(parts: Sequence[tuple[str, str, str]], *, half: bool) -> Iterator[str]:
    """The words as they sound; of places and trades the Latin word instead, where half is asked for."""
    for at, (kind, text, word) in enumerate(parts):
        if kind == "form":
            continue
        after_place = at > 0 and parts[at - 1][0] == "place"
        core = text.lstrip(_CITY) if half and kind == "core" and after_place else text
        if kind == "latin" or (half and word):
            yield word
        elif core:
            yield _sound(core)


def _sound(signs: str) -> str:
    return _READ_OTHERWISE.get(signs) or "".join(
        _SOUNDS.get(sign) or _ascii(sign).casefold() for sign in signs
    )


_HEARD = (
    ("dzh", "j"), ("kh", "h"), ("ph", "f"), ("th", "t"), ("ch", "k"), ("ck", "k"), ("sh", "s"), ("zh", "s"), ("ts", "c"),
    ("x", "ks"), ("q", "k"), ("c", "k"), ("w", "v"), ("y", "i"), ("z", "s"), ("j", "i"),
)  # fmt: skip
"""Letters that are written for nearly the same sound when a name changes its alphabet."""


@lru_cache(maxsize=100_000)
def heard(word: str) -> str:
    """A word with the letters that alphabets write differently made one, and no letter twice in a row."""
    for letters, sound in _HEARD:
        word = word.replace(letters, sound)
    return "".join(letter for at, letter in enumerate(word) if at == 0 or letter != word[at - 1])


@cache
def _ascii_of() -> Any:
    from anyascii import anyascii

    return anyascii


def _ascii(text: str) -> str:
    """A text as it sounds, in ASCII."""
    return str(_ascii_of()(text))


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _simplified(text: str) -> str:
    return str(_converter().convert(text))
