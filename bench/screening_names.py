"""Organisations for the screening bench: public names, read where they lie, and made ones up to the size asked for.

Names that are one but for case, punctuation and legal form are one organisation with several names. Made names take
the rare word of a public one beside other words, so that most of them are look-alikes, or are Chinese names of made
words, since few public names here are Chinese.
"""

import csv
import hashlib
import json
import random
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

FORMS = frozenset(
    [
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "plc",
        "gmbh",
        "ag",
        "ab",
        "sa",
        "nv",
        "bv",
        "kk",
        "oy",
        "as",
        "spa",
        "srl",
        "sas",
        "pte",
        "pty",
        "pvt",
        "private",
        "sarl",
        "sl",
        "kg",
        "ooo",
        "oao",
        "zao",
        "jsc",
        "ojsc",
        "pjsc",
        "lda",
        "ltda",
        "sro",
        "spzoo",
        "zoo",
        "aps",
        "se",
    ]
)
"""What is taken off to see whether two public names are one; the bench's own list, not the matcher's."""
TRADES = [
    "Agriculture",
    "Pharmaceutical",
    "Textile",
    "Logistics",
    "Furniture",
    "Cement",
    "Shipping",
    "Foods",
    "Mining",
    "Travel",
    "Insurance",
    "Chemicals",
    "Petroleum",
    "Garment",
    "Realty",
    "Aviation",
    "Steel",
    "Publishing",
    "Fisheries",
    "Plastics",
]
COMMON = [
    "Technology",
    "Electronics",
    "Systems",
    "Trading",
    "Industries",
    "International",
    "Group",
    "Holdings",
    "Solutions",
]
ENDINGS = ("Co., Ltd.", "Inc.", "LLC", "GmbH", "Limited", "Pte Ltd", "Corp.")
CITIES = [
    "北京",
    "上海",
    "深圳",
    "广州",
    "杭州",
    "南京",
    "武汉",
    "成都",
    "重庆",
    "天津",
    "苏州",
    "西安",
    "青岛",
    "大连",
    "宁波",
    "厦门",
    "福州",
    "长沙",
    "郑州",
    "合肥",
]
SYLLABLES = (
    "华海康威大宇天地科达新安创智云飞腾龙东方金银光明联合正泰中兴恒远长虹国盛瑞星博亚信诚宏图凯旋立德润泽嘉禾"
    "万里昌隆永辉启迪锐捷卓越"
)
CHINESE_TRADES = [
    "科技",
    "电子",
    "信息技术",
    "数字技术",
    "通信",
    "网络",
    "光电",
    "软件",
    "仪器",
    "自动化",
    "半导体",
    "安防",
    "农业",
    "医药",
    "纺织",
    "物流",
]
CHINESE_FORMS = ("有限公司", "股份有限公司", "有限责任公司")
SHARE_CHINESE = 0.08


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation: its names, and whether they are public or made."""

    id: int
    names: tuple[str, ...]
    made: bool


def draw(*words: object) -> random.Random:
    """Chances that depend on these words alone."""
    digest = hashlib.sha256("\0".join(map(str, words)).encode()).digest()
    return random.Random(int.from_bytes(digest[:8]))


def key_of(name: str) -> str:
    """What is left of a name without case, marks, punctuation and legal form."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    words = re.sub(r"[^\w]+", " ", plain.casefold().replace(".", "").replace("&", " and ")).split()
    kept = [word for word in words if word not in FORMS]
    return "".join(kept or words)


def public_names(shared: Path) -> Iterator[str]:
    """The names of companies and bodies in the tables that are installed, and in the folder of test data."""
    from importlib.util import find_spec

    spec = find_spec("aiooui")
    if spec and spec.origin:
        data = (Path(spec.origin).parent / "oui.data").read_bytes()
        count = int.from_bytes(data[4:8], "little")
        yield from data[8 + 8 * count :].decode().split("\n")
    spec = find_spec("netaddr")
    if spec and spec.origin:
        table = (Path(spec.origin).parent / "eui" / "iab.txt").read_text(encoding="utf-8", errors="replace")
        yield from re.findall(r"\(hex\)\s+(.*)", table)
    lists = shared / "us-lists"
    for name, column in (("dod_1260h", "Name"), ("ndaa_section_1286", "name"), ("ndaa_section_889", "name")):
        yield from (row[column] for row in _rows(lists / f"{name}.csv"))
    for row in _rows(lists / "csl_PARTIAL_moov_testdata_2023.csv"):
        if row["type"] == "Entity" or row["source"].startswith(("Entity List", "Unverified", "Military End")):
            yield row["name"]
    file = shared / "osm" / "nsi-operators" / "surveillance.json"
    if file.exists():
        for item in json.loads(file.read_text(encoding="utf-8"))["items"]:
            yield item["tags"]["operator"]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def organisations(shared: Path, size: int) -> list[Organisation]:
    """So many organisations, the public ones first; the same for the same tables and size."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for name in public_names(shared):
        text = " ".join(name.replace("*", " ").split())
        key = key_of(text)
        if len(key) >= 3 and text not in by_key[key]:
            by_key[key].append(text)
    keys = sorted((key for key in by_key if key), key=lambda key: hashlib.sha256(key.encode()).digest())
    held = [Organisation(at, tuple(by_key[key]), made=False) for at, key in enumerate(keys[:size])]
    taken = set(keys)
    for name in made_names(held):
        if len(held) >= size:
            break
        key = key_of(name)
        if key not in taken:
            taken.add(key)
            held.append(Organisation(len(held), (name,), made=True))
    return held


def rare_words(held: Iterable[Organisation]) -> list[str]:
    """Words of five letters or more that one or two organisations bear, by chance."""
    counts: Counter[str] = Counter()
    for one in held:
        counts.update(set(re.findall(r"[A-Za-z]{5,}", one.names[0].title())))
    words = sorted(word for word, count in counts.items() if count <= 2)
    draw("rare words").shuffle(words)
    return words


def made_names(held: list[Organisation]) -> Iterator[str]:
    """Names without end: look-alikes of public ones, and Chinese ones."""
    chance = draw("made names")
    words = rare_words(held)
    while True:
        if chance.random() < SHARE_CHINESE * 2:
            yield chinese_name(chance)
        else:
            rare, other = chance.choice(words), chance.choice(words)
            middle = chance.choice((chance.choice(TRADES), f"{other} {chance.choice(COMMON)}"))
            yield f"{rare} {middle} {chance.choice(ENDINGS)}"


def chinese_name(chance: random.Random) -> str:
    """A made Chinese company: city, two or three characters, trade, legal form."""
    brand = "".join(chance.choice(SYLLABLES) for _ in range(chance.choice((2, 2, 2, 3))))
    city = chance.choice(CITIES) + chance.choice(("", "", "市"))
    return city + brand + chance.choice(CHINESE_TRADES) + chance.choice(CHINESE_FORMS)
