"""The names that endpoints were given for addresses by DNS: which of them a connection is for."""

from collections.abc import Sequence

import numpy as np

from lamppost.attribute.endpoints import Endpoints
from lamppost.model.columns import distinct_rows, is_in, parts_of
from lamppost.model.observations import NAME_SOURCES, Column, Observations
from lamppost.model.spilling import Growing

UNSEEN = -1  # no name was sent in the connection: the one looked up before it may stand for it


class LookedUp:
    """The names that endpoints were given for addresses by DNS, in time order."""

    def __init__(
        self, observations: Observations, endpoints: Endpoints, wanted: Column | None = None
    ) -> None:
        """Know them.

        Args:
            observations: What was read.
            endpoints: Who is who.
            wanted: Indexes of the endpoints that are asked about; None: all.
        """
        names = observations.names
        rows, at = _answered(names, endpoints, wanted)
        keys = at, names["ip_high"][rows], names["ip_low"][rows]
        first, pair = distinct_rows(*keys)
        self._keys = tuple(key[first] for key in keys)
        self._times, when = np.unique(names["seen_at"][rows], return_inverse=True)
        instants = pair * (len(self._times) + 1) + when + 1
        numbers = names["name"][rows].astype(np.int64)
        order = np.lexsort((spelled_rank(numbers, instants, observations.host_names), instants))
        self._instants, self._names = instants[order], numbers[order]
        self._starts = np.searchsorted(self._instants, np.arange(len(first)) * (len(self._times) + 1))

    def latest(self, at: Column, high: Column, low: Column, opened: Column) -> Column:
        """Numbers of the names last looked up before connections, else first looked up after; -1 for none.

        Args:
            at: Endpoints, shape (n,).
            high: Upper halves of the addresses that they spoke to.
            low: Lower halves.
            opened: When the connections began.
        """
        found = np.full(len(at), UNSEEN, np.int64)
        maybe = np.flatnonzero(is_in(low, self._keys[2]))
        n = len(self._keys[0])
        asked = (at[maybe], high[maybe], low[maybe])
        first, like = distinct_rows(
            *(np.concatenate([held, one]) for held, one in zip(self._keys, asked, strict=True))
        )
        pair = like[n:]
        held = (first < n)[pair]  # the pairs that names were given for come first, each once
        maybe, pair = maybe[held], pair[held]
        until = pair * (len(self._times) + 1) + np.searchsorted(self._times, opened[maybe], "right")
        place = np.searchsorted(self._instants, until, "right") - 1
        found[maybe] = self._names[np.maximum(place, self._starts[pair])]
        return found


def _answered(names: dict[str, Column], endpoints: Endpoints, wanted: Column | None) -> tuple[Column, Column]:
    """The rows in which DNS gave one of the wanted endpoints an address, and which endpoint."""
    rows, at = Growing(np.int64), Growing(np.int64)
    for part in parts_of(len(names["name"])):
        given = (names["ip_high"][part] | names["ip_low"][part]) != 0
        some = part.start + np.flatnonzero((names["source"][part] == NAME_SOURCES.index("dns")) & given)
        client = (names[name][some] for name in ("client_mac", "client_ip_high", "client_ip_low"))
        found = endpoints.find_column(*client)
        kept = found >= 0 if wanted is None else is_in(found, wanted)
        rows.append(some[kept])
        at.append(found[kept])
    return rows.appended(), at.appended()


def spelled_rank(numbers: Column, instants: Column, texts: Sequence[str]) -> Column:
    """The order of names by their letters where several were given for one address at one instant; else 0."""
    rank = np.zeros(len(numbers), np.int64)
    order = np.argsort(instants, kind="stable")
    same = instants[order][1:] == instants[order][:-1]
    tied = np.zeros(len(numbers), bool)
    tied[order[1:][same]] = tied[order[:-1][same]] = True
    distinct, inverse = np.unique(numbers[tied], return_inverse=True)
    words = [texts[one] for one in distinct.tolist()]
    places = np.empty(len(words), np.int64)
    places[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    rank[tied] = places[inverse]
    return rank
