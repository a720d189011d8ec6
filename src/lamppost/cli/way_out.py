"""The one address that this process may connect to, while it fetches what the user typed; else none.

Only `cli.fetch` may open the way and only `cli.offline`, whose hook refuses everything else, asks about it;
an import contract holds both. The way is open to one thread, for one host and port, once per process.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_OPEN: ContextVar[tuple[str, int] | None] = ContextVar("open", default=None)
_USED: list[tuple[str, int]] = []


class AlreadyUsedError(RuntimeError):
    """Some code of this process asked for a second way out; that is a fault of lamppost."""


@contextmanager
def way_out(host: str, port: int) -> Iterator[None]:
    """Let this thread look up one host and connect to it on one port, until the block ends.

    Args:
        host: As it will be looked up.
        port: The only port.

    Raises:
        AlreadyUsedError: This process had a way out before.
    """
    if _USED:
        raise AlreadyUsedError(f"a way out to {_USED[0][0]} was opened before")
    _USED.append((host, port))
    token = _OPEN.set((host, port))
    try:
        yield
    finally:
        _OPEN.reset(token)


def is_open_for(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audit event of the interpreter is on the way that is open.

    Args:
        event: Its name; of looking up and connecting alone can the answer be yes.
        arguments: As https://docs.python.org/3/library/audit_events.html gives them.
    """
    allowed = _OPEN.get()
    if allowed is None:
        return False
    if event == "socket.getaddrinfo":
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        return (host, arguments[1]) == allowed
    if event == "socket.connect":
        address = arguments[1]
        return isinstance(address, tuple) and len(address) >= 2 and address[1] == allowed[1]
    return False
