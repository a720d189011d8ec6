"""`lamppost look`: captures or lists in, the answer out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lamppost.cli import spoken
from lamppost.cli.options import (
    annotate_option,
    as_of_option,
    color_option,
    engine_option,
    fail_on_option,
    format_option,
    grounds_options,
    min_severity_option,
    offline_option,
    outputs_option,
    policy_option,
    quiet_option,
    resume_option,
    spark_master_option,
    verbose_option,
)
from lamppost.cli.output import (
    Narrator,
    format_of,
    print_document,
    print_text,
    refuse_octets_on_a_terminal,
    refuse_overwriting,
    terminal_width,
    wants_color,
    write_file,
)
from lamppost.cli.question import files_read, question_of
from lamppost.cli.ways import ask_for_a_walk, tell_ways, walk_options
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr, tr_n

if TYPE_CHECKING:
    from lamppost.model.result import ResultDocument

NOTHING_AMISS, SOMETHING, NOT_FRAMED = 0, 1, 3


@spoken.command("look")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_of_option
@policy_option
@grounds_options
@engine_option
@spark_master_option
@resume_option
@outputs_option
@annotate_option
@walk_options
@format_option(None)
@spoken.option(
    "--inventory", is_flag=True, help=noted("Print a table of the devices; -o FILE.csv for a spreadsheet.")
)
@spoken.option("--json", "as_json", is_flag=True, help=noted("Print the result document."))
@fail_on_option("never")
@min_severity_option
@color_option
@offline_option
@quiet_option
@verbose_option
def command(**chosen: Any) -> int:
    """Look at captures (pcap, pcapng), lists or maps: what watches here, who made it, where it sends.

    A list is a table (.csv, .tsv, .xlsx), names one to a line (.txt), or what NetBox, CycloneDX or nmap
    writes. A map is an extract of OpenStreetMap or a register of cameras; maps are looked at by themselves. A folder stands for the captures in and below it, - for standard input. Several files are read as
    one capture, in the order of time. Exit status: 0; 1 with --fail-on; 2 wrong use; 3 evidence
    that could not be read whole; 4 a broken pack.
    """
    to = "json" if chosen["as_json"] else chosen["to"] or "terminal"
    if chosen["inventory"] and to != "terminal":
        raise LamppostError(
            tr("--inventory prints a table, --format {format} something else", format=to),
            hint=tr("Leave one of them out."),
        )
    result = looked_at(chosen, to)
    return exit_status(result, chosen["fail_on"], chosen["min_severity"])


def looked_at(chosen: dict[str, Any], to: str) -> "ResultDocument":
    """The result for the files that were named; its reports are written and printed.

    Args:
        chosen: The options, by name.
        to: The format to print.

    Raises:
        LamppostError: Wrong use, a broken pack or policy, or a file that cannot be written.
    """
    from lamppost import pipeline

    narrator = Narrator(quiet=chosen["quiet"])
    outputs = {path: format_of(path) for path in chosen["outputs"]}
    for path in outputs:
        refuse_overwriting(path, [*chosen["files"], *files_read(chosen)])
    copies: tuple[Path, ...] = chosen["copies"]
    pipeline.refuse_what_has_no_copy(chosen["files"], copies)
    for path in copies:
        refuse_overwriting(path, [*chosen["files"], *files_read(chosen)])
    refuse_octets_on_a_terminal(to)
    ways = ask_for_a_walk(chosen)
    question = question_of(chosen, chosen["as_of"])
    with _told_of_resuming(question.resume, narrator), narrator.reading() as progress:
        result = pipeline.look(chosen["files"], question, progress, narrator.compiling)
    if lost := result.coverage.rows_not_read:
        rows = result.coverage.rows + lost
        narrator.say(tr("{lost} of {rows} rows could not be read: nobody judged them", lost=lost, rows=rows))
    for path, ending in outputs.items():
        write_file(path, pipeline.render_pieces(result, ending))
        narrator.say(tr("wrote {path}", path=path))
    for path in copies:
        content, said = pipeline.annotate(result, chosen["files"][0], path.suffix.lower(), question.read_as)
        write_file(path, content)
        narrator.say("; ".join([tr("wrote {path}", path=path), *said]))
    if to == "terminal":
        print_text(pipeline.render(result, to, **_shown_with(chosen)))
    else:
        print_document(pipeline.render_pieces(result, to))
    tell_ways(ways, chosen, narrator)
    return result


@contextmanager
def _told_of_resuming(folder: Path | None, narrator: Narrator) -> Iterator[None]:
    """What is kept is told before files are read, and when the run ends without an answer."""
    from lamppost import pipeline

    if folder is not None and (n := pipeline.how_many_kept(folder)):
        narrator.say(
            tr_n(
                "{folder}: what one file told is kept there; if it is as it was, it is not read again",
                "{folder}: what {n} files told is kept there; those that are as they were are not read again",
                n,
                folder=folder,
            )
        )
    try:
        yield
    except BaseException:
        if folder is not None and (n := pipeline.how_many_kept(folder)):
            narrator.say(
                tr_n(
                    "what one file told is kept in {folder}: say the same again to go on, or remove it",
                    "what {n} files told is kept in {folder}: say the same again to go on, or remove it",
                    n,
                    folder=folder,
                )
            )
        raise


def _shown_with(chosen: dict[str, Any]) -> dict[str, Any]:
    """How a terminal shows the answer."""
    return {
        "width": terminal_width(),
        "color": wants_color(chosen["color"]),
        "verbose": chosen["verbose"],
        "inventory": chosen.get("inventory", False),
    }


def exit_status(result: "ResultDocument", fail_on: str, min_severity: str) -> int:
    """3 where evidence was not read whole, 1 on a verdict that counts, else 0."""
    from lamppost.model.gate import worst

    if any(file.read != "whole" for file in result.evidence):
        return NOT_FRAMED
    return SOMETHING if worst(result, fail_on, min_severity) else NOTHING_AMISS
