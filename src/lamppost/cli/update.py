"""`lamppost packs update`: what a published file changes in a folder of packs, written on confirmation."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lamppost.cli.options import Day
from lamppost.cli.output import Narrator, print_text, terminal_width
from lamppost.model.errors import LamppostError

if TYPE_CHECKING:
    from lamppost.cli.fetch import Fetched


@click.command("update")
@click.option("--from", "origin", required=True, metavar="FILE|URL", help="What was published.")
@click.option(
    "--into",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Packs of your own; made if absent.",
)
@click.option(
    "--list", "lists", multiple=True, metavar="ID", help="Only this list of the file; NAME=ID for another id."
)
@click.option("--format", "format_id", metavar="NAME", help="What the file is; else its beginning tells.")
@click.option(
    "--edition-day", type=Day(), metavar="DAY", help="As of which day the file says what is listed."
)
@click.option("--whole", is_flag=True, help="It names all that was listed on that day; close the rest.")
@click.option("--source", metavar="URL", help="Where a FILE was got.")
@click.option("--link", is_flag=True, help="Tie new rows to the one organisation of exactly that name.")
@click.option("--unstated", is_flag=True, help="Take in rows that do not say whether they name a person.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--offline", is_flag=True, help="Refuse a URL.")
@click.option("--today", type=Day(), hidden=True, help="The day that counts as today.")
@click.option("-v", "--verbose", is_flag=True, help="Show every row that changes.")
@click.option("-q", "--quiet", is_flag=True, help="No progress.")
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
            narrator.say("Nothing to write: what is in the file is held.")
            return 0
        if not _is_confirmed(yes):
            return 0
        signed = pipeline.updating.signed_pack(planned)
        for name in pipeline.updating.write_plan(planned):
            narrator.say(f"written: {into.name}/{name}")
        if signed:
            click.echo(
                f"the signature of {signed} no longer fits and was removed; sign it again with: lamppost packs sign",
                err=True,
            )
        if pipeline.updating.keeps_terms_by_hand(planned):
            narrator.say(
                f"{into.name}/lists/pack.yml is kept by hand: name licence and credit there yourself."
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
                f"--source {source[:80]!r}: no web address", hint="Write it as https://host/path."
            )
        yield Path(origin), None
        return
    if offline:
        raise LamppostError(
            "--offline: an address is not fetched", hint="Give a FILE, or leave --offline out."
        )
    if source is not None:
        raise click.UsageError("--source goes with a FILE; of a URL it is known")
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
        click.echo("Not written: there is nobody to ask here. Add --yes to write.", err=True)
        return False
    if click.confirm("Write this?", default=False, err=True):
        return True
    click.echo("Not written.", err=True)
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
