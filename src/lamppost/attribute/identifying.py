"""What every endpoint is, before anybody asks whether it is to be described."""

import msgspec

from lamppost.attribute.endpoints import Endpoint, Endpoints
from lamppost.attribute.hits import Shown, collect_hits
from lamppost.attribute.makers import attribute_kind, attribute_watches
from lamppost.knowledge.base import Knowledge
from lamppost.model.observations import Observations
from lamppost.model.vocabulary import DeviceKind


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """What one endpoint is, before anybody asks whether it is to be described."""

    endpoint: Endpoint
    shown: Shown
    kind: DeviceKind
    watches: bool | None

    @property
    def counted_as(self) -> DeviceKind:
        """Its kind; that it forwards for others makes a router of what says nothing else."""
        return "router" if self.endpoint.is_router and self.kind == "unknown" else self.kind


def identify_endpoints(
    observations: Observations, endpoints: Endpoints, knowledge: Knowledge
) -> list[Identified]:
    """Kind and evidence of every endpoint, in the order of `endpoints.rows`, those that are only counted too.

    Args:
        observations: What was read.
        endpoints: Who is who.
        knowledge: The packs as of a day.
    """
    nothing = _meaning_of(Shown(hits=[], fields=set(), registrant=None))
    found = []
    for row, shown in zip(endpoints.rows, collect_hits(observations, endpoints, knowledge), strict=True):
        kind, watches = _meaning_of(shown) if shown.hits else nothing  # as of many
        found.append(Identified(endpoint=row, shown=shown, kind=kind, watches=watches))
    return found


def _meaning_of(shown: Shown) -> tuple[DeviceKind, bool | None]:
    """The kind of device that hits show, and whether it watches; nothing else of what is shown is asked."""
    kind, _ = attribute_kind(shown)
    return kind, attribute_watches(kind, shown)
