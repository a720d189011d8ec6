"""Maps and registers in, a result document out: sites, what they see, verdicts, and what stays dark."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from lamppost import __version__
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.files import readable
from lamppost.knowledge.packs import Judged
from lamppost.model.ground import SiteRow, StreetMap
from lamppost.model.mercator import on_map
from lamppost.model.result import SCHEMA_VERSION, EvidenceFile, Issue, ResultDocument, Street, ToolRef
from lamppost.pipeline.concluding import conclude
from lamppost.pipeline.looking import Progress, Question, judge_devices, policy_refs, read_question

if TYPE_CHECKING:
    from lamppost.attribute.street.places import Area
    from lamppost.attribute.street.sites import Found
    from lamppost.model import observations
    from lamppost.model.result import Verdict
    from lamppost.model.sites import Band, Sight, Site, WalkSeen

    Context = Mapping[str, str | bool | None]

OSM_CREDIT = (
    "© OpenStreetMap contributors, Open Database License (ODbL) 1.0: https://www.openstreetmap.org/copyright"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What does not depend on the day: the map, the part that is asked about, and the cameras in it."""

    street: StreetMap
    """Its ways are those of the part; its walls and nodes are all that were read."""
    area: "Area"
    rows: Sequence[SiteRow]


def look_at_maps(
    paths: Sequence[Path],
    question: Question,
    days: Sequence[date],
    progress: Progress | None = None,
    called: "Mapping[Path, str] | None" = None,
    on_compile: Callable[[str], None] | None = None,
) -> list[ResultDocument]:
    """A result document for each day, of maps and registers that are read once.

    Args:
        paths: Files for which `is_map` says yes; each once or more often.
        question: Policies, context, and what is asked of the map; its day is not asked about.
        days: The days to ask about.
        progress: Called with file name, bytes done and bytes in all.
        called: How results call files, where otherwise than by their names.
        on_compile: Called with a kernel's name before it is compiled for the first time here.

    Raises:
        LamppostError: Wrong use, a broken pack or policy; a file cannot be opened; no place is called as asked.
    """
    from lamppost.pipeline.street.reading import read_maps

    packs, chosen = read_question(question)
    street = read_maps(paths, progress, called)
    ground = ground_of(street, question)
    made = []
    for day in days:
        knowledge = Knowledge(packs, day)
        result = _document(ground, question, chosen, knowledge, on_compile)
        made.append(conclude(result, packs))
    return made


def ground_of(street: StreetMap, question: Question) -> Ground:
    """The part of a map that is asked about, and its cameras.

    Raises:
        LamppostError: No place is called as asked, or nothing of the map lies in the box.
    """
    from lamppost.attribute.street.places import area_of, edges_in

    area = area_of(street, question.street.place, question.street.bounds)
    east, north = on_map([row.lat_deg for row in street.sites], [row.lon_deg for row in street.sites])
    inside = area.holds(east, north)
    part = msgspec.structs.replace(street, edges=edges_in(street, area)) if street.has_ways else street
    return Ground(street=part, area=area, rows=[street.sites[at] for at in np.flatnonzero(inside)])


def _document(
    ground: Ground,
    question: Question,
    chosen: Sequence[Judged],
    knowledge: Knowledge,
    on_compile: Callable[[str], None] | None,
) -> ResultDocument:
    """The document that follows from a map on a day."""
    from lamppost.attribute.laws import Laws
    from lamppost.attribute.street.covering import cover_sites
    from lamppost.attribute.street.gaps import doubts
    from lamppost.attribute.street.sites import shown, sites_of
    from lamppost.judge.suppressing import suppress

    street, asked, laws = ground.street, question.street, Laws(knowledge)
    found = sites_of(
        street, ground.rows, knowledge, laws, with_homes=asked.with_homes, official=asked.official
    )
    seen, sights, more = _street(ground, question, found, knowledge, on_compile)
    sites = shown(found.placed, sights)
    coverage = cover_sites(sites, seen, street.rows_read, street.rows_not_read, laws)
    result = ResultDocument(
        schema_version=SCHEMA_VERSION,
        tool=ToolRef(name="lamppost", version=__version__),
        as_of=knowledge.as_of,
        packs=list(knowledge.packs.refs),
        policies=policy_refs(chosen, question.context),
        tables=[],
        evidence=[
            EvidenceFile(
                id=file.id,
                path=readable(file.path),
                sha256=file.sha256,
                size_bytes=file.size_bytes,
                format=file.format,
                read=file.read,
            )
            for file in street.evidence
        ],
        devices=[],
        device_counts={},
        unknown_devices=[],
        sites=sites,
        assets=[],
        verdicts=judge_sites(sites, chosen, knowledge, question.context),
        coverage=doubts(coverage, sites, seen, street, knowledge, question.context.get("place")),
        issues=[
            Issue(
                evidence=readable(issue.evidence),
                row=issue.row,
                what=issue.what,
                expected=issue.expected,
                hint=issue.hint,
            )
            for issue in [*street.issues, *more]
        ],
        suppressions=[],
        street=seen,
    )
    return suppress(result, question.suppressions, [held.policy for held in chosen])


def _street(
    ground: Ground,
    question: Question,
    found: "Found",
    knowledge: Knowledge,
    on_compile: Callable[[str], None] | None,
) -> "tuple[Street, Mapping[str, Sight], list[observations.Issue]]":
    """What is seen of the place, what each camera sees, by its id, and what could not be read of a walk."""
    from lamppost.attribute.street.counting import counts_of
    from lamppost.attribute.street.drawing import drawing
    from lamppost.attribute.street.looked import looked_at, taken_by
    from lamppost.attribute.street.sampling import plans_of
    from lamppost.attribute.street.shares import shares_of, walked
    from lamppost.attribute.street.sights import MOST_SIGHTS, assumed_of, faces_of, levels_used, sights_of
    from lamppost.attribute.street.sites import shown
    from lamppost.pipeline.street.walking import walks_of

    street, area = ground.street, ground.area
    taken = taken_by(knowledge, question.street.standard)
    sites = [one.site for one in found.placed]
    looked = looked_at(found.placed, street, taken, on_compile) if len(sites) <= MOST_SIGHTS else None
    ways = walked(street) if street.has_ways else None
    bounds = area.bounds or street.bounds or _around(sites)
    if area.bounds is None and not street.has_ways:
        bounds = _widened(bounds)
    walks = walks_of(street, question.street.walk, looked, bounds, on_compile)
    counts = counts_of(shown(found.placed))
    if left := {reason: n for reason, n in sorted(found.left_out.items()) if n and reason != "home"}:
        counts["left_out"] = left
    return (
        Street(
            place=area.name,
            bounds=bounds,
            is_box=True if area.name is None and area.bounds is not None else msgspec.UNSET,
            map_day=street.map_day,
            data_until=street.data_until,
            standard=taken.standard.standard or taken.standard.id,
            standard_name=taken.standard.name,
            levels=levels_used(taken),
            assumed=[] if looked is None else assumed_of(taken, looked.sites),
            walkable_m=None if ways is None else round(ways.length_m, 1),
            has_walls=street.has_buildings,
            shares=[] if looked is None or ways is None or not sites else shares_of(looked, ways, on_compile),
            counts=counts,
            homes_left_out=found.left_out["home"],
            walks=walks.walks if sites else [_unmeasured(one) for one in walks.walks],
            sampling=plans_of(sites, street, knowledge.as_of),
            faces=faces_of(taken) if sites else [],
            drawing=drawing(street, bounds) if street.has_ways or street.has_buildings else None,
            credits=credits_of(ground.rows, street),
        ),
        {} if looked is None else sights_of(looked),
        walks.issues,
    )


def _unmeasured(walk: "WalkSeen") -> "WalkSeen":
    """A walk where no camera is known: its length alone, for how much of it is seen is not known."""
    nothing: dict[str, Band] = {}
    return msgspec.structs.replace(
        walk,
        seen_m=nothing,
        seen_by_known_m=nothing,
        seen_without_walls_m=nothing,
        told_apart_m=nothing,
        floor_m=None,
        trade=[],
    )


def _widened(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A box out to whole thousandths of a degree: where a file spans no more than its cameras, a side must not tell where a home is."""
    west, south, east, north = bounds
    return (
        math.floor(west * 1000) / 1000,
        math.floor(south * 1000) / 1000,
        math.ceil(east * 1000) / 1000,
        math.ceil(north * 1000) / 1000,
    )


def _around(sites: "Sequence[Site]") -> tuple[float, float, float, float]:
    """The box round cameras of a file that does not say what it covers."""
    if not sites:
        return 0.0, 0.0, 0.0, 0.0
    lats, lons = [site.lat_deg for site in sites], [site.lon_deg for site in sites]
    return min(lons), min(lats), max(lons), max(lats)


def credits_of(rows: Sequence[SiteRow], street: StreetMap) -> list[str]:
    """Whom the data is owed to: OpenStreetMap's contributors where a file is a copy of theirs."""
    ours = street.has_ways or street.has_buildings or bool(street.places)
    return [OSM_CREDIT] if ours or any(row.source == "osm" for row in rows) else []


def judge_sites(
    sites: "Sequence[Site]", chosen: Sequence[Judged], knowledge: Knowledge, context: "Context"
) -> "list[Verdict]":
    """The verdicts of policies on cameras of a map.

    Raises:
        PolicyError: A condition is broken.
    """
    if not chosen:
        return []
    from lamppost.attribute.street.judged import as_devices

    return judge_devices(chosen, knowledge, as_devices(sites), context)
