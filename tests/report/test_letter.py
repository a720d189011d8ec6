"""Letters: what they state, what they ask, what they never say, and that strangers' words stay inert in them."""

import re
import string
from datetime import date
from itertools import product

import msgspec
import pytest
from tests.report.columns import acting, columns
from tests.report.made_devices import HOSTILE, destination, device, named
from tests.report.made_links import said, seen
from tests.report.made_lists import list_result
from tests.report.made_result import empty_result, known_camera, made_result, quiet_result

from lamppost.model.errors import ResultError
from lamppost.model.result import Gap, Listing
from lamppost.model.status import ORDER, STRONG
from lamppost.report.letter.kinds import KINDS, kind_of, phrases_of
from lamppost.report.letter.renderer import MEDIA, render
from lamppost.report.letter.restraint import ACCUSING, accuses
from lamppost.report.letter.subjects import ASKED_OF_GAPS, choices
from lamppost.report.letter.writing import write

RESULTS = {"made": made_result(), "quiet": quiet_result(), "list": list_result()}
EVERY = [
    (name, one.id, kind) for name, held in RESULTS.items() for one, kind in product(choices(held), KINDS)
]
WEAK = [status for status in ORDER if status not in STRONG]
CHAIN = (seen("ssdp.server", "Acme", 12), said("Acme", "legal_name", "Acme Ltd", "acme-1"))


WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "VIOLATES")


def of_maker(status, name="Acme", **changes):
    """A result with one camera, which is said to be made by somebody."""
    one = device(0x30, maker=named("acme", name, status, *CHAIN), **changes)
    return made_result(devices=[one], verdicts=[], suppressions=[]), one.id


def listing(**changes):
    fields = {
        "list": "eacl",
        "list_name": "Example List",
        "named": "ACME LIMITED",
        "organisation": "acme",
        "since": "2022-11-25",
        "until": None,
        "status": "confirmed",
        "since_capture": True,
        "chain": [said("acme", "listed_on", "Example List", "eacl-1")],
    }
    return Listing(**(fields | changes))


def flat(text):
    return " ".join(text.split())


@pytest.mark.parametrize(("name", "identity", "kind"), EVERY)
def test_no_letter_accuses_acts_or_is_wider_than_80_columns(name, identity, kind):
    for to in MEDIA:
        text = render(RESULTS[name], identity, kind=kind, to=to)
        assert not ACCUSING.search(text)
        assert not acting(text)
    lines = render(RESULTS[name], identity, kind=kind).split("\n")
    assert max(columns(line) for line in lines if "http" not in line) <= 80


@pytest.mark.parametrize(("name", "identity", "kind"), EVERY)
def test_a_letter_holds_no_address_of_the_senders_network_and_no_name_of_a_file(name, identity, kind):
    result = RESULTS[name]
    text = render(result, identity, kind=kind)
    own = [
        one for held in result.devices for one in (held.mac, *held.addresses) if one and one not in HOSTILE
    ]
    files = [file.path for file in result.evidence if file.path not in HOSTILE]
    assert not [one for one in [*own, *files] if one in text]


@pytest.mark.parametrize("kind", KINDS)
def test_name_and_address_of_the_sender_and_of_the_body_are_places_to_fill_in(kind):
    letter = write(quiet_result(), known_camera().id, kind)
    for line in [*letter.sender, *letter.recipient, letter.farewell[-1]]:
        assert (line[0], line[-1]) == ("[", "]")


@pytest.mark.parametrize(
    ("status", "words"), [("corroborated", "appears to be made by"), ("confirmed", "is made by")]
)
def test_a_maker_that_is_corroborated_or_better_is_stated_in_the_fixed_words_with_its_sources(status, words):
    result, identity = of_maker(status)
    letter = write(result, identity, "supplier")
    fact = next(one for one in letter.facts if "made by" in one.text)
    assert fact.text == f"It {words} Acme."
    assert [letter.sources[at - 1].text for at in fact.sources] == [
        "my own recording of network traffic, SHA-256 aaaaaaaaaaaaaaaa…, frame 12; 2026-11-02",
        letter.sources[fact.sources[1] - 1].text,
    ]
    assert "whether it is right that Acme made it" in letter.questions


@pytest.mark.parametrize("status", WEAK)
@pytest.mark.parametrize("kind", KINDS)
def test_a_weaker_maker_is_never_stated_and_neither_is_what_follows_from_it(status, kind):
    owner = named("holding", "Acme Holding", "confirmed", said("Acme", "owner", "Acme Holding", "acme-2"))
    result, identity = of_maker(status, owners=[owner], listings=[listing()])
    letter = write(result, identity, kind)
    stated = " ".join(fact.text for fact in letter.facts)
    asked = " ".join(letter.questions)
    assert "acme" not in stated.lower()
    assert not re.search("Holding|ACME LIMITED", asked)
    assert ("Acme" in asked) == (status in ("candidate", "stale"))
    assert any("made it" in one or "hergestellt" in one for one in letter.questions)


def test_a_list_that_names_the_maker_for_sure_is_stated_as_of_the_day_and_a_lead_is_asked():
    sure, lead = listing(), listing(list_name="Other List", status="candidate")
    result, identity = of_maker("corroborated", listings=[sure, lead])
    letter = write(result, identity, "foi-uk")
    assert "“ACME LIMITED” is on list Example List as of 2026-11-23, since 2022-11-25." in [
        fact.text for fact in letter.facts
    ]
    assert not [fact for fact in letter.facts if "Other List" in fact.text]
    assert "whether Acme is the “ACME LIMITED” that the list Other List names" in letter.questions
    in_german = [fact.text for fact in write(result, identity, "ifg-de").facts]
    assert "„ACME LIMITED“ steht auf der Liste Example List (Stand 2026-11-23), seit 2022-11-25." in in_german


@pytest.mark.parametrize(("name", "identity", "kind"), EVERY)
def test_each_fact_rests_on_a_source_with_a_day_and_each_source_is_named(name, identity, kind):
    letter = write(RESULTS[name], identity, kind)
    assert all(fact.sources for fact in letter.facts)
    for source in letter.sources:
        assert re.search(r"\d{4}-\d\d-\d\d|outside the years|example\.net", f"{source.text} {source.url}")
    text = " ".join([*letter.opening, *letter.questions, *letter.closing])
    named_ones = {int(one) for group in re.findall(r"\[([\d, ]+)\]", text) for one in group.split(",")}
    named_ones |= {number for fact in letter.facts for number in fact.sources}
    assert named_ones == set(range(1, len(letter.sources) + 1))


@pytest.mark.parametrize("name", ["Violates Ltd", "v-i-o-l-a-t-e-s", "Illegal Cameras", "Verstoß GmbH", WIDE])
@pytest.mark.parametrize("kind", KINDS)
def test_a_word_that_accuses_is_left_out_wherever_a_stranger_put_it(name, kind):
    accusing = listing(named=name, list_name=name)
    target = destination(7, name=f"{name}.example.net".replace(" ", "-"))
    result, identity = of_maker("confirmed", name, listings=[accusing], destinations=[target])
    for one in (identity, target.id):
        for to in MEDIA:
            text = render(result, one, kind=kind, to=to)
            assert not accuses(text)
            assert name not in text


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_names_stay_inert_in_every_format(value):
    target = destination(8, name=value, service_of=named("x", value, "confirmed", *CHAIN))
    result, identity = of_maker("confirmed", value, listings=[listing(named=value)], destinations=[target])
    for kind, one in product(KINDS, (identity, target.id)):
        page = render(result, one, kind=kind, to="html")
        assert not re.search(r"<(script|img|iframe|svg|form|link|object)", page)
        assert (
            not re.search(r"\son\w+=|javascript:", page.replace("&#39;", "").split("<body>")[1])
            or "&lt;" in page
        )
        assert "49" not in page or "{{" not in value
        marked = render(result, one, kind=kind, to="md")
        assert not re.search(r"<(?!https?://)", marked)
        assert not re.search(r"(?<!\\)\]\(|(?<!\\)`|(?<!\\)\|", marked)
        assert not acting(page + marked + render(result, one, kind=kind))


def test_the_devices_own_number_is_taken_out_of_the_names_it_asks_for():
    target = destination(9, name="cam-00005e005330.relay.example.net")
    result, identity = of_maker("candidate", destinations=[target])
    for one in (identity, target.id):
        text = flat(render(result, one, kind="gdpr-art15"))
        assert "[its own number].relay.example.net" in text
        assert "00005e" not in text


def test_destinations_of_one_name_are_one_fact_and_one_question():
    targets = [
        destination(at, address=f"198.51.100.{at}", sent_bytes=1000, name="a.example.net") for at in (1, 2, 3)
    ]
    result, identity = of_maker("candidate", destinations=targets)
    letter = write(result, identity, "supplier")
    assert [fact.text for fact in letter.facts] == [
        "In my recording it sent 3.0 kB to a.example.net and received 0 B."
    ]
    assert len([one for one in letter.questions if "a.example.net" in one]) == 1


def test_each_gap_has_an_id_of_its_own_and_those_that_a_body_can_answer_are_offered():
    for result in RESULTS.values():
        gaps = result.coverage.gaps
        assert len({gap.id for gap in gaps}) == len(gaps)
        offered = {one.id for one in choices(result)}
        for gap in gaps:
            assert (gap.id in offered) == (gap.code in ASKED_OF_GAPS)


def test_a_gap_that_only_another_recording_can_close_is_refused_in_words():
    result = made_result()
    gap = Gap(code="cut-packets", text="packets cut short", count=3, of=9)
    changed = msgspec.structs.replace(result, coverage=msgspec.structs.replace(result.coverage, gaps=[gap]))
    with pytest.raises(ResultError, match="nobody can be asked about this: packets cut short"):
        write(changed, gap.id, "foi-uk")


def test_a_verdict_that_passes_leaves_nothing_to_ask():
    passed = next(one for one in made_result().verdicts if one.kind == "pass")
    with pytest.raises(ResultError, match="nothing is open that a letter could ask"):
        write(made_result(), passed.id, "foi-uk")


def test_a_verdict_is_asked_by_the_text_that_its_rule_rests_on():
    result = made_result()
    opened = next(one for one in result.verdicts if one.kind == "open")
    letter = write(result, opened.id, "supplier")
    assert any("Example Act 2022, section 4 [" in one for one in letter.questions)
    assert "https://laws.example.net/2022/4" in [source.url for source in letter.sources]
    assert any("Are you a contractor of the Example Authority?" in note for note in letter.notes)


def test_an_unknown_id_names_those_that_are_near():
    with pytest.raises(ResultError) as refused:
        write(made_result(), "dev-000000000019", "foi-uk")
    assert "dev-00000000001" in (refused.value.hint or "")
    with pytest.raises(ResultError, match="no such kind of letter"):
        write(made_result(), known_camera().id, "angry")


def test_nothing_is_offered_where_nothing_was_found_but_the_gaps():
    assert {one.id[:4] for one in choices(empty_result())} <= {"gap-"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_text_of_law_says_where_and_when_it_was_read_and_in_which_words(kind):
    for basis in kind_of(kind).bases():
        assert re.match(r"https?://", basis.url)
        assert basis.retrieved < basis.review_by
        assert len(basis.original) > 20


def test_a_text_of_law_that_was_to_be_read_again_is_named_to_the_sender():
    result, identity = of_maker("candidate")
    later = msgspec.structs.replace(result, as_of=date(2028, 1, 1))
    assert [one for one in write(later, identity, "foi-uk").notes if "read again" in one]
    assert not [one for one in write(result, identity, "foi-uk").notes if "read again" in one]


def test_both_languages_have_the_same_sentences_with_the_same_places_to_fill_in():
    def places(text):
        return sorted(field for _, field, _, _ in string.Formatter().parse(text) if field)

    english, german = phrases_of("en"), phrases_of("de")
    for group in ("heads", "words", "facts", "sources", "questions"):
        assert english[group].keys() == german[group].keys()
        for name, text in english[group].items():
            assert places(text) == places(german[group][name]), name
    assert german["status.maker"].keys() == set(STRONG)


def test_the_letter_to_a_german_body_is_in_german():
    letter = write(quiet_result(), known_camera().id, "ifg-de")
    text = render(quiet_result(), known_camera().id, kind="ifg-de")
    assert letter.language == "de"
    assert not re.search(r"\b(the|which|whether|appears)\b", text.split("Quellen")[0])
    assert '<html lang="de">' in render(quiet_result(), known_camera().id, kind="ifg-de", to="html")


def test_what_a_stranger_wrote_at_length_is_shortened():
    result, identity = of_maker("confirmed", "Acme " * 400)
    letter = write(result, identity, "foi-uk")
    assert max(len(text) for text in (*letter.questions, *(fact.text for fact in letter.facts))) < 250
