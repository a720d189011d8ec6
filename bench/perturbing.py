# ruff: noqa: ARG001, RUF001 - every change takes the same two; Cyrillic letters look like Latin ones
"""Queries for the screening bench: names as people write them, made from names that are held, and names that are not.

Each is drawn by the hash of its name and kind, and falls to `dev` or `test` by the hash of its organisation, so that
whoever looks at one half has seen nothing of the other. The tables here are the bench's own, not the matcher's.
"""

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from screening_names import (
    COMMON,
    ENDINGS,
    FORMS,
    TRADES,
    Organisation,
    chinese_name,
    draw,
    key_of,
    rare_words,
)

SPELLED = {
    "ltd": ("Limited", "LTD", "Ltd."), "co": ("Company", "Co", "Comp."), "inc": ("Incorporated", "Inc", "INC."),
    "corp": ("Corporation", "Corp", "Corp."), "corporation": ("Corp.", "Corp"), "limited": ("Ltd", "Ltd."),
    "company": ("Co.", "Co"), "incorporated": ("Inc.",), "gmbh": ("GesmbH", "Gesellschaft mit beschränkter Haftung"),
    "ag": ("Aktiengesellschaft",), "llc": ("L.L.C.", "Limited Liability Company"), "sa": ("S.A.", "Société Anonyme"),
    "ab": ("Aktiebolag",), "bv": ("B.V.",), "oy": ("Osakeyhtiö",), "kk": ("Kabushiki Kaisha",), "srl": ("S.r.l.",),
}  # fmt: skip
SHORT = {
    "technology": "Tech", "technologies": "Tech", "international": "Intl", "electronics": "Elec", "electronic": "Elec",
    "systems": "Sys", "system": "Sys", "communications": "Comm", "communication": "Comm", "manufacturing": "Mfg",
    "industries": "Ind", "industrial": "Ind", "development": "Dev", "equipment": "Equip", "information": "Info",
    "engineering": "Eng", "services": "Svcs", "laboratories": "Labs", "association": "Assn", "department": "Dept",
    "university": "Univ", "institute": "Inst", "national": "Natl", "networks": "Net", "and": "&", "semiconductor": "Semi",
}  # fmt: skip
COUNTRIES = {
    "China": "(China)",
    "Germany": "Germany",
    "USA": "of America",
    "Japan": "Japan",
    "India": "India",
}
ENGLISH = {
    "科技": "Technology", "电子": "Electronics", "信息技术": "Information Technology", "数字技术": "Digital Technology",
    "通信": "Communication", "网络": "Network", "光电": "Optoelectronics", "软件": "Software", "仪器": "Instruments",
    "自动化": "Automation", "半导体": "Semiconductor", "安防": "Security", "农业": "Agriculture", "医药": "Pharmaceutical",
    "纺织": "Textile", "物流": "Logistics",
}  # fmt: skip
KEYS = {
    "a": "sq",
    "e": "wr",
    "i": "uo",
    "o": "ip",
    "n": "bm",
    "t": "ry",
    "s": "ad",
    "r": "et",
    "l": "k",
    "c": "xv",
}
HAN = re.compile(r"[\u4e00-\u9fff]")
SPLIT = 0.5


@dataclass(frozen=True, slots=True)
class Query:
    """One query: what is typed, which organisation is meant, if any, and how it was made."""

    text: str
    meant: int | None
    kind: str
    half: str
    """`dev` or `test`."""


@cache
def _chinese() -> Any:
    import opencc
    import pypinyin

    return opencc.OpenCC("s2t"), opencc.OpenCC("t2s"), pypinyin


def half_of(one: object) -> str:
    """`dev` or `test`, by hash."""
    return "dev" if hashlib.sha256(f"half {one}".encode()).digest()[0] < 256 * SPLIT else "test"


def _bare(word: str) -> str:
    return re.sub(r"[^\w]", "", word).casefold()


def drop_form(name: str, chance: random.Random) -> str:
    words = name.replace(",", ", ").split()
    while len(words) > 1 and _bare(words[-1]) in FORMS:
        words.pop()
    return " ".join(words).rstrip(",")


def change_form(name: str, chance: random.Random) -> str:
    return f"{drop_form(name, chance)} {chance.choice(ENDINGS)}"


def spell_form(name: str, chance: random.Random) -> str:
    words = re.sub(r"[.,](?=\w)", ". ", name).replace(",", ", ").split()
    return " ".join(chance.choice(SPELLED.get(_bare(word), (word,))) for word in words)


def swap_words(name: str, chance: random.Random) -> str:
    words = drop_form(name, chance).split()
    if len(words) < 2:
        return name
    at = chance.randrange(len(words) - 1)
    if chance.random() < 0.3:
        return f"{words[-1]}, {' '.join(words[:-1])}"
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def shorten(name: str, chance: random.Random) -> str:
    return " ".join(SHORT.get(_bare(word), word) for word in name.split())


def mistype(name: str, chance: random.Random) -> str:
    text = drop_form(name, chance)
    for _ in range(1 if len(text) < 10 else chance.choice((1, 1, 2))):
        places = [at for at, letter in enumerate(text) if letter.isalpha()]
        if len(places) < 4:
            return text
        at = chance.choice(places)
        how = chance.randrange(4)
        near = chance.choice(KEYS.get(text[at].casefold(), text[at]))
        text = (
            text[:at] + text[at + 1 :] if how == 0
            else text[:at] + text[at] + text[at:] if how == 1
            else text[:at] + near + text[at + 1 :] if how == 2
            else text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        )  # fmt: skip
    return text


def repunctuate(name: str, chance: random.Random) -> str:
    how = chance.randrange(5)
    if how == 0:
        return re.sub(r"[^\w\s]", "", name)
    if how == 1:
        return re.sub(r"[^\w]+", " ", name).strip().upper()
    if how == 2:
        return name.replace(" ", "-")
    if how == 3:
        return drop_form(name, chance).replace(" ", "")
    return f"“{name.casefold()}”".replace(" and ", " & ")


def add_country(name: str, chance: random.Random) -> str:
    base = drop_form(name, chance)
    return f"{base} {COUNTRIES[chance.choice(sorted(COUNTRIES))]} {chance.choice(('', 'Ltd', 'Co., Ltd.'))}".strip()


def truncate(name: str, chance: random.Random) -> str:
    words = drop_form(name, chance).split()
    return " ".join(words[: max(1, len(words) - chance.choice((1, 1, 2)))])


def respell(name: str, chance: random.Random) -> str:
    """The same in Latin letters without marks, or in Cyrillic as the sound goes."""
    if not name.isascii():
        from anyascii import anyascii

        return str(anyascii(name))
    letters = {
        "sch": "ш", "sh": "ш", "ch": "ч", "zh": "ж", "ya": "я", "yu": "ю", "ts": "ц", "kh": "х", "a": "а", "b": "б",
        "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "дж", "k": "к", "l": "л", "m": "м",
        "n": "н", "o": "о", "p": "п", "q": "к", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс",
        "y": "й", "z": "з",
    }  # fmt: skip
    pattern = "|".join(sorted(letters, key=len, reverse=True))
    return re.sub(pattern, lambda found: letters[found[0]], drop_form(name, chance).casefold())


def traditional(name: str, chance: random.Random) -> str:
    there, back, _ = _chinese()
    other = there.convert(name)
    return other if other != name else back.convert(name)


def pinyin(name: str, chance: random.Random) -> str:
    """Sound by sound, in words of two or all apart, the legal form left out or in English."""
    text = re.sub("(股份)?有限(责任)?公司$", "", _chinese()[1].convert(name))
    sounds = _chinese()[2].lazy_pinyin(text)
    step = chance.choice((1, 2, 2))
    words = ["".join(sounds[at : at + step]) for at in range(0, len(sounds), step)]
    return " ".join(words).title() + chance.choice(("", " Co Ltd", " Co., Ltd."))


def half_english(name: str, chance: random.Random) -> str:
    """Place and brand by sound, trade and legal form in English."""
    text = re.sub("(股份)?有限(责任)?公司$", "", _chinese()[1].convert(name)).replace("市", "")
    trade = next((one for one in sorted(ENGLISH, key=len, reverse=True) if text.endswith(one)), "")
    core = text.removesuffix(trade)
    sounds = _chinese()[2].lazy_pinyin(core)
    brand = "".join(sounds[2:]).title()
    return f"{''.join(sounds[:2]).title()} {brand} {ENGLISH.get(trade, '')} Co., Ltd.".replace("  ", " ")


Change = Callable[[str, random.Random], str]
LATIN: dict[str, Change] = {
    "form dropped": drop_form, "form changed": change_form, "form spelled": spell_form, "word order": swap_words,
    "abbreviated": shorten, "typos": mistype, "punctuation": repunctuate, "country added": add_country,
    "truncated": truncate, "transliterated": respell,
}  # fmt: skip
CHINESE: dict[str, Change] = {"traditional": traditional, "pinyin": pinyin, "half English": half_english}


def queries(held: Sequence[Organisation], count: int) -> list[Query]:
    """So many queries on organisations that are held, a tenth of them on Chinese names; none that fits another too."""
    order = sorted(held, key=lambda one: hashlib.sha256(f"query {one.names[0]}".encode()).digest())
    latin = [one for one in order if not one.made and not HAN.search(one.names[0])]
    chinese = [one for one in order if HAN.search(one.names[0])]
    words = _by_word(held)
    found: list[Query] = []
    for some, changes, wanted in ((latin, LATIN, count - count // 10), (chinese, CHINESE, count // 10)):
        made = 0
        for one in some:
            kind = sorted(changes)[made % len(changes)]
            text = changes[kind](one.names[0], draw(kind, one.names[0])).strip()
            if made < wanted and text != one.names[0] and not _fits_another(text, one, words):
                found.append(Query(text, one.id, kind, half_of(one.id)))
                made += 1
    return found


def _tokens(text: str) -> set[str]:
    return {word for word in re.sub(r"[^\w]+", " ", text.casefold()).split() if word not in FORMS}


def _by_word(held: Sequence[Organisation]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for one in held:
        for name in one.names:
            for word in _tokens(name):
                found[word].add(one.id)
    return found


def _fits_another(text: str, one: Organisation, words: dict[str, set[int]]) -> bool:
    """Whether all its words stand in another organisation's name, or it is another's but for punctuation."""
    asked = _tokens(text)
    fitting = set.intersection(*(words.get(word, set()) for word in asked)) if asked else set()
    return bool(fitting - {one.id}) or len(key_of(text)) < 3


def negatives(held: Sequence[Organisation], left_out: Sequence[Organisation], count: int) -> list[Query]:
    """So many names of nobody who is held: half public names that were left out, half look-alikes of held ones."""
    found: list[Query] = []
    keys, words = {key_of(name) for one in held for name in one.names}, _by_word(held)
    nobody = Organisation(-1, (), made=True)
    for one in left_out:
        change = LATIN[draw("negative", one.names[0]).choice(["form dropped", "form changed", "punctuation"])]
        text = change(one.names[0], draw(one.names[0]))
        if len(found) < count // 2 and not _fits_another(text, nobody, words):
            found.append(Query(text, None, "not held", half_of(one.names[0])))
    for text, kind in _look_alikes(held):
        if len(found) >= count:
            break
        if key_of(text) not in keys:
            found.append(Query(text, None, kind, half_of(text)))
    return found


def _look_alikes(held: Sequence[Organisation]) -> Iterator[tuple[str, str]]:
    chance = draw("look-alikes")
    public = [one for one in held if not one.made]
    rare = rare_words(public)
    while True:
        word, other = chance.choice(rare), chance.choice(rare)
        kind = chance.randrange(4)
        if kind == 0:
            yield chinese_name(chance), "other Chinese company"
        elif kind == 1:
            yield f"{word} {other} {chance.choice(COMMON)} {chance.choice(ENDINGS)}", "shares the rare word"
        else:
            yield f"{word} {chance.choice(TRADES)} {chance.choice(ENDINGS)}", "shares the rare word"
