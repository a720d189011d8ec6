"""The screen of a letter: whom to ask, the letter itself, and the letter as a file; nothing is sent."""

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.result import Device, ResultDocument
from lamppost.model.saying import noted
from lamppost.report.judged import asset_name
from lamppost.report.letter.renderer import MEDIA, asked
from lamppost.report.letter.sourcing import marks
from lamppost.report.letter.subjects import Subject, place_called, site_called, subject_of
from lamppost.report.wording import VERDICT_WORDS, device_name, sentence
from lamppost.web.screens import indexed
from lamppost.web.shelf import NotHeldError
from lamppost.web.templating import page

_TITLES = {"txt": noted("Text"), "md": "Markdown", "html": "HTML"}


def screen(request: Request) -> Response:
    """The kinds of letter; and the letter, once one is chosen."""
    identity, result, subject = _asked_for(request)
    kind = request.query_params.get("kind") or None
    made = None if kind is None else _written(result, subject.id, kind)
    return page(
        "letters.html",
        here="letters",
        identity=identity,
        result=result,
        subject=subject,
        name=name_of(subject),
        kinds={key: one for key, one in pipeline.LETTERS.items() if subject.street is None or not one.sells},
        kind=kind,
        letter=made,
        asked=asked(made) if made else [],
        marks=marks,
        text=escape(pipeline.render_letter(made, "txt")) if made else "",
        formats=_TITLES,
    )


def download(request: Request) -> Response:
    """The letter in one of its formats, as a file."""
    _, result, subject = _asked_for(request)
    kind, to = request.path_params["kind"], request.path_params["format"]
    if to not in MEDIA:
        raise NotHeldError(
            tr("no letter is written like that"), hint=tr("There is {names}.", names=", ".join(MEDIA))
        )
    made = _written(result, subject.id, kind)
    return Response(
        pipeline.render_letter(made, to),
        media_type=f"{MEDIA[to]}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="letter-{subject.id}-{kind}.{to}"',
            "Content-Language": made.language,
        },
    )


def name_of(subject: Subject) -> str:
    """What the letter is about, in words."""
    if subject.gap is not None:
        return sentence(subject.gap.text)
    if subject.street is not None:
        return tr("the register of cameras of {place}", place=place_called(subject.street))
    if subject.site is not None:
        return site_called(subject.site)
    thing = subject.thing
    name = ""
    if thing is not None:
        name = device_name(thing) if isinstance(thing, Device) else asset_name(thing)
    if subject.destination is not None:
        where = subject.destination.name or subject.destination.address
        return tr("{destination}, from {device}", destination=where, device=name)
    if subject.verdict is not None:
        kind = tr(VERDICT_WORDS[subject.verdict.kind])
        return tr("{verdict}: {rule} on {thing}", verdict=kind, rule=subject.verdict.rule, thing=name)
    return name


def _asked_for(request: Request) -> tuple[str, ResultDocument, Subject]:
    """A result and what is asked about, which has a page only where a letter may be about it.

    Raises:
        NotHeldError: There is no such thing in it, or nobody can be asked.
    """
    identity: str = request.path_params["result"]
    result, _ = indexed(request, identity)
    try:
        return identity, result, subject_of(result, request.path_params["subject"])
    except LamppostError as error:
        raise NotHeldError(error.message, hint=error.hint) from None


def _written(result: ResultDocument, subject: str, kind: str) -> pipeline.Letter:
    if kind not in pipeline.LETTERS:
        raise NotHeldError(
            tr("there is no such letter"), hint=tr("There is {names}.", names=", ".join(pipeline.LETTERS))
        )
    try:
        return pipeline.letter(result, subject, kind)
    except LamppostError as error:
        raise NotHeldError(error.message, hint=error.hint) from None
