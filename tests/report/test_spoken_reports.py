"""Reports as text in the language that nobody speaks: what stays in English is data, and nothing of ours."""

import re
from datetime import date

import msgspec
import pytest
from tests.pseudo import CODE, left_in_english, spoken
from tests.report.made_devices import destination, device, known_camera, named
from tests.report.made_links import said
from tests.report.made_lists import list_result
from tests.report.made_reach import law
from tests.report.made_result import empty_result, made_result, suppression
from tests.report.test_what_is_not_listed import scanner

from lamppost import pipeline
from lamppost.model.answer import Answer, Section
from lamppost.model.answer import Claim as Said
from lamppost.model.difference import DIFFERENCE_VERSION, Dated, Difference, Fate, Side
from lamppost.model.errors import LamppostError
from lamppost.model.evidence import Aside, ColumnRead
from lamppost.model.inventory import Disagreement, Inventory, Joined
from lamppost.model.language import showing, speaking, tr
from lamppost.model.reach import Mark
from lamppost.model.result import Model, ToolRef
from lamppost.model.saying import say, sentences_in, told_places, with_sentences
from lamppost.model.vocabulary import DEVICE_KINDS, STATUSES
from lamppost.pipeline.differing import render_difference
from lamppost.report import formats, reaching, reading, wording
from lamppost.report.answer.renderer import render as render_answer
from lamppost.report.difference import words as difference_words
from lamppost.report.difference.compare import Step, changes_between, inputs_that_differ
from lamppost.report.difference.pairing import pair_devices, pair_rows
from lamppost.report.letter.kinds import KINDS
from lamppost.report.letter.renderer import MEDIA
from lamppost.report.letter.subjects import choices
from messages import drawn_out

CODED = frozenset(
    [
        "status",
        "kind",
        "read",
        "severity",
        "traffic",
        "opened_by",
        "reach",
        "state",
        "match",
        "source_class",
        "through",
        "seat_by",
        "owner_of",
        "how",
        "operator_status",
        "origin",
        "by",
        "what",
        "schema_version",
        "subject",
    ]
)
"""Fields of documents that hold codes, which are said in words, or ids that are collected from where they are held."""
NAMED = frozenset({"asked", "context"})
"""Fields whose keys are names that users and policies gave."""
OURS = (
    "lamppost UTC MAC SHA CDN JSON HTML json html report Wireshark frame.number Community ID all-destinations"
)
IDS = re.compile(r"\b(?:dev|ast|ver|dst|sup|gap|ev)-[0-9a-f]{12}\b")


@pytest.fixture(autouse=True)
def nobodys(monkeypatch):
    spoken(monkeypatch)


def data(part, ours, key=None):
    """The texts of a document that are neither sentences nor codes of ours."""
    if isinstance(part, dict):
        if key in NAMED:
            yield from part
            yield from (text for text in part.values() if isinstance(text, str))
            yield from (text for held in part.values() if isinstance(held, list) for text in held)
            return
        for name, value in part.items():
            if name != "sentences" and name not in CODED:
                yield from data(value, ours, name)
    elif isinstance(part, list):
        for one in part:
            yield from data(one, ours, key)
    elif isinstance(part, str) and part not in ours:
        yield part
        if len(part) == 64:  # a hash, of which reports show the beginning
            yield part[:12]


def left(shown, *documents):
    held = [
        text for one in documents for text in data(msgspec.to_builtins(one, str_keys=True), sentences_in(one))
    ]
    return left_in_english(IDS.sub("", shown), OURS, *held)


def everything():
    """A result with something of every sort that a report as text has words for."""
    owners = [
        named(f"o-{one}", "Example Holding", one, said("Example", "owner", "Holding", "own-1"))
        for one in STATUSES
    ]
    listing = known_camera().listings[0]
    listings = [
        msgspec.structs.replace(listing, status=one, since_at_latest=late, until=until, since_capture=capture)
        for one, late, until, capture in zip(
            STATUSES,
            (True, False, True, False, True, False),
            (None, "2026-01-01", None, None, "2026-02-01", None),
            (None, False, True, None, True, True),
            strict=True,
        )
    ]
    marks = [Mark(kind=one, status="candidate", chain=[]) for one in ("relay", "cdn", "anycast")]
    extra = [
        device(
            0x50 + number,
            maker=named("m", "Example Cameras", one),
            builder=named("b", "Example Works", one),
            owners=owners,
            builder_owners=owners,
            listings=listings,
            kind="unknown" if number else "doorbell",
            watches=None if number else False,
            model=Model(text="EX-1", chain=[said("x", "label", "EX-1", "s-1")]),
            destinations=[
                destination(
                    0x50 + number,
                    marks=marks,
                    operator=named("op", "Example Net", one),
                    service_of=named("sv", "Example Service", one),
                )
            ],
        )
        for number, one in enumerate(STATUSES)
    ]
    quiet = [device(0x60, reach="silent"), scanner(id="dev-000000000061")]
    made = made_result()
    states = ("active", "expired", "not_needed", "no_match")
    return with_sentences(
        msgspec.structs.replace(
            made,
            devices=[*made.devices[:3], *extra, *quiet],
            verdicts=made.verdicts[:3],
            evidence=[
                *made.evidence[:2],
                msgspec.structs.replace(made.evidence[2], path="odd.bin"),
                list_result().evidence[0],
            ],
            issues=[msgspec.structs.replace(made.issues[0], evidence="odd.bin")],
            suppressions=[
                *made.suppressions,
                *(suppression(7 + number, state=one, note="says so") for number, one in enumerate(states)),
            ],
        )
    )


def of_lists():
    """A result of a list of which the words are nobody's trick."""
    made = list_result()
    hostile = made.assets[1].id
    return with_sentences(
        msgspec.structs.replace(
            made,
            assets=[one for one in made.assets if one.id != hostile],
            verdicts=[one for one in made.verdicts if one.subject != hostile],
        )
    )


def both():
    """A result of a list and of a network that were looked at together."""
    devices, assets = everything().devices, of_lists().assets
    odd = Disagreement(
        about="maker",
        listed="Example Cameras",
        seen="Example Works",
        text=say("odd: {seen}", seen="Example Works"),
    )
    inventory = Inventory(
        joined=[
            Joined(row=assets[0].id, device=devices[0].id, by="mac", disagreements=[odd]),
            Joined(row=assets[0].id, device=devices[1].id, by="address"),
            Joined(row=assets[1].id, device=None, by="host"),
        ],
        not_seen=[assets[2].id],
        not_sought=[assets[3].id],
        ambiguous=[assets[2].id],
        not_listed=[devices[2].id],
        not_listed_counts={"phone": 2},
        not_listed_unknown=[],
    )
    whole = msgspec.structs.replace(everything(), assets=assets, inventory=inventory)
    return with_sentences(whole)


RESULTS = {"made": everything(), "list": of_lists(), "both": both()}
WAYS = [{}, {"verbose": 1}, {"inventory": True}, {"brief": True, "verbose": 1}]
WIDE = 240
"""So wide that no word of the data is cut."""


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_report_in_a_terminal_leaves_nothing_of_ours_in_english(name, way):
    result = RESULTS[name]
    with speaking(CODE):
        shown = pipeline.render(result, "terminal", width=WIDE, **way)
    assert left(shown, result) == []


@pytest.mark.parametrize("name", RESULTS)
def test_a_report_in_markdown_leaves_nothing_of_ours_in_english(name):
    with speaking(CODE):
        shown = pipeline.render(RESULTS[name], "md")
    assert left(shown.replace("&amp;", "&").replace("&lt;", "<").replace("&#8203;", ""), RESULTS[name]) == []


@pytest.mark.parametrize("name", RESULTS)
def test_an_explanation_leaves_nothing_of_ours_in_english(name):
    result = RESULTS[name]
    ids = [
        *(one.id for one in choices(result)),
        *(one.id for one in (*result.verdicts, *result.suppressions)),
    ]
    with speaking(CODE):
        shown = "\n".join(pipeline.explain(result, one) for one in ids)
    assert left(shown, result) == []


def test_what_cannot_be_explained_or_written_about_is_refused_in_the_language():
    result = RESULTS["made"]
    for refused in (
        lambda: pipeline.explain(result, "dev-1"),
        lambda: pipeline.letter(result, "dev-1", "foi-uk"),
        lambda: pipeline.letter(result, "dev-000000000010", "love"),
        lambda: pipeline.letter(result, "ver-000000000003", "foi-uk"),
    ):
        with speaking(CODE), pytest.raises(LamppostError) as error:
            refused()
        told = f"{error.value.message} {error.value.hint}"
        assert (
            left_in_english(told, "love dev-1", " ".join(KINDS), " ".join(one.id for one in choices(result)))
            == []
        )


def answer(**changes):
    link = said("Example Cameras", "legal_name", "Example Cameras Co., Ltd.", "s-1")
    claims = [Said(text=f"claim {one}", status=one, chain=[link]) for one in STATUSES] * 3
    fields = {
        "answer_version": "2",
        "tool": ToolRef(name="lamppost", version="0.1"),
        "as_of": date(2026, 11, 23),
        "packs": [],
        "subject": "company",
        "asked": "Exampel",
        "match": "one letter off",
        "id": "example-cameras",
        "name": "Example Cameras",
        "sections": [Section(code="names", title="a title", claims=claims, not_held="nothing is held")],
        "near": ["Example Works"],
    }
    return with_sentences(Answer(**(fields | changes)))


ANSWERS = [
    answer(),
    answer(match=None, id=None, name=None, sections=[]),
    answer(match="more than one", id=None, name=None, sections=[]),
    answer(match="normalised", known_by=date(2025, 1, 1)),
    answer(subject="figures", asked="", match=None),
]


@pytest.mark.parametrize("one", ANSWERS, ids=range(len(ANSWERS)))
def test_an_answer_leaves_nothing_of_ours_in_english(one):
    with speaking(CODE), showing(one):
        shown = render_answer(one)
    assert left(shown, one) == []


def differing(old, new, **changes):
    details = inputs_that_differ(old, new)
    fields = {
        "difference_version": DIFFERENCE_VERSION,
        "tool": ToolRef(name="lamppost", version="0.1"),
        "old": Side(name="old.json", as_of=date(2026, 11, 2)),
        "new": Side(name="new.json", as_of=date(2026, 11, 9)),
        "inputs": list(details),
        "details": details,
        "devices": [*pair_devices(old.devices, new.devices), *pair_rows(old.assets, new.assets)],
        "steps": list(details),
        "changes": changes_between(
            old, [Step(inputs=list(details), document=new, same={})], list(details), set()
        ),
        "fates": [
            Fate(
                statement="s-1",
                what=one,
                on=date(2026, 11, 3),
                words="it was so",
                said_by="Example",
                replaced_by="s-2",
            )
            for one in ("retracted", "disputed", "ended", "not_held")
        ],
    } | changes
    return with_sentences(Difference(**fields))


def other_of(result):
    """The same with everything otherwise."""
    away = msgspec.structs.replace(
        result,
        as_of=date(2026, 11, 25),
        devices=result.devices[1:3],
        assets=[],
        verdicts=[msgspec.structs.replace(one, kind="open") for one in result.verdicts],
        device_counts={"phone": 9, "access_terminal": 1},
        evidence=result.evidence[:1],
        policies=result.policies[:1],
        suppressions=[],
        packs=result.packs[:1],
    )
    return with_sentences(away)


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("turned", [False, True])
def test_a_difference_as_text_leaves_nothing_of_ours_in_english(name, turned):
    pair = [RESULTS[name], other_of(RESULTS[name])]
    made = differing(*(reversed(pair) if turned else pair))
    with speaking(CODE):
        shown = render_difference(made, to="terminal", width=80)
    assert made.changes
    assert left(shown, *pair, made) == []


def test_the_document_of_a_difference_is_the_same_for_every_reader():
    pair = RESULTS["made"], other_of(RESULTS["made"])
    here = differing(*pair)
    with speaking(CODE):
        assert render_difference(differing(*pair), to="json", width=80) == render_difference(
            here, to="json", width=80
        )


def test_what_decides_and_what_dates_a_change_is_told_in_the_language():
    made = differing(RESULTS["made"], other_of(RESULTS["made"]), two_days=True)
    change = made.changes[0]
    with speaking(CODE):
        shown = [difference_words.against(made), difference_words.how_decided(made)]
        shown += [difference_words.fate_words(one) for one in made.fates]
        for what in ("began", "ended", "due"):
            dated = Dated(statement="s-1", what=what, on=date(2026, 11, 3), words="xx")
            shown.append(difference_words.day_words(dated))
        for decided, why in ((True, ["packs", "tool"]), (False, ["packs", "tool"]), (False, [])):
            shown.append(
                difference_words.why_words(msgspec.structs.replace(change, decided=decided, why=why), made)
            )
    assert left_in_english(" ".join(shown), "it was so Example old new json") == []


def test_a_letter_is_the_same_whatever_its_writer_reads_and_its_notes_are_not():
    result = RESULTS["made"]
    for kind in KINDS:
        for one in choices(result)[:40]:
            here = pipeline.letter(result, one.id, kind)
            texts = {to: pipeline.render_letter(here, to) for to in MEDIA}
            with speaking(CODE):
                there = pipeline.letter(result, one.id, kind)
                assert {to: pipeline.render_letter(there, to) for to in MEDIA} == texts
            assert there.notes != here.notes
            assert (
                left_in_english(" ".join(there.notes), "Regulation Act Freedom Information") == []
                or there.notes
            )


def test_kinds_of_letters_and_what_they_may_be_about_are_told_to_their_writer():
    result = RESULTS["made"]
    with speaking(CODE):
        told = [
            text for one in pipeline.LETTERS.values() for text in (one.title, one.asks, one.may, *one.notes)
        ]
        about = [one.words for one in choices(result)]
    assert left_in_english(" ".join(told)) == []
    assert left(" ".join(about), result) == []


def test_formats_say_what_they_are_for_in_messages():
    with speaking(CODE):
        assert left_in_english(" ".join(tr(one.use) for one in formats.FORMATS.values())) == []
        assert (
            left_in_english(
                formats.endings(),
                *(one.title for one in formats._ALL if one.title != "Text"),
                *formats.SUFFIXES,
            )
            == []
        )


def test_a_name_that_is_a_word_of_ours_stays_as_it_was_written():
    camera = msgspec.structs.replace(list_result().assets[0], maker_text="Camera", model_text=None)
    old = with_sentences(list_result(assets=[camera]))
    made = differing(old, with_sentences(list_result(assets=[])))
    with speaking(CODE):
        assert " Camera" in render_difference(made, to="terminal", width=80)


def test_an_empty_result_leaves_nothing_of_ours_in_english():
    for changes in (
        {"evidence": []},
        {"policies": made_result().policies[1:]},
        {"evidence": [msgspec.structs.replace(made_result().evidence[0], read="none")]},
        {"evidence": [msgspec.structs.replace(made_result().evidence[0], read="part")]},
        {"evidence": list_result().evidence},
    ):
        result = with_sentences(empty_result(**changes))
        with speaking(CODE):
            shown = "".join(pipeline.render(result, to) for to in ("terminal", "md"))
            shown += pipeline.render(result, "terminal", inventory=True)
        assert left(shown, result) == []


def test_how_a_list_was_read_is_told_in_the_language_whatever_it_looked_like():
    columns = [
        ColumnRead(field=field, place=place, heading=heading, by=by)
        for field, place, heading, by in (
            ("maker", "A", "Hrst", "heading"),
            ("brand", "B", "Mrk", "cells"),
            ("model", "C", "Mdll", "user"),
            ("kind", "D", None, "heading"),
            ("mac", "E", None, "cells"),
            ("host", "F", None, "user"),
        )
    ]
    asides = [
        Aside(what=what, sheet=sheet, first=1, last=last)
        for what, sheet, last in (("above", None, 1), ("headings", "Tbl", 3), ("total", None, 2))
    ] * 3
    file = msgspec.structs.replace(
        list_result().evidence[0],
        rows=100,
        rows_not_read=3,
        rows_in_part=2,
        columns=[one.field for one in columns],
        columns_as=columns,
        columns_not_read=4,
        columns_private=1,
        asides=asides,
    )
    written = [("UTF-8", "user"), ("UTF-16", "mark"), ("Shift_JIS", "bytes")]
    with speaking(CODE):
        shown = " ".join(
            reading.how_read(msgspec.structs.replace(file, encoding=name, encoding_by=by, read=read))
            for name, by in written
            for read in ("whole", "part")
        )
    assert "öf pëöplë" in shown
    fields = " ".join(one.field for one in columns)
    assert left_in_english(shown, fields, "Hrst Mrk Mdll Tbl UTF Shift_JIS") == []


def test_what_a_law_is_over_is_told_in_the_language_whoever_it_reaches():
    throughs = ("operator", "service", "maker", "builder", "owner")
    laws = [
        law("Xyz", "xa", f"Org {through} {owned}", through, seat_by=by, status=status, owner_of=owned)
        for through in throughs
        for owned in (None, *throughs)
        for by in ("registered_in", "based_in")
        for status in ("confirmed", "candidate")
    ]
    thing = device(0x70, laws=laws)
    with speaking(CODE):
        shown = " ".join(
            text
            for one in laws
            for text in (
                reaching.law_text(one).replace(one.organisation_name, ""),
                reaching.law_rows(msgspec.structs.replace(thing, laws=[one, one]))[0].roles,
                *reaching.law_lines(msgspec.structs.replace(thing, laws=[one])),
            )
        )
        shown = re.sub(r"Org \w+ \w+", "", shown)
    assert left_in_english(shown, "Xyz section") == []


def test_each_kind_of_device_is_named_and_counted_in_the_language():
    with speaking(CODE):
        shown = [
            text for kind in DEVICE_KINDS for text in (wording.kind_name(kind), wording.kind_count(kind, 2))
        ]
    assert left_in_english(" ".join(shown)) == []


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[] if one == "both" else pytest.mark.slow) for one in RESULTS]
)
@pytest.mark.parametrize("turned", [1, -1])
def test_each_sentence_of_a_difference_is_a_message_or_made_of_messages_and_data(name, turned):
    pair = (RESULTS[name], other_of(RESULTS[name]))[::turned]
    made = differing(*pair, fates=[])
    known = {text for one in drawn_out() for text in ([one.id] if isinstance(one.id, str) else one.id)}
    known |= sentences_in(pair[0]) | sentences_in(pair[1])
    told = list(made.sentences.values())
    held = [value for one in told for name in told_places(one.message) for value in listed(one.values[name])]
    assert [
        text for text in (*sentences_in(made), *held) if text not in made.sentences | dict.fromkeys(known)
    ] == []
    assert [one.message for one in told if one.message not in known] == []


def listed(value):
    return value if isinstance(value, list) else [value]


SHOWN = [
    ("fingerprint", "made by Xyz, Inc., built by Org, of the line Lns, a access terminal"),
    ("fingerprint", "made by Xyz"),
    ("fingerprint", "of the line Lns, something that may watch or listen"),
    ("fingerprint", "something that watches or listens"),
    ("fingerprint", "a camera"),
    ("fingerprint", "built by Org, a camera"),
    ("fingerprint", "known"),
    ("in_force", "in force since 2019-01-01"),
    ("in_force", "the day it came into force is not held"),
    ("listed_on", "Xyz, as “Org”, since 2019-01-01"),
    ("listed_on", "Xyz, as “Org”, by 2019-01-01"),
    ("listed_on", "Xyz, as “Org”, since 2019-01-01, until 2020-01-01"),
    ("listed_on", "Xyz, as “Org”, by 2019-01-01, until 2020-01-01"),
]


@pytest.mark.parametrize(("prop", "value"), SHOWN)
def test_what_our_own_words_are_in_a_chain_is_told_in_the_language(prop, value):
    link = said("Xyz", prop, value, "s-1")
    assert wording.says(link).endswith(value)
    with speaking(CODE):
        shown = wording.says(link)
    assert left_in_english(shown, "Xyz Inc Org Lns") == []
    assert all(
        name in shown for name in ("Xyz", "Inc", "Org", "Lns", "2019-01-01", "2020-01-01") if name in value
    )


def test_a_value_that_reads_otherwise_stays_as_it_is():
    with speaking(CODE):
        for prop, value in (("fingerprint", "seen in a lab"), ("in_force", "soon"), ("listed_on", "Xyz")):
            assert wording.says(said("Xyz", prop, value, "s-1")).endswith(value)
