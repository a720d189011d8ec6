"""`lamppost completion`: what a shell needs in order to complete commands, options and ids."""

from typing import Any

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from lamppost.cli import spoken
from lamppost.cli.entry import COMPLETING
from lamppost.cli.output import print_document

SHELLS: dict[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@spoken.command("completion")
@click.argument("shell", type=click.Choice(tuple(SHELLS)))
def command(shell: str) -> int:
    """Print the completion of a shell: commands, options, policies, formats, and ids of a result document.

    For bash, put it into ~/.local/share/bash-completion/completions/lamppost; for zsh, as _lamppost into a folder of
    fpath; for fish, into ~/.config/fish/completions/lamppost.fish.
    """
    print_document(script(shell))
    return 0


def script(shell: str) -> str:
    """The completion of a shell: one of `SHELLS`. It calls lamppost at each question, so that it is never out of date."""
    made: Any = SHELLS[shell](click.Command("lamppost"), {}, "lamppost", COMPLETING)
    return str(made.source_template % made.source_vars())
