"""`lamppost note`: what somebody read on a device, entered into a result."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from lamppost.cli.options import Day, color_option, packs_option, require_signed_option
from lamppost.cli.output import (
    format_of,
    print_document,
    print_text,
    refuse_overwriting,
    terminal_width,
    wants_color,
    write_file,
)
from lamppost.model.errors import LamppostError

MOST_LETTERS = 500


@click.command("note")
@click.argument("result", type=click.Path(path_type=Path))
@click.argument("device_id", metavar="ID")
@click.option("--label", metavar="TEXT", help="The words on the device's label.")
@click.option("--document", metavar="TEXT", help="The words of an invoice, data sheet or inventory row.")
@click.option("--maker", metavar="NAME", help="Whose name it bears, where the words do not say it plainly.")
@click.option("--seen-on", type=Day(), required=True, metavar="DAY", help="The day on which it was read.")
@click.option(
    "--as-of",
    type=Day(),
    metavar="DAY",
    envvar="LAMPPOST_AS_OF",
    help="What held on this day; default the day of RESULT.",
)
@packs_option
@require_signed_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the new result goes: .json; RESULT itself may be replaced. Or a report: .html, .csv, .txt.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the new result document.")
@color_option
def command(result: Path, device_id: str, **chosen: Any) -> int:
    """Enter what you read on a device of a RESULT document, and attribute and judge it again.

    ID is the device's (dev-…). The old document stays as it is unless -o names it. The evidence is
    not needed: the document holds what was observed. The day of the result stays, unless --as-of is
    given.
    """
    from lamppost import pipeline

    read = _read(chosen)
    output: Path | None = chosen["output"]
    to = format_of(output) if output is not None else "json" if chosen["as_json"] else "terminal"
    if output is not None and to != "json":
        refuse_overwriting(output, [result])
    change = pipeline.Change(
        as_of=chosen["as_of"],
        pack_folders=chosen["pack_folders"],
        require_signed=chosen["require_signed"],
    )
    changed = pipeline.note(pipeline.read_result(result), device_id, read, change)
    if output is not None:
        write_file(output, pipeline.render(changed, to))
        click.echo(f"wrote {output}", err=True)
        return 0
    if to == "json":
        print_document(pipeline.render(changed, to))
        return 0
    options = {"width": terminal_width(), "color": wants_color(chosen["color"])}
    print_text(pipeline.render(changed, to, **options))
    click.echo("Nothing was saved; name a file with -o to keep it.", err=True)
    return 0


def _read(chosen: dict[str, Any]) -> Any:
    """What was read, as a note.

    Raises:
        LamppostError: It is none: no words, both kinds, too long, or of a day to come.
    """
    from lamppost.model.result import Note

    label, document = chosen["label"], chosen["document"]
    if (label is None) == (document is None):
        raise LamppostError(
            "give either --label or --document",
            hint='For example: --label "ACME CAM-100" --seen-on 2026-11-23',
        )
    seen_on: date = chosen["seen_on"]
    if seen_on > datetime.now(UTC).date():
        raise LamppostError(f"--seen-on {seen_on}: a day to come", hint="Give the day on which it was read.")
    maker = None if chosen["maker"] is None else _words(chosen["maker"], "--maker")
    if label is not None:
        return Note(kind="label", text=_words(label, "--label"), seen_on=seen_on, maker=maker)
    return Note(kind="document", text=_words(document, "--document"), seen_on=seen_on, maker=maker)


def _words(text: str, option: str) -> str:
    """One line of printable words."""
    words = " ".join(text.split())
    if not words or len(words) > MOST_LETTERS or not words.isprintable():
        raise LamppostError(
            f"{option}: not 1 to {MOST_LETTERS} printable letters", hint="Give the words as they are printed."
        )
    return words
