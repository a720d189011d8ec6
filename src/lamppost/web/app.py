"""The application: which address shows what, and how it is refused in words."""

import os

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.saying import noted
from lamppost.web import (
    answers,
    api,
    changes,
    figures,
    flow_screens,
    letters,
    screens,
    sharing,
    street,
    world,
)
from lamppost.web.access import Guard, TooLargeError
from lamppost.web.desk import Desk
from lamppost.web.shelf import NotHeldError
from lamppost.web.speaking import PROGRAMS, SWITCH, Speaking, choose
from lamppost.web.templating import FILES, file_of, page

ROUTES = [
    Route("/", screens.start),
    Route("/ask", answers.ask),
    *(Route(f"/{subject}/{{asked:path}}", answers.thing) for subject in answers.SUBJECTS),
    Route("/look", changes.look, methods=["POST"]),
    Route("/looks/{number:int}", screens.under_way),
    Route("/results/{result}", screens.findings),
    Route("/results/{result}/things/{thing}", screens.thing),
    Route("/results/{result}/flows", flow_screens.flows),
    Route("/results/{result}/flows/{thing}/{destination}", flow_screens.flow),
    Route("/results/{result}/street", street.screen),
    Route("/results/{result}/report", screens.report),
    Route("/results/{result}/report/page", screens.whole_page),
    Route("/results/{result}/report/{format}", screens.download),
    Route("/results/{result}/letters/{subject}", letters.screen),
    Route("/results/{result}/letters/{subject}/{kind}/{format}", letters.download),
    Route("/results/{result}/share/{level}", sharing.bundle),
    Route("/results/{result}/sources", screens.sources),
    Route("/results/{result}/day", screens.another_day),
    Route("/results/{result}/policies", screens.two_policies),
    Route("/results/{result}/keep", changes.keep, methods=["POST"]),
    Route("/results/{result}/forget", changes.forget, methods=["POST"]),
    Route(SWITCH, choose, methods=["POST"]),
    Route("/figures", figures.screen),
    Route("/map", world.screen),
    Route("/map/outlines/{part}.svg", world.outlines),
    Route("/api/figures", figures.document),
    Route("/api/world", world.programs),
    Route("/api/results", api.results),
    Route("/api/results/{result}", api.result),
    Route("/api/results/{result}/findings", api.findings),
    Route("/api/results/{result}/flows", api.flows),
    Route("/api/results/{result}/timeline", api.timeline),
    Route("/api/ask", api.ask),
    Route("/api/results/{result}/report/{format}", screens.download),
    Route("/api/results/{result}/share/{level}", sharing.bundle),
    Route("/api/looks/{number:int}", api.look),
    Route("/api/openapi.json", api.openapi),
]
_WORDS = {
    404: (noted("there is no such page"), noted("The start page leads to all that there are.")),
    405: (noted("this address does not take that"), noted("Use the forms of the pages.")),
}
_NO_FORM = (noted("this could not be read as a form"), noted("Send it from its own page."))


def make_app(desk: Desk, *, port: int, token: str) -> Speaking:
    """The pages, behind their guard, in the language of whoever asks.

    Args:
        desk: What they are served from.
        port: Where it is listened.
        token: The secret of this start.
    """
    app = Starlette(
        routes=[*ROUTES, Route("/static/{name}", _static)],
        exception_handlers={
            HTTPException: _refused,
            LamppostError: _failed,
            Exception: _fault,
        },
    )
    app.state.desk = desk
    app.state.indexes, app.state.flows = {}, {}
    return Speaking(Guard(app, port=port, token=token, most_bytes=desk.most_bytes, refuse=refuse))


def refuse(path: str, status: int, what: str, hint: str | None) -> Response:
    """No, in words: as a page, or as JSON where a program asks."""
    if path.startswith(PROGRAMS):
        return api.answer(api.Wrong(error=what, hint=hint), status)
    return page("refused.html", status, what=what, hint=hint, code=status)


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in FILES:
        raise HTTPException(404)
    return Response(file_of(name), media_type=FILES[name])


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    what, hint = _WORDS.get(status, _NO_FORM)
    return refuse(request.url.path, status, tr(what), tr(hint))


def _failed(request: Request, error: Exception) -> Response:
    if not isinstance(error, LamppostError):
        raise error
    status = 404 if isinstance(error, NotHeldError) else 413 if isinstance(error, TooLargeError) else 422
    return refuse(request.url.path, status, error.message, error.hint)


def _fault(request: Request, error: Exception) -> Response:
    if os.environ.get("LAMPPOST_DEBUG"):
        raise error
    return refuse(
        request.url.path,
        500,
        tr("this is a fault of lamppost: {name}", name=type(error).__name__),
        tr("Start with LAMPPOST_DEBUG=1 to see where, and report it with that text."),
    )
