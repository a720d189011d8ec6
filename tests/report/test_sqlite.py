"""The database: every reference is kept, the views answer, a chain can be walked, Datasette shows it."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from tests.report.made_devices import FORMULA
from tests.report.made_lists import list_result
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result
from tests.report.made_street import quiet_street_result, street_result

from lamppost.model.errors import ResultError
from lamppost.model.result import Model
from lamppost.report.sqlite.renderer import render
from lamppost.report.sqlite.views import MEANINGS, VIEWS
from lamppost.report.tables.every import TABLES

MADE = [made_result, list_result, empty_result, street_result]
METADATA = Path(__file__).resolve().parents[2] / "docs" / "reference" / "report-tables.md"


def answered(result, question, *values):
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(render(result))
        base.row_factory = sqlite3.Row
        return [dict(row) for row in base.execute(question, values)]


@pytest.mark.parametrize("make", MADE)
def test_the_file_is_sound_and_every_reference_leads_somewhere(make):
    assert answered(make(), "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert answered(make(), "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("make", MADE)
def test_the_same_result_gives_the_same_octets(make):
    assert render(make()) == render(make())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_that_refers_is_declared_so_and_has_an_index(table):
    declared = answered(made_result(), f"PRAGMA foreign_key_list('{table.name}')")
    refers = {one.name: one.refers or "chain" for one in table.columns if one.refers or one.kind == "chain"}
    assert {row["from"]: row["table"] for row in declared} == refers
    indexed = set(table.key[:1])
    for index in answered(made_result(), f"PRAGMA index_list('{table.name}')"):
        indexed.add(answered(made_result(), f"PRAGMA index_info('{index['name']}')")[0]["name"])
    assert set(refers) <= indexed


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_answers_and_is_said_to(name):
    assert name in MEANINGS
    assert any(answered(make(), f'SELECT * FROM "{name}"') for make in MADE)
    answered(empty_result(), f'SELECT * FROM "{name}"')


def test_what_fails_is_what_the_document_says_fails_and_nobody_excepted():
    result = list_result()
    told = {row["verdict"] for row in answered(result, "SELECT verdict FROM failing")}
    assert told == {one.id for one in result.verdicts if one.kind == "fail" and one.suppressed_by is None}
    assert answered(quiet_result(), "SELECT * FROM failing") == []


def test_bytes_are_summed_by_network_and_by_where_its_addresses_are_registered():
    result = made_result()
    told = answered(result, "SELECT sum(sent_bytes) AS sent, sum(destinations) AS n FROM sent_to")
    there = [item for one in result.devices for item in one.destinations]
    assert told == [{"sent": sum(item.sent_bytes for item in there), "n": len(there)}]


def test_the_proof_of_a_claim_is_its_chain_in_its_order():
    told = answered(
        quiet_result(),
        "SELECT value, source, day, locator FROM proof WHERE of = 'claim' AND thing = ? AND what LIKE 'maker:%' ORDER BY step",
        known_camera().id,
    )
    assert [tuple(row.values()) for row in told] == [
        (link.value, link.source, link.day, link.locator) for link in known_camera().maker.chain
    ]


def test_what_is_not_known_is_null_and_numbers_are_numbers():
    kinds = answered(quiet_result(), "SELECT typeof(watches) AS kind FROM thing ORDER BY rowid")
    assert [row["kind"] for row in kinds] == ["integer", "null", "integer"]
    assert answered(quiet_result(), "SELECT DISTINCT typeof(sent_bytes) AS kind FROM destination") == [
        {"kind": "integer"}
    ]


def test_a_text_is_bound_and_never_a_part_of_a_statement():
    text = "'); DROP TABLE thing; --"
    camera = msgspec.structs.replace(known_camera(), model=Model(text=text, chain=[]))
    assert answered(made_result(devices=[camera], verdicts=[]), "SELECT model FROM device") == [
        {"model": text}
    ]
    formula = msgspec.structs.replace(known_camera(), model=Model(text=FORMULA, chain=[]))
    held = answered(made_result(devices=[formula], verdicts=[]), "SELECT model FROM device")
    assert held == [{"model": FORMULA}]


def test_an_id_that_is_given_twice_is_refused_in_words():
    with pytest.raises(ResultError, match=r"an id is given twice.*thing\.id"):
        render(made_result(devices=[known_camera(), known_camera()], verdicts=[]))


def described():
    """The metadata for Datasette, as the documentation has it."""
    return METADATA.read_text("utf-8").split("```json\n")[1].split("```")[0]


def test_the_metadata_of_the_documentation_names_tables_and_columns_that_there_are():
    held = {table.name: {column.name for column in table.columns} for table in TABLES}
    for name, told in json.loads(described())["databases"]["cameras"]["tables"].items():
        assert told.get("label_column", "id") in held[name]
        assert set(told.get("columns", ())) | set(told.get("facets", ())) <= held[name]


def test_datasette_shows_it(tmp_path):
    pytest.importorskip("datasette")
    (tmp_path / "cameras.sqlite").write_bytes(render(made_result()))
    (tmp_path / "metadata.json").write_text(described())
    line = [sys.executable, "-m", "datasette", "-i", "cameras.sqlite", "-m", "metadata.json", "--get"]

    def get(address):
        run = subprocess.run([*line, address], cwd=tmp_path, capture_output=True, check=True, env=os.environ)
        return run.stdout.decode()

    tables = {one["name"]: one for one in json.loads(get("/cameras.json"))["tables"]}
    assert {table.name for table in TABLES} <= set(tables)
    assert tables["device"]["foreign_keys"]["outgoing"][0]["other_table"] == "thing"
    views = {
        one["name"] if isinstance(one, dict) else one for one in json.loads(get("/cameras.json"))["views"]
    }
    assert views == set(VIEWS)
    page = get("/cameras/verdict")
    assert "Camera at 192.0.2.16" in page  # the label of a thing, by its id
    assert "<script>alert" not in page
    assert json.loads(get("/cameras/finding.json?_shape=array"))[0]["kind"] == "fail"


def test_a_camera_of_a_map_is_found_by_who_runs_it_and_where_it_stands():
    asked = "SELECT name, lat_deg, lon_deg, operator_kind, lists FROM camera JOIN thing USING (name) WHERE operator = ?"
    assert answered(quiet_street_result(), asked, "Example Town") == [
        {
            "name": "Camera node/101", "lat_deg": 50.0007, "lon_deg": -29.9995, "operator_kind": "public_body",
            "lists": "eacl since 2022-11-25 (confirmed)",
        }
    ]  # fmt: skip


def test_cameras_of_homes_are_counted_and_in_no_table():
    told = answered(street_result(), "SELECT n_sites, n_homes_left_out FROM place")
    assert told == [{"n_sites": 7, "n_homes_left_out": 4}]
    assert answered(street_result(), "SELECT * FROM thing WHERE kind = 'doorbell'") == []


def test_a_verdict_on_the_camera_of_a_home_leads_nowhere_and_is_left_out():
    result = street_result()
    home = next(one for one in result.sites if one.is_home)
    row = msgspec.structs.replace(
        made_result().verdicts[0], subject=home.id, suppressed_by=None, policy="none"
    )
    policy = msgspec.structs.replace(made_result().policies[0], id="none")
    judged = msgspec.structs.replace(result, verdicts=[row], policies=[policy])
    assert answered(judged, "SELECT * FROM verdict") == []
    assert answered(judged, "PRAGMA foreign_key_check") == []
