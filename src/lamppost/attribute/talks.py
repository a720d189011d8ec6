"""Flows of the wanted endpoints to addresses outside, summed per name, address, port and opener, in columns."""

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import OTHER, Legs
from lamppost.attribute.recording import Recorded
from lamppost.attribute.scopes import is_given
from lamppost.model.addresses import ip_text
from lamppost.model.columns import distinct_numbers, distinct_rows, is_in, parts_of
from lamppost.model.community_id import TCP
from lamppost.model.observations import CONN_STATES, NAME_SOURCES, Column, Observations
from lamppost.model.reach import Outcomes
from lamppost.model.spilling import Growing
from lamppost.model.vocabulary import Opener

PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp"}
UNSEEN = -1  # no name was sent in the connection: the one looked up before it may stand for it
ERRORS = (1, 58)
"""ICMP, which networks answer unasked: no destination of the device."""
OPENERS: tuple[Opener, Opener] = ("device", "outside")
_TALK = ("at", "name", "high", "low")
_PORT = (*_TALK, "proto", "port", "opener")
_SUMS = ("connections", "sent_bytes", "received_bytes", "sent_packets", "received_packets", "active_us")
OUTCOMES: dict[str, tuple[str, ...]] = {
    "established": ("S1", "SF", "S2", "S3", "RSTO", "RSTR"),
    "refused": ("REJ",),
    "unanswered": ("S0", "SH", "RSTOS0"),
}
"""The states of a connection that each plain word stands for; `docs/reference/reach.md` has the same table.

RSTRH, SHR and OTH are none of these: the caller's SYN, or what came back for it, was not seen.
"""
_IS_OUTCOME = {word: np.isin(CONN_STATES, states).astype(np.int64) for word, states in OUTCOMES.items()}


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over the connections of one port that one side opened."""

    port: str
    """`tcp/443`."""
    opener: Opener
    first: int
    """Row of its first flow."""
    connections: int
    sent_bytes: int
    received_bytes: int
    sent_packets: int
    received_packets: int
    active_us: int
    outcomes: Outcomes | None
    """None for all but TCP."""


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """What went between one device and one name at one address."""

    at: int
    """Index of the endpoint."""
    name: str | None
    address: str
    totals: list[Total]
    first: int
    """Row of its first flow."""
    last_seen_at: int


def sum_talks(observations: Observations, endpoints: Endpoints, legs: Iterable[Legs]) -> list[Talk]:
    """What the wanted endpoints exchanged with whom outside; not what networks answered unasked.

    Args:
        observations: What was read.
        endpoints: Who is who.
        legs: The flows of the wanted endpoints.
    """
    named = _LookedUp(observations, endpoints)
    recorded = Recorded(observations.senders)
    parts = [
        _summed(_columns(observations.flows, part, endpoints, named, recorded))
        for side in legs
        for part in side.parts()
    ]
    if not parts:
        return []
    table = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return _as_talks(_summed(table), observations)


def _columns(
    flows: dict[str, Column], legs: Legs, endpoints: Endpoints, named: "_LookedUp", recorded: Recorded
) -> dict[str, Column]:
    """One row per flow that leaves the site."""
    side, other = legs.side, OTHER[legs.side]
    high, low = flows[f"{other}_ip_high"][legs.rows], flows[f"{other}_ip_low"][legs.rows]
    out = np.flatnonzero(is_given(high, low) & ~endpoints.inside_column(high, low))
    rows, at, high, low = legs.rows[out], legs.at[out].astype(np.int64), high[out], low[out]
    first, last = flows["first_seen_at"][rows], flows["last_seen_at"][rows]
    name = flows["server_name"][rows].astype(np.int64)
    unseen = np.flatnonzero(name == UNSEEN)
    name[unseen] = named.latest(at[unseen], high[unseen], low[unseen], first[unseen])
    return {
        "at": at,
        "name": np.maximum(name, -1),
        "high": high,
        "low": low,
        "proto": flows["proto"][rows],
        "port": np.maximum(flows["dst_port"][rows], -1),
        "opener": np.full(len(rows), 0 if side == "src" else 1, np.uint8),
        "first_seen_at": first,
        "last_seen_at": last,
        "row": rows,
        "connections": np.ones(len(rows), np.int64),
        "sent_bytes": flows[f"{side}_bytes"][rows],
        "received_bytes": flows[f"{other}_bytes"][rows],
        "sent_packets": flows[f"{side}_packets"][rows],
        "received_packets": flows[f"{other}_packets"][rows],
        "active_us": recorded.between(first, last),
        **{word: is_outcome[flows["conn_state"][rows]] for word, is_outcome in _IS_OUTCOME.items()},
    }


def _summed(table: dict[str, Column]) -> dict[str, Column]:
    """One row per talk, port and opener: what the device opened first, then in the order of time."""
    order = np.lexsort((table["row"], table["first_seen_at"], table["opener"]))
    table = {name: column[order] for name, column in table.items()}
    first, inverse = distinct_rows(*(table[name] for name in _PORT))
    summed = {name: table[name][first] for name in (*_PORT, "first_seen_at", "row")}
    for name in (*_SUMS, *OUTCOMES):
        summed[name] = np.zeros(len(first), np.int64)
        np.add.at(summed[name], inverse, table[name])
    summed["last_seen_at"] = table["last_seen_at"][first]
    np.maximum.at(summed["last_seen_at"], inverse, table["last_seen_at"])
    return summed


def _as_talks(table: dict[str, Column], observations: Observations) -> list[Talk]:
    """The rows of the sums as talks, those without a word of the device's and errors alone left out."""
    first, inverse = distinct_rows(*(table[name] for name in _TALK))
    counts = (table["sent_bytes"] > 0) | ~np.isin(table["proto"], ERRORS)
    is_talk = np.bincount(inverse[counts], minlength=len(first)) > 0
    last = table["last_seen_at"][first]
    np.maximum.at(last, inverse, table["last_seen_at"])
    totals: list[list[Total]] = [[] for _ in first]
    for place, total in zip(inverse.tolist(), _totals(table), strict=True):
        totals[place].append(total)
    keys = (table[name][first].tolist() for name in (*_TALK, "row"))
    return [
        Talk(
            at=at,
            name=observations.host_names[name] if name >= 0 else None,
            address=ip_text(high, low),
            totals=totals[place],
            first=row,
            last_seen_at=int(last[place]),
        )
        for place, (at, name, high, low, row) in enumerate(zip(*keys, strict=True))
        if is_talk[place]
    ]


def _totals(table: dict[str, Column]) -> Iterable[Total]:
    sums = zip(*(table[name].tolist() for name in _SUMS), strict=True)
    ways = zip(*(table[name].tolist() for name in OUTCOMES), strict=True)
    keys = zip(*(table[name].tolist() for name in ("proto", "port", "opener", "row")), strict=True)
    for (proto, port, opener, row), values, counts in zip(keys, sums, ways, strict=True):
        word = PROTOCOLS.get(proto, f"ip-{proto}")
        yield Total(
            port=f"{word}/{port}" if port >= 0 else word,
            opener=OPENERS[opener],
            first=row,
            outcomes=Outcomes(**dict(zip(OUTCOMES, counts, strict=True))) if proto == TCP else None,
            **dict(zip(_SUMS, values, strict=True)),
        )


class _LookedUp:
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
        order = np.lexsort((_spelled_rank(numbers, instants, observations.host_names), instants))
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


def _spelled_rank(numbers: Column, instants: Column, texts: Sequence[str]) -> Column:
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
