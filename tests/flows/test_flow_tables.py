"""Flow tables from the command line to the answer."""

import json

import pytest
from click.testing import CliRunner

from lamppost.cli.entry import cli

TABLE = (
    "Zeit,Von,Nach,Port,Proto,Menge,Antwort,Name\n"
    "2025-10-09T08:53:20Z,192.168.1.20,203.0.113.9,443,tcp,70000,900,relay.example.net\n"
    "2025-10-09T09:53:20Z,192.168.1.20,203.0.113.9,443,tcp,70000,900,relay.example.net\n"
)
COLUMNS = "start=Zeit,src_ip=Von,dst_ip=Nach,dst_port=Port,proto=Proto,src_bytes=Menge,dst_bytes=Antwort,server_name=Name"


def look(*arguments):
    return CliRunner().invoke(cli, ["look", *map(str, arguments), "--as-of", "2025-11-01", "--json", "-q"])


def answer(*arguments):
    run = look(*arguments)
    assert run.exit_code == 0, run.output
    return json.loads(run.stdout)


def test_a_table_with_columns_that_the_user_names_is_evidence_of_flows(tmp_path):
    path = tmp_path / "flows.csv"
    path.write_text(TABLE)
    result = answer(path, "--flow-columns", COLUMNS)
    assert [one["format"] for one in result["evidence"]] == ["flow table"]
    assert result["coverage"]["hours_with_traffic"] == 2
    assert result["issues"] == []
    assert (result["coverage"]["connections"], result["coverage"]["connections_without_name"]) == (2, 0)
    assert sum(result["device_counts"].values()) == 1


def test_parquet_gives_the_same_answer_as_the_text_that_it_was_made_of(tmp_path):
    from lamppost.engine.choosing import open_engine

    (tmp_path / "flows.csv").write_text(TABLE)
    import numpy as np

    heading, *lines = [line.split(",") for line in TABLE.splitlines()]
    with open_engine() as engine:
        engine.hold(
            "t", {name.lower(): np.array(cells, object) for name, *cells in zip(heading, *lines, strict=True)}
        )
        engine.write("SELECT * FROM t", tmp_path / "flows.parquet")
    of_text = answer(tmp_path / "flows.csv", "--flow-columns", COLUMNS)
    of_parquet = answer(tmp_path / "flows.parquet", "--flow-columns", COLUMNS.lower())
    assert [one["format"] for one in of_parquet["evidence"]] == ["flow parquet"]
    for one in (of_text, of_parquet):
        del one["evidence"]
    assert of_parquet == of_text


@pytest.mark.parametrize("told", ["src_ip", "where=Von", "src_ip=Von,src_ip=Nach", "src_ip="])
def test_what_is_no_field_or_is_told_twice_is_wrong_use(tmp_path, told):
    path = tmp_path / "flows.csv"
    path.write_text(TABLE)
    run = look(path, "--flow-columns", told)
    assert run.exit_code == 2
    assert "FIELD is one of src_ip, dst_ip" in " ".join(run.output.split())


def test_a_column_may_hold_a_comma_in_its_heading():
    from lamppost.cli.question import _flow_columns

    told = _flow_columns(["start=Zeit, UTC,src_ip = Von", "dst_ip=Nach=Ziel,x"])
    assert told == {"start": "Zeit, UTC", "src_ip": "Von", "dst_ip": "Nach=Ziel,x"}
