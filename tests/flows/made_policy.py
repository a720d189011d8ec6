"""A made policy of one rule, that asks whether a maker is on a list that is held whole; and the fact that it asks for."""

from pathlib import Path

POLICY = """\
id: made-buying
name: "Made buying rule"
summary: "Made for tests: whether the maker of a camera is on a list."
not_said: ["Nothing about the world: nobody made this rule."]
questions:
  - key: is_us_federal_contractor
    type: bool
    text: "Are you a contractor?"
rules:
  - id: listed-maker
    title: "made by a company that the list names"
    severity: high
    applies: watches && is_us_federal_contractor
    when: listed["us-ndaa-889"]
    needs: [is_us_federal_contractor]
    why: "It is made by a company that the list names."
    remedy: "Buy another one."
    false_alarms: "None that are known of a made rule."
    law:
      citation: "Made Act 2018, section 4"
      url: "https://laws.example.net/2018/4"
      original: "Nobody shall buy what a company on the list makes."
      retrieved: "2026-11-23"
      review_by: "2027-05-23"
"""
CASES = """\
cases:
  - id: on-the-list
    rule: listed-maker
    expect: fail
    given: {watches: true, is_us_federal_contractor: true, listed: {us-ndaa-889: true}}
  - id: not-on-the-list
    rule: listed-maker
    expect: pass
    given: {watches: true, is_us_federal_contractor: true, listed: {us-ndaa-889: false}}
  - id: not-told
    rule: listed-maker
    expect: open
    given: {watches: true, listed: {us-ndaa-889: true}}
"""
NAME, RULE = "made-buying", "rule made-buying/listed-maker"


def write_policy(folder: Path) -> Path:
    """The folder of the policy."""
    folder.mkdir()
    (folder / "policy.yml").write_text(POLICY, encoding="utf-8")
    (folder / "cases.yml").write_text(CASES, encoding="utf-8")
    return folder


def write_context(path: Path) -> Path:
    """The file that tells the fact."""
    path.write_text("[context]\nis_us_federal_contractor = true\n", encoding="utf-8")
    return path
