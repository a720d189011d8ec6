"""Which of a MAC's several addresses it holds at once, and which it has given up.

A repeater or bridge holds addresses for others: they are spoken to. A device that left a network goes on
sending from its old address for a while, to peers that are no longer there: it gets no answer.
"""

import numpy as np

from lamppost.attribute.connections import began_last, sent_anything
from lamppost.attribute.scopes import is_given, is_link_local, is_private, is_v4
from lamppost.model.addresses import MULTICAST_BIT
from lamppost.model.columns import distinct_numbers, distinct_rows, is_in, parts_of
from lamppost.model.observations import SENDER_FORWARDED, Column

MOST_CHANGES = 32  # addresses of one MAC in one file; a device does not change its address more often
MOST_STRAY = 3  # packets from an address that a device is just giving up or trying out
NEVER = np.iinfo(np.int64).min
_SENT_TO = ("dst_mac", "dst_ip_high", "dst_ip_low")


def find_bridges(senders: dict[str, Column], flows: dict[str, Column], claimed: Column) -> Column:
    """MACs that hold two IPv4 addresses at once: they answer for others, as repeaters and proxies do.

    A device that changes its address stops using the old one, save for a stray packet or two and for
    connections that nobody answers any more, both in another network; link-local addresses stand beside any.

    Args:
        senders: Table of `SENDER`.
        flows: Table of `FLOW` or `SUMMED_FLOW`, in which a use of the addresses is looked for.
        claimed: Rows of `senders` whose address the MAC claimed.
    """
    mac, high, low = (senders[name] for name in ("mac", "ip_high", "ip_low"))
    rows = np.flatnonzero(claimed & is_v4(high, low) & ~is_link_local(high, low))
    macs, counts = np.unique(mac[rows], return_counts=True)
    rows = rows[is_in(mac[rows], macs[counts > 1])]
    groups: dict[tuple[int, int], list[int]] = {}
    for row in rows.tolist():
        groups.setdefault((int(mac[row]), int(senders["evidence"][row])), []).append(row)
    in_use = _last_use(flows, low[rows])
    found = {key[0] for key, held in groups.items() if _hold_at_once(senders, in_use, held)}
    return np.array(sorted(found), np.int64)


def find_left(
    senders: dict[str, Column], flags: Column, flows: dict[str, Column], hosts: Column, claimed: Column
) -> Column:
    """Rows of addresses that a MAC never claimed and still sends from, of a network that it has left.

    The one private IPv4 address, in another network than those that the MAC claims, of a MAC whose packets
    all carry a time-to-live that a sender starts with; and to which nobody sends anything, while somebody
    does send to an address that the MAC claims: the evidence shows both ways, so that a host behind this
    MAC would have been answered through it.

    Args:
        senders: Table of `SENDER`.
        flags: Its flags, of all rows of one pair together.
        flows: Table of `FLOW`.
        hosts: Rows of a host with an address.
        claimed: Rows whose address the MAC claimed; bridges claim nothing.
    """
    mac, high, low = (senders[name] for name in ("mac", "ip_high", "ip_low"))
    v4 = hosts & is_v4(high, low)
    forwarders = distinct_numbers(mac[hosts & ((flags & SENDER_FORWARDED) != 0)])
    others = np.flatnonzero(v4 & ~claimed)
    pairs = others[distinct_rows(mac[others], low[others])[0]]
    macs, counts = np.unique(mac[pairs], return_counts=True)
    wanted = v4 & ~claimed & is_private(high, low) & is_in(mac, macs[counts == 1])
    wanted &= ~is_in(mac, forwarders) & ~is_in(low, low[v4 & claimed])
    own = v4 & claimed & ~is_link_local(high, low) & is_in(mac, mac[wanted])
    in_use = _last_use(flows, low[wanted | own])
    held: dict[int, set[int]] = {}
    for row in np.flatnonzero(own).tolist():
        held.setdefault(int(mac[row]), set()).add(int(low[row]))
    for row in np.flatnonzero(wanted).tolist():
        own_lows = held.get(int(mac[row]), set())
        wanted[row] = (
            int(low[row]) not in in_use
            and bool(own_lows & in_use.keys())
            and all(not _is_one_network(int(low[row]), other) for other in own_lows)
        )
    return np.asarray(wanted)


def _hold_at_once(senders: dict[str, Column], in_use: dict[int, int], rows: list[int]) -> bool:
    """Whether two of a MAC's addresses were in use at the same time in one file."""
    if len(rows) > MOST_CHANGES:
        return True
    held = [
        tuple(int(senders[name][row]) for name in ("first_seen_at", "last_seen_at", "ip_low", "packets"))
        for row in rows
    ]
    for at, (begins, ends, low, packets) in enumerate(held):
        for other_begins, other_ends, other_low, other_packets in held[:at]:
            if low == other_low or begins > other_ends or other_begins > ends:
                continue
            if _is_one_network(low, other_low):
                return True
            since = max(begins, other_begins)
            is_left = min(in_use.get(low, NEVER), in_use.get(other_low, NEVER)) < since and (
                max(in_use.get(low, NEVER), in_use.get(other_low, NEVER)) >= since
            )
            if min(packets, other_packets) > MOST_STRAY and not is_left:
                return True
    return False


def _is_one_network(low: int, other: int) -> bool:
    """Whether two IPv4 addresses share their first two octets; how long prefixes are here is unknown."""
    return low >> 16 == other >> 16


def _last_use(flows: dict[str, Column], lows: Column) -> dict[int, int]:
    """When the last connection began in which an IPv4 address got a packet or sent to everybody.

    Args:
        flows: Table of `FLOW`.
        lows: Lower halves of the addresses that are asked about.

    Returns:
        Microseconds since 1970 by lower half; addresses to which nothing was sent are not in it.
    """
    if not len(lows):
        return {}
    asked = distinct_numbers(lows)
    last = np.full(len(asked), NEVER, np.int64)
    for part in parts_of(len(flows["first_seen_at"])):
        for side, other in (("src", "dst"), ("dst", "src")):
            low = flows[f"{side}_ip_low"][part]
            rows = np.flatnonzero(is_in(low, asked))
            rows = rows[is_v4(flows[f"{side}_ip_high"][part][rows], low[rows])]
            table = {name: flows[name][part][rows] for name in _SENT_TO}
            used = sent_anything(flows, part.start + rows, other) > 0
            if side == "src":
                used |= (table["dst_mac"] > 0) & ((table["dst_mac"] & MULTICAST_BIT) != 0)
                used |= ~is_given(table["dst_ip_high"], table["dst_ip_low"])
            began = began_last(flows, part.start + rows[used])
            np.maximum.at(last, np.searchsorted(asked, low[rows[used]]), began)
    seen = last != NEVER
    return dict(zip(asked[seen].tolist(), last[seen].tolist(), strict=True))
