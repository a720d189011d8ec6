"""Settings as they are found: `LAMPPOST_*` before `lamppost.toml`; and what a command took from either."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click
from click.core import ParameterSource

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.settings import CONTEXT_TABLE, SETTINGS, SETTINGS_FILE, Setting

MOST_BYTES = 1 << 20
"""Of the file."""
TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class Held(NamedTuple):
    """A setting that somebody made."""

    setting: Setting
    value: Any
    """As click takes it."""
    origin: str
    """The name of its variable, or of the file."""


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
            held.append(Held(one, _of_text(one, text), one.variable))
        elif one.name in told:
            held.append(Held(one, told[one.name], SETTINGS_FILE))
    return held


def defaults_for(command: str) -> dict[str, Any]:
    """What click takes for the options of a command that its command line leaves out.

    Raises:
        LamppostError: As `held_settings`.
    """
    return {one.setting.parameter: one.value for one in held_settings() if command in one.setting.commands}


def language_of_file() -> str | None:
    """The language that `lamppost.toml` asks for; None where it asks for none, or cannot be read."""
    try:
        return _file().get("lang")
    except LamppostError:
        return None  # said when the command is found


def taken(context: click.Context) -> str:
    """What a command took from settings, for people: `policy, home (lamppost.toml)`; empty where it took nothing."""
    if not context.default_map:
        return ""
    by_origin: dict[str, list[str]] = {}
    for one in held_settings():
        if context.get_parameter_source(one.setting.parameter) is ParameterSource.DEFAULT_MAP:
            by_origin.setdefault(one.origin, []).append(one.setting.name)
    return "; ".join(f"{', '.join(names)} ({origin})" for origin, names in by_origin.items())


def _file() -> dict[str, Any]:
    """The settings of the file in the folder worked in; empty where there is none."""
    path = Path(SETTINGS_FILE)
    if not path.is_file():
        return {}
    import tomllib

    try:
        if path.stat().st_size > MOST_BYTES:
            raise LamppostError(tr("{file}: larger than 1 MB", file=SETTINGS_FILE), hint=_mend())
        told = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise LamppostError(
            tr("{file}: cannot be read: {why}", file=SETTINGS_FILE, why=error), hint=_mend()
        ) from None
    settings = {one.name: one for one in SETTINGS}
    held: dict[str, Any] = {}
    for key, value in told.items():
        if key == CONTEXT_TABLE and isinstance(value, dict):
            held[key] = SETTINGS_FILE
        elif key not in settings:
            raise LamppostError(
                tr("{file}: {key} is no setting", file=SETTINGS_FILE, key=repr(key)),
                hint=tr("Settings are {names}, and a table [context].", names=", ".join(settings)),
            )
        else:
            held[key] = _of_value(settings[key], value)
    return held


def _mend() -> str:
    return tr("Mend or remove the file; `lamppost doctor` shows where each setting comes from.")


def _of_value(setting: Setting, value: object) -> Any:
    """A value of the file as click takes it."""
    is_text = isinstance(value, str)
    if setting.kind == "yes" and isinstance(value, bool):
        return value
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
            file=SETTINGS_FILE,
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
