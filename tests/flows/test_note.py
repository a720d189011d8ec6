"""What somebody reads on a device, entered; and the same evidence judged again from a document alone."""

import json
from datetime import date
from pathlib import Path

import pytest

import lamppost as package
from lamppost import pipeline

SAMPLES = Path(package.__file__).parent / "samples"
CAPTURES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "captures" / "iot-sentinel"
DAY = date(2026, 11, 27)


def by_maker(result, maker):
    return next(device for device in result.devices if device.maker and device.maker.id == maker)


def words(text):
    return " ".join(text.split())


def test_judging_again_without_a_change_gives_the_same_bytes(made):
    again = pipeline.rejudge(made, pipeline.Change())
    assert pipeline.render(again, "json") == pipeline.render(made, "json")


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures of real devices are not here")
@pytest.mark.parametrize("folder", ["D-LinkCam", "EdimaxCam1", "EdnetCam1", "Withings"])
def test_real_evidence_judged_again_gives_the_same_bytes(folder):
    looked = pipeline.look([CAPTURES / folder], pipeline.Question(as_of=DAY))
    again = pipeline.rejudge(looked, pipeline.Change())
    assert pipeline.render(again, "json") == pipeline.render(looked, "json")


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2030, 1, 1)])
def test_another_day_from_the_document_is_that_day_from_the_evidence(made, day):
    looked = pipeline.look(
        [SAMPLES / "made-network.pcap"],
        pipeline.Question(
            as_of=day, policies=["us-ndaa-889"], context=pipeline.read_context(SAMPLES / "made-context.toml")
        ),
    )
    again = pipeline.rejudge(made, pipeline.Change(as_of=day))
    assert pipeline.render(again, "json") == pipeline.render(looked, "json")


def test_another_policy_from_the_document_is_that_policy_from_the_evidence(made):
    bare = pipeline.rejudge(made, pipeline.Change(policies=[]))
    looked = pipeline.look([SAMPLES / "made-network.pcap"], pipeline.Question(as_of=DAY))
    assert pipeline.render(bare, "json") == pipeline.render(looked, "json")
    back = pipeline.rejudge(
        bare,
        pipeline.Change(
            policies=["us-ndaa-889"], context=pipeline.read_context(SAMPLES / "made-context.toml")
        ),
    )
    assert pipeline.render(back, "json") == pipeline.render(made, "json")


def test_a_label_confirms_what_the_device_says(lamppost, made, saved, tmp_path):
    camera = by_maker(made, "hikvision")
    assert camera.maker.status != "confirmed"
    new = tmp_path / "new.json"
    run = lamppost(
        "note", saved, camera.id, "--label", "HIKVISION DS-2CD2042WD-I", "--seen-on", "2026-11-20", "-o", new
    )
    assert (run.status, run.out) == (0, "")
    noted = by_maker(pipeline.read_result(new), "hikvision")
    assert noted.maker.status == "confirmed"
    assert noted.next_proof is None
    left = [device for device in made.devices if device.maker is None or device.maker.status != "confirmed"]
    assert f"on {len(left) - 1} devices whose maker" in pipeline.read_result(new).coverage.next_proofs[0]
    assert [(one.kind, one.text, str(one.seen_on)) for one in noted.notes] == [
        ("label", "HIKVISION DS-2CD2042WD-I", "2026-11-20")
    ]
    told = words(lamppost("explain", new, camera.id).out)
    assert "its label reads “HIKVISION DS-2CD2042WD-I” where: read by the user, 2026-11-20" in told
    assert "who says it: whoever entered it" in told


def test_a_note_stays_when_it_is_judged_again(lamppost, made, saved, tmp_path):
    camera = by_maker(made, "hikvision")
    new = tmp_path / "new.json"
    lamppost("note", saved, camera.id, "--label", "HIKVISION", "--seen-on", "2026-11-20", "-o", new)
    result = pipeline.read_result(new)
    again = pipeline.rejudge(result, pipeline.Change())
    assert pipeline.render(again, "json") == new.read_text(encoding="utf-8")


def test_a_brands_label_makes_maker_and_builder_two_answers(lamppost, made, saved):
    camera = by_maker(made, "hikvision")
    run = lamppost("note", saved, camera.id, "--label", "ANNKE C800", "--seen-on", "2026-11-20", "--json")
    device = next(one for one in json.loads(run.out)["devices"] if one["id"] == camera.id)
    assert device["maker"]["id"] == "annke"
    assert (device["builder"]["id"], device["builder"]["status"]) == ("hikvision", "corroborated")
    assert {row["through"] for row in device["listings"]} == {"builder"}
    assert [owner["id"] for owner in device["builder_owners"]] == [owner.id for owner in camera.owners]


def test_a_name_that_no_pack_holds_is_shown_and_nothing_follows_from_it(lamppost, made, saved):
    camera = by_maker(made, "hikvision")
    run = lamppost("note", saved, camera.id, "--label", "ACME 5", "--seen-on", "2026-11-20")
    assert run.status == 2
    assert "no pack knows a maker, brand or model by “ACME 5”" in run.err
    assert "--maker" in run.err
    run = lamppost(
        "note", saved, camera.id, "--label", "ACME 5", "--maker", "Acme", "--seen-on", "2026-11-20"
    )
    assert run.status == 0
    said = words(run.out)
    assert "is claimed by more than one maker, one of them Acme (disputed)" in said
    assert "may be built by Hikvision (candidate)" in said
    assert "Nothing was saved" in run.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seen-on", "2026-11-20"], "give either --label or --document"),
        (["--label", "a", "--document", "b", "--seen-on", "2026-11-20"], "give either --label or --document"),
        (["--label", " ", "--seen-on", "2026-11-20"], "--label: not 1 to 500 printable letters"),
        (["--label", "a\x1b[31m", "--seen-on", "2026-11-20"], "--label: not 1 to 500 printable letters"),
        (["--label", "Axis", "--seen-on", "2999-01-01"], "a day to come"),
        (["--label", "Axis", "--seen-on", "yesterday"], "is not a day"),
        (["--label", "Axis"], "--seen-on"),
    ],
)
def test_a_note_that_is_none_is_refused_in_words(lamppost, made, saved, arguments, said):
    run = lamppost("note", saved, made.devices[0].id, *arguments)
    assert (run.status, run.out) == (2, "")
    assert said in run.err


def test_a_note_on_a_device_that_is_not_there_is_refused(lamppost, saved):
    run = lamppost("note", saved, "dev-000000000000", "--label", "Axis", "--seen-on", "2026-11-20")
    assert run.status == 2
    assert "dev-000000000000: no such device in this result document" in run.err


def test_a_policy_that_is_not_at_hand_is_named(made, tmp_path):
    import msgspec

    gone = msgspec.structs.replace(
        made, policies=[msgspec.structs.replace(made.policies[0], id="our-own-rule")]
    )
    with pytest.raises(package.model.errors.ResultError, match="our-own-rule"):
        pipeline.rejudge(gone, pipeline.Change())
