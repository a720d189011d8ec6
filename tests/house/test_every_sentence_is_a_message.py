"""Every sentence of ours in answers, timelines, results and differences can be told in another language."""

import dataclasses
from datetime import date, timedelta

import msgspec
import pytest
from tests.pseudo import CODE, left_in_english, spoken
from tests.untranslatable import messages, untranslatable
from tests.web.conftest import SAMPLES

from lamppost import pipeline
from lamppost.attribute.assets import attribute_assets, cover_assets
from lamppost.attribute.hits import Shown
from lamppost.attribute.laws import Laws
from lamppost.attribute.makers import DISPROOF
from lamppost.attribute.matching import Hit
from lamppost.attribute.measures import measure_words
from lamppost.attribute.proofs import next_proof, tried_in_vain
from lamppost.attribute.unknowns import why_unknown
from lamppost.knowledge.answers.figures import BATCH
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.fates import dated_between, fates_of
from lamppost.knowledge.structs import Measured, Shows
from lamppost.model import language
from lamppost.model.assets import AssetRow
from lamppost.model.covered import Unknown
from lamppost.model.result import EvidenceFile
from lamppost.model.saying import places, sentences_in, with_sentences
from lamppost.model.vocabulary import EVIDENCE_WORDS, STATUSES

DAY = date(2026, 11, 23)
QUESTION = pipeline.Question(
    as_of=DAY,
    context=pipeline.read_context(SAMPLES / "made-context.toml"),
    networks_tables=[SAMPLES / "made-operators.csv"],
    policies=["us-ndaa-889", "no-outside-reach"],
)
ASKED = [
    ("company", "hikvision"),
    ("company", "dahua"),
    ("company", "megvii"),
    ("brand", "ezviz"),
    ("country", "rs"),
    ("country", "us"),
    ("country", "cn"),
    ("place", "us-ca-san-francisco-california"),
    ("place", "eu"),
    ("law", "us-cloud-act"),
    ("list", "us-ndaa-889"),
    ("list", "us-entity-list"),
    ("host", "dev.hik-connect.com"),
    ("host", "192.0.2.1"),
    ("host", "8.8.8.8"),
    ("mac", "44:19:b6:00:53:01"),
    ("mac", "00:00:5e:00:53:01"),
    ("figures", ""),
]


@pytest.fixture(scope="module")
def packs():
    return pipeline.load_packs()


@pytest.fixture(scope="module")
def result():
    return pipeline.look([SAMPLES / "made-network.pcap"], QUESTION)


def words_of(packs):
    """Texts that are words of the packs alone: what was written of a rule or a project, notes on lists, names."""
    yield from (f"{host.suffix} ({host.role})" for one in packs.networks.values() for host in one.names)
    yield from (one.file.held_note for one in packs.lists.values())
    yield ", ".join(row.name_as_printed for row in packs.lists[BATCH].entries)
    for one in packs.places.values():
        for words in (one.concerns, *(turn.words for turn in one.turns)):
            yield f"{one.name} ({one.place_name}): {words}"
    for one in packs.projects.values():
        suppliers = [packs.organisations[name].name for name in one.suppliers]
        yield from (f"{one.name} ({one.place}): {', '.join(suppliers)}", f"{one.name}, {one.place}")
        yield f"{one.name} ({one.place})"


def left(document, packs):
    held = set(words_of(packs))
    return [text for text in untranslatable(document) if text not in held]


@pytest.mark.parametrize("day", [DAY, date(2019, 6, 1)])
@pytest.mark.parametrize(("subject", "asked"), ASKED)
def test_an_answer_says_nothing_that_no_catalogue_could(subject, asked, day, packs):
    answer = pipeline.ask(subject, asked, day, packs, networks_tables=QUESTION.networks_tables)
    assert answer.sections
    assert left(answer, packs) == []


@pytest.mark.parametrize(("subject", "asked"), ASKED)
def test_an_answer_is_told_in_another_language_but_for_names_days_and_the_words_of_others(
    subject, asked, packs, monkeypatch
):
    spoken(monkeypatch)
    answer = pipeline.ask(subject, asked, DAY, packs, networks_tables=QUESTION.networks_tables)
    data = [
        str(saying.values[name])
        for saying in answer.sentences.values()
        for name, is_ours in places(saying.message).items()
        if not is_ours
    ]
    with language.speaking(CODE), language.showing(answer):
        for text in sentences_in(answer):
            assert left_in_english(language.told(text), *data) == []


@pytest.mark.parametrize("place", [None, "us-ca", "gb"])
def test_a_timeline_says_nothing_that_no_catalogue_could(place, result, packs):
    found = pipeline.timeline(result, place, packs)
    assert found.moments
    assert left(found, packs) == []


def test_neither_does_the_timeline_of_all_deployments(packs):
    found = pipeline.deployments_timeline(DAY, packs)
    assert {one.text.rsplit(" ", 1)[-1] for one in found.moments} >= {"began", "ended"}
    assert left(found, packs) == []


def test_a_result_says_nothing_that_no_catalogue_could(result, packs):
    assert result.coverage.gaps
    assert any(device.tried for device in result.devices)
    assert left(result, packs) == []


def row(line, maker=None, brand=None, kind=None):
    place = {"file": "list.csv", "line": line, "end_line": line, "end_column": 9}
    return AssetRow(**place, maker=maker, brand=brand, model=None, kind=kind, nth=1)


HIT = Hit(
    evidence="self_description",
    shows=Shows(maker="hikvision"),
    field="onvif.name",
    rule="r",
    model=None,
    firmware=None,
    links=(),
    text="x",
    stale=False,
    confidence="high",
)
SHOWN = {
    "nothing": Shown(hits=[], fields=set(), registrant=None),
    "something that nobody knows": Shown(
        hits=[], fields={"tls.certificate.subject", "mdns.name"}, registrant="Acme", n_names=1
    ),
    "what it says": Shown(hits=[HIT], fields={"onvif.name"}, registrant=None, n_names=7),
    "what many say": Shown(
        hits=[msgspec.structs.replace(HIT, confidence="low")], fields={"onvif.name"}, registrant=None
    ),
    "its label": Shown(hits=[msgspec.structs.replace(HIT, evidence="label")], fields=set(), registrant=None),
}


@pytest.mark.parametrize("shown", SHOWN)
def test_neither_does_what_was_looked_for_in_vain_nor_what_would_settle_it(shown, result, packs):
    device = next(one for one in result.devices if one.maker is not None)
    proofs = [
        next_proof(maker, builder, SHOWN[shown], "192.0.2.7")
        for maker in (None, *(msgspec.structs.replace(device.maker, status=one) for one in STATUSES))
        for builder in (None, msgspec.structs.replace(device.maker, status="candidate"))
    ]
    devices = [
        msgspec.structs.replace(device, next_proof=proof, tried=tried_in_vain(SHOWN[shown]))
        for proof in proofs
    ]
    assert len(set(proofs)) > 2
    assert left(with_sentences(msgspec.structs.replace(result, devices=devices)), packs) == []


def test_neither_does_how_often_a_maker_was_named_rightly(result, packs):
    maker = next(one.maker for one in result.devices if one.maker is not None)
    wrong = Measured(
        maker=maker.id, devices=3, named_right=3, named_wrong=4, measured_on=DAY, labels="0" * 64
    )
    tried = [
        words
        for rows in ({}, {maker.id: wrong})
        for words in measure_words(maker, Knowledge(dataclasses.replace(packs, measured=rows), DAY))
    ]
    assert len(tried) == 2
    device = msgspec.structs.replace(result.devices[0], tried=tried)
    assert left(with_sentences(msgspec.structs.replace(result, devices=[device])), packs) == []


def test_neither_does_a_list_whatever_its_rows_leave_open(result, packs):
    rows = [
        row(2),
        row(3),
        row(4, "Nobody's Works", None, "camera"),
        row(5, "Hikvision", "Dahua", "camera"),
        row(6, "Hikvision"),
    ]
    knowledge = Knowledge(packs, DAY)
    laws = Laws(knowledge)
    assets = attribute_assets(rows, knowledge, laws)
    files = [
        EvidenceFile(
            id="evi-1", path="list.csv", sha256="0" * 64, size_bytes=1, format="supplier_list", read="part",
            rows=7, rows_not_read=2, rows_in_part=1,
        )
    ]  # fmt: skip
    coverage = cover_assets(assets, files, laws)
    assert len({asset.next_proof for asset in assets}) == 4
    assert "Write the maker into the row. (2 rows)" in coverage.next_proofs
    held = msgspec.structs.replace(result, assets=assets, coverage=coverage)
    assert left(with_sentences(held), packs) == []


def test_neither_do_the_reasons_of_unknown_devices(result, packs):
    cases = [(None, None, ()), (0x0200005E0053, None, ()), (0x5E005301, None, ()), (0x5E005301, "Acme", ())]
    rows = [
        Unknown(mac_block=None, reason=why_unknown(*case)[1], count=1)
        for case in [*cases, (0x5E005301, "Acme", ("x",))]
    ]
    assert len({one.reason for one in rows}) == 5
    held = msgspec.structs.replace(result, unknown_devices=rows)
    assert left(with_sentences(held), packs) == []


def test_neither_does_what_became_of_any_statement_of_the_packs(result, packs):
    days = date(2000, 1, 1), DAY + timedelta(days=3650)
    knowledge = Knowledge(packs, days[1])
    statements = [row.id for one in packs.organisations.values() for row in one.statements]
    statements += [*packs.laws, *packs.fingerprints, *packs.corrections, "nobody-holds-this"]
    statements += [entry.id for entry in packs.lists["us-ndaa-889"].entries]
    fates, dated = fates_of(statements, days[0], knowledge), dated_between(statements, *days, knowledge)
    difference = pipeline.diff(("a", result), None, DAY, pipeline.Hand(packs=packs))
    changed = msgspec.structs.replace(
        difference, fates=fates, details={"packs": [one.words for one in dated]}
    )
    whys = {one.why for one in packs.corrections.values()}
    assert {one.what for one in dated} == {"began", "ended", "due"}
    names = {value for one in packs.organisations.values() for value in (one.name, one.id)}
    assert [text for text in left(with_sentences(changed), packs) if text not in whys | names] == []


def test_each_kind_of_evidence_has_its_disproof_as_a_message():
    assert set(DISPROOF) == set(EVIDENCE_WORDS) - {"traffic_shape"}
    assert set(DISPROOF.values()) <= messages()
