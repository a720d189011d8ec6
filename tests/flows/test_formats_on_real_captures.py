"""Every format of what real captures and a list of real makers say: held against the schemas that packages ship."""

import io
import json
import sqlite3
from contextlib import closing
from datetime import date

import pytest
from openpyxl import load_workbook
from tests.knowledge.test_ftm_schema import judge  # noqa: F401 - a fixture
from tests.report.readable import rendered
from tests.report.test_geojson import test_a_library_of_the_field_finds_no_error_in_it as sound_geojson
from tests.report.test_ocsf import judges, problems  # noqa: F401 - a fixture

from lamppost import pipeline
from lamppost.report.formats import FORMATS

NAMES = ["iot-sentinel/D-LinkCam", "iot-sentinel/EdimaxCam1", "discovery-answers/Hikvision.pcap"]
LIST = "maker,brand,model,kind\nHikvision,,DS-2CD2043G2-I,camera\nDahua,Lorex,,recorder\nAxis,,M5014,\n,,,doorbell\n"


@pytest.fixture(scope="module", params=[*NAMES, "list"])
def result(request, tmp_path_factory):
    """A result by one policy."""
    question = pipeline.Question(as_of=date(2026, 11, 23), policies=["us-ndaa-889"])
    if request.param == "list":
        path = tmp_path_factory.mktemp("made") / "list.csv"
        path.write_text(LIST)
    else:
        path = request.getfixturevalue("real") / request.param
    return pipeline.look([path], question)


@pytest.fixture(scope="module")
def real():
    """The folder of real captures."""
    from tests.conftest import DATA

    if not DATA.is_dir():
        pytest.skip("needs ../shared/data, which is not part of the repository")
    return DATA / "captures"


@pytest.mark.parametrize("to", [one.name for one in FORMATS.values() if not one.needs])
def test_a_report_names_its_evidence_and_comes_out_the_same_twice(result, to):
    one = rendered(result, to)
    assert one == rendered(result, to)
    assert one


def test_the_workbook_has_a_row_for_each_device_row_destination_and_verdict(result):
    book = load_workbook(io.BytesIO(rendered(result, "xlsx")))
    things = sum(book[title].max_row - 1 for title in ("Devices", "Rows") if title in book.sheetnames)
    assert things == len(result.devices) + len(result.assets)
    assert book["Verdicts"].max_row - 1 == len(result.verdicts)
    there = sum(len(one.destinations) for one in result.devices)
    assert (book["Destinations"].max_row - 1 if "Destinations" in book.sheetnames else 0) == there


def test_no_reference_of_the_database_is_broken(result):
    with closing(sqlite3.connect(":memory:")) as base:
        base.deserialize(rendered(result, "sqlite"))
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        (count,) = base.execute("SELECT count(*) FROM finding").fetchone()
        assert count == len(result.verdicts)


def test_followthemoney_accepts_it(judge, result):  # noqa: F811
    assert judge(rendered(result, "ftm")) == []


def test_ocsf_accepts_it(judges, result):  # noqa: F811
    assert problems(judges, result) == []


def test_geojson_is_sound(result):
    sound_geojson(lambda: result)
    assert json.loads(rendered(result, "geojson"))["as_of"] == "2026-11-23"
