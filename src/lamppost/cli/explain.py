"""`lamppost explain`: the chain of one finding, in words."""

from pathlib import Path

import click

from lamppost.cli import completing, spoken
from lamppost.cli.output import print_text, terminal_width


@spoken.command("explain")
@click.argument("result", type=click.Path(path_type=Path))
@click.argument("finding_id", metavar="ID", shell_complete=completing.ids("dev", "dst", "site", "ast", "ver"))
def command(result: Path, finding_id: str) -> int:
    """Explain one finding of a RESULT document: what was seen, where, says who, what would disprove it.

    ID is any id of the document: a device (dev-…), a destination (dst-…), a camera of a map (site-…), a verdict (ver-…);
    or a level at which a place is seen.
    """
    from lamppost import pipeline

    print_text(pipeline.explain(pipeline.read_result(result), finding_id, terminal_width()))
    return 0
