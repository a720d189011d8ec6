"""The doubts about a place from the command line: gaps and plans in every view, registers of its country, and the letter."""

import json
from pathlib import Path

import pytest

from lamppost import pipeline
from lamppost.pipeline.rejudging import Change

TOWN = Path(pipeline.__file__).parents[1] / "samples" / "made-town.osm"
DAY = ("--as-of", "2026-11-28")


@pytest.fixture
def saved(lamppost, tmp_path):
    """The result of the made town, in a file."""
    path = tmp_path / "town.json"
    run = lamppost("look", TOWN, *DAY, "-o", path)
    assert run.status == 0, run.err
    return path


def words(text):
    return " ".join(text.split())


def gaps_of(path):
    return {gap["code"]: gap for gap in json.loads(path.read_text(encoding="utf-8"))["coverage"]["gaps"]}


def test_the_terminal_says_what_the_map_cannot_show_and_what_to_look_at(lamppost):
    out = words(lamppost("look", TOWN, *DAY).out)
    assert "What to look at by hand" in out
    assert "stretches of street" in out
    assert "nobody wrote that they looked whether they are still there" in out
    assert "trees, glass, parked cars" in out.lower()
    assert "--kind register" in out


def test_the_document_holds_the_plans_and_no_home_is_in_one(lamppost, saved):
    del lamppost
    held = json.loads(saved.read_text(encoding="utf-8"))
    plans = held["street"]["sampling"]
    assert {(one["what"], one["margin"]) for one in plans} == {
        (what, margin) for what in ("cameras", "streets") for margin in (0.1, 0.05)
    }
    shown = {one["id"] for one in held["sites"] if not one.get("is_home") and one["covers"] != "indoor"}
    for plan in plans:
        assert len(plan["chosen"]) == plan["sites"] == len(plan["by_foot"])
        assert plan["what"] == "streets" or set(plan["chosen"]) <= shown


def test_with_homes_listed_they_are_still_in_no_plan(lamppost, tmp_path):
    path = tmp_path / "homes.json"
    assert lamppost("look", TOWN, *DAY, "--with-homes", "-o", path).status == 0
    held = json.loads(path.read_text(encoding="utf-8"))
    homes = {one["id"] for one in held["sites"] if one.get("is_home")}
    assert homes
    assert not homes & {name for plan in held["street"]["sampling"] for name in plan["chosen"]}


def test_the_country_in_the_context_brings_its_register(lamppost, tmp_path, saved):
    assert "camera-register" not in gaps_of(saved)
    context = tmp_path / "context.toml"
    context.write_text('[context]\nplace = "dk-84"\n')
    path = tmp_path / "danish.json"
    run = lamppost("look", TOWN, *DAY, "--context", context, "-o", path)
    assert run.status == 0, run.err
    assert "POLCAM" in json.dumps(gaps_of(path)["camera-register"])


@pytest.mark.parametrize("kind", ["register", "register-de", "foi-uk", "ifg-de"])
def test_the_letter_asks_for_the_register_of_the_place(lamppost, saved, kind):
    run = lamppost("letter", saved, "place", "--kind", kind)
    assert run.status == 0, run.err
    assert "OpenStreetMap contributors" in words(run.out)
    assert ("Register der Kameras" if kind.endswith("-de") else "register of the cameras") in words(run.out)
    assert "Nothing was sent" in run.err


def test_the_letter_lists_the_place_and_its_cameras(lamppost, saved):
    out = lamppost("letter", saved).out
    assert out.startswith("place")
    assert "site-" in out


def test_a_supplier_is_not_asked_for_it(lamppost, saved):
    run = lamppost("letter", saved, "place", "--kind", "supplier")
    assert run.status == 2
    assert "does not keep the register" in run.err


def test_judged_again_no_doubt_is_lost(lamppost, saved):
    del lamppost
    held = pipeline.read_result(saved)
    again = pipeline.rejudge(held, Change(as_of=held.as_of))
    assert sorted(again.coverage.gaps, key=lambda gap: gap.code) == sorted(
        held.coverage.gaps, key=lambda gap: gap.code
    )
    assert again.coverage.next_proofs == held.coverage.next_proofs
