"""`lamppost look`: captures in, the answer out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from lamppost.cli.options import (
    as_of_option,
    color_option,
    networks_option,
    packs_option,
    require_signed_option,
)
from lamppost.cli.output import (
    Narrator,
    format_of,
    print_document,
    print_text,
    refuse_overwriting,
    terminal_width,
    wants_color,
    write_file,
)
from lamppost.model.errors import LamppostError

NOTHING_AMISS, SOMETHING, NOT_FRAMED = 0, 1, 3
FORMATS = ("terminal", "json", "html", "csv")


@click.command("look")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_of_option
@click.option(
    "--policy", "policies", multiple=True, metavar="NAME|FOLDER", help="Judge by this policy; default none."
)
@click.option(
    "--context",
    "context_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Facts about you that rules ask for (TOML).",
)
@click.option("--home", multiple=True, metavar="CIDR", help="A network of yours beyond the private ranges.")
@packs_option
@require_signed_option
@networks_option
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a report, by its ending: .html, .json, .csv or .txt.",
)
@click.option(
    "--format", "to", type=click.Choice(FORMATS), default=None, help="What to print; default terminal."
)
@click.option(
    "--inventory", is_flag=True, help="Print a table of the devices; -o FILE.csv for a spreadsheet."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result document.")
@click.option(
    "--fail-on",
    type=click.Choice(("never", "fail", "open")),
    default="never",
    show_default=True,
    help="Leave with status 1 on such a verdict.",
)
@click.option(
    "--min-severity",
    type=click.Choice(("informational", "low", "medium", "high", "critical")),
    default="informational",
    help="Verdicts below it do not count for --fail-on.",
)
@color_option
@click.option("--offline", is_flag=True, help="Nothing connects; this is always so.")
@click.option("-q", "--quiet", is_flag=True, help="No announcements on standard error.")
@click.option("-v", "--verbose", count=True, help="Print whole lists.")
def command(**chosen: Any) -> int:
    """Look at captures (pcap, pcapng, packed or not): what watches here, who made it, where it sends.

    A folder stands for the captures in and below it, - for standard input. Several files are read as
    one capture, in the order of time. Exit status: 0; 1 with --fail-on; 2 wrong use; 3 evidence
    that could not be read whole; 4 a broken pack.
    """
    from lamppost import pipeline
    from lamppost.model.result import worst

    narrator = Narrator(quiet=chosen["quiet"])
    context_file: Path | None = chosen["context_file"]
    outputs = {path: format_of(path) for path in chosen["outputs"]}
    to = "json" if chosen["as_json"] else chosen["to"] or "terminal"
    if chosen["inventory"] and to != "terminal":
        raise LamppostError(
            f"--inventory prints a table, --format {to} something else", hint="Leave one of them out."
        )
    for path in outputs:
        refuse_overwriting(path, [*chosen["files"], context_file, *chosen["networks_tables"]])
    question = pipeline.Question(
        as_of=chosen["as_of"] or datetime.now(UTC).date(),
        policies=chosen["policies"],
        context=pipeline.read_context(context_file),
        context_name=context_file.name if context_file else "context",
        home=chosen["home"],
        pack_folders=chosen["pack_folders"],
        require_signed=chosen["require_signed"],
        networks_tables=chosen["networks_tables"],
    )
    with narrator.reading() as progress:
        result = pipeline.look(chosen["files"], question, progress, narrator.compiling)
    options: dict[str, Any] = {}
    if to == "terminal":
        options = {
            "width": terminal_width(),
            "color": wants_color(chosen["color"]),
            "verbose": chosen["verbose"],
            "inventory": chosen["inventory"],
        }
    for path, ending in outputs.items():
        write_file(path, pipeline.render(result, ending))
        narrator.say(f"wrote {path}")
    (print_text if to == "terminal" else print_document)(pipeline.render(result, to, **options))
    if any(file.read != "whole" for file in result.evidence):
        return NOT_FRAMED
    return SOMETHING if worst(result, chosen["fail_on"], chosen["min_severity"]) else NOTHING_AMISS
