"""The result as FollowTheMoney: the published schema accepts it, ids go with those of the packs, nothing sounds surer than it is."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import pytest
from tests.knowledge.test_ftm_schema import judge  # noqa: F401 - a fixture
from tests.report.made_devices import HOSTILE, named
from tests.report.made_links import said
from tests.report.made_lists import asset, list_result
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result
from tests.report.made_street import street_result

import lamppost as package
from lamppost import pipeline
from lamppost.report.ftm.renderer import render

SAMPLES = Path(package.__file__).parent / "samples"


@cache
def looked():
    """What a bundled capture says, by the packs in hand."""
    question = pipeline.Question(as_of=date(2026, 11, 23), policies=["us-ndaa-889"])
    return pipeline.look([SAMPLES / "made-network.pcap"], question)


@cache
def packs_text():
    return pipeline.export_packs([], None).text


def entities(result, schema=None):
    every = [json.loads(line) for line in render(result).splitlines()]
    return [one for one in every if schema in (None, one["schema"])]


def with_names(text):
    """A camera whose maker, owner and operator bear this name."""
    who = named(None, text, "corroborated", said("x", "maker", text, "made-1"))
    there = msgspec.structs.replace(known_camera().destinations[0], operator=who, name=text, address=text)
    camera = msgspec.structs.replace(known_camera(), maker=who, owners=[who], destinations=[there])
    return made_result(devices=[camera], verdicts=[], assets=[asset(1, brand_text=text, maker=who)])


@pytest.mark.parametrize(
    "make", [made_result, quiet_result, list_result, empty_result, looked, street_result]
)
def test_the_schema_accepts_every_entity_of_a_result(judge, make):  # noqa: F811
    assert judge(render(make())) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_the_schema_accepts_what_strangers_call_themselves(judge, text):  # noqa: F811
    assert judge(render(with_names(text))) == []


def test_organisations_statements_and_listings_have_the_ids_of_the_packs():
    packs = {one["id"]: one for one in map(json.loads, packs_text().splitlines())}
    own = ("Asset", "Document", "UnknownLink")
    for one in entities(looked()):
        if one["schema"] in own or one["id"].startswith("lamppost-named-"):
            assert one["id"] not in packs
        else:
            theirs = packs[one["id"]]
            assert one["schema"] == theirs["schema"] or one["schema"] == "Organization"
            for end in ("owner", "asset", "entity"):
                assert one["properties"].get(end) == theirs["properties"].get(end)


def test_both_go_into_one_graph(judge):  # noqa: F811
    lines = {json.loads(line)["id"]: line for line in render(looked()).splitlines()}
    lines |= {json.loads(line)["id"]: line for line in packs_text().splitlines()}
    assert judge("".join(f"{line}\n" for line in lines.values())) == []


def test_how_sure_a_maker_is_stands_in_role_status_and_words():
    links = {
        (one["properties"]["role"][0], one["properties"]["status"][0])
        for one in entities(quiet_result(), "UnknownLink")
    }
    assert ("maker", "corroborated") in links
    assert ("may be the maker (candidate)", "candidate") in links
    for one in entities(made_result(), "UnknownLink"):
        assert any("as of 2026-11-23" in line for line in one["properties"]["summary"])


def test_every_link_bears_its_proof_or_its_page():
    held = {one["id"] for one in entities(made_result())}
    for one in entities(made_result(), "UnknownLink"):
        assert set(one["properties"].get("proof", [])) <= held
        assert one["properties"].get("proof") or one["properties"].get("sourceUrl")
    for schema in ("Ownership", "Sanction"):
        for one in entities(looked(), schema):
            assert one["properties"]["sourceUrl"]
            assert one["properties"]["recordId"]


def test_a_share_is_a_percentage_and_no_part_of_a_name():
    found = {
        one["properties"]["owner"][0]: one["properties"].get("percentage")
        for one in entities(looked(), "Ownership")
    }
    assert found["lamppost-organisation-cethik"] == ["36.55"]
    assert not [one for one in entities(looked()) if "%" in one.get("caption", "")]


def test_owners_that_are_words_stand_in_the_notes():
    maker = next(one for one in entities(looked()) if one["id"] == "lamppost-organisation-hikvision")
    assert maker["schema"] == "Company"
    assert any("private individuals" in note for note in maker["properties"]["notes"])


def test_an_owner_is_tied_to_what_it_owns_and_not_to_the_maker():
    pairs = {
        (one["properties"]["owner"][0], one["properties"]["asset"][0])
        for one in entities(looked(), "Ownership")
    }
    assert ("lamppost-organisation-cetc", "lamppost-organisation-hikvision") in pairs
    assert any(asset != "lamppost-organisation-hikvision" for _, asset in pairs)


def test_a_row_that_names_a_company_alone_is_no_asset():
    result = list_result(
        assets=[asset(1, maker_text="Example"), asset(2, maker_text="Example", model_text="C-1")], verdicts=[]
    )
    assert [one["id"] for one in entities(result, "Asset")] == ["lamppost-ast-000000000002"]


def test_lines_are_sorted_by_id_and_no_id_comes_twice():
    ids = [one["id"] for one in entities(made_result())]
    assert ids == sorted(set(ids))
