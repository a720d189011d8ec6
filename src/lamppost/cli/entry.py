"""The front door: finds the command, and turns failures into words and exit statuses."""

import errno
import os
import sys
from importlib import import_module

import click

from lamppost import __version__
from lamppost.cli.offline import refuse_connections
from lamppost.cli.output import silence_output
from lamppost.model.errors import LamppostError
from lamppost.model.language import ENGLISH, LANGUAGES, speak

COMMANDS = {
    "look": "Look at captures or lists: what watches here, who made it, where it sends.",
    "check": "Judge captures or lists of suppliers by a policy: a gate for CI.",
    "ask": "Ask what is held of a company, brand, country, host, MAC, law or list.",
    "explain": "Explain one finding of a result, link by link.",
    "letter": "Write a question about a finding to whoever can answer it.",
    "note": "Enter what you read on a device's label or invoice, and judge again.",
    "report": "Write a report of a result document.",
    "diff": "Say what changed between two documents, and what became of statements.",
    "share": "Make a bundle of a result for others, without your network in it.",
    "verify": "Check a bundle byte by byte.",
    "serve": "Show results as pages in your browser, on this machine alone.",
    "packs": "List, check, update, sign, trust and export what lamppost knows.",
    "doctor": "Print what is in hand, and what a policy asks of you.",
    "demo": "Look at the bundled captures and write a report.",
}
INTERRUPTED = 130
CRASHED = 2
WRONG_USE = 2
_ONE_THREAD = "OPENBLAS_NUM_THREADS", "1"
"""numpy starts a thread for each processor to multiply matrices, which nothing here does, and which costs a quarter
of its start (USAGE.md of OpenBLAS)."""


def _speak(_: click.Context, __: click.Parameter, chosen: str) -> None:
    speak(chosen)


_LANGUAGE = click.Option(
    ["--lang"],
    type=click.Choice(tuple(LANGUAGES)),
    default=ENGLISH,
    envvar="LAMPPOST_LANG",
    is_eager=True,
    expose_value=False,
    callback=_speak,
    help="Language of what people read; what programs read stays English.",
)


class _Lazy(click.Group):
    """Commands are imported when they are called, so that --help stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command by name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"lamppost.cli.{cmd_name}").command
        if len(LANGUAGES) > 1 and _LANGUAGE not in command.params:
            command.params.append(_LANGUAGE)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="lamppost")
def cli() -> None:
    """Which cameras are here, who made them, and who can reach what they see.

    Evidence in, sourced answers out. Nothing leaves this machine.
    """


def main() -> None:
    """Run the command and leave with its exit status; nothing may connect from here on."""
    refuse_connections()
    os.environ.setdefault(*_ONE_THREAD)
    try:
        status = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        status = INTERRUPTED
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    except LamppostError as error:
        click.echo(f"lamppost: {error.message}", err=True)
        if error.hint:
            click.echo(f"  {error.hint}", err=True)
        status = error.exit_status
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:
        # whoever read the output has gone; say nothing more to it
        silence_output()
        status = 0
    except OSError as error:
        if os.environ.get("LAMPPOST_DEBUG"):
            raise
        place = error.filename or ("standard output" if error.errno == errno.ENOSPC else "a file")
        click.echo(f"lamppost: {place}: {error.strerror or error}", err=True)
        silence_output()
        status = WRONG_USE
    except Exception as error:
        if os.environ.get("LAMPPOST_DEBUG"):
            raise
        click.echo(f"lamppost: this is a fault of lamppost: {type(error).__name__}: {error}", err=True)
        click.echo("  Set LAMPPOST_DEBUG=1 to see where, and report it with that text.", err=True)
        status = CRASHED
    sys.exit(status if isinstance(status, int) else 0)
