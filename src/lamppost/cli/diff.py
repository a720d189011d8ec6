"""`lamppost diff`: what changed between two documents or two days, why, and what became of statements."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lamppost.cli import spoken
from lamppost.cli.options import (
    Day,
    grounds_options,
    policy_option,
)
from lamppost.cli.output import (
    COMPILING,
    Narrator,
    asking_for_patience,
    print_document,
    print_text,
    refuse_overwriting,
    terminal_width,
    write_file,
)
from lamppost.cli.question import files_read, question_of
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr

if TYPE_CHECKING:
    from lamppost.model.difference import Difference
    from lamppost.pipeline import Hand

NOT_FRAMED = 3
_OF_TWO_DAYS = (
    "context_file",
    "suppressions_file",
    "home",
    "networks_tables",
    "all_destinations",
    "columns",
    "encoding",
    "header_row",
    "sheets",
)
_ENDINGS = {".json": "json", ".txt": "terminal", ".html": "html", ".htm": "html"}


@spoken.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
@spoken.option(
    "--as-of",
    "days",
    multiple=True,
    type=Day(),
    metavar="DAY",
    help=noted("Twice: what changes between the two days. Once: the day of asking; default today (UTC)."),
)
@policy_option
@grounds_options
@spoken.option(
    "--format",
    "to",
    type=click.Choice(("terminal", "json", "html")),
    default=None,
    help=noted("Default: terminal."),
)
@spoken.option("--json", "as_json", is_flag=True, help=noted("The same as --format json."))
@spoken.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Write here rather than print: .html, .json or .txt."),
)
@spoken.option("-q", "--quiet", is_flag=True, help=noted("No announcements on standard error."))
def command(**chosen: Any) -> int:
    """Say what NEW says otherwise than OLD, and why; both are results of `look`, or both answers of `ask`.

    With OLD alone, its statements are held against the packs in hand: which were withdrawn, contested or
    have ended since. With OLD and two days, OLD is a result or a capture: what changes between the
    days, and which statement changes it. --policy names policies of yours by their folders; --context and
    --suppressions go with two days alone, --home, --networks and
    --all-destinations with a capture on two days.
    """
    from lamppost import pipeline

    to = _format(chosen)
    if chosen["output"] is not None:
        refuse_overwriting(chosen["output"], [chosen["old"], chosen["new"], *files_read(chosen)])
    two_days = len(chosen["days"]) == 2
    _refuse_mixed(chosen, two_days=two_days)
    with asking_for_patience(COMPILING):
        packs = pipeline.load_packs(chosen["pack_folders"], require_signed=chosen["require_signed"])
    hand = pipeline.Hand(packs=packs, policies=chosen["policies"])
    difference, whole = _of_days(chosen, hand) if two_days else (_of_documents(chosen, hand), True)
    text = pipeline.render_difference(difference, to=to, width=80 if chosen["output"] else terminal_width())
    if chosen["output"] is not None:
        write_file(chosen["output"], text)
        Narrator(quiet=chosen["quiet"]).say(tr("wrote {path}", path=chosen["output"]))
    else:
        (print_text if to == "terminal" else print_document)(text)
    return 0 if whole else NOT_FRAMED


def _of_documents(chosen: dict[str, Any], hand: "Hand") -> "Difference":
    from lamppost import pipeline

    old, new = chosen["old"], chosen["new"]
    day: date = chosen["days"][0] if chosen["days"] else datetime.now(UTC).date()
    before = (old.name, pipeline.read_document(old))
    after = (new.name, pipeline.read_document(new)) if new else None
    return pipeline.diff(before, after, day, hand)


def _of_days(chosen: dict[str, Any], hand: "Hand") -> tuple["Difference", bool]:
    """The difference between two days, and whether all of the evidence was read."""
    from lamppost import pipeline

    path: Path = chosen["old"]
    first, last = chosen["days"]
    context = pipeline.read_context(chosen["context_file"]) if chosen["context_file"] else None
    excepted = (
        pipeline.read_suppressions(chosen["suppressions_file"]) if chosen["suppressions_file"] else None
    )
    if pipeline.is_document(path):
        _refuse_for_results(chosen)
        result = pipeline.read_result(path)
        change = pipeline.Change(policies=chosen["policies"] or None, context=context, suppressions=excepted)
        import msgspec

        made = [
            pipeline.rejudge(result, msgspec.structs.replace(change, as_of=day), hand.packs)
            for day in (first, last)
        ]
    else:
        question = question_of(chosen, last)
        narrator = Narrator(quiet=chosen["quiet"])
        with narrator.reading() as progress:
            made = pipeline.look_on_days([path], question, (first, last), progress, narrator.compiling)
    whole = all(file.read == "whole" for file in made[0].evidence)
    return pipeline.on_two_days(path.name, made, hand), whole


def _format(chosen: dict[str, Any]) -> str:
    """The format that was asked for, by option or by the ending of the file."""
    to: str | None = "json" if chosen["as_json"] else chosen["to"]
    output: Path | None = chosen["output"]
    if output is None:
        return to or "terminal"
    ending = _ENDINGS.get(output.suffix.lower())
    if ending is None or to not in (None, ending):
        raise LamppostError(
            tr("{file}: this ending does not go with a difference", file=output.name),
            hint=tr("Use .html, .json or .txt, and leave --format out."),
        )
    return ending


def _refuse_mixed(chosen: dict[str, Any], *, two_days: bool) -> None:
    """Refuse options that do not go together, before anything is read."""
    if len(chosen["days"]) > 2:
        raise click.UsageError(tr("--as-of is given once or twice, not more often"))
    if two_days and chosen["new"] is not None:
        raise click.UsageError(tr("two days are asked about one file, not about two"))
    if two_days and chosen["days"][0] == chosen["days"][1]:
        raise click.UsageError(tr("the two days are the same"))
    if not two_days and any(chosen[name] for name in _OF_TWO_DAYS):
        raise click.UsageError(
            tr(
                "--context, --suppressions, --home, --networks, --all-destinations, --column, --encoding, "
                "--header-row and --sheet go with two days (--as-of A --as-of B)"
            )
        )


def _refuse_for_results(chosen: dict[str, Any]) -> None:
    """Refuse what only the evidence itself could be asked with."""
    if chosen["home"] or chosen["networks_tables"]:
        raise click.UsageError(tr("--home and --networks go with a capture; a result holds what they said"))
    if chosen["all_destinations"]:
        raise click.UsageError(tr("--all-destinations goes with a capture; a result lists what it lists"))
