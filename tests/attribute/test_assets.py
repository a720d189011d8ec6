"""What the words of a row mean: a party's statement, no surer than that, and disputed where they contradict each other."""

from datetime import date

import msgspec
import pytest

from lamppost.attribute.assets import attribute_assets, cover_assets
from lamppost.attribute.judged_rows import as_devices
from lamppost.attribute.labels import read_note
from lamppost.attribute.laws import Laws
from lamppost.attribute.weighing import weigh
from lamppost.judge.verdicts import known_of
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.assets import AssetRow, row_of
from lamppost.model.result import Note
from lamppost.pipeline.grounds import ground_of

DAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge(load_packs([]), DAY)


def row(maker=None, brand=None, model=None, kind=None, *, line=2, nth=1):
    return AssetRow(
        file="list.csv",
        line=line,
        end_line=line,
        end_column=9,
        maker=maker,
        brand=brand,
        model=model,
        kind=kind,
        nth=nth,
    )


def one(knowledge, *words, **named):
    return attribute_assets([row(*words, **named)], knowledge)[0]


def sure(named):
    return named and (named.id, named.status)


def test_a_name_that_the_packs_hold_is_corroborated_and_its_lists_stand_beside_it(knowledge):
    asset = one(knowledge, "Hangzhou Hikvision Digital Technology Co., Ltd.", kind="camera")
    assert sure(asset.maker) == ("hikvision", "corroborated")
    assert ("us-ndaa-889", "confirmed") in {(item.list, item.status) for item in asset.listings}
    assert (asset.kind, asset.watches, asset.next_proof) == ("camera", True, None)
    first = asset.maker.chain[0]
    assert (first.property, first.source, first.locator) == ("row.maker", "list.csv", "line 2")


def test_a_name_that_no_pack_holds_is_kept_and_known_to_be_on_no_list_and_off_none(knowledge):
    asset = one(knowledge, "Nobody's Works", kind="camera")
    assert (asset.maker.id, asset.maker.name, asset.maker.status) == (None, "Nobody's Works", "candidate")
    assert asset.listings == []
    assert "no pack holds" in asset.next_proof


def test_words_that_name_different_companies_are_disputed(knowledge):
    asset = one(knowledge, "Axis", "Hikvision", kind="camera")
    assert asset.maker.status == "disputed"
    assert asset.builder is None or asset.builder.status == "disputed"
    assert "different companies" in asset.next_proof
    by_model = one(knowledge, "Axis", None, "DS-2CD2043G2-I", kind="camera")
    assert by_model.maker.status == "disputed"


def test_a_builder_that_is_named_beside_the_brand_it_builds_for_contradicts_nothing(knowledge):
    asset = one(knowledge, "Dahua", "Lorex", kind="camera")
    assert sure(asset.maker) == ("lorex", "corroborated")
    assert asset.builder.id == "dahua"


def test_a_row_that_does_not_say_what_it_lists_may_watch(knowledge):
    assert one(knowledge, "Axis").watches is None
    assert one(knowledge, "Axis", kind="printer").watches is False
    assert one(knowledge, "Axis", kind="Access-Terminal").kind == "access_terminal"
    assert one(knowledge, "Axis", kind="gadget").watches is None


def test_the_shape_of_a_model_says_what_it_is_and_a_word_against_it_leaves_it_open(knowledge):
    shaped = one(knowledge, "Hikvision", None, "DS-2CD2043G2-I")
    assert (shaped.kind, shaped.watches) == ("camera", True)
    assert one(knowledge, "Hikvision", None, "DS-2CD2043G2-I", "printer").watches is None


def test_a_row_without_a_name_has_no_maker(knowledge):
    asset = one(knowledge, kind="camera")
    assert asset.maker is None
    assert asset.next_proof == "Write the maker into the row."


def test_rows_of_the_same_words_differ_in_their_place_alone(knowledge):
    first, second = attribute_assets([row("Hikvision"), row("Hikvision", line=7, nth=2)], knowledge)
    assert first.id != second.id
    assert second.maker.chain[0].locator == "line 7"
    assert [item.list for item in first.listings] == [item.list for item in second.listings]


def test_stored_rows_are_attributed_as_they_were_read(knowledge):
    held = attribute_assets([row("Hikvision", "Lorex", "X"), row(kind="camera", line=3)], knowledge)
    assert attribute_assets([row_of(one) for one in held], knowledge) == held


def test_the_laws_over_maker_and_builder_of_a_row_are_those_over_them_elsewhere(knowledge):
    found, laws = one(knowledge, "Hikvision", kind="camera"), Laws(knowledge)
    assert found.laws == laws.over(found.maker, "maker")
    assert found.laws
    assert {law.ground for law in found.laws} == {ground.id for ground in found.law_grounds}
    built = one(knowledge, "Dahua", "Lorex")
    assert {law.through for law in built.laws} >= {"maker", "builder"}
    assert one(knowledge, "Nobody's Works").laws == []


def test_a_row_with_a_maker_beside_a_brand_of_its_own_says_who_built_it(knowledge):
    built = one(knowledge, "Axis Communications", "Axis")
    assert built.builder == msgspec.structs.replace(built.maker, disproof=built.builder.disproof)
    assert {link.property for link in built.builder.chain} >= {"row.maker", "row.brand"}
    assert {law.through for law in built.laws} == {"maker", "owner"}
    for words in (("Axis",), (None, "Axis"), ("Axis", "Nobody's Works"), ("Axis", "Hikvision")):
        builder = one(knowledge, *words).builder
        assert builder is None or builder.status == "disputed", words


def test_a_law_over_the_maker_of_a_row_is_never_said_not_to_reach_it(knowledge):
    names = [knowledge.name_of(name) for name in sorted(knowledge.packs.organisations)]
    assets = attribute_assets([row(name, line=line) for line, name in enumerate(names, 2)], knowledge)
    devices = [msgspec.structs.replace(one, builder=one.maker) for one in as_devices(assets)]
    ground = ground_of(knowledge, devices, None)
    told = [known_of(device, ground, {}).get("reached_by_law", {}) for device in devices]
    assert any(False in known.values() for known in told)
    for asset, known in zip(assets, told, strict=True):
        assert not {law.law for law in asset.laws} & {law for law, reaches in known.items() if not reaches}


def test_a_maker_that_is_only_a_candidate_has_a_next_proof(knowledge):
    found = one(knowledge, None, "HiLook", None, "camera")
    assert found.maker.status == "candidate"
    assert found.next_proof == (
        "Ask the supplier, in writing, who makes it: that it is Hikvision is only said (candidate)."
    )
    assert one(knowledge, "Axis", kind="camera").next_proof is None


def test_countries_of_makers_without_a_law_that_is_held_are_counted(knowledge):
    names = [knowledge.name_of(name) for name in sorted(knowledge.packs.organisations)]
    assets, laws = attribute_assets([row(name) for name in names], knowledge), Laws(knowledge)
    gaps = {gap.code: gap for gap in cover_assets(assets, [], laws).gaps}
    without = laws.countries_without({asset.maker.id for asset in assets if asset.maker and asset.maker.id})
    assert gaps["countries-without-law"].count == len(without) > 0
    assert gaps["unknown-seats"].text.startswith("makers and builders of which")


def test_what_a_list_cannot_show_is_counted(knowledge):
    rows = [row("Hikvision", kind="camera"), row("Nobody's Works", line=3), row(line=4)]
    coverage = cover_assets(attribute_assets(rows, knowledge), [], Laws(knowledge))
    assert {gap.code: (gap.count, gap.of) for gap in coverage.gaps} == {
        "rows-without-maker": (1, 3),
        "makers-not-held": (1, 3),
        "kind-unknown": (2, 3),
        "not-a-network": (None, None),
    }
    assert coverage.rows == 3


@pytest.mark.parametrize(
    "name", ["Hangzhou Hikvision", "HIKVISION DIGITAL TECH CO LTD", "Haikang Weishi", "Хиквисион"]
)
def test_a_name_that_is_only_near_makes_a_candidate_with_its_reasons(knowledge, name):
    asset = one(knowledge, name, kind="camera")
    assert sure(asset.maker) == ("hikvision", "candidate")
    seen, near = asset.maker.chain[:2]
    assert (seen.property, seen.match) == ("row.maker", "fuzzy")
    assert (near.property, near.match, near.status) == ("resembles", "fuzzy", "candidate")
    assert name in near.locator
    assert "only nearly" in asset.next_proof


def test_a_name_in_chinese_signs_that_the_packs_hold_is_corroborated(knowledge):
    assert sure(one(knowledge, "海康威视", kind="camera").maker) == ("hikvision", "corroborated")
    assert sure(one(knowledge, "海康威視", kind="camera").maker) == ("hikvision", "candidate")


def test_a_near_name_is_never_surer_than_a_candidate_whatever_stands_beside_it(knowledge):
    asset = one(knowledge, "Hangzhou Hikvision", model="DS-2CD2043G2-I", kind="camera")
    assert asset.maker.id == "hikvision"
    assert asset.maker.status == "candidate"


def test_a_look_alike_is_kept_as_it_is_written_and_said_not_to_be_the_held_one(knowledge):
    asset = one(knowledge, "Dahua Agriculture Ltd")
    assert (asset.maker.id, asset.maker.name) == (None, "Dahua Agriculture Ltd")
    assert asset.listings == []
    assert [(link.property, link.value) for link in asset.maker.chain[1:]] == [("not_taken_for", "Dahua")]


def test_a_name_that_the_packs_know_to_be_somebody_elses_is_not_taken_for_the_one_it_is_like(knowledge):
    asset = one(knowledge, "Logitec Corporation")
    assert asset.maker.id is None
    assert [(link.property, link.statement) for link in asset.maker.chain[1:]] == [
        ("like_name", "like-logitech-1")
    ]


def test_a_near_name_contradicts_no_name_that_is_held(knowledge):
    asset = one(knowledge, "Dahua", "Hangzhou Hikvision")
    assert sure(asset.maker) == ("dahua", "corroborated")


def test_a_near_name_in_a_note_counts_as_no_kind_of_evidence(knowledge):
    note = Note(kind="label", text="a label", seen_on=DAY, maker="Hangzhou Hikvision")
    hits = read_note(note, "192.0.2.7", knowledge)
    weighed = weigh(hits, knowledge)
    assert weighed.maker.organisation == "hikvision"
    assert weighed.maker.kinds == frozenset()
