"""Flows of the wanted endpoints to addresses outside, summed per name, address, port and opener, in columns."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np

from lamppost.attribute.connections import (
    AMOUNTS,
    active_us_of,
    added,
    connections_of,
    is_summed,
    is_told,
    told_bits,
    untold,
)
from lamppost.attribute.endpoints import Endpoints
from lamppost.attribute.ends import OTHER, Legs
from lamppost.attribute.looked_up import UNSEEN, LookedUp
from lamppost.attribute.recording import Recorded
from lamppost.attribute.scopes import is_given
from lamppost.model.addresses import ip_text
from lamppost.model.columns import ascending, distinct_numbers, distinct_rows, mixed, parts_of
from lamppost.model.community_id import TCP
from lamppost.model.observations import CONN_STATES, Column, Observations
from lamppost.model.reach import Outcomes
from lamppost.model.spilling import Growing, zeros
from lamppost.model.vocabulary import Opener, Summed

PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmpv6", 132: "sctp"}
ERRORS = (1, 58)
"""ICMP, which networks answer unasked: no destination of the device."""
OPENERS: tuple[Opener, Opener] = ("device", "outside")
_TALK = ("at", "name", "high", "low")
_PORT = (*_TALK, "proto", "port", "opener")
_SUMS = ("connections", *AMOUNTS)
OUTCOMES: dict[str, tuple[str, ...]] = {
    "established": ("S1", "SF", "S2", "S3", "RSTO", "RSTR"),
    "refused": ("REJ",),
    "unanswered": ("S0", "SH", "RSTOS0"),
}
"""The states of a connection that each plain word stands for; `docs/reference/reach.md` has the same table.

RSTRH, SHR and OTH are none of these: the caller's SYN, or what came back for it, was not seen.
"""
_KINDS: dict[str, type] = dict.fromkeys(
    (*_PORT, "first_seen_at", "row", *_SUMS, *OUTCOMES, "last_seen_at"), np.int64
) | {"high": np.uint64, "low": np.uint64}
"""Columns of the sums."""
_SUMMED_KINDS: dict[str, type] = _KINDS | {"told": np.int64}
"""The same where some numbers may not be told."""
ROWS = 1 << 16
"""Sums that are looked at in one go."""
_ALL_TOLD = (1 << len(AMOUNTS)) - 1
_NOBODY = np.empty(0, np.int64)
_IS_OUTCOME = {
    word: np.array([one in states for one in CONN_STATES], np.int64) for word, states in OUTCOMES.items()
}


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over the connections of one port that one side opened."""

    port: str
    """`tcp/443`."""
    opener: Opener
    first: int
    """Row of its first flow."""
    connections: int
    sent_bytes: int | None
    """None where no connection's are told, as in all sums."""
    received_bytes: int | None
    sent_packets: int | None
    received_packets: int | None
    active_us: int | None
    untold: list[Summed]
    """The sums of which a connection does not tell its part, so that they are at least that."""
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


class Talks:
    """What the wanted endpoints exchanged with whom outside; not what networks answered unasked."""

    def __init__(self, observations: Observations, endpoints: Endpoints, legs: Sequence[Legs]) -> None:
        """Sum up the flows, some at a time.

        Args:
            observations: What was read.
            endpoints: Who is who.
            legs: The flows of the wanted endpoints.
        """
        self._observations = observations
        wanted = [distinct_numbers(part.at) for side in legs for part in side.parts()]
        named = LookedUp(observations, endpoints, distinct_numbers(np.concatenate([_NOBODY, *wanted])))
        recorded = Recorded(observations.senders, observations.evidence)
        self._kinds = _SUMMED_KINDS if is_summed(observations.flows) else _KINDS
        self._rows = Growing()
        for side in legs:
            for part in side.parts():
                self._rows.append(
                    _packed(
                        _summed(_columns(observations.flows, part, endpoints, named, recorded)), self._kinds
                    )
                )

    def __len__(self) -> int:
        """How many there are at most."""
        return len(self._rows.appended()) // len(self._kinds)

    def parts(self) -> Iterator["TalkPart"]:
        """All of them, some at a time, each once and whole."""
        rows = self._rows.appended().reshape(-1, len(self._kinds))
        if len(rows) <= ROWS:
            yield TalkPart(_summed(_unpacked(rows, self._kinds)), self._observations)
            return
        hashes = zeros(len(rows))
        for part in parts_of(len(rows)):
            held = _unpacked(rows[part], self._kinds)
            hashes[part] = mixed(tuple(held[name] for name in _TALK)).view(np.int64)
        order, start = ascending(hashes), 0
        while start < len(rows):
            end = min(start + ROWS, len(rows))
            while end < len(rows) and hashes[order[end]] == hashes[order[end - 1]]:
                end += 1
            yield TalkPart(_summed(_unpacked(rows[order[start:end]], self._kinds)), self._observations)
            start = end


class TalkPart:
    """Some talks, in columns."""

    def __init__(self, table: dict[str, Column], observations: Observations) -> None:
        """Leave out talks without a word of the device's and errors alone.

        Args:
            table: Sums per talk, port and opener.
            observations: What was read.
        """
        self._table, self._observations = table, observations
        first, inverse = distinct_rows(*(table[name] for name in _TALK))
        counts = (table["sent_bytes"] > 0) | (table["opener"] == 0) | ~np.isin(table["proto"], ERRORS)
        is_talk = np.bincount(inverse[counts], minlength=len(first)) > 0
        columns = {name: table[name][first] for name in (*_TALK, "row", "last_seen_at")}
        columns["told"] = np.full(len(first), _ALL_TOLD, np.int64)
        if "told" in table:
            columns["told"][:] = 0
            np.bitwise_or.at(columns["told"], inverse, table["told"])
        np.maximum.at(columns["last_seen_at"], inverse, table["last_seen_at"])
        for name in ("connections", "sent_bytes", "received_bytes"):
            columns[name] = np.zeros(len(first), np.int64)
            np.add.at(columns[name], inverse, table[name])
        self._place = np.where(is_talk, np.cumsum(is_talk) - 1, -1)[inverse]
        self.columns = {name: column[is_talk] for name, column in columns.items()}
        """One row per talk; `row` is that of its first flow, and of no other talk."""

    def talks(self, wanted: Column | None = None) -> list[Talk]:
        """The talks as records.

        Args:
            wanted: Whether each is asked for, shape (n,); None: all are.
        """
        columns, place = self.columns, self._place
        wanted = np.ones(len(columns["row"]), bool) if wanted is None else wanted
        held = np.flatnonzero((place >= 0) & wanted[place]) if len(wanted) else place[:0]
        totals: dict[int, list[Total]] = {}
        rows = {name: column[held] for name, column in self._table.items()}
        for at, total in zip(place[held].tolist(), _totals(rows), strict=True):
            totals.setdefault(at, []).append(total)
        return [
            Talk(
                at=int(columns["at"][one]),
                name=self.name(one),
                address=self.address(one),
                totals=totals[one],
                first=int(columns["row"][one]),
                last_seen_at=int(columns["last_seen_at"][one]),
            )
            for one in np.flatnonzero(wanted).tolist()
        ]

    def name(self, place: int) -> str | None:
        """The name that a talk is with."""
        number = int(self.columns["name"][place])
        return self._observations.host_names[number] if number >= 0 else None

    def address(self, place: int) -> str:
        """The address that a talk is with."""
        return ip_text(int(self.columns["high"][place]), int(self.columns["low"][place]))


def sum_talks(observations: Observations, endpoints: Endpoints, legs: Sequence[Legs]) -> list[Talk]:
    """All talks as records; the arguments are those of `Talks`."""
    return [talk for part in Talks(observations, endpoints, legs).parts() for talk in part.talks()]


def _columns(
    flows: dict[str, Column], legs: Legs, endpoints: Endpoints, named: "LookedUp", recorded: Recorded
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
    connections = connections_of(flows, rows)
    table = {
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
        "connections": connections,
        "sent_bytes": flows[f"{side}_bytes"][rows],
        "received_bytes": flows[f"{other}_bytes"][rows],
        "sent_packets": flows[f"{side}_packets"][rows],
        "received_packets": flows[f"{other}_packets"][rows],
        "active_us": active_us_of(flows, rows, recorded),
        **{
            word: is_outcome[flows["conn_state"][rows]] * connections
            for word, is_outcome in _IS_OUTCOME.items()
        },
    }
    if is_summed(flows):
        table["told"] = told_bits(table)
        table |= {name: added(table[name]) for name in AMOUNTS}
    return table


def _summed(table: dict[str, Column]) -> dict[str, Column]:
    """One row per talk, port and opener: what the device opened first, then in the order of time."""
    order = np.lexsort((table["row"], table["first_seen_at"], table["opener"]))
    table = {name: column[order] for name, column in table.items()}
    first, inverse = distinct_rows(*(table[name] for name in _PORT))
    summed = {name: table[name][first] for name in (*_PORT, "first_seen_at", "row")}
    for name in (*_SUMS, *OUTCOMES):
        summed[name] = np.zeros(len(first), np.int64)
        np.add.at(summed[name], inverse, table[name])
    if "told" in table:
        summed["told"] = np.zeros(len(first), np.int64)
        np.bitwise_or.at(summed["told"], inverse, table["told"])
    summed["last_seen_at"] = table["last_seen_at"][first]
    np.maximum.at(summed["last_seen_at"], inverse, table["last_seen_at"])
    return summed


def _packed(table: dict[str, Column], kinds: dict[str, type]) -> Column:
    """The rows of the sums one behind the other, as numbers of 64 bits."""
    columns = [
        table[name].view(np.int64) if kind is np.uint64 else table[name].astype(np.int64)
        for name, kind in kinds.items()
    ]
    return np.stack(columns, axis=1).ravel()


def _unpacked(rows: Column, kinds: dict[str, type]) -> dict[str, Column]:
    """The same as columns again."""
    return {name: rows[:, at].copy().view(kind) for at, (name, kind) in enumerate(kinds.items())}


def _totals(table: dict[str, Column]) -> Iterable[Total]:
    told = table["told"].tolist() if "told" in table else [_ALL_TOLD] * len(table["row"])
    sums = zip(*(table[name].tolist() for name in AMOUNTS), strict=True)
    ways = zip(*(table[name].tolist() for name in OUTCOMES), strict=True)
    names = ("proto", "port", "opener", "row", "connections")
    keys = zip(*(table[name].tolist() for name in names), strict=True)
    for (proto, port, opener, row, connections), values, counts, bits in zip(
        keys, sums, ways, told, strict=True
    ):
        word = PROTOCOLS.get(proto, f"ip-{proto}")
        yield Total(
            port=f"{word}/{port}" if port >= 0 else word,
            opener=OPENERS[opener],
            first=row,
            connections=connections,
            untold=untold(bits),
            outcomes=Outcomes(**dict(zip(OUTCOMES, counts, strict=True))) if proto == TCP else None,
            **{
                name: value if is_told(bits, name) else None
                for name, value in zip(AMOUNTS, values, strict=True)
            },
        )
