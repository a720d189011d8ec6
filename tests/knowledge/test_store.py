"""The compiled store: two times, the same answers as a plain walk over the files, kept by hash."""

import dataclasses
import gc
import sqlite3
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_packs import MadePacks, entry, statement

from lamppost.knowledge import cache
from lamppost.knowledge.answers.names import GivenNames, StoredNames, find_name
from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.compiling import compile_packs, stored_packs
from lamppost.knowledge.loading import load_packs
from lamppost.knowledge.packs import SHIPPED, load_folder
from lamppost.knowledge.store import NEVER, Database, When
from lamppost.model.errors import PackError

DAY = date(2020, 1, 1)
DAYS = st.integers(0, 40).map(lambda n: DAY + timedelta(days=n))


def text(day):
    return day.isoformat() if day else None


@st.composite
def histories(draw):
    """Owners of one organisation over time, when each was read, and which were withdrawn when."""
    rows = []
    for at in range(draw(st.integers(1, 6))):
        begins = draw(st.none() | DAYS)
        length = draw(st.none() | st.integers(1, 20))
        ends = (begins or DAY) + timedelta(days=length) if length else None
        rows.append((f"row-{at}", begins, ends, draw(DAYS), draw(st.none() | DAYS)))
    return rows


def write(root, rows):
    made = MadePacks(root)
    made.organisation(
        "acme",
        [
            statement(
                one,
                "owner",
                f"owner {one}",
                retrieved=text(read),
                valid_from=text(begins),
                valid_to=text(ends),
            )
            for one, begins, ends, read, _ in rows
        ],
    )
    made.corrections(
        "organisations",
        *((one, text(on), "retracted", "made", "a test", "") for one, *_, on in rows if on),
    )
    return load_folder(root, "user")


def said(packs, on, known):
    return {owner.statement.id for owner in Knowledge(packs, on, known).owners("acme")}


@given(histories(), DAYS, st.none() | DAYS)
@settings(max_examples=60)
def test_the_store_says_what_a_walk_over_the_rows_says(rows, on, known):
    with tempfile.TemporaryDirectory() as root:
        packs = write(Path(root), rows)
        expected = {
            one
            for one, begins, ends, read, withdrawn in rows
            if (begins is None or begins <= on)
            and (ends is None or on < ends)
            and (known is None or read <= known)
            and not (withdrawn and (known is None or withdrawn <= known))
        }
        assert said(packs, on, known) == expected
        assert said(stored_packs(compile_packs(packs)), on, known) == expected


@given(histories(), histories(), DAYS, DAYS)
@settings(max_examples=40)
def test_what_is_learned_later_never_rewrites_what_was_known_before(rows, more, on, known):
    later = [
        (f"late-{one}", begins, ends, known + timedelta(days=1 + at), withdrawn)
        for at, (one, begins, ends, _, withdrawn) in enumerate(more)
    ]
    with tempfile.TemporaryDirectory() as root:
        before = said(write(Path(root), rows), on, known)
    with tempfile.TemporaryDirectory() as root:
        assert said(write(Path(root), rows + later), on, known) == before


@given(histories(), DAYS)
@settings(max_examples=40)
def test_a_later_end_never_changes_an_earlier_day(rows, on):
    closed = [
        (one, begins, ends or max(on, begins or DAY) + timedelta(days=1), read, None)
        for one, begins, ends, read, _ in rows
    ]
    open_ = [(one, begins, ends, read, None) for one, begins, ends, read, _ in rows]
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as other:
        assert said(write(Path(root), closed), on, None) == said(write(Path(other), open_), on, None)


def test_the_shipped_packs_are_the_same_from_the_store_and_from_their_files():
    packs = load_folder(SHIPPED, "shipped")
    kept = stored_packs(compile_packs(packs))
    for field in dataclasses.fields(packs):
        if field.name in ("store", "refs", "lists"):
            continue
        assert dict(getattr(kept, field.name)) == dict(getattr(packs, field.name)), field.name
    for name, listed in packs.lists.items():
        assert kept.lists[name].file == listed.file
        assert list(kept.lists[name].entries) == listed.entries
    assert list(kept.refs) == packs.refs


@given(st.data())
@settings(max_examples=150)
def test_a_name_is_found_in_the_store_as_in_a_walk_over_all_names(data):
    names = data.draw(
        st.dictionaries(
            st.sampled_from(["aa", "bb", "cc", "dd"]),
            st.text("abc ", min_size=5, max_size=9).filter(lambda name: name.strip()),
            min_size=1,
        )
    )
    asked = data.draw(st.text("abc ", min_size=1, max_size=10) | st.sampled_from(list(names.values())))
    with tempfile.TemporaryDirectory() as root:
        made = MadePacks(Path(root))
        for one, name in names.items():
            made.organisation(one, [], name=name)
        store = compile_packs(load_folder(Path(root), "user"))
    given = GivenNames({one: [name] for one, name in names.items()})
    assert find_name(asked, StoredNames(store, "organisations", When.at(DAY))) == find_name(asked, given)


def test_an_entry_of_a_list_is_found_by_organisation_and_by_a_name_nobody_is_tied_to(tmp_path):
    MadePacks(tmp_path).organisation("acme", []).list(
        "made-list",
        [
            entry("made-1", "Acme Ltd", "2020-01-01", "2020-02-01", organisation="acme"),
            entry("made-2", "Unheard Of Cameras", "2020-01-10"),
        ],
    )
    packs = load_folder(tmp_path, "user")
    on = Knowledge(packs, date(2020, 1, 31))
    assert [found.entry.id for found in on.entries("acme")] == ["made-1"]
    assert [found.entry.id for found in on.entries_called("unheard of cameras")] == ["made-2"]
    after = Knowledge(packs, date(2020, 2, 1))
    assert not list(after.entries("acme"))
    assert [found.entry.id for found in after.entries_ever("acme")] == ["made-1"]


def test_an_objection_makes_a_row_disputed_and_a_withdrawal_silences_it(tmp_path):
    made = MadePacks(tmp_path)
    made.organisation("acme", [statement("acme-owner", "owner", "Somebody")])
    made.corrections("organisations", ("acme-owner", "2026-11-21", "disputed", "not so", "Acme", ""))
    (owner,) = Knowledge(load_folder(tmp_path, "user"), date(2026, 11, 26)).owners("acme")
    assert owner.status == "disputed"
    made.corrections("organisations", ("acme-owner", "2026-11-21", "retracted", "misread", "us", ""))
    packs = load_folder(tmp_path, "user")
    assert not Knowledge(packs, date(2026, 11, 26)).owners("acme")
    assert Knowledge(packs, date(2026, 11, 26), date(2026, 11, 20)).owners("acme")


def test_a_user_cannot_withdraw_a_shipped_row(tmp_path):
    made = MadePacks(tmp_path).organisation("acme", [])
    made.corrections("organisations", ("hikvision-legal-name", "2026-11-21", "retracted", "x", "me", ""))
    with pytest.raises(PackError, match="hikvision-legal-name, which is no row of this folder"):
        load_packs([tmp_path])


def test_a_store_that_was_cut_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "cache_directory", lambda: tmp_path)
    load_packs().store.close()
    (kept,) = tmp_path.glob("*.sqlite")
    whole = kept.read_bytes()
    for damaged in (whole[: len(whole) // 2], whole[:4096], b"", b"no database", b"\0" * 8192):
        kept.write_bytes(damaged)
        packs = load_packs()
        assert packs.organisations["hikvision"].name == "Hikvision"
        packs.store.close()
    assert kept.stat().st_size == len(whole)


def test_a_store_that_cannot_be_kept_is_held_in_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "cache_directory", lambda: tmp_path / "missing")
    assert load_packs().organisations["hikvision"].name == "Hikvision"


def test_another_folder_of_packs_makes_another_store(tmp_path, monkeypatch):
    place, mine = tmp_path / "cache", tmp_path / "mine"
    place.mkdir()
    monkeypatch.setattr(cache, "cache_directory", lambda: place)
    made = MadePacks(mine).organisation("acme", [])
    assert "acme" in load_packs([mine]).organisations
    assert "acme" not in load_packs().organisations
    made.organisation("acme", [statement("acme-name", "legal_name", "Acme Ltd")])
    assert load_packs([mine]).organisations["acme"].statements
    assert len(list(place.glob("*.sqlite"))) == 3


def test_nothing_can_be_written_through_a_kept_store(tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "cache_directory", lambda: tmp_path)
    store = load_packs().store
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._database.execute("DELETE FROM fact")


def test_a_viewpoint_without_a_day_of_knowing_knows_everything():
    assert When.at(DAY).known == NEVER - 1


def test_a_database_that_nobody_holds_is_closed():
    closed = []

    class Seen(Database):
        def close(self):
            closed.append(True)
            super().close()

    held = sqlite3.connect(":memory:", factory=Seen)
    held.execute("CREATE TABLE one (two)")
    del held
    gc.collect()
    assert closed == [True]


def test_stores_are_databases_that_close_themselves():
    assert isinstance(Knowledge(load_packs([]), date(2026, 11, 23)).store.database, Database)
