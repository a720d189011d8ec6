"""`lamppost letter` as it is called: what goes where, what is listed, what is refused."""

from pathlib import Path

import pytest
from tests.flows.test_note import CAPTURES, DAY, by_maker, words

from lamppost import pipeline
from lamppost.report.letter.restraint import accuses

KINDS = list(pipeline.LETTERS)
ANSWERS = CAPTURES.parent / "discovery-answers"
REOLINK = CAPTURES.parent / "neolink-reolink"


def test_the_letter_is_on_standard_output_and_what_the_sender_should_know_beside_it(lamppost, made, saved):
    camera = by_maker(made, "hikvision")
    run = lamppost("letter", saved, camera.id, "--kind", "foi-uk")
    assert run.status == 0
    assert run.out.startswith("[Your name]\n")
    assert "It appears to be made by Hikvision. [" in words(run.out)
    assert "Nothing was sent" in run.err
    assert "Nothing was sent" not in run.out


@pytest.mark.parametrize(
    ("name", "begins"), [("a.txt", "[Your"), ("a.md", "\\[Your"), ("a.html", "<!doctype html>")]
)
def test_the_ending_of_the_file_says_the_format(lamppost, made, saved, tmp_path, name, begins):
    run = lamppost("letter", saved, made.devices[0].id, "--kind", "supplier", "-o", tmp_path / name)
    assert (run.status, run.out) == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8").lstrip().startswith(begins)


def test_without_an_id_everything_that_can_be_asked_about_is_listed(lamppost, made, saved):
    out = lamppost("letter", saved).out
    for one in made.devices:
        assert one.id in out
    for verdict in made.verdicts:
        assert (verdict.id in out) == (verdict.kind in ("fail", "open"))
    assert "gap-" in out
    assert "dst-" in out


def test_without_a_kind_those_that_there_are_say_whom_they_ask(lamppost, made, saved):
    run = lamppost("letter", saved, made.devices[0].id)
    assert (run.status, run.out) == (2, "")
    assert all(kind in run.err for kind in KINDS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dev-0", "--kind", "foi-uk"], "dev-0: no such id in this result document"),
        (["dev-0", "--kind", "angry"], "'angry' is not one of"),
        (["dev-0", "--kind", "foi-uk", "-o", "letter.docx"], "letter.docx: no letter has this ending"),
    ],
)
def test_a_letter_that_cannot_be_written_is_refused_in_words(lamppost, saved, arguments, said):
    run = lamppost("letter", saved, *arguments)
    assert (run.status, run.out) == (2, "")
    assert said in run.err


def test_a_letter_never_replaces_the_result(lamppost, made, saved, tmp_path):
    same = tmp_path / "result.md"
    same.write_text(saved.read_text(encoding="utf-8"), encoding="utf-8")
    run = lamppost("letter", same, made.devices[0].id, "--kind", "foi-uk", "-o", same)
    assert run.status == 2
    assert same.read_text(encoding="utf-8") == saved.read_text(encoding="utf-8")


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="the captures of real devices are not here")
@pytest.mark.parametrize("evidence", [CAPTURES / "D-LinkCam", ANSWERS / "Hikvision.pcap", REOLINK])
def test_everything_in_real_results_can_be_asked_about_without_a_word_that_accuses(evidence: Path):
    result = pipeline.look([evidence], pipeline.Question(as_of=DAY, policies=["us-ndaa-889"]))
    own = [one for held in result.devices for one in (held.mac, *held.addresses) if one]
    offered = pipeline.letter_choices(result)
    assert offered
    for one in offered:
        for kind in KINDS:
            made = pipeline.letter(result, one.id, kind)
            text = pipeline.render_letter(made, "txt")
            assert not accuses(text)
            assert not [held for held in [*own, *(file.path for file in result.evidence)] if held in text]
            assert all(fact.sources for fact in made.facts)
