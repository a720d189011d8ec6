"""Records of one direction are paired as docs/reference/flows.md has it for packets."""

import random
from collections import defaultdict

import numpy as np
import pytest
from gathered_rows import Kept

from lamppost.model.observations import NOT_TOLD
from lamppost.observe.logs import pairer, pairing
from lamppost.observe.logs.one_way import MAPPED, one_way, set_ports
from lamppost.observe.logs.pairer import Pairer

A, B = 0xC000020A, 0xC6336407  # 192.0.2.10, 198.51.100.7
FIN, SYN, RST, ACK = 1, 2, 4, 16
S, SA, ALL = SYN, SYN | ACK, SYN | ACK | FIN
START_MS = 1_700_000_000_000


def rows_of(records):
    """Rows of (sender, receiver, source port, destination port, protocol, first ms, last ms, flags, packets)."""
    rows = one_way(len(records))
    for at, (src, dst, sport, dport, proto, first, last, flags, packets) in enumerate(records):
        one = rows[at : at + 1]
        one["row"], one["src_low"], one["dst_low"], one["proto"] = at + 1, MAPPED | src, MAPPED | dst, proto
        one["first_seen_at"], one["last_seen_at"] = (START_MS + first) * 1000, (START_MS + last) * 1000
        one["flags"], one["packets"], one["octets"] = flags, packets, packets * 100
        set_ports(one, np.array([sport]), np.array([dport]))
    return rows


def pair(*records):
    kept = Kept()
    one = Pairer(0, kept)
    one.add(rows_of(records))
    one.finish()
    return kept.told


def there(first=0, last=10, flags=0, packets=1, proto=6, sport=40000, dport=443):
    return A, B, sport, dport, proto, first, last, flags, packets


def back(first=1, last=10, flags=0, packets=1, proto=6, sport=443, dport=40000):
    return B, A, sport, dport, proto, first, last, flags, packets


def openers(*records):
    return ["there" if one.src == "192.0.2.10" else "back" for one in pair(*records)]


@pytest.mark.parametrize(("proto", "idle_ms"), [(6, 300_000), (17, 60_000)])
def test_a_pause_of_the_idle_time_is_not_yet_one_and_one_more_is(proto, idle_ms):
    assert len(pair(there(proto=proto), back(10 + idle_ms, 10 + idle_ms, proto=proto))) == 1
    assert len(pair(there(proto=proto), back(11 + idle_ms, 11 + idle_ms, proto=proto))) == 2


def test_a_long_record_bridges_what_comes_while_it_lasts():
    assert len(pair(there(0, 900_000), back(1, 2), back(800_000, 800_001))) == 1


def test_pieces_of_one_direction_are_added_up():
    (one,) = pair(
        there(0, 300_000, packets=5), there(300_001, 500_000, packets=7), back(2, 300_000, packets=3)
    )
    assert (one.sent, one.answered, one.first_ms, one.last_ms) == (
        (12, 1200),
        (3, 300),
        START_MS,
        START_MS + 500_000,
    )


def test_other_ports_protocols_or_exporters_are_other_connections():
    assert len(pair(there(), back(dport=40001))) == 2
    assert len(pair(there(), back(proto=17))) == 2
    rows = rows_of([there(), back()])
    rows["exporter"][1] = 1
    kept = Kept()
    pairing.tell(pairing.grouped(rows), 0, kept)
    assert len(kept.told) == 2


def test_a_further_syn_of_the_same_end_begins_another_connection():
    told = pair(there(0, 5, S), back(1, 5, RST | ACK), there(9, 12, S), back(10, 12, SA), there(20, 25, S))
    assert [(one.row, one.sent[0], one.answered[0]) for one in told] == [(1, 1, 1), (3, 1, 1), (5, 1, None)]
    assert len(pair(there(0, 5, ACK), there(9, 12, ALL), back(10, 12, ALL))) == 2
    assert len(pair(back(0, 5, ACK), there(9, 12, ALL), back(10, 12, ALL))) == 1


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([back(0, 9, SA), there(0, 9, S)], "there"),  # SYN without ACK
        ([back(0, 9, S, sport=443), there(5, 9, RST | ACK)], "back"),
        (
            [there(0, 9, ALL, sport=443, dport=40000), back(1, 9, ALL, sport=40000, dport=443)],
            "there",
        ),  # the earlier
        (
            [there(0, 9, ALL, sport=443, dport=40000), back(0, 9, ALL, sport=40000, dport=443)],
            "back",
        ),  # the ports
        (
            [there(0, 9, ALL, sport=5, dport=6), back(0, 9, ALL, sport=6, dport=5)],
            "there",
        ),  # the first in the file
        ([back(0, 9, ACK), there(1, 9, ACK)], "there"),  # an answer that was cut off before its question
        ([there(0, 9, ACK, sport=8080, dport=32767), back(1, 9, ACK, sport=32767, dport=8080)], "there"),
        ([back(0, 9, proto=17)], "there"),
        ([back(0, 9, proto=17, sport=40000, dport=443)], "back"),
        ([back(0, 9, SA, packets=1, sport=50000, dport=50001)], "there"),  # a lone SYN with ACK
        ([back(0, 9, SA, packets=2, sport=50000, dport=50001)], "back"),
        ([back(0, 9, proto=1, sport=0, dport=0)], "there"),  # an echo reply
        ([back(0, 9, proto=1, sport=0, dport=8 << 8)], "back"),
    ],
)
def test_who_opened_is_told_by_flags_then_time_then_ports(records, expected):
    assert openers(*records) == [expected]


@pytest.mark.parametrize(
    ("mine", "other", "state"),
    [
        (ALL, ALL, "SF"), (SA, SA, "S1"), (ALL, SA, "S2"), (SA, ALL, "S3"), (S | RST, SA, "RSTO"), (SA, SA | RST, "RSTR"),
        (S, RST | ACK, "REJ"), (S | FIN, ACK, "SH"), (ALL | RST, ALL, "SF"), (S, None, "S0"), (SA, None, ""), (0, None, ""),
        (ACK, ACK, "OTH"), (S, 0, ""),
    ],
)  # fmt: skip
def test_the_state_is_that_of_docs_reference_flows_as_far_as_flags_tell(mine, other, state):
    records = [there(0, 9, mine, packets=5)] + ([] if other is None else [back(1, 9, other, packets=5)])
    assert [one.state for one in pair(*records)] == [state]


def test_what_an_end_sends_to_itself_is_of_one_side():
    (one,) = pair((A, A, 5, 5, 17, 0, 1, 0, 3))
    assert (one.sent, one.answered) == ((3, 300), (None, None))
    (one,) = pair((A, A, 5, 5, 6, 0, 1, SA, 1))
    assert (one.sent, one.answered) == ((1, 100), (None, None))


def test_numbers_that_are_not_told_are_not_zero():
    rows = rows_of([there(), there(5, 6), back()])
    rows["octets"] = NOT_TOLD
    rows["packets"][1:] = NOT_TOLD
    kept = Kept()
    pairing.tell(pairing.grouped(rows), 0, kept)
    assert [(one.sent, one.answered) for one in kept.told] == [((1, None), (None, None))]


def test_records_of_a_file_paired_some_at_a_time_are_the_same_connections(monkeypatch):
    records = [there(at * 1000, at * 1000 + 5, packets=at + 1) for at in range(0, 4000, 700)]
    records += [back(at * 1000 + 9, at * 1000 + 12) for at in range(0, 4000, 700)]
    records.sort(key=lambda one: one[5])
    whole = pair(*records)
    monkeypatch.setattr(pairer, "MOST", 9)
    kept, rows = Kept(), rows_of(records)
    one = Pairer(0, kept)
    for at in range(len(rows)):
        one.add(rows[at : at + 1])
    one.finish()
    assert sorted(kept.told) == sorted(whole)


def test_of_too_many_that_may_go_on_those_heard_of_last_wait(monkeypatch):
    monkeypatch.setattr(pairer, "MOST", 8)
    kept = Kept()
    one = Pairer(0, kept)
    one.add(rows_of([there(at, at, sport=40000 + at) for at in range(8)]))
    later = rows_of([back(9, 9, dport=40000 + at) for at in range(8)])
    later["row"] += 8
    one.add(later)
    one.finish()
    whole = [told for told in kept.told if told.answered[0] is not None and told.sent[0] is not None]
    assert [told.src_port for told in whole] == [40006, 40007]
    assert len(kept.told) == 14


def test_hashes_made_to_collide_change_nothing(monkeypatch):
    records = [one for port in range(9) for one in (there(sport=port), back(dport=port))]
    plain = pair(*records)
    monkeypatch.setattr(pairing, "mixed", lambda columns: np.zeros(len(columns[0]), np.uint64))
    assert sorted(pair(*records)) == sorted(plain)


def test_times_far_apart_are_compared_as_they_are(monkeypatch):
    chance = random.Random(1)
    records = [
        there(first := chance.randrange(9_000_000), first + chance.randrange(400_000)) for _ in range(200)
    ]
    plain = pair(*records)
    monkeypatch.setattr(pairing, "_MOST", 0)
    assert sorted(pair(*records)) == sorted(plain)


def slow_pairs(records):
    """The sums per connection, one record after the other, of records without SYN."""
    open_, closed = {}, []
    for src, dst, sport, dport, proto, first, last, _, packets in sorted(records, key=lambda one: one[5]):
        side, other = (src, sport), (dst, dport)
        key = frozenset((side, other)), proto
        idle = 300_000 if proto == 6 else 60_000
        if key in open_ and first > open_[key]["last"] + idle:
            closed.append(open_.pop(key))
        one = open_.setdefault(
            key, {"last": last, "first": first, "packets": defaultdict(int), "proto": proto}
        )
        one["last"] = max(one["last"], last)
        one["packets"][side] += packets
    return sorted(
        (one["first"], one["last"], one["proto"], sorted(one["packets"].values()))
        for one in [*closed, *open_.values()]
    )


def test_many_records_are_paired_as_one_after_the_other():
    chance = random.Random(5)
    records = []
    for _ in range(3000):
        first = chance.randrange(5_000_000)
        ends = [(A, 40000 + chance.randrange(3)), (B, chance.choice((53, 443)))]
        chance.shuffle(ends)
        (src, sport), (dst, dport) = ends
        last = first + chance.randrange(20_000)
        records.append(
            (src, dst, sport, dport, chance.choice((6, 17)), first, last, 0, chance.randrange(1, 9))
        )
    found = sorted(
        (one.first_ms - START_MS, one.last_ms - START_MS, one.proto,
         sorted(side[0] for side in (one.sent, one.answered) if side[0] is not None))
        for one in pair(*records)
    )  # fmt: skip
    assert found == slow_pairs(records)
