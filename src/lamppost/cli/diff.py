"""`lamppost diff`: what changed between two documents, and what became of the statements of the older one."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from lamppost.cli.options import as_of_option, packs_option, require_signed_option
from lamppost.cli.output import COMPILING, asking_for_patience, print_document, print_text, terminal_width


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
@as_of_option
@packs_option
@require_signed_option
@click.option("--json", "as_json", is_flag=True, help="Print the difference as a document.")
def command(
    old: Path,
    new: Path | None,
    as_of: date | None,
    pack_folders: tuple[Path, ...],
    require_signed: bool,
    as_json: bool,
) -> int:
    """Say what NEW says otherwise than OLD, and why; both are results of `look`, or both answers of `ask`.

    With OLD alone, its statements are held against the packs in hand: which were withdrawn, contested or
    have ended since.
    """
    from lamppost import pipeline

    before = (old.name, pipeline.read_document(old))
    after = (new.name, pipeline.read_document(new)) if new else None
    day = as_of or datetime.now(UTC).date()
    with asking_for_patience(COMPILING):
        packs = pipeline.load_packs(pack_folders, require_signed=require_signed)
    difference = pipeline.diff(before, after, day, packs)
    text = pipeline.render_difference(difference, as_json=as_json, width=terminal_width())
    (print_document if as_json else print_text)(text)
    return 0
