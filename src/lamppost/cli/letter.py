"""`lamppost letter`: a question to whoever can answer it, for the user to read and send."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lamppost.cli import completing, spoken
from lamppost.cli.output import print_text, refuse_overwriting, terminal_width, write_file
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr

if TYPE_CHECKING:
    from lamppost.report.letter.subjects import Choice

KINDS = ("foi-uk", "foia-us", "ifg-de", "gdpr-art15", "register", "register-de", "supplier")
_ENDINGS = {".txt": "txt", ".text": "txt", ".md": "md", ".html": "html", ".htm": "html"}


@spoken.command("letter")
@click.argument("result", type=click.Path(path_type=Path))
@click.argument(
    "finding_id", metavar="[ID]", required=False, shell_complete=completing.ids("dev", "site", "ast", "ver")
)
@spoken.option(
    "--kind",
    type=click.Choice(KINDS),
    metavar="KIND",
    help=noted("{kinds}: whom it asks, and under which law."),
    help_values={"kinds": ", ".join(KINDS)},
)
@spoken.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Write here rather than print: .txt, .md or .html."),
)
def command(result: Path, finding_id: str | None, kind: str | None, output: Path | None) -> int:
    """Write a question about one finding of a RESULT document to the body that can answer it.

    ID is a device (dev-…), a row of a list (ast-…), a verdict that fails or is open (ver-…), a
    destination (dst-…), a gap (gap-…), a camera of a map (site-…) or “place”, whose register of cameras
    is asked for; without one, those that there are are listed.

    The letter states what is corroborated or better and asks the rest. Nothing is sent; your name and
    address stay places to fill in. Enter the reply with lamppost note.
    """
    from lamppost import pipeline

    document = pipeline.read_result(result)
    if finding_id is None:
        width = terminal_width()
        print_text(_listed(pipeline.letter_choices(document), width))
        return 0
    if kind is None:
        told = [
            tr("{kind}: asks {body}", kind=name, body=tr(one.asks)) for name, one in pipeline.LETTERS.items()
        ]
        raise LamppostError(tr("--kind is missing: whom does it ask?"), hint="\n  ".join(told))
    to = "txt" if output is None else _format_of(output)
    made = pipeline.letter(document, finding_id, kind)
    text = pipeline.render_letter(made, to)
    if output is None:
        print_text(text)
    else:
        refuse_overwriting(output, [result])
        write_file(output, text)
        click.echo(tr("wrote {path}", path=output), err=True)
    for note in made.notes:
        click.echo(tr("note: {words}", words=_plain(note)), err=True)
    return 0


def _format_of(output: Path) -> str:
    """The format of a letter, by the ending of its file.

    Raises:
        LamppostError: No letter has this ending.
    """
    if output.suffix.lower() not in _ENDINGS:
        raise LamppostError(
            tr("{file}: no letter has this ending", file=output.name),
            hint=tr("Use {endings}.", endings=", ".join(_ENDINGS)),
        )
    return _ENDINGS[output.suffix.lower()]


def _listed(choices: "list[Choice]", width: int) -> str:
    from lamppost.report.wording import wrapped

    if not choices:
        return tr("Nothing in this result can be asked about.") + "\n"
    lines = []
    for one in choices:
        first, *rest = wrapped(one.words, max(20, width - 18))
        lines += [f"{one.id:<18}{first}", *(f"{'':<18}{line}" for line in rest)]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    from lamppost.report.wording import plain

    return plain(text)
