"""`lamppost report`: a result document in another format."""

from pathlib import Path

import click

from lamppost.cli.options import color_option
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


@click.command("report")
@click.argument("result", type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "to",
    type=click.Choice(("terminal", "json", "html", "csv")),
    default=None,
    help="Default: by the ending of FILE, or terminal.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write here rather than print: .html, .json, .csv or .txt.",
)
@click.option("--inventory", is_flag=True, help="Print a table of the devices.")
@color_option
def command(result: Path, to: str | None, output: Path | None, inventory: bool, color: str) -> int:
    """Write a report of a RESULT document; nothing is looked up again."""
    from lamppost import pipeline

    if output is not None:
        ending = format_of(output)
        if to not in (None, ending):
            raise LamppostError(
                f"{output.name}: -f {to} does not go with this ending",
                hint="Leave -f out, or choose the ending that goes with it.",
            )
        refuse_overwriting(output, [result])
        to = ending
    to = to or "terminal"
    if inventory and to != "terminal":
        raise LamppostError(f"--inventory is a table for the terminal, not {to}", hint="Leave it out.")
    options: dict[str, object] = {"inventory": inventory} if to == "terminal" else {}
    if to == "terminal" and output is None:
        options |= {"width": terminal_width(), "color": wants_color(color)}
    text = pipeline.render(pipeline.read_result(result), to, **options)
    if output is None:
        (print_text if to == "terminal" else print_document)(text)
    else:
        write_file(output, text)
        click.echo(f"wrote {output}", err=True)
    return 0
