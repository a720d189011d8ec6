"""Options of a walk, and what becomes of the ways that are found."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lamppost.cli import spoken
from lamppost.cli.output import Narrator, refuse_overwriting
from lamppost.model.errors import LamppostError
from lamppost.model.language import noted, tr

if TYPE_CHECKING:
    from lamppost.model.walk import WaysTold

Command = TypeVar("Command", bound=Callable[..., Any])
MOST_DETOUR = 200
LENSES = ("low", "middle", "high")

_OPTIONS = (
    spoken.option(
        "--walk",
        nargs=2,
        metavar="A B",
        help=noted(
            "Of a map: the shortest way from A to B beside the least watched one; each LAT,LON or the name of a street or place."
        ),
    ),
    spoken.option(
        "--gpx",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=noted("Of a map: how much of this walk is seen; where it leads is kept nowhere."),
    ),
    spoken.option(
        "--detour",
        type=click.IntRange(0, MOST_DETOUR),
        default=20,
        show_default=True,
        metavar="PERCENT",
        help=noted("With --walk: how much longer than the shortest way the least watched one may be."),
    ),
    spoken.option(
        "--level",
        metavar="LEVEL",
        help=noted(
            "Of a walk: the level of the standard at which cameras are told and the way is chosen; else the lowest."
        ),
    ),
    spoken.option(
        "--lens",
        type=click.Choice(LENSES),
        default="middle",
        show_default=True,
        help=noted("With --walk: the lens with which the least watched way is looked for."),
    ),
    spoken.option(
        "--way-out",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE.gpx",
        help=noted("With --walk: write both ways to this file, which nobody else may read."),
    ),
)


def walk_options(command: Command) -> Command:
    """The command with the options of a walk."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def ask_for_a_walk(chosen: dict[str, Any]) -> "list[WaysTold]":
    """Put the walk that was asked about among the options, as `asked_walk`.

    Args:
        chosen: The options, by name.

    Returns:
        A list into which the ways come that are found.

    Raises:
        LamppostError: Options that do not go together.
    """
    ways: list[WaysTold] = []
    ends, path, out = chosen.get("walk"), chosen.get("gpx"), chosen.get("way_out")
    if ends and path:
        raise LamppostError(
            tr("--walk looks for a way, --gpx measures one that is known"), hint=tr("Leave one of them out.")
        )
    if out and not ends:
        raise LamppostError(
            tr("--way-out writes the ways that --walk finds, and none is asked for"),
            hint=tr("Add --walk A B."),
        )
    if out:
        refuse_overwriting(out, [*chosen["files"], *chosen["outputs"]])
    for output in chosen.get("outputs", ()):
        refuse_overwriting(output, [path] if path else [])
    if ends or path:
        from lamppost.model.walk import AskedWalk

        chosen["asked_walk"] = AskedWalk(
            path=path,
            ends=ends or None,
            detour=chosen["detour"] / 100,
            level=chosen.get("level"),
            lens=chosen["lens"],
            tell=ways.append,
        )
    return ways


def tell_ways(ways: "list[WaysTold]", chosen: dict[str, Any], narrator: Narrator) -> None:
    """Tell the ways on standard error, and write them where the user asked for it.

    Args:
        ways: Those that were found.
        chosen: The options, by name.
        narrator: Tells them, unless the user wants quiet.

    Raises:
        LamppostError: The file cannot be written.
    """
    if not ways:
        return
    from lamppost.cli.way_told import told

    for line in told(ways[-1]):
        narrator.say(line)
    if path := chosen.get("way_out"):
        from lamppost.cli.way_file import write_ways

        write_ways(path, ways[-1])
        narrator.say(tr("wrote {path}", path=path))
