"""The front door: finds the command, and turns failures into words and exit statuses."""

import atexit
import contextlib
import errno
import gc
import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import NoReturn

import click

from lamppost import __version__
from lamppost.cli.offline import refuse_connections
from lamppost.cli.output import silence_output
from lamppost.cli.settings import defaults_if_readable, language_of_file
from lamppost.cli.spoken import Group, Option, all_speaking, chosen_language
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr
from lamppost.model.settings import ASKING

COMMANDS = {
    "look": noted("Look at captures or lists: what watches here, who made it, where it sends."),
    "check": noted("Judge captures or lists of suppliers by a policy: a gate for CI."),
    "ask": noted("Ask what is held of a company, brand, country, host, MAC, law or list."),
    "explain": noted("Explain one finding of a result, link by link."),
    "letter": noted("Write a question about a finding to whoever can answer it."),
    "note": noted("Enter what you read on a device's label or invoice, and judge again."),
    "report": noted("Write a report of a result document."),
    "diff": noted("Say what changed between two documents, and what became of statements."),
    "share": noted("Make a bundle of a result for others, without your network in it."),
    "verify": noted("Check a bundle byte by byte."),
    "watch": noted("Follow logs as they grow, and tell what is new."),
    "serve": noted("Show results as pages in your browser, on this machine alone."),
    "packs": noted("List, check, update, sign, trust and export what lamppost knows."),
    "doctor": noted("Print what is in hand, and what a policy asks of you."),
    "completion": noted("Print the completion of a shell: bash, zsh or fish."),
    "demo": noted("Look at the bundled captures and write a report."),
}
COMPLETING = "_LAMPPOST_COMPLETE"
"""The variable by which a shell asks for words, however lamppost was called."""
INTERRUPTED = 130
CRASHED = 2
WRONG_USE = 2
_SOON_S = 0.01
_ENDS_WITHIN_S = 5.0
"""How long who interrupted waits for other threads."""
_ONE_THREAD = "OPENBLAS_NUM_THREADS", "1"
"""numpy starts a thread for each processor to multiply matrices, which nothing here does, and which costs a quarter
of its start (USAGE.md of OpenBLAS)."""


class _Lazy(Group):
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
        return import_module(f"lamppost.cli.{cmd_name}").command  # type: ignore[no-any-return]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; settings hold for what its command line leaves out."""
        name, command, rest = super().resolve_command(ctx, args)
        if (
            name in ASKING and name != "doctor" and not ctx.resilient_parsing
        ):  # which shows them itself, those that cannot be read too
            ctx.default_map = {name: defaults_if_readable(ctx, name)}
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        del ctx
        with formatter.section(tr("Commands")):
            formatter.write_dl([(name, tr(words)) for name, words in COMMANDS.items()])


_SELDOM = 1 << 16, 20, 10
"""Objects after which Python looks for circles among them: what is read is held until the end, and looking at it again and again takes time."""


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="lamppost", cls=Option)
def cli() -> None:
    """Which cameras are here, who made them, and who can reach what they see.

    Evidence in, sourced answers out. Nothing leaves this machine.
    """


def main() -> None:
    """Run the command and leave with its exit status; nothing may connect from here on."""
    refuse_connections()
    gc.set_threshold(*_SELDOM)
    os.environ.setdefault(*_ONE_THREAD)
    with all_speaking(chosen_language(sys.argv[1:], language_of_file())):
        status = _status()
    sys.exit(status if isinstance(status, int) else 0)


def interrupted_later(lost: "sys.UnraisableHookArgs") -> None:
    """What is raised where nobody can catch it: an interruption is raised once more, the rest is said as Python does.

    Python drops what is raised while an object goes, as while the rows of an engine are given back; who interrupts then would be passed over.

    Args:
        lost: What was raised.
    """
    if issubclass(lost.exc_type, KeyboardInterrupt):
        import _thread
        import threading

        threading.Timer(_SOON_S, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)


def run() -> NoReturn:
    """The whole process: the command, and an end that does not take apart what is held, which a short run would notice."""
    status = CRASHED
    sys.unraisablehook = interrupted_later

    def end() -> None:
        """After all that others asked to be done at the end; where something cannot be written out, Python ends as it does."""
        with contextlib.suppress(OSError, ValueError):
            for stream in (sys.stdout, sys.stderr):
                if stream is not None:
                    stream.flush()
            os._exit(status)

    atexit.register(end)  # the first that is registered is called last
    try:
        main()
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else CRASHED
    if status == INTERRUPTED:
        _end_soon(end)
    sys.exit(status)


def _end_soon(end: Callable[[], None]) -> None:
    """Whoever interrupts waits for what other threads are doing, but not for long: one of them may wait for ever for what was interrupted."""
    import threading

    late = threading.Timer(_ENDS_WITHIN_S, end)
    late.daemon = True
    late.start()


def _status() -> object:
    """The exit status of the command; what went wrong is said on standard error."""
    try:
        return cli.main(standalone_mode=False, complete_var=COMPLETING)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _tell(f"lamppost: {tr('interrupted')}")
        return INTERRUPTED
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        return error.exit_code
    except LamppostError as error:
        _tell(f"lamppost: {error.message}", *([f"  {error.hint}"] if error.hint else []))
        return error.exit_status
    except BrokenPipeError:
        # whoever read the output has gone; say nothing more to it
        silence_output()
        return 0
    except OSError as error:
        if os.environ.get("LAMPPOST_DEBUG"):
            raise
        place = error.filename or (tr("standard output") if error.errno == errno.ENOSPC else tr("a file"))
        _tell(f"lamppost: {place}: {error.strerror or error}")
        silence_output()
        return WRONG_USE
    except Exception as error:
        if os.environ.get("LAMPPOST_DEBUG"):
            raise
        fault = f"{type(error).__name__}: {error}"
        _tell(
            f"lamppost: {tr('this is a fault of lamppost: {fault}', fault=fault)}",
            f"  {tr('Set LAMPPOST_DEBUG=1 to see where, and report it with that text.')}",
        )
        return CRASHED


def _tell(*lines: str) -> None:
    """Say what went wrong; where standard error takes nothing, as on a full disk, the exit status says it alone."""
    with contextlib.suppress(OSError):
        for line in lines:
            click.echo(line, err=True)
