"""Options that several commands share."""

from pathlib import Path

import click

packs_option = click.option(
    "--packs",
    "pack_folders",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Packs of your own, added to the shipped ones.",
)
color_option = click.option(
    "--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True
)
