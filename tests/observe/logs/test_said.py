"""What devices say of themselves is held once, first come first kept, and comes out in the order of files and rows."""

import random

import numpy as np
import pytest

from lamppost.model.addresses import ip_text
from lamppost.model.describing import SelfDescriptions
from lamppost.model.observations import NO_MAC, NOT_TOLD, SelfDescription
from lamppost.observe.logs import hashed, running, said
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import Addresses
from lamppost.observe.logs.said import Said

FIELDS = ("http.server", "dhcp.vendor_class", "tls.certificate_subject")
ADDRESSES = [(0, 0), (0, (0xFFFF << 32) | 0xC0000201), (0x20010DB8 << 32, 1), (0xFE80 << 48, 1 << 63)]


@pytest.fixture(params=["as it is written", "as machine code"])
def path(request, monkeypatch):
    run = running.run_plain if request.param == "as it is written" else running.run_compiled
    monkeypatch.setattr(said, "run_for_rows", lambda _: run)
    for one in (said, hashed):
        monkeypatch.setattr(one, "_FEWEST", 4)


def made_rows(chance, count):
    """Senders, values and instants, of which many are alike, and some are not told."""
    return [
        (
            chance.choice((NO_MAC, NO_MAC, 7, (1 << 48) - 1)),
            chance.choice(ADDRESSES),
            chance.randrange(-1, 30),
            chance.choice((NOT_TOLD, 0, 5, 9)),
        )
        for _ in range(count)
    ]


def put(into, evidence, first, field, rows):
    """Put rows into it."""
    macs, ips, values, times = zip(*rows, strict=True)
    halves = np.array(ips, np.uint64)
    lines = np.arange(first, first + len(rows))
    into.put(
        evidence,
        lines,
        field,
        np.array(values),
        np.array(times),
        np.array(macs),
        Addresses(halves[:, 0].copy(), halves[:, 1].copy()),
    )


@pytest.mark.usefixtures("path")
@pytest.mark.parametrize("most", [3, 256])
def test_each_thing_is_held_once_and_no_more_of_one_sender_than_the_most(monkeypatch, most):
    monkeypatch.setattr(said, "MOST_VALUES", most)
    chance, values = random.Random(3), Numbered()
    for number in range(30):
        values.number(f"value {number}")
    into, held, counts = Said(values), {}, {}
    for part in range(12):
        field, rows = chance.choice(FIELDS), made_rows(chance, 40)
        put(into, part, 100 * part, field, rows)
        for at, (mac, ip, value, seen_at) in enumerate(rows):
            sender = mac, ip, field
            if value < 0 or seen_at == NOT_TOLD or (mac == NO_MAC and ip == (0, 0)):
                continue
            if (sender, value) not in held and counts.get(sender, 0) < most:
                counts[sender] = counts.get(sender, 0) + 1
                text = ip_text(*ip) if ip != (0, 0) else ""
                held[sender, value] = SelfDescription(
                    mac=mac, ip=text, field=field, value=f"value {value}", seen_at=seen_at,
                    first_row=100 * part + at, evidence=part,
                )  # fmt: skip
    assert len(held) > 8
    assert list(into.since(0)) == list(held.values())
    assert list(into.since(5)) == list(held.values())[5:]
    again = Said(Numbered())
    for one in into.since(0):
        again.restore(one)
        again.restore(one)
    assert again.since(0) == into.since(0)


def described(chance, count):
    """Self-descriptions, many in one row."""
    return [
        SelfDescription(
            mac=chance.choice((NO_MAC, 7)),
            ip=chance.choice(("", "192.0.2.1", "2001:db8::1")),
            field=chance.choice(FIELDS),
            value=chance.choice(("b", "a", "ä", "", "c")),
            seen_at=chance.randrange(9),
            first_row=chance.randrange(3),
            evidence=chance.randrange(2),
        )
        for _ in range(count)
    ]


def test_columns_hold_what_was_put_into_them_and_order_it_as_tuples_are_ordered():
    for count in (0, 1, 2, 60):
        rows = described(random.Random(count), count)
        columns = SelfDescriptions.of(rows)
        assert list(columns) == rows
        assert columns[1:3] == rows[1:3]
        assert list(columns.in_order()) == sorted(
            rows, key=lambda one: (one.evidence, one.first_row, one.field, one.value)
        )
        others = described(random.Random(99), 5)
        assert list(columns.then(SelfDescriptions.of(others))) == [*rows, *others]
        assert [one.evidence for one in columns.in_files(np.array([4, 9], np.int32))] == [
            (4, 9)[one.evidence] for one in rows
        ]
