"""Rings out of pieces of outline: ways whose ends meet."""

from collections import defaultdict
from collections.abc import Sequence

Refs = Sequence[int]


def rings_of(pieces: Sequence[Refs]) -> list[list[int]] | None:
    """Closed rings of nodes, each without the node that closes it; None where pieces are left that close none.

    A piece is used once, and the pieces at a node are taken in their order, so that the same pieces give the same rings. Every
    piece is looked at a fixed number of times, however many meet.

    Args:
        pieces: Ids of the nodes of each way.
    """
    rings: list[list[int]] = []
    at_end: dict[int, list[int]] = defaultdict(list)
    for place, refs in enumerate(pieces):
        if len(refs) < 2:
            return None
        if refs[0] == refs[-1]:
            rings.append(list(refs[:-1]))
        else:
            at_end[refs[0]].append(place)
            at_end[refs[-1]].append(place)
    used = [refs[0] == refs[-1] for refs in pieces]
    for first, refs in enumerate(pieces):
        if used[first]:
            continue
        used[first] = True
        ring = list(refs)
        while ring[-1] != ring[0]:
            held = at_end[ring[-1]]
            while held and used[held[-1]]:
                held.pop()
            if not held:
                return None
            place = held.pop()
            used[place] = True
            more = pieces[place]
            ring += more[1:] if more[0] == ring[-1] else list(more[-2::-1])
        rings.append(ring[:-1])
    return [ring for ring in rings if len(ring) >= 3] or None
