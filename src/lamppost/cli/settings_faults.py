"""What commands would refuse of the settings that are made, for `doctor`: each value is tried, and nothing is looked at with it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lamppost.cli.settings import Held, value_refused
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from lamppost.pipeline import Packs


def faults_of(held: list[Held], packs: "Packs | None", commands: click.Group) -> list[str]:
    """What is wrong with each setting, in their order; of networks it is not said which.

    Args:
        held: The settings that somebody made.
        packs: The packs; None: they could not be read, so that policies cannot be found.
        commands: The group that the commands are in.
    """
    tried: dict[str, Callable[[Held], str | None]] = {
        "context": lambda one: _facts(one, held, packs),
        "home": _networks_of_home,
        "networks": _tables,
        "suppressions": _suppressions,
    }
    if packs is not None:
        tried["policy"] = lambda one: _policies(one, packs)
    faults = []
    for one in held:
        said = _by_option(one, commands) or (
            tried[one.setting.name](one) if one.setting.name in tried else None
        )
        faults += [value_refused(one, said)] if said else []
    return faults


def _by_option(one: Held, commands: click.Group) -> str | None:
    """What the option of the first command that takes it says of its value."""
    if not one.setting.commands:
        return None
    name = one.setting.commands[0]
    context = click.Context(commands)
    command = commands.get_command(context, name)
    options = (
        [] if command is None else [param for param in command.params if param.name == one.setting.parameter]
    )
    try:
        for option in options:
            option.type_cast_value(context, one.value)
    except click.BadParameter as error:
        return error.message
    return None


def _policies(one: Held, packs: "Packs") -> str | None:
    from lamppost import pipeline

    return _said(lambda: pipeline.questions_of(_texts(one), packs, {}))


def _facts(one: Held, held: list[Held], packs: "Packs | None") -> str | None:
    """What is wrong with the facts, and whether the policies that are chosen ask for them."""
    from lamppost import pipeline

    path = Path(one.value)
    chosen = [name for other in held if other.setting.name == "policy" for name in _texts(other)]
    if said := _said(lambda: pipeline.read_context(path)):
        return said
    if packs is None or not chosen or _said(lambda: pipeline.questions_of(chosen, packs, {})):
        return None  # which is said of the policies
    return _said(lambda: pipeline.questions_of(chosen, packs, pipeline.read_context(path), path.name))


def _networks_of_home(one: Held) -> str | None:
    from lamppost import pipeline

    wrong = [
        n for n, text in enumerate(_texts(one), 1) if _said(partial(pipeline.check_home, [text])) is not None
    ]
    if not wrong:
        return None
    return tr("number {n} is not a network. Write a network as 192.0.2.0/24.", n=", ".join(map(str, wrong)))


def _tables(one: Held) -> str | None:
    missing = [Path(name).name for name in _texts(one) if not Path(name).is_file()]
    return tr("{file}: there is no such file", file=missing[0]) if missing else None


def _suppressions(one: Held) -> str | None:
    from lamppost import pipeline

    return _said(lambda: pipeline.read_suppressions(Path(one.value)))


def _texts(one: Held) -> list[str]:
    return [one.value] if isinstance(one.value, str) else list(one.value)


def _said(tried: Callable[[], object]) -> str | None:
    """Why it cannot be done; None where it can."""
    try:
        tried()
    except LamppostError as error:
        message = error.message.removeprefix(f"{SETTINGS_FILE}: ")
        return f"{message}. {error.hint}" if error.hint else message
    return None
