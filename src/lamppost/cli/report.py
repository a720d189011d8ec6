"""`lamppost report`: a result document in another format."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lamppost.cli import spoken
from lamppost.cli.options import (
    as_of_option,
    color_option,
    context_option,
    packs_option,
    policy_option,
    require_signed_option,
)
from lamppost.cli.output import (
    format_of,
    print_document,
    print_text,
    refuse_octets_on_a_terminal,
    refuse_overwriting,
    terminal_width,
    wants_color,
    write_file,
)
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr
from lamppost.report.formats import FORMATS, endings

if TYPE_CHECKING:
    from lamppost.model.result import ResultDocument


@spoken.command("report")
@click.argument("result", type=click.Path(path_type=Path))
@spoken.option(
    "-f",
    "--format",
    "to",
    type=click.Choice(tuple(FORMATS)),
    metavar="FORMAT",
    default=None,
    help=noted("{formats}. Default: by the ending of FILE, or terminal."),
    help_values={"formats": ", ".join(FORMATS)},
)
@spoken.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Write here rather than print: {endings}."),
    help_values={"endings": endings},
)
@spoken.option("--inventory", is_flag=True, help=noted("Print a table of the devices."))
@policy_option
@context_option
@as_of_option
@packs_option
@require_signed_option
@color_option
def command(
    result: Path, to: str | None, output: Path | None, *, inventory: bool, color: str, **chosen: Any
) -> int:
    """Write a report of a RESULT document.

    As it stands, nothing is looked up again. With --policy, --context or --as-of it is judged anew from
    what it holds, without the evidence, and RESULT stays as it is; several policies stand side by side.
    """
    from lamppost import pipeline

    if output is not None:
        ending = format_of(output)
        if to not in (None, ending):
            raise LamppostError(
                tr("{file}: -f {format} does not go with this ending", file=output.name, format=to),
                hint=tr("Leave -f out, or choose the ending that goes with it."),
            )
        refuse_overwriting(output, [result, chosen["context_file"]])
        to = ending
    to = to or "terminal"
    if inventory and to != "terminal":
        raise LamppostError(
            tr("--inventory is a table for the terminal, not {format}", format=to), hint=tr("Leave it out.")
        )
    options: dict[str, object] = {"inventory": inventory} if to == "terminal" else {}
    if to == "terminal" and output is None:
        options |= {"width": terminal_width(), "color": wants_color(color)}
    if output is None:
        refuse_octets_on_a_terminal(to)
    made = _judged(result, chosen)
    if to == "terminal" and output is None:
        print_text(pipeline.render(made, to, **options))
    elif output is None:
        print_document(pipeline.render_pieces(made, to))
    else:
        write_file(output, pipeline.render_pieces(made, to, **options))
        click.echo(tr("wrote {path}", path=output), err=True)
    return 0


def _judged(path: Path, chosen: dict[str, Any]) -> "ResultDocument":
    """The document, judged anew where the user asks for another policy, day or facts."""
    from lamppost import pipeline

    result = pipeline.read_result(path)
    policies, file = chosen["policies"], chosen["context_file"]
    if not policies and file is None and chosen["as_of"] is None:
        return result
    change = pipeline.Change(
        as_of=chosen["as_of"],
        policies=policies or None,
        context=None if file is None else pipeline.read_context(file),
        context_name=file.name if file else "the document",
        pack_folders=chosen["pack_folders"],
        require_signed=chosen["require_signed"],
    )
    return pipeline.rejudge(result, change)
