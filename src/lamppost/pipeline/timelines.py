"""Timelines: of what concerns a result, and of deployments."""

from collections.abc import Iterable
from datetime import date

from lamppost import __version__
from lamppost.knowledge.answers.timeline import timeline_of
from lamppost.knowledge.packs import Packs
from lamppost.model.result import Asset, Device, Named, ResultDocument, ToolRef
from lamppost.model.timeline import Timeline, TimelineQuestion
from lamppost.pipeline.concluding import conclude

_TOOL = ToolRef(name="lamppost", version=__version__)


def timeline(result: ResultDocument, place: str | None, packs: Packs) -> Timeline:
    """Listings of its makers, builders and their owners, laws that reach them, rules and cases of a place, deployments.

    Args:
        result: The document; whom it names counts as it does on its day.
        place: Where rules and cases are asked for; None: where the context says, if it does.
        packs: The packs.
    """
    things: list[Device | Asset] = [*result.devices, *result.assets]
    makers = _ids(named for thing in things for named in (thing.maker, thing.builder))
    owners = _ids(named for thing in things for named in (*thing.owners, *thing.builder_owners))
    question = TimelineQuestion(
        as_of=result.as_of,
        organisations=sorted({*makers, *owners}),
        bound=makers,
        laws=_laws(result),
        place=(place or place_of(result) or "").strip().lower() or None,
    )
    return conclude(timeline_of(question, packs, _TOOL), packs)


def deployments_timeline(as_of: date, packs: Packs) -> Timeline:
    """Every named deployment that is dated, and every edition of an index."""
    question = TimelineQuestion(
        as_of=as_of, organisations=[], bound=[], laws=[], place=None, all_deployments=True
    )
    return conclude(timeline_of(question, packs, _TOOL), packs)


def place_of(result: ResultDocument) -> str | None:
    """Where the user said that it is, if a policy asked."""
    for policy in result.policies:
        told = policy.context.get("place")
        if isinstance(told, str) and told:
            return told
    return None


def _ids(named: Iterable[Named | None]) -> list[str]:
    return sorted({one.id for one in named if one is not None and one.id})


def _laws(result: ResultDocument) -> list[str]:
    """Laws over makers, owners and those whom devices send to."""
    reaches = [law for device in result.devices for law in device.laws]
    reaches += [law for asset in result.assets for law in asset.laws]
    reaches += [law for device in result.devices for sent in device.destinations for law in sent.laws]
    return sorted({law.law for law in reaches})
