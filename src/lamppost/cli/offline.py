"""The assertion that nothing connects: the interpreter itself refuses, whoever asks."""

import sys
from functools import cache
from typing import Any

from lamppost.cli.way_out import is_open_for

REFUSED = frozenset(
    {
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyaddr",
        "socket.gethostbyname",
        "socket.getnameinfo",
        "socket.sendmsg",
        "socket.sendto",
    }
)
"""Audit events of the interpreter by which something could leave this machine or ask for a name
(https://docs.python.org/3/library/audit_events.html)."""
LOOPBACK = ("127.0.0.1", "::1")
"""Where `serve` listens, and nowhere else."""
_OWN_ENGINE: list[bool] = []
_AT_HOME = (*LOOPBACK, "localhost")


class ConnectingError(RuntimeError):
    """Some code of this process tried to reach the network; that is a fault of lamppost."""


@cache
def refuse_connections() -> None:
    """From now on, every attempt of this process to connect or to look a name up raises, but for one.

    The one is the address typed for `packs update` (`cli.way_out`).

    A hook cannot be taken away again; calling this twice installs one.
    """
    sys.addaudithook(_refuse)


def let_own_engine_answer() -> None:
    """From now on this process may connect to the loopback address, and listen there: Spark is another process of this machine.

    What Spark connects to is its own doing, and is the cluster that the user named, if any.
    """
    _OWN_ENGINE.append(True)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in REFUSED or _stays_here(event, arguments):
        return
    if sys.platform == "win32" and event == "socket.connect" and arguments[1][0] in LOOPBACK:
        return  # there, a pair of sockets inside one process is made by way of loopback
    if _OWN_ENGINE and _is_at_home(event, arguments):
        return
    if is_open_for(event, arguments):
        return  # `packs update` with an address: to that host and port, from that thread, once
    raise ConnectingError(f"{event} was refused: lamppost opens no connection")


def _is_at_home(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether it connects to the loopback address, listens there, or looks it up."""
    if event in ("socket.connect", "socket.bind"):
        return isinstance(arguments[1], tuple) and arguments[1][0] in _AT_HOME
    return event in ("socket.getaddrinfo", "socket.gethostbyname") and arguments[0] in _AT_HOME


def _stays_here(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether it listens on the loopback address, or answers whoever has come in there.

    A message without an address goes to the other end of a connection, and none is ever opened from here.
    """
    if event == "socket.bind":
        return isinstance(arguments[1], tuple) and arguments[1][0] in LOOPBACK
    return event == "socket.sendmsg" and arguments[1] is None
