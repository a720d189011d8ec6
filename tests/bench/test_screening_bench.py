"""The bench of screening makes the same set each time, keeps its halves apart, and counts what it says."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest

import perturbing
import screening
import screening_names
import screening_peers
from lamppost.knowledge.loading import load_packs
from perturbing import Query
from screening import Answered
from screening_brands import Brand, Told, read_brands, summary, tell
from screening_names import Organisation, draw, key_of
from screening_watch import measure_watch_list

HELD = [
    Organisation(0, ("Example Optics Co., Ltd.",), made=False),
    Organisation(1, ("Sample Cameras GmbH",), made=False),
    Organisation(2, ("Example Optics Holdings Ltd",), made=False),
]


TRADES = ("Optics", "Cameras", "Logistics", "Networks", "Trading")


@pytest.fixture(scope="module", autouse=True)
def public_names():
    """Names that stand for the public ones, so that the tests need no table."""
    names = [f"{draw(at).choice('BDFGKLM')}e{at:03}x Sample {TRADES[at % 5]} Inc." for at in range(150)]
    names = ["".join("abcdefghij"[int(one)] if one.isdigit() else one for one in name) for name in names]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(screening_names, "public_names", lambda shared: iter(names))
        yield


@pytest.fixture(scope="module")
def made(public_names, tmp_path_factory):
    return screening.make_set(tmp_path_factory.mktemp("nothing"), 600, 60)


def answered(meant, found, score, half="test"):
    return Answered(Query("x", meant, "typos", half), found, score)


def test_the_same_set_is_made_each_time(made, tmp_path):
    assert screening.make_set(tmp_path, 600, 60) == made


def test_organisations_are_as_many_as_asked_for_and_no_two_are_one_name(made):
    held, _ = made
    assert len(held) == 600
    keys = [key_of(one.names[0]) for one in held]
    assert len(set(keys)) == len(keys)


def test_each_organisation_is_asked_for_in_one_half_alone(made):
    _, asked = made
    halves = {}
    for query in asked:
        if query.meant is not None:
            halves.setdefault(query.meant, set()).add(query.half)
    assert halves
    assert all(len(found) == 1 for found in halves.values())
    assert {query.half for query in asked} == {"dev", "test"}


def test_no_name_of_nobody_is_held(made):
    held, asked = made
    keys = {key_of(name) for one in held for name in one.names}
    nobody = [query for query in asked if query.meant is None]
    assert nobody
    assert not {key_of(query.text) for query in nobody} & keys


def test_a_query_that_fits_another_organisation_too_is_left_out():
    words = perturbing._by_word(HELD)
    assert perturbing._fits_another("Example Optics", HELD[0], words)
    assert not perturbing._fits_another("Example Optics Holdings", HELD[2], words)


def test_names_are_perturbed_as_people_write_them():
    chance = draw("test")
    assert perturbing.drop_form("Example Optics Co., Ltd.", chance) == "Example Optics"
    assert perturbing.swap_words("Example Optics Ltd", draw("order", 3)) in (
        "Optics Example",
        "Optics, Example",
    )
    assert perturbing.shorten("Example Technology Systems", chance) == "Example Tech Sys"
    assert key_of(perturbing.mistype("Sample Cameras GmbH", chance)) != "samplecameras"


def test_chinese_names_are_perturbed_in_signs_and_sounds():
    pytest.importorskip("opencc")
    pytest.importorskip("pypinyin")
    chance = draw("test")
    assert perturbing.traditional("厦门电子有限公司", chance) == "廈門電子有限公司"
    assert perturbing.pinyin("厦门华海电子有限公司", chance).startswith("Xia")
    assert perturbing.half_english("厦门华海电子有限公司", chance) == "Xiamen Huahai Electronics Co., Ltd."


def test_a_wrong_organisation_and_an_answer_to_a_name_of_nobody_count_as_false():
    answers = [answered(1, 1, 0.9), answered(1, 2, 0.9), answered(None, 2, 0.9), answered(None, None, 0.0)]
    scores = screening.score(answers, 0.5)
    assert scores.precision == pytest.approx(1 / 3)
    assert scores.recall == 0.5
    assert scores.false_alerts == 0.5


def test_the_threshold_for_false_alerts_lets_no_more_through():
    answers = [answered(None, 1, at / 100) for at in range(100)]
    threshold = screening.threshold_for(answers, 0.05)
    assert screening.score(answers, threshold).false_alerts == 0.05


def test_thresholds_are_chosen_on_dev_alone(made, monkeypatch):
    held, asked = made
    monkeypatch.setitem(
        screening_peers.PEERS, "all", lambda names: lambda text: (0, 0.25 if "x" in text else 0.5)
    )
    dev = [answered(1, 1, 0.25, "dev"), answered(None, 1, 0.25, "test")]
    monkeypatch.setattr(screening, "ask", lambda find, some, owners: (dev, 1.0))
    assert screening.measure("all", held, asked)["false_alerts"] == 1.0


def test_the_last_line_is_json_with_the_scores(monkeypatch, capsys, tmp_path):
    pytest.importorskip("rapidfuzz")
    monkeypatch.setattr(
        sys,
        "argv",
        ["screening.py", "--from", str(tmp_path), "--organisations", "300", "--queries", "30", "--only", "lamppost", "--only", "exact"],
    )  # fmt: skip
    screening.main()
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["name"] == "screening"
    assert {"f1", "recall_at_5pct", "queries_per_s", "chinese"} <= last.keys()
    assert last["peers"]["exact"]["f1"] <= last["f1"]


def test_queries_on_chinese_names_are_a_tenth(made):
    _, asked = made
    meant = [query for query in asked if query.meant is not None]
    assert any(query.kind in perturbing.CHINESE for query in meant)


BRANDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "screening" / "brands.csv"


@pytest.fixture(scope="module")
def packs():
    return load_packs()


@pytest.mark.data
@pytest.mark.skipif(not BRANDS.exists(), reason="needs ../shared/data/screening")
def test_every_brand_of_the_list_of_questions_gets_the_right_kind_of_answer(packs):
    told = tell(read_brands(BRANDS), packs, date(2026, 11, 27))
    assert [(one.row.brand, one.kind) for one in told if one.points != 1] == []
    kinds = {one.row.brand: one.kind for one in told}
    assert kinds["Honor"] == "ended"
    assert kinds["Lorex"] == kinds["ABUS Performance Line"] == "contested"
    assert kinds["Prama"] == "not held"
    assert kinds["EZVIZ"] == kinds["HiLook"] == kinds["Nubia"] == "holds"
    assert summary(told)["score"] == len(told) == 19
    assert "sold by Dahua, since 2018-02-06, until 2022-11-24" in next(
        one.words for one in told if one.row.brand == "Lorex"
    )


def test_an_ended_relation_held_before_it_ended(packs):
    honor = [Brand("Honor", "Huawei Technologies Co., Ltd.", "former_brand", "unconfirmed here")]
    kinds = [tell(honor, packs, day)[0].kind for day in (date(2020, 11, 16), date(2020, 11, 17))]
    assert kinds == ["holds", "ended"]


def test_a_wrong_present_tense_weighs_ten():
    former = Brand("X", "Y", "former_brand", "")
    sure = Brand("X", "Y", "brand", "somebody")
    assert [Told(former, kind, "").points for kind in ("ended", "not held", "holds")] == [1, 0, -10]
    assert [Told(sure, kind, "").points for kind in ("holds", "contested", "not held", "unsourced")] == [
        1,
        1,
        0,
        -10,
    ]


def test_a_brand_that_nobody_holds_is_not_held(packs):
    told = tell([Brand("Examplia", "Example Works", "oem_claim", "unconfirmed")], packs, date(2026, 11, 27))
    assert (told[0].kind, told[0].points) == ("not held", 1)


def test_a_watch_list_is_measured_compiled_and_opened_again(made):
    held, _ = made
    measured = measure_watch_list(held)
    assert measured["names"] == len(held)
    assert measured["kept_mb"] >= 0
    assert measured["found"] > 0.5
    assert measured["queries_per_s"] > 0
