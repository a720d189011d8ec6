"""`lamppost serve`: the pages, on the loopback address."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lamppost.cli import spoken
from lamppost.cli.options import (
    as_of_option,
    grounds_options,
    offline_option,
    policy_option,
)
from lamppost.cli.question import question_of
from lamppost.model.language import noted, tr

if TYPE_CHECKING:
    from lamppost.pipeline.looking import Question
    from lamppost.web.shelf import Shelf


@spoken.command("serve")
@spoken.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help=noted("Folder of the results; default a private one of yours."),
)
@spoken.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help=noted("0 takes a free one.")
)
@spoken.option(
    "--most-mb",
    type=click.IntRange(1, 1_000_000),
    default=2000,
    show_default=True,
    help=noted("Refuse to be handed more than this at once."),
)
@as_of_option
@policy_option
@grounds_options
@offline_option
def command(**chosen: Any) -> int:
    """Show results as pages in your browser, at 127.0.0.1 and nowhere else.

    Prints an address that holds a token; whoever has it may ask, nobody else. Hand over captures, lists
    or results on its first page. The options are what a form there begins with. End it with Ctrl-C.
    """
    from lamppost.web.shelf import Shelf, default_folder
    from lamppost.web.working import working_in

    question = question_of(chosen, chosen["as_of"])
    shelf = Shelf(chosen["data"] or default_folder())
    with working_in(shelf.folder):  # before anything is shown: what a run that was killed left is gone then
        _serve(shelf, question, port=chosen["port"], most_bytes=chosen["most_mb"] * 1_000_000)
    return 0


def _serve(shelf: "Shelf", question: "Question", *, port: int, most_bytes: int) -> None:
    """Show the pages until the user ends it."""
    from lamppost.web.app import make_app
    from lamppost.web.desk import Desk
    from lamppost.web.listening import LOOPBACK, ending, listen, port_of, serve
    from lamppost.web.world import prepare

    desk = Desk(shelf, question, most_bytes=most_bytes)
    desk.choices()  # a broken pack or policy is refused before anything is shown
    taken = listen(port)
    found, token = port_of(taken), secrets.token_urlsafe(32)
    with ending() as is_over:
        click.echo(f"http://{LOOPBACK}:{found}/?token={token}")
        click.echo(
            tr("Open that address. Results are kept in {folder}. Ctrl-C ends it.", folder=shelf.folder),
            err=True,
        )
        desk.asker.prepare(prepare)
        try:
            serve(make_app(desk, port=found, token=token), taken, is_over)
        finally:
            desk.close()
