"""`lamppost doctor`: what is in hand, and what the chosen policies ask of the user."""

from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from lamppost.cli import completing, spoken
from lamppost.cli.options import as_of_option, packs_option, require_signed_option
from lamppost.cli.output import (
    COMPILING,
    asking_for_patience,
    hanging,
    print_document,
    print_text,
    terminal_width,
)
from lamppost.cli.settings import Held, held_settings
from lamppost.model.errors import LamppostError, PackError
from lamppost.model.language import noted, tr

if TYPE_CHECKING:
    from lamppost.model.policy import Question
    from lamppost.pipeline import Packs
    from lamppost.pipeline.questions import Asking

Context = dict[str, str | bool | None]
ALL_IN_ORDER, WRONG, BROKEN_PACK = 0, 2, 4


@spoken.command("doctor")
@spoken.option(
    "--policy",
    "policies",
    multiple=True,
    shell_complete=completing.policies,
    metavar="NAME|FOLDER",
    help=noted("Print what this policy asks of you."),
)
@spoken.option(
    "--context",
    "context_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Facts about you (TOML): which questions they leave."),
)
@packs_option
@require_signed_option
@as_of_option
@spoken.option(
    "--require-fresh", is_flag=True, help=noted("Leave with status 4 where a day of review has passed.")
)
@spoken.option("--json", "as_json", is_flag=True, help=noted("Print it as JSON, for programs."))
@click.pass_context
def command(ctx: click.Context, /, **chosen: Any) -> int:
    """Print which program, packs, engines, settings and folders are in hand; with --policy, its questions.

    What is printed fits a report of a fault: no evidence, no address of yours, and ~ for your home folder.
    Exit status: 0; 2 a broken lamppost.toml or wrong use; 4 a broken pack, or a stale one under --require-fresh.

    The questions end with the lines of a file for --context, to be filled in. What is left out of it
    is unknown, and rules that turn on it stay open.
    """
    if not chosen["policies"]:
        return _tell_condition(ctx, chosen)
    if chosen["as_json"]:
        raise click.UsageError(tr("--json goes without --policy"))
    from lamppost import pipeline

    packs = _packs(chosen, held_settings())
    file: Path | None = chosen["context_file"]
    context = pipeline.read_context(file)
    asked = pipeline.questions_of(chosen["policies"], packs, context, file.name if file else "context")
    lines = [line for one in asked for line in _questions(one, context)]
    _print([*lines, *_context_file(asked, context)])
    return ALL_IN_ORDER


def _tell_condition(ctx: click.Context, chosen: dict[str, Any]) -> int:
    """Print what is in hand, whatever is broken of it, and leave with the status of that."""
    from lamppost.cli.condition import condition_of
    from lamppost.cli.condition_shown import lines_of
    from lamppost.cli.settings_faults import faults_of

    faults: list[str] = []
    status = ALL_IN_ORDER
    held: list[Held] = []
    packs: Packs | None = None
    try:
        held = held_settings()
    except LamppostError as error:
        faults, status = [_said(error)], WRONG
    try:
        packs = _packs(chosen, held)
    except LamppostError as error:
        faults.append(_said(error))
        status = status or (BROKEN_PACK if isinstance(error, PackError) else WRONG)
    if refused := faults_of(held, packs, _all_commands(ctx)):
        faults += refused
        status = status or WRONG
    found = condition_of(chosen["as_of"] or datetime.now(UTC).date(), held, ctx, packs, faults)
    if chosen["require_fresh"] and any(one.n_overdue for one in found.reviews):
        status = status or BROKEN_PACK
    if chosen["as_json"]:
        import msgspec

        print_document(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
        return status
    policies = [] if packs is None else list(packs.policies.items())
    _print(lines_of(found, [(name, one.policy.name, len(one.policy.questions)) for name, one in policies]))
    return status


def _all_commands(ctx: click.Context) -> click.Group:
    """The group that every command is in."""
    root = ctx.find_root().command
    return root if isinstance(root, click.Group) else click.Group()


def _packs(chosen: dict[str, Any], held: list[Held]) -> "Packs":
    """The packs, with those that a flag or else a setting names."""
    from lamppost import pipeline

    made = {one.setting.name: one.value for one in held}
    folders = chosen["pack_folders"] or [Path(one) for one in made.get("packs", ())]
    must_be_signed = chosen["require_signed"] or made.get("require_signed", False)
    with asking_for_patience(COMPILING):
        return pipeline.load_packs(folders, require_signed=must_be_signed)


def _said(error: LamppostError) -> str:
    return f"{error.message}. {error.hint}" if error.hint else error.message


def _questions(asked: "Asking", context: Context) -> list[str]:
    lines = [f"{tr(asked.name)} ({asked.id})", f"   {tr(asked.summary)}"]
    for question in asked.questions:
        told = context.get(question.key)
        answer = tr("not told") if told is None else tr("told: {value}", value=_toml(told))
        rules = ", ".join(asked.needed_by[question.key]) or tr("no rule")
        lines += [
            "",
            f"   {question.key}: {_answers(question)}; {answer}",
            f"      {tr(question.text)}",
            f"      {tr('needed by {rules}', rules=rules)}",
        ]
    if not asked.questions:
        lines += ["", f"   {tr('It asks nothing of you.')}"]
    not_said = [f"      {tr(words)}" for words in asked.not_said]
    lines += ["", f"   {tr('What the text does not say:')}", *not_said, ""]
    return lines


def _context_file(asked: "list[Asking]", context: Context) -> list[str]:
    """The lines of a file for --context, with what was not told left for the user to fill in."""
    questions = {question.key: question for one in asked for question in one.questions}
    lines = [tr("A file for --context (take away the # of what you can answer):"), "", "[context]"]
    for key, question in questions.items():
        told = context.get(key)
        if told is not None:
            lines.append(f"{key} = {_toml(told)}")
        elif question.type == "bool":
            lines.append(f"#{key} = true  # {tr('or false')}")
        else:
            words = wrap(tr("one of {answers}", answers=_answers(question)), 70) if question.values else []
            lines += [*(f"# {line}" for line in words), f'#{key} = ""']
    return lines if questions else []


def _answers(question: "Question") -> str:
    if question.type == "bool":
        return tr("true or false")
    first, *others = [f'"{word}"' for word in question.values] or ['"…"']
    return reduce(lambda one, other: tr("{one} or {other}", one=one, other=other), others, first)


def _toml(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def _print(lines: list[str]) -> None:
    width = terminal_width()
    shown = [
        part
        for line in lines
        for part in (hanging(line, width, len(line) - len(line.lstrip())) if line else [""])
    ]
    print_text("".join(f"{line}\n" for line in shown))
