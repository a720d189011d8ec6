"""Export messages of NetFlow 5 and 9 and IPFIX become connections; what cannot be read of them is told."""

import random
import struct

import made_exports as made
import pytest
from gathered_rows import Kept
from made_exports import ACK, CAMERA, FIN, PLAIN, PUSH, REVERSE, SERVER, START, SYN, UPTIME_MS

from lamppost.observe.netflow import exports
from lamppost.observe.netflow.exports import Exports
from lamppost.observe.netflow.messages import is_meant, read_message

NOW_MS = START * 1000
HERE, THERE = (0, 0xFFFF_C000_0201), (0, 0xFFFF_C000_0205)
TO_COLLECTOR = (50000, 2055)


def take(*messages, kept=None, address=HERE, ports=TO_COLLECTOR, files=("made.pcap",)):
    """What gathers, after these messages came one in each frame."""
    kept = kept or Kept()
    taken = Exports(kept, files)
    for row, message in enumerate(messages, 1):
        taken.take(message, ports, address, 0, row)
    taken.finish()
    return kept


def ends(one):
    return one.src, one.src_port, one.dst, one.dst_port, one.proto


def test_both_directions_of_version_5_are_one_connection_of_the_one_that_called():
    there = made.v5_record(CAMERA, SERVER, 40000, 443, packets=9, octets=900, first_ms=UPTIME_MS - 5000,
                           last_ms=UPTIME_MS - 1000, flags=SYN | ACK | FIN | PUSH)  # fmt: skip
    back = made.v5_record(SERVER, CAMERA, 443, 40000, packets=7, octets=7000, first_ms=UPTIME_MS - 4990,
                          last_ms=UPTIME_MS - 900, flags=SYN | ACK | FIN)  # fmt: skip
    (one,) = take(made.v5(back, there)).told
    assert ends(one) == (CAMERA, 40000, SERVER, 443, 6)
    assert (one.sent, one.answered, one.state) == ((9, 900), (7, 7000), "SF")
    assert (one.first_ms, one.last_ms, one.row) == (NOW_MS - 5000, NOW_MS - 900, 1)


def test_what_nobody_answered_stays_one_sided_and_is_never_zero():
    (one,) = take(made.v5(made.v5_record(CAMERA, SERVER, 40000, 443, flags=SYN))).told
    assert (one.sent, one.answered, one.state) == ((1, 40), (None, None), "S0")


def test_a_flow_that_began_before_the_counter_of_milliseconds_turned_over_keeps_its_time():
    record = made.v5_record(CAMERA, SERVER, 40000, 443, first_ms=(1 << 32) - 1000, last_ms=500)
    (one,) = take(made.v5(record, uptime_ms=1000)).told
    assert (one.first_ms, one.last_ms) == (NOW_MS - 2000, NOW_MS - 500)


@pytest.mark.parametrize("version", [9, 10])
def test_a_template_tells_what_the_records_of_later_messages_hold(version):
    send = made.v9 if version == 9 else made.ipfix
    when = (22, 4), (21, 4)
    if version == 10:
        when = (152, 8), (153, 8)
    pairs = (*PLAIN[:-2], *when)
    record = made.plain_record(CAMERA, SERVER, 40000, 443, octets=900, packets=9, flags=SYN | ACK)
    if version == 10:
        record = record[:-8] + struct.pack(">QQ", NOW_MS, NOW_MS)
    kept = take(
        send(made.template(300, *pairs, version=version)), send(made.one_set(300, record, record[:0]))
    )
    (one,) = kept.told
    assert (ends(one), one.sent, one.first_ms, one.row) == (
        (CAMERA, 40000, SERVER, 443, 6),
        (9, 900),
        NOW_MS,
        2,
    )
    assert kept.issues == []


def test_records_wait_for_their_template_and_keep_their_frame():
    record = made.plain_record(CAMERA, SERVER, 40000, 443)
    kept = take(made.v9(made.one_set(300, record)), made.v9(made.template(300, *PLAIN)))
    assert [(one.row, ends(one)) for one in kept.told] == [(1, (CAMERA, 40000, SERVER, 443, 6))]
    assert kept.issues == []


def test_records_whose_template_never_comes_are_told_and_not_lost_silently():
    kept = take(made.v9(made.one_set(300, bytes(33))), made.v9(made.one_set(300, bytes(66))))
    assert kept.told == []
    assert kept.words() == [(1, "2 sets of records (99 bytes) could not be read: template 300 had not come")]


def test_a_bounded_number_of_octets_waits_and_what_gives_way_is_told(monkeypatch):
    monkeypatch.setattr(exports, "MOST_WAITING", 1000)
    record = made.plain_record(CAMERA, SERVER, 40000, 443)
    messages = [made.v9(made.one_set(300, record)) for _ in range(20)]
    kept = take(*messages, made.v9(made.template(300, *PLAIN)))
    assert len({one.row for one in kept.told}) == 1  # one connection …
    (one,) = kept.told
    assert one.sent[0] + int(kept.issues[0].what.split()[0]) == 20  # … of what was still there
    assert one.sent[0] >= 5


def test_templates_hold_for_one_exporter_and_one_domain_alone():
    kept = Kept()
    taken = Exports(kept, ["made.pcap"])
    record = made.one_set(300, made.plain_record(CAMERA, SERVER, 40000, 443))
    taken.take(made.v9(made.template(300, *PLAIN), source=1), TO_COLLECTOR, HERE, 0, 1)
    taken.take(made.v9(record, source=2), TO_COLLECTOR, HERE, 0, 2)
    taken.take(made.v9(record, source=1), TO_COLLECTOR, THERE, 0, 3)
    taken.take(made.v9(record, source=1), TO_COLLECTOR, HERE, 0, 4)
    taken.finish()
    assert [one.row for one in kept.told] == [4]
    assert [row for row, _ in kept.words()] == [2]


def test_a_template_that_is_sent_anew_holds_from_then_on_and_one_withdrawn_no_longer():
    first = made.ipfix(made.template(300, *PLAIN[:-2], version=10))
    turned = made.ipfix(made.template(300, (12, 4), (8, 4), *PLAIN[2:-2], version=10))
    record = made.plain_record(CAMERA, SERVER, 40000, 443)[:-8]
    withdrawal = made.ipfix(made.one_set(2, struct.pack(">HH", 300, 0)))
    data = made.ipfix(made.one_set(300, record))
    kept = take(first, data, turned, data, withdrawal, data)
    assert sorted((one.row, one.src) for one in kept.told) == [(2, CAMERA), (4, SERVER)]
    assert [row for row, _ in kept.words()] == [6]


def test_elements_of_enterprises_and_of_variable_length_are_passed_over():
    pairs = (
        (82, 0xFFFF), *PLAIN[:2], (4, 2, 64511), *PLAIN[2:4], (371, 0xFFFF), *PLAIN[4:-2], (400, 0xFFFF, 64511)
    )  # fmt: skip
    plain = made.plain_record(CAMERA, SERVER, 40000, 443, octets=900)
    long = b"\xff" + struct.pack(">H", 300) + bytes(300)
    record = b"\x03abc" + plain[:8] + b"\xff\xff" + plain[8:12] + long + plain[12:-8] + b"\x00"
    template = made.template(300, *pairs, version=10)
    kept = take(made.ipfix(template, made.one_set(300, record, record)))
    (one,) = kept.told
    assert (ends(one), one.sent, kept.issues) == ((CAMERA, 40000, SERVER, 443, 6), (2, 1800), [])


def test_a_biflow_is_one_connection_with_both_sides_and_a_way_back_of_zero_is_told():
    pairs = (*PLAIN[:-2], (152, 8), (153, 8), (1, 4, REVERSE), (2, 4, REVERSE), (6, 1, REVERSE), (239, 1))
    one_way = made.plain_record(CAMERA, SERVER, 443, 40000, flags=SYN, octets=900, packets=9)[:-8]
    one_way += struct.pack(">QQ", NOW_MS, NOW_MS + 50)
    both = one_way + struct.pack(">IIBB", 7000, 7, SYN | ACK, 1)
    silent = one_way[:8] + struct.pack(">HH", 1, 2) + one_way[12:] + struct.pack(">IIBB", 0, 0, 0, 1)
    kept = take(made.ipfix(made.template(300, *pairs, version=10), made.one_set(300, both, silent)))
    unanswered, answered = sorted(kept.told, key=lambda one: one.src_port)
    assert (ends(answered), answered.sent, answered.answered) == (
        (CAMERA, 443, SERVER, 40000, 6), (9, 900), (7, 7000),
    )  # fmt: skip
    assert (unanswered.src_port, unanswered.answered) == (1, (0, 0))


def test_who_opened_is_as_the_exporter_says():
    pairs = (*PLAIN[:-2], (1, 4, REVERSE), (239, 1))
    record = made.plain_record(SERVER, CAMERA, 443, 40000, proto=17)[:-8] + struct.pack(">IB", 5, 1)
    other = made.plain_record(CAMERA, SERVER, 40001, 443, proto=17)[:-8] + struct.pack(">IB", 5, 2)
    kept = take(made.ipfix(made.template(300, *pairs, version=10), made.one_set(300, record, other)))
    assert [one.src for one in kept.told] == [SERVER, SERVER]


def test_octets_of_initiator_and_responder_say_who_opened():
    pairs = (*PLAIN[:6], (231, 4), (232, 4), (298, 4), (299, 4), (233, 1), (152, 8))
    head = made.plain_record(CAMERA, SERVER, 443, 40000)[:14]
    over = head + struct.pack(">IIIIBQ", 900, 7000, 9, 7, 2, NOW_MS)
    denied, created = (head + struct.pack(">IIIIBQ", 0, 0, 0, 0, event, NOW_MS) for event in (3, 1))
    kept = take(made.v9(made.template(300, *pairs), made.one_set(300, over, denied, created)))
    assert [(ends(one), one.sent, one.answered) for one in kept.told] == [
        ((CAMERA, 443, SERVER, 40000, 6), (9, 900), (7, 7000))
    ]
    assert kept.words() == [
        (
            1,
            "2 records of exporters tell events of a firewall or of address translation, and were passed over",
        )
    ]


def test_ipv6_macs_and_vlan_are_told():
    pairs = ((27, 16), (28, 16), (7, 2), (11, 2), (4, 1), (1, 3), (2, 8), (56, 6), (80, 6), (58, 2))
    mac = bytes.fromhex("00005e005310"), bytes.fromhex("00005e0053fe")
    record = (
        made.address("2001:db8::10") + made.address("2001:db8:1::7") + struct.pack(">HHB", 40000, 443, 17)
    )
    record += made.number(0x010203, 3) + made.number(9, 8) + b"".join(mac) + made.number(30, 2)
    (one,) = take(
        made.ipfix(made.template(300, *pairs, version=10), made.one_set(300, record, padding=3))
    ).told
    assert ends(one) == ("2001:db8::10", 40000, "2001:db8:1::7", 443, 17)
    assert (one.sent, one.vlan) == ((9, 0x010203), 30)
    assert (one.src_mac, one.dst_mac) == (0x00005E005310, 0x00005E0053FE)


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        (((150, 4), (151, 4)), struct.pack(">II", START - 9, START - 2)),
        (((152, 8), (161, 4)), struct.pack(">QI", NOW_MS - 9000, 7000)),
        (
            ((154, 8), (155, 8)),
            struct.pack(">IIII", START - 9 + 2_208_988_800, 0, START - 2 + 2_208_988_800, 0),
        ),
        (((158, 4), (159, 4)), struct.pack(">II", 9_000_000, 2_000_000)),
        (((153, 8), (162, 4)), struct.pack(">QI", NOW_MS - 2000, 7_000_000)),
    ],
)
def test_times_are_read_in_every_unit_that_ipfix_has(pairs, value):
    record = made.plain_record(CAMERA, SERVER, 40000, 443)[:-8] + value
    (one,) = take(
        made.ipfix(made.template(300, *PLAIN[:-2], *pairs, version=10), made.one_set(300, record))
    ).told
    assert (one.first_ms, one.last_ms) == (NOW_MS - 9000, NOW_MS - 2000)


def test_uptimes_of_ipfix_need_the_day_on_which_the_exporter_started():
    template = made.template(300, *PLAIN, version=10)
    options = made.options_template(301, [(149, 4)], [(160, 8)], version=10)
    started = made.one_set(301, struct.pack(">IQ", 7, NOW_MS - UPTIME_MS))
    record = made.one_set(300, made.plain_record(CAMERA, SERVER, 40000, 443, first_ms=UPTIME_MS - 9000))
    untold, told = take(made.ipfix(template, record)), take(made.ipfix(options, started, template, record))
    assert untold.told[0].first_ms == NOW_MS  # no more is known than when it was sent
    assert told.told[0].first_ms == NOW_MS - 9000


def test_a_question_of_icmp_and_its_answer_are_one_connection():
    ask = made.v5_record(CAMERA, SERVER, 0, 8 << 8, proto=1)
    answer = made.v5_record(SERVER, CAMERA, 0, 0, proto=1)
    (one,) = take(made.v5(answer, ask)).told
    assert ends(one) == (CAMERA, 8, SERVER, 0, 1)
    pairs = ((8, 4), (12, 4), (4, 1), (176, 1), (177, 1))
    record = made.address(CAMERA) + made.address(SERVER) + bytes([1, 3, 1])
    (other,) = take(made.ipfix(made.template(300, *pairs, version=10), made.one_set(300, record))).told
    assert (other.src_port, other.dst_port, other.sent) == (3, 1, (None, None))


def test_numbers_of_sampled_exports_are_not_multiplied_and_that_they_are_samples_is_counted():
    record = made.v5_record(CAMERA, SERVER, 40000, 443, packets=3)
    kept = take(made.v5(record, sampling=1 << 14 | 100), made.v5(record))
    assert sum(one.sent[0] for one in kept.told) == 6
    assert (kept.coverage.sampled_records, kept.coverage.sampled_one_in) == (2, 100)


@pytest.mark.parametrize(
    ("options", "value", "rate"),
    [
        (((34, 4), (35, 1)), struct.pack(">IB", 512, 2), 512),
        (((305, 4), (306, 4)), struct.pack(">II", 10, 990), 100),
    ],
)
def test_rates_of_sampling_are_read_from_options(options, value, rate):
    described = made.options_template(301, [(1, 4)], options)
    message = made.v9(described, made.one_set(301, bytes(4) + value), made.template(300, *PLAIN))
    record = made.one_set(300, made.plain_record(CAMERA, SERVER, 40000, 443))
    kept = take(message, made.v9(record))
    assert (kept.coverage.sampled_records, kept.coverage.sampled_one_in) == (1, rate)
    assert kept.issues == []


def test_records_that_do_not_say_between_whom_are_told():
    kept = take(made.v9(made.template(300, (10, 2), (14, 2)), made.one_set(300, bytes(8))))
    assert kept.told == []
    assert "do not say between which addresses" in kept.issues[0].what


def test_a_second_exporter_that_tells_the_same_connection_is_not_added_to_the_first():
    kept = Kept()
    taken = Exports(kept, ["made.pcap"])
    message = made.v5(made.v5_record(CAMERA, SERVER, 40000, 443, packets=5))
    taken.take(message, TO_COLLECTOR, HERE, 0, 1)
    taken.take(message, TO_COLLECTOR, THERE, 0, 2)
    taken.finish()
    assert [one.sent[0] for one in kept.told] == [5, 5]


def test_a_message_on_any_port_is_known_by_its_lengths_and_others_are_none():
    messages = [
        made.v5(made.v5_record(CAMERA, SERVER, 1, 2)),
        made.v9(made.template(300, *PLAIN)),
        made.ipfix(made.template(300, *PLAIN, version=10)),
    ]
    for message in messages:
        assert is_meant(message, (1, 2))
        assert read_message(message[:-1]) is None
        assert read_message(message + b"\0") is None
        assert not is_meant(message[:-1], (1, 2))
        assert is_meant(message[:-1], TO_COLLECTOR)
    assert not is_meant(b"\0\x06" + bytes(70), TO_COLLECTOR)


def test_what_goes_to_a_port_of_collectors_and_cannot_be_read_is_named():
    record = made.v5_record(CAMERA, SERVER, 1, 2)
    kept = take(made.v5(record)[:-1], b"\0\1" + bytes(60), b"\0\0\0\5" + bytes(60))
    assert [row for row, _ in kept.words()] == [1, 2]
    flow = take(b"\0\0\0\5" + bytes(60), ports=(1, 6343))
    assert [what for _, what in [*kept.words(), *flow.words()]] == [
        "1 message to a collector of flows could not be read to its end: its lengths do not fit each other",
        "1 message of NetFlow version 1 was not read",
        "1 message of sFlow was not read",
    ]


@pytest.mark.parametrize("version", [5, 9, 10])
def test_messages_with_any_octets_changed_break_nothing(version):
    chance = random.Random(version)
    send = made.v9 if version == 9 else made.ipfix
    pairs = (*PLAIN, (154, 8), (161, 4), (160, 8), (1, 8, REVERSE)) if version == 10 else (*PLAIN, (150, 4))
    record = made.plain_record(CAMERA, SERVER, 1, 2) + bytes(
        struct.calcsize(">QIQQ" if version == 10 else ">I")
    )
    template = made.template(300, *pairs, version=version)
    options = made.options_template(301, [(149, 4)], [(160, 8), (34, 4)], version=max(version, 9))
    whole = send(template, options, made.one_set(300, record, record), made.one_set(301, bytes(16)))
    if version == 5:
        whole = made.v5(*[made.v5_record(CAMERA, SERVER, 1, 2)] * 3)
    for _ in range(60):
        messages = []
        for _ in range(3):
            data = bytearray(whole)
            for _ in range(chance.choice((0, 1, 2, 4))):
                data[chance.randrange(2, len(data))] = chance.choice((0, 1, 255, chance.randrange(256)))
            messages.append(bytes(data))
        kept = take(*messages)
        for one in kept.told:
            assert 0 <= one.first_ms <= one.last_ms


def test_numbers_that_no_record_can_count_are_not_told():
    pairs = ((8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (1, 8), (2, 8))
    ends_of = made.plain_record(CAMERA, SERVER, 1, 2)[:13]
    record = ends_of + struct.pack(">QQ", (1 << 64) - 1, 5)
    (one,) = take(made.ipfix(made.template(300, *pairs, version=10), made.one_set(300, record))).told
    assert one.sent == (5, None)
