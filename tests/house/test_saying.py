"""Sentences of documents: in English at once, and in any language later from what they were made of."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pseudo import CODE, Pseudo, marked, spoken
from tests.report.made_result import made_result as made

from lamppost import pipeline
from lamppost.model import language, saying
from lamppost.model.covered import Issue, Unknown
from lamppost.model.result import encode
from lamppost.model.saying import Saying, english, remember, say, say_n, sentences_in, sound, with_sentences

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(maker=TEXT, count=st.integers(0, 9))
def test_a_sentence_is_its_message_with_the_values_in_their_places(maker, count):
    assert say("the maker, {maker}, of {n}", maker=maker, n=count) == f"the maker, {maker}, of {count}"
    assert say_n("{n} row of {maker}", "{n} rows of {maker}", count, maker=maker) == (
        f"{count} row of {maker}" if count == 1 else f"{count} rows of {maker}"
    )


def test_a_message_without_values_is_itself_and_may_hold_braces():
    assert say("a {brace} that is none") == "a {brace} that is none"


def held(document):
    return msgspec.structs.replace(
        made(), issues=[Issue(evidence="a.pcap", row=None, what=document, expected="", hint="")]
    )


def test_a_document_takes_along_what_its_sentences_were_made_of_and_no_other(monkeypatch):
    monkeypatch.setattr(saying, "_made", {})
    say("nobody holds {what}", what="this")
    inner = say("{n} letters", n=7)
    told = with_sentences(held(say("it is long: {why!t}", why=inner)))
    assert set(told.sentences) == {"it is long: 7 letters", "7 letters"}
    assert "nobody holds" not in json.dumps(json.loads(encode(told)))


def test_a_sentence_is_said_in_the_language_of_the_reader_and_data_stays(monkeypatch):
    spoken(monkeypatch)
    inner = say_n("{n} letter", "{n} letters", 7)
    text = say("{name} is long: {why!t}, {all!t}", name="letters", why=inner, all=["a dog", inner])
    told = with_sentences(held(text))
    with language.speaking(CODE), language.showing(told):
        assert language.told(text) == "letters ïs löng: 7 lëttërs, ä dög, 7 lëttërs"
        assert language.told("letters") == "letters"
    assert language.told(text) == "letters is long: 7 letters, a dog, 7 letters"


def test_a_sentence_without_values_may_hold_braces_in_any_language_and_an_empty_one_stays_empty(monkeypatch):
    spoken(monkeypatch)
    monkeypatch.setattr(Pseudo, "gettext", lambda _, message: marked(message) or "the head of a catalogue")
    joined = say("{one!t}: {other!t}", one="a {brace} and {", other="")
    document = msgspec.structs.replace(
        held("a {brace} and {"),
        suppressions=[],
        unknown_devices=[Unknown(mac_block=None, reason=joined, count=1)],
    )
    with language.speaking(CODE), language.showing(with_sentences(document)):
        assert language.told("a {brace} and {") == "ä {brace} änd {"
        assert language.told(document.issues[0].hint) == ""
        assert language.told(joined) == "ä {brace} änd {: "


def test_what_only_joins_sentences_may_be_the_same_in_every_language(monkeypatch):
    spoken(monkeypatch)
    text = say("{one!t}; {other!t}", one=say("it is {what}", what="odd"), other="a dog")
    with language.speaking(CODE), language.showing(with_sentences(held(text))):
        assert language.told(text) == "ït ïs odd; ä dög"


def test_a_document_that_was_read_again_tells_the_same(tmp_path, monkeypatch):
    spoken(monkeypatch)
    text = say("{name} is odd", name="x.pcap")
    path = tmp_path / "r.json"
    path.write_bytes(encode(with_sentences(held(text))))
    again = pipeline.read_result(path)
    with language.speaking(CODE):
        assert "x.pcap ïs ödd" in pipeline.render(again, "html")
        assert text in pipeline.render(again, "csv") + pipeline.render(again, "json")


def test_every_sentence_of_a_document_is_found_wherever_it_stands():
    whole = made()
    told = sentences_in(whole)
    assert {one.reason for one in whole.verdicts} <= told
    assert {one.text for one in whole.coverage.gaps} <= told
    assert {one.maker.disproof for one in whole.devices if one.maker} <= told
    assert not {one.name for one in whole.devices[0].owners} & told


def test_what_a_sentence_was_made_of_is_forgotten_by_age_and_never_without_end(monkeypatch):
    monkeypatch.setattr(saying, "_made", {})
    monkeypatch.setattr(saying, "_MOST_REMEMBERED", 3)
    for count in range(5):
        say("{n} things", n=count)
    assert list(saying._made) == ["2 things", "3 things", "4 things"]
    remember({"5 things": Saying(message="{n} things", values={"n": 5})})
    assert english(saying._made["5 things"]) == "5 things"


@pytest.mark.parametrize("to", ["sarif", "csv", "json", "ocsf"])
def test_what_programs_read_is_english_for_every_reader(to, monkeypatch):
    spoken(monkeypatch)
    told = with_sentences(made())
    here = pipeline.render(told, to)
    with language.speaking(CODE):
        assert pipeline.render(told, to) == here


def test_of_two_readers_at_once_each_has_their_own_language(monkeypatch):
    spoken(monkeypatch)
    text = say("{name} is odd", name="x.pcap")
    document = with_sentences(held(text))
    with language.speaking(CODE):
        one = pipeline.render_pieces(document, "html")
        first = next(one)
    other = pipeline.render(document, "html")
    assert "x.pcap ïs ödd" in first + "".join(one)
    assert "x.pcap is odd" in other


def test_a_number_in_its_place_has_its_thousands_apart_as_the_language_has_them(monkeypatch):
    spoken(monkeypatch)
    real = Pseudo.pgettext
    monkeypatch.setattr(
        Pseudo, "pgettext", lambda self, context, one: "." if one == "," else real(self, context, one)
    )
    text = say_n("{n} row of {all!n}", "{n!n} rows of {all!n}", 1200, all=98_000)
    assert text == "1,200 rows of 98,000"
    told = with_sentences(held(text))
    with language.speaking(CODE), language.showing(told):
        assert language.told(text) == "1.200 röws öf 98.000"


def test_a_sentence_that_no_document_holds_is_said_in_the_language_too(monkeypatch):
    spoken(monkeypatch)
    text = say("{name} is odd: {why!t}", name="it", why=say("{n} letters", n=4))
    assert language.retold(text) == "it is odd: 4 letters"
    with language.speaking(CODE):
        assert language.told(text) == text
        assert language.retold(text) == "it ïs ödd: 4 lëttërs"
        assert language.retold(say("a dog")) == "ä dög"
        assert language.retold("") == language.tr("") == ""


def deep(levels):
    """A sentence within a sentence within …, and its innermost."""
    sentences, text = {}, "x"
    for _ in range(levels):
        inner, text = text, f"({text})"
        sentences[text] = {"message": "({inner!t})", "values": {"inner": inner}}
    return text, sentences


HOSTILE = {
    "a width, which may have no end": {"message": "{a:9}", "values": {"a": "it is odd"}},
    "a value that only looks like one": {"message": "{a.b}", "values": {"a.b": "x"}},
    "what lies behind a value": {"message": "{a.__class__}", "values": {"a": "x"}},
    "an entry of a value": {"message": "{a[0]}", "values": {"a": "x"}},
    "another sentence than the one that stands there": {"message": "{a} is fine", "values": {"a": "it"}},
    "no message": {"message": "{", "values": {"a": "it"}},
    "itself": {"message": "{a!t}", "values": {"a": "it is odd"}},
    "a value that is not there": {"message": "{b}", "values": {"a": "it"}},
    "no number": {"message": "{n} row", "plural": "{n} rows", "values": {"n": "x"}},
}


@pytest.mark.parametrize("made_so", HOSTILE.values(), ids=list(HOSTILE))
def test_what_strangers_write_of_a_sentence_is_left_out_and_the_sentence_stays(
    tmp_path, monkeypatch, made_so
):
    spoken(monkeypatch)
    document = json.loads(encode(with_sentences(held("it is odd"))))
    document["sentences"] = {"it is odd": made_so}
    path = tmp_path / "r.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    again = pipeline.read_result(path)
    assert again.sentences == {}
    with language.speaking(CODE):
        shown = pipeline.render(again, "html")
    assert "ït ïs ödd" in shown or "it is odd" in shown
    assert "is fine" not in shown


def test_sentences_within_sentences_without_end_are_shown_as_they_stand(tmp_path, monkeypatch):
    spoken(monkeypatch)
    text, sentences = deep(3_000)
    document = json.loads(encode(with_sentences(held(text)))) | {"sentences": sentences}
    path = tmp_path / "r.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    again = pipeline.read_result(path)
    with language.speaking(CODE), language.showing(again):
        assert language.told(text) == text


def test_every_sentence_of_ours_is_sound():
    from pathlib import Path

    samples = Path(str(pipeline.__file__)).parents[1] / "samples"
    question = pipeline.Question(as_of=made().as_of, policies=["us-ndaa-889"])
    told = pipeline.look([samples / "made-network.pcap"], question).sentences
    assert told
    assert sound(told) == told
