"""Packs that try to say more than they may: links, races, damaged stores, look-alikes, old names, weak sources."""

from datetime import date

import pytest
from made_packs import MadePacks, entry, source, statement

from lamppost.knowledge import cache, loading
from lamppost.knowledge.answers.question import SEVERAL, answer_question
from lamppost.knowledge.base import MAX_OWNER_STEPS, Knowledge
from lamppost.knowledge.loading import load_packs
from lamppost.model.errors import PackError
from lamppost.model.result import ToolRef

TODAY = date(2026, 11, 26)
TOOL = ToolRef(name="lamppost", version="test")


@pytest.fixture
def made(tmp_path):
    return MadePacks(tmp_path / "mine")


def ask(made, name, day=TODAY, known_by=None, subject="company"):
    packs = load_packs([made.root])
    return answer_question(subject, name, packs, day, TOOL, known_by=known_by)


def texts(answer, code):
    return [claim.text for section in answer.sections for claim in section.claims if section.code == code]


def said(answer, code):
    return {claim.text: claim.status for one in answer.sections for claim in one.claims if one.code == code}


def test_a_linked_folder_is_refused_since_what_lies_behind_it_has_no_sum(made, tmp_path):
    other = MadePacks(tmp_path / "other").list("hidden", [entry("hidden-1", "X", "2020-01-01")])
    made.list("open", [])
    (made.root / "lists" / "hidden").symlink_to(other.root / "lists" / "hidden")
    with pytest.raises(PackError, match="lists/hidden: a link, not a folder"):
        load_packs([made.root])


def test_a_file_that_changes_while_it_is_read_is_not_kept_under_the_sum_of_another(made, monkeypatch):
    made.organisation("acme", [statement("acme-owner", "owner", "Somebody")])
    read = loading.load_folder

    def slow(root, origin):
        if origin == "user":
            made.organisation("acme", [statement("acme-owner", "owner", "Somebody Else")])
        return read(root, origin)

    monkeypatch.setattr(loading, "load_folder", slow)
    with pytest.raises(PackError, match="changed while it was read"):
        load_packs([made.root])


@pytest.mark.parametrize("at", [100, 5000, 40000, -200])
def test_a_store_with_a_changed_byte_is_made_anew(tmp_path, monkeypatch, at):
    monkeypatch.setattr(cache, "cache_directory", lambda: tmp_path)
    load_packs().store.close()
    (kept,) = tmp_path.glob("*.sqlite")
    whole = kept.read_bytes()
    damaged = bytearray(whole)
    damaged[at] ^= 0xFF
    kept.write_bytes(damaged)
    packs = load_packs()
    assert kept.read_bytes() == whole
    assert packs.organisations["hikvision"].name == "Hikvision"
    assert Knowledge(packs, TODAY).owners("hikvision")


def test_a_cache_folder_that_others_can_write_to_is_not_used(tmp_path):
    tmp_path.chmod(0o777)
    assert not cache._is_private(tmp_path)
    tmp_path.chmod(0o700)
    assert cache._is_private(tmp_path)


def test_not_listed_is_not_said_as_of_a_day_on_which_the_list_was_not_known(made):
    answer = ask(made.organisation("acme", []), "hikvision", known_by=date(2026, 1, 1))
    assert not [text for text in texts(answer, "lists") if text.startswith("is not named on")]
    listed = ask(made, "us-ndaa-889", known_by=date(2020, 1, 1), subject="list")
    assert "held in part: 0 names" in texts(listed, "about")[1]


def test_a_name_that_several_bear_names_them_all_and_answers_for_none(made):
    made.organisation(
        "copycat",
        [statement("copycat-name", "other_name", "Hangzhou Hikvision Digital Technology Co., Ltd.")],
    )
    answer = ask(made, "Hangzhou Hikvision Digital Technology Co., Ltd.")
    assert answer.match == SEVERAL
    assert answer.near == ["Copycat (copycat)", "Hikvision (hikvision)"]
    assert answer.sections == []
    assert ask(made, "hikvision").id == "hikvision"


def test_a_name_that_moved_on_means_whoever_bears_it_on_the_day(made):
    made.organisation(
        "first", [statement("first-name", "other_name", "Brightlook Works", valid_to="2016-01-01")]
    )
    made.organisation(
        "second", [statement("second-name", "other_name", "Brightlook Works", valid_from="2016-01-01")]
    )
    assert ask(made, "Brightlook Works", date(2015, 6, 1)).id == "first"
    assert ask(made, "Brightlook Works", date(2016, 1, 1)).id == "second"


def test_a_withdrawn_name_finds_nothing_and_found_it_before(made):
    made.organisation(
        "acme", [statement("acme-name", "other_name", "Brightlook Works", retrieved="2026-11-01")]
    )
    made.corrections("organisations", ("acme-name", "2026-11-20", "retracted", "misread", "us", ""))
    assert ask(made, "Brightlook Works").id is None
    assert ask(made, "Brightlook Works", known_by=date(2026, 11, 10)).id == "acme"
    assert ask(made, "Brightlook Works", known_by=date(2026, 10, 1)).id is None


def test_an_edition_says_nothing_of_the_days_before_it(made):
    row = entry("my-1", "Hikvision", "2026-11-01", organisation="hikvision") | {"scope": "listed_by_edition"}
    made.list("my-list", [row])
    before = [text for text in texts(ask(made, "hikvision", date(2026, 6, 1)), "lists") if "MY-LIST" in text]
    assert before == [
        "cannot tell for MY-LIST on this day: an edition of 2026-11-01 has it, which says nothing of the days before"
    ]
    after = [text for text in texts(ask(made, "hikvision"), "lists") if "MY-LIST" in text]
    assert after == ["is on MY-LIST as “Hikvision”, by 2026-11-01"]


def test_a_name_on_a_list_is_told_by_its_days(made):
    made.list("my-list", [entry("my-1", "Brightlook Works", "2020-01-01", "2021-01-01")])
    on = ask(made, "Brightlook Works", date(2020, 6, 1))
    assert texts(on, "lists") == ["MY-LIST, since 2020-01-01, until 2021-01-01"]
    for day in (date(2019, 12, 31), date(2021, 1, 1)):
        off = ask(made, "Brightlook Works", day)
        assert texts(off, "lists") == []
        assert texts(off, "other_days") == ["MY-LIST, since 2020-01-01, until 2021-01-01"]


def owner(
    one, value="Somebody", publisher="Example", kind="independent", read="here", review="2027-11-20", **more
):
    row = statement(one, "owner", value, review_by=review, **more)
    row["source"] = source(publisher=publisher, read=read) | {"class": kind}
    if read == "cited":
        del row["original"]
    return row


@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([owner("a", "hikvision"), owner("b", "hikvision", "Another")], "confirmed"),
        ([owner("a", "hikvision"), owner("b", "hikvision", "EXAMPLE ")], "corroborated"),
        (
            [owner("a", "hikvision", kind="party"), owner("b", "hikvision", "Another", "party")],
            "corroborated",
        ),
        ([owner("a", "hikvision", kind="party"), owner("b", "hikvision", "Another")], "corroborated"),
        (
            [
                owner("a", "hikvision", kind="official", review="2026-11-21"),
                owner("b", "hikvision", "A", "crowd", "cited"),
            ],
            "stale",
        ),
        ([owner("a", "hikvision"), owner("b", "hikvision", "Another", disputed_by=["a"])], "disputed"),
    ],
)
def test_several_sources_are_as_sure_as_the_rules_say_and_no_surer(made, rows, status):
    made.organisation("acme", rows)
    (found,) = Knowledge(load_packs([made.root]), TODAY).owners("acme")[:1]
    assert found.status == status


def test_different_shares_of_one_owner_stay_two_statements(made):
    rows = [owner("a", "hikvision", share=0.2), owner("b", "hikvision", "Another", share=0.7)]
    answer = ask(made.organisation("acme", rows), "acme")
    assert said(answer, "owners")["Acme is owned by Hikvision (20.00%)"] == "corroborated"
    assert said(answer, "owners")["Acme is owned by Hikvision (70.00%)"] == "corroborated"


def test_control_is_followed_to_its_end_in_whatever_order_the_owners_come(made):
    made.organisation("m", [owner("m-x", "x", share=0.1), owner("m-y", "y", share=0.6)])
    made.organisation("y", [owner("y-x", "x", share=1.0)])
    made.organisation("x", [owner("x-z", "z", share=1.0)])
    made.organisation("z", [])
    assert Knowledge(load_packs([made.root]), TODAY).controllers("m") == {"x", "y", "z"}


def test_owners_that_own_each_other_end(made):
    made.organisation("a", [owner("a-b", "b", share=1.0)], owners_held="whole")
    made.organisation("b", [owner("b-a", "a", share=1.0)], owners_held="whole")
    knowledge = Knowledge(load_packs([made.root]), TODAY)
    assert [step.organisation for step in knowledge.owners("a")] == ["b", "a"]


def test_a_chain_that_may_have_been_cut_is_not_held_whole(made):
    for at in range(MAX_OWNER_STEPS + 2):
        made.organisation(
            f"chain-{at}", [owner(f"o-{at}", f"chain-{at + 1}", share=1.0)], owners_held="whole"
        )
    made.organisation(f"chain-{MAX_OWNER_STEPS + 2}", [], owners_held="whole")
    knowledge = Knowledge(load_packs([made.root]), TODAY)
    assert not knowledge.owners_held_whole("chain-0")
    assert knowledge.owners_held_whole(f"chain-{MAX_OWNER_STEPS - 2}")
