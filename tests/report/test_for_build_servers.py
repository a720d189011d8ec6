"""JUnit XML and the Markdown of a job's summary: nothing open passes, and no word of a stranger is markup."""

from xml.etree import ElementTree as ET

import pytest
from tests.report.made_lists import HOSTILE, list_result
from tests.report.made_result import empty_result, made_result, quiet_result
from tests.report.made_street import judged_street

from lamppost.report.junit.renderer import render as junit
from lamppost.report.md import renderer as markdown

MADE = [list_result, made_result, quiet_result, empty_result, judged_street]


@pytest.mark.parametrize("made", MADE)
def test_the_counts_of_each_suite_are_those_of_its_cases(made):
    root = ET.fromstring(junit(made()))
    assert root.tag == "testsuites"
    for suite in [root, *root.findall("testsuite")]:
        cases = suite.findall(".//testcase")
        assert int(suite.get("tests")) == len(cases)
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(name)) == sum(case.find(tag) is not None for case in cases)


@pytest.mark.parametrize("made", [list_result, quiet_result])
def test_only_a_pass_passes(made):
    result = made()
    root = ET.fromstring(junit(result))
    names = {policy.name for policy in result.policies}
    suites = [suite for suite in root.findall("testsuite") if suite.get("name") in names]
    passed = [case for suite in suites for case in suite.findall("testcase") if len(case) == 0]
    assert len(passed) == sum(row.kind == "pass" for row in result.verdicts)


def test_a_fail_fails_at_its_line_and_a_suppressed_one_is_skipped_with_who_and_why():
    root = ET.fromstring(junit(list_result()))
    (failed,) = [case for case in root.iter("testcase") if case.find("failure") is not None]
    assert (failed.get("file"), failed.get("line")) == ("data/our suppliers ü.csv", "2")
    assert failed.get("classname") == "example-buying.listed-maker"
    said = [
        case.find("skipped").get("message")
        for case in root.iter("testcase")
        if case.find("skipped") is not None
    ]
    assert any(
        text.startswith(
            "suppressed until 2027-01-31 by A. Example, facilities: moves out in January; it stays fail"
        )
        for text in said
    )


def test_evidence_that_was_not_read_is_an_error():
    root = ET.fromstring(junit(quiet_result()))
    (case,) = [case for case in root.iter("testcase") if case.find("error") is not None]
    assert case.get("name") == "cut.pcap"
    assert "the file ends inside a packet" in case.find("error").text


def test_letters_that_xml_does_not_allow_are_left_out():
    result = list_result()
    text = junit(
        list_result(policies=[*result.policies[:0], _named(result.policies[0], "a\ufffe\x0b\ud800b")])
    )
    assert ET.fromstring(text).find("testsuite").get("name") == "a b"


def _named(policy, name):
    import msgspec

    return msgspec.structs.replace(policy, name=name)


def test_the_summary_begins_with_the_counts_and_leaves_the_suppressed_out_of_them():
    text = markdown.render(list_result())
    assert text.startswith("# lamppost: 1 fail, 1 open, 1 pass, 1 not applicable, 1 suppressed\n")
    assert "fail, suppressed" in text
    assert "Suppressed until 2027-01-31 by A. Example, facilities: moves out in January." in text


def test_no_word_of_a_stranger_is_markup_a_mention_or_a_link():
    row = next(line for line in markdown.render(list_result()).splitlines() if line.startswith("| open"))
    assert row.replace("\\|", "").count("|") == 7
    for live in ("<script", "[x](", "https://", "@everyone", "#1", " `", "www."):
        assert live in HOSTILE
        assert live not in row.replace("\\`", "").replace("\\[", "")


def test_long_lists_are_cut_with_their_number(monkeypatch):
    monkeypatch.setattr(markdown, "MOST_ROWS", 1)
    assert "… and 2 more verdicts, in the result document" in markdown.render(list_result())
