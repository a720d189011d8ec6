"""Several policies over the same devices, at any width and of any number."""

import msgspec
import pytest
from tests.report.made_devices import LAW_LINK, known_camera
from tests.report.made_result import made_result, quiet_result

from lamppost.model.result import PolicyRef, Verdict
from lamppost.report.html.renderer import render as render_html
from lamppost.report.side_by_side import NOTE, differences, rows, texts, totals
from lamppost.report.terminal.renderer import render as render_text

KINDS = ("fail", "open", "pass", "notApplicable")


def verdict(number, policy, kind, **changed):
    made = Verdict(
        id=f"ver-{number:04x}-{policy}", subject=f"dev-{number:04x}", policy=policy, rule="rule", kind=kind,
        severity="high", reason=f"so says {policy}", question=None, remedy=None, law="Example Act 2022, section 4",
        chain=[LAW_LINK], asked={"watches": True},
    )  # fmt: skip
    return msgspec.structs.replace(made, **changed)


def result(said):
    """A document of devices by policies; a letter for each verdict (f, o, p, n), - for none."""
    policies = [f"policy-{number}" for number in range(len(said[0]))]
    kinds = {kind[0]: kind for kind in KINDS}
    devices = [
        msgspec.structs.replace(known_camera(), id=f"dev-{number:04x}", addresses=[f"192.0.2.{number}"])
        for number in range(len(said))
    ]
    verdicts = [
        verdict(number, policy, kinds[letter])
        for number, row in enumerate(said)
        for policy, letter in zip(policies, row, strict=True)
        if letter != "-"
    ]
    refs = [PolicyRef(id=name, name=name.capitalize(), sha256="0" * 64, context={}) for name in policies]
    return quiet_result(devices=devices, verdicts=verdicts, policies=refs)


def test_a_device_bears_the_gravest_verdict_of_each_policy():
    made = result(["fp"])
    more = [verdict(0, "policy-1", "open", rule="other"), verdict(0, "policy-1", "notApplicable")]
    made = msgspec.structs.replace(made, verdicts=[*made.verdicts, *more])
    assert [row.kinds for row in rows(made)] == [["fail", "open"]]


@pytest.mark.parametrize("said", [["fp", "op", "n-", "--"], ["fff", "fff"], ["opn"] * 40])
def test_the_counts_of_each_policy_add_up_to_the_devices(said):
    made = result(said)
    for number, column in enumerate(totals(rows(made))):
        assert sum(column.values()) + [row[number] for row in said].count("-") == len(said)


def test_devices_that_differ_for_the_same_reasons_stand_together():
    found = differences(made := result(["fp", "fp", "pp", "op", "f-"]), rows(made))
    assert [len(one.rows) for one in found] == [2, 1]
    assert [side.verdict.kind for side in found[0].sides] == ["fail", "pass"]


def test_facts_that_all_asked_are_told_apart_from_those_of_some():
    made = result(["fp"])
    first, second = made.verdicts
    asked = [
        msgspec.structs.replace(first, asked={"watches": True, "site": "sensitive", "owners": []}),
        msgspec.structs.replace(second, asked={"watches": True, "is_contractor": None, "site": "sensitive"}),
    ]
    (found,) = differences(made := msgspec.structs.replace(made, verdicts=asked), rows(made))
    assert found.shared == ["watches: yes", "site: sensitive"]
    assert [side.besides for side in found.sides] == [["owners: none"], ["is_contractor: not known"]]


def test_each_text_is_quoted_once_as_printed():
    found = differences(made := result(["fp", "of"]), rows(made))
    assert texts(found) == {
        "Example Act 2022, section 4": "No contractor shall buy equipment of a maker on the covered list."
    }
    assert render_text(made).count("No contractor shall buy") == 1


@pytest.mark.parametrize("policies", [2, 3, 9, 14])
@pytest.mark.parametrize("width", [40, 80, 100])
def test_the_table_fits_the_terminal_and_shows_every_policy(policies, width):
    made = result(["fopn-"[number % 5] * policies for number in range(6)])
    lines = render_text(made, width=width).splitlines()
    assert max(map(len, lines)) <= width
    heads = [line.split()[1:] for line in lines if line.split()[:1] == ["Judged"]]
    assert [int(number) for head in heads for number in head] == list(range(1, policies + 1))


def test_the_table_shows_what_each_policy_says_of_each_device():
    lines = render_text(result(["fo", "pn", "-p"])).splitlines()
    table = [line.split()[-2:] for line in lines if line.startswith("   Camera at ")][:3]
    assert table == [["fail", "open"], ["pass", "n/a"], ["-", "pass"]]
    assert ["not", "judged", "1", "0"] in [line.split()[-4:] for line in lines]


def test_the_reason_of_each_side_is_given_and_no_side_is_called_right():
    for text in (render_text(result(["fp"])), render_html(result(["fp"]))):
        words = " ".join(text.split())
        assert "So says policy-0." in words
        assert "So says policy-1." in words
        assert NOTE in words


def test_policies_that_agree_are_said_to_agree_and_one_alone_has_no_table():
    assert "They say the same of all 2 devices." in render_text(result(["ff", "ff"]))
    assert "They say the same of all of them." in render_html(result(["ff", "ff"]))
    assert "side by side" not in render_text(result(["f", "f"]))


def test_hundreds_of_devices_are_cut_and_counted_unless_asked_for():
    made = result(["fp" if number % 2 else "of" for number in range(60)])
    short, whole = render_text(made), render_text(made, verbose=1)
    assert "… and 40 more" in short
    assert whole.count("   Camera at 192.0.2.59") >= 1
    assert "in all: fail" in short


def test_hostile_words_do_nothing_beside_each_other():
    made = made_result()
    first = made.verdicts[0]
    hostile = msgspec.structs.replace(
        first, policy="example-reach", id="ver-hostile", asked={"a": "<b>\x1b[31m"}
    )
    text = render_html(msgspec.structs.replace(made, verdicts=[*made.verdicts, hostile]))
    assert "<b>" not in text
    assert "\x1b" not in text
