"""The manual page lamppost(1), made from the commands themselves when a wheel is built: no page of it is written by hand."""

from collections.abc import Iterator
from datetime import date
from textwrap import wrap

import click

from lamppost import __version__
from lamppost.cli.entry import COMMANDS, cli
from lamppost.model.language import ENGLISH, speaking
from lamppost.model.settings import SETTINGS, SETTINGS_FILE

_WIDTH = 76
_ALWAYS = ("help", "lang")
"""Options of every command, which are told once."""
_STATUSES = (
    ("0", "Nothing at or above --fail-on."),
    ("1", "A verdict at or above --fail-on."),
    ("2", "Wrong use, or a fault of lamppost."),
    ("3", "Evidence that could not be read whole."),
    ("4", "A pack is missing or was changed, or is stale under --require-fresh."),
    ("130", "Interrupted."),
)
_VARIABLES = (
    ("LAMPPOST_KERNELS", "Folder of the machine code of the decoders."),
    ("LAMPPOST_BROWSER", "The browser that prints PDF."),
    ("LAMPPOST_DEBUG", "Show where a fault happened."),
    ("NO_COLOR", "No colour unless --color always."),
    ("SOURCE_DATE_EPOCH", "When this page is made: the time that it bears."),
)


def page(day: date) -> str:
    """The page in the man macros of roff: ASCII letters alone, the same for the same commands and day.

    Args:
        day: What stands at its foot.
    """
    with speaking(ENGLISH):
        return "".join(f"{line}\n" for line in _lines(day))


def _lines(day: date) -> Iterator[str]:
    yield f".TH LAMPPOST 1 {day.isoformat()} {_quoted(f'lamppost {__version__}')} {_quoted('lamppost manual')}"
    first, *others = (cli.help or "").split("\n\n")
    yield from (".SH NAME", _plain(f"lamppost - {_as_name(first)}"), ".SH SYNOPSIS", ".B lamppost")
    yield from ("[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]", ".SH DESCRIPTION")
    yield from _paragraphs([first, *others])
    yield ".SH COMMANDS"
    context = click.Context(cli, info_name="lamppost")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield from _command(command, f"lamppost {name}", context)
    yield ".SH OPTIONS OF EVERY COMMAND"
    yield from _options(cli, context, told=_ALWAYS)
    yield ".SH EXIT STATUS"
    yield from _entries(_STATUSES)
    yield ".SH ENVIRONMENT"
    yield from _entries((one.variable, f"The setting {one.name}.") for one in SETTINGS)
    yield from _entries(_VARIABLES)
    yield from (".SH FILES", ".TP", f".I {SETTINGS_FILE}")
    yield _plain(
        f"Settings for what a command line leaves out: {', '.join(one.name for one in SETTINGS)}; and a table "
        "[context] with facts about you. It is read from the folder that a command is run in. A flag comes before "
        "a variable, and a variable before this file."
    )
    yield from (".SH SEE ALSO", "\\fBlamppost doctor\\fR, \\fBlamppost packs list\\fR, \\fBwireshark\\fR(1)")


def _command(command: click.Command, name: str, above: click.Context) -> Iterator[str]:
    context = click.Context(command, info_name=name.rsplit(maxsplit=1)[-1], parent=above)
    usage = " ".join(command.collect_usage_pieces(context))
    yield from (f".SS {_quoted(_plain(name))}", f".B {_plain(name)}", _plain(usage), ".PP")
    yield from _paragraphs((command.help or "").split("\n\n"))
    yield from _options(command, context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            one = command.get_command(context, below)
            assert one is not None
            yield from _command(one, f"{name} {below}", context)


def _options(command: click.Command, context: click.Context, told: tuple[str, ...] = ()) -> Iterator[str]:
    for one in command.get_params(context):
        is_told = one.name in told if told else one.name not in _ALWAYS
        record = one.get_help_record(context) if isinstance(one, click.Option) and is_told else None
        if record is not None:
            yield from (".TP", f".B {_line(record[0])}", _plain(record[1]) or "\\&")


def _entries(pairs: "Iterator[tuple[str, str]] | tuple[tuple[str, str], ...]") -> Iterator[str]:
    for name, words in pairs:
        yield from (".TP", f".B {_line(name)}", _plain(words))


def _paragraphs(texts: list[str]) -> Iterator[str]:
    for at, text in enumerate(texts):
        yield from ([".PP"] if at else [])
        yield _plain(" ".join(text.split()))


def _as_name(sentence: str) -> str:
    """A sentence as what stands behind a name: `lamppost - which cameras are here …`."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _plain(text: str) -> str:
    """Words as roff prints them, in lines of at most 78 letters: nothing in them is a request, an escape or beyond ASCII."""
    shown = "".join(_letter(one) for one in text)
    lines = wrap(shown, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in lines)


def _line(text: str) -> str:
    """The same in one line, behind a request."""
    return _plain(text).replace("\n", " ")


def _letter(one: str) -> str:
    if one in "\\-":
        return {"\\": "\\e", "-": "\\-"}[one]
    return one if " " <= one <= "~" else f"\\[u{ord(one):04X}]"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
