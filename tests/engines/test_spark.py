"""Spark runs the same statements as DuckDB: run where it is installed, with `make check-slow`."""

import socket
import subprocess
import sys

import numpy as np
import pytest
from tests.engines.made_keyed_flows import GOLDEN, all_rows, digests, made_keyed_flows
from tests.flows.made_rotated_logs import write_logs

from lamppost.engine.choosing import open_engine
from lamppost.engine.sql import EngineError, Room

pytest.importorskip("pyspark", reason="needs pyspark (make setup-spark) and Java")
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Spark's two halves speak by the loopback address; nothing else is reached."""
    connect = socket.socket.connect

    def to_this_machine(self, address):
        if address[0] != "127.0.0.1":
            pytest.fail(f"a test tried to open a connection to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", to_this_machine)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine("spark", Room(folder=tmp_path_factory.mktemp("spark"))) as opened:
        yield opened


def test_each_statement_gives_the_digest_that_every_engine_gives(engine):
    engine.hold("flows", made_keyed_flows())
    assert digests(engine) == GOLDEN.read_text()


def test_nulls_of_every_type_pass(engine):
    columns = {"n": np.arange(4)}
    for kind in ("i1", "i2", "i4", "i8", "f4", "f8"):
        most = np.iinfo(kind).max if kind[0] == "i" else np.finfo(kind).max
        columns[kind] = np.ma.MaskedArray(np.array([0, 1, most, 3], kind), [True, False, False, True])
    columns["t"] = np.array(["", None, "camera.example.net", "ß 相机"], object)
    engine.hold("t", columns)
    found = all_rows(engine, "SELECT * FROM t")
    assert found == sorted(zip(*(column.tolist() for column in columns.values()), strict=True))
    assert engine.kinds("t")["t"] == "text"


def test_columns_of_files_are_those_of_duckdb(engine, tmp_path):
    odd = tmp_path / "it's [odd]*?{1}"
    odd.mkdir()
    with open_engine() as other:
        other.write(
            "SELECT {'ip': '192.0.2.1', 'a,b': 7} AS source, TIMESTAMP '1970-01-02 00:00:00.5' AS t, "
            "DATE '1970-01-02' AS d, CAST(1.5 AS DECIMAL(9, 1)) AS c, TRUE AS b, ['x'] AS l",
            odd / "t.parquet",
        )
        for one in (engine, other):
            one.files("u", [odd / "t.parquet"], row="row")
        statement = "SELECT * FROM u"
        assert engine.kinds("u") == other.kinds("u")
        assert all_rows(engine, statement) == all_rows(other, statement)
        with pytest.raises(EngineError, match=r"no column source\.mac"):
            engine.files("u", [odd], {"mac": "source.mac"})


def test_a_task_that_fails_is_an_error_that_says_what_the_task_said(engine, tmp_path):
    with pytest.raises(EngineError, match=r"FileNotFoundError.*none"):
        list(engine.each(open, [str(tmp_path / "none")]))
    (tmp_path / "one").touch()
    assert list(engine.each(open, [str(tmp_path / "one")] * 2)) == [0, 1]


def test_a_master_that_is_none_is_an_error_that_names_it(tmp_path):
    code = "from lamppost.engine.choosing import open_engine; open_engine('spark', master='nowhere')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "EngineError: Spark did not start" in run.stderr


def test_a_statement_that_is_none_is_an_error_in_one_line(engine, tmp_path):
    with pytest.raises(EngineError) as caught:
        engine.write("SELECT none FROM nowhere", tmp_path / "x.parquet")
    assert "\n" not in caught.value.message
    assert not (tmp_path / "x.parquet").exists()


@pytest.mark.parametrize("real", [False, True])
def test_logs_read_by_spark_give_the_same_document_as_without_an_engine(tmp_path, data, lamppost, real):
    folder = data / "logs" if real else write_logs(tmp_path)
    alone = lamppost("look", folder, "--json")
    shared = lamppost("look", folder, "--json", "--engine", "spark")
    assert (alone.status, alone.out) == (shared.status, shared.out)
