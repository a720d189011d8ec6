"""The kernels of logs give the same as their slow twin, plain, compiled, and with every index looked at."""

import random
from pathlib import Path

import numpy as np
import pytest
from tests.engines.checked_kernels import checked_kernel
from tests.engines.slow_rows import SlowRows, slow_delimited, slow_objects

from lamppost.engine import kernel
from lamppost.observe.logs.answers import Rooms
from lamppost.observe.logs.blocks import Block, Remembered
from lamppost.observe.logs.cells.answering import answer_cells, answer_delimited, answer_objects
from lamppost.observe.logs.cells.lines import find_lines
from lamppost.observe.logs.hashes.adding import add_rows
from lamppost.observe.logs.hashes.alike import group_rows
from lamppost.observe.logs.hashes.asking import note_names
from lamppost.observe.logs.hashes.heaping import add_heap
from lamppost.observe.logs.hashes.naming import find_names, forget_names, move_names, put_names
from lamppost.observe.logs.hashes.saying import move_said, note_said
from lamppost.observe.logs.hashes.sending import add_senders, add_senders_told
from lamppost.observe.logs.hashes.sent import keep_first
from lamppost.observe.logs.numbered import Numbered
from lamppost.observe.logs.rows import NOT_TOLD, Rows
from lamppost.observe.logs.running import run_compiled, run_plain


def run_checked(function, *arguments):
    """Every index of the kernel looked at; arrays as they are."""
    views = [memoryview(one.data) if isinstance(one, np.ndarray) else one for one in arguments]
    return int(checked_kernel(function, is_compiled=False)(*views) or 0)


LOGS = Path(__file__).parents[3] / "shared" / "data" / "logs"
CASES = [
    (run_plain, 4),
    (run_checked, 3),
    pytest.param(run_plain, 200, marks=pytest.mark.slow),
    pytest.param(run_checked, 200, marks=pytest.mark.slow),
    pytest.param(run_compiled, 400, marks=pytest.mark.slow),
]
NUMBERS = ["times", "durations", "integers", "macs"]


def block_of(data: bytes, remembered: Remembered) -> Block:
    return Block.of(data or b"\n", 0, len(data), 1, [], remembered)


def remembering(run) -> Remembered:
    remembered = Remembered(0)
    remembered.run = run
    return remembered


def asked_again(data: bytes, remembered: Remembered) -> Block:
    """The block once more, with answers to what was asked of it made ready."""
    block = block_of(data, remembered)
    block.make_ready()
    assert block._ready is not None
    return block


def lines_of(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    lines = lines[:-1] if data.endswith(b"\n") or not data else lines
    return [one.removesuffix(b"\r") for one in lines]


def clean(text: str) -> str | None:
    return None if "x" in text else text.lower()


def assert_same(rows: Rows, slow: SlowRows, fields) -> None:
    assert rows.lines.tolist() == slow.numbers_of_lines
    assert rows.unread == slow.unread
    ours, theirs = Numbered(), Numbered()
    for field in fields:
        assert rows.has(field) == slow.has(field), field
        for name in NUMBERS:
            assert getattr(rows, name)(field).tolist() == getattr(slow, name)(field).tolist(), (name, field)
        assert rows.integers(field, 65535).tolist() == slow.integers(field, 65535).tolist()
        high, low = slow.addresses(field)
        assert [one.tolist() for one in rows.addresses(field)] == [high, low], field
        assert rows.keys(field).tolist() == slow.keys(field), field
        assert rows.texts(field) == slow.texts(field), field
        assert (
            rows.words(field, ["tcp", "udp", "1", "a"]).tolist()
            == slow.words(field, ["tcp", "udp", "1", "a"]).tolist()
        )
        for cleaned in (None, clean):
            assert (
                rows.numbers(field, ours, cleaned).tolist() == slow.numbers(field, theirs, cleaned).tolist()
            )
        assert list(ours) == list(theirs)
        items = rows.items(field)
        assert (items.rows.tolist(), list(items.texts)) == slow.items(field), field
        assert rows.raw(field) == slow.raw(field), field
        assert rows.not_objects(field).tolist() == slow.not_objects(field).tolist(), field
        assert rows.unread == slow.unread, field


CELLS = [
    b"", b"-", b"(empty)", b"tcp", b"udp", b"a,b,-,c", b"1", b"0", b"007", b"65535", b"65536", b"4.0", b"1e3", b"1e-3",
    b"1E+2", b"1.5", b"1.", b".5", b"1e", b"1e+", b"+1", b"-1", b" 1", b"1 ", b"1_0", b"0x1", b"9223372036854775807",
    b"9223372036854775808", b"922337203685477580700e-2", b"0.000000000000000000000000000001e36", b"1e99999999999999999",
    b"0e99999999999999999", b"1e-99999999999999999", b"1300475168.915940", b"1300475168.9159409", b"0.0012309551239013672",
    b"9223372036854.775807", b"9223372036854.775808", b"1.3004751689159e9", b"1130.00e-3",
    b"2020-02-29T23:59:60.123456789+0000", b"2020-02-30T00:00:00Z", b"1900-02-29T00:00:00Z", b"2000-02-29 00:00:00,5",
    b"2021-01-01t00:00:00z", b"2024-03-01T00:00:00Z", b"2023-03-01T00:00:00Z", b"2021-01-01T00:00:00+05:30", b"2021-01-01T00:00:00-0800", b"2021-01-01T00:00:00+05",
    b"2021-01-01T00:00:00.+05", b"2021-01-01T00:00:00+24:00", b"2021-01-01T24:00:00Z", b"0000-01-01T00:00:00Z",
    b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59.999999-23:59", b"2021-13-01T00:00:00Z", b"2021-1-01T00:00:00Z",
    b"2021-01-01T00:00:0", b"2021-01-01T00:00:61Z", b"2021-01-01X00:00:00Z", b"2021-01-01T00:00:00+05:3",
    b"192.0.2.1", b"192.0.2.256", b"192.0.2.01", b"192.0.2", b"192.0.2.1.", b"192.0.2.1%eth0", b"0.0.0.0",
    b"255.255.255.255", b"2001:db8::1", b"::", b"::1", b"1::", b":1", b"1:", b":::", b"1:2:3:4:5:6:7:8", b"1:2:3:4:5:6:7::",
    b"::2:3:4:5:6:7:8", b"1:2:3:4:5:6:7:8:9", b"1:2:3:4::5:6:7:8", b"1::2::3", b"::ffff:192.0.2.1", b"1:2:3:4:5:6:192.0.2.1",
    b"1:2:3:4:5:6:7:192.0.2.1", b"::192.0.2.1:1", b"fe80::1%eth0", b"fe80::1%", b"%eth0", b"FE80::ABCD", b"12345::", b"g::",
    b"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", b"8000::8000:0:0:0", b"00:00:5e:00:53:01", b"00-00-5E-00-53-01",
    b"00:00:5e:00:53:0g", b"00:00:5e:00:53", b"00005e005301", b"ff:ff:ff:ff:ff:ff", b"true", b"\xff\xfe", b"caf\xc3\xa9",
    b"x" * 63, b"y" * 64, b"z" * 65, b"one.example.net", b"One.Example.NET", b"\x00", b"1\x00",
]  # fmt: skip


def damaged(chance: random.Random, data: bytes) -> bytes:
    """The same with some octets changed, taken out or put in."""
    octets = bytearray(data)
    for _ in range(chance.randrange(3)):
        at = chance.randrange(len(octets) + 1)
        new = bytes(
            [chance.choice(b'\t\n\r,"\\:{}[]0159eE.+-% \x00\xff\x80tfnu') for _ in range(chance.randrange(3))]
        )
        octets[at : at + chance.randrange(3)] = new
    return bytes(octets)


def delimited_case(chance: random.Random) -> bytes:
    lines = []
    for _ in range(chance.randrange(1, 8)):
        width = 3 if chance.random() < 0.9 else chance.randrange(5)
        cells = [
            damaged(chance, one) if chance.random() < 0.2 else one for one in chance.choices(CELLS, k=width)
        ]
        lines.append(b"\t".join(cells))
    return chance.choice([b"\n", b"\n", b"\r\n"]).join(lines) + chance.choice([b"\n", b"", b"\n\n"])


def quoted_case(chance: random.Random) -> bytes:
    def cell() -> bytes:
        some = chance.choice([*CELLS, b'say "x"', b"a,b", b'"', b'""'])
        return b'"' + some.replace(b'"', b'""') + b'"' if chance.random() < 0.6 else some

    lines = [
        b",".join(cell() for _ in range(3 if chance.random() < 0.9 else 2))
        for _ in range(chance.randrange(1, 8))
    ]
    return damaged(chance, b"\n".join(lines)) if chance.random() < 0.3 else b"\n".join(lines)


@pytest.mark.parametrize(("run", "n_cases"), CASES)
def test_lines_of_cells_are_read_as_the_twin_reads_them(run, n_cases):
    chance = random.Random(run.__name__)
    fields = ["a", "b", "c", "none"]
    for _ in range(n_cases):
        data = delimited_case(chance)
        for lists in (None, b","):
            how = {"not_told": [b"-", b"(empty)"], "lists": lists}
            remembered = remembering(run)
            for block in (block_of, asked_again):
                rows = block(data, remembered).delimited(fields[:3], **how)
                assert_same(rows, slow_delimited(lines_of(data), fields[:3], **how), fields)
        data = quoted_case(chance)
        how = {"separator": b",", "quote": b'"', "lists": b";", "not_told": [b"-"]}
        remembered = remembering(run)
        for block in (block_of, asked_again):
            rows = block(data, remembered).delimited(fields[:3], **how)
            assert_same(rows, slow_delimited(lines_of(data), fields[:3], **how), fields)


VALUES = [
    b"null", b"true", b"false", b"1", b"0", b"-1", b"-0", b"01", b"1.50", b"1e3", b"1E400", b"1e", b"-", b"1.", b".1", b"+1",
    b"NaN", b"tru", b"True", b"9" * 30, b'""', b'"tcp"', b'"1"', b'"192.0.2.1"', b'"2001:db8::1"', b'"\\u0031"', b'"\\/"',
    b'"\\ud83d\\ude00"', b'"\\ud800"', b'"\\ude00"', b'"\\ud800\\u0041"', b'"\\u00g0"', b'"\\u00"', b'"\\x"', b'"\\"', b'"',
    b'"caf\xc3\xa9"', b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\xf0\x90\x80\x80"', b'"\xf4\x90\x80\x80"', b'"\xe2\x82"', b'"\xe0\x80\x80"',
    b'"\x01"', b'"\x1f"', b'"\x7f"', b'"' + b"x" * 62 + b'\\n"', b'"' + b"x" * 63 + b'"', b'"' + b"x" * 64 + b'"',
    b'"' + b"x" * 61 + b'\xc3\xa9"', b"{}", b"[]", b"[1,]", b"[,1]", b"[1 2]", b'["a","",null,1,true,{},["b"],"\\u0061"]',
    b"[1,[2,[3]]]", b'{"a":1,"a":2}', b'{"b":"x"}', b'{"b":{"c":"tcp"}}', b'{"b.c":"udp","b":{"c":1}}', b'{"b":null}', b'{"b":1,}',
    b"{,}", b"{1:2}", b"{null:1}", b'{"\\u0062":"y"}', b'{"b":"x"', b'"2021-01-01T00:00:00.5+0000"', b"1300475168.915940",
    b'"00:00:5e:00:53:01"', b'{"abcdefghijklmnopq":1}', b'{"abcdefgh":"1","abcdefghij":2}', b'"x" x', b"[" * 62 + b"]" * 62,
    b"[" * 63 + b"]" * 63, b"[" * 64 + b"]" * 64, b'{"b":[{"c":1}]}',
]  # fmt: skip
KEYS = [
    b"a",
    b"b",
    b"a.b",
    b"a.b.c",
    b"b.c",
    b"c",
    b"abcdefgh",
    b"abcdefghijklmnopq",
    b"abcdefgXijklmnopq",
    b"\\u0061",
    b"caf\xc3\xa9",
    b"",
]
FIELDS = [
    "a",
    "b",
    "a.b",
    "a.b.c",
    "b.c",
    "abcdefgh",
    "abcdefghijklmnopq",
    "a.abcdefghij",
    "café",
    "a.",
    ".",
    "",
    "none",
]


def object_line(chance: random.Random) -> bytes:
    def space() -> bytes:
        return chance.choice([b"", b"", b"", b"", b" ", b"\t", b" \t", b"\r"])

    members = [
        space()
        + b'"'
        + chance.choice(KEYS)
        + b'"'
        + space()
        + b":"
        + space()
        + chance.choice(VALUES)
        + space()
        for _ in range(chance.choice((0, 1, 1, 2, 3)))
    ]
    line = space() + b"{" + b",".join(members) + b"}" + space()
    return damaged(chance, line).replace(b"\n", b"") if chance.random() < 0.3 else line


@pytest.mark.parametrize(("run", "n_cases"), CASES)
def test_lines_of_objects_are_read_as_the_twin_reads_them(run, n_cases):
    chance = random.Random(run.__name__)
    for _ in range(2 * n_cases):
        lines = [object_line(chance) for _ in range(chance.randrange(1, 6))]
        data = b"\n".join(lines) + chance.choice([b"\n", b"", b"\n\n", b"\n \t\n"])
        remembered = remembering(run)
        wanted = chance.choice([None, FIELDS, chance.sample(FIELDS, 3)])
        for block in (block_of, asked_again):
            rows = block(data, remembered).objects(wanted)
            assert_same(rows, slow_objects(lines_of(data)), chance.sample(FIELDS, len(FIELDS)))


ODD_LINES = [
    b'{"a":{"b":{"c":1}},"a":{"b":2}}',
    b'{"a":{"b":{"c":1}},"a":3}',
    b'{"a.b":{"c":1},"a":{"b":{"c":2}}}',
    b'{"a":{"b":1},"b":{"a":2},"a":{"c":3}}',
    b'{"a":1 ,"b":2}',
    b'{"a" :1,"b":2}',
    b'{"b":{"a":1},"a":{"b":"x"}}',
    b'{"b":{"b":1},"a":{"b":"x","abcdefghijklmnopq":1}}',
    b'{"abcdefghijklmnopq":1}',
    b'{"abcdefgXijklmnopq":1}',
    b'{"a":[{"b":1}],"b":"tcp"}',
    b'{"a":"1"}',
    b'{"a\\u002eb":"1"}',
    b'{"a"x"1"}',
    b'{"ab:1}',
    b'{"a":"' + b"y" * 90 + b'"}',
]


@pytest.mark.parametrize("run", [run_plain, run_checked])
def test_keys_told_twice_alike_or_elsewhere_mean_what_the_twin_says(run):
    chance, remembered = random.Random(3), remembering(run)
    for number in range(3):
        lines = [*ODD_LINES, *chance.choices(ODD_LINES, k=20)]
        data = b"\n".join(lines) + b"\n"
        block = asked_again if number else block_of
        assert_same(block(data, remembered).objects(), slow_objects(lines), FIELDS)


WORDS = ["tcp", "udp", "tc", ""]
TOLD = [b'"tcp"', b'"tcp"', b'"udp"', b'"tc"', b'""', b'"other"', b"1", b"null", b'["tcp"]', b'{"b":"tcp"}']


def kind_line(chance: random.Random, told: list[bytes]) -> bytes:
    if chance.random() < 0.1:
        return object_line(chance)
    return b'{"a":%b,%b:%b}' % (chance.choice(told), chance.choice([b'"b"', b'"a"']), chance.choice(VALUES))


@pytest.mark.parametrize(("run", "n_cases"), CASES)
@pytest.mark.parametrize("has_escapes", [False, True])
def test_groups_of_objects_are_the_rows_that_tell_each_word(run, n_cases, has_escapes):
    chance = random.Random(n_cases)
    told = [*TOLD, b'"\\u0074cp"'] if has_escapes else TOLD
    for _ in range(n_cases):
        lines = [kind_line(chance, told) for _ in range(chance.choice((1, 30, 150)))]
        data, remembered = b"\n".join(lines) + b"\n", remembering(run)
        slow = slow_objects(lines_of(data))
        kinds, no_objects = slow.words("a", WORDS), list(slow.unread)
        for make in (block_of, asked_again, asked_again):
            block = make(data, remembered)
            groups = block.grouped_objects("a", WORDS, ["a", "b"])
            assert block.unread == no_objects
            for kind, rows in zip((*range(len(WORDS)), -1), groups, strict=True):
                assert_same_of(rows, slow, [at for at, one in enumerate(kinds) if one == kind])


def test_a_key_that_the_last_lines_alone_tell_is_not_told_before(monkeypatch):
    monkeypatch.setattr(np, "empty", lambda n, dtype: np.full(n, 77, dtype))
    lines = [b'{"a":"tcp","b":"x"}'] * 150 + [b'{"a":"tcp","c":"192.0.2.1"}', b'{"a":"udp"}']
    data, remembered = b"\n".join(lines) + b"\n", remembering(run_plain)
    for make in (block_of, asked_again):
        tcp, udp, _ = make(data, remembered).grouped_objects("a", ["tcp", "udp"], ["b", "c"])
        for rows, told in ((tcp, [0] * 150 + [(0xFFFF << 32) | 0xC0000201]), (udp, [0])):
            assert rows.addresses("c").low.tolist() == told
            assert rows.addresses("c").is_told.tolist() == [one != 0 for one in told]
            assert rows.has("c") == any(told)
            assert rows.words("c", ["192.0.2.1"]).tolist() == [0 if one else -1 for one in told]
            assert not rows.has("d")
            assert rows.where(np.array([0])).integers("d").tolist() == [NOT_TOLD]


def assert_same_of(rows: Rows, slow: SlowRows, places: list[int]) -> None:
    assert rows.lines.tolist() == [slow.numbers_of_lines[at] for at in places]
    for field in ("b", "a", "b.c", "none"):
        texts = slow.texts(field)
        assert rows.texts(field) == [texts[at] for at in places], field
        raw = slow.raw(field)
        assert rows.has(field) == any(raw[at] not in (None, b"null") for at in places), field
        found = rows.words(field, ["tcp", "udp", "1", "x"]).tolist()
        assert found == [slow.words(field, ["tcp", "udp", "1", "x"])[at] for at in places]
        assert rows.keys(field).tolist() == [slow.keys(field)[at] for at in places], field
        high, low = slow.addresses(field)
        pairs = zip(*(one.tolist() for one in rows.addresses(field)), strict=True)
        assert list(pairs) == [(high[at], low[at]) for at in places], field
        assert rows.integers(field).tolist() == [slow.integers(field)[at] for at in places], field


@pytest.mark.parametrize("run", [run_plain, run_checked])
def test_lines_that_begin_with_a_mark_are_found(run):
    lines = [b"", b"#", b"a#", b"#a", b"##b", b"", b"#a"]
    block = block_of(b"\n".join(lines) + b"\n", remembering(run))
    for mark in (b"#", b"#a", b"##b", b"x", b""):
        assert block.beginning_with(mark) == [at for at, one in enumerate(lines) if one.startswith(mark)]
    assert block.between(1, 4).beginning_with(b"#a") == [2]


def test_answers_stay_while_those_of_the_next_block_are_made_ready():
    remembered = remembering(run_plain)
    data = [
        b"\n".join(b"%d\tx%d" % (block * 100 + row, row) for row in range(5)) + b"\n" for block in range(4)
    ]
    block_of(data[0], remembered).delimited(["a", "b"]).integers("a")
    before = asked_again(data[1], remembered)
    for number in (2, 3):
        after = asked_again(data[number], remembered)
        found = before.delimited(["a", "b"]).integers("a").tolist()
        assert found == [(number - 1) * 100 + row for row in range(5)]
        before = after


def test_room_is_used_again_once_nobody_holds_a_part_of_it():
    rooms = Rooms()
    first = rooms.next(10, 1)
    part, where = first[2:][:3], first.__array_interface__["data"]
    del first
    second = rooms.next(10, 1)
    assert not np.shares_memory(second, part)
    del part
    assert rooms.next(10, 1).__array_interface__["data"] == where
    assert len(rooms.next(100, 1)) >= 100


def colliding(one: bytes) -> bytes:
    """Another text of sixteen octets with the same hash."""
    odd, most = 0x9E3779B97F4A7C15, (1 << 64) - 1

    def after(word: int) -> int:
        found = (16 ^ word) * odd & most
        return found ^ found >> 29

    first, second = int.from_bytes(one[:8], "little"), int.from_bytes(one[8:], "little")
    other = first + 1
    return other.to_bytes(8, "little") + (after(first) ^ second ^ after(other)).to_bytes(8, "little")


def test_texts_of_one_hash_are_told_apart():
    one = b"abcdefghijklmnop"
    other = colliding(one)
    rows = block_of(b"\n".join([one, other, one]) + b"\n", remembering(run_plain)).delimited(["a"])
    assert len(set(rows.keys("a").tolist())) == 1
    assert rows.numbers("a", Numbered()).tolist() == [0, 1, 0]


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("run", [run_plain, run_compiled])
@pytest.mark.parametrize(
    "name", ["zeek-tsv/conn.log", "zeek-tsv/http.log", "zeek-json/ssl.log", "suricata-eve/eve.json"]
)
def test_real_logs_whole_and_damaged_are_read_as_the_twin_reads_them(run, name):
    chance = random.Random(name)
    lines = [one for one in (LOGS / name).read_bytes().split(b"\n")[:400] if one and not one.startswith(b"#")]
    for _ in range(2):
        data, remembered = b"\n".join(lines) + b"\n", remembering(run)
        for block in (block_of, asked_again):
            if lines[0].startswith(b"{"):
                fields = [
                    "ts",
                    "timestamp",
                    "id.orig_h",
                    "src_ip",
                    "flow.start",
                    "server_name",
                    "dns.rrname",
                    "flow",
                ]
                assert_same(block(data, remembered).objects(), slow_objects(lines_of(data)), fields)
            else:
                fields = [str(number) for number in range(lines[0].count(b"\t") + 1)]
                how = {"not_told": [b"-", b"(empty)"], "lists": b","}
                assert_same(
                    block(data, remembered).delimited(fields, **how),
                    slow_delimited(lines_of(data), fields, **how),
                    fields,
                )
        lines = [damaged(chance, one).replace(b"\n", b"") or b"x" for one in lines]


@pytest.mark.parametrize(
    "function",
    [
        *(
            answer_cells,
            answer_delimited,
            answer_objects,
            find_lines,
            add_rows,
            add_heap,
            group_rows,
            find_names,
        ),
        *(
            forget_names,
            move_names,
            put_names,
            move_said,
            note_said,
            add_senders,
            add_senders_told,
            note_names,
            keep_first,
        ),
    ],
)
def test_no_compiled_kernel_of_logs_computes_with_floats(function):
    assert "double" not in str(kernel._translated(function))
