"""The screen of a letter: whom to ask, the letter itself, and the letter as a file; nothing is sent."""

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.result import Device, ResultDocument
from lamppost.report.judged import asset_name
from lamppost.report.letter.renderer import MEDIA, asked
from lamppost.report.letter.sourcing import marks
from lamppost.report.letter.subjects import Subject, subject_of
from lamppost.report.wording import VERDICT_WORDS, device_name, sentence
from lamppost.web.screens import indexed
from lamppost.web.shelf import NotHeldError
from lamppost.web.templating import page

_TITLES = {"txt": "Text", "md": "Markdown", "html": "HTML"}


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
        kinds=pipeline.LETTERS,
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
        raise NotHeldError("no letter is written like that", hint=f"There is {', '.join(MEDIA)}.")
    return Response(
        pipeline.render_letter(_written(result, subject.id, kind), to),
        media_type=f"{MEDIA[to]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="letter-{subject.id}-{kind}.{to}"'},
    )


def name_of(subject: Subject) -> str:
    """What the letter is about, in words."""
    if subject.gap is not None:
        return sentence(subject.gap.text)
    thing = subject.thing
    name = ""
    if thing is not None:
        name = device_name(thing) if isinstance(thing, Device) else asset_name(thing)
    if subject.destination is not None:
        return f"{subject.destination.name or subject.destination.address}, from {name}"
    if subject.verdict is not None:
        return f"{VERDICT_WORDS[subject.verdict.kind]}: {subject.verdict.rule} on {name}"
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
        raise NotHeldError("there is no such letter", hint=f"There is {', '.join(pipeline.LETTERS)}.")
    return pipeline.letter(result, subject, kind)
