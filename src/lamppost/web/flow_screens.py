"""The screens of flows: who talks to whom and where it goes, and one destination with all that is said of it."""

from starlette.requests import Request
from starlette.responses import Response

from lamppost.model.language import ENGLISH, speaking, tr
from lamppost.model.result import ResultDocument
from lamppost.report import judged, reaching, wording
from lamppost.web.flow_table import FlowTable
from lamppost.web.flows import FACETS, SORTS, asked_in, find, show
from lamppost.web.known import known_of_destination
from lamppost.web.screens import indexed
from lamppost.web.shelf import NotHeldError
from lamppost.web.templating import page

_UNSEEN = (
    "unnamed-connections",
    "encrypted-lookups",
    "quic",
    "tls-without-name",
    "one-way",
    "behind-routers",
    "closed-tunnels",
    "encrypted-frames",
    "unknown-operators",
    "destinations-not-listed",
    "unread-lines",
    "missed-bytes",
    "connections-without-bytes",
    "sampled-exports",
)
"""Gaps of the evidence that hide who talks to whom."""


def flows(request: Request) -> Response:
    """Who talks to whom in a result, filtered by the address."""
    identity, result, table = tabled(request)
    asked = asked_in(request.query_params, table)
    return page(
        "flows.html",
        here="flows",
        identity=identity,
        result=result,
        of_lists=judged.is_of_lists(result),
        asked=asked,
        found=find(table, asked),
        shown=show(table, asked),
        filters=FACETS,
        sorts=SORTS,
        unseen=[gap for gap in result.coverage.gaps if gap.code in _UNSEEN],
        n_unlisted=sum(one.unlisted.destinations for one in result.devices if one.unlisted),
    )


def flow(request: Request) -> Response:
    """One destination of one device, with everything that is said of it."""
    identity, result, table = tabled(request)
    device = table.devices.get(request.path_params["thing"])
    held = {} if device is None else {one.id: one for one in device.destinations}
    item = held.get(request.path_params["destination"])
    if device is None or item is None:
        raise NotHeldError(
            tr("no such destination is in this result"), hint=tr("Flows lists those that are.")
        )
    return page(
        "flow.html",
        here="flow",
        identity=identity,
        result=result,
        device=device,
        item=item,
        known=known_of_destination(item),
        claims=[
            *wording.destination_claims(item),
            *reaching.seat_claims(item),
            *reaching.mark_claims(item),
        ],
        laws=reaching.law_claims(item.laws, device),
    )


def tabled(request: Request) -> tuple[str, ResultDocument, FlowTable]:
    """A result and its flows in columns, which are made once."""
    identity: str = request.path_params["result"]
    result, _ = indexed(request, identity)
    kept: dict[str, tuple[ResultDocument, FlowTable]] = request.app.state.flows
    if identity not in kept or kept[identity][0] is not result:
        while len(kept) > 3:
            kept.pop(next(iter(kept)), None)
        with speaking(ENGLISH):
            kept[identity] = (result, FlowTable(result))
    return identity, *kept[identity]
