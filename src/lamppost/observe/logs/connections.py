"""Names by the connection that they were sent in: logs tell the two in different rows."""

import numpy as np

from lamppost.model.observations import Column

SEVERAL = -2
"""As in `FLOW.server_name`: more than one name was sent."""


class ConnectionNames:
    """The name of each connection, by its key; names are put in, and taken out again when the connection is told."""

    def __init__(self) -> None:
        """None yet."""
        self._keys, self._names = np.empty(0, np.uint64), np.empty(0, np.int64)  # rising
        self._new: list[tuple[Column, Column]] = []
        self.is_taken_out = False
        """A name is forgotten once its connection was told; else it is kept."""

    def put(self, keys: Column, names: Column) -> None:
        """Keep names of connections; a key of 0, and a name of -1, are none."""
        told = (keys != 0) & (names >= 0)
        if told.any():
            self._new.append((keys[told], names[told].astype(np.int64)))

    def find(self, keys: Column) -> Column:
        """The name of each connection, -1 where none was told, SEVERAL where more than one was.

        Args:
            keys: Of connections, shape (n,).
        """
        found = np.full(len(keys), -1, np.int64)
        self._settle()
        if not len(self._keys) or not len(keys):
            return found
        order = np.argsort(
            keys
        )  # neighbours are looked up one after the other: what they are compared with is near
        at = np.empty(len(keys), np.int64)
        at[order] = np.searchsorted(self._keys, keys[order])
        at[at == len(self._keys)] = 0
        held = (self._keys[at] == keys) & (keys != 0)
        found[held] = self._names[at[held]]
        if self.is_taken_out and held.any():
            self._keys, self._names = np.delete(self._keys, at[held]), np.delete(self._names, at[held])
        return found

    def restore(self, keys: Column, names: Column) -> None:
        """Keep what `rows` gave, several names of one connection too."""
        if len(keys):
            self._new.append((keys, names.astype(np.int64)))

    def rows(self) -> dict[str, Column]:
        """Keys and names, as they were put in, each once."""
        self._settle()
        return {"key": self._keys, "name": self._names}

    def _settle(self) -> None:
        """Put new names among the others."""
        if not self._new:
            return
        keys = np.concatenate([self._keys, *(one for one, _ in self._new)])
        names = np.concatenate([self._names, *(one for _, one in self._new)])
        self._new = []
        order = np.argsort(keys, kind="stable")
        keys, names = keys[order], names[order]
        starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
        least, most = np.minimum.reduceat(names, starts), np.maximum.reduceat(names, starts)
        self._keys = keys[starts]
        self._names = np.where((least == most), most, SEVERAL)
