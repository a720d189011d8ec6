"""Patterns of the user's are refused where their search may not end; all others are searched as before."""

import time

import pytest
from made_packs import MadePacks

from lamppost.knowledge.backtracking import ambiguity_of
from lamppost.knowledge.endless import fault_of
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.structs import ListFile
from lamppost.knowledge.yaml_places import refusal
from lamppost.model.errors import PackError

ENDLESS = (
    r"(a|a)*b", r"(a+)+b", r"(a*)*b", r"(a|aa)+$", r"(a?b?)*c", r"(x+x+)+y", r"(\w+\s?)*$", r"((a|a){8}){8}c", r"(foo|[fo]+)*x",
    r"(([a-z])+.)+[A-Z]([a-z])+$", r"(?:a{1,30}){1,30}b", "a?" * 30 + "a" * 30, r".*x.*y.*z", r"(?=(a+)+b)a",
)  # fmt: skip
SOON = (
    (r"^[a-z]+$", 1), (r"(?:[a-z0-9-]+\.)+example", 2), (r"^([0-9]{1,3}\.){3}[0-9]{1,3}$", 1), (r"(?:ab|cd)*e", 2), (r"^a*b*c*", 1),
    (r"^.*,.*$", 2), (r"DS-[0-9A-Z-]+(?: (?P<firmware>V[0-9.]+))?", 2), (r"(?i)(?:one|two) (?:three)?", 0), (r"^(a)(b)?\1$", 1),
)  # fmt: skip


@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_pattern_whose_search_may_not_end_is_told(pattern):
    assert not ambiguity_of(pattern).is_bounded
    assert "stranger" in fault_of(pattern)


@pytest.mark.parametrize(("pattern", "most"), SOON)
def test_a_pattern_whose_search_ends_soon_is_let_be(pattern, most):
    found = ambiguity_of(pattern)
    assert found.is_bounded
    assert found.power <= max(most, 1)
    assert fault_of(pattern) is None


def test_no_shipped_pattern_may_take_for_ever():
    assert not [one.id for one in load_packs().fingerprints.values() if fault_of(one.pattern) is not None]


def fingerprint(pattern):
    return f"""id: made
fingerprints:
  - id: made-server
    field: http.server
    pattern: '{pattern}'
    shows: {{kind: camera}}
    evidence: self_description
    examples: [aaab]
    non_examples: [x]
    sources:
      - {{title: Made, url: "https://example.net/", publisher: Example, class: independent, retrieved: "2026-11-20", read: here}}
    review_by: "2027-11-20"
"""


@pytest.mark.parametrize(("pattern", "words"), [("(a+)+b", "can take for ever"), ("(a", "is none")])
def test_a_pack_with_such_a_pattern_is_refused_by_fingerprint_and_pattern(tmp_path, pattern, words):
    made = MadePacks(tmp_path / "mine").list("other", [])
    folder = made.root / "fingerprints"
    folder.mkdir()
    (folder / "pack.yml").write_text(
        (made.root / "lists" / "pack.yml").read_text().replace("lists", "fingerprints")
    )
    (folder / "made.yml").write_text(fingerprint(pattern))
    with pytest.raises(PackError, match="made-server") as caught:
        load_packs([made.root])
    assert pattern in caught.value.message
    assert words in caught.value.message


def test_a_refusal_of_a_long_value_takes_no_time():
    begun = time.process_time()
    error = ValueError("Invalid value " + " - at `$" * 100_000 + " - at `$.id`")
    assert "in id" in refusal(error, b"id: 1\n", "list.yml", ListFile)
    assert time.process_time() - begun < 2
