"""An engine that is kept from file to file: it takes a while to start."""

import weakref
from collections.abc import Callable

from lamppost.engine.choosing import open_engine
from lamppost.engine.sql import Engine, Room


class KeptEngine:
    """The engine of this machine, opened when it is first asked for, until it is let go of or nobody holds this any more."""

    def __init__(self) -> None:
        """None yet."""
        self._engine: Engine | None = None
        self._room: Room | None = None
        self._end: Callable[[], object] | None = None

    def at_hand(self, room: Room) -> Engine:
        """The engine that is kept, whatever its room; where none is, one with this room.

        Raises:
            EngineError: It does not start.
        """
        return self._engine or self.having(room)

    def having(self, room: Room) -> Engine:
        """The engine with this room; one with another is let go of.

        Args:
            room: How much it may take, and whether rows come in their order.

        Raises:
            EngineError: It does not start.
        """
        if self._engine is None or self._room != room:
            self.close()
            engine = open_engine(room=room)
            self._engine, self._room = engine, room
            self._end = weakref.finalize(self, engine.__exit__, None, None, None)
        return self._engine

    def close(self) -> None:
        """Let go of it, which takes memory; its tables are lost."""
        if self._end is not None:
            self._end()
        self._engine = self._room = self._end = None
