"""Made maps of OpenStreetMap, as XML."""

import pytest

SAMPLE = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="made" timestamp="2026-05-02T00:00:00Z">
  <bounds minlat="0.0" minlon="0.0" maxlat="0.01" maxlon="0.02"/>
  <node id="1" lat="0.001" lon="0.001" version="3" timestamp="2026-01-02T03:04:05Z" user="Someone" uid="7">
    <tag k="man_made" v="surveillance"/><tag k="surveillance" v="public"/><tag k="camera:direction" v="90"/>
    <tag k="operator" v="Example City"/><tag k="description" v="above the door of Someone"/><tag k="name" v="Cam of Someone"/>
  </node>
  <node id="2" lat="0.002" lon="0.001"/><node id="3" lat="0.002" lon="0.002"/>
  <node id="4" lat="0.003" lon="0.002"/><node id="5" lat="0.003" lon="0.003"/>
  <node id="6" lat="0.004" lon="0.003"><tag k="place" v="suburb"/><tag k="name" v="Dotted"/></node>
  <node id="7" lat="0.005" lon="0.005"><tag k="highway" v="speed_camera"/></node>
  <way id="10" version="1" timestamp="2026-03-04T00:00:00Z">
    <nd ref="2"/><nd ref="3"/><nd ref="4"/>
    <tag k="highway" v="footway"/><tag k="name" v="Long Walk"/>
  </way>
  <way id="11"><nd ref="4"/><nd ref="5"/><nd ref="99"/><tag k="highway" v="residential"/><tag k="access" v="private"/></way>
  <way id="12"><nd ref="4"/><nd ref="5"/><tag k="highway" v="motorway"/></way>
  <way id="13"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="2"/>
    <tag k="building" v="house"/><tag k="height" v="16'"/></way>
  <way id="14"><nd ref="3"/><nd ref="4"/><nd ref="5"/></way>
  <way id="15"><nd ref="5"/><nd ref="3"/></way>
  <way id="16"><nd ref="2"/><nd ref="5"/><tag k="man_made" v="surveillance"/></way>
  <relation id="20"><member type="way" ref="14" role="outer"/><member type="way" ref="15" role="outer"/>
    <tag k="type" v="multipolygon"/><tag k="building" v="yes"/><tag k="building:levels" v="2"/></relation>
  <relation id="21"><member type="way" ref="15" role="outer"/><member type="way" ref="14" role="outer"/>
    <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="9"/>
    <tag k="name" v="Middle"/><tag k="name:de" v="Mitte"/></relation>
  <relation id="22"><member type="way" ref="15" role="outer"/><member type="way" ref="777" role="outer"/>
    <tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k="admin_level" v="8"/><tag k="name" v="Cut"/></relation>
</osm>
"""


@pytest.fixture
def sample(tmp_path):
    """A file with one of each thing that is read, and of things that are not."""
    path = tmp_path / "made.osm"
    path.write_text(SAMPLE)
    return path
