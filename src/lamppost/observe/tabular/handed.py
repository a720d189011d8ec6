"""A list as it was handed over: its bytes counted and hashed, and what became of it."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from lamppost.model.asset_rows import AssetRows, ListRead
from lamppost.model.errors import LamppostError
from lamppost.model.ids import make_id
from lamppost.model.result import EvidenceFile, Issue
from lamppost.model.saying import noted, say
from lamppost.observe.standing import Standing
from lamppost.observe.tabular.reading import Reading

MOST_BYTES = 1 << 30
_BLOCK = 1 << 20
Progress = Callable[[str, int, int], None]


class RefusedError(Exception):
    """Why nothing of a file is read, what was expected, and what to try."""

    def __init__(self, what: str, expected: str, hint: str) -> None:
        """Keep the words."""
        super().__init__(what)
        self.what, self.expected, self.hint = what, expected, hint


class Handed:
    """A file, and how results call it."""

    def __init__(self, path: Path, shown_as: str, file_format: str) -> None:
        """Nothing is read yet.

        Args:
            path: The file.
            shown_as: Its path in the folder that is worked in, or its base name.
            file_format: What it is.

        Raises:
            LamppostError: It is missing, or no regular file.
        """
        if not path.is_file():
            raise LamppostError(
                f"{path.name}: {'not a regular file' if path.exists() else 'no such file'}",
                hint="Give a list as a file on disk.",
            )
        self.path, self.name, self._format = path, shown_as, file_format
        self._standing = Standing(path)
        self._sha256, self.size = hashlib.sha256(), 0
        self._rest: Iterator[bytes] = iter(())

    def blocks(self) -> Iterator[bytes]:
        """All bytes, which are hashed on the way.

        Raises:
            LamppostError: It cannot be read.
            RefusedError: It is too large.
        """
        self._sha256, self.size = hashlib.sha256(), 0
        try:
            with self.path.open("rb") as file:
                while block := file.read(_BLOCK):
                    self._sha256.update(block)
                    self.size += len(block)
                    if self.size > MOST_BYTES:
                        raise RefusedError(
                            say("larger than {most} bytes", most=MOST_BYTES),
                            noted("a smaller list"),
                            noted("Give the list in parts."),
                        )
                    yield block
        except OSError as error:
            raise _unreadable(self.path, error) from None

    def told_blocks(self, progress: Progress | None) -> Iterator[bytes]:
        """The same, of which it is told how far they are."""
        total = self._standing.size_bytes
        self._rest = self.blocks()
        for block in self._rest:
            yield block
            if progress is not None:
                progress(self.path.name, self.size, total)

    def start(self, most: int) -> bytes:
        """The first bytes, which are not hashed.

        Args:
            most: Bytes at most.

        Raises:
            LamppostError: It cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                return file.read(most)
        except OSError as error:
            raise _unreadable(self.path, error) from None

    def rest(self) -> None:
        """Hash what was not asked for."""
        for _ in self._rest:
            pass

    def content(self) -> bytes:
        """All bytes at once."""
        return b"".join(self.blocks())

    def evidence(self, read: str) -> EvidenceFile:
        """The file, as results name it."""
        digest = self._sha256.hexdigest()
        return EvidenceFile(
            id=f"ev-{digest[:12]}" if self.size else make_id("ev", self.name),
            path=self.name,
            sha256=digest,
            size_bytes=self.size,
            format=self._format,
            read=read,
        )

    def read(self, reading: Reading, **told: object) -> ListRead:
        """What was read of it.

        Args:
            reading: The rows and issues.
            told: Other fields of the evidence.
        """
        if not reading.rows and not reading.issues:
            reading.tell(
                None, None, noted("nothing in it that a list holds"), noted("a row of a device or of a maker"),
                noted("Is it the right file?"),
            )  # fmt: skip
        reading.end()
        changed = self._changed()
        reading.is_cut = reading.is_cut or bool(changed)
        fields = list(dict.fromkeys(one.field for one in reading.columns))
        evidence = msgspec.structs.replace(
            self.evidence(reading.is_read),
            rows=reading.n_rows,
            rows_not_read=reading.rows_not_read,
            rows_in_part=reading.rows_in_part,
            columns=fields,
            columns_not_read=reading.columns_not_read,
            columns_private=reading.columns_private,
            columns_as=reading.columns,
            sheets=reading.sheets,
            asides=reading.asides,
            **told,
        )
        return ListRead(evidence=evidence, rows=reading.rows, issues=[*reading.issues, *changed])

    def refused(self, error: RefusedError) -> ListRead:
        """The file, of which nothing was read."""
        issue = Issue(evidence=self.name, row=None, what=error.what, expected=error.expected, hint=error.hint)
        return ListRead(evidence=self.evidence("none"), rows=AssetRows(), issues=[issue, *self._changed()])

    def _changed(self) -> list[Issue]:
        """That it changed since it was begun with, if it did: it is read more than once."""
        return [
            Issue(evidence=self.name, row=None, what=one.what, expected=one.expected, hint=one.hint)
            for one in self._standing.trouble(self.name)
        ]


def _unreadable(path: Path, error: OSError) -> LamppostError:
    return LamppostError(f"{path.name}: cannot be read: {error.strerror}", hint="May you read it?")
