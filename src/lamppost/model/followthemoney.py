"""Values as FollowTheMoney takes them: text without what cannot be seen, names, web addresses, days.

The rules are those of the types of followthemoney 4.11 (https://followthemoney.tech/explorer/types/): a value
that leaves here is one that its type would not change. What a type would refuse is None, and the caller says so.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from ipaddress import ip_address
from typing import Any
from urllib.parse import ParseResult, urlparse

Entity = dict[str, Any]
"""One entity: id, caption, datasets, schema and properties, each property a sorted list of texts."""
Properties = Mapping[str, Iterable[str | None]]

DATASET = "lamppost"
MAX_NAME, MAX_STRING, MAX_TEXT, MAX_URL = 384, 1024, 65_000, 4_096
"""Letters that the types name, string, text and url hold."""
LONG = frozenset({"description", "notes", "summary"})
"""Properties of type text; the other texts are strings."""
NAMES = frozenset({"alias", "name", "namesMentioned", "previousName", "weakAlias"})
YEARS = range(1000, 3000)
"""Years that the type date takes."""
COUNTRIES = frozenset(
    """
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw
    by bz ca cc cd cf cg ch ci ck cl cm cn co cp cq cr cu cv cw cx cy cz dd de dg dj dk dm do dz ec ee eg eh er
    es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu ic id
    ie il im in io ip iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma
    mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa
    pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st
    sv sx sy sz ta tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug um un us uy uz va vc ve vg vi vn vu wf
    ws xk ye yt za zm zr zw
    """.split()  # noqa: SIM905 - 240 codes are read better as a table
)
"""The codes of two letters that the type country takes; former states and the European Union have one too."""

_SPACES = re.compile(r"\s+")
_QUOTED = re.compile(r"^[\"'](.*)[\"']$")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})
_LABEL = re.compile(r"[\w-]{1,63}")
_LETTER = re.compile(r"[^\W_]")


def plain(text: str, most: int = MAX_STRING) -> str | None:
    """The text on one line, without letters that cannot be seen; None where nothing is left.

    Args:
        text: Any text, of a stranger too.
        most: Letters that fit; what is longer ends in “…”.
    """
    spaced = _SPACES.sub(" ", text)
    seen = "".join(letter for letter in spaced if unicodedata.category(letter) not in _UNSEEN)
    line = _SPACES.sub(" ", unicodedata.normalize("NFC", seen)).strip()
    return (line if len(line) <= most else line[: most - 1].rstrip() + "…") or None


def name(text: str) -> str | None:
    """The text as a name: without quotation marks around the whole of it."""
    line = plain(text, MAX_NAME)
    while line and (found := _QUOTED.match(line)):
        line = found[1].strip()
    return line or None


def web_address(text: str) -> str | None:
    """The address of a page, or None where it is none that can be opened over HTTP."""
    line = plain(text, MAX_URL + 1)
    try:
        parsed = urlparse(line or "")
        if parsed.scheme not in ("http", "https") or not _is_host(parsed):
            return None
    except ValueError:
        return None
    whole = parsed._replace(path=parsed.path.strip() or "/").geturl()
    return whole if len(whole) <= MAX_URL else None


def _is_host(parsed: ParseResult) -> bool:
    host = (parsed.hostname or "").rstrip(".")
    if not host or _SPACES.search(parsed.netloc) or parsed.port == 0:  # a port that is none raises
        return False
    try:
        ip_address(host)
    except ValueError:
        labels = host.split(".")
        named = all(_LABEL.fullmatch(label) and _LETTER.search(label) for label in labels)
        return named and (len(labels) == 1 or (len(labels[-1]) > 1 and not labels[-1].isdigit()))
    return True


def day(value: date | None) -> str | None:
    """A day in ISO 8601; None where there is none, or in a year that the type does not take."""
    return value.isoformat() if value and value.year in YEARS else None


def day_in(text: str | None) -> str | None:
    """The day of an ISO day or instant; None where the text is neither."""
    try:
        return day(date.fromisoformat((text or "")[:10]))
    except ValueError:
        return None


def country(code: str) -> str | None:
    """The code, or None where the type country does not take it."""
    return code if code in COUNTRIES else None


def percentage(share: float | None) -> str | None:
    """A share as a percentage, with all its digits and none more."""
    return None if share is None else f"{(Decimal(str(share)) * 100).normalize():f}"


def organisation_id(identifier: str) -> str:
    """The entity's id of an organisation of the packs."""
    return f"lamppost-organisation-{identifier}"


def statement_id(identifier: str) -> str:
    """The entity's id of a statement that became a link."""
    return f"lamppost-statement-{identifier}"


def listing_id(identifier: str) -> str:
    """The entity's id of a period on a list."""
    return f"lamppost-listing-{identifier}"


def entity(identifier: str, schema: str, properties: Properties, *, caption: str | None = None) -> Entity:
    """One entity; properties without a value are left out, values sorted and each given once.

    Args:
        identifier: Id of the entity.
        schema: Name of its schema.
        properties: Values by property, raw where they are texts or names.
        caption: What to call it, if it is more than a link.
    """
    kept = {key: held for key in sorted(properties) if (held := _cleaned(key, properties[key]))}
    shown = {"caption": title} if caption and (title := name(caption)) else {}
    return {"id": identifier, **shown, "datasets": [DATASET], "schema": schema, "properties": kept}


def _cleaned(key: str, values: Iterable[str | None]) -> list[str]:
    clean = name if key in NAMES else _text if key in LONG else _address if key == "sourceUrl" else plain
    return sorted({held for value in values if value and (held := clean(value))})


def _text(value: str) -> str | None:
    return plain(value, MAX_TEXT)


def _address(value: str) -> str | None:
    return web_address(value)
