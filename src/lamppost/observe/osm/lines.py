"""Lines of nodes, one behind the other, as osmium and as kernels give them."""

from array import array
from collections.abc import Iterator
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import osmium

NOWHERE = 2147483647
"""What osmium has for both coordinates of a node that is not in the file (libosmium, osm/location.hpp: undefined_coordinate)."""
PER_DEGREE = 10_000_000
_ALL = osmium.geom.use_nodes.ALL
_HEAD, _POINT = 18, 32
"""Letters before the points of a line, and of a point: two for each octet."""
_AT_ONCE = 4096
"""Lines that are kept as they were written."""


class Lines(Protocol):
    """Lines of nodes."""

    def add(self, way: Any) -> None:
        """Add the nodes of a way."""

    def places(self) -> npt.NDArray[np.int32]:
        """East and north of each node in units of 1e-7 degrees, shape (n, 2); both `NOWHERE` where the file does not have it."""

    def ends(self) -> npt.NDArray[np.int64]:
        """Where each line ends, in the order in which they were added."""


class WrittenLines:
    """Lines as osmium writes them.

    It writes the places of all nodes of a way at once (OGC 06-103r4, well-known binary: a byte order, a type and a number of
    points, then longitude and latitude of each as 8-byte numbers); Python runs for single nodes only where one is not in the file.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self._points = bytearray()
        self._written: list[str] = []
        self._lengths = array("q")
        self._write = osmium.geom.WKBFactory().create_linestring

    def add(self, way: Any) -> None:
        """Add the nodes of a way."""
        try:
            points = self._write(way, _ALL)[_HEAD:]
        except (osmium.InvalidLocationError, RuntimeError):
            points = array("d", _as_they_come(way)).tobytes().hex()
        written = self._written
        written.append(points)
        self._lengths.append(len(points))
        if len(written) == _AT_ONCE:
            self._take_in()

    def _take_in(self) -> None:
        """Make bytes of what was written: of many lines at once, and before there are too many."""
        self._points += bytes.fromhex("".join(self._written))
        self._written.clear()

    def places(self) -> npt.NDArray[np.int32]:
        """East and north of each node in units of 1e-7 degrees, shape (n, 2); both `NOWHERE` where the file does not have it."""
        self._take_in()
        points = np.frombuffer(self._points, "<f8").reshape(-1, 2)
        return np.where(np.isnan(points), NOWHERE, np.rint(points * PER_DEGREE)).astype(np.int32)

    def ends(self) -> npt.NDArray[np.int64]:
        """Where each line ends, in the order in which they were added."""
        return np.cumsum(np.array(self._lengths, np.int64)) // _POINT


class SpotLines:
    """Lines as parts of the row of all nodes of ways."""

    def __init__(self, spots: list[npt.NDArray[np.int32]]) -> None:
        """Nothing yet.

        Args:
            spots: East and north of nodes, shape (n, 2) each; more may be added behind.
        """
        self._spots = spots
        self._firsts, self._lengths = array("q"), array("q")

    def add(self, way: Any) -> None:
        """Add the nodes of a way, by where they begin in the row, and how many they are."""
        self._firsts.append(way.first)
        self._lengths.append(way.n)

    def places(self) -> npt.NDArray[np.int32]:
        """East and north of each node in units of 1e-7 degrees, shape (n, 2); both `NOWHERE` where the file does not have it."""
        if not self._spots:
            return np.empty((0, 2), np.int32)
        lengths, ends = np.array(self._lengths, np.int64), self.ends()
        at = np.repeat(np.array(self._firsts, np.int64) - ends + lengths, lengths)
        return np.concatenate(self._spots)[at + np.arange(len(at))]

    def ends(self) -> npt.NDArray[np.int64]:
        """Where each line ends, in the order in which they were added."""
        return np.cumsum(np.array(self._lengths, np.int64))


def _as_they_come(way: Any) -> Iterator[float]:
    """Longitude and latitude of each node, NaN where the file does not have it."""
    for node in way.nodes:
        location = node.location
        yield from (location.lon, location.lat) if location.valid() else (np.nan, np.nan)
