"""What changes something here: evidence that is handed over, a result that is kept or removed."""

import asyncio
import re
import shutil
import tempfile
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.web.answers import desk_of
from lamppost.web.days import day_in
from lamppost.web.facts import facts_in
from lamppost.web.maps import street_in
from lamppost.web.screens import address_of

_MOST_FILES = 50
_MOST_FIELDS = 200
_PIECE = 1 << 20
_LONGEST_NAME = 100
_NOT_IN_NAMES = re.compile(r"[^\w. +()\[\]-]")


async def look(request: Request) -> Response:
    """Look at the files that were handed over, and show what was found."""
    desk = desk_of(request)
    choices = await asyncio.to_thread(desk.choices)
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
        as_of, policies = day_in(str(form.get("as_of", ""))), _policies(form)
        context = facts_in(form, choices, policies, desk.told())
        street = street_in(form)
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="lamppost-"))  # for its owner alone
        try:
            paths = await asyncio.to_thread(_store, form, folder)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            raise
    begun = await asyncio.to_thread(desk.look, folder, paths, as_of, policies, context, street)
    return RedirectResponse(await asyncio.to_thread(address_of, begun, desk), status_code=303)


async def keep(request: Request) -> Response:
    """Keep the result as it is on another day, or by other policies."""
    desk, identity = desk_of(request), request.path_params["result"]
    async with request.form() as form:
        day = day_in(str(form["as_of"])) if form.get("as_of") else None
        policies = _policies(form) or None
    made = await asyncio.to_thread(desk.judged, identity, day, policies)
    kept = await asyncio.to_thread(desk.shelf.put, made)
    return RedirectResponse(f"/results/{kept}", status_code=303)


async def forget(request: Request) -> Response:
    """Remove a result."""
    await asyncio.to_thread(desk_of(request).shelf.forget, request.path_params["result"])
    return RedirectResponse("/", status_code=303)


def _policies(form: FormData) -> list[str]:
    return list(dict.fromkeys(one for one in form.getlist("policy") if isinstance(one, str) and one))


def _store(form: FormData, folder: Path) -> list[Path]:
    """The files of a form, in a folder.

    Raises:
        LamppostError: There is none.
    """
    paths: list[Path] = []
    for number, given in enumerate(form.getlist("file")):
        if isinstance(given, UploadFile) and given.filename:
            place = folder / str(number)
            place.mkdir(mode=0o700)
            path = place / _safe_name(given.filename)
            with path.open("xb") as file:
                while piece := given.file.read(_PIECE):
                    file.write(piece)
            paths.append(path)
    if not paths:
        raise LamppostError(
            tr("no file was handed over"), hint=tr("Choose a capture, a list, a map or a result document.")
        )
    return paths


def _safe_name(name: str) -> str:
    """The last part of a name, with nothing in it that a path or a terminal acts on; its ending stays."""
    last = _NOT_IN_NAMES.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")
    return last[-_LONGEST_NAME:] or "evidence"
