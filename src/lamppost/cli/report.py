"""`lamppost report`: a result document in another format."""

from pathlib import Path

import click

from lamppost.cli.output import print_text, terminal_width, wants_color, write_file


@click.command("report")
@click.argument("result", type=click.Path(path_type=Path))
@click.option(
    "-f",
    "--format",
    "to",
    type=click.Choice(("terminal", "json", "html")),
    default="terminal",
    show_default=True,
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write here rather than print."
)
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True)
def command(result: Path, to: str, output: Path | None, color: str) -> int:
    """Write a report of a RESULT document; nothing is looked up again."""
    from lamppost import pipeline

    options = (
        {"width": terminal_width(), "color": wants_color(color)}
        if to == "terminal" and output is None
        else {}
    )
    text = pipeline.render(pipeline.read_result(result), to, **options)
    if output is None:
        print_text(text)
    else:
        write_file(output, text)
        click.echo(f"wrote {output}", err=True)
    return 0
