"""A page for every command, with every option, as click has them; and what the exit statuses mean."""

from collections.abc import Iterator

import click

from docs_site.marking import code, page, table, words
from lamppost.cli.entry import COMMANDS, CRASHED, INTERRUPTED, cli
from lamppost.model.errors import LamppostError, PackError, PolicyError, ResultError

_STATUSES = {
    0: "nothing at or above `--fail-on`, and no fault",
    1: "a verdict at `--fail-on`, at `--min-severity` or above, that nothing suppresses",
    2: "wrong use, a policy or a result that cannot be read, or a fault of lamppost",
    3: "an evidence file, or a stretch of one, could not be read whole; single rows that cannot be read are issues, and not 3",
    4: "a pack is missing, changed or not signed by who should have signed it",
    130: "interrupted",
}
"""As the design has them; where several hold, 2 comes before 4, 4 before 3, 3 before 1."""


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Every command by its full name, as `packs update`; groups before what is in them."""
    top = click.Context(cli, info_name="lamppost")
    for name in COMMANDS:
        command = cli.get_command(top, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            inside = click.Context(command, info_name=name, parent=top)
            for below in command.list_commands(inside):
                found = command.get_command(inside, below)
                assert found is not None
                yield f"{name} {below}", found


def pages() -> dict[str, str]:
    """A page for each command, by its path; the first lists them all."""
    made = {f"reference/commands/{_file(name)}": _page(name, command) for name, command in every_command()}
    made["reference/commands/index.md"] = page(
        "Commands",
        "Every command and every option, as this version has them. `lamppost COMMAND --help` prints the same.",
        table(
            ("command", "what it does"),
            [
                (f"[`lamppost {name}`]({_file(name)})", words(_paragraphs(command)[0]))
                for name, command in every_command()
            ],
        ),
        "The language of what people read is chosen with `--lang`, before or after the command; what programs read "
        "stays English. What each command leaves with: [exit statuses](../exit-status.md). Variables: [settings](../settings.md).",
    )
    made["reference/exit-status.md"] = _statuses()
    return made


def _file(name: str) -> str:
    return f"{name.replace(' ', '-')}.md"


def _paragraphs(command: click.Command) -> list[str]:
    return [one for one in (command.help or "").split("\n\n") if one.strip()] or [""]


def _page(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"lamppost {name}")
    usage = " ".join(command.collect_usage_pieces(context))
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    inside = []
    if isinstance(command, click.Group):
        inside = [
            (f"[`lamppost {below}`]({_file(below)})", words(_paragraphs(one)[0]))
            for below, one in every_command()
            if below.startswith(f"{name} ")
        ]
    return page(
        f"lamppost {name}",
        f"```\nlamppost {name} {usage}\n```",
        *(words(one) for one in _paragraphs(command)),
        table(("command", "what it does"), inside),
        "## Options",
        table(("option", "takes", "what it does"), [_row(one, context) for one in options]),
    )


def _row(option: click.Option, context: click.Context) -> tuple[str, str, str]:
    names = ", ".join(code(name) for name in (*option.opts, *option.secondary_opts))
    takes = "" if option.is_flag or option.count else code(option.make_metavar(context).strip("[]"))
    told = [words(option.help)]
    if isinstance(option.type, click.Choice):
        takes = ", ".join(code(one) for one in option.type.choices)
    if isinstance(option.type, click.types._NumberRangeBase):  # noqa: SLF001 - click names no other
        told.append(f"Between {code(option.type._describe_range())}.")  # noqa: SLF001
    default = option.get_default(context, call=False)
    if not option.is_flag and _is_told(default):
        shown = default if isinstance(default, (list, tuple)) else [default]
        told.append(f"Default: {', '.join(code(one) for one in shown)}.")
    if option.multiple or option.nargs != 1:
        told.append("May be given several times." if option.multiple else f"Takes {option.nargs} values.")
    if option.required:
        told.append("Has to be given.")
    if isinstance(option.envvar, str):
        told.append(f"Else {code(option.envvar)}.")
    return names, takes, " ".join(told)


def _is_told(default: object) -> bool:
    """Whether a default is one: click has a mark of its own for none."""
    return (isinstance(default, (str, int, float, list, tuple)) and default not in ("", (), [])) or (
        default is not None and type(default).__name__.endswith("Path")
    )


def _statuses() -> str:
    errors = (LamppostError, PackError, PolicyError, ResultError)
    held = {0, 1, 3, CRASHED, INTERRUPTED, *(one.exit_status for one in errors)}
    if held != set(_STATUSES):
        raise ValueError(f"exit statuses {sorted(held)} are not those that are told: {sorted(_STATUSES)}")
    return page(
        "Exit statuses",
        "Every command leaves with one of these. Where several hold, 2 comes before 4, 4 before 3, and 3 before 1.",
        table(("status", "means"), [(code(status), means) for status, means in _STATUSES.items()]),
        "`look` and `report` never leave with 1 unless `--fail-on` asks for it; `check` does so on a `fail`. Where SARIF is printed or "
        "written, 1 is kept for a `--fail-on` that is spelled out: the upload that follows decides.",
        "An error says where it is, what it is, what was expected and what to try, on standard error; results go to standard output.",
    )
