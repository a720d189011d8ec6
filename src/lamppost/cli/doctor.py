"""`lamppost doctor`: what is in hand, and what the chosen policies ask of the user."""

import platform
from functools import reduce
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from lamppost.cli import spoken
from lamppost.cli.options import packs_option, require_signed_option
from lamppost.cli.output import COMPILING, asking_for_patience, hanging, print_text, terminal_width
from lamppost.model.language import noted, tr, tr_n

if TYPE_CHECKING:
    from lamppost.model.policy import Question
    from lamppost.pipeline.questions import Asking

Context = dict[str, str | bool | None]
_PACKS = {
    "shipped": noted("{pack} {version} of {day} (shipped)"),
    "user": noted("{pack} {version} of {day} (user)"),
}


@spoken.command("doctor")
@spoken.option(
    "--policy",
    "policies",
    multiple=True,
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
def command(**chosen: Any) -> int:
    """Print which program, packs and policies are in hand; with --policy, its questions.

    The questions end with the lines of a file for --context, to be filled in. What is left out of it
    is unknown, and rules that turn on it stay open.
    """
    from lamppost import pipeline

    with asking_for_patience(COMPILING):
        packs = pipeline.load_packs(chosen["pack_folders"], require_signed=chosen["require_signed"])
    file: Path | None = chosen["context_file"]
    context = pipeline.read_context(file)
    policies = chosen["policies"]
    if not policies:
        held = [(name, one.policy.name, len(one.policy.questions)) for name, one in packs.policies.items()]
        refs = [tr(_PACKS[ref.origin], pack=ref.id, version=ref.version, day=ref.day) for ref in packs.refs]
        _print(_in_hand(refs, held))
        return 0
    asked = pipeline.questions_of(policies, packs, context, file.name if file else "context")
    lines = [line for one in asked for line in _questions(one, context)]
    _print([*lines, *_context_file(asked, context)])
    return 0


def _in_hand(packs: list[str], policies: list[tuple[str, str, int]]) -> list[str]:
    from lamppost import __version__

    lines = [f"lamppost {__version__}, Python {platform.python_version()}", "", tr("Packs")]
    lines += [f"   {name}" for name in packs]
    lines += ["", tr("Policies (lamppost doctor --policy NAME prints what one asks of you)")]
    for name, title, count in sorted(policies):
        told = tr_n(
            "{policy}: {title}; {n} question",
            "{policy}: {title}; {n} questions",
            count,
            policy=name,
            title=tr(title),
        )
        lines.append(f"   {told}")
    return lines


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
