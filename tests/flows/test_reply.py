"""The reply to a letter, entered as a source: what it moves, what is kept of it, and what is refused."""

import hashlib
import json

import pytest
from tests.flows.test_note import by_maker, words

from lamppost import pipeline

TEXT = "Dear Anna, the camera was made by us. Canary-7741."


@pytest.fixture
def answer(tmp_path):
    path = tmp_path / "answer.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def replied(kind, *told, body="Example Council"):
    return ["--from", body, "--on", "2026-11-20", "--kind", kind, *told]


def device_of(run, identity):
    return next(one for one in json.loads(run.out)["devices"] if one["id"] == identity)


def verdict_of(run, identity, rule):
    rows = json.loads(run.out)["verdicts"]
    return next(row["kind"] for row in rows if row["subject"] == identity and row["rule"] == rule)


def test_the_reply_of_a_public_body_confirms_what_the_device_says(lamppost, made, saved, answer):
    camera = by_maker(made, "hikvision")
    assert camera.maker.status == "corroborated"
    run = lamppost(
        "note", saved, camera.id, "--reply", answer, *replied("foi-uk", "--maker", "Hikvision"), "--json"
    )
    assert device_of(run, camera.id)["maker"]["status"] == "confirmed"


def test_the_reply_of_a_supplier_corroborates_a_lead_and_that_of_a_public_body_confirms_it(
    lamppost, made, saved, answer
):
    lead = by_maker(made, "dahua")
    assert lead.maker.status == "candidate"
    run = lamppost(
        "note", saved, lead.id, "--reply", answer, *replied("supplier", "--maker", "Dahua"), "--json"
    )
    assert device_of(run, lead.id)["maker"]["status"] == "corroborated"
    run = lamppost(
        "note", saved, lead.id, "--reply", answer, *replied("ifg-de", "--maker", "Dahua"), "--json"
    )
    assert device_of(run, lead.id)["maker"]["status"] == "confirmed"


@pytest.mark.parametrize("kind", ["foi-uk", "supplier"])
def test_a_reply_that_contradicts_makes_the_maker_disputed_and_is_shown_in_its_chain(
    lamppost, made, saved, answer, kind
):
    camera = by_maker(made, "hikvision")
    run = lamppost("note", saved, camera.id, "--reply", answer, *replied(kind, "--maker", "Axis"), "--json")
    maker = device_of(run, camera.id)["maker"]
    assert (maker["id"], maker["status"]) == ("hikvision", "disputed")
    assert [link["value"] for link in maker["chain"] if link["property"] == "reply.maker"] == ["Axis"]
    assert verdict_of(run, camera.id, "listed-maker") == "open"


def test_a_reply_may_name_brand_and_builder_and_neither_is_lost(lamppost, made, saved, answer):
    camera = by_maker(made, "hikvision")
    told = replied("supplier", "--maker", "Annke", "--builder", "Hikvision", "--model", "C800")
    device = device_of(lamppost("note", saved, camera.id, "--reply", answer, *told, "--json"), camera.id)
    assert (device["maker"]["id"], device["builder"]["id"]) == ("annke", "hikvision")
    assert device["builder"]["status"] == "corroborated"
    assert {row["through"] for row in device["listings"]} == {"builder"}


def test_of_a_reply_the_name_and_the_hash_are_kept_and_no_word_of_its_text(
    lamppost, made, saved, answer, tmp_path
):
    camera, new = by_maker(made, "hikvision"), tmp_path / "new.json"
    told = replied("foi-uk", "--maker", "Hikvision")
    assert lamppost("note", saved, camera.id, "--reply", answer, *told, "-o", new).status == 0
    text = new.read_text(encoding="utf-8")
    assert "Canary-7741" not in text
    assert "Anna" not in text
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    noted = by_maker(pipeline.read_result(new), "hikvision").notes[0]
    assert (noted.kind, noted.reply.sender, noted.reply.source_class) == (
        "reply",
        "Example Council",
        "official",
    )
    assert (noted.reply.file, noted.reply.sha256) == ("answer.txt", digest)
    told = words(lamppost("explain", new, camera.id).out)
    assert "a reply names the maker “Hikvision”" in told
    assert "who says it: a public body, in its reply" in told
    assert digest in told
    again = pipeline.rejudge(pipeline.read_result(new), pipeline.Change())
    assert pipeline.render(again, "json") == text


def test_a_reply_may_be_entered_on_a_verdict_or_a_destination_of_the_device(lamppost, made, saved, answer):
    camera = by_maker(made, "hikvision")
    verdict = next(row for row in made.verdicts if row.subject == camera.id)
    for identity in (verdict.id, camera.destinations[0].id):
        told = replied("foi-uk", "--maker", "Hikvision")
        run = lamppost("note", saved, identity, "--reply", answer, *told, "--json")
        assert device_of(run, camera.id)["maker"]["status"] == "confirmed"


def test_a_letter_after_the_reply_states_what_the_reply_settled_and_names_no_file(
    lamppost, made, saved, answer, tmp_path
):
    lead, new = by_maker(made, "dahua"), tmp_path / "new.json"
    assert "It may be" not in lamppost("letter", saved, lead.id, "--kind", "foi-uk").out
    told = replied("supplier", "--maker", "Dahua", body="Example Supplier")
    lamppost("note", saved, lead.id, "--reply", answer, *told, "-o", new)
    text = words(lamppost("letter", new, lead.id, "--kind", "foi-uk").out)
    assert "It appears to be made by Dahua. [" in text
    assert "reply of Example Supplier; 2026-11-20" in text
    assert "answer.txt" not in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--on", "2026-11-20", "--kind", "foi-uk", "--maker", "Axis"], "--reply without --from"),
        (["--from", "X", "--kind", "foi-uk", "--maker", "Axis"], "--reply without --on"),
        (["--from", "X", "--on", "2026-11-20", "--maker", "Axis"], "--reply without --kind"),
        (replied("foi-uk"), "--reply without --maker, --builder or --model"),
        (replied("angry", "--maker", "Axis"), "'angry' is not one of"),
        (replied("foi-uk", "--maker", "a\x1b[31m"), "--maker: not 1 to 500 printable letters"),
        (replied("foi-uk", "--builder", "Nobody At All"), "no pack holds an organisation called"),
        (["--from", "X", "--on", "2999-01-01", "--kind", "foi-uk", "--maker", "Axis"], "a day to come"),
        ([*replied("foi-uk", "--maker", "Axis"), "--label", "AXIS"], "--reply stands alone"),
    ],
)
def test_a_reply_that_is_none_is_refused_in_words(lamppost, made, saved, answer, arguments, said):
    run = lamppost("note", saved, made.devices[0].id, "--reply", answer, *arguments)
    assert (run.status, run.out) == (2, "")
    assert said in run.err


def test_a_reply_whose_file_is_not_there_is_refused(lamppost, made, saved, tmp_path):
    run = lamppost(
        "note",
        saved,
        made.devices[0].id,
        "--reply",
        tmp_path / "none.pdf",
        *replied("foi-uk", "--maker", "Axis"),
    )
    assert run.status == 2
    assert "none.pdf: no such file" in run.err


def test_what_belongs_to_a_reply_alone_is_refused_without_one(lamppost, made, saved):
    run = lamppost(
        "note", saved, made.devices[0].id, "--label", "AXIS", "--model", "C", "--seen-on", "2026-11-20"
    )
    assert "--model belongs to --reply" in run.err
