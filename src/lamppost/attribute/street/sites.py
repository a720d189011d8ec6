"""The cameras of maps and registers as sites: present, kind, maker and operator, each as sure as whoever says so (decision 46)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from typing import Literal

import msgspec

from lamppost.attribute.labels import names_meant
from lamppost.attribute.laws import Laws
from lamppost.attribute.street.homes import BLURRED_M, are_homes, blurred, faces_public
from lamppost.attribute.street.operators import Told, operator_of
from lamppost.attribute.street.pairs import pairs
from lamppost.attribute.street.proofs import next_proof
from lamppost.attribute.street.tags import bearings, is_no_device, kind_of, last_day_of, period_of
from lamppost.attribute.street.voices import Voice, made_by, run_by, said_by, said_of, voices_apart
from lamppost.attribute.telling import Telling
from lamppost.knowledge.base import Knowledge
from lamppost.model.chain import Link, Named
from lamppost.model.ground import SiteRow, StreetMap
from lamppost.model.ids import make_id
from lamppost.model.map_values import angle_of, count_of, day_of, metres_of
from lamppost.model.sites import Sight, Site
from lamppost.model.vocabulary import DeviceKind, SourceClass, Status

OPERATOR_KEYS = ("operator", "operator:type", "operator:wikidata")
OSM = "OpenStreetMap contributors"
Covers = Literal["public", "outdoor", "indoor", "unknown"]
Shape = Literal["fixed", "panning", "dome", "unknown"]
_COVERS: dict[str, Covers] = {"public": "public", "outdoor": "outdoor", "indoor": "indoor"}
_SHAPES: dict[str, Shape] = {"fixed": "fixed", "panning": "panning", "dome": "dome"}
_TOLD: dict[str, tuple[SourceClass | None, Status]] = {
    "osm": ("crowd", "candidate"),
    "register": (None, "candidate"),
    "official": ("official", "confirmed"),
}
"""By who says so: whose class that is, and how sure it makes what is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A site, and what of its row only this run needs."""

    site: Site
    """Where the map has it, whether a home's or not."""
    row: SiteRow
    map_day: str
    """The day of the map, or else the day asked about."""
    looks_out: bool
    """It may see the street: neither indoors nor below ground, and not said to be gone."""


@dataclass(slots=True, kw_only=True)
class Found:
    """What was found on maps and in registers."""

    placed: list[Placed]
    left_out: Counter[str] = field(default_factory=Counter)
    """By reason: `home`, `guard`, `fake`, …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every site is looked at with."""

    street: StreetMap
    knowledge: Knowledge
    telling: Telling
    official: bool
    operators: Callable[[str | None, str | None, str | None], Told]
    """Who runs it, by the values of `OPERATOR_KEYS`."""
    is_brand: Callable[[str], bool]
    """Whether the packs know a brand of this name."""


def sites_of(
    street: StreetMap,
    rows: Sequence[SiteRow],
    knowledge: Knowledge,
    laws: Laws | None = None,
    *,
    with_homes: bool = False,
    official: bool = False,
) -> Found:
    """The sites of a map, in the order of their latitude and longitude within each file.

    Args:
        street: What was read.
        rows: Those of its cameras that are asked about.
        knowledge: The packs, as of a day.
        laws: The access laws of that day, where they are at hand.
        with_homes: Whether cameras of private homes that face public space are among them.
        official: Whether the registers are kept by a public body.
    """
    about = Context(
        street=street,
        knowledge=knowledge,
        telling=Telling(knowledge, laws or Laws(knowledge)),
        official=official,
        operators=cache(partial(operator_of, knowledge=knowledge)),
        is_brand=cache(lambda name: bool(names_meant(name, knowledge))),
    )
    found = Found(placed=[])
    kept: list[SiteRow] = []
    for row in rows:
        word = is_no_device(row.tags.get("surveillance:type"), row.tags.get("surveillance"))
        if word is None:
            kept.append(row)
        else:
            found.left_out[word] += 1
    told = [about.operators(*map(row.tags.get, OPERATOR_KEYS)) for row in kept]
    homes = are_homes(kept, told, street)
    if with_homes:
        left = [bool(home) and not faces_public(row) for home, row in zip(homes, kept, strict=True)]
    else:
        left = [bool(home) for home in homes]
    found.left_out["home"] = sum(left)
    stay = [place for place, out in enumerate(left) if not out]
    joined = pairs([kept[place] for place in stay], [bool(homes[place]) for place in stay])
    for place, other in joined:
        at = stay[place]
        second = None if other is None else kept[stay[other]]
        found.placed.append(_placed(kept[at], second, about, is_home=bool(homes[at])))
    return found


def shown(placed: Sequence[Placed], sights: Mapping[str, Sight] | None = None) -> list[Site]:
    """The sites as results hold them: those of homes blurred, and without what would tell where they are.

    Args:
        placed: The sites where the map has them.
        sights: What each sees, by its id.
    """
    sites: list[Site] = []
    met: Counter[tuple[float, float]] = Counter()
    for one in placed:
        if not one.site.is_home:
            sees = (sights or {}).get(one.site.id)
            sites.append(one.site if sees is None else msgspec.structs.replace(one.site, sees=sees))
            continue
        here = blurred(one.site.lat_deg, one.site.lon_deg)
        met[here] += 1
        sites.append(_blurred(one, here, met[here]))
    return sites


def _blurred(one: Placed, here: tuple[float, float], number: int) -> Site:
    """A home's camera in the middle of its square, under an id that nothing of the map follows from."""
    site = one.site
    identity = make_id("site", "home", *map(str, here), str(number))

    def hidden(links: list[Link]) -> list[Link]:
        return [
            msgspec.structs.replace(
                link,
                subject=identity,
                locator="",
                value="" if link.value == site.ref else link.value,
                day=one.map_day,
            )
            if link.subject == site.id
            else link
            for link in links
        ]

    return msgspec.structs.replace(
        site,
        id=identity,
        locator="",
        ref="",
        lat_deg=here[0],
        lon_deg=here[1],
        blurred_m=BLURRED_M,
        present_chain=hidden(site.present_chain),
        kind_chain=hidden(site.kind_chain),
        maker=_with_chain(site.maker, hidden),
        builder=_with_chain(site.builder, hidden),
        operator=None,
        said=msgspec.UNSET,
        directions_deg=[],
        checked_on=None,
        changed_on=None,
        sees=None,
        next_proof=None,
    )


def _with_chain(named: Named | None, hidden: Callable[[list[Link]], list[Link]]) -> Named | None:
    return None if named is None else msgspec.structs.replace(named, chain=hidden(named.chain))


def _placed(row: SiteRow, register: SiteRow | None, about: Context, *, is_home: bool) -> Placed:
    """A camera of one row, or of the map and of a register.

    Args:
        row: What the map has, or the register where there is no map's.
        register: The register's row of the same camera, where it has one too.
        about: The map, the packs and what is known of registers.
        is_home: Whether it is a private home's.
    """
    tags = {**(register.tags if register is not None else {}), **row.tags}
    file = about.street.evidence[row.evidence].path
    identity = make_id("site", row.source, row.ref, "" if row.source == "osm" else file)
    rows = [one for one in (row, register) if one is not None]
    seen = [_seen(one, identity, about) for one in rows]
    if register is not None and _is_copied(row, register):
        seen[1] = msgspec.structs.replace(seen[1], source_class="crowd")
    present, sure = _statuses(voices_apart(seen))
    kind, kind_sure, kind_chain = _kind(rows, seen, sure)
    ended = last_day_of(tags.get("end_date"))
    gone = ended is not None and ended < about.knowledge.as_of
    voices = [_voice(one, link, about) for one, link in zip(rows, seen, strict=True)]
    texts = _texts(tags, about.is_brand)
    operator, operator_kind = run_by(voices, about.knowledge)
    site = Site(
        id=identity,
        file=file,
        locator=row.locator,
        ref=row.ref,
        source="both" if register is not None else row.source,
        lat_deg=round(row.lat_deg, 7),
        lon_deg=round(row.lon_deg, 7),
        is_home=is_home,
        present="retracted" if gone else present,
        present_chain=seen,
        kind=kind,
        kind_status=kind_sure,
        kind_chain=kind_chain,
        watches=None if kind == "unknown" else True,
        covers=_covers(tags),
        zone=_word(tags.get("surveillance:zone")),
        operator=operator,
        operator_kind=operator_kind,
        maker_text=texts[0],
        brand_text=texts[1],
        model_text=texts[2],
        **made_by(voices, about.telling, about.knowledge),
        said=said_of(voices),
        shape=_shape(tags.get("camera:type")),
        mount=_word(tags.get("camera:mount")),
        directions_deg=bearings(tags.get("camera:direction", tags.get("direction"))),
        angle_deg=angle_of(tags.get("camera:angle", "")),
        height_m=metres_of(tags.get("height", "")) or None,
        count=count_of(tags.get("camera:count", tags.get("count", ""))),
        checked_on=day_of(tags.get("check_date", tags.get("survey:date", ""))),
        changed_on=row.changed_on,
        started_on=period_of(tags.get("start_date")),
        sees=None,
        next_proof=None,
    )
    looks_out = not (gone or site.covers == "indoor" or _is_below(tags))
    return Placed(
        site=msgspec.structs.replace(site, next_proof=next_proof(site)),
        row=row,
        map_day=(about.street.map_day or about.knowledge.as_of).isoformat(),
        looks_out=looks_out,
    )


def _seen(row: SiteRow, identity: str, about: Context) -> Link:
    """That the map or the register has it."""
    street = about.street
    by = row.source if row.source == "osm" else "official" if about.official else "register"
    day = row.changed_on or street.map_day or about.knowledge.as_of
    return Link(
        subject=identity,
        property="mapped" if row.source == "osm" else "registered",
        value=row.ref,
        source=OSM if row.source == "osm" else street.evidence[row.evidence].path,
        source_class=_TOLD[by][0],
        match="exact_id",
        day=day.isoformat(),
        locator=row.locator,
    )


def _voice(row: SiteRow, seen: Link, about: Context) -> Voice:
    """What a row says of maker and operator."""
    maker, brand, model = _texts(row.tags, about.is_brand)
    told = about.operators(*map(row.tags.get, OPERATOR_KEYS))
    return Voice(seen=seen, maker=maker, brand=brand, model=model, told=told)


def _is_copied(row: SiteRow, register: SiteRow) -> bool:
    """Whether a register calls a camera by the number that it has in OpenStreetMap: then its row was taken from there, or the map's from it."""
    return register.ref.removeprefix("id ") == row.ref.partition("/")[2]


def _statuses(seen: Sequence[Link]) -> tuple[Status, Status]:
    """How sure it is that something is there, and what is said of it: two that say so corroborate each other."""
    if any(link.source_class == "official" for link in seen):
        return "confirmed", "confirmed"
    return ("corroborated" if len(seen) > 1 else "candidate"), "candidate"


def _kind(
    rows: Sequence[SiteRow], seen: Sequence[Link], sure: Status
) -> tuple[DeviceKind, Status, list[Link]]:
    """What it is, how sure that is and what says so: the first that says it, corroborated by a second that says the same."""
    told: list[tuple[DeviceKind, Link]] = []
    for row, link in zip(rows, seen, strict=True):
        tags = row.tags
        kind, key = kind_of(tags.get("surveillance:type"), tags.get("surveillance"), frozenset(tags))
        if key is not None:
            said = f"{key}={_word(tags[key])}"
            told.append((kind, msgspec.structs.replace(link, property=said_by(link, "kind"), value=said)))
    if not told:
        return "unknown", "candidate", []
    kinds = {kind for kind, _ in told}
    status: Status = (
        "disputed"
        if len(kinds) > 1
        else "corroborated"
        if len(voices_apart([link for _, link in told])) > 1
        else "candidate"
    )
    official = any(link.source_class == "official" for _, link in told)
    return told[0][0], sure if official and len(kinds) == 1 else status, [link for _, link in told]


def _texts(
    tags: Mapping[str, str], is_brand: Callable[[str], bool]
) -> tuple[str | None, str | None, str | None]:
    """Maker, brand and model as they are written; a brand alone where the packs know it, for it may be a shop's."""
    maker, brand, model = (_text(tags.get(key)) for key in ("manufacturer", "brand", "model"))
    return maker, brand if brand is not None and is_brand(brand) else None, model


def _covers(tags: dict[str, str]) -> Covers:
    if (tags.get("indoor") or "").strip().lower() in ("yes", "room", "area"):
        return "indoor"
    return _COVERS.get((tags.get("surveillance") or "").strip().lower(), "unknown")


def _shape(text: str | None) -> Shape:
    return _SHAPES.get((text or "").strip().lower(), "unknown")


def _is_below(tags: dict[str, str]) -> bool:
    """Whether all levels that it is on lie below the ground, or it is mapped in a layer below."""
    levels = [part.strip() for part in (tags.get("level") or "").split(";") if part.strip()]
    if levels and all(one.startswith("-") for one in levels):
        return True
    return (tags.get("layer") or "").strip().startswith("-")


def _word(text: str | None) -> str | None:
    """A value of a tag that is a word of its vocabulary: short, in small letters and without spaces; else None."""
    word = (text or "").strip().lower()
    plain = word.replace("_", "").replace(":", "").replace("/", "")
    return word if word.isascii() and plain.isalnum() and len(word) <= 30 else None


def _text(text: str | None) -> str | None:
    """A name of a maker, brand or model: in one line, of at most 80 letters."""
    if text is None:
        return None
    plain = " ".join(text.split())
    return plain if plain.isprintable() and any(map(str.isalnum, plain)) and len(plain) <= 80 else None


def day_of_last_look(site: Site) -> date | None:
    """The day on which somebody last looked, or else changed it on the map."""
    return site.checked_on or site.changed_on
