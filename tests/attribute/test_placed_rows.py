"""Many rows: what is told of their words is held once, and each row is told as it would be alone."""

from array import array
from datetime import date
from functools import partial

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamppost.attribute import telling
from lamppost.attribute.assets import MOST_MADE, attribute_assets, cover_assets, place_assets
from lamppost.attribute.laws import Laws
from lamppost.attribute.matching import Matcher
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import choose_policies, load_packs
from lamppost.model.asset_rows import AssetRows
from lamppost.model.folding import folded_pieces
from lamppost.model.language import showing
from lamppost.model.placed import PlacedAssets, PlacedVerdicts
from lamppost.model.placing import Placing
from lamppost.model.repeated import counted
from lamppost.model.result import SCHEMA_VERSION, EvidenceFile, ResultDocument, ToolRef
from lamppost.model.saying import sentences_in, with_sentences
from lamppost.model.sharing import OF_ROW
from lamppost.pipeline.listing import judge_assets
from lamppost.pipeline.looking import policy_refs
from lamppost.report.terminal.renderer import render

DAY = date(2026, 11, 27)
MAKERS = [None, "Hikvision", "Axis", "Nobody's Works", "Hikvison", "Bosch"]
MODELS = [
    None, "DS-2CD2043G2-I", "DS-2CD2143G2-I", "DS-2CD2143G2-I DS-2CD2043G2-I", "DS-2CD2043G2-I DS-2CD2143G2-I",
    "DS-2CD2043G2-I DS-2CD2043G2-I", "WV-S1531LN DS-2CD2143G2-I DS-2CD2043G2-I", "IPC-HFW2431S IPC-HFW2431S-ZS", "IPC-HFW2431S-ZS DS-2CD2043G2-I", "S00000017",
]  # fmt: skip
KINDS = [None, "camera", "switch"]
WORDS = st.tuples(
    st.sampled_from(MAKERS), st.sampled_from([None, "Lorex"]), st.sampled_from(MODELS), st.sampled_from(KINDS)
)


@pytest.fixture(scope="module")
def knowledge():
    return Knowledge(load_packs([]), DAY)


def rows_of(words, file="list.csv"):
    """Rows of these words, one behind the other, each with an address of its own."""
    rows, often = AssetRows(), {}
    for at, one in enumerate(words):
        often[one] = often.get(one, 0) + 1
        own = (f"00:00:5e:00:53:{at % 256:02x}", f"192.0.2.{at % 256}", None)
        rows.add(
            rows.number_of(one),
            rows.group_of((file, None, "list")),
            (at + 2, at + 2, 9),
            often[one],
            own if at % 2 else (),
        )
    return rows


def alone(row, knowledge):
    """What a row tells, worked out with its own words, none of which is left open."""
    shaped = telling._shapes(row.model, Matcher(knowledge))
    named = partial(telling._named, knowledge=knowledge)
    words = row.maker, row.brand, row.model, row.kind, row.told_by
    told = telling._tell(words, named, shaped, knowledge, Laws(knowledge))
    return Placing(told, {}, {}).in_row(row)


def told_in_terminal(result, verbose):
    with showing(result):
        return render(result, verbose=verbose)


def document(assets, verdicts, coverage, policies=()):
    file = EvidenceFile(id="ev-1", path="list.csv", sha256="0", size_bytes=9, format="supplier_list", read="whole")  # fmt: skip
    return with_sentences(
        ResultDocument(
            schema_version=SCHEMA_VERSION,
            tool=ToolRef(name="lamppost", version="0"),
            as_of=DAY,
            packs=[],
            policies=list(policies),
            tables=[],
            evidence=[file],
            devices=[],
            device_counts={},
            unknown_devices=[],
            sites=[],
            assets=assets,
            verdicts=verdicts,
            coverage=coverage,
            issues=[],
            suppressions=[],
        )
    )


@settings(max_examples=25, deadline=None)
@given(words=st.lists(WORDS, min_size=1, max_size=12))
def test_a_row_among_others_is_told_as_it_is_by_its_own_words_alone(knowledge, words):
    rows = rows_of(words)
    assert list(place_assets(rows, knowledge)) == [alone(row, knowledge) for row in rows]


def test_of_models_that_one_fingerprint_knows_all_is_told_once(knowledge, monkeypatch):
    told = []
    tell = telling._tell
    monkeypatch.setattr(telling, "_tell", lambda *given: told.append(given[0]) or tell(*given))
    words = [("Hikvision", None, f"DS-2CD20{at}3G2-I", "camera") for at in range(10)] * 100
    words += [("Axis", None, f"S{at:08}", "camera") for at in range(1000)]
    placed = attribute_assets(rows_of(words), knowledge)
    assert isinstance(placed, PlacedAssets)
    assert len(told) == 2
    assert len(placed.placings) == 11
    assert [n for _, n in placed.counted()] == [1000, 1000]
    assert placed[13].maker.chain != placed[12].maker.chain
    assert placed[1500].model_text == "S00000500"


def test_few_rows_are_made_at_once_and_are_the_same(knowledge):
    words = [("Hikvision", None, f"DS-2CD20{at % 90}3G2-I", None) for at in range(MOST_MADE + 1)]
    rows = rows_of(words)
    many, few = attribute_assets(rows, knowledge), attribute_assets(rows[:MOST_MADE], knowledge)
    assert isinstance(few, list)
    assert many[:MOST_MADE] == few
    assert (many[-1], len(many)) == (many[MOST_MADE], MOST_MADE + 1)
    with pytest.raises(IndexError):
        many[MOST_MADE + 1]


def test_a_document_of_rows_that_are_made_when_asked_for_is_the_same_bytes(knowledge):
    words = [(MAKERS[at % 6], "Lorex" if at % 5 == 0 else None, MODELS[at % 9], KINDS[at % 3]) for at in range(90)]  # fmt: skip
    placed = place_assets(rows_of(words), knowledge)
    chosen = choose_policies(["us-ndaa-889", "uk-sensitive-sites"], knowledge.packs)
    context = {
        "is_us_federal_contractor": True,
        "site": "public_safety",
        "components_known": True,
        "provided_to_government": True,
        "waiver": "none",
        "cannot_see_user_data": False,
    }
    laws = Laws(knowledge)
    verdicts = judge_assets(placed, chosen, knowledge, context)
    each = judge_assets(list(placed), chosen, knowledge, context)
    assert isinstance(verdicts, PlacedVerdicts)
    assert list(verdicts) == each
    assert {one.kind for one in each} >= {"fail", "pass", "open"}
    policies = policy_refs(chosen, context)
    shared = document(placed, verdicts, cover_assets(placed, [], laws), policies)
    plain = document(list(placed), each, cover_assets(list(placed), [], laws), policies)
    assert shared.coverage == plain.coverage
    assert shared.sentences == plain.sentences
    assert b"".join(folded_pieces(shared)) == b"".join(folded_pieces(plain))
    assert [told_in_terminal(shared, verbose) for verbose in (0, 1)] == [
        told_in_terminal(plain, verbose) for verbose in (0, 1)
    ]
    half = msgspec.structs.replace(shared, verdicts=each)
    assert b"".join(folded_pieces(half)) == b"".join(folded_pieces(plain))


def test_what_is_told_otherwise_is_told_so_in_every_row(knowledge):
    placed = place_assets(rows_of([("Hikvision", None, one, "camera") for one in MODELS]), knowledge)
    changed = placed.told_otherwise(lambda told: msgspec.structs.replace(told, next_proof="Ask."))
    assert list(changed) == [msgspec.structs.replace(one, next_proof="Ask.") for one in placed]
    assert "Ask." in sentences_in(document(changed, [], cover_assets(changed, [], Laws(knowledge))))
    assert sum(n for _, n in counted(changed)) == len(MODELS)


def test_a_row_without_its_chains_has_all_that_is_its_own(knowledge):
    words = [("Hikvision", None, one, kind) for one in MODELS for kind in KINDS]
    placed = place_assets(rows_of(words), knowledge)
    for at, whole in enumerate(placed):
        bare = placed.in_words(at)
        assert [getattr(bare, name) for name in OF_ROW] == [getattr(whole, name) for name in OF_ROW]
    assert {one.mac and len(one.mac) for one in placed} == {None, 8, 17}


def test_rows_of_several_files_stand_one_behind_the_other():
    first, second = (
        rows_of([("Axis", None, None, None)] * 2),
        rows_of([("Bosch", None, None, None), ("Axis", None, None, None)], "other.csv"),
    )
    joined = AssetRows.joined([first, second, AssetRows()])
    assert joined == [*first, *second]
    assert joined.words == [("Axis", None, None, None), ("Bosch", None, None, None)]
    assert joined.of_words == array("I", [0, 0, 1, 0])
    assert AssetRows.joined([first]) is first
    without = AssetRows()
    without.add(
        without.number_of((None, None, "M", None)), without.group_of(("third.csv", "A", "scan")), (1, 1, 0), 1
    )
    assert AssetRows.joined([without, second]) == [*without, *second]
