"""A file that changes while it is looked at is told as it was, as it is, or as not read whole; never as another, and nothing breaks."""

from hashlib import sha256

import pytest
from tests.attack.changing import CHANGES, at_moment, change, looked_at, put
from tests.attack.extremes import long_frames
from tests.fuzz.pool import archives, exports, flows, lists, logs, maps

MOST_MOMENTS = 40
SLOW = ("large.pcap", "flows.parquet")
CRITICAL = (
    ("list.csv", "written over", 5), ("list.csv", "grown", 6), ("names.txt", "replaced", 7), ("bom.xml", "removed", 4),
    ("logs.tar", "written over", 9), ("logs.tar.gz", "replaced", 11), ("map-register.csv", "grown", 4),
)  # fmt: skip
"""Moments at which nobody would see the change who did not look for it."""


def kinds():
    held = {name: data for one in (archives, flows, lists, maps) for name, data in one().items()}
    held |= {name: data for name, data in logs().items() if "real" not in name}
    chosen = {
        "exports.pcap": exports(),
        "large.pcap": long_frames(20),
        "list.csv": held["a/list.csv"],
        "names.txt": held["names.txt"],
        "scan.xml": held["scan.xml"],
        "bom.xml": held["bom.xml"],
        "netbox.json": held["netbox.json"],
        "list.xlsx": held["0/list.xlsx"],
        "flows.parquet": held["flows.parquet"],
        "logs.zip": held["0/logs.zip"],
        "logs.tar": held["0/logs.tar"],
        "logs.tar.gz": held["0/logs.tar.gz"],
    }
    for ending in (".csv", ".pbf", ".osm", ".geojson", ".json", ".gz"):
        name = next((one for one in maps() if one.endswith(ending)), None)
        if name is not None:
            chosen[f"map-{name.rpartition('/')[2]}"] = held[name]
    for name in ("conn.log", "eve.json"):
        found = next(one for one in held if one.endswith(name))
        chosen[name] = held[found]
    return chosen


KINDS = kinds()


def tried(folder, name, how, at):
    """Whether there was such a moment; the file changes at it."""
    path, data = folder / name, KINDS[name]
    put(path, data)
    before = looked_at(path)
    with at_moment(path, at, lambda: change(path, how, data)) as moments:
        seen = looked_at(path)
    if moments.count < at:
        return False
    after = looked_at(path)
    is_as_it_is = how != "removed" and seen.sha256 == sha256(path.read_bytes()).hexdigest()
    assert seen.is_said or seen in (before, after) or is_as_it_is, (name, how, at, seen.told[-3000:])
    return True


def test_a_file_that_changes_between_two_readings_is_said_to_have_changed(tmp_path):
    for name, how, at in CRITICAL:
        assert tried(tmp_path, name, how, at), name


def test_a_file_that_changes_is_told_as_it_was_as_it_is_or_in_part(tmp_path):
    for at, name in enumerate(one for one in KINDS if one not in SLOW):
        tried(tmp_path, name, list(CHANGES)[at % len(CHANGES)], 3)


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("how", CHANGES)
def test_a_file_that_changes_at_any_moment_is_told_as_it_was_as_it_is_or_in_part(tmp_path, name, how):
    assert tried(tmp_path, name, how, 1)
    for at in range(2, MOST_MOMENTS):
        if not tried(tmp_path, name, how, at):
            break
