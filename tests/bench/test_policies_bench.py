"""The bench of policies measures what it says: the same verdicts as one by one, of devices that never change."""

import json
import sys
from collections import Counter

import pytest

import policies
from expressions import CASES, cel_expr_python
from lamppost.judge.conditions import Conditions
from lamppost.judge.verdicts import Asking, judge, known_of
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.loading import load_packs


@pytest.fixture(scope="module")
def made():
    knowledge = Knowledge(load_packs(), policies.AS_OF)
    devices = policies.made_devices(60, knowledge)
    views, copies = policies.made_policies(14, knowledge, devices)
    return devices, views, copies


def test_devices_judged_together_get_the_verdicts_that_each_gets_alone(made):
    devices, views, _ = made
    together = judge(devices, views, policies.CONTEXT, policies.AS_OF)
    alone = [
        Asking(rule, view, Conditions(view.types), policies.AS_OF)
        .answer(known_of(device, view.ground, policies.CONTEXT))
        .kind
        for view in views
        for rule in view.rules
        for device in devices
    ]
    assert [row.kind for row in together] == alone
    assert len(Counter(alone)) > 2


def test_the_same_devices_are_made_each_time(made):
    knowledge = Knowledge(load_packs(), policies.AS_OF)
    assert policies.made_devices(60, knowledge) == made[0]


def test_policies_beyond_the_shipped_ones_are_copies_that_are_counted(made):
    _, views, copies = made
    assert len({view.id for view in views}) == 14
    assert copies == 14 - len(load_packs().policies)


def test_the_language_in_use_gives_the_right_answer_in_every_case():
    ask = cel_expr_python()
    assert [ask(facts) for facts, _ in CASES.values()] == [expected for _, expected in CASES.values()]


def test_the_last_line_is_json_with_seconds_and_ratio(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["policies.py", "--devices", "30", "--policies", "2", "--runs", "1"])
    monkeypatch.setattr(policies, "measured", dict)
    policies.main()
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["bench"], said["devices"], said["policies"]) == ("policies", 30, 2)
    assert said["seconds"] > 0
    assert set(said["ratio"]) == {"one by one"}
    assert sum(said["verdicts"].values()) == 30 * said["rules"]
