"""Commands, groups and options whose help is said in the language of whoever reads it.

The paragraphs of a command's docstring and the help of an option are messages, translated each time they are read. click looks its
own words up by gettext's `textdomain` (https://docs.python.org/3/library/gettext.html): they are messages of ours too.
"""

import gettext
import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import pairwise, takewhile
from typing import Any, TypeVar

import click

from lamppost.cli.settings import refuse_unreadable
from lamppost.model.language import (
    DOMAIN,
    ENGLISH,
    FOLDER,
    LANGUAGES,
    noted,
    noted_n,
    speaking,
    tr,
)

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
LANGUAGE = "LAMPPOST_LANG"
_OF_GETTEXT = "LANGUAGE"
"""The first variable by which gettext chooses a catalogue."""
OF_CLICK = (
    noted("Usage:"),
    noted("Options"),
    noted("Commands"),
    noted("Show this message and exit."),
    noted("Show the version and exit."),
    noted("default: {default}"),
    noted("required"),
    noted("Error: {message}"),
    noted("Try '{command} {option}' for help."),
    noted("Invalid value: {message}"),
    noted("Invalid value for {param_hint}: {message}"),
    noted("Missing argument"),
    noted("Missing option"),
    noted("Missing command."),
    noted("Choose from:\n\t{choices}"),
    noted("No such option {name!r}."),
    noted("No such command {name!r}."),
    noted("Option {name!r} does not take a value."),
    noted("{value} is not in the range {range}."),
    noted_n("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    noted_n("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    noted_n("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
    noted_n("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
)
"""What click says of its own accord, and is said in the reader's language; the rest of it stays English."""


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, each as one line: the messages that a command's help is made of."""
    return [" ".join(one.split()) for one in inspect.cleandoc(text).split("\n\n")]


class Command(click.Command):
    """A command whose help is its docstring, in the reader's language, and which may be told the language."""

    _help: str | None = None

    @property
    def help(self) -> str | None:
        """Its help, as it is read."""
        return None if self._help is None else "\n\n".join(map(tr, paragraphs(self._help)))

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its arguments and options, and that for the language, where there is more than one."""
        *own, helping = super().get_params(ctx)
        if len(LANGUAGES) == 1:
            return [*own, helping]
        return [*own, _language(tuple(LANGUAGES), LANGUAGE if ctx.parent is None else None), helping]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What is left of the command line; settings that cannot be taken are refused, unless help was asked for."""
        try:
            left = super().parse_args(ctx, args)
        except click.UsageError as error:
            refuse_unreadable(ctx, error)
            raise
        refuse_unreadable(ctx)
        return left

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that asks for this help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = tr("Show this message and exit.")
        return option


class Group(Command, click.Group):
    """A group of commands; those that are made by it say their help likewise."""

    command_class = Command


class Option(click.Option):
    """An option whose help is a message."""

    _help: str | None = None

    def __init__(
        self,
        *names: Any,
        help_values: Mapping[str, str | Callable[[], str]] | None = None,
        **attributes: Any,
    ) -> None:
        """Keep the message and its values; the rest is click's.

        Args:
            names: As click takes them.
            help_values: What stands in the places of the help, or what makes it in the reader's language.
            attributes: As click takes them.
        """
        self._help_values = help_values or {}
        super().__init__(*names, **attributes)

    @property
    def help(self) -> str | None:
        """Its help, as it is read."""
        values = {name: one() if callable(one) else one for name, one in self._help_values.items()}
        return tr(self._help, **values) if self._help else self._help

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text


def command(name: str) -> Callable[[Callable[..., Any]], Command]:
    """A function as a command of this name."""
    return click.command(name, cls=Command)


def group(name: str) -> Callable[[Callable[..., Any]], Group]:
    """A function as a group of commands of this name."""
    return click.group(name, cls=Group)


def option(*names: str, **attributes: Any) -> Callable[[Decorated], Decorated]:
    """An option of a command; its help is marked with `noted`, and has its values in `help_values`."""
    return click.option(*names, cls=Option, **attributes)


@cache
def _language(codes: tuple[str, ...], variable: str | None) -> Option:
    """The option that `chosen_language` has read already: here click refuses what is none."""
    return Option(
        ["--lang"],
        type=click.Choice(codes),
        envvar=variable,
        is_eager=True,
        expose_value=False,
        help=noted("Language of what people read; what programs read stays English."),
    )


def chosen_language(arguments: Sequence[str], otherwise: str | None = None) -> str:
    """The language that a command line or the environment asks for, known before click reads either: it refuses in it too.

    Args:
        arguments: The command line after the name of the program.
        otherwise: What is asked for where neither asks for one.

    Returns:
        One of `LANGUAGES`; English where none of them is asked for.
    """
    told = os.environ.get(LANGUAGE) or otherwise or ENGLISH
    options = takewhile(lambda word: word != "--", arguments)
    for word, after in pairwise([*options, ""]):
        if word == "--lang":
            told = after
        elif word.startswith("--lang="):
            told = word.removeprefix("--lang=")
    return told if told in LANGUAGES else ENGLISH


@contextmanager
def all_speaking(language: str) -> Iterator[None]:
    """Speak this language within, and let click speak it."""
    with speaking(language):
        if language == ENGLISH:
            yield
            return
        before = gettext.textdomain(), os.environ.get(_OF_GETTEXT)
        gettext.bindtextdomain(DOMAIN, str(FOLDER))
        gettext.textdomain(DOMAIN)
        os.environ[_OF_GETTEXT] = language
        try:
            yield
        finally:
            gettext.textdomain(before[0])
            if before[1] is None:
                del os.environ[_OF_GETTEXT]
            else:
                os.environ[_OF_GETTEXT] = before[1]
