"""What is found out about a camera of a map: entered, weighed, kept with source and day, and shown."""

import json
from datetime import date

import pytest
from tests.report.readable import readable, rendered

from lamppost import pipeline

MAP = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="51.5" lon="-0.1" version="1" timestamp="2026-01-01T00:00:00Z"><tag k="man_made" v="surveillance"/>
<tag k="surveillance:type" v="camera"/><tag k="camera:direction" v="90"/></node>
<node id="2" lat="51.501" lon="-0.1" version="1" timestamp="2026-01-01T00:00:00Z"><tag k="man_made" v="surveillance"/>
<tag k="operator" v="Deutsche Bahn"/><tag k="manufacturer" v="Axis"/></node>
<node id="3" lat="51.502" lon="-0.1" version="1" timestamp="2026-01-01T00:00:00Z"><tag k="man_made" v="surveillance"/>
<tag k="surveillance" v="public"/><tag k="camera:mount" v="doorbell"/></node></osm>"""
TEXT = "Dear Anna Muster, the camera is ours. Canary-7741."
SEEN = ("--seen-on", "2026-11-20")


@pytest.fixture
def stored(lamppost, tmp_path):
    street, path = tmp_path / "map.osm", tmp_path / "stored.json"
    street.write_text(MAP, encoding="utf-8")
    lamppost("look", street, "--with-homes", "--policy", "us-ndaa-889", "-o", path)
    return path


@pytest.fixture
def answer(tmp_path):
    path = tmp_path / "answer.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def camera(stored, number):
    return next(one for one in pipeline.read_result(stored).sites if one.ref == f"node/{number}")


def entered(lamppost, stored, number, *said):
    """The camera after `lamppost note`; the new document takes the place of the old one."""
    run = lamppost("note", stored, camera(stored, number).id, *said, "-o", stored)
    assert run.status == 0, run.err
    return camera(stored, number)


def replied(answer, kind="register", *said):
    return ["--reply", answer, "--from", "Example Council", "--on", "2026-11-20", "--kind", kind, *said]


def test_a_look_makes_a_camera_corroborated(lamppost, stored):
    one = entered(lamppost, stored, 1, "--found", "camera", *SEEN)
    assert (one.present, one.kind, one.kind_status, one.watches) == (
        "corroborated",
        "camera",
        "corroborated",
        True,
    )
    assert [link.value for link in one.present_chain] == ["node/1", "a camera"]
    assert (one.present_chain[-1].source, one.present_chain[-1].day) == ("read by the user", "2026-11-20")


def test_a_camera_that_is_gone_is_retracted_unless_the_map_was_changed_since(lamppost, stored):
    one = entered(lamppost, stored, 1, "--found", "gone", *SEEN)
    assert one.present == "retracted"
    assert one.sees is not None
    assert one.sight is None
    one = entered(lamppost, stored, 2, "--found", "gone", "--seen-on", "2025-12-01")
    assert one.present == "disputed"
    result = pipeline.read_result(stored)
    assert {gap.code: gap.count for gap in result.coverage.gaps}["sites-found-otherwise"] == 2
    assert result.street.counts["present"] == {"candidate": 1, "disputed": 1, "retracted": 1}


def test_that_it_is_no_camera_is_disputed_and_no_rule_takes_either_side(lamppost, stored):
    one = entered(lamppost, stored, 1, "--found", "no-camera", *SEEN)
    assert (one.kind, one.kind_status, one.watches, one.present) == ("other", "disputed", None, "candidate")
    verdicts = {row.kind for row in pipeline.read_result(stored).verdicts if row.subject == one.id}
    assert verdicts <= {"open", "notApplicable"}


@pytest.mark.parametrize(
    ("number", "kind", "name", "status"),
    [
        (1, "foi-uk", "City of Example", "confirmed"),
        (1, "supplier", "City of Example", "candidate"),
        (2, "supplier", "Deutsche Bahn", "corroborated"),
        (2, "foi-uk", "Deutsche Bahn", "confirmed"),
        (2, "supplier", "City of Example", "disputed"),
        (2, "foi-uk", "City of Example", "disputed"),
    ],
)
def test_an_operator_that_a_reply_names_is_weighed_beside_the_map(
    lamppost, stored, answer, number, kind, name, status
):
    one = entered(lamppost, stored, number, *replied(answer, kind, "--operator", name))
    assert one.operator.status == status
    assert name in {link.value for link in one.operator.chain}
    assert ("Example Council", "2026-11-20") in {(link.source, link.day) for link in one.operator.chain}


def test_a_sign_names_the_operator_and_a_label_the_maker(lamppost, stored):
    one = entered(lamppost, stored, 2, "--label", "AXIS P3265-V", "--operator", "deutsche bahn", *SEEN)
    assert (one.operator.name, one.operator.status) == ("Deutsche Bahn", "corroborated")
    assert (one.maker.id, one.maker.status) == ("axis", "corroborated")
    one = entered(lamppost, stored, 2, "--document", "Invoice: Axis P3265-V", *SEEN)
    assert one.maker.status == "confirmed"


def test_a_maker_that_contradicts_the_map_makes_it_disputed(lamppost, stored, answer):
    one = entered(lamppost, stored, 2, *replied(answer, "foi-uk", "--maker", "Hikvision"))
    assert one.maker.status == "disputed"
    assert {"Axis", "Hikvision"} <= {link.value for link in one.maker.chain}


def test_of_a_reply_the_name_and_the_hash_are_kept_and_no_word_of_its_text(lamppost, stored, answer):
    entered(
        lamppost, stored, 1, *replied(answer, "foi-uk", "--operator", "City of Example", "--found", "camera")
    )
    text = stored.read_text(encoding="utf-8")
    assert "Canary-7741" not in text
    assert "Muster" not in text
    assert "answer.txt (SHA-256 " in text


@pytest.mark.parametrize(
    "said",
    [
        ("--found", "gone", *SEEN),
        ("--found", "camera", "--operator", "City of Example", *SEEN),
        ("--label", "HIKVISION DS-2CD2042WD", *SEEN),
    ],
)
def test_a_document_with_notes_is_the_same_when_it_is_judged_again(lamppost, stored, said):
    for number in (1, 2):
        entered(lamppost, stored, number, *said)
    again = pipeline.rejudge(pipeline.read_result(stored), pipeline.Change())
    assert pipeline.render(again, "json") == stored.read_text(encoding="utf-8")
    twice = entered(lamppost, stored, 2, *said)
    assert len(twice.notes) == 1


def test_what_was_found_later_says_nothing_of_the_days_before(lamppost, stored):
    before = camera(stored, 1)
    entered(lamppost, stored, 1, "--found", "gone", "--operator", "City of Example", *SEEN)
    result = pipeline.read_result(stored)
    earlier = pipeline.rejudge(result, pipeline.Change(as_of=date(2026, 11, 1)))
    one = next(site for site in earlier.sites if site.ref == "node/1")
    assert (one.present, one.kind, one.sight) == (before.present, before.kind, before.sees)
    assert one.operator.name == "City of Example"
    back = pipeline.rejudge(earlier, pipeline.Change(as_of=result.as_of))
    assert pipeline.render(back, "json") == pipeline.render(result, "json")


def test_what_was_found_last_counts(lamppost, stored):
    entered(lamppost, stored, 1, "--found", "gone", *SEEN)
    one = entered(lamppost, stored, 1, "--found", "camera", "--seen-on", "2026-11-22")
    assert one.present == "corroborated"
    one = entered(lamppost, stored, 1, "--found", "gone", "--seen-on", "2026-11-21")
    assert one.present == "corroborated"


def test_what_was_found_after_the_day_of_the_result_counts_from_then_on_and_is_said(
    lamppost, stored, tmp_path
):
    day = pipeline.read_result(stored).as_of
    later = ("--found", "gone", "--seen-on", "2026-11-27")
    assert str(day) < "2026-11-27"
    run = lamppost("note", stored, camera(stored, 1).id, *later, "-o", tmp_path / "new.json")
    assert f"counts from 2026-11-27 on, and the result is of {day}" in " ".join(run.err.split())
    assert camera(tmp_path / "new.json", 1).present == "candidate"
    run = lamppost(
        "note", stored, camera(stored, 1).id, *later, "--as-of", "2026-11-27", "-o", tmp_path / "new.json"
    )
    assert "counts from" not in run.err
    assert camera(tmp_path / "new.json", 1).present == "retracted"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (["--found", "gone"], "--seen-on is missing"),
        (["--found", "burnt", *SEEN], "'burnt' is not one of"),
        (["--operator", "Anna Muster", *SEEN], "may be a person's name, and is not kept"),
        (["--operator", "private", *SEEN], "may be a person's name, and is not kept"),
        (["--maker", "Axis", "--found", "camera", *SEEN], "--maker without --label or --document"),
        (["--label", "Nothing That Is Held", *SEEN], "no pack knows a maker"),
        (["--found", "gone", "--seen-on", "2999-01-01"], "a day to come"),
    ],
)
def test_a_note_on_a_camera_that_is_none_is_refused_in_words(lamppost, stored, said, words):
    run = lamppost("note", stored, camera(stored, 1).id, *said)
    assert (run.status, run.out) == (2, "")
    assert words in run.err


def test_nothing_is_entered_on_the_camera_of_a_home_nor_on_one_that_is_not_there(lamppost, stored):
    home = next(one for one in pipeline.read_result(stored).sites if one.is_home)
    run = lamppost("note", stored, home.id, "--found", "gone", *SEEN)
    assert (run.status, "the camera of a private home" in run.err) == (2, True)
    run = lamppost("note", stored, "site-000000000000", "--found", "gone", *SEEN)
    assert run.status == 2
    assert "Traceback" not in run.err


def test_a_verdict_on_a_camera_means_the_camera(lamppost, stored):
    result = pipeline.read_result(stored)
    verdict = result.verdicts[0]
    run = lamppost("note", stored, verdict.id, "--found", "camera", *SEEN, "--json")
    sites = json.loads(run.out)["sites"]
    assert [one["id"] for one in sites if "notes" in one] == [verdict.subject]


FORMS = [name for name, one in pipeline.FORMATS.items() if not one.needs]
SAY_IT_ELSEWHERE = {"sarif", "junit", "ocsf", "ftm"}
"""Formats of verdicts and of organisations: they have the status that follows, and not what it follows from."""


@pytest.mark.parametrize("form", [one for one in FORMS if one not in SAY_IT_ELSEWHERE])
def test_reports_show_what_was_entered(lamppost, stored, answer, form):
    entered(
        lamppost, stored, 1, *replied(answer, "foi-uk", "--operator", "City of Example", "--found", "camera")
    )
    result = pipeline.read_result(stored)
    text = " ".join(readable(form, rendered(result, form)).split())
    assert "Example Council" in text
    assert "City of Example" in text
    assert "2026-11-20" in text


def test_explain_says_who_found_what(lamppost, stored):
    one = entered(lamppost, stored, 1, "--found", "gone", "--operator", "City of Example", *SEEN)
    told = " ".join(lamppost("explain", stored, one.id).out.split())
    assert "seen there on 2026-11-20: nothing is there any more; run by City of Example" in told
    assert "somebody looked, and found: gone" in told
    assert "a sign or label there names “City of Example” as running it" in told
    assert "who says it: whoever entered it" in told
    assert "What a camera there would see is not told" in told
    assert "A look at the place that finds a camera there." in told
    run = lamppost("letter", stored, one.id, "--kind", "register")
    assert "It was entered that this camera is gone, or is none" in " ".join(run.err.split())


def test_a_difference_names_what_was_entered(lamppost, stored, tmp_path):
    old = tmp_path / "old.json"
    old.write_bytes(stored.read_bytes())
    entered(lamppost, stored, 1, "--found", "gone", *SEEN)
    told = " ".join(lamppost("diff", old, stored).out.split())
    assert "found: gone" in told


@pytest.mark.parametrize("level", ["public", "partner", "regulator"])
def test_a_bundle_keeps_what_was_found_and_not_who_replied(lamppost, stored, answer, level):
    entered(
        lamppost, stored, 1, *replied(answer, "foi-uk", "--operator", "City of Example", "--found", "gone")
    )
    held = pipeline.read_result(stored)
    bundle = pipeline.share(held, level, b"a key of the tests, of 32 bytes or more", date(2026, 11, 28))
    (one,) = [site for site in bundle.result.sites if site.notes]
    assert (one.present, one.notes[0].found) == ("retracted", "gone")
    text = json.dumps([content.decode() for content in bundle.files.values()])
    assert "Example Council" not in text
    assert "answer.txt" not in text


def test_a_note_on_a_device_takes_no_finding_of_a_camera(lamppost, made, saved):
    run = lamppost("note", saved, made.devices[0].id, "--found", "gone", *SEEN)
    assert (run.status, "belong to a camera of a map" in run.err) == (2, True)
