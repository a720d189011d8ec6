"""`lamppost ask`: what the packs say of one thing, on any day, with sources."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lamppost.cli import completing, spoken
from lamppost.cli.options import Day, as_of_option, networks_option, packs_option, require_signed_option
from lamppost.cli.output import (
    COMPILING,
    asking_for_patience,
    print_document,
    print_text,
    terminal_width,
    write_file,
)
from lamppost.model.language import noted, tr

if TYPE_CHECKING:
    from lamppost.model.answer import Subject

KINDS = ("smart_city", "facial_recognition", "smart_policing", "social_media")
SUBJECTS = ("company", "brand", "country", "place", "host", "mac", "law", "list", "figures")
_WHICH = {
    "company": noted("ask company NAME: which company?"),
    "brand": noted("ask brand NAME: which brand?"),
    "country": noted("ask country NAME: which country?"),
    "place": noted("ask place NAME: which place?"),
    "host": noted("ask host NAME: which host?"),
    "mac": noted("ask mac NAME: which mac?"),
    "law": noted("ask law NAME: which law?"),
    "list": noted("ask list NAME: which list?"),
}


@spoken.command("ask")
@click.argument("subject", type=click.Choice(SUBJECTS))
@click.argument("name", nargs=-1, shell_complete=completing.names)
@as_of_option
@packs_option
@networks_option
@require_signed_option
@spoken.option(
    "--known-by",
    type=Day(),
    metavar="DAY",
    help=noted("Count only what somebody had read by DAY, and no correction after it."),
)
@spoken.option(
    "--json", "as_json", is_flag=True, help=noted("Print the answer document, or the table as JSON.")
)
@spoken.option("--table", is_flag=True, help=noted("With `country`: every supply of every edition, as CSV."))
@spoken.option(
    "--edition", "editions", multiple=True, metavar="ID", help=noted("With --table: only this edition.")
)
@spoken.option(
    "--supplier", "suppliers", multiple=True, metavar="NAME", help=noted("With --table: only this supplier.")
)
@spoken.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    help=noted("With --table: countries with this kind ticked."),
)
@spoken.option(
    "--between",
    type=click.Choice(("editions", "suppliers")),
    help=noted("With --table: what the two chosen have in common and not."),
)
@spoken.option(
    "--format",
    "table_format",
    type=click.Choice(("csv", "json", "geojson")),
    help=noted("With --table: how to write it; CSV unless --json."),
)
@spoken.option(
    "-o",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=noted("With --table: write it to FILE."),
)
@spoken.option("-v", "--verbose", count=True, help=noted("Print whole lists."))
def command(
    subject: "Subject",
    name: tuple[str, ...],
    as_of: date | None,
    pack_folders: tuple[Path, ...],
    networks_tables: tuple[Path, ...],
    require_signed: bool,
    known_by: date | None,
    as_json: bool,
    table: bool,
    editions: tuple[str, ...],
    suppliers: tuple[str, ...],
    kinds: tuple[str, ...],
    between: str | None,
    table_format: str | None,
    output: Path | None,
    verbose: int,
) -> int:
    """Ask what is held of a SUBJECT called NAME: says who, since when, how sure.

    `figures` takes no name: it runs each published figure as a live query.
    """
    from lamppost import pipeline

    asked = " ".join(name)
    _refuse_mixed(subject, asked, table, table_format or output)
    with asking_for_patience(COMPILING):
        packs = pipeline.load_packs(pack_folders, require_signed=require_signed)
    if table:
        chosen = {"editions": editions, "suppliers": suppliers, "kinds": kinds}
        day = as_of or datetime.now(UTC).date()
        to = table_format or ("json" if as_json else "csv")
        text = pipeline.supplies(day, chosen, between, to, packs)
        if output is None:
            print_document(text)
        else:
            write_file(output, text)
        return 0
    day = as_of or datetime.now(UTC).date()
    answer = pipeline.ask(subject, asked, day, packs, known_by, networks_tables)
    text = pipeline.render_answer(answer, as_json=as_json, width=terminal_width(), verbose=verbose)
    (print_document if as_json else print_text)(text)
    return 0


def _refuse_mixed(subject: str, asked: str, table: bool, written: object) -> None:
    """Refuse options that do not go together, before anything is read."""
    if table and (subject != "country" or asked):
        raise click.UsageError(tr("--table goes with `ask country`, without a name"))
    if not table and written:
        raise click.UsageError(tr("--format and -o go with --table"))
    if not table and not asked and subject != "figures":
        raise click.UsageError(tr(_WHICH[subject]))
