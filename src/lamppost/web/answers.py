"""The screens of what is known: a question to the packs, and the page of a company, country or other thing."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from lamppost.model.answer import Answer, Subject
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.saying import noted
from lamppost.report.answer import words
from lamppost.web.days import day_in
from lamppost.web.desk import Desk
from lamppost.web.paging import page_in
from lamppost.web.sections import overview, pages_of
from lamppost.web.shelf import NotHeldError
from lamppost.web.templating import page

SUBJECTS: dict[Subject, str] = {
    "company": noted("Company"),
    "brand": noted("Brand"),
    "country": noted("Country"),
    "place": noted("Place"),
    "law": noted("Law"),
    "list": noted("List"),
    "host": noted("Host name or address"),
    "mac": noted("MAC address"),
}
"""What may be asked for by a name, and what people call it."""
SUBJECTS_BESIDE: dict[Subject, str] = {
    "company": noted("company"),
    "brand": noted("brand"),
    "country": noted("country"),
    "place": noted("place"),
    "law": noted("law"),
    "list": noted("list"),
    "host": noted("host name or address"),
    "mac": noted("mac address"),
}
"""The same behind a name."""
_LONGEST = 200
_IN_BRACKETS = re.compile(r"\(([^()]+)\)$")


def ask(request: Request) -> Response:
    """The answer to a question; what kind of thing is meant is chosen, or follows from the words."""
    query, desk = request.query_params, desk_of(request)
    asked, as_of, known_by = asked_in(query, desk)
    kind = query.get("kind") or None
    if kind is not None:
        return _answered(request, desk.asker.ask(_subject(kind), asked, as_of, known_by))
    found = desk.asker.meanings(asked, as_of, known_by)
    if found.meant:
        answer = desk.asker.ask(found.meant[0].subject, asked, as_of, known_by)
        if words.is_held(answer):
            return _answered(request, answer, also=found.meant[1:])
    return page(
        "meanings.html",
        here="start",
        asked=asked,
        found=found,
        subjects=SUBJECTS,
        beside=SUBJECTS_BESIDE,
        as_of=as_of,
        **_address_words(_days(as_of, known_by)),
    )


def answered(request: Request) -> Answer:
    """The answer to a question alone; of several things that the words mean, the first."""
    query, desk = request.query_params, desk_of(request)
    asked, as_of, known_by = asked_in(query, desk)
    kind = query.get("kind") or None
    if kind is None:
        found = desk.asker.meanings(asked, as_of, known_by)
        kind = found.meant[0].subject if found.meant else "company"
    return desk.asker.ask(_subject(kind), asked, as_of, known_by)


def thing(request: Request) -> Response:
    """What is known of a company, brand, country, law, list, host or MAC address, by its id or name."""
    subject = _subject(request.url.path.split("/")[1])
    desk = desk_of(request)
    as_of, known_by = days_in(request.query_params, desk)
    asked = request.path_params["asked"][:_LONGEST]
    return _answered(request, desk.asker.ask(subject, asked, as_of, known_by))


def asked_in(query: Mapping[str, str], desk: Desk) -> tuple[str, date, date | None]:
    """The words of a question, and the days that it is asked for.

    Raises:
        LamppostError: There are no words, or a day is none.
    """
    asked = query.get("q", "").strip()[:_LONGEST]
    if not asked:
        raise LamppostError(
            tr("nothing was asked for"), hint=tr("Write a name or an address into the box on Start.")
        )
    return asked, *days_in(query, desk)


def days_in(query: Mapping[str, str], desk: Desk) -> tuple[date, date | None]:
    """The day that is asked about, and by when it must have been known.

    Raises:
        LamppostError: One is none.
    """
    as_of = day_in(query["as_of"]) if query.get("as_of") else desk.question.as_of
    return as_of, day_in(query["known_by"]) if query.get("known_by") else None


def desk_of(request: Request) -> Desk:
    """What the pages are served from."""
    desk: Desk = request.app.state.desk
    return desk


def _subject(kind: str) -> Subject:
    subject: Subject | None = next((one for one in SUBJECTS if one == kind), None)
    if subject is None:
        raise LamppostError(
            tr("this kind of thing cannot be asked for"),
            hint=tr("There is {names}.", names=", ".join(SUBJECTS)),
        )
    return subject


def _answered(request: Request, answer: Answer, also: object = ()) -> Response:
    """An answer as a page, or one section of it."""
    code = request.query_params.get("section")
    section = next((one for one in answer.sections if one.code == code), None)
    if code is not None and section is None:
        raise NotHeldError(
            tr("no such section is in this answer"), hint=tr("The page of the whole answer lists them.")
        )
    number = page_in(request.query_params)
    pages = [] if section is None else pages_of(section)
    at = min(max(1, number), max(1, len(pages)))
    key = _key(answer)
    own = f"/{answer.subject}/{quote(key, safe='')}"
    days = _days(answer.as_of, answer.known_by)
    return page(
        "answer.html",
        here="answer",
        answer=answer,
        subject=SUBJECTS[answer.subject],
        beside=SUBJECTS_BESIDE,
        parts=overview(answer) if section is None else [pages[at - 1]],
        section=section,
        number=at,
        pages=len(pages),
        own=own,
        twin="/api/ask?" + urlencode([("kind", answer.subject), ("q", key), *days.items()]),
        also=also,
        near=[(name, _id_in(answer, name)) for name in answer.near],
        **_address_words(days),
    )


def _key(answer: Answer) -> str:
    """What to ask for again: the id, but of hosts, MAC addresses and names that stand on a list alone the name."""
    by_id = answer.subject not in ("host", "mac") and answer.sections and answer.sections[0].code != "lists"
    return answer.id if by_id and answer.id else answer.name or answer.asked


def _id_in(answer: Answer, name: str) -> str:
    """What to ask for by a name that is offered: its id, where several bear it."""
    found = _IN_BRACKETS.search(name)
    return found[1] if found and answer.match == words.SEVERAL else name


def _days(as_of: date, known_by: date | None) -> dict[str, str]:
    """The days as parameters of an address."""
    return {"as_of": str(as_of)} | ({"known_by": str(known_by)} if known_by else {})


def _address_words(days: dict[str, str]) -> dict[str, Any]:
    """What templates make addresses with."""
    return {
        "said": words,
        "asking": lambda **parts: urlencode(parts | days),
        "quoted": lambda text: quote(text, safe=""),
    }
