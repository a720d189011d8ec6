"""All shipped policies on all real captures: read as a lawyer would, for several users and days."""

from collections import Counter
from datetime import date
from functools import cache

import pytest

from lamppost import pipeline
from lamppost.knowledge.loading import load_packs

POLICIES = load_packs().policies
RULES = {(name, rule.id): rule for name, held in POLICIES.items() for rule in held.policy.rules}
DAY = date(2026, 11, 27)
DEPARTMENT = {"is_uk_department": True, "site": "sensitive", "on_core_network": False}
CONTRACTOR = {"is_us_federal_contractor": True, "site": "critical_infrastructure"}
COMPANY = {"gdpr_applies": True, "transfer_ground": "none"}
POLICE = {
    "place": "FR", "run_by": "law_enforcement", "is_publicly_accessible": True, "identifies_faces": "real_time",
    "ai_act_objective": False,
}  # fmt: skip
REPAIRS = {"sends_items_to_maker": True}


@cache
def look_at(folder):
    return pipeline.look([folder], pipeline.Question(as_of=DAY))


@pytest.fixture
def seen(captures):
    return look_at(captures)


@pytest.fixture
def judged(seen):
    def judge(context, day=DAY, policies=tuple(POLICIES)):
        change = pipeline.Change(as_of=day, policies=policies, context=context)
        return pipeline.rejudge(seen, change)

    return judge


def by_maker(result, rule):
    """Maker → the verdicts on its devices, by one rule; candidates and unknown makers are called so."""
    devices = {device.id: device for device in result.devices}
    found = {}
    for verdict in result.verdicts:
        if verdict.rule == rule:
            maker = devices[verdict.subject].maker
            name = maker.id if maker and maker.status != "candidate" else "not settled"
            found.setdefault(name, set()).add(verdict.kind)
    return found


def test_every_device_has_one_verdict_by_every_rule_with_a_reason_and_the_words_it_rests_on(judged):
    result = judged(CONTRACTOR | DEPARTMENT | COMPANY | POLICE | REPAIRS)
    assert len(result.devices) > 10
    counted = Counter((row.policy, row.rule) for row in result.verdicts)
    assert counted == dict.fromkeys(RULES, len(result.devices))
    assert len({row.id for row in result.verdicts}) == len(result.verdicts)
    for row in result.verdicts:
        rule = RULES[row.policy, row.rule]
        assert row.reason
        assert not {"None", "{"} & set(row.reason.split())
        assert (row.remedy == rule.remedy) is (row.kind == "fail")
        quoted = [link.original for link in row.chain if link.property == "law"]
        assert quoted[0] == rule.law.original


def test_of_a_user_who_says_nothing_no_rule_finds_anything_but_what_was_seen(judged):
    found = Counter((row.rule, row.kind) for row in judged({}).verdicts if row.kind in ("fail", "pass"))
    assert set(found) == {("reaches-outside", "fail")}
    asked = [
        row
        for row in judged({}).verdicts
        if row.reason == "it depends on a fact about you that was not given"
    ]
    assert asked
    assert all(row.question for row in asked)


def test_one_camera_and_four_users_get_different_answers_each_with_its_reason(judged):
    contractor = by_maker(judged(CONTRACTOR), "listed-maker")
    assert contractor["hikvision"] == contractor["dahua"] == {"fail"}
    assert contractor["axis"] == contractor["d-link"] == contractor["not settled"] == {"open"}
    department = by_maker(judged(DEPARTMENT), "equipment-at-sensitive-site")
    assert department["axis"] == department["d-link"] == {"open"}
    assert department["hikvision"] == {"open"}, "what was heard does not say what kind of device it is"
    network = by_maker(judged({"is_taiwan_public_body": True}), "mainland-brand")
    assert (network["hikvision"], network["axis"]) == ({"fail"}, {"open"})
    ordinary = by_maker(judged({"is_uk_department": True, "site": "ordinary"}), "equipment-at-sensitive-site")
    assert ordinary["hikvision"] == ordinary["axis"] == {"notApplicable"}
    company = by_maker(judged(COMPANY), "third-country-without-ground")
    assert company["d-link"] == {"fail"}, "the one that was heard sending outside"
    assert company["hikvision"] == {"open"}
    everything = by_maker(judged({"destinations_known": True}), "reaches-outside")
    assert (everything["hikvision"], everything["d-link"]) == ({"pass"}, {"fail"})
    police = by_maker(judged(POLICE), "eu-real-time-identification")
    assert police["hikvision"] == police["axis"] == police["d-link"] == {"fail"}, "whoever made the camera"


def test_a_name_on_a_list_that_was_read_in_the_press_alone_is_open_and_says_so(judged):
    result = judged(REPAIRS)
    assert by_maker(result, "item-for-listed-entity")["hikvision"] == {"open"}
    reasons = {row.reason for row in result.verdicts if row.rule == "item-for-listed-entity"}
    assert any("Hikvision is named on" in reason and "only corroborated" in reason for reason in reasons)
    assert not any("Hikvision itself is not named" in reason for reason in reasons)
    assert any("not all is held" in reason for reason in reasons)


def test_a_maker_that_is_not_settled_never_fails_a_rule_that_turns_on_the_maker(judged):
    result = judged(CONTRACTOR | DEPARTMENT | REPAIRS | {"is_taiwan_public_body": True})
    for rule in ("listed-maker", "equipment-at-sensitive-site", "mainland-brand", "item-for-listed-entity"):
        assert by_maker(result, rule)["not settled"] <= {"open", "notApplicable"}


def test_long_ago_nothing_fails_and_long_after_everything_is_open(judged):
    told = CONTRACTOR | DEPARTMENT | COMPANY | POLICE | REPAIRS
    before = judged(told, date(2016, 1, 1), [name for name in POLICIES if name != "no-outside-reach"])
    assert {row.kind for row in before.verdicts} <= {"open", "notApplicable"}
    after = judged(told, date(2099, 1, 1))
    assert {row.kind for row in after.verdicts} <= {"open", "notApplicable"}
    assert {row.reason[:6] for row in after.verdicts if row.kind == "open"} == {"stale:"}


def test_a_waiver_lets_a_named_maker_pass_and_its_words_are_in_the_chain(judged):
    def verdict(**context):
        result = judged(CONTRACTOR | context, policies=["us-ndaa-889"])
        camera = next(
            device.id for device in result.devices if device.maker and device.maker.id == "hikvision"
        )
        return next(row for row in result.verdicts if row.subject == camera and row.rule == "listed-maker")

    waived = verdict(waiver="director_of_national_intelligence")
    assert (waived.kind, waived.remedy) == ("pass", None)
    assert waived.reason == "waiver: the Director of National Intelligence has waived the prohibition"
    assert "may provide a waiver" in waived.chain[-1].original
    silent, denied = verdict(), verdict(waiver="none")
    assert silent.kind == denied.kind == "fail"
    assert silent.reason == f"{denied.reason} Not told, and taken as waiver: none."
    assert verdict(waiver="head_of_agency").kind == "fail", "such a waiver ended on 2022-08-13"


@pytest.mark.parametrize(
    "name", ["Hikvision.pcap", "Dahua1.pcap", "Hanwha.pcap", "Bosch.xml.pcap", "Wsdiscovery.pcap"]
)
def test_an_answer_that_does_not_say_its_kind_is_asked_for_it_in_the_words_of_the_rule(captures, name):
    """Of these the fields that tell a kind are blank, made anonymous, or `Device` alone."""
    seen = pipeline.look([captures / "discovery-answers" / name], pipeline.Question(as_of=DAY))
    change = pipeline.Change(as_of=DAY, policies=("uk-sensitive-sites",), context=DEPARTMENT)
    judged = pipeline.rejudge(seen, change)
    (device,) = judged.devices
    verdict = next(row for row in judged.verdicts if row.rule == "equipment-at-sensitive-site")
    assert (device.kind, verdict.kind) == ("unknown", "open")
    assert "about visual surveillance equipment on a sensitive site" in verdict.reason
    assert "a camera, a doorbell, a recorder, a plate reader or a body camera dock?" in verdict.question
    assert device.addresses[-1] in verdict.question
