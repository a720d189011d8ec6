"""The screens: Start, Findings, Thing, Report, Sources & days."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from itertools import chain

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.language import ENGLISH, language, tr
from lamppost.model.result import Device, ResultDocument, Verdict, gravity
from lamppost.model.saying import noted
from lamppost.model.vocabulary import LEVEL_WORDS, Level
from lamppost.report import fitting, judged, reaching, side_by_side, wording
from lamppost.report.letter.subjects import answerable
from lamppost.web.answers import SUBJECTS, desk_of
from lamppost.web.days import day_in
from lamppost.web.desk import Desk
from lamppost.web.findings import Index, asked_in, find, index_of
from lamppost.web.findings import shown as shown_finding
from lamppost.web.foremost import foremost
from lamppost.web.known import known_of_thing
from lamppost.web.looks import Look
from lamppost.web.maps import box_words
from lamppost.web.owners import tree
from lamppost.web.paging import page_in
from lamppost.web.shelf import NotHeldError
from lamppost.web.speaking import shown
from lamppost.web.templating import page
from lamppost.web.timelines import line_of

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ROWS = 50
"""Things of a page that lays policies side by side."""
_FOR: dict[Level, str] = {
    "public": noted("For the public"),
    "partner": noted("For a partner"),
    "regulator": noted("For a regulator"),
}
_CHANGED = 20
"""Things of a page that compares days: each has a table of its own."""


def start(request: Request) -> Response:
    """What is held, and a form to look at more."""
    desk = desk_of(request)
    return page(
        "start.html",
        here="start",
        held=desk.shelf.list(),
        choices=desk.choices(),
        chosen=set(desk.question.policies),
        told=desk.told(),
        as_of=desk.question.as_of,
        most_mb=desk.most_bytes // 1_000_000,
        subjects=SUBJECTS,
        street=desk.question.street,
        box=box_words(desk.question.street),
        standards=desk.standards(),
    )


def under_way(request: Request) -> Response:
    """How far a look is; what it led to, once it is done."""
    look = desk_of(request).looks.get(request.path_params["number"])
    if look.state == "failed":
        raise LamppostError(look.error or tr("it failed"), hint=look.hint)
    if look.state == "done":
        return RedirectResponse(address_of(look, desk_of(request)), status_code=303)
    return page("look.html", look=look)


def findings(request: Request) -> Response:
    """The devices or rows of a result, filtered by the address."""
    identity, result, index = _asked_for(request)
    asked = asked_in(request.query_params, index)
    return page(
        "findings.html",
        here="findings",
        identity=identity,
        result=result,
        index=index,
        of_lists=judged.is_of_lists(result),
        headline=fitting.headline(result),
        asked=asked,
        found=find(index, asked),
    )


def thing(request: Request) -> Response:
    """One device or row, with everything that is said of it."""
    identity, result, index = _asked_for(request)
    one = index.things.get(request.path_params["thing"])
    if one is None:
        raise NotHeldError(
            tr("no such device or row is in this result"), hint=tr("Findings lists those that are.")
        )
    finding = shown_finding(index, next(row for row in index.findings if row.id == one.id))
    verdicts = {policy: _graver_first(result, policy, one.id) for policy in index.policies}
    return page(
        "thing.html",
        here="thing",
        identity=identity,
        result=result,
        one=one,
        device=one if isinstance(one, Device) else None,
        finding=finding,
        index=index,
        verdicts=verdicts,
        known=known_of_thing(one),
        trees=[
            (label, branch)
            for label, branch in (
                (noted("The maker"), tree(one.maker, one.owners)),
                (noted("The builder"), tree(one.builder, one.builder_owners)),
            )
            if branch is not None
        ],
        fits=fitting.fits_of(result, one.id),
        row_laws=[] if isinstance(one, Device) else reaching.law_rows(one),
        **(foremost(one, f"/results/{identity}/flows") if isinstance(one, Device) else {}),
    )


def report(request: Request) -> Response:
    """The report, and every format that it can be had in."""
    identity, result, _ = _asked_for(request)
    return page(
        "report.html",
        here="report",
        identity=identity,
        result=result,
        formats=[(one, pipeline.missing(one.name)) for one in pipeline.FORMATS.values()],
        levels={level: (_FOR[level], means) for level, means in LEVEL_WORDS.items()},
    )


def whole_page(request: Request) -> Response:
    """The report as it is written with `-o FILE.html`; its own style alone is let in, by its hash."""
    _, result, _ = _asked_for(request)
    text = pipeline.render(result, "html")
    found = _STYLE.search(text)
    digest = b64encode(hashlib.sha256((found[1] if found else "").encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return HTMLResponse(text, headers={"Content-Security-Policy": policy})


def download(request: Request) -> Response:
    """A report in one of its formats, as a file."""
    identity, result, _ = _asked_for(request)
    name = request.path_params["format"]
    if name not in pipeline.FORMATS:
        raise NotHeldError(
            tr("there is no such format"), hint=tr("There is {names}.", names=", ".join(pipeline.FORMATS))
        )
    one = pipeline.FORMATS[name]
    pieces = _octets(pipeline.render_pieces(result, name))
    first = next(pieces, b"")  # what goes wrong at once is said on a page, and not in the middle of a file
    return StreamingResponse(
        chain([first], pieces),
        media_type=one.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{identity}{one.suffixes[0]}"',
            "Content-Language": language() if one.is_spoken else ENGLISH,
        },
    )


def sources(request: Request) -> Response:
    """What a result rests on, what it could not show, and how it would be on another day or by other policies."""
    identity, result, index = _asked_for(request)
    desk = desk_of(request)
    return page(
        "sources.html",
        here="sources",
        identity=identity,
        result=result,
        policies=wording.judged_by(result.policies),
        of_lists=judged.is_of_lists(result),
        names={one.id: shown_finding(index, one).name for one in index.findings}
        if result.suppressions
        else {},
        asked_of=answerable(result),
        choices=desk.choices(),
        line=line_of(desk, identity, result, request.query_params.get("place", "")),
    )


def another_day(request: Request) -> Response:
    """What the result says differently on another day."""
    from lamppost.report.difference.page import changed_parts

    identity, result, _ = _asked_for(request)
    day = day_in(request.query_params.get("as_of", ""))
    difference = desk_of(request).difference(identity, day, None)
    parts = changed_parts(difference)
    groups = parts.pop("groups")
    number, pages = _page_number(request, len(groups), _CHANGED)
    return page(
        "day.html",
        here="sources",
        identity=identity,
        result=result,
        day=day,
        groups=groups[(number - 1) * _CHANGED : number * _CHANGED],
        n_things=len(groups),
        number=number,
        pages=pages,
        line=line_of(desk_of(request), identity, result, request.query_params.get("place", ""), day),
        **parts,
    )


def two_policies(request: Request) -> Response:
    """What two policies say of the same things, side by side."""
    identity, result, _ = _asked_for(request)
    desk = desk_of(request)
    chosen = list(dict.fromkeys(request.query_params.getlist("policy")))
    if not 1 <= len(chosen) <= 2:
        raise LamppostError(
            tr("one or two policies are laid side by side"), hint=tr("Choose them on Sources and days.")
        )
    made = desk.judged(identity, result.as_of, chosen)
    rows = side_by_side.rows(made)
    split = side_by_side.differences(made, rows)
    number, pages = _page_number(request, len(rows), _ROWS)
    return page(
        "policies.html",
        here="sources",
        identity=identity,
        result=made,
        policies=wording.judged_by(made.policies),
        totals=side_by_side.totals(rows),
        rows=rows[(number - 1) * _ROWS : number * _ROWS],
        n_rows=len(rows),
        split=split,
        split_texts=side_by_side.texts(split),
        number=number,
        pages=pages,
    )


def address_of(look: Look, desk: Desk) -> str:
    """Where to go from a look: to its result, to the map of a place, to the list of several, or to how far it is."""
    if look.state != "done":
        return f"/looks/{look.number}"
    if len(look.results) != 1:
        return "/"
    (identity,) = look.results
    return f"/results/{identity}/street" if desk.shelf.get(identity).street else f"/results/{identity}"


def indexed(request: Request, identity: str) -> tuple[ResultDocument, Index]:
    """A result and its index, which is made once."""
    result = shown(desk_of(request).shelf.get(identity))
    kept: dict[str, tuple[ResultDocument, Index]] = request.app.state.indexes
    if identity not in kept or kept[identity][0] is not result:
        while len(kept) > 3:
            kept.pop(next(iter(kept)), None)
        kept[identity] = (result, index_of(result))
    return kept[identity]


def _octets(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    """A report as it is sent."""
    return (piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace") for piece in pieces)


def _asked_for(request: Request) -> tuple[str, ResultDocument, Index]:
    identity: str = request.path_params["result"]
    return identity, *indexed(request, identity)


def _page_number(request: Request, count: int, most: int) -> tuple[int, int]:
    """The page that is asked for, within those that there are."""
    pages = max(1, -(-count // most))
    return min(max(1, page_in(request.query_params)), pages), pages


def _graver_first(result: ResultDocument, policy: str, subject: str) -> list[Verdict]:
    """The verdicts of a policy on one thing, the gravest first."""
    return sorted(
        (row for row in result.verdicts if row.policy == policy and row.subject == subject), key=gravity
    )
