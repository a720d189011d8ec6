"""The flows' twin against cases written by hand from docs/reference/flows.md, and against itself."""

import json
import re
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.engines.made_flows import HOSTS, MACS, SECOND, Sent, capture_of, connections, mixtures
from tests.engines.observed import twin_tuple
from tests.engines.slow_capture import look
from tests.engines.slow_flows import STATES, conn_state, icmp_ports, is_service, state_of

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / ".." / "shared" / "data" / "logs"
SYN, SYN_ACK, ACK, FIN, RST = 2, 18, 16, 17, 4


def rows(*packets: Sent) -> list:
    return [twin_tuple(flow) for flow in look(capture_of(list(packets))).flows.rows]


def out(flags: int = ACK, **more) -> Sent:
    return Sent(flags=flags, **more)


def back(flags: int = ACK, **more) -> Sent:
    return Sent(source=1, target=0, mac=1, ports=(80, 40000), flags=flags, **more)


def ping(kind: int, code: int = 0, **more) -> Sent:
    return Sent(proto=1, icmp=(kind, code), **more)


def src_of(row: tuple) -> tuple:
    return row[2][0].packed, row[2][1]


ME, PEER = (HOSTS[0], 40000), (HOSTS[1], 80)


@pytest.mark.parametrize(
    ("proto", "step", "flows"),
    [
        (6, 300 * SECOND, 1), (6, 300 * SECOND + 1, 2), (6, -300 * SECOND, 1), (6, -300 * SECOND - 1, 2),
        (17, 60 * SECOND, 1), (17, 60 * SECOND + 1, 2), (17, -60 * SECOND, 1), (17, -60 * SECOND - 1, 2),
        (1, 60 * SECOND, 1), (1, 60 * SECOND + 1, 2), (47, 60 * SECOND, 1), (47, 60 * SECOND + 1, 2),
    ],
)  # fmt: skip
def test_a_flow_ends_with_more_than_its_idle_time(proto, step, flows):
    assert len(rows(Sent(proto=proto), Sent(proto=proto, step=step))) == flows


def test_idle_time_counts_from_the_latest_packet_and_not_from_the_one_before():
    late, early = Sent(proto=17, step=50 * SECOND), Sent(proto=17, step=-40 * SECOND)
    (row,) = rows(Sent(proto=17), late, early, Sent(proto=17, step=100 * SECOND))
    assert row[4] == 4
    assert row[12] - row[11] == 110 * SECOND


def test_a_packet_after_a_jump_back_belongs_to_the_flow_begun_last():
    first, second, third = rows(
        Sent(proto=17), Sent(proto=17, step=-61 * SECOND), Sent(proto=17, step=61 * SECOND)
    )
    assert first[11] == third[11] == second[11] + 61 * SECOND


@pytest.mark.parametrize(
    ("packets", "counts"),
    [
        ([out(SYN), out(SYN)], [2]),  # repeated
        ([out(SYN), out(SYN, sequence=2)], [1, 1]),  # anew
        ([out(SYN), out(SYN, sequence=2), out(SYN)], [1, 1, 1]),
        ([out(SYN), back(SYN, sequence=2)], [2]),  # both open at once (RFC 9293, 3.5)
        ([out(SYN), back(RST), back(SYN)], [2, 1]),  # the other side opens, having spoken
        ([out(), out(SYN)], [1, 1]),
        ([back(SYN_ACK), back(SYN)], [1, 1]),  # a SYN repeats no SYN with ACK
        ([out(SYN), out(SYN_ACK, sequence=2)], [2]),  # no SYN without ACK
        ([out(SYN), back(SYN_ACK, sequence=7), back(SYN_ACK, sequence=8)], [3]),
    ],
)
def test_a_new_syn_of_a_side_that_has_spoken_begins_a_flow(packets, counts):
    assert [row[4] + row[5] for row in rows(*packets)] == counts


@pytest.mark.parametrize(
    ("packets", "opener"),
    [
        ([out()], ME),
        ([back()], ME),  # from a service to an ephemeral port
        ([back(), back(SYN_ACK)], ME),
        ([out(), back(SYN)], PEER),
        ([out(SYN), back(SYN)], ME),
        ([out(SYN_ACK)], PEER),
        ([out(SYN_ACK), back(SYN)], PEER),
        ([Sent(ports=(80, 32767))], (HOSTS[0], 80)),
        ([Sent(ports=(80, 32768))], (HOSTS[1], 32768)),
        ([Sent(ports=(8554, 40000), proto=17)], (HOSTS[1], 40000)),
        ([Sent(ports=(8555, 40000), proto=17)], (HOSTS[0], 8555)),
        ([ping(8)], (HOSTS[0], 8)),
        ([ping(0)], (HOSTS[1], 8)),
        ([ping(0), ping(8, source=1, target=0)], (HOSTS[1], 8)),
        ([ping(14)], (HOSTS[1], 13)),
        ([ping(3, 1)], (HOSTS[0], 3)),
    ],
)
def test_the_opener_is_who_sent_a_syn_else_who_spoke_first_or_asked(packets, opener):
    (row,) = rows(*packets)
    assert src_of(row) == opener


@pytest.mark.parametrize(
    ("proto", "kind", "code", "ports"),
    [
        (1, 8, 0, (8, 0)), (1, 0, 0, (0, 8)), (1, 10, 0, (10, 9)), (1, 9, 0, (9, 10)), (1, 13, 0, (13, 14)),
        (1, 15, 0, (15, 16)), (1, 18, 0, (18, 17)), (1, 3, 13, (3, 13)), (1, 8, 5, (8, 0)),
        (58, 128, 0, (128, 129)), (58, 131, 0, (131, 130)), (58, 134, 0, (134, 133)), (58, 135, 0, (135, 136)),
        (58, 140, 1, (140, 139)), (58, 144, 0, (144, 145)), (58, 1, 4, (1, 4)), (58, 143, 0, (143, 0)),
        (58, 8, 2, (8, 2)), (1, 128, 2, (128, 2)),
    ],
)  # fmt: skip
def test_icmp_ports_are_the_type_and_its_counterpart_or_code(proto, kind, code, ports):
    assert icmp_ports(proto, kind, code) == ports


def test_a_question_and_its_answer_are_one_flow_and_a_refusal_is_another():
    asked = ping(8, payload=8), ping(0, source=1, target=0, mac=1, payload=4)
    first, second = rows(*asked, ping(3, 1, source=1, target=0, mac=1))
    assert first[4:8] == (1, 1, 36, 32)
    assert second[2:6] == ((second[2][0], 3), (second[3][0], 1), 1, 0)


def test_an_icmp_message_that_is_cut_or_shorter_than_eight_octets_has_no_ports():
    (row,) = rows(ping(8, snap=14 + 20 + 3))
    assert (row[2][1], row[3][1]) == (-1, -1)


@pytest.mark.parametrize(
    ("flags", "state"), [((SYN, SYN_ACK), "S0"), ((SYN_ACK, SYN_ACK), "OTH"), ((SYN, 1), "SH")]
)
def test_both_ends_the_same_count_on_the_one_side(flags, state):
    first, second = (Sent(target=0, ports=(80, 80), flags=flag, mac=2 * at) for at, flag in enumerate(flags))
    (row,) = rows(first, second)
    assert row[4:6] == (2, 0)
    assert row[8:10] == (MACS[0], MACS[0])
    assert row[-1] == state


def test_a_side_that_has_not_sent_has_the_mac_it_was_sent_to():
    (row,) = rows(out(SYN), out(mac=2))
    assert row[8:10] == (MACS[0], MACS[1])
    (row,) = rows(out(SYN), back(SYN_ACK, tags=()), Sent(source=1, target=0, ports=(80, 40000), mac=2))
    assert row[8:10] == (MACS[0], MACS[1])
    (row,) = rows(out(SYN), Sent(source=1, target=0, ports=(80, 40000), mac=2, flags=SYN_ACK))
    assert row[9] == MACS[2]


def test_the_first_vlan_that_is_not_zero_parts_flows():
    tagged = [out(tags=tags) for tags in ((), (0,), (5,), (0, 5), (5, 6), (6, 5))]
    assert [(row[0], row[4]) for row in rows(*tagged)] == [(-1, 2), (5, 3), (6, 1)]


@pytest.mark.parametrize(
    ("packets", "state"),
    [
        ([out(SYN)], "S0"),
        ([out(SYN), out(SYN), out()], "S0"),
        ([out(SYN), back()], "OTH"),
        ([out(SYN), back(SYN)], "OTH"),
        ([out(SYN), back(SYN_ACK)], "S1"),
        ([out(SYN), back(SYN_ACK), out(FIN)], "S2"),
        ([out(SYN), back(SYN_ACK), back(FIN)], "S3"),
        ([out(SYN), back(SYN_ACK), out(FIN), back(FIN)], "SF"),
        ([out(SYN), back(SYN_ACK), out(FIN), back(FIN), out(RST)], "SF"),
        ([out(SYN), back(SYN_ACK), out(FIN), back(FIN | RST)], "RSTR"),
        ([out(SYN), back(SYN_ACK), back(FIN), out(RST)], "RSTO"),
        ([out(SYN), back(SYN_ACK), out(FIN), out(RST), back(FIN)], "RSTO"),
        ([out(SYN), back(SYN_ACK), back(RST), out(RST)], "RSTR"),
        ([out(SYN), back(RST)], "REJ"),
        ([out(SYN), back(20), out(RST)], "REJ"),
        ([out(SYN), out(RST)], "RSTOS0"),
        ([back(SYN_ACK), back(RST)], "RSTRH"),
        ([back(SYN_ACK), out(RST)], "OTH"),
        ([back(SYN_ACK), out(RST), back(RST)], "OTH"),
        ([back(SYN_ACK), back(FIN)], "SHR"),
        ([back(SYN_ACK), out()], "OTH"),
        ([out(SYN), out(FIN)], "SH"),
        ([out(SYN), back(), out(FIN)], "SH"),
        ([out(), back()], "OTH"),
        ([out(FIN), back(FIN)], "OTH"),
        ([out(RST)], "OTH"),
        ([out(3)], "SH"),
        ([out(6)], "RSTOS0"),
        ([out(0, snap=40)], "OTH"),
        ([Sent(proto=17)], ""),
        ([ping(8)], ""),
    ],
)
def test_the_state_says_what_was_seen_of_the_connection(packets, state):
    (row,) = rows(*packets)
    assert row[-1] == state


def read_table() -> dict:
    """The decision table of the document: what was seen, and the state of it."""
    text = (ROOT / "docs" / "reference" / "flows.md").read_text()
    table = text.split("## The state of a TCP connection")[1].split("\n## ")[0]
    lines = re.findall(r"^\| (.+) \| `(\w+)` \|", table, re.MULTILINE)
    return {tuple(cell.strip() for cell in cells.split("|")): state for cells, state in lines}


def test_every_combination_has_the_one_state_that_the_document_gives_it():
    table = read_table()
    words = {True: "yes", False: "no"}
    for bits in product(
        (True, False), (True, False), (True, False), (True, False), (None, True, False), (True, False)
    ):
        syn, syn_ack, fin, its_fin, reset, answered = bits
        first = {None: "none", True: "opener", False: "responder"}[reset]
        said = [words[syn], words[syn_ack], first, words[fin], words[its_fin], words[answered]]
        fits = [
            state
            for cells, state in table.items()
            if all(c in ("any", s) for c, s in zip(cells, said, strict=True))
        ]
        assert fits == [state_of(syn, syn_ack, fin, its_fin, reset, answered)], said


def test_every_state_can_come_about():
    bits = product(
        (True, False), (True, False), (True, False), (True, False), (None, True, False), (True, False)
    )
    assert {state_of(*each) for each in bits} == set(STATES) - {""}


quick = settings(max_examples=150, deadline=None)


@quick
@given(packets=mixtures)
def test_no_packet_is_lost_and_rows_come_in_the_order_of_their_first_frames(packets):
    found = rows(*packets)
    heads = [14 + 4 * len(sent.tags) + (40 if sent.is_v6 else 20) for sent in packets]
    assert sum(row[4] + row[5] for row in found) == sum(
        sent.snap >= head for sent, head in zip(packets, heads, strict=True)
    )
    assert all(before[10] < after[10] for before, after in pairwise(found))


@quick
@given(packets=connections)
def test_a_later_start_of_the_clock_changes_nothing_but_the_times(packets):
    moved = [Sent(**{**vars(packets[0]), "step": 7 * SECOND}), *packets[1:]]
    first = Sent(**{**vars(packets[0]), "step": 0})
    plain = rows(first, *packets[1:])
    for before, after in zip(plain, rows(*moved), strict=True):
        assert (*before[:11], before[13]) == (*after[:11], after[13])
        assert after[11] - before[11] == after[12] - before[12] == 7 * SECOND


def zeek_histories() -> list[tuple[str, str]]:
    """The history and the state of each TCP connection in two real logs."""
    found = []
    for line in (LOGS / "zeek-json" / "conn.log").read_text().splitlines():
        row = json.loads(line)
        found.append((row["proto"], row.get("history", ""), row["conn_state"]))
    for line in (LOGS / "zeek-tsv" / "conn.log").read_text().splitlines():
        cells = line.split("\t")
        if not line.startswith("#"):
            found.append((cells[6], cells[14], cells[11]))
    return [(history, state) for proto, history, state in found if proto == "tcp"]


@pytest.mark.skipif(not LOGS.exists(), reason="needs ../shared/data/logs")
def test_real_zeek_logs_give_the_same_state_to_every_connection_whose_start_was_seen():
    flags = {"s": SYN, "h": SYN_ACK, "f": FIN, "r": RST, "a": ACK, "d": ACK}
    seen = zeek_histories()
    whole = [(history, state) for history, state in seen if "S" in history]
    assert len(whole) > 100
    for history, state in whole:
        packets = [(out if letter.isupper() else back)(flags[letter.lower()]) for letter in history]
        (flow,) = look(capture_of(packets)).flows.rows
        assert conn_state(flow) == state, history
    assert {history for history, _ in seen} - {history for history, _ in whole} == {
        "FafA", "DdR", "DdAR", "DdfAR", "R", "AR",
    }  # fmt: skip


def test_services_are_the_system_ports_and_the_listed_ones():
    assert [port for port in (-1, 0, 1023, 1024, 1883, 5222, 8080, 9000, 34567, 40000) if is_service(port)] == [
        0, 1023, 1883, 5222, 8080, 9000, 34567,
    ]  # fmt: skip
