"""Documents of lamppost's own that come back from strangers: results, bundles, copies of sheets, states of `watch`."""

import contextlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from tests.fuzz.doors.door import Door, put
from tests.fuzz.doors.lists import TABLE, books
from tests.report.made_result import empty_result, made_result

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.model.result import Note
from lamppost.model.sheets import ReadAs
from lamppost.pipeline.documents import read_content
from lamppost.pipeline.sharing.verifying import verify
from lamppost.report.formats import FORMATS

DAY = date(2026, 11, 23)
KEY = bytes(range(32))
TOO_LONG = ("pdf",)
"""Formats that start a program."""


def attempt_result(data: bytes, _: Path) -> str:
    """A result that is taken is written in every format, explained, and judged on another day, or refused in words."""
    try:
        result = read_content(data, "result.json")
    except LamppostError:
        return "none"
    again = read_content(pipeline.render(result, "json").encode(), "again.json")
    assert pipeline.render(again, "json") == pipeline.render(result, "json"), (
        "written and read, it is another"
    )
    for name in FORMATS:
        if name not in TOO_LONG:
            with contextlib.suppress(LamppostError):
                for _piece in pipeline.render_pieces(result, name):
                    pass
    for found in result.devices[:2]:
        with contextlib.suppress(LamppostError):
            pipeline.explain(result, found.id)
        with contextlib.suppress(LamppostError):
            pipeline.note(result, found.id, Note(kind="label", text="Axis P3245", seen_on=DAY))
    with contextlib.suppress(LamppostError):
        pipeline.rejudge(result, pipeline.Change(as_of=date(2024, 1, 1)))
    with contextlib.suppress(LamppostError):
        pipeline.share(result, "public", KEY, DAY)
    return "whole"


@cache
def _results() -> tuple[bytes, ...]:
    """Small results: a made one with two devices, and one of nothing."""
    held = made_result()
    small = msgspec.structs.replace(
        held, devices=held.devices[:2], verdicts=held.verdicts[:3], suppressions=[]
    )
    return tuple(pipeline.render(one, "json").encode() for one in (small, empty_result()))


def attempt_bundle(data: bytes, folder: Path) -> str:
    """A bundle is whole byte for byte, or what differs is told."""
    path = put(folder, "bundle.zip", data)
    try:
        found = verify(path)
    except LamppostError:
        return "none"
    assert found.problems or found.manifest is not None
    if not found.problems:
        assert _files(data) == _files(_bundles()[0]), (
            "other files than those that were made, and nothing differs"
        )
    return "part" if found.problems else "whole"


def _files(data: bytes) -> dict[str, bytes]:
    """Names and contents; fields of the headers beside them, which carry nothing, are not compared."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def _bundles() -> tuple[bytes, ...]:
    return (pipeline.share(empty_result(), "public", KEY, DAY).zipped(),)


def attempt_manifest(data: bytes, folder: Path) -> str:
    """The same with a manifest and a signature that a stranger wrote: the first two octets say where one ends."""
    if len(data) < 2:
        return "none"
    place = folder / "bundle"
    place.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=folder) as other:
        packed = put(Path(other), "b.zip", _bundles()[0])
        with zipfile.ZipFile(packed) as archive:
            for name in archive.namelist():
                put(place, name, archive.read(name))
    at = int.from_bytes(data[:2], "big")
    put(place, "manifest.json", data[2 : 2 + at])
    if data[2 + at :]:
        put(place, "manifest.json.sig", data[2 + at :])
    else:
        (place / "manifest.json.sig").unlink(missing_ok=True)
    try:
        found = verify(place)
    except LamppostError:
        return "none"
    return "part" if found.problems else "whole"


def _manifests() -> Iterator[bytes]:
    with TemporaryDirectory() as folder:
        path = put(Path(folder), "b.zip", _bundles()[0])
        with zipfile.ZipFile(path) as archive:
            held = archive.read("manifest.json")
    yield len(held).to_bytes(2, "big") + held


def attempt_copy(data: bytes, folder: Path) -> str:
    """The first octet says whether a sheet is a text or a workbook: it is looked at, and copied with what was found beside it."""
    name = "list.xlsx" if data[:1] == b"\x01" else "list.csv"
    path = put(folder, name, data[1:])
    question = pipeline.Question(as_of=DAY)
    result = pipeline.look([path], question)
    for ending in (".csv", ".xlsx"):
        with contextlib.suppress(LamppostError):
            content, _said = pipeline.annotate(result, path, ending, ReadAs())
            for _piece in [content] if isinstance(content, bytes) else content:
                pass
    return result.evidence[0].read


def _copies() -> Iterator[bytes]:
    yield b"\x00" + TABLE.encode()
    for book in books():
        yield b"\x01" + book


def attempt_journal(data: bytes, folder: Path) -> str:
    """A state of `watch` that somebody damaged is refused, or gone on with."""
    from lamppost.pipeline.watching.journal import Journal

    for rest in ("-wal", "-shm", "-journal"):
        (folder / f"state.sqlite{rest}").unlink(missing_ok=True)
    try:
        journal = Journal(put(folder, "state.sqlite", data))
    except LamppostError:
        return "none"
    journal.store.close()
    return "whole"


@cache
def _journals() -> tuple[bytes, ...]:
    from lamppost.pipeline.watching.journal import Journal

    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite"
        journal = Journal(path)
        journal.save()
        journal.store.close()
        return (path.read_bytes(),)


DOORS = [
    Door("results", ("pipeline.documents", "pipeline.rejudging", "model", "report"), attempt_result, _results, most_bytes=40_000),
    Door("bundles", ("pipeline.sharing.verifying",), attempt_bundle, _bundles, most_bytes=120_000),
    Door("manifests", ("pipeline.sharing.verifying", "knowledge.signatures"), attempt_manifest, _manifests),
    Door("copies", ("pipeline.annotating", "report.annotated", "observe.workbook", "observe.tabular"), attempt_copy, _copies, most_bytes=16_000),
    Door("journals", ("pipeline.watching",), attempt_journal, _journals, most_bytes=120_000),
]  # fmt: skip
