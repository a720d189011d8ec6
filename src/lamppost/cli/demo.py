"""`lamppost demo`: the main job on the bundled capture, ending with a report."""

from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import click

from lamppost.cli import completing, spoken
from lamppost.cli.options import as_of_option
from lamppost.cli.output import (
    Narrator,
    format_of,
    print_text,
    silence_output,
    terminal_width,
    wants_color,
    write_file,
)
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr

CAMERAS = "made-cameras.pcap"
NETWORK = "made-network.pcap"
REPORT = "lamppost-report.html"
RESULT = "lamppost-result.json"
CONTEXT = "made-context.toml"


@spoken.command("demo")
@as_of_option
@spoken.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path(REPORT),
    show_default=True,
    help=noted("Where the report goes."),
)
@spoken.option(
    "--policy",
    "policies",
    multiple=True,
    shell_complete=completing.policies,
    default=("us-ndaa-889",),
    show_default=True,
    help=noted("Judge by this policy."),
)
def command(as_of: date | None, output: Path, policies: tuple[str, ...]) -> int:
    """Look at two small bundled captures: the inventory of one, and the report of the other.

    Both are made: no such networks exist (lamppost/samples/README.md says how they were made).
    """
    from lamppost import pipeline

    if format_of(output) != "html":
        raise LamppostError(
            tr("{file}: the demo writes a page", file=output.name), hint=tr("Use a name that ends in .html.")
        )
    narrator = Narrator(quiet=False)
    samples = Path(str(files("lamppost"))) / "samples"
    question = pipeline.Question(
        as_of=as_of or datetime.now(UTC).date(),
        policies=policies,
        context=pipeline.read_context(samples / CONTEXT) if "us-ndaa-889" in policies else {},
        context_name=CONTEXT,
        networks_tables=[samples / "made-operators.csv"],
    )
    _print_cameras(question.as_of, narrator)
    narrator.say(tr("Looking at {file}, which is made: no such network exists.", file=NETWORK))
    result = pipeline.look([samples / NETWORK], question, on_compile=narrator.compiling)
    _print(pipeline.render(result, "terminal", width=terminal_width(), color=wants_color("auto")))
    write_file(output, pipeline.render(result, "html"))
    record = output.with_name(RESULT)
    write_file(record, pipeline.render(result, "json"))
    narrator.say(tr("wrote {page} (open it in a browser) and {record}", page=output, record=record))
    listed = next((device for device in result.devices if device.listings), result.devices[0])
    narrator.say(tr("next: {command}", command=f"lamppost explain {record} {listed.id}"))
    return 0


def _print_cameras(as_of: date, narrator: Narrator) -> None:
    """The inventory of emulated cameras, of makers of which no public capture is known."""
    from lamppost import pipeline

    narrator.say(
        tr("Looking at {file}, which is made: emulated devices, and no such network exists.", file=CAMERAS)
    )
    sample = Path(str(files("lamppost"))) / "samples" / CAMERAS
    result = pipeline.look([sample], pipeline.Question(as_of=as_of), on_compile=narrator.compiling)
    options = {"width": terminal_width(), "color": wants_color("auto"), "brief": True}
    _print(pipeline.render(result, "terminal", **options) + "\n")


def _print(text: str) -> None:
    """Print it; where whoever read the output has gone, as after `| head`, the files are written all the same."""
    try:
        print_text(text)
    except BrokenPipeError:
        silence_output()
