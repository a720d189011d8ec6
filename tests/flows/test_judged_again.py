"""A document that is judged again: nobody stays in it who does not watch, and no edited one ends in a crash."""

import time
from datetime import date
from pathlib import Path

import msgspec
import pytest
from made_packs import MadePacks, entry, statement

import lamppost as package
from lamppost import pipeline
from lamppost.attribute.labels import read_note
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.errors import ResultError
from lamppost.model.result import Note

SAMPLES = Path(package.__file__).parent / "samples"
DAY = date(2026, 11, 27)
HUB = Note(kind="label", text="T8010", seen_on=DAY)


@pytest.fixture(scope="module")
def made():
    return pipeline.look(
        [SAMPLES / "made-network.pcap"], pipeline.Question(as_of=DAY, policies=["us-ndaa-889"])
    )


def camera_of(result, **changed):
    device = next(one for one in result.devices if one.maker and one.maker.id == "hikvision")
    return msgspec.structs.replace(device, **changed)


def with_one(result, **changed):
    return msgspec.structs.replace(result, devices=[camera_of(result, **changed)])


def test_what_turns_out_not_to_watch_becomes_a_count_and_leaves_no_trace(made):
    doubtful = with_one(made, observed=[], heard=[], kind="unknown", watches=None)
    noted = pipeline.note(doubtful, doubtful.devices[0].id, HUB)
    device = doubtful.devices[0]
    assert noted.devices == []
    assert noted.verdicts == []
    assert noted.device_counts["hub"] == made.device_counts.get("hub", 0) + 1
    text = pipeline.render(noted, "json") + pipeline.render(noted, "csv") + pipeline.render(noted, "terminal")
    traces = [device.id, device.mac, *device.addresses, *(row.address for row in device.destinations)]
    assert not [one for one in traces if one in text]


def test_what_no_pack_knows_any_more_becomes_an_unknown_device_and_its_reason(made):
    gone = with_one(made, observed=[], heard=["http.server"], mac_registrant="Nobody's Works")
    again = pipeline.rejudge(gone, pipeline.Change())
    assert again.devices == []
    assert again.device_counts["unknown"] == made.device_counts.get("unknown", 0) + 1
    block = f"{gone.devices[0].mac[:8]} Nobody's Works"
    assert [row.reason for row in again.unknown_devices if row.mac_block == block] == [
        "nothing it says is known"
    ]
    gap = next(gap for gap in again.coverage.gaps if gap.code == "unknown-devices")
    assert gap.count == again.device_counts["unknown"]


def test_a_label_does_not_hide_what_says_itself_that_it_is_a_camera(made):
    noted = pipeline.note(made, camera_of(made).id, HUB)
    device = next(one for one in noted.devices if one.id == camera_of(made).id)
    assert (device.kind, device.watches) == ("hub", None)


@pytest.mark.parametrize(
    "changed",
    [
        {"mac": None, "addresses": []},
        {"mac": "no mac", "addresses": ["no address"]},
        {"mac": None, "mac_registrant": "Hangzhou Hikvision Digital Technology Co.,Ltd."},
        {"first_seen_at": "", "observed": []},
        {"mac": "no mac", "observed": [], "mac_registrant": None},
    ],
)
def test_a_device_that_somebody_edited_can_be_noted_and_judged(made, changed):
    edited = with_one(made, **changed)
    axis = Note(kind="label", text="Axis", seen_on=DAY)
    noted = pipeline.note(edited, edited.devices[0].id, axis)
    for to in ("json", "csv", "terminal", "html"):
        assert pipeline.render(noted, to)


def test_a_table_of_no_day_is_refused_in_words(made):
    edited = msgspec.structs.replace(made, tables=[msgspec.structs.replace(made.tables[0], day="2026-13-45")])
    with pytest.raises(ResultError, match="2026-13-45"):
        pipeline.rejudge(edited, pipeline.Change())


def test_facts_of_a_document_that_no_question_asks_for_decide_nothing(made):
    forged = msgspec.structs.replace(
        made,
        policies=[
            msgspec.structs.replace(ref, context={**ref.context, "maker": "axis", "watches": False})
            for ref in made.policies
        ],
    )
    again = pipeline.rejudge(forged, pipeline.Change())
    assert pipeline.render(again, "json") == pipeline.render(made, "json")


def test_a_pack_of_the_users_that_is_not_at_hand_is_named(made, tmp_path):
    packs = MadePacks(tmp_path / "mine")
    packs.organisation("acme-cams", [statement("acme-cams-name", "legal_name", "Acme Cameras Ltd")])
    packs.list("my-watch", [entry("my-watch-1", "Hikvision", "2024-01-01", organisation="hikvision")])
    change = pipeline.Change(pack_folders=[tmp_path / "mine"])
    theirs = pipeline.rejudge(made, change)
    assert "my-watch" in {row.list for row in camera_of(theirs).listings}
    with pytest.raises(ResultError, match="is not at hand") as caught:
        pipeline.rejudge(theirs, pipeline.Change())
    assert "--packs" in caught.value.hint
    assert pipeline.rejudge(theirs, change) == theirs


def test_the_same_note_twice_is_one_note(made):
    axis = Note(kind="label", text="HIKVISION", seen_on=DAY)
    once = pipeline.note(made, camera_of(made).id, axis)
    assert pipeline.note(once, camera_of(made).id, axis) == once


def test_a_report_never_takes_the_place_of_the_result_it_was_made_of(lamppost, made, tmp_path):
    saved = tmp_path / "result.txt"
    saved.write_text(pipeline.render(made, "json"), encoding="utf-8")
    before = saved.read_bytes()
    run = lamppost(
        "note", saved, camera_of(made).id, "--label", "Axis", "--seen-on", "2026-11-20", "-o", saved
    )
    assert (run.status, saved.read_bytes() == before) == (2, True)
    assert "would replace what it is made of" in run.err


@pytest.mark.parametrize("name", ["Eufy", "CP Plus", "Q-See"])
def test_a_name_of_both_a_brand_and_its_seller_names_that_seller(name):
    knowledge = Knowledge(load_packs(), DAY)
    hits = read_note(Note(kind="label", text=name, seen_on=DAY), "192.0.2.1", knowledge)
    assert len({hit.shows.maker for hit in hits}) == 1
    assert hits[0].shows.maker


def test_two_thousand_devices_are_judged_again_in_seconds(made):
    devices = [camera_of(made, id=f"dev-{number:012x}") for number in range(2000)]
    many = msgspec.structs.replace(made, devices=devices)
    begun = time.process_time()
    pipeline.rejudge(many, pipeline.Change())
    assert time.process_time() - begun < 3
