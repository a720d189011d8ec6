"""Logs that an engine reads, each file by itself, tell what they tell one after the other."""

import json
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from tests.flows.made_rotated_logs import write_logs

from lamppost.engine.choosing import EngineChoice, open_engine
from lamppost.engine.keyed_flows import KEYED_FLOWS
from lamppost.engine.statements import FLOW_SUMS, RENAMED
from lamppost.model import saying
from lamppost.model.errors import LamppostError
from lamppost.model.observations import NOT_TOLD
from lamppost.observe.logs import gathering
from lamppost.observe.logs import keyed as keyed_module
from lamppost.observe.logs.keyed import keyed, sums_of
from lamppost.observe.logs.merging import merge
from lamppost.observe.logs.sums import ROW
from lamppost.pipeline import distributing
from lamppost.pipeline.distributing import gather_distributed
from lamppost.pipeline.observing import files_of, observe

BY_DUCKDB = partial(gather_distributed, EngineChoice("duckdb"))


@pytest.fixture
def folder(tmp_path):
    return write_logs(tmp_path)


def columns_of(observations):
    """All that was observed, in values that can be compared."""
    held = {
        f"{table}.{name}": column.tolist()
        for table in ("flows", "senders", "names")
        for name, column in getattr(observations, table).items()
    }
    rest = ("evidence", "self_descriptions", "issues", "coverage")
    return (
        held | {name: getattr(observations, name) for name in rest} | {"hosts": list(observations.host_names)}
    )


def test_what_is_observed_by_an_engine_is_what_is_observed_without(folder):
    files = files_of([folder])
    alone, shared = observe(files), observe(files, gather=BY_DUCKDB)
    assert columns_of(shared) == columns_of(alone)


@pytest.mark.parametrize(("at_once", "is_compiled"), [(1, True), (3, False)])
def test_sums_of_files_that_tasks_put_together_are_those_of_files_that_are_not(
    folder, monkeypatch, at_once, is_compiled
):
    merged = []

    def noted(task):
        merged.append(len(task.addends))
        merge(task)

    monkeypatch.setattr(distributing, "MERGED_FROM", 0)
    monkeypatch.setattr(distributing, "merge", noted)
    monkeypatch.setattr(gathering, "is_compiled_for", lambda _: is_compiled)
    monkeypatch.setattr(keyed_module, "WRITTEN", 5)
    for at, names in enumerate(("cab", "abd", "dce")):  # numbered by each file in its own order
        rows = "".join(f"1795773600,192.168.1.2,198.51.100.7,443,6,{name}.example.net\n" for name in names)
        (folder / f"{at}.csv").write_text(f"start,src_ip,dst_ip,dst_port,proto,server_name\n{rows}")
    files = files_of([folder])
    alone = columns_of(observe(files))
    with open_engine() as engine:
        engine.at_once = at_once
        shared = observe(files, gather=partial(BY_DUCKDB, engine=engine))
    assert columns_of(shared) == alone
    assert len(merged) == at_once < sum(merged)


def test_the_result_document_is_the_same_byte_for_byte(folder, lamppost):
    alone, shared = (
        lamppost("look", folder, "--json"),
        lamppost("look", folder, "--json", "--engine", "duckdb"),
    )
    assert (alone.status, alone.out) == (shared.status, shared.out)
    names = {one["name"] for device in json.loads(shared.out)["devices"] for one in device["destinations"]}
    assert "relay.example.net" in names


def test_what_the_user_says_of_columns_is_known_to_who_reads_them(tmp_path, lamppost):
    rows = "".join(f"2026-11-27 10:00:0{n},192.168.1.{n},198.51.100.{n},443,tcp\n" for n in range(3, 7))
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"Zeit,Von,Nach,Tor,Art\n{rows}")
    told = ("--flow-columns", "start=Zeit,src_ip=Von,dst_ip=Nach,dst_port=Tor,proto=Art", "--json")
    alone, shared = (lamppost("look", tmp_path, *told, *more) for more in ((), ("--engine", "duckdb")))
    assert (alone.status, alone.out) == (shared.status, shared.out)
    assert alone.status == 0


def test_a_connection_that_two_kinds_of_log_tell_counts_once(folder):
    assert observe(files_of([folder]), gather=BY_DUCKDB).coverage.told_twice == 1


def test_what_could_not_be_read_is_said_in_any_language_though_another_process_read_it(folder, monkeypatch):
    def elsewhere(task, items):
        for at, item in enumerate(items):
            with monkeypatch.context() as there:
                there.setattr(saying, "_made", {})
                task(item)
            yield at

    monkeypatch.setattr(saying, "_made", {})
    with open_engine() as engine:
        engine.each = elsewhere
        shared = observe(files_of([folder]), gather=partial(BY_DUCKDB, engine=engine))
    found = saying.sayings_of(one.what for one in shared.issues)
    saying._made.clear()
    observe(files_of([folder]))
    assert found == saying.sayings_of(one.what for one in shared.issues) != {}


@pytest.mark.slow
@pytest.mark.data
def test_real_logs_give_the_same_document_with_an_engine(data, lamppost):
    alone, shared = (
        lamppost("look", data / "logs", "--json", *more) for more in ((), ("--engine", "duckdb"))
    )
    assert (alone.status, alone.out) == (shared.status, shared.out)


@pytest.mark.slow
@pytest.mark.parametrize("without", ["sent", "named", "leases", "quic", "tunnels", "texts"])
def test_files_need_what_others_told(folder, monkeypatch, without):
    """Each thing that is given on from file to file changes what is observed where it is not."""
    from lamppost.observe.logs.apart import Apart, Kept

    know = Apart.know

    def forget(self, tables, names, kept):
        tables = {
            table: {name: column[:0] if table == without else column for name, column in rows.items()}
            for table, rows in tables.items()
        }
        keys = {name: keys[:0] if name == without else keys for name, keys in kept.keys.items()}
        know(self, tables, names, Kept(keys, {} if without == "texts" else kept.texts))

    files = files_of([folder])
    whole = columns_of(observe(files))
    monkeypatch.setattr(Apart, "know", forget)
    assert columns_of(observe(files, gather=BY_DUCKDB)) != whole


def test_standard_input_is_refused_with_an_engine(folder, lamppost):
    run = lamppost("look", folder, "-", "--engine", "duckdb")
    assert (run.status, "--engine and --resume read" in run.err) == (2, True)
    run = lamppost("look", folder, "--spark-master", "local[1]")
    assert (run.status, "--spark-master goes with --engine spark" in run.err) == (2, True)


def test_a_cluster_is_refused_where_nothing_may_connect(folder, lamppost):
    run = lamppost(
        "look", folder, "--engine", "spark", "--spark-master", "spark://192.0.2.1:7077", "--offline"
    )
    assert (run.status, "192.0.2.1:7077 is reached by the network" in run.err) == (2, True)


def test_with_spark_this_process_may_reach_the_loopback_address_and_nothing_else():
    code = """
import socket
from lamppost.cli.offline import ConnectingError, let_own_engine_answer, refuse_connections
refuse_connections()
def reaches(address):
    try:
        socket.create_connection(address, 0.1)
    except ConnectingError:
        return False
    except OSError:
        return True
print(reaches(("127.0.0.1", 9)))
let_own_engine_answer()
print(reaches(("127.0.0.1", 9)), reaches(("192.0.2.1", 9)), reaches(("example.net", 9)))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "True", "False", "False"]


def made_sums():
    rng = np.random.default_rng(3)
    n = 200
    sums = {name: rng.integers(0, 100, n).astype(kind) for name, kind in ROW.items()}
    for name in ("src_ip_high", "dst_ip_low"):
        sums[name] = rng.integers(0, 1 << 64, n, np.uint64)
    for name in ("src_bytes", "dst_bytes", "src_packets", "dst_packets", "active_us", "last_seen_at"):
        sums[name][rng.random(n) < 0.3] = NOT_TOLD
    sums["hour"][:] = 0
    sums["view"] %= 4
    sums["conn_state"] %= 14
    sums["server_name"] -= 2
    sums["turn"][sums["server_name"] != -1] = 0
    sums["server_name"][:50] = -1
    return sums


def test_sums_pass_through_the_table_of_engines_unchanged():
    sums = made_sums()
    made = keyed(sums)
    assert {name: column.dtype for name, column in made.items()} == {
        name: np.dtype(kind) for name, kind in KEYED_FLOWS.items()
    }
    with open_engine() as engine:
        engine.hold("flows", made)
        found = [sums_of(rows) for rows in engine.rows(FLOW_SUMS)]
    back = {name: np.concatenate([one[name] for one in found]) for name in ROW}
    assert sorted(zip(*(back[name].tolist() for name in ROW), strict=True)) == sorted(
        zip(*(sums[name].tolist() for name in ROW), strict=True)
    )


def test_names_of_parts_are_called_by_the_numbers_of_all():
    flows = keyed(made_sums())
    part = np.arange(200, dtype=np.int32) % 3
    meant = {"part": [1, 1, 2], "called": [5, 6, 5], "meant": [7, 8, 9]}
    with open_engine() as engine:
        engine.hold("parts", flows | {"part": part})
        engine.hold("meant", {name: np.array(column, np.int32) for name, column in meant.items()})
        found = [
            row
            for rows in engine.rows(RENAMED)
            for row in zip(rows["first_place"].tolist(), rows["server_name"].tolist(), strict=True)
        ]
    called = dict(zip(zip(meant["part"], meant["called"], strict=True), meant["meant"], strict=True))
    expected = [
        (place, called.get((one, name), name))
        for place, one, name in zip(
            flows["first_place"].tolist(), part.tolist(), flows["server_name"].tolist(), strict=True
        )
    ]
    assert sorted(found) == sorted(expected)


def test_a_task_that_fails_is_told(folder, monkeypatch):
    from lamppost.observe.zeek import reader

    def fail(*_):
        raise LamppostError("no room", hint="Make some.")

    monkeypatch.setattr(reader, "read", fail)
    with pytest.raises(LamppostError, match="no room"):
        observe(files_of([folder]), gather=BY_DUCKDB)
