"""Words of registers as the words that OpenStreetMap's tags have for the same."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from lamppost.model.map_values import directions_of
from lamppost.observe.tabular.headings import heading_of

MOST_LETTERS: Final = 120
NOTHING: Final = frozenset(
    {
        "",
        "empty",
        "null",
        "none",
        "n a",
        "na",
        "nan",
        "unknown",
        "unbekannt",
        "inconnu",
        "desconocido",
        "keine angabe",
        "k a",
    }
)
"""What stands in cells that say nothing."""
NAMES: Final = frozenset(
    {
        "operator",
        "manufacturer",
        "brand",
        "model",
        "operator:wikidata",
        "manufacturer:wikidata",
        "brand:wikidata",
    }
)
"""Tags whose value is a name, and is kept as it is written."""
VALUES: Final = frozenset({"camera:direction", "direction", "camera:angle", "camera:range", "camera:resolution", "height", "level", "layer",
                           "check_date", "survey:date", "start_date", "end_date", "count", "camera:count"})  # fmt: skip
"""Tags whose value is a number, a direction or a day."""
_SAME: Final[Mapping[str, Mapping[str, str]]] = {
    "camera:type": {
        "fixed": "fixed | fixe | fix | fest | feste | fixed camera | fixkamera | fija | fijo | fissa | fisso | bullet | box | static | directed | vaste",
        "panning": "panning | ptz | pan tilt zoom | schwenkbar | schwenk neige | orientable | rotative | mobile | giratoria | brandeggiabile | motorisée",
        "dome": "dome | dôme | domo | domekamera | dome camera | kuppel | round | fixed dome",
    },
    "camera:mount": {
        "wall": "wall | wand | mur | murale | facade | façade | fassade | pared | muro | parete | seinä",
        "pole": "pole | mast | mât | poteau | pfosten | poste | palo | tolppa",
        "ceiling": "ceiling | decke | plafond | techo | soffitto | katto",
        "street_lamp": "street lamp | streetlight | street light | lamp post | laterne | lampadaire | farola | lampione",
        "traffic_signals": "traffic signals | traffic light | ampel | feu tricolore | semáforo | semaforo",
    },
    "surveillance": {"public": "public | öffentlich | pubblico | público", "outdoor": "outdoor | outdoors | aussen | außen | extérieur | exterior | esterno", "indoor": "indoor | indoors | innen | intérieur | interior | interno"},
    "surveillance:type": {"camera": "camera | cctv | videokamera | kamera | caméra | cámara | telecamera | video", "ALPR": "alpr | anpr | lpr | lapi | plate reader | license plate reader | licence plate reader | kennzeichenleser | kennzeichenerfassung"},
    "surveillance:zone": {"town": "town | street", "traffic": "traffic | verkehr | trafic | tráfico | traffico", "parking": "parking | car park | parkplatz", "entrance": "entrance | eingang | entrée", "building": "building | gebäude | bâtiment"},
}  # fmt: skip
_BY_WORD: Final = {
    tag: {heading_of(word): value for value, words in values.items() for word in words.split("|")}
    for tag, values in _SAME.items()
}
_NEARLY_ALL: Final = 0.95
_LEAST_WORDS: Final = 2
"""Different words by which a column without a heading that is known is told."""
_TOKEN = re.compile(r"[a-z][a-z_:]{1,30}")
_SHORT = re.compile(r"[0-9A-Za-z°;:.,'\"/+~ -]{1,30}")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d.*")


@lru_cache(maxsize=65536)
def says_nothing(cell: str) -> bool:
    """Whether a cell is one that nobody filled in."""
    return heading_of(cell) in NOTHING


@lru_cache(maxsize=65536)
def value_of(tag: str, cell: str) -> str | None:
    """What a cell says as a tag's value; None where its words are not known.

    Args:
        tag: Of OpenStreetMap.
        cell: As the register has it; it says something.
    """
    text = " ".join(cell.split())
    if not text.isprintable() or len(text) > MOST_LETTERS:
        return None
    if tag in NAMES:
        return text
    if tag in VALUES:
        return _number(tag, text)
    if (known := _BY_WORD.get(tag, {}).get(heading_of(text))) is not None:
        return known
    token = text.lower()
    return token if _TOKEN.fullmatch(token) else None


def _number(tag: str, text: str) -> str | None:
    """A number, direction or day as it is written; None for any other text, which might be anybody's."""
    if tag.endswith("date"):
        text = _day(text)
    is_one = any(map(str.isdigit, text)) if "direction" not in tag else directions_of(text) is not None
    return text if is_one and _SHORT.fullmatch(text) else None


def tag_of_words(cells: Iterable[str]) -> str | None:
    """The tag whose values a column holds, by its cells alone; None where it is no column of such words.

    Args:
        cells: Those of the column; nearly all that say something have to be words of the one tag.
    """
    counts = Counter(heading_of(cell) for cell in cells if not says_nothing(cell))
    for tag, known in _BY_WORD.items():
        held = [counts[word] for word in counts.keys() & known.keys()]
        if len(held) >= _LEAST_WORDS and sum(held) >= _NEARLY_ALL * counts.total():
            return tag
    return None


def _day(text: str) -> str:
    """A day as OpenStreetMap writes it, where the text says one for sure."""
    if (dotted := _DOTTED_DAY.fullmatch(text)) is not None:
        return f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}"
    moment = _ISO_DAY.fullmatch(text)
    return text if moment is None else moment[1]
