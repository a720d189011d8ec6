"""What labelled devices allow to be said of a maker."""

import dataclasses
from datetime import date

import pytest
from made_packs import MadePacks

from lamppost.attribute.describing import describe
from lamppost.attribute.hits import Shown
from lamppost.attribute.matching import Hit
from lamppost.attribute.measures import measure_words
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.check import check_packs
from lamppost.knowledge.compiling import compile_packs, stored_packs
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.structs import Measured, Shows
from lamppost.model.errors import PackError

DAY = date(2026, 11, 27)
KINDS = ("self_description", "mac_block")


def measured(right, wrong, maker="axis", devices=None):
    return Measured(
        maker=maker, devices=right if devices is None else devices, named_right=right, named_wrong=wrong,
        measured_on=DAY, labels="0" * 64,
    )  # fmt: skip


def knowledge(*rows):
    return Knowledge(dataclasses.replace(load_packs(), measured={row.maker: row for row in rows}), DAY)


def shown(*makers, kinds=KINDS):
    hits = [
        Hit(
            evidence=kind, shows=Shows(maker=maker), field="f", rule=f"{maker}-{kind}", model=None, firmware=None,
            links=(), text="t", stale=False,
        )
        for maker in makers for kind in kinds
    ]  # fmt: skip
    return Shown(hits=hits, fields=set(), registrant=None)


def named(known, *makers, kinds=KINDS):
    return describe(shown(*makers, kinds=kinds), known, None, "192.0.2.1")["maker"]


def test_a_maker_named_wrongly_more_than_once_in_twenty_is_a_candidate_at_best():
    assert named(knowledge(measured(18, 1)), "axis").status == "candidate"
    assert named(knowledge(measured(19, 1)), "axis").status == "corroborated"
    assert named(knowledge(measured(0, 1, devices=0)), "axis").status == "candidate"


def test_the_measure_of_another_maker_caps_nothing_and_no_measure_neither():
    assert named(knowledge(measured(1, 9, maker="bosch")), "axis").status == "corroborated"
    assert named(knowledge(), "axis").status == "corroborated"
    assert named(knowledge(measured(0, 0, devices=4)), "axis").status == "corroborated"


def test_a_cap_never_lifts_a_weaker_status():
    assert named(knowledge(measured(1, 9)), "axis", "hikvision").status == "disputed"


def test_a_name_that_a_person_read_on_it_is_not_capped():
    assert named(knowledge(measured(1, 9)), "axis", kinds=("label", "mac_block")).status == "confirmed"


def test_the_caution_stands_among_what_was_looked_for():
    tried = describe(shown("axis"), knowledge(measured(1, 9)), None, "192.0.2.1")["tried"]
    assert any("a candidate at best" in line for line in tried)


def test_it_is_said_that_a_maker_has_no_labelled_device_or_was_named_wrongly():
    known = knowledge(measured(1, 9))
    assert measure_words(named(known, "axis"), known) == [
        "labelled devices: 1 of 10 that were said to be made by Axis are; a candidate at best"
    ]
    bare = knowledge()
    assert "none yet" in measure_words(named(bare, "axis"), bare)[0]
    fine = knowledge(measured(20, 0))
    assert measure_words(named(fine, "axis"), fine) == []
    assert measure_words(None, fine) == []


def test_the_cap_holds_for_makers_of_every_country_alike():
    for maker in ("axis", "hikvision", "bosch", "sony", "hanwha-vision"):
        assert named(knowledge(measured(1, 1, maker=maker)), maker).status == "candidate"


def test_packs_refuse_a_measure_of_nobody_and_one_that_counts_too_much():
    packs = dataclasses.replace(
        load_packs(),
        measured={"nobody": measured(1, 0, maker="nobody"), "axis": measured(3, 0, devices=2)},
        store=None,
    )
    problems = [line for line in check_packs(packs) if line.startswith("measured.csv")]
    assert len(problems) == 2


def test_measures_are_kept_in_the_store():
    first = dataclasses.replace(load_packs(), measured={"axis": measured(2, 1)}, store=None)
    assert stored_packs(compile_packs(first)).measured["axis"] == measured(2, 1)


def test_a_users_pack_adds_a_measure_and_replaces_none(tmp_path):
    held = load_packs().measured
    folder = MadePacks(tmp_path).pack("fingerprints")
    header = "maker,devices,named_right,named_wrong,measured_on,labels\n"
    row = "{},1,1,0,2026-11-27," + "0" * 64 + "\n"
    (folder / "measured.csv").write_text(header + row.format("axis"), encoding="utf-8")
    assert "axis" not in held
    assert load_packs([tmp_path]).measured["axis"] == measured(1, 0)
    (folder / "measured.csv").write_text(header + row.format("d-link"), encoding="utf-8")
    with pytest.raises(PackError, match="measured/d-link is in a shipped pack too"):
        load_packs([tmp_path])
    (folder / "measured.csv").write_text(header + row.format("axis") * 2, encoding="utf-8")
    with pytest.raises(PackError, match="a second measure"):
        load_packs([tmp_path])
