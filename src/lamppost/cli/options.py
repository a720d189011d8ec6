"""Options that several commands share."""

from datetime import date
from pathlib import Path
from typing import Any

import click


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
color_option = click.option(
    "--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True
)
