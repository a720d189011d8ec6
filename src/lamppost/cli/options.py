"""Options that several commands share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from lamppost.report.formats import FORMATS, endings

Command = TypeVar("Command", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A calendar day, as 2026-11-23."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a refusal in words."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-11-23", param, ctx)


as_of_option = click.option(
    "--as-of",
    type=Day(),
    metavar="DAY",
    envvar="LAMPPOST_AS_OF",
    help="What held on this day; default today (UTC).",
)

policy_option = click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="NAME|FOLDER",
    help="Judge by this policy; repeat it to see several side by side; default none.",
)
context_option = click.option(
    "--context",
    "context_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Facts about you that rules ask for (TOML).",
)
packs_option = click.option(
    "--packs",
    "pack_folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Packs of your own, added to the shipped ones.",
)
require_signed_option = click.option(
    "--require-signed",
    is_flag=True,
    envvar="LAMPPOST_REQUIRE_SIGNED",
    help="Refuse a pack of yours that no trusted key signed.",
)
networks_option = click.option(
    "--networks",
    "networks_tables",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Your own address table (.csv, .mmdb or .networks); it wins.",
)
column_option = click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Of a list: read the column of this heading, letter or number as maker, brand, model, kind, mac, address or host; - for none.",
)
encoding_option = click.option(
    "--encoding", metavar="NAME", help="Of a list: how its letters are written, as gb18030 or cp1252."
)
header_row_option = click.option(
    "--header-row",
    type=click.IntRange(0),
    metavar="N",
    help="Of a list: the row of its headings; 0 for none.",
)
sheet_option = click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="NAME",
    help="Of a workbook: read this sheet alone; repeat it for several.",
)
all_destinations_option = click.option(
    "--all-destinations",
    is_flag=True,
    help="List every destination, also of a device with thousands; takes memory and room.",
)
home_option = click.option(
    "--home", multiple=True, metavar="CIDR", help="A network of yours beyond the private ranges."
)
suppressions_option = click.option(
    "--suppressions",
    "suppressions_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Verdicts that you except: who, why, until when (TOML).",
)
outputs_option = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"Write a report, by its ending: {endings()}.",
)
annotate_option = click.option(
    "--annotate",
    "copies",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Of a list: write a copy of it with what was found beside each row: .xlsx or .csv.",
)
min_severity_option = click.option(
    "--min-severity",
    type=click.Choice(("informational", "low", "medium", "high", "critical")),
    default="informational",
    help="Verdicts below it do not count for --fail-on.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="No announcements on standard error.")
verbose_option = click.option("-v", "--verbose", count=True, help="Print whole lists.")
offline_option = click.option("--offline", is_flag=True, help="Nothing connects; this is always so.")


def fail_on_option(default: str) -> Callable[[Command], Command]:
    """The option that makes verdicts count for the exit status."""
    return click.option(
        "--fail-on",
        type=click.Choice(("never", "fail", "open")),
        default=default,
        show_default=True,
        help="Leave with status 1 on such a verdict.",
    )


def format_option(default: str | None) -> Callable[[Command], Command]:
    """The option that says what is printed."""
    return click.option(
        "--format",
        "to",
        type=click.Choice(tuple(FORMATS)),
        metavar="FORMAT",
        default=default,
        help=f"What to print: {', '.join(FORMATS)}; default terminal.",
    )


color_option = click.option(
    "--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True
)


def grounds_options(command: Command) -> Command:
    """The options that say what is judged with: facts about the user, exceptions, packs and tables."""
    for option in reversed(_GROUNDS):
        command = option(command)
    return command


_GROUNDS = (
    context_option,
    home_option,
    suppressions_option,
    packs_option,
    require_signed_option,
    networks_option,
    all_destinations_option,
    column_option,
    encoding_option,
    header_row_option,
    sheet_option,
)
