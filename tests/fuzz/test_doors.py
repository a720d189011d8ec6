"""Every reader has a door that is fuzzed; each made seed goes in by its door; and what broke something once breaks nothing any more."""

import pkgutil

import pytest
from tests.fuzz import judges
from tests.fuzz.at_large import mixed
from tests.fuzz.doors.all import doors
from tests.fuzz.kept_seeds import KEPT, kept_seeds
from tests.fuzz.running import some_of

from lamppost import observe
from lamppost.knowledge.updating import formats
from lamppost.pipeline import lists
from lamppost.pipeline.observing import READERS as LOGS
from lamppost.pipeline.street.reading import READERS as MAPS

SHARED = {"logs", "tabular", "foreign", "markup", "opening", "source", "unpacking", "magic"}
"""What readers are made of; each stands behind a door too."""
QUICK = (2, 3, 4, 5, 6, 8, 9, 13, 14, 15, 16, 17, 20)
"""Seeds of evidence without captures, of which the shared ones take seconds to take apart."""
DOORS = sorted(doors())


def covered():
    return {one for door in doors().values() for one in door.covers}


def test_every_reader_stands_behind_a_door():
    held = {one.name for one in pkgutil.iter_modules(observe.__path__)}
    assert held >= {*LOGS, *MAPS, "capture", "gpx"}
    missing = {one for one in held if f"observe.{one}" not in covered()}
    assert not missing, f"no door of tests/fuzz/doors leads to {missing}"


def test_every_ending_and_format_of_lists_has_a_door():
    kinds = {*lists._BY_ENDING.values(), "cyclonedx", "netbox", "nmap"}
    assert {f"observe.{kind}" for kind in kinds} <= covered()


def test_every_parser_of_payloads_is_found():
    from tests.fuzz.doors.captures import parsers

    from lamppost.observe.capture.payloads import dispatch

    found = {name for name, _ in parsers()}
    places = [place for several in dispatch._BY_FIRST_BYTE.values() for place in several]
    wanted = {place.replace(":", ".") for place in [*places, *dispatch._BY_PORT.values()]}
    assert wanted <= found
    assert len(found) > 40


def test_every_published_format_is_among_the_seeds():
    from tests.knowledge.updating.made_files import SAMPLES

    from lamppost.knowledge.updating.choosing import readers

    assert {reader.FORMAT.id for reader in readers()} == {form for form, _ in SAMPLES.values()}
    assert formats.__name__.removeprefix("lamppost.").startswith(tuple(covered()))


def test_every_door_leads_to_code_that_is_there():
    from importlib import import_module

    for one in sorted(covered()):
        import_module(f"lamppost.{one}")


@pytest.mark.parametrize("name", DOORS)
def test_made_seeds_go_in_by_their_door(name, tmp_path):
    door = doors()[name]
    told = (door.attempt(seed, tmp_path) for seed in door.seeds())
    assert any(one != "none" for one in told), "no seed of this door is read at all"


@pytest.mark.parametrize("kept", kept_seeds(), ids=lambda kept: kept.file)
def test_what_broke_something_once_breaks_nothing_any_more(kept, tmp_path):
    doors()[kept.door].attempt(kept.data, tmp_path)


def test_a_few_doors_at_a_time_are_all_of_them_in_the_end():
    several = [some_of(DOORS, 4, seed) for seed in range(len(DOORS))]
    assert {name for some in several for name in some} == set(DOORS)
    assert {len(some) for some in several} == {4}


def test_every_kept_seed_says_what_it_broke():
    held = kept_seeds()
    assert {one.file for one in held} == {path.name for path in KEPT.iterdir()} - {"broke.csv"}
    assert all(one.broke and one.door in doors() for one in held)
    assert all(len(one.data) <= 1 << 16 for one in held)


@pytest.mark.parametrize(
    ("kind", "whole", "broken"),
    [
        ("json", b'{"a": [1]}', b'{"a": [1'),
        ("xml", b"<a><b/></a>", b"<a><b/>"),
        ("lines", b'{"a": 1}\n{"b": 2}\n', b'{"a": 1}\n{"b"'),
        ("zeek", b"#fields\ta\tb\n1\t2\n", b"#fields\ta\tb\n1\n"),
        ("pbf", b"\x00\x00\x00\x02\x18\x03abc", b"\x00\x00\x00\x02\x18\x03ab"),
    ],
)
def test_a_judge_tells_what_is_damaged(kind, whole, broken):
    assert not judges.BROKEN[kind](whole)
    assert judges.BROKEN[kind](broken)
    judges.assert_told(kind, whole, "whole", 0)
    with pytest.raises(AssertionError, match="called whole"):
        judges.assert_told(kind, broken, "whole", 0)
    with pytest.raises(AssertionError, match="nobody says why"):
        judges.assert_told(kind, broken, "part", 0)


def test_a_workbook_without_its_end_is_damaged():
    from tests.fuzz.doors.lists import books

    book = next(books())
    assert not judges.is_broken_zip(book)
    assert judges.is_broken_zip(book[:-30])


def through(door, folder):
    return [door.attempt(seed, folder) for seed in door.seeds()]


def test_a_door_that_raises_is_found(tmp_path, monkeypatch):
    from lamppost.observe.capture.payloads import dispatch

    def refuse(*_):
        raise KeyError("made")

    monkeypatch.setattr(dispatch, "_read_by_port", refuse)
    with pytest.raises(KeyError, match="made"):
        through(doors()["datagrams"], tmp_path)


def test_mixed_evidence_goes_all_the_way_to_a_document(tmp_path):
    told = [mixed(seed, tmp_path) for seed in QUICK]
    assert {one.sort for one in told} == {"logs", "lists", "maps", "flows", "archives"}
    assert "whole" in {one.read for one in told}
    assert mixed(QUICK[0], tmp_path) == told[0]
