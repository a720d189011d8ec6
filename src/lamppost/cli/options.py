"""Options that several commands share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from lamppost.cli import completing, spoken
from lamppost.engine.choosing import ENGINES
from lamppost.model.boxes import box_in
from lamppost.model.language import noted, tr
from lamppost.report.formats import FORMATS, endings

Command = TypeVar("Command", bound=Callable[..., Any])


class Box(click.ParamType[tuple[float, float, float, float]]):
    """West, south, east and north in degrees, as 11.56,48.13,11.59,48.14."""

    name = "box"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float, float, float]:
        """The box, or a refusal in words."""
        if isinstance(value, tuple):
            return value
        box = box_in(str(value))
        if box is None:
            self.fail(
                tr(
                    "{value} is no box; write it as W,S,E,N in degrees: 11.56,48.13,11.59,48.14",
                    value=repr(value),
                ),
                param,
                ctx,
            )
        return box


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
            self.fail(tr("{value} is not a day; write it as 2026-11-23", value=repr(value)), param, ctx)


as_of_option = spoken.option(
    "--as-of",
    type=Day(),
    metavar="DAY",
    envvar="LAMPPOST_AS_OF",
    help=noted("What held on this day; default today (UTC)."),
)

policy_option = spoken.option(
    "--policy",
    "policies",
    multiple=True,
    shell_complete=completing.policies,
    metavar="NAME|FOLDER",
    help=noted("Judge by this policy; repeat it to see several side by side; default none."),
)
context_option = spoken.option(
    "--context",
    "context_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Facts about you that rules ask for (TOML)."),
)
packs_option = spoken.option(
    "--packs",
    "pack_folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER|FILE",
    help=noted("Packs of your own, or a watch list (CSV, FtM), added to the shipped ones."),
)
require_signed_option = spoken.option(
    "--require-signed",
    is_flag=True,
    envvar="LAMPPOST_REQUIRE_SIGNED",
    help=noted("Refuse a pack of yours that no trusted key signed."),
)
networks_option = spoken.option(
    "--networks",
    "networks_tables",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Your own address table (.csv, .mmdb or .networks); it wins."),
)
column_option = spoken.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help=noted(
        "Of a list: read the column of this heading, letter or number as maker, brand, model, kind, mac, address or host; - for none."
    ),
)
encoding_option = spoken.option(
    "--encoding", metavar="NAME", help=noted("Of a list: how its letters are written, as gb18030 or cp1252.")
)
header_row_option = spoken.option(
    "--header-row",
    type=click.IntRange(0),
    metavar="N",
    help=noted("Of a list: the row of its headings; 0 for none."),
)
sheet_option = spoken.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="NAME",
    help=noted("Of a workbook: read this sheet alone; repeat it for several."),
)
flow_columns_option = spoken.option(
    "--flow-columns",
    "flow_columns",
    multiple=True,
    metavar="FIELD=COLUMN,…",
    help=noted(
        "Of a flow table (CSV, Parquet): which columns are src_ip, dst_ip, start and so on; - for none."
    ),
)
place_option = spoken.option(
    "--place", metavar="NAME", help=noted("Of a map: this place alone, which the map outlines.")
)
bbox_option = spoken.option(
    "--bbox",
    "bounds",
    type=Box(),
    metavar="W,S,E,N",
    help=noted("Of a map: this box alone, in degrees: west, south, east, north."),
)
standard_option = spoken.option(
    "--standard",
    metavar="NAME",
    help=noted("Of a map: the standard whose levels of pixel density are taken, as en-62676-4-2015."),
)
with_homes_option = spoken.option(
    "--with-homes",
    is_flag=True,
    help=noted("Of a map: list cameras of private homes too, where they face public space; blurred."),
)
official_register_option = spoken.option(
    "--official-register",
    is_flag=True,
    help=noted("Of a register of cameras: a public body keeps it, and what it says is official."),
)
engine_option = spoken.option(
    "--engine",
    type=click.Choice(ENGINES),
    help=noted("Have an engine read logs and captures, one task a file, and put them together."),
)
spark_master_option = spoken.option(
    "--spark-master",
    metavar="URL",
    help=noted("Of Spark: the cluster, as spark://HOST:7077; default this machine, with two threads."),
)
resume_option = spoken.option(
    "--resume",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=noted(
        "Keep what each file told in FOLDER until the answer is there; go on from what is kept there."
    ),
)
all_destinations_option = spoken.option(
    "--all-destinations",
    is_flag=True,
    help=noted("List every destination, also of a device with thousands; takes memory and room."),
)
home_option = spoken.option(
    "--home", multiple=True, metavar="CIDR", help=noted("A network of yours beyond the private ranges.")
)
suppressions_option = spoken.option(
    "--suppressions",
    "suppressions_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Verdicts that you except: who, why, until when (TOML)."),
)
outputs_option = spoken.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Write a report, by its ending: {endings}."),
    help_values={"endings": endings},
)
annotate_option = spoken.option(
    "--annotate",
    "copies",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=noted("Of a list: write a copy of it with what was found beside each row: .xlsx or .csv."),
)
min_severity_option = spoken.option(
    "--min-severity",
    type=click.Choice(("informational", "low", "medium", "high", "critical")),
    default="informational",
    help=noted("Verdicts below it do not count for --fail-on."),
)
quiet_option = spoken.option("-q", "--quiet", is_flag=True, help=noted("No announcements on standard error."))
verbose_option = spoken.option("-v", "--verbose", count=True, help=noted("Print whole lists."))
offline_option = spoken.option("--offline", is_flag=True, help=noted("Nothing connects; this is always so."))


def fail_on_option(default: str) -> Callable[[Command], Command]:
    """The option that makes verdicts count for the exit status."""
    return spoken.option(
        "--fail-on",
        type=click.Choice(("never", "fail", "open")),
        default=default,
        show_default=True,
        help=noted("Leave with status 1 on such a verdict."),
    )


def format_option(default: str | None) -> Callable[[Command], Command]:
    """The option that says what is printed."""
    return spoken.option(
        "--format",
        "to",
        type=click.Choice(tuple(FORMATS)),
        metavar="FORMAT",
        default=default,
        help=noted("What to print: {formats}; default terminal."),
        help_values={"formats": ", ".join(FORMATS)},
    )


color_option = spoken.option(
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
    flow_columns_option,
    place_option,
    bbox_option,
    standard_option,
    with_homes_option,
    official_register_option,
)
