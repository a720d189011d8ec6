"""`lamppost demo`: the main job on the bundled capture, ending with a report."""

from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import click

from lamppost.cli.options import as_of_option
from lamppost.cli.output import Narrator, format_of, print_text, terminal_width, wants_color, write_file
from lamppost.model.errors import LamppostError

REPORT = "lamppost-report.html"
RESULT = "lamppost-result.json"
CONTEXT = "made-context.toml"


@click.command("demo")
@as_of_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path(REPORT),
    show_default=True,
    help="Where the report goes.",
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    default=("us-ndaa-889",),
    show_default=True,
    help="Judge by this policy.",
)
def command(as_of: date | None, output: Path, policies: tuple[str, ...]) -> int:
    """Look at a small bundled capture and write its report.

    The capture is made: no such network exists (lamppost/samples/README.md says how it was made).
    """
    from lamppost import pipeline

    if format_of(output) != "html":
        raise LamppostError(f"{output.name}: the demo writes a page", hint="Use a name that ends in .html.")
    narrator = Narrator(quiet=False)
    samples = Path(str(files("lamppost"))) / "samples"
    question = pipeline.Question(
        as_of=as_of or datetime.now(UTC).date(),
        policies=policies,
        context=pipeline.read_context(samples / CONTEXT) if "us-ndaa-889" in policies else {},
        context_name=CONTEXT,
        networks_tables=[samples / "made-operators.csv"],
    )
    narrator.say("Looking at made-network.pcap, which is made: no such network exists.")
    result = pipeline.look([samples / "made-network.pcap"], question, on_compile=narrator.compiling)
    print_text(pipeline.render(result, "terminal", width=terminal_width(), color=wants_color("auto")))
    write_file(output, pipeline.render(result, "html"))
    record = output.with_name(RESULT)
    write_file(record, pipeline.render(result, "json"))
    narrator.say(f"wrote {output} (open it in a browser) and {record}")
    listed = next((device for device in result.devices if device.listings), result.devices[0])
    narrator.say(f"next: lamppost explain {record} {listed.id}")
    return 0
