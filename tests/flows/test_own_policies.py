"""A policy of the user's own: judged by, or refused with file, line and what was expected."""

import shutil
from pathlib import Path

import pytest

import lamppost as package

SAMPLES = Path(package.__file__).parent / "samples"
POLICY = """\
id: my-rules
name: "Our own rules"
summary: "What we ask of cameras. Not legal advice."
not_said: ["Nothing about microphones."]
questions:
  - {key: site, type: string, values: [sensitive, ordinary], text: "What is the site?"}
rules:
  - id: at-sensitive-sites
    title: "a camera of a named maker at a sensitive site"
    severity: high
    applies: watches
    when: >-
      listed["us-ndaa-889"] &&
      site == "sensitive"
    needs: [site]
    why: "It is named, and the site is sensitive."
    remedy: "Move it."
    false_alarms: "None known."
    law:
      citation: "Our rule 1"
      url: "https://example.net/rules"
      original: "No named camera at a sensitive site."
      retrieved: "2026-11-20"
      review_by: "2027-11-20"
"""
CASES = """\
cases:
  - {id: named, rule: at-sensitive-sites, expect: fail, given: {watches: true, site: sensitive, listed: {us-ndaa-889: true}}}
  - {id: not-named, rule: at-sensitive-sites, expect: pass, given: {watches: true, site: sensitive, listed: {us-ndaa-889: false}}}
  - {id: not-told, rule: at-sensitive-sites, expect: open, given: {watches: true, listed: {us-ndaa-889: true}}}
"""


@pytest.fixture
def mine(tmp_path):
    """Writes the policy with something replaced, and hands over its folder."""

    def write(old="", new="", cases_old="", cases_new=""):
        folder = tmp_path / "mine"
        folder.mkdir(exist_ok=True)
        assert old in POLICY
        assert cases_old in CASES
        (folder / "policy.yml").write_text(POLICY.replace(old, new, 1) if old else POLICY, encoding="utf-8")
        text = CASES.replace(cases_old, cases_new, 1) if cases_old else CASES
        (folder / "cases.yml").write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def evidence():
    return SAMPLES / "made-network.pcap"


def test_a_folder_and_its_policy_file_judge_alike(mine, lamppost, evidence):
    folder = mine()
    runs = [lamppost("look", evidence, "--policy", path) for path in (folder, folder / "policy.yml")]
    assert [run.status for run in runs] == [0, 0]
    assert "Our own rules (my-rules)" in runs[0].out
    assert runs[0].out == runs[1].out


REFUSED = {
    # what is wrong: (old, new, cases_old, cases_new), place, words
    "unknown name": (('site == "sensitive"', 'place_of == "sensitive"'), "policy.yml:14:7: rule at-sensitive-sites, when: undeclared reference to 'place_of'"),
    "no CEL": (("applies: watches", "applies: watches &&"), "policy.yml:11: rule at-sensitive-sites, applies, letter 11: Syntax error"),
    "no truth value": (("applies: watches", "applies: site"), "policy.yml:11: rule at-sensitive-sites, applies: the condition yields STRING"),
    "wrong type": (("applies: watches", "applies: watches == 1"), "policy.yml:11:22: rule at-sensitive-sites, applies: found no matching overload"),
    "unknown hidden": (('listed["us-ndaa-889"]', "has(listed.us)"), "policy.yml:13:11: rule at-sensitive-sites, when: listed asked in another way"),
    "unlisted need": (("needs: [site]", "needs: []"), "policy.yml:15: rule at-sensitive-sites, needs: 'site' is not in it"),
    "needless need": (('site == "sensitive"', "watches"), "policy.yml:15: rule at-sensitive-sites, needs: 'site', which no condition"),
    "unasked need": (("needs: [site]", "needs: [site, where]"), "policy.yml:15: rule at-sensitive-sites, needs: 'where', but no question asks for it"),
    "unheld list": (('listed["us-ndaa-889"]', 'listed["us-ndaa-888"]'), "policy.yml:12: rule at-sensitive-sites, when: no list 'us-ndaa-888' is held; expected one of"),
    "severity": (("severity: high", "severity: grave"), "policy.yml:10: Invalid enum value 'grave' in rules[0].severity; expected one of critical, high"),
    "unknown field": (("    severity: high", "    severity: high\n    colour: red"), "policy.yml:11: Object contains unknown field `colour` in rules[0]; expected one of id, title"),
    "missing field": (('    remedy: "Move it."\n', ""), "policy.yml:8: Object missing required field `remedy` in rules[0]"),
    "a key twice": (("    needs: [site]", "    needs: [site]\n    needs: []"), "policy.yml:16: 'needs' a second time; first in line 15"),
    "no YAML": (("summary: ", "summary: ["), "policy.yml:"),
    "divides": (('site == "sensitive"', 'site == "sensitive" && 1 / 0 == 1'), "policy.yml:12: rule at-sensitive-sites, when: INVALID_ARGUMENT: divide by zero"),
    "no fail case": (("", "", "expect: fail", "expect: open"), "policy.yml:8: rule at-sensitive-sites: no case for fail"),
    "case that lies": (("", "", "site: sensitive, listed: {us-ndaa-889: false}", "site: sensitive"), "cases.yml:3: case not-named: expects pass, the rule says open"),
    "case of no rule": (("", "", "cases:\n", "cases:\n  - {id: other, rule: elsewhere, expect: open, given: {}}\n"), "cases.yml:2: case other: of rule 'elsewhere'; expected one of at-sensitive-sites"),
    "fact of nobody": (("", "", "given: {watches: true, listed", "given: {watched: true, listed"), "cases.yml:4: case not-told: no such fact: watched; expected one of"),
    "case twice": (("", "", "id: not-told", "id: named"), "cases.yml:4: case named: the same id as in"),
    "cases of no list": (("", "", "cases:\n", "cases: []\nmore:\n"), "cases.yml:2: Object contains unknown field `more`"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_broken_policy_is_refused_with_file_line_and_what_was_expected(wrong, mine, lamppost, evidence):
    replaced, says = REFUSED[wrong]
    folder = mine(*replaced)
    run = lamppost("look", evidence, "--policy", folder)
    assert run.status == 2
    assert f"/{says}" in run.err
    assert run.out == ""
    checked = lamppost("packs", "check", folder)
    assert checked.status in (2, 4)
    assert f"/{says}" in checked.err


def test_every_problem_of_a_policy_is_named_by_the_check(mine, lamppost):
    folder = mine("needs: [site]", "needs: []", "expect: fail", "expect: open")
    run = lamppost("packs", "check", folder)
    assert (run.status, len(run.err.splitlines())) == (4, 5)


def test_the_cases_of_somebody_else_are_run_too(mine, lamppost, evidence):
    folder = mine()
    theirs = "cases: [{id: theirs, rule: at-sensitive-sites, expect: pass, given: {watches: true}}]\n"
    (folder / "cases-theirs.yml").write_text(theirs, encoding="utf-8")
    run = lamppost("packs", "check", folder)
    assert "cases-theirs.yml:1: case theirs: expects pass, the rule says open" in run.err
    assert lamppost("look", evidence, "--policy", folder).status == 2


def test_a_policy_without_cases_is_refused(mine, lamppost, evidence):
    folder = mine()
    (folder / "cases.yml").unlink()
    run = lamppost("look", evidence, "--policy", folder)
    assert (run.status, "no cases.yml" in run.err) == (2, True)


@pytest.mark.parametrize("name", ["rules.yml", "nothing"])
def test_what_is_no_policy_is_said_to_be_none(name, mine, lamppost, evidence):
    folder = mine()
    (folder / "rules.yml").write_text(POLICY, encoding="utf-8")
    run = lamppost("look", evidence, "--policy", folder / name)
    assert run.status == 2
    assert "policy.yml" in run.err


def test_a_rule_past_its_day_of_review_is_open_and_named_by_the_check(mine, lamppost, evidence):
    folder = mine()
    run = lamppost("look", evidence, "--policy", folder, "--as-of", "2027-11-21")
    assert "Stale: the rule's text was to be reviewed by 2027-11-20" in " ".join(
        run.out.replace("-\n", "-").split()
    )
    late = lamppost("packs", "check", folder, "--as-of", "2027-11-21")
    assert (late.status, "at-sensitive-sites was to be reviewed by 2027-11-20" in late.err) == (0, True)


def test_a_copy_of_a_shipped_policy_is_a_policy_of_ones_own(tmp_path, lamppost, evidence):
    shipped = Path(package.__file__).parent / "packs" / "policies"
    for folder in sorted(path.parent for path in shipped.glob("*/policy.yml")):
        shutil.copytree(folder, tmp_path / folder.name)
        assert lamppost("packs", "check", tmp_path / folder.name).status == 0
