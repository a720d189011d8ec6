"""A map as it was handed over: hashed, and unpacked where it is packed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec

from lamppost.model.errors import LamppostError
from lamppost.model.ids import make_id
from lamppost.model.language import tr
from lamppost.model.observations import Evidence, Issue
from lamppost.model.saying import noted, say
from lamppost.observe.opening import open_evidence, unpacked_start
from lamppost.observe.source import Source
from lamppost.observe.standing import Standing

MOST_BYTES = 1 << 32
"""Bytes of a map, unpacked: a country; what is larger is cut to the place that is asked about first."""
START_BYTES = 1 << 16
HowFar = Literal["whole", "part", "none"]


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """A file, and where it can be read."""

    shown_as: str
    path: Path
    """The file, or a copy of it that is not packed and goes away with the context."""
    sha256: str
    size_bytes: int
    packing: str | None
    issues: list[Issue]
    """Why it cannot be read, or not to its end."""
    is_refused: bool
    standing: Standing | None
    """The file as it stood, where it is read itself, and more than once; None: a copy is read."""

    def changes(self) -> list[Issue]:
        """That it changed since it was begun with, if it did."""
        return [] if self.standing is None else self.standing.trouble(self.shown_as)

    def evidence(self, form: str, read: HowFar) -> Evidence:
        """The file, as results name it."""
        is_cut = bool(self.issues) and read == "whole"
        return Evidence(
            id=f"ev-{self.sha256[:12]}" if self.size_bytes else make_id("ev", self.shown_as),
            path=self.shown_as,
            sha256=self.sha256,
            size_bytes=self.size_bytes,
            format=form if self.packing is None else f"{form}+{self.packing}",
            read="none" if self.is_refused else "part" if is_cut else read,
        )


def start_of(path: Path) -> bytes:
    """The first bytes of a file, unpacked; none of what cannot be read."""
    return unpacked_start(path, START_BYTES)


@contextmanager
def handed_over(path: Path, shown_as: str) -> Iterator[Handed]:
    """A file, hashed, which can be read as long as the context lasts.

    Args:
        path: The file.
        shown_as: How results call it.

    Raises:
        LamppostError: It cannot be opened.
    """
    with tempfile.TemporaryDirectory(prefix="lamppost-") as folder:
        copy = Path(folder).resolve() / "unpacked"
        standing = Standing(path)
        try:
            with open_evidence(path) as stream:
                source = Source(stream)
                try:
                    issues, is_refused = _taken(source, copy, shown_as)
                finally:
                    source.close()
        except OSError as error:
            raise LamppostError(
                tr("{name}: cannot be read: {reason}", name=path.name, reason=error.strerror),
                hint=tr("May you read it?"),
            ) from None
        yield Handed(
            shown_as=shown_as,
            path=copy if source.packing is not None else path,
            sha256=source.hexdigest(),
            size_bytes=source.size_bytes,
            packing=source.packing,
            issues=issues,
            is_refused=is_refused,
            standing=standing if source.packing is None else None,
        )


def _taken(source: Source, copy: Path, shown_as: str) -> tuple[list[Issue], bool]:
    """Read a source to its end, and write what is packed to a copy; what is wrong, and whether nothing of it is read."""
    if source.packing is None:
        source.drain()
    else:
        with copy.open("wb") as file:
            while source.next(source.end) is not None:
                file.write(source.data[source.start : source.end])
                source.release()
                if source.unpacked_bytes > MOST_BYTES:
                    source.drain()
    if max(source.size_bytes, source.unpacked_bytes) > MOST_BYTES:
        return [_too_large(shown_as)], True
    if source.problem is None:
        return [], False
    return [_ended(shown_as, source)], source.problem.kind == "bomb"


def _too_large(shown_as: str) -> Issue:
    return Issue(
        evidence=shown_as,
        row=None,
        what=say("larger than {most} bytes", most=MOST_BYTES),
        expected=noted("a map of a city or a region"),
        hint=noted(
            "Cut it to the place that is asked about: osmium extract --bbox W,S,E,N FILE -o PLACE.osm.pbf."
        ),
    )


def _ended(shown_as: str, source: Source) -> Issue:
    """Why the bytes of a packed file end early."""
    assert source.problem is not None
    if source.problem.kind == "bomb":
        what = say(
            "unpacks to more than 500 times its size; not read on from byte {at}", at=source.problem.at
        )
    else:
        what = say(
            "the {packing} stream ends early, at byte {at}",
            packing=source.packing or "",
            at=source.problem.at,
        )
    return Issue(
        evidence=shown_as,
        row=None,
        what=what,
        expected=say("a whole {packing} stream", packing=source.packing or ""),
        hint=noted("Copy the file again; what was read up to there counts."),
    )
