"""The line of days under the time handle: what turned for those whom a result names, before its day and after."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.result import ResultDocument
from lamppost.model.timeline import Moment, Timeline
from lamppost.web.desk import Desk
from lamppost.web.line_of_days import LANES, Handle, line_of_days

_PLACE = re.compile(r"[a-z]{2}(-[a-z0-9]{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A timeline as a page shows it."""

    timeline: Timeline
    drawn: Markup
    address: Callable[[date], str]
    lanes: dict[str, str]
    counts: Counter[str]
    """Moments per lane."""
    earlier: Moment | None
    """The last one before the day that is shown."""
    later: Moment | None
    place: str
    """The place that was asked for, as people write it."""
    shown: date
    """The day up to which marks are filled."""


def line_of(
    desk: Desk, identity: str, result: ResultDocument, place: str, chosen: date | None = None
) -> Line:
    """The line of days of a result.

    Args:
        desk: What it is served from.
        identity: Its id.
        result: The result.
        place: Where rules and cases are asked for, as typed; empty: where the context says, if it does.
        chosen: Another day that is looked at.

    Raises:
        LamppostError: That is no place.
    """
    timeline = desk.asker.of(lambda packs: pipeline.timeline(result, place_in(place), packs))

    asked = f"&place={timeline.question.place}" if place.strip() else ""

    def address(day: date) -> str:
        return f"/results/{identity}/day?as_of={day}{asked}"

    handles = [Handle(on=result.as_of, words=tr("as of {day}", day=result.as_of), kind="now")]
    if chosen and chosen != result.as_of:
        handles.append(Handle(on=chosen, words=tr("asked for: {day}", day=chosen), kind="then"))
    elif seen := _last_seen(result):
        handles.append(Handle(on=seen, words=tr("recorded {day}", day=seen), kind="seen"))
    return _line(timeline, handles, address, chosen or result.as_of)


def line_of_deployments(desk: Desk, as_of: date, address: Callable[[date], str]) -> Line:
    """The days of deployments and of editions, whoever supplies."""
    timeline = desk.asker.of(lambda packs: pipeline.deployments_timeline(as_of, packs))
    handles = [Handle(on=as_of, words=tr("as of {day}", day=as_of), kind="now")]
    return _line(timeline, handles, address, as_of, only="deployments")


def place_in(text: str) -> str | None:
    """The code of a place, in lower case; None for an empty text.

    Raises:
        LamppostError: It is none.
    """
    place = text.strip().lower()
    if place and not _PLACE.fullmatch(place):
        raise LamppostError(
            tr("that is no code of a place"), hint=tr("Write it as GB, DE-HE or US-OR (ISO 3166).")
        )
    return place or None


def _line(
    timeline: Timeline,
    handles: list[Handle],
    address: Callable[[date], str],
    day: date,
    only: str | None = None,
) -> Line:
    lanes = {lane: name for lane, name in LANES.items() if only in (None, lane)}
    moments = timeline.moments
    return Line(
        timeline=timeline,
        drawn=line_of_days(moments, handles, day, address, lanes),
        address=address,
        lanes={str(lane): tr(name) for lane, name in lanes.items()},
        counts=Counter(one.lane for one in moments),
        earlier=next((one for one in reversed(moments) if one.on < day), None),
        later=next((one for one in moments if one.on > day), None),
        shown=day,
        place=(timeline.question.place or "").upper(),
    )


def _last_seen(result: ResultDocument) -> date | None:
    """The last day on which anything that is shown was seen."""
    seen = max((device.last_seen_at[:10] for device in result.devices if device.last_seen_at), default="")
    try:
        return date.fromisoformat(seen)
    except ValueError:
        return None
