"""Events of OCSF: the published schema accepts them, nothing open is a pass, a candidate is no vendor."""

import json
from datetime import UTC, datetime

import msgspec
import pytest
from tests.report.made_devices import HOSTILE, named
from tests.report.made_lists import list_result
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result
from tests.report.made_street import street_result
from tests.report.test_ftm_report import looked

from lamppost.model.result import Model
from lamppost.report.ocsf.events import VERSION
from lamppost.report.ocsf.renderer import render

CLASSES = {6007: "scan_activity", 5001: "inventory_info", 2003: "compliance_finding"}


@pytest.fixture(scope="session")
def judges():
    """A validator for each class: the schema of schema.ocsf.io, as a package ships it and makes JSON Schema of it."""
    ocsf = pytest.importorskip("ocsf_json_schema")
    jsonschema = pytest.importorskip("jsonschema")
    made = ocsf.OcsfJsonSchemaEmbedded(ocsf.get_ocsf_schema(version=VERSION))
    return {
        uid: jsonschema.Draft202012Validator(made.get_class_schema(class_name=name, profiles=[]))
        for uid, name in CLASSES.items()
    }


def events(result, uid=None):
    every = [json.loads(line) for line in render(result).splitlines()]
    return [one for one in every if uid in (None, one["class_uid"])]


def problems(judges, result):
    return [error.message for one in events(result) for error in judges[one["class_uid"]].iter_errors(one)]


@pytest.mark.parametrize(
    "make", [made_result, quiet_result, list_result, empty_result, looked, street_result]
)
def test_the_published_schema_accepts_every_event(judges, make):
    assert problems(judges, make()) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_the_published_schema_accepts_what_strangers_call_themselves(judges, text):
    who = named(None, text, "corroborated")
    camera = msgspec.structs.replace(
        known_camera(), maker=who, model=Model(text=text, chain=[]), addresses=[text, "192.0.2.9"]
    )
    assert problems(judges, made_result(devices=[camera], verdicts=[])) == []


BROKEN = {
    "a type": lambda one: one | {"time": "yesterday"},
    "a word that is none": lambda one: one | {"severity_id": 77},
    "nothing where something is required": lambda one: {key: one[key] for key in one if key != "device"},
    "a field that there is not": lambda one: one | {"colour": "red"},
}


@pytest.mark.parametrize("kind", BROKEN)
def test_the_schema_finds_what_is_broken(judges, kind):
    assert list(judges[5001].iter_errors(BROKEN[kind](events(quiet_result(), 5001)[0])))


def test_there_is_one_event_for_the_reading_each_device_and_each_verdict():
    for result in (made_result(), list_result()):
        told = [one["class_uid"] for one in events(result)]
        assert told == [6007] + [5001] * len(result.devices) + [2003] * len(result.verdicts)
        uids = [one["metadata"]["uid"] for one in events(result)]
        assert len(uids) == len(set(uids))


def test_what_is_open_is_unknown_and_what_does_not_apply_is_said():
    told = {one["finding_info"]["uid"]: one for one in events(list_result(), 2003)}
    states = {row.id: row.kind for row in list_result().verdicts}
    for uid, one in told.items():
        wanted = {
            "fail": (3, "Fail"),
            "open": (0, "Unknown"),
            "pass": (1, "Pass"),
            "notApplicable": (99, "Not applicable"),
        }
        assert (one["compliance"]["status_id"], one["compliance"]["status"]) == wanted[states[uid]]
        assert one["severity"] == ("High" if states[uid] == "fail" else "Informational")


def test_a_suppressed_verdict_stays_with_who_why_and_until_when():
    (told,) = [one for one in events(list_result(), 2003) if one["status"] == "Suppressed"]
    assert told["compliance"]["status"] == "Fail"
    for part in ("A. Example, facilities", "2027-01-31", "moves out in January"):
        assert part in told["comment"]


def test_a_maker_that_is_a_candidate_is_no_vendor():
    told = {one["device"]["uid"]: one for one in events(quiet_result(), 5001)}
    for device in quiet_result().devices:
        is_sure = device.maker is not None and device.maker.status == "corroborated"
        assert ("vendor_name" in told[device.id]["device"]) is is_sure
        if device.maker:
            assert f"({device.maker.status})" in told[device.id]["enrichments"][0]["value"]


def test_an_instant_is_milliseconds_and_a_finding_is_of_the_day_asked_about():
    device = events(quiet_result(), 5001)[0]["device"]
    assert datetime.fromtimestamp(device["first_seen_time"] / 1000, UTC) == datetime.fromisoformat(
        known_camera().first_seen_at
    )
    assert {one["time"] for one in events(quiet_result(), 2003)} == {1795392000000}


def test_evidence_that_was_not_read_whole_makes_the_scan_a_failure():
    (told,) = events(quiet_result(), 6007)
    assert (told["status"], told["num_skipped_items"]) == ("Failure", 1)
    assert told["unmapped"]["issues"][0]["what"] == "the file ends inside a packet"
    assert events(list_result(), 6007)[0]["status"] == "Success"
