"""Names that are only near are answered with their reasons, from a kept store as from one in memory."""

import sqlite3
from datetime import date

import pytest
from made_packs import MadePacks, entry, statement

from lamppost.knowledge.answers.nearly import nearly_meant
from lamppost.knowledge.answers.question import answer_question
from lamppost.knowledge.answers.resembling import resembling
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import check_packs
from lamppost.knowledge.compiling import compile_packs, stored_packs
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.nearby import PARTS, NearNames
from lamppost.knowledge.store import Database, Store, When
from lamppost.model.result import ToolRef

DAY = date(2026, 11, 27)
TOOL = ToolRef(name="lamppost", version="0")


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    root = tmp_path_factory.mktemp("made")
    made = MadePacks(root)
    made.organisation("examplia", [
        statement("examplia-1", "legal_name", "Examplia Optical Works Co., Ltd."),
        statement("examplia-2", "other_name", "Sampleton Optical", retrieved="2026-11-25"),
    ])  # fmt: skip
    made.organisation("kestrelco", [statement("kestrelco-1", "legal_name", "Kestrelco Networks Inc.")])
    made.list("made-list", [entry("made-list-1", "Vortexia Systems Ltd", "2024-01-01")])
    (root / "organisations" / "like_names.csv").write_text(
        "id,name_as_printed,organisation,original,source_title,source_url,source_publisher,source_class,retrieved,read,locator,review_by\n"
        "like-kestrelco-1,Kestrelca Networks,kestrelco,Kestrelca Networks,A made source,https://example.net/made,Example,official,"
        "2026-11-20,here,line 1,2027-11-20\n",
        encoding="utf-8",
    )
    return load_packs([root])


@pytest.fixture(params=["kept", "in memory"])
def knowledge(request, packs, tmp_path):
    if request.param == "in memory":
        return Knowledge(stored_packs(compile_packs(packs)), DAY)
    compile_packs(packs, tmp_path / "kept.sqlite").close()
    return Knowledge(stored_packs(Store(sqlite3.connect(tmp_path / "kept.sqlite", factory=Database))), DAY)


def asked(name, knowledge, subject="company"):
    return answer_question(subject, name, knowledge.packs, DAY, TOOL)


def meant(answer):
    return next((part for part in answer.sections if part.code == "meant"), None)


def test_a_near_name_is_answered_as_a_candidate_with_its_reasons(knowledge):
    answer = asked("Examplia Optical Works", knowledge)
    assert answer.match == "normalised"
    answer = asked("Optical Works Exampla", knowledge)
    assert (answer.id, answer.match) == ("examplia", "fuzzy")
    claim = meant(answer).claims[0]
    assert claim.status == "candidate"
    assert "nearly the same: exampla ~ examplia" in claim.text
    assert (claim.chain[0].match, claim.chain[0].source_class) == ("fuzzy", "inferred")


def test_a_near_name_of_a_listed_name_leads_to_the_list(knowledge):
    answer = asked("Systems Vortexia", knowledge)
    assert (answer.match, answer.name) == ("fuzzy", "Vortexia Systems Ltd")
    assert [part.code for part in answer.sections] == ["meant", "lists", "other_days"]


def test_a_look_alike_is_not_held_and_it_is_said_whose_name_it_is_like(knowledge):
    answer = asked("Kestrelco Agriculture", knowledge)
    assert answer.id is None
    assert "another bears a like name, and is not taken for it" in meant(answer).claims[0].text
    assert meant(answer).claims[0].chain == []


def test_a_name_that_is_known_to_be_somebody_elses_is_never_taken_for_the_other(knowledge):
    answer = asked("Kestrelca Networks Ltd", knowledge)
    assert answer.id is None
    claim = meant(answer).claims[0]
    assert "is not Kestrelco: somebody else" in claim.text
    assert claim.chain[0].statement == "like-kestrelco-1"


def test_two_things_that_agree_as_much_are_both_offered(tmp_path, packs):
    made = MadePacks(tmp_path)
    made.organisation("one-sampleton", [statement("os-1", "legal_name", "Sampletonia Works Inc.")])
    made.organisation("two-sampleton", [statement("ts-1", "legal_name", "Sampletonia Works GmbH")])
    knowledge = Knowledge(load_packs([tmp_path]), DAY)
    found, _ = nearly_meant("Works Sampletonia", ["organisations"], knowledge)
    assert {one.id for one in found} == {"one-sampleton", "two-sampleton"}


def test_a_name_learned_later_is_not_near_before(knowledge):
    before, after = (When.at(DAY, date(2026, 11, day)) for day in (24, 26))
    for when, expected in ((before, []), (after, ["examplia"])):
        near = NearNames(knowledge.store, "organisations", when).nearest("Optical Sampletons")
        assert [one.name.id for one in near if one.near.alignment.score > 0.7] == expected


def test_a_kept_index_finds_what_one_in_memory_finds(packs, tmp_path):
    compile_packs(packs, tmp_path / "kept.sqlite").close()
    stores = [Store(sqlite3.connect(tmp_path / "kept.sqlite", factory=Database)), compile_packs(packs)]
    for part in PARTS:
        for name in ("Hangzhou Hikvision", "Zhejiang Dahua Tech", "Kasa", "Vortexia"):
            kept, made = (NearNames(store, part, When.at(DAY)).nearest(name) for store in stores)
            assert kept == made


def test_a_like_name_is_of_an_organisation_that_is_held_and_no_name_of_its_own(tmp_path):
    made = MadePacks(tmp_path)
    made.organisation("examplia", [statement("examplia-1", "legal_name", "Examplia Optical Works Co., Ltd.")])
    (tmp_path / "organisations" / "like_names.csv").write_text(
        "id,name_as_printed,organisation,original,source_title,source_url,source_publisher,source_class,retrieved,read,locator,review_by\n"
        "like-1,examplia optical works co ltd,examplia,x,A,https://example.net/made,Example,official,2026-11-20,here,line 1,2027-11-20\n"
        "like-2,Somebody,nobody-held,x,A,https://example.net/made,Example,official,2026-11-20,here,line 1,2027-11-20\n",
        encoding="utf-8",
    )
    problems = check_packs(load_packs([tmp_path]))
    assert any("like-1" in line and "is a name of examplia itself" in line for line in problems)
    assert any("like-2" in line and "nobody-held" in line for line in problems)


def test_nothing_near_says_nothing(knowledge):
    near = resembling("Quuxfoo", PARTS, knowledge)
    assert (near.meant, near.others, near.not_these) == ([], [], [])


def test_names_that_were_looked_up_for_one_day_are_not_told_for_another(knowledge):
    before = When.at(DAY, date(2026, 11, 24))
    for _ in range(2):
        now = NearNames(knowledge.store, "organisations", When.at(DAY)).nearest("Sampleton Opticel")
        then = NearNames(knowledge.store, "organisations", before).nearest("Sampleton Opticel")
        assert "Sampleton Optical" in {one.name.shown for one in now}
        assert "Sampleton Optical" not in {one.name.shown for one in then}
