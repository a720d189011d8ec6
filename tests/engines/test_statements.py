"""The shared statements of SQL, and DuckDB, which runs them."""

import os
import subprocess
import sys
from collections import defaultdict

import numpy as np
import pytest
from tests.engines.made_keyed_flows import GOLDEN, all_rows, digests, made_keyed_flows

from lamppost.engine.choosing import open_engine
from lamppost.engine.keyed_flows import KEYS, SUMS, of_places, places, signed, unsigned
from lamppost.engine.sql import EngineError, Room
from lamppost.engine.statements import ADDRESSES, FLOW_SUMS, HOURS, NAMES, SENDERS, STATEMENTS, TOTALS

FLOWS = made_keyed_flows()
ROWS = list(zip(*(column.tolist() for column in FLOWS.values()), strict=True))
AT = {name: at for at, name in enumerate(FLOWS)}


@pytest.fixture(scope="module")
def engine():
    with open_engine("duckdb", Room(threads=1, memory_bytes=200 << 20)) as opened:
        opened.hold("flows", FLOWS)
        yield opened


def test_each_statement_gives_the_digest_that_every_engine_gives(engine):
    found = digests(engine)
    if os.environ.get("LAMPPOST_ACCEPT"):
        GOLDEN.write_text(found)
    assert found == GOLDEN.read_text()


def told(values):
    return [one for one in values if one is not None]


def total(values):
    held = told(values)
    return sum(held) if held else None


def test_flows_of_one_key_are_one_row_and_a_sum_over_nothing_told_is_null(engine):
    groups = defaultdict(list)
    for row in ROWS:
        groups[row[: len(KEYS)]].append(row)
    expected = []
    for key, rows in groups.items():
        columns = list(zip(*rows, strict=True))
        sums = [total(columns[AT[name]]) for name in SUMS]
        last = max(told(columns[AT["last_seen_at"]]), default=None)
        expected.append(
            (*key, *sums, min(columns[AT["first_seen_at"]]), last, min(columns[AT["first_place"]]))
        )
    found = all_rows(engine, FLOW_SUMS)
    assert set(found) == set(expected)
    assert len(found) == len(expected) < len(ROWS)
    assert any(row[AT["src_bytes"]] is None for row in found)
    assert any(row[AT["src_bytes"]] == 0 for row in found)


def test_sums_of_partial_sums_are_the_sums(engine, tmp_path):
    whole = all_rows(engine, FLOW_SUMS)
    half = len(ROWS) // 2
    with open_engine() as parts:
        for name, part in (("a", slice(0, half)), ("b", slice(half, None))):
            parts.hold("flows", {column: values[part] for column, values in FLOWS.items()})
            parts.write(FLOW_SUMS, tmp_path / f"{name}.parquet")
        parts.files("flows", [tmp_path])
        assert all_rows(parts, FLOW_SUMS) == whole


def sends(row, side):
    packets, octets = row[AT[f"{side}_packets"]], row[AT[f"{side}_bytes"]]
    if packets is None:
        return side == "src" or (octets is not None and octets > 0)
    return packets > 0


def test_who_opens_a_connection_sends_unless_told_otherwise_and_who_is_called_only_if_told(engine):
    sums = defaultdict(lambda: [[], [], [], []])
    for row in ROWS:
        for side in ("src", "dst"):
            if sends(row, side):
                mac, high, low = (row[AT[f"{side}_{one}"]] for one in ("mac", "ip_high", "ip_low"))
                held = sums[mac, row[AT["vlan_id"]], high, low]
                for values, name in zip(
                    held, (f"{side}_packets", f"{side}_bytes", "first_seen_at", "first_place"), strict=True
                ):
                    values.append(row[AT[name]])
    expected = {key: (total(a), total(b), min(c), min(d)) for key, (a, b, c, d) in sums.items()}
    found = {row[:4]: (row[4], row[5], row[6], row[8]) for row in all_rows(engine, SENDERS)}
    assert found == expected


def test_addresses_names_hours_and_totals_are_those_of_the_rows(engine):
    both = {
        (row[AT[f"{side}_ip_high"]], row[AT[f"{side}_ip_low"]]) for row in ROWS for side in ("src", "dst")
    }
    assert all_rows(engine, ADDRESSES) == sorted(both)
    assert all_rows(engine, NAMES) == [(0,), (3,)]
    hour = 3_600_000_000
    seen = told(row[AT[name]] for row in ROWS for name in ("first_seen_at", "last_seen_at"))
    assert all_rows(engine, HOURS) == sorted({(one // hour * hour,) for one in seen})
    [totals] = all_rows(engine, TOTALS)
    assert totals[:3] == (len(ROWS), *(total(row[AT[name]] for row in ROWS) for name in list(SUMS)[:2]))


def test_without_flows_the_totals_are_null_and_the_rest_has_no_rows():
    with open_engine() as empty:
        empty.hold("flows", {name: column[:0] for name, column in FLOWS.items()})
        assert all_rows(empty, TOTALS) == [(0, *[None] * 7)]
        assert [all_rows(empty, one) for one in STATEMENTS.values() if one != TOTALS] == [[]] * 5


def test_sums_are_whole_numbers_in_parquet(engine, tmp_path):
    """DuckDB adds whole numbers up to a type of 128 bits, which Parquet holds as DOUBLE: they would lose digits."""
    engine.write(FLOW_SUMS, tmp_path / "cast.parquet")
    engine.write("SELECT SUM(f.src_bytes) AS src_bytes FROM flows AS f", tmp_path / "bare.parquet")
    with open_engine() as other:
        other.files("flows", [tmp_path / "cast.parquet"])
        kinds = other.kinds("flows")
        assert {kinds[name] for name in SUMS} == {"whole"}
        assert all_rows(other, FLOW_SUMS) == all_rows(engine, FLOW_SUMS)
        other.files("bare", [tmp_path / "bare.parquet"])
        assert other.kinds("bare") == {"src_bytes": "float"}


@pytest.mark.parametrize("kind", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f4", "f8"])
def test_nulls_of_every_type_of_number_pass(tmp_path, kind):
    most = np.iinfo(kind).max if kind[0] in "iu" else np.finfo(kind).max
    values = np.ma.MaskedArray(np.array([0, 1, most, 3], kind), [True, False, False, True])
    with open_engine() as one:
        one.hold("t", {"a": values, "b": values.astype(f">{kind}"), "n": np.arange(4)})
        one.write("SELECT t.a AS a, t.b AS b, t.n AS n FROM t AS t", tmp_path / "t.parquet")
        one.files("t", [tmp_path / "t.parquet"])
        rows = all_rows(one, "SELECT t.n AS n, t.a AS a, t.b AS b FROM t AS t")
    assert rows == [(0, None, None), (1, 1, 1), (2, most, most), (3, None, None)]


def test_null_texts_are_none_and_empty_ones_are_empty(tmp_path):
    texts = np.array(["", None, "camera.example.net", "ß 相机"], object)
    with open_engine() as one:
        one.hold("t", {"t": texts, "n": np.arange(4)})
        one.write("SELECT t.n AS n, t.t AS t FROM t AS t", tmp_path / "t.parquet")
        one.files("t", [tmp_path / "t.parquet"])
        assert all_rows(one, "SELECT t.n AS n, t.t AS t FROM t AS t") == list(enumerate(texts))


def test_many_rows_come_in_batches_that_stay_as_they_are(engine):
    many = np.arange(300_000)
    engine.hold("t", {"n": many})
    held = [batch["n"] for batch in engine.rows("SELECT t.n AS n FROM t AS t WHERE t.n >= 7")]
    assert len(held) > 1
    assert np.array_equal(np.sort(np.concatenate(held)), many[7:])
    with pytest.raises(ValueError, match="read-only"):
        held[0][0] = 1


def test_files_are_those_named_whatever_their_names_hold(tmp_path):
    odd = tmp_path / "it's [odd]*?=1"
    odd.mkdir()
    with open_engine() as one:
        for number, path in enumerate(
            [odd / "a.parquet", tmp_path / "ab.parquet", tmp_path / "a[b].parquet"]
        ):
            one.hold("t", {"n": np.array([number])})
            one.write("SELECT t.n AS n FROM t AS t", path)
        parted = tmp_path / "day=7"
        parted.mkdir()
        one.write("SELECT t.n AS n FROM t AS t", parted / "x.parquet")
        one.files("u", [parted])
        assert list(one.kinds("u")) == ["n"]
        for path, number in ((odd, 0), (odd / "a.parquet", 0), (tmp_path / "a[b].parquet", 2)):
            one.files("u", [path], {"other": "n"})
            assert all_rows(one, "SELECT u.other AS other FROM u AS u") == [(number,)]
            assert list(one.kinds("u")) == ["other"]


EVERY_TYPE = """
SELECT {'ip': '192.0.2.1', 'deep "er': {'a,b': 7}} AS source, TIMESTAMP '1970-01-02 00:00:00.5' AS t,
  TIMESTAMPTZ '1970-01-02 00:00:00+02' AS tz, CAST('1970-01-02 00:00:00.000001999' AS TIMESTAMP_NS) AS tn,
  DATE '1970-01-02' AS d, CAST(1.5 AS DECIMAL(9, 1)) AS c, TRUE AS b, CAST('00000000-0000-0000-0000-00000000000a' AS UUID) AS u,
  ['x'] AS l, MAP {'k': 1} AS m, CAST(NULL AS TIMESTAMP) AS n, TIME '10:00:00' AS h
"""


def test_columns_of_every_type_become_numbers_or_texts(tmp_path):
    with open_engine() as one:
        one.write(EVERY_TYPE, tmp_path / "t.parquet")
        one.files("t", [tmp_path / "t.parquet"], row="row")
        assert one.kinds("t") == {
            "source.ip": "text", 'source.deep "er.a,b': "whole", "t": "instant", "tz": "instant", "tn": "instant",
            "d": "instant", "c": "float", "b": "whole", "u": "text", "n": "instant", "h": "text", "row": "whole",
        }  # fmt: skip
        day = 86_400_000_000
        found = all_rows(one, "SELECT * FROM t")
        texts = "00000000-0000-0000-0000-00000000000a", None, "10:00:00"
        assert found == [
            ("192.0.2.1", 7, day + 500_000, day - 7_200_000_000, day + 2, day, 1.5, 1, *texts, 1)
        ]
        one.files("t", [tmp_path / "t.parquet"], {"ip": "source.ip"})
        assert all_rows(one, "SELECT t.ip AS ip FROM t AS t") == [("192.0.2.1",)]
        with pytest.raises(EngineError, match=r"no column source\.mac"):
            one.files("t", [tmp_path / "t.parquet"], {"mac": "source.mac"})


def test_a_file_that_is_no_parquet_is_an_error_in_one_line(tmp_path):
    (tmp_path / "x.parquet").write_bytes(b"PAR1 and no more")
    with open_engine() as one, pytest.raises(EngineError) as caught:
        one.files("t", [tmp_path / "x.parquet"])
    assert "x.parquet" in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "statement",
    [
        "SET threads = 3",
        "RESET memory_limit",
        "SET lock_configuration = false",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM 'https://192.0.2.1/x.parquet'",
        "SELECT * FROM a_variable_of_python",
    ],
)
def test_settings_are_locked_and_nothing_is_loaded(engine, statement):
    a_variable_of_python = {"n": np.arange(3)}
    assert len(a_variable_of_python["n"])
    with pytest.raises(EngineError):
        list(engine.rows(statement))


DISTINCT = np.random.default_rng(1).permutation(500_000)


def test_what_has_no_room_in_memory_lies_in_temporary_files_that_go(tmp_path):
    random = np.random.default_rng(2).integers(0, 1 << 62, 500_000)
    with open_engine("duckdb", Room(memory_bytes=32 << 20, threads=1, folder=tmp_path)) as small:
        small.hold("t", {f"n{number}": np.roll(random, number) for number in range(10)})
        assert sum(one.stat().st_size for one in tmp_path.rglob("*")) > 8 << 20
        [batch] = small.rows("SELECT MIN(t.n0) AS a, MAX(t.n9) AS b FROM t AS t")
        assert [column.tolist() for column in batch.values()] == [[random.min()], [random.max()]]
    assert list(tmp_path.iterdir()) == []


def test_too_little_memory_is_an_error_that_says_so(tmp_path):
    with open_engine("duckdb", Room(memory_bytes=8 << 20, threads=1, folder=tmp_path)) as tiny:
        tiny.hold("t", {"n": DISTINCT})
        with pytest.raises(EngineError, match="ran out of memory"):
            list(tiny.rows("SELECT COUNT(*) AS n FROM (SELECT DISTINCT t.n AS n FROM t AS t) AS u"))


def test_places_are_ordered_by_file_row_and_port_and_give_them_back():
    files, rows, ports = (
        np.array([0, 0, 1, 131071]),
        np.array([1, 1 << 31, 1, 5]),
        np.array([65535, 80, -1, 0]),
    )
    made = places(files, rows, ports)
    assert (np.diff(made) > 0).all()
    assert made[0] >= 0
    found = of_places(made)
    assert [column.tolist() for column in found] == [
        files.tolist(),
        [1, (1 << 30) - 1, 1, 5],
        [65535, 80, -1, -1],
    ]


def test_halves_of_addresses_keep_their_bits():
    halves = np.array([0, 1 << 63, (1 << 64) - 1], np.uint64)
    assert signed(halves).tolist() == [0, -(1 << 63), -1]
    assert unsigned(signed(halves)).tolist() == halves.tolist()


def test_no_engine_is_imported_until_one_is_opened():
    code = "import sys, lamppost.engine.sql, lamppost.engine.statements; print('duckdb' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"


def test_a_statement_that_is_interrupted_is_an_interruption_and_no_fault(tmp_path):
    forever = "SELECT count(*) FROM range(100000000000) AS a"
    code = f"""
import os, signal, threading
from pathlib import Path
from lamppost.engine.choosing import open_engine
from lamppost.engine.sql import Room
with open_engine("duckdb", Room(folder=Path({str(tmp_path)!r}))) as engine:
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    try:
        engine._run({forever!r})
    except KeyboardInterrupt:
        print("interrupted")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "interrupted\n", done.stderr[-500:]
