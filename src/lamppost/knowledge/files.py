"""Small files that a person hands over: regular ones, of a bounded size, read at once."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from lamppost.model.errors import LamppostError, PackError
from lamppost.model.language import tr
from lamppost.model.settings import SETTINGS_FILE

MIB = 1024 * 1024
CONTEXT_BYTES = MIB
_BLOCK = 64 * 1024
UNFINISHED = ".part"
"""Ends the name of a file that is being written, which is no part of a pack."""
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A pipe that took the place of a file is not waited for, and no line end is changed."""


def read_small(
    path: Path,
    most_bytes: int,
    what: str,
    *,
    error: type[LamppostError] = PackError,
    label: str | None = None,
) -> bytes:
    """The content of a regular file; a pipe, a device or a folder is refused at once, and never waited for.

    Args:
        path: The file.
        most_bytes: The largest size that is read.
        what: What the file is, as in "a context file", in the language of whoever reads errors.
        error: The kind of error to raise.
        label: How errors name the file; its base name if None.

    Raises:
        LamppostError: Of the kind asked for: missing, unreadable, not regular or too large.
    """
    name = label or path.name or str(path)
    try:
        with open_regular(path, what, error=error, label=name) as file:
            content = file.read(most_bytes + 1)
    except (OSError, ValueError) as problem:
        told = getattr(problem, "strerror", None) or problem
        raise error(
            tr("{file}: cannot be read: {why}", file=name, why=told),
            hint=tr("Check the path; give {what}.", what=what),
        ) from None
    if len(content) > most_bytes:
        raise error(
            tr("{file}: larger than {most} bytes", file=name, most=most_bytes),
            hint=tr("Is this {what}?", what=what),
        )
    return content


def put_whole(path: Path, content: bytes) -> None:
    """Write a file at once: whoever reads, and whatever ends this process, finds the old one or the new one, never half of it.

    Raises:
        OSError: It cannot be written; the old one, if any, is as it was.
    """
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def open_regular(
    path: Path, what: str, *, error: type[LamppostError] = PackError, label: str | None = None
) -> Iterator[BufferedReader]:
    """A regular file, open for reading.

    Raises:
        LamppostError: Of the kind asked for: it is no regular file.
        OSError: It is missing or unreadable.
    """
    refused = error(
        tr("{file}: not a regular file", file=label or path.name),
        hint=tr("Give {what} as a file on disk.", what=what),
    )
    if not stat.S_ISREG(path.stat().st_mode):
        raise refused
    with os.fdopen(os.open(path, _READ), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise refused
        yield file


def sum_of(path: Path | str) -> str:
    """SHA-256 of a file, in hex; each file of each pack at each start, hence in few calls.

    Raises:
        PackError: It is no regular file, or cannot be read.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - Path costs as much as the sum
            raise PackError(
                f"{_placed(path)}: not a regular file", hint="Give a pack file as a file on disk."
            )
        handle = os.open(path, _READ)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise PackError(
                    f"{_placed(path)}: not a regular file", hint="Give a pack file as a file on disk."
                )
            digest = hashlib.sha256()
            while content := os.read(handle, _BLOCK):
                digest.update(content)
            return digest.hexdigest()
        finally:
            os.close(handle)
    except OSError as problem:
        raise PackError(
            f"{_placed(path)}: cannot be read: {problem.strerror}",
            hint="May you read every file of the pack?",
        ) from None


def _placed(path: Path | str) -> str:
    """A file by its folder and its name."""
    return "/".join(Path(path).parts[-2:])


def read_text(
    path: Path,
    most_bytes: int,
    what: str,
    *,
    error: type[LamppostError] = PackError,
    label: str | None = None,
) -> str:
    """The text of such a file, in UTF-8 with or without a byte order mark; line ends as they are.

    Raises:
        LamppostError: As `read_small`, or the bytes are not UTF-8; the message names the byte.
    """
    content = read_small(path, most_bytes, what, error=error, label=label)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise error(
            tr("{file}: not UTF-8 at byte {byte}", file=label or path.name, byte=problem.start),
            hint=tr("Save {what} as UTF-8.", what=what),
        ) from None


def read_context(path: Path | None) -> dict[str, str | bool | None]:
    """The `[context]` table of a TOML file: facts about the user; nothing without a file.

    In a file of settings other things may stand beside the table.

    Raises:
        LamppostError: It is no such file, or a fact is neither true, false nor a text.
    """
    if path is None:
        return {}
    import tomllib

    text = read_text(path, CONTEXT_BYTES, tr("a context file"), error=LamppostError)
    try:
        held = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise LamppostError(
            tr("{file}: not a context file: {why}", file=path.name, why=error),
            hint=tr("Write TOML with a [context] table."),
        ) from None
    if not isinstance(held.get("context"), dict):
        raise LamppostError(
            tr("{file}: no [context] table", file=path.name),
            hint=tr("Write a line [context], and the facts below it."),
        )
    for key in held.keys() - {"context"} if path.name != SETTINGS_FILE else ():
        raise LamppostError(
            tr("{file}: {key} stands outside [context]", file=path.name, key=key),
            hint=tr("Move it below the line [context]."),
        )
    table: dict[str, str | bool | None] = held["context"]
    check_facts(table, path.name)
    return table


def check_facts(context: object, name: str) -> None:
    """Whether facts about the user are a table of texts and truth values.

    Args:
        context: The table; null for a fact that was not told.
        name: How errors name the file.

    Raises:
        LamppostError: They are not; the message names the key.
    """
    if not isinstance(context, Mapping):
        raise LamppostError(tr("{file}: the context is no table", file=name), hint=tr("Give facts by name."))
    for key, value in context.items():
        if value is not None and not isinstance(value, str | bool):
            raise LamppostError(
                tr(
                    "{file}: {key} is {value}, not true, false or a text",
                    file=name,
                    key=key,
                    value=repr(value),
                ),
                hint=tr("A fact is true, false or a text in quotes."),
            )


def readable(name: str) -> str:
    """A name as text that every encoding of Unicode can hold: bytes that are no UTF-8 are shown as �."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
