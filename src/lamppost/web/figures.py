"""The screen Figures: each published claim beside our live query, on any day."""

from collections import Counter
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from lamppost import pipeline
from lamppost.model.answer import Answer, FigureState, encode_answer
from lamppost.model.saying import noted
from lamppost.web.answers import desk_of
from lamppost.web.days import day_in
from lamppost.web.templating import page

STATES: dict[FigureState, tuple[str, str]] = {
    "reproduced": ("✓", noted("reproduced")),
    "differs": ("≠", noted("differs")),
    "unchecked": ("?", noted("cannot be checked")),
}
"""State → its mark, and what it is called."""


def screen(request: Request) -> Response:
    """The figures as a page; `state` leaves those of one state."""
    answer = _answer(request)
    counts = Counter(one.figure.state for one in answer.sections if one.figure)
    chosen = request.query_params.get("state")
    return page(
        "figures.html",
        here="figures",
        answer=answer,
        states=STATES,
        counts=counts,
        chosen=chosen if chosen in STATES else None,
        shown=[one for one in answer.sections if one.figure and chosen in (None, "", one.figure.state)],
    )


def document(request: Request) -> Response:
    """The answer document that the page shows."""
    return Response(encode_answer(_answer(request)), media_type="application/json")


def asked_day(request: Request, name: str = "as_of") -> date:
    """The day that is asked for; that of this start unless one is."""
    text = request.query_params.get(name, "")
    return day_in(text) if text else desk_of(request).question.as_of


def _answer(request: Request) -> Answer:
    day = asked_day(request)
    return desk_of(request).asker.of(lambda packs: pipeline.ask("figures", "", day, packs))
