"""Periods are added, closed or marked; none is ever lost, and a second time changes nothing."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.knowledge.updating.made_rows import REVIEW, day, edition, row

from lamppost.knowledge.updating.comparing import compare
from lamppost.knowledge.updating.difference import BY_EDITION, base_id, base_of
from lamppost.knowledge.updating.rows import name_key
from lamppost.model.errors import PackError

LIST = "example-list"


def held_after(rows, on, *, whole=False, held=()):
    return compare(LIST, held, rows, edition(on, whole=whole)).entries


def test_a_new_row_is_added_with_the_day_that_it_prints():
    difference = compare(LIST, [], [row(listed_on=day(5))], edition())
    (entry,) = difference.added
    assert (entry.id, entry.listed_on, entry.removed_on) == ("example-list-example-works-ltd", day(5), None)
    assert entry.name_as_printed == "Example Works Ltd."


def test_the_publishers_id_makes_the_id_where_there_is_one():
    (entry,) = held_after([row(publisher_id="30882", listed_on=day(5))], None)
    assert entry.id == "example-list-30882"


def test_a_row_without_a_day_is_listed_by_the_day_of_the_edition_and_says_so():
    (entry,) = held_after([row()], day(9))
    assert entry.listed_on == day(9)
    assert BY_EDITION in entry.scope.split(";")


def test_a_row_without_a_day_needs_the_day_of_the_edition():
    with pytest.raises(PackError, match="prints no day") as caught:
        compare(LIST, [], [row()], edition())
    assert "--edition-day" in caught.value.hint


def test_what_a_whole_edition_no_longer_names_is_closed_on_its_day():
    held = held_after([row(listed_on=day(5))], None)
    difference = compare(LIST, held, [row("Other Works Ltd.", listed_on=day(6))], edition(day(9), whole=True))
    ((old, new),) = difference.closed
    assert (old.removed_on, new.removed_on) == (None, day(9))
    assert difference.entries[0] == new


def test_what_a_part_no_longer_names_is_said_and_left():
    held = held_after([row(listed_on=day(5))], None)
    difference = compare(LIST, held, [row("Other Works Ltd.", listed_on=day(6))], edition(day(9)))
    assert difference.absent == held
    assert difference.entries[0] == held[0]


def test_what_stands_in_a_row_that_is_not_taken_in_is_not_closed():
    held = held_after([row(listed_on=day(5))], None)
    difference = compare(LIST, held, [], edition(day(9), whole=True, names_otherwise={"example works ltd."}))
    assert difference.absent == held
    assert not difference.closed


def test_a_removal_that_is_printed_closes_the_period_without_a_whole_edition():
    held = held_after([row(listed_on=day(5))], None)
    difference = compare(LIST, held, [row(listed_on=day(5), removed_on=day(8))], edition())
    assert [new.removed_on for _, new in difference.closed] == [day(8)]


def test_a_name_that_comes_back_is_a_new_period_beside_the_old_one():
    held = held_after([row(listed_on=day(5), removed_on=day(8))], None)
    difference = compare(LIST, held, [row(listed_on=day(20))], edition())
    (new,) = difference.reappeared
    assert new.id == f"example-list-example-works-ltd-{day(20)}"
    assert difference.entries == [*held, new]


def test_a_name_that_was_gone_from_one_edition_and_is_back_began_anew_with_the_later_edition():
    held = held_after([row(listed_on=day(5))], None)
    held = held_after([], day(10), whole=True, held=held)
    difference = compare(LIST, held, [row(listed_on=day(5))], edition(day(20)))
    (new,) = difference.reappeared
    assert new.listed_on == day(20)
    again = compare(LIST, difference.entries, [row(listed_on=day(5))], edition(day(30)))
    assert again.is_empty


@pytest.mark.parametrize(("before", "after"), [("7", None), (None, "7"), ("7", "8")])
def test_a_name_that_comes_back_under_another_id_of_the_publisher_begins_anew_once(before, after):
    held = held_after([row(publisher_id=before, listed_on=day(5), removed_on=day(8))], None)
    back = [row(publisher_id=after, listed_on=day(5))]
    difference = compare(LIST, held, back, edition(day(20)))
    (new,) = difference.reappeared
    assert (new.listed_on, new.removed_on) == (day(20), None)
    assert difference.entries == [*held, new]
    assert compare(LIST, difference.entries, back, edition(day(30))).is_empty
    gone = held_after([], day(40), whole=True, held=difference.entries)
    assert [entry.removed_on for entry in gone] == [day(8), day(40)]
    again = compare(LIST, gone, back, edition(day(41)))
    assert [entry.listed_on for entry in again.reappeared] == [day(41)]


def test_an_edition_from_before_a_removal_does_not_undo_it():
    held = held_after([row(listed_on=day(5), removed_on=day(30))], None)
    assert compare(LIST, held, [row(listed_on=day(5))], edition(day(20))).is_empty
    assert compare(LIST, held, [row()], edition(day(20))).is_empty


def test_another_day_marks_the_old_row_and_stands_beside_it():
    held = held_after([row(listed_on=day(5))], None)
    difference = compare(LIST, held, [row(listed_on=day(6))], edition())
    ((old, new, what),) = difference.changed
    (correction,) = difference.corrections
    assert old == held[0]
    assert difference.entries == [old, new]
    assert new.listed_on == day(6)
    assert new.id != old.id
    assert (correction.row, correction.what, correction.replaced_by) == (old.id, "retracted", new.id)
    assert f"listed on {day(6)}, not {day(5)}" in correction.why
    assert what in correction.why


def test_a_row_that_was_withdrawn_is_not_compared_again():
    held = held_after([row(listed_on=day(5))], None)
    now = [row(listed_on=day(6))]
    difference = compare(LIST, held, now, edition())
    withdrawn = {correction.row for correction in difference.corrections}
    assert compare(LIST, difference.entries, now, edition(withdrawn=withdrawn)).is_empty


def test_another_programme_closes_the_old_row_on_the_day_of_the_edition():
    held = held_after([row(publisher_id="7", listed_on=day(5), programmes=("A",))], None)
    now = [row(publisher_id="7", listed_on=day(5), programmes=("A", "B"))]
    difference = compare(LIST, held, now, edition(day(9)))
    ((old, new, _),) = difference.changed
    assert (old.removed_on, new.listed_on) == (day(9), day(9))
    assert new.scope == "programme:a;programme:b"
    assert compare(LIST, difference.entries, now, edition(day(12))).is_empty


def test_another_printed_name_under_the_same_publishers_id_marks_the_old_row():
    held = held_after([row(publisher_id="7", listed_on=day(5))], None)
    difference = compare(LIST, held, [row("Example Factory", publisher_id="7", listed_on=day(5))], edition())
    ((old, new, _),) = difference.changed
    assert old.name_as_printed == "Example Works Ltd."
    assert new.name_as_printed == "Example Factory"


def test_a_row_made_by_hand_is_found_by_its_printed_name_and_left_as_it_is():
    (made,) = held_after([row(listed_on=day(5))], None)
    held = [msgspec.structs.replace(made, id="example-list-by-hand", scope="video_surveillance")]
    difference = compare(
        LIST, held, [row("EXAMPLE  Works Ltd.*", publisher_id="9", listed_on=day(5))], edition()
    )
    assert difference.is_empty
    assert difference.entries == held


def test_a_changed_id_of_the_publisher_makes_no_second_entry():
    held = held_after([row(publisher_id="old", listed_on=day(5))], None)
    assert compare(LIST, held, [row(publisher_id="new", listed_on=day(5))], edition()).is_empty


def test_two_parties_of_one_name_stay_two():
    rows = [row(publisher_id="1", listed_on=day(5)), row(publisher_id="2", listed_on=day(5))]
    held = held_after(rows, None)
    assert len(held) == 2
    difference = compare(LIST, held, rows[1:], edition(day(9), whole=True))
    assert [old.id for old, _ in difference.closed] == ["example-list-1"]


def test_a_row_does_not_take_the_entry_of_another_row_of_its_name():
    rows = [row(publisher_id="2", programmes=("A",)), row(publisher_id="1")]
    held = held_after(rows[:1], day(1))
    difference = compare(LIST, held, rows, edition(day(2)))
    assert [entry.id for entry in difference.added] == ["example-list-1"]
    assert difference.unchanged == 1


def test_a_row_that_says_the_same_twice_counts_once():
    difference = compare(
        LIST, [], [row(listed_on=day(5)), row(listed_on=day(5), locator="line 9")], edition()
    )
    assert len(difference.added) == 1
    assert difference.repeated == 1


def test_a_second_name_under_one_id_is_said_and_not_counted_as_the_same():
    rows = [
        row(publisher_id="7", listed_on=day(5)),
        row("Example Factory", publisher_id="7", listed_on=day(5)),
    ]
    difference = compare(LIST, [], rows, edition())
    (entry,) = difference.added
    ((other, kept),) = difference.other_names
    assert {other.name, entry.name_as_printed} == {one.name for one in rows}
    assert kept.name == entry.name_as_printed


def test_a_row_that_is_read_again_is_to_be_reviewed_later_and_else_the_same():
    (entry,) = held_after([row(listed_on=day(5))], None)
    held = [msgspec.structs.replace(entry, review_by=day(1000))]
    difference = compare(LIST, held, [row(listed_on=day(5))], edition(renews=lambda _: True))
    assert difference.renewed == 1
    assert difference.entries == [msgspec.structs.replace(held[0], review_by=REVIEW)]
    assert compare(LIST, held, [row(listed_on=day(5))], edition()).is_empty


def test_long_names_and_names_without_latin_letters_have_ids_of_their_own():
    ids = {base_id(LIST, None, name) for name in ("甲" * 9, "乙", "x" * 200, "x" * 201, "Müller", "Muller")}
    assert len(ids) == 6
    assert all(len(one) + len("-2026-11-23-999") <= 80 for one in ids)


DAYS = st.integers(0, 40)
NAMES = st.sampled_from(["Example Works", "EXAMPLE WORKS", "Other Works", "Third Works"])


@st.composite
def made_file(draw):
    """Rows of one edition: any name under any id of the publisher or none, also of days that are still to come."""
    on = draw(DAYS)
    rows = []
    for _ in range(draw(st.integers(0, 6))):
        number = draw(st.none() | st.sampled_from(["1", "2", "3"]))
        begins = draw(st.none() | st.integers(0, 45))
        ends = draw(st.none() | st.integers(begins + 1, 50)) if begins is not None else None
        rows.append(
            row(
                draw(NAMES),
                publisher_id=number,
                listed_on=None if begins is None else day(begins),
                removed_on=None if ends is None else day(ends),
                programmes=tuple(draw(st.lists(st.sampled_from("AB"), max_size=2, unique=True))),
            )
        )
    return rows, day(on), draw(st.booleans())


HISTORY = st.lists(made_file(), min_size=1, max_size=4)


def replay(history):
    """Entries and withdrawn ids after some files, one after the other."""
    held, withdrawn = [], set()
    for rows, on, whole in history:
        difference = compare(LIST, held, rows, edition(on, whole=whole, withdrawn=withdrawn))
        held = difference.entries
        withdrawn |= {row.row for row in difference.corrections}
    return held, withdrawn


def bare(entries):
    """Without the row's number, which the order of rows decides."""
    return [msgspec.structs.replace(entry, locator=None, original=None) for entry in entries]


@given(HISTORY)
def test_an_update_applied_twice_changes_nothing_the_second_time(history):
    held, withdrawn = replay(history)
    rows, on, whole = history[-1]
    again = compare(LIST, held, rows, edition(on, whole=whole, withdrawn=withdrawn))
    assert again.entries == held
    assert again.is_empty


@given(HISTORY)
def test_every_id_survives_every_update_in_its_place(history):
    held, withdrawn = [], set()
    for rows, on, whole in history:
        difference = compare(LIST, held, rows, edition(on, whole=whole, withdrawn=withdrawn))
        after = difference.entries
        withdrawn |= {row.row for row in difference.corrections}
        assert [entry.id for entry in after[: len(held)]] == [entry.id for entry in held]
        assert len({entry.id for entry in after}) == len(after)
        for old, new in zip(held, after, strict=False):
            changed = {name for name in old.__struct_fields__ if getattr(old, name) != getattr(new, name)}
            assert changed <= {"removed_on"}
            assert old.removed_on in (None, new.removed_on)
        held = after


def holds(entry, on):
    return entry.listed_on <= on and (entry.removed_on is None or on < entry.removed_on)


def is_of(entry, one):
    return name_key(entry.name_as_printed) == name_key(one.name) or base_of(entry.id) == base_id(
        LIST, one.publisher_id, one.name
    )


@given(HISTORY)
def test_whoever_the_latest_edition_names_is_listed_on_its_day_and_who_is_not_in_a_whole_one_is_not(history):
    held, withdrawn = [], set()
    for rows, on, whole in history:
        known = [held_on for one in held for held_on in (one.listed_on, one.removed_on) if held_on]
        difference = compare(LIST, held, rows, edition(on, whole=whole, withdrawn=withdrawn))
        held, withdrawn = difference.entries, withdrawn | {one.row for one in difference.corrections}
        if on < max(known, default=on):
            continue
        listed = [entry for entry in held if entry.id not in withdrawn and holds(entry, on)]
        for one in rows:
            is_open = one.removed_on is None and (one.listed_on is None or one.listed_on <= on)
            is_said = any(row is one for row, _ in difference.other_names)
            assert not is_open or is_said or any(is_of(entry, one) for entry in listed)
        for entry in listed:
            assert not whole or entry.listed_on == on or any(is_of(entry, one) for one in rows)


@given(HISTORY)
def test_what_ended_holds_again_only_where_the_difference_says_so(history):
    held, withdrawn = [], set()
    for rows, on, whole in history:
        difference = compare(LIST, held, rows, edition(on, whole=whole, withdrawn=withdrawn))
        said = [*difference.added, *difference.reappeared, *(new for _, new, _ in difference.changed)]
        assert difference.entries[len(held) :] == sorted(said, key=lambda one: (one.listed_on, one.id))
        ended = {base_of(one.id) for one in held if one.removed_on and one.removed_on <= on}
        back = [one for one in difference.added if one.listed_on >= on and base_of(one.id) in ended]
        assert not back, "begins after an end, and is not said to be back"
        held, withdrawn = difference.entries, withdrawn | {row.row for row in difference.corrections}


@given(HISTORY, st.randoms())
def test_the_order_of_rows_does_not_matter(history, chance):
    shuffled = []
    for rows, on, whole in history:
        mixed = list(rows)
        chance.shuffle(mixed)
        shuffled.append((mixed, on, whole))
    assert bare(replay(shuffled)[0]) == bare(replay(history)[0])


@given(HISTORY)
def test_every_period_ends_after_it_begins(history):
    for entry in replay(history)[0]:
        assert entry.removed_on is None or entry.removed_on > entry.listed_on


@pytest.mark.parametrize("name", ["Example Works {} Ltd.", "Example Works Ltd."])
def test_thousands_of_rows_are_compared_in_seconds_also_where_all_bear_one_name(name):
    from time import process_time

    rows = [row(name.format(number), publisher_id=f"Q{number}") for number in range(6000)]
    start = process_time()
    first = compare("made", [], rows, edition(day(3)))
    second = compare("made", first.entries, rows, edition(day(4)))
    assert process_time() - start < 3
    assert (len(first.added), second.unchanged) == (6000, 6000)
