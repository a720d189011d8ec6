"""The screen of a place: the map of its cameras, what they see, and the list beside it."""

from starlette.requests import Request
from starlette.responses import Response

from lamppost.model.language import tr
from lamppost.model.sites import Street
from lamppost.report.html.street import picture
from lamppost.web.answers import desk_of
from lamppost.web.paging import page_in
from lamppost.web.shelf import NotHeldError
from lamppost.web.speaking import shown
from lamppost.web.templating import page

MOST = 200
"""Cameras of a page that have a number, a cone and an entry; the others are dots on its map."""


def screen(request: Request) -> Response:
    """The map of a result of a map or register, a page of its cameras at a time."""
    identity: str = request.path_params["result"]
    result = shown(desk_of(request).shelf.get(identity))
    if not isinstance(result.street, Street):
        raise NotHeldError(
            tr("this result is of no map and no register of cameras"),
            hint=tr("Findings lists what it holds."),
        )
    pages = max(1, -(-len(result.sites) // MOST))
    number = min(max(1, page_in(request.query_params)), pages)
    return page(
        "place.html",
        here="street",
        identity=identity,
        result=result,
        place=picture(result, (number - 1) * MOST, MOST),
        number=number,
        pages=pages,
    )
