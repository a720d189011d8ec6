"""The way to follow, told on the terminal: street by street, beside the result and never in it."""

from collections.abc import Iterator

from lamppost.model.language import noted, tr
from lamppost.model.walk import Step, WaysTold, WayTold
from lamppost.report.wording import plain

_KINDS = {
    "footway": noted("footpath"),
    "path": noted("path"),
    "pedestrian": noted("pedestrian street"),
    "steps": noted("steps"),
    "cycleway": noted("cycle path"),
    "service": noted("service road"),
    "track": noted("track"),
    "platform": noted("platform"),
    "corridor": noted("corridor"),
    "elevator": noted("lift"),
    "living_street": noted("living street"),
}
_NOTHING_M = 0.5
_FAR_M = 15  # nearer than this to a way is on it


def told(ways: WaysTold) -> Iterator[str]:
    """Lines that tell both ways.

    Args:
        ways: The ways.
    """
    first, last = (round(away) for away in ways.away_m)
    if first >= _FAR_M:
        yield tr("the start lies {m} m from the nearest way, where these ways begin", m=first)
    if last >= _FAR_M:
        yield tr("the end lies {m} m from the nearest way, where these ways end", m=last)
    yield from _way(tr("shortest way"), ways.shortest)
    if ways.shortest.seen_m < _NOTHING_M:
        yield tr("no camera that the map has sees any of it")
    elif ways.least_watched.seen_m < ways.shortest.seen_m:
        yield from _way(tr("least watched way"), ways.least_watched)
    else:
        percent = round(100 * ways.detour)
        yield tr("no way at most {percent} % longer was found on which less is seen", percent=percent)


def _way(title: str, way: WayTold) -> Iterator[str]:
    yield tr(
        "{title}: {m} m, {seen} m of it seen", title=title, m=round(way.length_m), seen=round(way.seen_m)
    )
    for step in way.steps:
        if round(step.metres):
            yield f"  {round(step.metres):>6} m  {_called(step)}"


def _called(step: Step) -> str:
    """The name of a street, or what kind of way it is."""
    if step.name is not None:
        return plain(step.name)
    return tr("({kind})", kind=tr(_KINDS.get(step.kind, noted("street without a name"))))
