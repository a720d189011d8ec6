"""Documents from files, and into the formats of reports."""

import codecs
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec

from lamppost.knowledge.files import read_small
from lamppost.model.answer import ANSWER_VERSION, Answer
from lamppost.model.errors import LamppostError, ResultError
from lamppost.model.language import ENGLISH, pieces_shown, showing, tr
from lamppost.model.result import SCHEMA_VERSION, SHARED_VERSION, ResultDocument
from lamppost.model.saying import remember, sound
from lamppost.report.formats import FORMATS

MAX_RESULT_BYTES = 512 * 1024 * 1024
_HEAD_BYTES = 4096
_IN_FULL, _SHARED, _ANSWERS = ("1", SCHEMA_VERSION), ("2", SHARED_VERSION), ("1", ANSWER_VERSION)
"""Versions that are read: those before say nothing of what their sentences were made of, and are read as they are."""
_NOT_JSON = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)


def read_result(path: Path) -> ResultDocument:
    """A result document from a file.

    Raises:
        ResultError: It is none, or of a version this program does not read.
    """
    document = read_document(path)
    if isinstance(document, Answer):
        raise ResultError(
            tr("{name}: an answer, not a result document", name=path.name),
            hint=tr("Make one with: lamppost look FILE --json"),
        )
    return document


def read_document(path: Path) -> ResultDocument | Answer:
    """A result document or an answer from a file.

    Raises:
        ResultError: It is neither, or of a version this program does not read.
    """
    return _decoded(read_small(path, MAX_RESULT_BYTES, tr("a result document"), error=ResultError), path.name)


def read_content(content: bytes, name: str) -> ResultDocument:
    """A result document from its bytes.

    Args:
        content: The bytes.
        name: How errors name them.

    Raises:
        ResultError: It is none, or of a version this program does not read.
    """
    document = _decoded(content, name)
    if isinstance(document, Answer):
        raise ResultError(tr("{name}: an answer, not a result document", name=name))
    return document


def _decoded(content: bytes, name: str) -> ResultDocument | Answer:
    try:
        head = msgspec.json.decode(content, type=_Versioned)
        if head.schema_version is None and head.answer_version is None:
            raise ResultError(
                tr(
                    "{name}: not a result document: neither schema_version nor answer_version is in it",
                    name=name,
                ),
                hint=tr("Make one with: lamppost look FILE --json, or lamppost ask … --json"),
            )
    except _NOT_JSON as error:
        raise ResultError(
            tr("{name}: not a result document: {why}", name=name, why=error),
            hint=tr("Make one with: lamppost look FILE --json"),
        ) from None
    kind: type[ResultDocument | Answer]
    what, version, ours, kind = (
        ("schema_version", head.schema_version, sorted((*_IN_FULL, *_SHARED)), ResultDocument)
        if head.schema_version is not None
        else ("answer_version", head.answer_version, _ANSWERS, Answer)
    )
    if version not in ours:
        raise ResultError(
            tr(
                "{name}: {field} {version}; this program reads {versions} and {last}",
                name=name,
                field=what,
                version=repr(version),
                versions=", ".join(map(repr, ours[:-1])),
                last=repr(ours[-1]),
            ),
            hint=tr("Make it anew, or use the version that wrote it."),
        )
    try:
        is_folded = version in _SHARED and kind is ResultDocument
        document = _unfolded(content) if is_folded else msgspec.json.decode(content, type=kind)
    except IndexError:
        raise ResultError(
            tr("{name}: a number of no row of its table", name=name), hint=tr("Was the file edited or cut?")
        ) from None
    except _NOT_JSON as error:
        raise ResultError(f"{name}: {error}", hint=tr("Was the file edited or cut?")) from None
    document = msgspec.structs.replace(document, sentences=sound(document.sentences))
    remember(document.sentences)
    return document


def _unfolded(content: bytes) -> ResultDocument:
    from lamppost.model.unfolding import unfold

    return unfold(content)


def is_document(path: Path) -> bool:
    """Whether a file is a document rather than evidence: a regular file whose text begins as JSON's objects do."""
    from lamppost.pipeline.lists import is_list

    if not path.is_file() or is_list(path):
        return False
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")


def render(result: ResultDocument, to: str, **options: object) -> str:
    """The document in one of the formats that are text.

    Raises:
        LamppostError: There is no such format, it is no text, or the document holds a number that no count can be.
    """
    if to in FORMATS and not FORMATS[to].is_text:
        raise LamppostError(
            tr("{format} is no text", format=tr(FORMATS[to].title)), hint=tr("It is written to a file.")
        )
    return "".join(str(piece) for piece in render_pieces(result, to, **options))


def render_pieces(result: ResultDocument, to: str, **options: object) -> Iterator[str | bytes]:
    """The document in any format, a piece at a time where the format can: a long report is not held as a whole.

    Raises:
        LamppostError: There is no such format, or the document holds a number that no count can be.
    """
    if to not in FORMATS:
        raise LamppostError(
            tr("no format {format}", format=repr(to)),
            hint=tr("There are {formats}.", formats=", ".join(FORMATS)),
        )
    renderer = import_module(f"lamppost.report.{to}.renderer")
    if to == "geojson":
        options |= _outlines(result)
    chosen = None if FORMATS[to].is_spoken else ENGLISH
    with _numbers_that_fit():
        yield from pieces_shown(lambda: _pieces(renderer, result, options), result, chosen=chosen)


def _pieces(
    renderer: ModuleType, result: ResultDocument, options: dict[str, object]
) -> Iterable[str | bytes]:
    if hasattr(renderer, "pieces"):
        return renderer.pieces(result, **options)  # type: ignore[no-any-return]
    return [renderer.render(result, **options)]


def missing(to: str) -> str | None:
    """What a format needs and this machine does not have; None where nothing is missing."""
    from lamppost.report.pdf.browser import browser

    return FORMATS[to].needs if FORMATS[to].needs and browser() is None else None


def _outlines(result: ResultDocument) -> dict[str, object]:
    """Where the countries of a result lie, and whom that is owed to."""
    from lamppost.knowledge.outlines import outline_of, outlines_source
    from lamppost.report.geojson.renderer import countries_of

    places = {code: outline_of(code) for code in countries_of(result)}
    return {"places": places, "owed": [f"Outlines: {outlines_source()}; coarse, and of no legal meaning"]}


def explain(result: ResultDocument, finding_id: str, width: int = 80) -> str:
    """The chain of one finding in words.

    Raises:
        ResultError: The document holds no such id.
    """
    from lamppost.report.explain.renderer import render as render_explanation

    with _numbers_that_fit(), showing(result):
        return render_explanation(result, finding_id, width=width)


@contextmanager
def _numbers_that_fit() -> Iterator[None]:
    try:
        yield
    except OverflowError as error:
        raise ResultError(
            tr("a number of the document is too large: {why}", why=error), hint=tr("Was it edited?")
        ) from None


class _Versioned(msgspec.Struct):
    schema_version: str | None = None
    answer_version: str | None = None
