"""`lamppost check`: a gate for CI; the verdicts of a policy decide the exit status."""

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from lamppost.cli import spoken
from lamppost.cli.look import exit_status, looked_at
from lamppost.cli.options import (
    annotate_option,
    as_of_option,
    color_option,
    fail_on_option,
    format_option,
    grounds_options,
    min_severity_option,
    offline_option,
    outputs_option,
    policy_option,
    quiet_option,
    verbose_option,
)
from lamppost.cli.output import format_of
from lamppost.model.language import tr

NO_POLICY = "none"


@spoken.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@policy_option
@fail_on_option("fail")
@min_severity_option
@as_of_option
@grounds_options
@outputs_option
@annotate_option
@format_option("terminal")
@color_option
@offline_option
@quiet_option
@verbose_option
@click.pass_context
def command(ctx: click.Context, /, **chosen: Any) -> int:
    """Judge captures, lists of suppliers, or maps, by policies, and leave with a status that a build server reads.

    Exit status: 0 no verdict at --fail-on; 1 one that nothing
    suppresses; 2 wrong use; 3 a file that could not be read whole, whatever the verdicts; 4 a broken pack. Where
    SARIF is printed or written, 1 is kept for a --fail-on that is spelled out: the upload that follows decides.
    """
    if not set(chosen["policies"]) - {NO_POLICY}:
        raise click.UsageError(tr("check judges by a policy: name one with --policy NAME or --policy FOLDER"))
    formats = {chosen["to"], *(format_of(path) for path in chosen["outputs"])}
    result = looked_at(chosen, chosen["to"])
    is_told = ctx.get_parameter_source("fail_on") is not ParameterSource.DEFAULT
    fail_on = chosen["fail_on"] if is_told or "sarif" not in formats else "never"
    return exit_status(result, fail_on, chosen["min_severity"])
