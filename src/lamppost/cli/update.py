"""`lamppost packs update`: what a published file changes in a folder of packs, written on confirmation."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lamppost.cli import spoken
from lamppost.cli.options import Day
from lamppost.cli.output import Narrator, print_text, terminal_width
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr

if TYPE_CHECKING:
    from lamppost.cli.fetch import Fetched


@spoken.command("update")
@spoken.option("--from", "origin", required=True, metavar="FILE|URL", help=noted("What was published."))
@spoken.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=noted("Packs of your own; made if absent."),
)
@spoken.option(
    "--list",
    "lists",
    multiple=True,
    metavar="ID",
    help=noted("Only this list of the file; NAME=ID for another id."),
)
@spoken.option(
    "--format", "format_id", metavar="NAME", help=noted("What the file is; else its beginning tells.")
)
@spoken.option(
    "--edition-day", type=Day(), metavar="DAY", help=noted("As of which day the file says what is listed.")
)
@spoken.option(
    "--whole", is_flag=True, help=noted("It names all that was listed on that day; close the rest.")
)
@spoken.option("--source", metavar="URL", help=noted("Where a FILE was got."))
@spoken.option(
    "--link", is_flag=True, help=noted("Tie new rows to the one organisation of exactly that name.")
)
@spoken.option(
    "--unstated", is_flag=True, help=noted("Take in rows that do not say whether they name a person.")
)
@spoken.option("--yes", is_flag=True, help=noted("Write without asking."))
@spoken.option("--offline", is_flag=True, help=noted("Refuse a URL."))
@spoken.option("--today", type=Day(), hidden=True, help=noted("The day that counts as today."))
@spoken.option("-v", "--verbose", is_flag=True, help=noted("Show every row that changes."))
@spoken.option("-q", "--quiet", is_flag=True, help=noted("No progress."))
def command(
    origin: str,
    into: Path,
    lists: tuple[str, ...],
    format_id: str | None,
    edition_day: date | None,
    whole: bool,
    source: str | None,
    link: bool,
    unstated: bool,
    yes: bool,
    offline: bool,
    today: date | None,
    verbose: bool,
    quiet: bool,
) -> int:
    """Show what a published FILE or URL changes in your packs, and write it if you say so.

    Rows are added and closed, never deleted. Persons, vessels and aircraft are left out and counted.
    With a URL this is the one command that connects, and only to that host.
    """
    from lamppost import pipeline

    narrator = Narrator(quiet=quiet)
    with _file(origin, source, offline, narrator) as (path, fetched):
        request = pipeline.updating.Request(
            path=path,
            name=fetched.name if fetched else None,
            url=fetched.url if fetched else source,
            fetched=fetched is not None,
            into=into,
            today=today or datetime.now(UTC).date(),
            lists=lists,
            format_id=format_id,
            edition_day=edition_day,
            whole=whole,
            link=link,
            unstated=unstated,
        )
        planned = pipeline.updating.plan(request)
        print_text(_wrapped(pipeline.updating.describe_plan(planned, whole=verbose)))
        if planned.is_empty:
            narrator.say(tr("Nothing to write: what is in the file is held."))
            return 0
        if not _is_confirmed(yes):
            return 0
        signed = pipeline.updating.signed_pack(planned)
        for name in pipeline.updating.write_plan(planned):
            narrator.say(tr("written: {path}", path=f"{into.name}/{name}"))
        if signed:
            click.echo(
                tr(
                    "the signature of {pack} no longer fits and was removed; sign it again with: lamppost packs sign",
                    pack=signed,
                ),
                err=True,
            )
        if pipeline.updating.keeps_terms_by_hand(planned):
            narrator.say(
                tr(
                    "{file} is kept by hand: name licence and credit there yourself.",
                    file=f"{into.name}/lists/pack.yml",
                )
            )
    return 0


@contextmanager
def _file(
    origin: str, source: str | None, offline: bool, narrator: Narrator
) -> "Iterator[tuple[Path, Fetched | None]]":
    """The file to read: the one given, or what stands at the address, which goes when the block ends."""
    if "://" not in origin:
        if source is not None and not source.startswith(("https://", "http://")):
            raise LamppostError(
                tr("--source {value}: no web address", value=repr(source[:80])),
                hint=tr("Write it as https://host/path."),
            )
        yield Path(origin), None
        return
    if offline:
        raise LamppostError(
            tr("--offline: an address is not fetched"), hint=tr("Give a FILE, or leave --offline out.")
        )
    if source is not None:
        raise click.UsageError(tr("--source goes with a FILE; of a URL it is known"))
    from lamppost.cli.fetch import fetch

    with tempfile.TemporaryDirectory(prefix="lamppost-") as folder:
        path = Path(folder) / "fetched"
        with path.open("xb") as file, narrator.reading() as step:
            fetched = fetch(origin, file, step)
        yield path.rename(path.with_name(fetched.name)), fetched


def _is_confirmed(yes: bool) -> bool:
    """Whether to write; where nobody can be asked, not, and that is said."""
    if yes:
        return True
    if not sys.stdin.isatty():
        click.echo(tr("Not written: there is nobody to ask here. Add --yes to write."), err=True)
        return False
    if click.confirm(tr("Write this?"), default=False, err=True):
        return True
    click.echo(tr("Not written."), err=True)
    return False


def _wrapped(lines: Iterator[str]) -> str:
    """Harmless text of the terminal's width; what is broken goes on four spaces further in."""
    from lamppost.report.lettering import plain, wrapped

    width, out = terminal_width(), []
    for line in lines:
        margin = " " * (len(line) - len(line.lstrip(" ")))
        parts = wrapped(plain(line), width - len(margin) - 4) or [""]
        out += [margin + parts[0], *(f"{margin}    {part}" for part in parts[1:])]
    return "\n".join(out) + "\n"
