"""Ways cut into stretches of about 100 m, and a draw in which every ten metres have the same chance."""

from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from lamppost.model.ground import StreetMap
from lamppost.model.mercator import on_earth, on_map
from lamppost.model.observations import Column
from lamppost.model.sites import Stretch

BLOCK_M: Final = 100.0
_CELLS: Final = 10
"""To a whole stretch; a way's last, shorter one has as many fewer."""
Ints = npt.NDArray[np.int64]


class Blocks(msgspec.Struct, frozen=True, kw_only=True):
    """Stretches of public ways, way after way; arrays of shape (n,)."""

    way: Ints
    number: Ints
    """0 for the first 100 m of its way, 1 for the next, …"""
    length_m: Column
    piece: Ints
    """The piece of way that holds its middle: index into the map's edges."""
    along: Column
    """How far along that piece its middle lies, 0 to 1."""
    metres: float
    block_m: float = BLOCK_M

    def drawn(self, seed: int) -> Ints:
        """Places of the stretches in the order of a draw; a stretch is drawn by the first of its cells, so by its length.

        Args:
            seed: 64 bits that name the draw; the same give the same order, and one more way changes nothing else.
        """
        cells = np.clip(np.rint(self.length_m / self.block_m * _CELLS), 1, None).astype(np.int64)
        of = np.repeat(np.arange(len(cells)), cells)
        within = np.arange(len(of)) - np.repeat(np.cumsum(cells) - cells, cells)
        keys = _mixed(
            _mixed(self.way[of].astype(np.uint64) ^ np.uint64(seed))
            + _unsigned(self.number[of] * _CELLS + within)
        )
        first = np.minimum.reduceat(keys, np.cumsum(cells) - cells)
        return np.lexsort((self.number, self.way, first))

    def stretches(self, places: Ints, street_map: StreetMap) -> list[Stretch]:
        """The stretches at these places, by name and with their middle.

        Args:
            places: Indices of stretches.
            street_map: The map that they were cut from.
        """
        nodes, edges = street_map.nodes, street_map.edges
        piece, along = self.piece[places], self.along[places]
        start, end = edges["start"][piece], edges["end"][piece]
        east = nodes["east"][start] + along * (nodes["east"][end] - nodes["east"][start])
        north = nodes["north"][start] + along * (nodes["north"][end] - nodes["north"][start])
        lat, lon = on_earth(east, north)
        names = [street_map.way_names[at] if at >= 0 else None for at in edges["name"][piece].tolist()]
        return [
            Stretch(
                id=f"way/{self.way[place]}@{self.number[place] * round(self.block_m)}",
                name=name,
                lat_deg=round(float(one_lat), 6),
                lon_deg=round(float(one_lon), 6),
                length_m=round(float(self.length_m[place]), 1),
            )
            for place, name, one_lat, one_lon in zip(places.tolist(), names, lat, lon, strict=True)
        ]


def blocks_of(street_map: StreetMap) -> Blocks | None:
    """The stretches of the ways that everybody may walk, under the sky and where the files have cameras; None where there are none.

    Args:
        street_map: Ways as pieces; those of one way in its order.
    """
    edges = street_map.edges
    if not edges or not len(edges["way"]):
        return None
    counted = edges["is_public"] & ~edges["is_covered"] & (edges["length_m"] > 0)
    kept = np.flatnonzero(counted & _within_files(street_map))
    kept = kept[np.argsort(edges["way"][kept], kind="stable")]
    way, length = edges["way"][kept].astype(np.int64), edges["length_m"][kept].astype(np.float64)
    if not len(way):
        return None
    begins = np.flatnonzero(np.r_[True, way[1:] != way[:-1]])
    ends = np.cumsum(length)
    of_way = np.add.reduceat(length, begins)
    counts = np.maximum(np.ceil(of_way / BLOCK_M - 1e-9), 1).astype(np.int64)
    in_way = np.repeat(np.arange(len(counts)), counts)
    number = np.arange(len(in_way)) - np.repeat(np.cumsum(counts) - counts, counts)
    from_m = number * BLOCK_M
    to_m = np.minimum(from_m + BLOCK_M, of_way[in_way])
    before = (ends - length)[begins][in_way]
    middle = before + (from_m + to_m) / 2
    place = np.minimum(np.searchsorted(ends, middle, side="left"), len(ends) - 1)
    along = np.clip((middle - (ends - length)[place]) / length[place], 0, 1)
    return Blocks(
        way=way[begins][in_way],
        number=number,
        length_m=to_m - from_m,
        piece=kept[place],
        along=along,
        metres=float(length.sum()),
    )


def _within_files(street_map: StreetMap) -> npt.NDArray[np.bool_]:
    """Pieces of which the middle lies in what the files cover: ways run on beyond it, cameras there are missing."""
    edges, nodes = street_map.edges, street_map.nodes
    if street_map.bounds is None:
        return np.ones(len(edges["start"]), np.bool_)
    west, south, east, north = street_map.bounds
    (left, right), (low, high) = on_map([south, north], [west, east])
    x = (nodes["east"][edges["start"]] + nodes["east"][edges["end"]]) / 2
    y = (nodes["north"][edges["start"]] + nodes["north"][edges["end"]]) / 2
    inside: npt.NDArray[np.bool_] = (x >= left) & (x <= right) & (y >= low) & (y <= high)
    return inside


def _unsigned(values: Ints) -> npt.NDArray[np.uint64]:
    return values.astype(np.uint64)


def _mixed(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The numbers spread over 64 bits (the finishing steps of SplitMix64)."""
    held = values + np.uint64(0x9E3779B97F4A7C15)
    held = (held ^ (held >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    held = (held ^ (held >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return held ^ (held >> np.uint64(31))
