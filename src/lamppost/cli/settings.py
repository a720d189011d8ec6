"""Settings as they are found: `LAMPPOST_*` before `lamppost.toml`; what a command took from either, and what it refuses."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from lamppost.model.errors import LamppostError
from lamppost.model.language import LANGUAGES, tr
from lamppost.model.settings import CONTEXT_TABLE, SETTINGS, SETTINGS_FILE, Setting

MOST_BYTES = 1 << 20
"""Of the file."""
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
_REFUSAL = "lamppost.settings"
"""Where the context of a command keeps why its settings cannot be read."""


class Held(NamedTuple):
    """A setting that somebody made."""

    setting: Setting
    value: Any
    """As click takes it."""
    origin: str
    """The name of its variable, or of the file."""
    place: str
    """The same, with the line where it stands in the file, as errors name it."""


def held_settings(environment: Mapping[str, str] | None = None) -> list[Held]:
    """Every setting that the environment or `lamppost.toml` makes, in the order of `SETTINGS`.

    Args:
        environment: The variables; None: those of this process.

    Raises:
        LamppostError: The file cannot be read, or holds what is no setting.
    """
    variables = os.environ if environment is None else environment
    told = _file()
    held = []
    for one in SETTINGS:
        if text := variables.get(one.variable):
            held.append(Held(one, _of_text(one, text), one.variable, one.variable))
        elif one.name in told:
            held.append(Held(one, told[one.name].value, SETTINGS_FILE, told[one.name].place))
    return held


def defaults_for(command: str) -> dict[str, Any]:
    """What click takes for the options of a command that its command line leaves out.

    Raises:
        LamppostError: As `held_settings`.
    """
    return {one.setting.parameter: one.value for one in held_settings() if command in one.setting.commands}


def defaults_if_readable(context: click.Context, command: str) -> dict[str, Any]:
    """As `defaults_for`; where settings cannot be read, nothing, and the command refuses once no help is asked for.

    Args:
        context: What is kept for the command until then.
        command: Its name.
    """
    try:
        return defaults_for(command)
    except LamppostError as error:
        context.meta[_REFUSAL] = error
        return {}


def refuse_unreadable(context: click.Context, error: click.UsageError | None = None) -> None:
    """Say that settings cannot be read, or which of them the command cannot take, before all else that is wrong.

    Args:
        context: That of the command, whose line was read.
        error: Why click refuses the line; None: it does not.

    Raises:
        LamppostError: It names the file with the line, or the variable.
    """
    if refusal := context.meta.get(_REFUSAL):
        raise refusal
    if not isinstance(error, click.BadParameter) or error.param is None:
        return
    if context.get_parameter_source(error.param.name or "") not in _BY_SETTING:
        return
    for one in held_settings():
        if one.setting.parameter == error.param.name:
            raise LamppostError(value_refused(one, error.message), hint=_mend()) from None


def value_refused(one: Held, why: str) -> str:
    """That a setting has a value which its option does not take.

    Args:
        one: The setting.
        why: What the option says of the value.
    """
    return tr("{place}: {key}: {why}", place=one.place, key=one.setting.name, why=why.removesuffix("."))


def language_of_file() -> str | None:
    """The language that `lamppost.toml` asks for; None where it asks for none, or cannot be read."""
    try:
        found = _file().get("lang")
    except LamppostError:
        return None  # said when the command is found
    return found.value if found else None


def taken(context: click.Context) -> str:
    """What a command took from settings, for people: `policy, home (lamppost.toml)`; empty where it took nothing."""
    if not context.default_map:
        return ""
    by_origin: dict[str, list[str]] = {}
    for one in held_settings():
        if context.get_parameter_source(one.setting.parameter) is ParameterSource.DEFAULT_MAP:
            by_origin.setdefault(one.origin, []).append(one.setting.name)
    return "; ".join(f"{', '.join(names)} ({origin})" for origin, names in by_origin.items())


_BY_SETTING = (ParameterSource.DEFAULT_MAP, ParameterSource.ENVIRONMENT)


class _Told(NamedTuple):
    """A value of the file as click takes it, and where it stands."""

    value: Any
    place: str


def _file() -> dict[str, _Told]:
    """The settings of the file in the folder worked in; empty where there is none."""
    path = Path(SETTINGS_FILE)
    if not path.is_file():
        return {}
    import tomllib

    try:
        if path.stat().st_size > MOST_BYTES:
            raise LamppostError(tr("{file}: larger than 1 MB", file=SETTINGS_FILE), hint=_mend())
        text = path.read_text("utf-8")
        told = tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise LamppostError(
            tr("{file}: cannot be read: {why}", file=SETTINGS_FILE, why=error), hint=_mend()
        ) from None
    settings = {one.name: one for one in SETTINGS}
    held = {}
    for key, value in told.items():
        place = _place(text, key)
        if key == CONTEXT_TABLE and isinstance(value, dict):
            held[key] = _Told(SETTINGS_FILE, place)
        elif key not in settings:
            raise LamppostError(
                tr("{file}: {key} is no setting", file=place, key=repr(key)),
                hint=tr("Settings are {names}, and a table [context].", names=", ".join(settings)),
            )
        else:
            held[key] = _Told(_of_value(settings[key], value, place), place)
    return held


def _place(text: str, key: str) -> str:
    """The file and, where it can be told, the line on which a key or table of this name begins."""
    begins = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if begins.match(line)]
    return f"{SETTINGS_FILE}:{lines[0]}" if lines else SETTINGS_FILE


def _mend() -> str:
    return tr("Mend or remove the file; `lamppost doctor` shows where each setting comes from.")


def _of_value(setting: Setting, value: object, place: str) -> Any:
    """A value of the file as click takes it."""
    is_text = isinstance(value, str)
    if setting.kind == "yes" and isinstance(value, bool):
        return value
    if setting.name == "lang" and is_text and value not in LANGUAGES:
        raise LamppostError(
            tr(
                "{place}: {key}: {why}",
                place=place,
                key="lang",
                why=tr("{value} is no language in hand", value=repr(value)),
            ),
            hint=tr("There are {names}.", names=", ".join(LANGUAGES)),
        )
    if setting.kind in ("text", "path") and (is_text or setting.name == "as_of"):
        return str(value)  # TOML has days of its own
    if setting.kind in ("texts", "paths"):
        several = [value] if is_text else value
        if isinstance(several, list) and all(isinstance(one, str) for one in several):
            return several
    expected = {"yes": tr("true or false"), "texts": tr("a list of texts"), "paths": tr("a list of texts")}
    raise LamppostError(
        tr(
            "{file}: {key} is {value}, not {expected}",
            file=place,
            key=setting.name,
            value=str(value)[:60],
            expected=expected.get(setting.kind, tr("a text")),
        ),
        hint=_mend(),
    )


def _of_text(setting: Setting, text: str) -> Any:
    """The value of a variable as click takes it: several are parted by spaces, paths as in PATH."""
    if setting.kind == "texts":
        return text.split()
    if setting.kind == "paths":
        return [one for one in text.split(os.pathsep) if one]
    if setting.kind == "yes":
        if text.lower() not in (*TRUE, *FALSE):
            raise LamppostError(
                tr(
                    "{variable} is {value}, neither true nor false",
                    variable=setting.variable,
                    value=repr(text),
                ),
                hint=tr("Use {true} or {false}.", true="1", false="0"),
            )
        return text.lower() in TRUE
    return text
