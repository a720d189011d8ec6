"""Makers and builders from kinds of evidence: the documented tables, and the cases beside them."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from lamppost.attribute.hits import Shown, distinct
from lamppost.attribute.labels import read_note
from lamppost.attribute.makers import attribute_builder, attribute_maker
from lamppost.attribute.matching import Hit
from lamppost.attribute.weighing import weigh
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.structs import Shows
from lamppost.model.result import Note
from lamppost.model.status import maker_status
from lamppost.model.vocabulary import STATUS_WORDS

TABLE = Path(__file__).parents[2] / "docs" / "reference" / "evidence.md"
ROW = re.compile(r"^\| ((?:`\w+` ?)+)\| (nobody |(?:`\w+` ?)+)\| `(\w+)` \| ([^|]+?) \|$", re.MULTILINE)
DAY = date(2026, 11, 27)


@cache
def knowledge():
    return Knowledge(load_packs(), DAY)


def hit(evidence, *, rule="", confidence="medium", stale=False, **shows):
    made = {key: shows.pop(key) for key in ("brand", "called") if key in shows}
    return Hit(
        evidence=evidence, shows=Shows(**shows), field="f", rule=rule or f"{evidence}-{shows}", model=None,
        firmware=None, links=(), text="t", confidence=confidence, stale=stale, **made,
    )  # fmt: skip


def answers(*hits):
    weighed = weigh(Shown(hits=list(hits), fields=set(), registrant=None).hits, knowledge())
    maker = attribute_maker(weighed)
    return maker, attribute_builder(weighed, maker, knowledge())


def rows():
    return [
        (
            re.findall(r"\w+", kinds),
            [] if others.strip() == "nobody" else re.findall(r"\w+", others),
            status,
            words,
        )
        for kinds, others, status, words in ROW.findall(TABLE.read_text(encoding="utf-8"))
    ]


def test_the_documented_table_is_found():
    assert len(rows()) == 30


@pytest.mark.parametrize(("kinds", "others", "status", "words"), rows())
def test_each_row_of_the_documented_table_is_what_happens(kinds, others, status, words):
    hits = [hit(kind, maker="axis") for kind in kinds] + [hit(kind, maker="reolink") for kind in others]
    maker, _ = answers(*hits)
    assert (maker.id, maker.status, STATUS_WORDS[maker.status]) == ("axis", status, words)


def test_every_maker_needs_the_same_evidence_whatever_its_country():
    makers = sorted(knowledge().packs.organisations)
    assert len(makers) > 100
    for kinds, others, status, _ in rows():
        if others:
            continue
        for maker in makers:
            found, _ = answers(*(hit(kind, maker=maker) for kind in kinds))
            assert (maker, found.id, found.status) == (maker, maker, status)


def test_a_value_of_several_makers_counts_neither_for_nor_against():
    maker, _ = answers(
        hit("mac_block", maker="axis"), hit("self_description", maker="axis", confidence="low")
    )
    assert maker.status == "candidate"
    maker, _ = answers(
        hit("mac_block", maker="axis"),
        hit("certificate", maker="axis"),
        hit("self_description", maker="reolink", confidence="low"),
    )
    assert (maker.id, maker.status) == ("axis", "corroborated")
    maker, builder = answers(hit("self_description", maker="axis", builder="axis", confidence="low"))
    assert (maker, builder) == (None, None)


def test_a_stale_fingerprint_counts_neither_for_nor_against():
    maker, _ = answers(hit("mac_block", maker="axis"), hit("self_description", maker="axis", stale=True))
    assert maker.status == "candidate"
    maker, _ = answers(hit("self_description", maker="axis", stale=True))
    assert maker.status == "stale"


def test_a_brand_on_the_label_and_its_builders_words_are_two_answers():
    maker, builder = answers(hit("label", maker="annke"), hit("self_description", maker="hikvision"))
    assert (maker.id, maker.status) == ("annke", "candidate")
    assert (builder.id, builder.status) == ("hikvision", "corroborated")
    assert "built_by" in {link.property for link in builder.chain}


def test_a_brand_in_its_own_words_takes_the_builders_place_as_the_maker():
    maker, builder = answers(
        hit("self_description", maker="annke"),
        hit("self_description", maker="hikvision"),
        hit("mac_block", maker="hikvision"),
    )
    assert (maker.id, maker.status) == ("annke", "candidate")
    assert (builder.id, builder.status) == ("hikvision", "corroborated")


def test_a_brands_own_mac_block_beside_its_builders_words_makes_two_answers():
    maker, builder = answers(hit("mac_block", maker="annke"), hit("self_description", maker="hikvision"))
    assert (maker.id, maker.status) == ("annke", "candidate")
    assert (builder.id, builder.status) == ("hikvision", "corroborated")


def test_no_mac_block_or_certificate_of_a_brand_takes_the_place_of_what_the_label_says():
    for kind in ("mac_block", "certificate"):
        maker, _ = answers(
            hit("label", maker="hikvision"),
            hit("self_description", maker="hikvision"),
            hit(kind, maker="annke"),
        )
        assert maker.id == "hikvision"


def test_builders_that_contradict_each_other_are_disputed_however_many_kinds_name_one():
    maker, builder = answers(
        hit("self_description", builder="hikvision"),
        hit("mac_block", builder="dahua"),
        hit("certificate", builder="dahua"),
    )
    assert (maker, builder.id, builder.status) == (None, "dahua", "disputed")


def test_a_builder_that_the_device_itself_contradicts_is_disputed():
    maker, builder = answers(
        hit("label", maker="annke"),
        hit("self_description", maker="hikvision"),
        hit("certificate", maker="dahua"),
    )
    assert (maker.id, maker.status) == ("annke", "disputed")
    assert (builder.id, builder.status) == ("hikvision", "disputed")


def test_a_label_and_a_document_are_two_kinds_though_they_say_the_same_word():
    read = [Note(kind=kind, text="Axis", seen_on=DAY) for kind in ("label", "document")]
    hits = distinct(one for note in read for one in read_note(note, "192.0.2.1", knowledge()))
    assert answers(*hits)[0].status == "confirmed"


def test_who_builds_its_own_is_not_said_to_have_a_builder():
    maker, builder = answers(
        hit("self_description", builder="axis"),
        hit("certificate", maker="axis"),
        hit("mac_block", maker="axis"),
    )
    assert (maker.id, maker.status, builder) == ("axis", "corroborated", None)


def test_a_builders_own_mac_block_does_not_say_whose_name_the_device_bears():
    maker, builder = answers(hit("self_description", builder="axis"), hit("mac_block", maker="axis"))
    assert maker is None
    assert (builder.id, builder.status) == ("axis", "corroborated")


def test_the_cloud_of_a_brand_alone_does_not_make_it_the_maker():
    maker, _ = answers(hit("self_description", maker="hikvision"), hit("cloud_name", maker="annke"))
    assert (maker.id, maker.status) == ("hikvision", "candidate")


def test_a_label_that_no_statement_explains_is_disputed_and_the_firmware_a_candidate_for_the_builder():
    maker, builder = answers(
        hit("label", called="Acme"),
        hit("mac_block", maker="hikvision"),
        hit("self_description", maker="hikvision"),
    )
    assert (maker.id, maker.name, maker.status) == (None, "Acme", "disputed")
    assert (builder.id, builder.status) == ("hikvision", "candidate")


def test_a_builder_that_only_a_statement_names_is_never_surer_than_the_maker():
    maker, builder = answers(hit("self_description", maker="annke"))
    assert (maker.status, builder.id, builder.status) == ("candidate", "hikvision", "candidate")


def test_a_second_label_is_no_second_kind():
    maker, _ = answers(hit("label", rule="a", maker="axis"), hit("label", rule="b", maker="axis"))
    assert maker.status == "candidate"


def test_no_status_is_left_out_of_the_table():
    assert {status for *_, status, _ in rows()} == {"candidate", "corroborated", "confirmed", "disputed"}
    assert maker_status([], contradicted=False) == "candidate"
