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


class ConnectingError(RuntimeError):
    """Some code of this process tried to reach the network; that is a fault of lamppost."""


@cache
def refuse_connections() -> None:
    """From now on, every attempt of this process to connect or to look a name up raises, but for one.

    The one is the address typed for `packs update` (`cli.way_out`).

    A hook cannot be taken away again; calling this twice installs one.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in REFUSED or _stays_here(event, arguments):
        return
    if sys.platform == "win32" and event == "socket.connect" and arguments[1][0] in LOOPBACK:
        return  # there, a pair of sockets inside one process is made by way of loopback
    if is_open_for(event, arguments):
        return  # `packs update` with an address: to that host and port, from that thread, once
    raise ConnectingError(f"{event} was refused: lamppost opens no connection")


def _stays_here(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether it listens on the loopback address, or answers whoever has come in there.

    A message without an address goes to the other end of a connection, and none is ever opened from here.
    """
    if event == "socket.bind":
        return isinstance(arguments[1], tuple) and arguments[1][0] in LOOPBACK
    return event == "socket.sendmsg" and arguments[1] is None
