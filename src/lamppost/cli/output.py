"""Where results go: standard output, or a file that appears whole or not at all."""

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click

from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr
from lamppost.report.formats import FORMATS, SUFFIXES, format_by_ending

Content = str | bytes | Iterable[str | bytes]
"""A document: text, which goes out in UTF-8, or octets; whole, or in pieces."""

_PIECE = 1 << 20


def write_file(path: Path, content: Content) -> None:
    """Write a private file at once: readers see the old one or the new one, never half of it.

    Raises:
        LamppostError: It cannot be written.
    """
    import tempfile

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(_octets(content))
                file.flush()
                os.fsync(handle)  # what is renamed is on the disk, also where the machine stops
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise LamppostError(
            tr("{file}: cannot be written: {why}", file=path, why=error.strerror),
            hint=tr("Choose another place with -o."),
        ) from None


def _octets(content: Content, errors: str = "strict") -> Iterator[bytes]:
    """Text in UTF-8 and octets, as they come."""
    for piece in [content] if isinstance(content, str | bytes) else content:
        if isinstance(piece, bytes):
            yield piece
        else:
            yield from _pieces(piece, errors)


def _pieces(text: str, errors: str) -> Iterator[bytes]:
    """A text in UTF-8, some letters at a time: a long one is not held twice."""
    return (text[at : at + _PIECE].encode("utf-8", errors) for at in range(0, len(text), _PIECE))


def format_of(path: Path) -> str:
    """The format of a report, by the ending of its file.

    Raises:
        LamppostError: No report has this ending.
    """
    found = format_by_ending(path.name)
    if found is None:
        raise LamppostError(
            tr("{file}: no report has this ending", file=path.name),
            hint=tr("Use {endings}.", endings=", ".join(SUFFIXES)),
        )
    return found


def refuse_overwriting(output: Path, inputs: Iterable[Path | None]) -> None:
    """Refuse a report in the place of something that is read.

    Raises:
        LamppostError: The output is one of the inputs.
    """
    for given in inputs:
        if given is not None and _same(output, given):
            raise LamppostError(
                tr("{file}: the report would replace what it is made of", file=output.name),
                hint=tr("Choose another name with -o."),
            )


def refuse_writing_inside(output: Path, folders: Iterable[Path]) -> None:
    """Refuse a file inside a folder of packs, where it would replace a row or become one.

    Raises:
        LamppostError: The output lies in one of the folders.
    """
    for folder in folders:
        if output.resolve().is_relative_to(folder.resolve()):
            raise LamppostError(
                tr("{file}: lies in {folder}, which is read", file=output.name, folder=folder.name),
                hint=tr("Choose another place with -o."),
            )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def print_text(text: str) -> None:
    """Print for people to standard output, whatever its encoding can hold.

    Raises:
        LamppostError: It cannot be written.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    with _writing():
        click.echo(text.encode(encoding, "replace").decode(encoding), nl=False)
        sys.stdout.flush()


def refuse_octets_on_a_terminal(to: str) -> None:
    """Refuse a format that is no text where people would see it.

    Raises:
        LamppostError: Standard output is a terminal, and the format is not text.
    """
    one = FORMATS[to]
    if not one.is_text and _is_terminal():
        raise LamppostError(
            tr("{format} is no text, and standard output is a terminal", format=one.title),
            hint=tr("Write it to a file: {option}", option=f"-o report{one.suffixes[0]}"),
        )


def print_document(content: Content) -> None:
    """Print a document for programs to standard output: UTF-8 with plain line ends, whatever the locale.

    Raises:
        LamppostError: It cannot be written.
    """
    with _writing():
        sys.stdout.flush()
        sys.stdout.buffer.writelines(_octets(content, "replace"))
        sys.stdout.buffer.flush()


COMPILING = noted("reading packs that were not read here before; the next question is quick")
PATIENCE_S = 1.5


@contextlib.contextmanager
def asking_for_patience(words: str) -> Iterator[None]:
    """Say on a terminal what takes long, if it does; standard output is never touched."""
    told = tr(words)
    timer = threading.Timer(PATIENCE_S, lambda: click.echo(told, err=True))
    timer.daemon = True
    if sys.stderr.isatty():
        timer.start()
    try:
        yield
    finally:
        timer.cancel()


def hanging(text: str, width: int, indent: int) -> list[str]:
    """Words of strangers as lines of a width, the first one flush: nothing in them acts on the terminal."""
    from lamppost.report.wording import plain, wrapped

    shown = plain(text)
    margin = len(text) - len(text.lstrip(" "))
    first, *rest = wrapped(shown, width - margin) or [""]
    lines = [" " * margin + first]
    if rest:
        body = wrapped(" ".join(rest), width - indent)
        lines += [" " * indent + line for line in body]
    return lines


def silence_output() -> None:
    """Say nothing more on standard output, not even what is still held back for it."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    if sys.stdout is None:
        raise LamppostError(tr("standard output is closed"), hint=tr("Write to a file with -o."))
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        silence_output()
        raise LamppostError(
            tr("{file}: cannot be written: {why}", file=tr("standard output"), why=error.strerror),
            hint=tr("Write to a file with -o."),
        ) from None


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def wants_color(choice: str) -> bool:
    """Whether to colour: `always`, `never`, or on a terminal without NO_COLOR."""
    if choice != "auto":
        return choice == "always"
    return _is_terminal() and not os.environ.get("NO_COLOR")


def terminal_width() -> int:
    """Columns of the terminal, at most 100; 80 where there is none."""
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100)) if _is_terminal() else 80


class Narrator:
    """Progress and announcements on standard error."""

    def __init__(self, *, quiet: bool) -> None:
        """Bars only on a terminal; announcements unless quiet."""
        self.quiet = quiet
        self._bars = not quiet and sys.stderr.isatty()
        self._announced = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[Callable[[str, int, int], None] | None]:
        """A callback for the reader, that draws a bar per file on a terminal."""
        if not self._bars:
            yield None
            return
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            tasks: dict[str, TaskID] = {}

            def step(name: str, done: int, total: int) -> None:
                if name not in tasks:
                    tasks[name] = progress.add_task(click.unstyle(name)[:40], total=total)
                progress.update(tasks[name], completed=done)

            yield step

    def compiling(self, kernel: str) -> None:
        """Announce the first compilation on this machine, once."""
        del kernel
        if not self._announced:
            self._announced = True
            self.say(tr("Compiling the decoder for this machine; this is done once and takes some seconds …"))

    def say(self, text: str) -> None:
        """One line on standard error; one that it does not take, as on a full disk, is no reason to stop."""
        if not self.quiet:
            with contextlib.suppress(OSError):
                click.echo(text, err=True)
