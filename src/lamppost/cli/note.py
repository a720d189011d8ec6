"""`lamppost note`: what somebody read on a device, or in the reply to a letter, entered into a result."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from lamppost.cli import completing, spoken
from lamppost.cli.letter import KINDS
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
from lamppost.model.language import noted, tr

MOST_LETTERS = 500
FOUND = ("camera", "no-camera", "gone")


@spoken.command("note")
@click.argument("result", type=click.Path(path_type=Path))
@click.argument("device_id", metavar="ID", shell_complete=completing.ids("dev", "site"))
@spoken.option("--label", metavar="TEXT", help=noted("The words on the device's label."))
@spoken.option(
    "--document", metavar="TEXT", help=noted("The words of an invoice, data sheet or inventory row.")
)
@spoken.option(
    "--maker", metavar="NAME", help=noted("Whose name it bears, where the words do not say it plainly.")
)
@spoken.option("--seen-on", type=Day(), metavar="DAY", help=noted("The day on which it was read."))
@spoken.option(
    "--reply",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("The reply to a letter; its hash is kept."),
)
@spoken.option("--from", "sender", metavar="BODY", help=noted("Who replied."))
@spoken.option("--on", "replied_on", type=Day(), metavar="DAY", help=noted("The day of the reply."))
@spoken.option(
    "--kind",
    type=click.Choice(KINDS),
    metavar="KIND",
    help=noted("Which letter it answers, as for lamppost letter."),
)
@spoken.option("--builder", metavar="NAME", help=noted("Who built it, as the reply says."))
@spoken.option("--model", metavar="TEXT", help=noted("Its model, as the reply says."))
@spoken.option("--operator", metavar="NAME", help=noted("Of a camera of a map: who runs it."))
@spoken.option(
    "--found",
    type=click.Choice(FOUND),
    metavar="WHAT",
    help=noted("Of a camera of a map, what is there: {kinds}."),
    help_values={"kinds": ", ".join(FOUND)},
)
@spoken.option(
    "--as-of",
    type=Day(),
    metavar="DAY",
    envvar="LAMPPOST_AS_OF",
    help=noted("What held on this day; default the day of RESULT."),
)
@packs_option
@require_signed_option
@spoken.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted(
        "Where the new result goes: .json; RESULT itself may be replaced. Or a report: .html, .csv, .txt."
    ),
)
@spoken.option("--json", "as_json", is_flag=True, help=noted("Print the new result document."))
@color_option
def command(result: Path, device_id: str, **chosen: Any) -> int:
    """Enter what you read on a device or a camera of a RESULT document, and attribute and judge it again.

    Give --label or --document with --seen-on; or the --reply to a letter with --from, --on, --kind and
    what it says: --maker, --builder, --model. Of a reply's file the name and the SHA-256 are kept.

    Of a camera of a map (site-…) a reply may say who runs it (--operator) and what is there (--found), and
    so may you, who were there: with --seen-on.

    ID is the device's (dev-…), the camera's (site-…), or that of a verdict or destination of it. The old document stays as it is unless -o names it. The evidence is
    not needed: the document holds what was observed. The day of the result stays, unless --as-of is
    given.
    """
    from lamppost import pipeline

    read = _read_reply(chosen) if chosen["reply"] is not None else _read(chosen)
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
    if read.found and read.seen_on > changed.as_of:
        click.echo(
            tr(
                "What was found counts from {seen_on} on, and the result is of {day}; give --as-of {seen_on}.",
                seen_on=read.seen_on,
                day=changed.as_of,
            ),
            err=True,
        )
    if output is not None:
        write_file(output, pipeline.render(changed, to))
        click.echo(tr("wrote {path}", path=output), err=True)
        return 0
    if to == "json":
        print_document(pipeline.render(changed, to))
        return 0
    options = {"width": terminal_width(), "color": wants_color(chosen["color"])}
    print_text(pipeline.render(changed, to, **options))
    click.echo(tr("Nothing was saved; name a file with -o to keep it."), err=True)
    return 0


def _read(chosen: dict[str, Any]) -> Any:
    """What was read, as a note.

    Raises:
        LamppostError: It is none: no words, both kinds, too long, or of a day to come.
    """
    from lamppost.model.result import Note

    label, document = chosen["label"], chosen["document"]
    if given := [f"--{name}" for name in ("builder", "model") if chosen[name] is not None]:
        raise LamppostError(
            tr("{option} belongs to --reply", option=given[0]), hint=tr("Give the file of the reply.")
        )
    more = _of_camera(chosen)
    if label is None and document is None and more:
        if chosen["maker"] is not None:
            raise LamppostError(
                tr("--maker without --label or --document"), hint=tr("Give the words that you read.")
            )
        if chosen["seen_on"] is None:
            raise LamppostError(tr("--seen-on is missing"), hint=tr("Give the day on which you were there."))
        return Note(kind="look", text=_told(more), seen_on=_past(chosen["seen_on"], "--seen-on"), **more)
    if (label is None) == (document is None):
        raise LamppostError(
            tr("give either --label or --document"),
            hint=tr("For example: {options}", options='--label "ACME CAM-100" --seen-on 2026-11-23'),
        )
    if chosen["seen_on"] is None:
        raise LamppostError(tr("--seen-on is missing"), hint=tr("Give the day on which it was read."))
    seen_on = _past(chosen["seen_on"], "--seen-on")
    maker = None if chosen["maker"] is None else _words(chosen["maker"], "--maker")
    if label is not None:
        return Note(kind="label", text=_words(label, "--label"), seen_on=seen_on, maker=maker, **more)
    return Note(kind="document", text=_words(document, "--document"), seen_on=seen_on, maker=maker, **more)


def _of_camera(chosen: dict[str, Any]) -> dict[str, Any]:
    """What is said of a camera of a map alone, by the fields of a note."""
    more = {}
    if chosen["operator"] is not None:
        more["operator"] = _words(chosen["operator"], "--operator")
    if chosen["found"] is not None:
        more["found"] = chosen["found"].replace("-", "_")
    return more


def _told(said: dict[str, Any]) -> str:
    """`operator: City of Example; found: camera`."""
    return "; ".join(f"{name}: {value}" for name, value in said.items())


def _read_reply(chosen: dict[str, Any]) -> Any:
    """What a reply says, as a note with the file's name and hash.

    Raises:
        LamppostError: Who replied, when, to what or what is missing, or the file cannot be read.
    """
    from lamppost.model.result import Note, Reply
    from lamppost.pipeline import LETTERS

    if chosen["label"] is not None or chosen["document"] is not None:
        raise LamppostError(
            tr("--reply stands alone"), hint=tr("Enter a label or document with a note of its own.")
        )
    asked = {"--from": chosen["sender"], "--on": chosen["replied_on"], "--kind": chosen["kind"]}
    if absent := [name for name, value in asked.items() if value is None]:
        raise LamppostError(
            tr("--reply without {option}", option=absent[0]),
            hint=tr("Say who replied (--from), on which day (--on), to which --kind."),
        )
    told = {
        name: _words(chosen[name], f"--{name}")
        for name in ("maker", "builder", "model")
        if chosen[name] is not None
    }
    more = _of_camera(chosen)
    if not told and not more:
        raise LamppostError(
            tr("--reply without --maker, --builder or --model"),
            hint=tr("Say what it says of the device; of a camera of a map, --operator or --found too."),
        )
    file: Path = chosen["reply"]
    reply = Reply(
        sender=_words(chosen["sender"], "--from"),
        source_class=LETTERS[chosen["kind"]].answer,
        file=_words(file.name, "--reply"),
        sha256=_digest(file),
        builder=told.get("builder"),
        model=told.get("model"),
    )
    seen_on = _past(chosen["replied_on"], "--on")
    text = _told(told | more)
    return Note(kind="reply", text=text, seen_on=seen_on, maker=told.get("maker"), reply=reply, **more)


def _digest(file: Path) -> str:
    """SHA-256 of a file, in hex.

    Raises:
        LamppostError: It cannot be read.
    """
    if not file.is_file():
        raise LamppostError(
            tr("{file}: no such file", file=file.name), hint=tr("Name the file that holds the reply.")
        )
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise LamppostError(tr("{file}: cannot be read: {why}", file=file.name, why=error.strerror)) from None


def _past(day: date, option: str) -> date:
    """A day that has come.

    Raises:
        LamppostError: It has not.
    """
    if day > datetime.now(UTC).date():
        raise LamppostError(
            tr("{option} {day}: a day to come", option=option, day=day),
            hint=tr("Give the day on which it was read."),
        )
    return day


def _words(text: str, option: str) -> str:
    """One line of printable words."""
    words = " ".join(text.split())
    if not words or len(words) > MOST_LETTERS or not words.isprintable():
        raise LamppostError(
            tr("{option}: not 1 to {most} printable letters", option=option, most=MOST_LETTERS),
            hint=tr("Give the words as they are printed."),
        )
    return words
