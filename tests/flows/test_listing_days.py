"""The day before, of and after each listing of the makers in the sample: what changes, and the entry that changes it."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

import lamppost as package
from lamppost import pipeline

CAPTURE = Path(package.__file__).parent / "samples" / "made-network.pcap"
MAKERS = ("hikvision", "dahua")


@cache
def packs():
    return pipeline.load_packs([])


@cache
def held():
    return pipeline.look([CAPTURE], pipeline.Question(as_of=date(2026, 11, 27)))


@cache
def as_of(day):
    return pipeline.rejudge(held(), pipeline.Change(as_of=day), packs())


def entries():
    rows = [
        (name, row)
        for name, listed in packs().lists.items()
        for row in listed.entries
        if row.organisation in MAKERS
    ]
    assert rows
    return sorted(rows, key=lambda pair: pair[1].id)


def told(one, other, entry):
    found = pipeline.on_two_days("capture", [as_of(one), as_of(other)], pipeline.Hand(packs=packs()))
    return {
        (change.how, dated.what, dated.on)
        for change in found.changes
        if change.about.startswith("list ")
        for dated in change.dated
        if dated.statement == entry.id
    }


@pytest.mark.parametrize(("name", "entry"), entries(), ids=lambda one: getattr(one, "id", one))
def test_a_listing_appears_on_its_day_and_neither_before_nor_after(name, entry):
    day, step = entry.listed_on, timedelta(days=1)
    assert ("began", day) in {row[1:] for row in told(day - step, day, entry)}
    assert told(day, day + step, entry) == set()
    assert told(day - 2 * step, day - step, entry) == set()
    if entry.removed_on:
        assert ("ended", entry.removed_on) in {
            row[1:] for row in told(entry.removed_on - step, entry.removed_on, entry)
        }
