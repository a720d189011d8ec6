"""Flow tables of Parquet: the same rows as of text, whatever the types of their columns."""

import io
import ipaddress

import numpy as np
import pytest
from gathered_flows import read, rows
from test_tables_of_text import CONNECTION, EXPORTS, START, said

from lamppost.engine import kept
from lamppost.engine.choosing import open_engine
from lamppost.engine.duckdb_engine import DuckDBEngine
from lamppost.observe.flow_table import engine_cells, parquet, reader
from lamppost.observe.logs import added, gathering, joined
from lamppost.observe.logs.added import AddedUp
from lamppost.observe.logs.gathering import Gathering
from lamppost.observe.logs.running import run_plain

CAST = "SELECT {columns} FROM t AS t"


def write(path, columns, statement="SELECT * FROM t"):
    with open_engine() as engine:
        engine.hold("t", columns)
        engine.write(statement, path)
    return path


def text(*cells):
    return np.array(cells, object)


def test_a_table_of_texts_gives_the_same_rows_as_parquet_and_as_csv(tmp_path):
    for exporter in ("EVE", "SiLK"):
        lines = EXPORTS[exporter].splitlines()
        separator = next(one for one in (",", "\t", "|", " ") if one in lines[0])
        cells = [[None if one == "-" else one for one in line.split(separator)] for line in lines[1:]]
        headings = lines[0].split(separator)
        columns = {f"c{at}": text(*column) for at, column in enumerate(zip(*cells, strict=True))}
        named = ", ".join(f't.c{at} AS "{heading}"' for at, heading in enumerate(headings))
        path = write(tmp_path / f"{exporter}.parquet", columns, CAST.format(columns=named))
        of_text, of_parquet = read(tmp_path / "flows.csv", EXPORTS[exporter]), read(path)
        assert of_parquet[0].format == "flow parquet"
        assert of_parquet[0].read == "whole"
        number = {"first_row": 0}
        assert [one | number for one in rows(*of_parquet)] == [one | number for one in rows(*of_text)]


TYPED = """
SELECT TIMESTAMPTZ '2025-10-09 08:53:20+00' AS first_seen_at, TIMESTAMP '2025-10-09 08:53:30' AS last_seen_at,
  '192.0.2.10' AS src_ip, CAST(3325256711 AS UINTEGER) AS dst_ip, CAST(50000 AS USMALLINT) AS src_port,
  CAST(443 AS DOUBLE) AS dst_port, CAST(6 AS TINYINT) AS proto, CAST(700 AS DOUBLE) AS src_bytes,
  CAST(9000 AS HUGEINT) AS dst_bytes, CAST(5 AS DECIMAL(9, 2)) AS src_packets, CAST(6 AS UBIGINT) AS dst_packets,
  'Cam.Example.net' AS server_name, '00-00-5E-00-53-01' AS src_mac, CAST(7 AS SMALLINT) AS vlan_id
"""


def test_numbers_of_every_type_are_read(tmp_path):
    write(tmp_path / "t.parquet", {"n": np.arange(1)}, TYPED)
    [row] = rows(*read(tmp_path / "t.parquet"))
    assert (
        CONNECTION | {"server_name": "cam.example.net", "src_mac": 0x00005E005301, "vlan_id": 7}
    ).items() <= row.items()
    assert row["first_row"] == 1


NESTED = """
SELECT {'ip': '192.0.2.10', 'port': 50000, 'bytes': 700, 'packets': 5} AS source,
  {'ip': '198.51.100.7', 'port': 443, 'bytes': 9000, 'packets': 6} AS destination,
  {'transport': 'tcp'} AS network, {'start': TIMESTAMP '2025-10-09 08:53:20', 'end': NULL} AS event
"""


def test_columns_within_columns_are_read(tmp_path):
    write(tmp_path / "t.parquet", {"n": np.arange(1)}, NESTED)
    [row] = rows(*read(tmp_path / "t.parquet"))
    assert CONNECTION.items() <= row.items()


NULLS = """
SELECT t.src AS src_ip, t.dst AS dst_ip, t.at AS start, CAST(NULL AS VARCHAR) AS proto, CAST(NULL AS SMALLINT) AS src_port,
  CAST(NULL AS DOUBLE) AS dst_port, CAST(NULL AS DECIMAL(9, 1)) AS src_bytes, CAST(NULL AS BIGINT) AS dst_bytes,
  CAST(NULL AS UBIGINT) AS src_packets, CAST(NULL AS HUGEINT) AS dst_packets, CAST(NULL AS INTEGER) AS vlan,
  CAST(NULL AS VARCHAR) AS server_name, CAST(NULL AS VARCHAR) AS src_mac, CAST(NULL AS BIGINT) AS dst_mac,
  CAST(NULL AS TIMESTAMP) AS "end", CAST(NULL AS VARCHAR) AS conn_state, CAST(NULL AS FLOAT) AS connections
FROM t AS t
"""


def test_nulls_of_every_type_are_not_told(tmp_path):
    columns = {"src": text("192.0.2.1"), "dst": text("192.0.2.2"), "at": np.array([START])}
    evidence, gathering = read(write(tmp_path / "t.parquet", columns, NULLS))
    assert rows(evidence, gathering) == [
        {
            "src": "192.0.2.1", "dst": "192.0.2.2", "first_seen_at": START, "last_seen_at": START, "proto": 255,
            "connections": 1, "conn_state": 0, "first_row": 1, "evidence": 0,
        }
    ]  # fmt: skip
    assert len(gathering.issues) == 1  # what the numbers of `start` were taken for


def test_floats_that_are_no_whole_numbers_and_no_numbers_are_not_told_as_such(tmp_path):
    columns = {
        "src_ip": text("192.0.2.1", "192.0.2.1", "192.0.2.1"),
        "dst_ip": text("192.0.2.2", "192.0.2.3", "192.0.2.4"),
        "start": np.array([1_760_000_000.5, 1_760_000_000, 1_760_000_000]),
        "dst_bytes": np.array([np.nan, 1.5, 1e300]),
    }
    evidence, gathering = read(write(tmp_path / "t.parquet", columns))
    found = rows(evidence, gathering)
    assert [("dst_bytes" in one) for one in found] == [False] * 3
    assert found[0]["first_seen_at"] == START + 500_000
    assert said(gathering) == ["2: field 'dst_bytes' is '1.5', not a whole number (2 lines, this one first)"]


def test_texts_that_cannot_be_read_are_told_by_row(tmp_path):
    columns = {
        "src_ip": text("192.0.2.1", "192.0.2.1", "192.0.2.1", None),
        "dst_ip": text("192.0.2.2", "camera", "192.0.2.2", "192.0.2.2"),
        "start": np.array([START] * 4),
        "proto": text("tcp", "tcp", "teleport", "tcp"),
        "src_bytes": text("1", "1", "many", None),
    }
    evidence, gathering = read(write(tmp_path / "t.parquet", columns))
    assert rows(evidence, gathering)[0]["connections"] == 1
    assert sorted(said(gathering)) == [
        "2: field 'dst_ip' is not an address",
        "3: field 'proto' is not a protocol",
        "3: field 'src_bytes' is not a whole number",
        "None: 2 of 4 rows name no time or no address, and are no connections",
        "None: the numbers in 'start' were taken as microseconds since 1970, by their size",
    ]


def test_a_parquet_without_the_columns_names_those_that_are_there(tmp_path):
    path = write(tmp_path / "t.parquet", {"von": text("192.0.2.1"), "menge": np.arange(1)})
    evidence, gathering = read(path)
    assert evidence.read == "none"
    [issue] = said(gathering)
    assert "src_ip, dst_ip, start" in issue
    assert "von, menge" in issue


def test_a_damaged_parquet_is_an_issue_that_names_no_folder(tmp_path):
    path = write(
        tmp_path / "t.parquet",
        {"src_ip": text("192.0.2.1"), "dst_ip": text("192.0.2.1"), "start": np.array([START])},
    )
    path.write_bytes(path.read_bytes()[:-8] + b"\xff\xff\xff\x7fPAR1")
    evidence, gathering = read(path)
    assert evidence.read == "none"
    [issue] = said(gathering)
    assert str(tmp_path) not in issue
    assert len(evidence.sha256) == 64


def test_a_packed_parquet_is_unpacked_first(tmp_path):
    import gzip
    import hashlib

    inner = write(tmp_path / "t.parquet", {"n": np.arange(1)}, TYPED).read_bytes()
    path = tmp_path / "t.parquet.gz"
    path.write_bytes(gzip.compress(inner))
    gathering = Gathering()
    evidence = reader.read(path, 0, "t.parquet.gz", "flow parquet", gathering)
    assert evidence.format == "flow parquet+gzip"
    assert evidence.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert CONNECTION.items() <= rows(evidence, gathering)[0].items()


@pytest.mark.parametrize("short_rows", [0, parquet.SHORT_ROWS])
@pytest.mark.parametrize("one_way", [False, True])
def test_rows_of_many_batches_are_those_of_the_same_text(tmp_path, monkeypatch, one_way, short_rows):
    """More rows than one batch of the engine has."""
    monkeypatch.setattr(parquet, "SHORT_ROWS", short_rows)
    n = 1_500
    at = np.arange(n)
    columns = {
        "src_ip": text(*(f"192.0.2.{one % 50}" for one in at.tolist())),
        "dst_ip": text(*(f"198.51.100.{one % 7}" for one in at.tolist())),
        "start": 1_760_000_000 + at // 10,
        "proto": np.full(n, 17),
        "src_port": 1024 + at % 5,
        "dst_port": np.full(n, 53),
        "src_bytes": at,
    }
    if not one_way:
        columns["dst_bytes"] = at * 2
    lines = [
        ",".join(columns),
        *(",".join(map(str, row)) for row in zip(*(c.tolist() for c in columns.values()), strict=True)),
    ]
    as_text = rows(*read(tmp_path / "t.csv", "\n".join(lines) + "\n"))
    as_parquet = rows(*read(write(tmp_path / "t.parquet", columns)))
    number = {"first_row": 0}
    assert [one | number for one in as_parquet] == [one | number for one in as_text]
    assert sum(one["connections"] for one in as_parquet) <= n


@pytest.mark.parametrize("most", [1 << 20, 2])
def test_texts_that_an_earlier_file_held_mean_the_same_in_a_later_one(tmp_path, monkeypatch, most):
    """With what is new in between, what cannot be read, nulls, and a file in which nothing is new."""
    monkeypatch.setattr(parquet, "SHORT_ROWS", 0)
    monkeypatch.setattr("lamppost.observe.flow_table.known.MOST_TEXTS", most)
    cells = [
        [("192.0.2.1", "198.51.100.1", "b.example.net", "tcp"), ("192.0.2.2", "camera", None, "tcp")],
        [
            ("192.0.2.9", "192.0.2.1", "a.example.net", "udp"),
            ("camera", "192.0.2.1", "b.example.net", "icmp"),
        ],
        [("192.0.2.2", "192.0.2.9", "a.example.net", None), ("192.0.2.1", "198.51.100.1", "-", "teleport")],
        [("198.51.100.1", "192.0.2.1", "b.example.net", "tcp")],
    ]
    names = ("src_ip", "dst_ip", "server_name", "proto")
    of_text, of_parquet, evidence = Gathering(), Gathering(), []
    for number, some in enumerate(cells):
        columns = {name: text(*column) for name, column in zip(names, zip(*some, strict=True), strict=True)}
        columns["start"] = START // 1_000_000 + np.arange(len(some))
        path = write(tmp_path / f"{number}.parquet", columns)
        evidence.append(reader.read(path, number, path.name, "flow parquet", of_parquet))
        lines = [
            ",".join("" if one is None else str(one) for one in row)
            for row in zip(*columns.values(), strict=True)
        ]
        path = tmp_path / f"{number}.csv"
        path.write_text("\n".join([",".join(columns), *lines]) + "\n")
        reader.read(path, number, path.name, "flow table", of_text)
    found, wanted = rows(evidence[0], of_parquet), rows(evidence[0], of_text)
    assert [one | {"first_row": 0} for one in found] == [one | {"first_row": 0} for one in wanted]
    assert len(found) == 5
    found, wanted = (sorted(one.what for one in into.issues) for into in (of_parquet, of_text))
    assert found == wanted
    assert len(found) == 5


@pytest.mark.parametrize("new_at", [0, 3, 5, 8])
@pytest.mark.parametrize("of", ["src_ip", "server_name", "src_mac"])
def test_rows_of_a_later_file_with_texts_that_none_held_are_told_once_like_the_others(
    tmp_path, monkeypatch, new_at, of
):
    """Whether the first rows hold a new text or one further on does, in a column that no file filled before, too."""
    rows_of = DuckDBEngine.rows

    def few(self, statement):
        for batch in rows_of(self, statement):
            for start in range(0, len(next(iter(batch.values()))), 3):
                yield {name: column[start : start + 3] for name, column in batch.items()}

    monkeypatch.setattr(DuckDBEngine, "rows", few)
    columns = {
        "src_ip": ["192.0.2.1"] * 9,
        "dst_ip": ["192.0.2.2"] * 9,
        "server_name": ["a.example.net"] * 9,
        "src_mac": [None] * 9,
    }
    into, scans = Gathering(), []
    monkeypatch.setattr(parquet, "SHORT_ROWS", 0)
    statement = parquet.statement_of
    monkeypatch.setattr(parquet, "statement_of", lambda *told: scans.append(told) or statement(*told))
    for number in range(2):
        held = {name: list(column) for name, column in columns.items()}
        if number:
            held[of][new_at:] = [
                {"src_ip": "192.0.2.7", "server_name": "b.example.net", "src_mac": "00:00:5e:00:53:01"}[of]
            ] * (9 - new_at)
        table = {name: text(*column) for name, column in held.items()}
        table |= {"start": START // 1_000_000 + np.arange(9), "src_bytes": np.arange(9)}
        statement_of_nulls = "SELECT t.* REPLACE (CAST(t.src_mac AS VARCHAR) AS src_mac) FROM t AS t"
        path = write(tmp_path / f"{number}.parquet", table, statement_of_nulls)
        evidence = reader.read(path, number, path.name, "flow parquet", into)
    found = rows(evidence, into)
    assert sorted(one["connections"] for one in found) == sorted(
        one for one in (9 + new_at, 9 - new_at) if one
    )
    assert sum(one["src_bytes"] for one in found) == 2 * sum(range(9))
    assert len(scans) == 3
    again = reader.read(path, 2, path.name, "flow parquet", into)
    assert again.read == "whole"
    assert len(scans) == 4


MIXED = """
SELECT t.start AS start, t.src_ip AS src_ip, t.dst_ip AS dst_ip, t.dst_port AS dst_port, t.proto AS proto,
  t.server_name AS server_name, t.bytes AS src_bytes, t.vlan AS vlan, t.connections AS connections, {unset},
  {macs} FROM t AS t
"""
UNSET = ("end", "duration_us", "dst_bytes", "src_port")
"""Columns in which some cells hold nothing."""


@pytest.mark.parametrize("short_rows", [0, parquet.SHORT_ROWS])
@pytest.mark.parametrize("macs", ["NULL AS note", "'00:00:5e:00:53:01' AS src_mac"])
def test_rows_whose_addresses_are_added_up_by_their_codes_are_those_added_up_by_address(
    tmp_path, monkeypatch, macs, short_rows
):
    """Two files, the second with addresses that are new, rows without one, and ports of protocols that have none."""
    for module in (added, joined):
        monkeypatch.setattr(module, "run_compiled", run_plain)
    monkeypatch.setattr(gathering, "is_compiled_for", lambda _: True)
    monkeypatch.setattr(gathering, "HELD_ROWS", 1)
    monkeypatch.setattr(parquet, "PART_ROWS", 7)
    monkeypatch.setattr(parquet, "SHORT_ROWS", short_rows)
    rng, coded, unset = np.random.default_rng(5), [], ", ".join(f't."{one}" AS "{one}"' for one in UNSET)
    for number in range(2):
        addresses = np.array(
            [None, "no address", "::", *(f"192.0.2.{at}" for at in range(1, 4 + number)), "2001:db8::1"],
            object,
        )
        columns = {name: rng.choice(addresses, 60) for name in ("src_ip", "dst_ip")}
        columns["server_name"] = rng.choice(text(None, "a.example.net", f"b{number}.example.net"), 60)
        columns["start"] = START // 1_000_000 + rng.integers(0, 9_000, 60)
        columns |= {"dst_port": rng.choice([53, 853], 60), "proto": rng.choice([1, 6, 17], 60)}
        columns |= {"vlan": rng.integers(0, 4, 60), "connections": rng.integers(1, 4, 60)}
        columns |= {name: np.ma.masked_less(rng.integers(-9_000, 60_000, 60), 0) for name in UNSET}
        columns["end"] += columns["start"]
        write(
            tmp_path / f"{number}.parquet",
            columns | {"bytes": rng.integers(0, 1 << 40, 60)},
            MIXED.format(macs=macs, unset=unset),
        )
    add = AddedUp.add_coded
    monkeypatch.setattr(
        AddedUp, "add_coded", lambda self, columns, *ends: coded.append(ends) or add(self, columns, *ends)
    )

    def told():
        into = Gathering()
        for number in range(2):
            path = tmp_path / f"{number}.parquet"
            evidence = reader.read(path, number, path.name, "flow parquet", into)
        return rows(evidence, into), into.issues, into.coverage

    found = told()
    monkeypatch.setattr(parquet, "SHORT_ROWS", parquet.PART_ROWS * 10 - short_rows)  # the other way
    assert told() == found
    assert any(coded) == (macs == "NULL AS note")
    monkeypatch.setattr(Gathering, "takes_codes", False)
    coded.clear()
    assert told() == found
    assert not any(coded)
    assert len(found[0]) > 20


class Endless(io.BytesIO):
    """A file whose octets do not end."""

    def read(self, size=-1):
        return b"PAR1" if size == 4 else bytes(size)


def test_who_interrupts_a_long_file_does_not_wait_for_its_hash(tmp_path, monkeypatch):
    path = write(tmp_path / "t.parquet", {"n": np.arange(1)}, TYPED)

    def interrupted(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(parquet, "open_evidence", lambda _: Endless())
    monkeypatch.setattr(kept, "open_engine", interrupted)
    with pytest.raises(KeyboardInterrupt):
        reader.read(path, 0, path.name, "flow parquet", Gathering())


ONE_WAY = """
SELECT CAST(1760000000 + t.n AS BIGINT) AS start, '192.0.2.1' AS src_ip, '198.51.100.7' AS dst_ip, 17 AS proto,
  CAST(5000 + t.n AS INTEGER) AS src_port, 53 AS dst_port, 60 AS bytes, 1 AS packets
FROM t
"""


def test_files_of_one_direction_are_read_by_one_engine(tmp_path, monkeypatch):
    opened, into = [], Gathering()
    monkeypatch.setattr(
        kept, "open_engine", lambda room: (opened.append(room.keeps_order), open_engine(room=room))[1]
    )
    for number in range(4):
        path = write(tmp_path / f"{number}.parquet", {"n": np.arange(3)}, ONE_WAY)
        assert reader.read(path, number, path.name, "flow parquet", into).read == "whole"
    assert opened == [False, True]
    assert into.settled()["connections"].sum() == 12


ADDRESSES = (
    "192.0.2.1",
    "2001:db8::1",
    "::ffff:192.0.2.1",
    "01.2.3.4",
    "1.2.3",
    "",
    " 192.0.2.9\t",
    "fe80::1%eth0",
)
ODD_ADDRESSES = (
    "192.0.2.1%" + "x" * 400,
    " " * 300 + "::1",
    "ä",
    "::",
    "1.2.3.4.",
    "%",
    "2001:DB8::G",
    "1:2:3:4:5:6:7::",
)


@pytest.mark.parametrize("at_once", [3, 1 << 16])
def test_addresses_are_read_as_the_library_reads_them_one_by_one(monkeypatch, at_once):
    monkeypatch.setattr(engine_cells, "_AT_ONCE", at_once)
    texts = text(*ADDRESSES, *ODD_ADDRESSES)
    words, expected = engine_cells.Words("address", texts, Gathering()), []
    for one in texts:
        try:
            number = int(ipaddress.ip_address(one.strip().partition("%")[0]))
            number |= 0xFFFF << 32 if ":" not in one else 0
        except ValueError:
            number = 0
        expected.append(number)
    assert [int(high) << 64 | int(low) for high, low in zip(words.high, words.low, strict=True)] == [
        *expected,
        0,
    ]
    assert words.is_read.tolist() == [number != 0 for number in expected] + [False]
