"""The one place that listens: a socket on the loopback address, and the server on it."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr

LOOPBACK = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """A socket on the loopback address; 0 takes a free port.

    Raises:
        LamppostError: The port is taken, or may not be used.
    """
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((LOOPBACK, port))
        taken.listen()  # so that nobody who opens the printed address at once is refused
    except OSError as error:
        taken.close()
        raise LamppostError(
            tr(
                "port {port} of {address} cannot be used: {why}",
                port=port,
                address=LOOPBACK,
                why=error.strerror,
            ),
            hint=tr("Leave --port out: a free one is taken."),
        ) from None
    return taken


def port_of(taken: socket.socket) -> int:
    """The port that a socket has."""
    return int(taken.getsockname()[1])


@contextmanager
def ending() -> Iterator[Callable[[], bool]]:
    """Whether the user has asked to end it, before the server looks for that itself.

    An interruption that is raised while modules are brought in, as they are between the printed address and the first page, may leave
    one of them half brought in, and whoever waits for it waits for ever.

    Raises:
        KeyboardInterrupt: Behind it, where the user asked.
    """
    asked: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


def serve(app: Callable[..., Any], taken: socket.socket, is_over: Callable[[], bool]) -> None:
    """Serve on the socket until the user interrupts.

    Args:
        app: An ASGI application.
        taken: The socket.
        is_over: Whether the user did so before the server began to look for it.
    """
    import uvicorn

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            self.should_exit = self.should_exit or is_over()

    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    Server(config).run(sockets=[taken])
