"""Spark and ClickHouse run the same statements as DuckDB, and read logs to the same document.

Each is tried where it is installed: `make setup-clickhouse`, `make setup-spark`. Spark takes a minute: `make check-slow`.
"""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from tests.engines.made_keyed_flows import GOLDEN, all_rows, digests, made_keyed_flows
from tests.flows.made_rotated_logs import write_logs
from tests.flows.test_captures_by_engines import MADE, cut, seen

from lamppost.cli import offline
from lamppost.cli.offline import let_own_engine_answer
from lamppost.engine.choosing import EngineChoice, open_engine
from lamppost.engine.sql import EngineError, Room
from lamppost.engine.statements import RENAMED
from lamppost.pipeline.decoding import decode_distributed
from lamppost.pipeline.distributing import gather_distributed
from lamppost.pipeline.observing import files_of, observe

MODULES = {"spark": "pyspark", "clickhouse": "chdb"}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Spark's two halves speak by the loopback address; nothing else is reached."""
    connect = socket.socket.connect

    def to_this_machine(self, address):
        if address[0] != "127.0.0.1":
            pytest.fail(f"a test tried to open a connection to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", to_this_machine)


@pytest.fixture(scope="module", params=["clickhouse", pytest.param("spark", marks=pytest.mark.slow)])
def name(request):
    if importlib.util.find_spec(MODULES[request.param]) is None:
        if request.param in os.environ.get("LAMPPOST_REQUIRE_ENGINES", ""):
            pytest.fail(f"{request.param} is not installed")
        pytest.skip(f"needs {MODULES[request.param]}: make setup-{request.param}")
    return request.param


@pytest.fixture(scope="module")
def engine(name, tmp_path_factory):
    let_own_engine_answer()  # a command line that ran in this process before refuses all connections
    with open_engine(name, Room(folder=tmp_path_factory.mktemp(name))) as opened:
        yield opened
    offline._OWN_ENGINE.clear()


def test_each_statement_gives_the_digest_that_every_engine_gives(engine):
    engine.hold("flows", made_keyed_flows())
    assert digests(engine) == GOLDEN.read_text()


def test_what_a_join_does_not_find_is_null(engine):
    """ClickHouse fills in 0 for what can never be null in its table, unless told otherwise (`join_use_nulls`)."""
    engine.hold("t", {"n": np.arange(2)})
    statement = "SELECT t.n AS n, u.v AS v FROM t AS t LEFT JOIN (SELECT 1 AS k, 5 AS v) AS u ON t.n = u.k"
    assert all_rows(engine, statement) == [(0, None), (1, 5)]


def test_a_name_that_no_part_renamed_stays_what_it_is(engine):
    flows = made_keyed_flows()
    parts = flows | {"part": np.arange(len(flows["proto"]), dtype=np.int32) % 3}
    meant = {
        name: np.array(column, np.int32)
        for name, column in {"part": [1], "called": [3], "meant": [9]}.items()
    }
    with open_engine() as other:
        for one in (engine, other):
            one.hold("parts", parts)
            one.hold("meant", meant)
        assert all_rows(engine, RENAMED) == all_rows(other, RENAMED)


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
            "SELECT {'ip': '192.0.2.1', 'a': {'b': 7}} AS source, TIMESTAMP '1970-01-02 00:00:00.5' AS t, "
            "DATE '1970-01-02' AS d, CAST(1.5 AS DECIMAL(9, 1)) AS c, TRUE AS b, ['x'] AS l",
            odd / "t.parquet",
        )
        for one in (engine, other):
            one.files("u", [odd / "t.parquet"], row="row")
        assert engine.kinds("u") == other.kinds("u")
        assert all_rows(engine, "SELECT * FROM u") == all_rows(other, "SELECT * FROM u")
        for one in (engine, other):
            one.files("u", [odd], {"port": "source.a.b"})
        assert all_rows(engine, "SELECT u.port AS port FROM u AS u") == [(7,)]
        with pytest.raises(EngineError, match=r"no column source\.mac"):
            engine.files("u", [odd], {"mac": "source.mac"})


def test_sums_are_whole_numbers_in_parquet(engine, tmp_path):
    engine.hold("t", {"n": np.array([1 << 60, 1 << 60])})
    engine.write("SELECT CAST(SUM(t.n) AS BIGINT) AS n FROM t AS t", tmp_path / "t.parquet")
    with open_engine() as other:
        other.files("t", [tmp_path / "t.parquet"])
        assert (other.kinds("t"), all_rows(other, "SELECT * FROM t")) == ({"n": "whole"}, [(1 << 61,)])


def test_a_statement_that_is_none_is_an_error_in_one_line(engine, tmp_path):
    with pytest.raises(EngineError) as caught:
        engine.write("SELECT none FROM nowhere", tmp_path / "x.parquet")
    assert "\n" not in caught.value.message
    assert not (tmp_path / "x.parquet").exists()


def test_a_task_that_fails_is_an_error_that_says_what_the_task_said(engine, tmp_path):
    with pytest.raises((EngineError, FileNotFoundError), match=r"No such file.*none"):
        list(engine.each(open, [str(tmp_path / "none")]))
    (tmp_path / "one").touch()
    assert list(engine.each(os.stat, [str(tmp_path / "one")] * 2)) == [0, 1]


def _all_of(observations):
    held = [
        column.tolist()
        for one in ("flows", "senders", "names")
        for column in getattr(observations, one).values()
    ]
    rest = ("evidence", "self_descriptions", "issues", "coverage")
    return held, [getattr(observations, one) for one in rest], list(observations.host_names)


def test_what_is_observed_by_an_engine_is_what_is_observed_without(name, engine, tmp_path):
    """Run in this process with the session that is open; a process has one."""
    files = files_of([write_logs(tmp_path)])
    alone = observe(files)
    shared = observe(
        files, gather=lambda *given: gather_distributed(EngineChoice(name), *given, engine=engine)
    )
    assert _all_of(shared) == _all_of(alone)


def test_captures_by_an_engine_show_what_they_show_without(name, engine, tmp_path):
    files = cut(MADE, tmp_path / "cut", 25)
    shared = observe(
        files, decode=lambda *given: decode_distributed(EngineChoice(name), *given, engine=engine)
    )
    assert seen(shared) == seen(observe(files))


@pytest.mark.slow
@pytest.mark.data
def test_real_logs_give_the_same_document_from_the_command_line(name, data):
    def look(*more):
        command = [sys.executable, "-m", "lamppost", "look", str(data / "logs"), "--json", *more]
        run = subprocess.run(command, capture_output=True, check=False)
        return run.returncode, run.stdout

    assert look("--engine", name) == look()


@pytest.fixture
def cluster(tmp_path):
    """A master and a worker of Spark's own cluster on this machine, each a process; gives its URL."""
    pyspark = pytest.importorskip("pyspark")
    home = Path(pyspark.__file__).parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"spark://127.0.0.1:{port}"
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(tmp_path / "work"),
        "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
    }
    begun = []

    def begin(what, *words, until):
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", *words]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        begun.append(process)
        assert any(until in line for line in process.stderr), f"{what} ended"
        Thread(target=process.stderr.read, daemon=True).start()

    try:
        begin("master.Master", "--host", "127.0.0.1", "--port", str(port), until="New state: ALIVE")
        begin(
            "worker.Worker",
            "--host",
            "127.0.0.1",
            "-c",
            "2",
            "-m",
            "1g",
            url,
            until="Successfully registered",
        )
        yield url
    finally:
        for process in begun:
            process.kill()
            process.wait()
            process.stderr.close()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["logs", "captures"])
def test_a_cluster_gives_the_same_document_from_the_command_line(cluster, tmp_path, what):
    folder = tmp_path / what
    folder.mkdir()
    if what == "logs":
        write_logs(folder)
    else:
        cut(MADE, folder / "cut", 25)

    def look(*more):
        command = [sys.executable, "-m", "lamppost", "look", str(folder), "--json", *more]
        environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        run = subprocess.run(command, capture_output=True, check=False, env=environment)
        return run.returncode, run.stdout

    alone = look()
    assert alone[1]
    assert look("--engine", "spark", "--spark-master", cluster) == alone


@pytest.mark.slow
def test_a_master_that_is_none_is_an_error_that_names_it():
    pytest.importorskip("pyspark")
    code = "from lamppost.engine.choosing import open_engine; open_engine('spark', master='nowhere')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "EngineError: Spark did not start" in run.stderr
