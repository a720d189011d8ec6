"""Where a walk leads, read from GPX; gpxpy, which shares no code with the reader, says what a good file holds."""

from pathlib import Path

import gpxpy
import gpxpy.gpx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamppost.model.errors import LamppostError
from lamppost.model.walk import WalkRead
from lamppost.observe.gpx.reader import read_walk

POINT = st.tuples(
    st.floats(-85, 85).map(lambda v: round(v, 7)), st.floats(-89, 89).map(lambda v: round(v, 7))
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="Anna-iPhone">'


def written(tmp_path: Path, body: str | bytes) -> Path:
    """A file with a body."""
    path = tmp_path / "home-to-work.gpx"
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return path


def read(tmp_path: Path, body: str | bytes) -> WalkRead:
    """What is read of it."""
    return read_walk(written(tmp_path, body))


def points(*places: tuple[object, object], name: str = "trkpt") -> str:
    """Points of a line."""
    return "".join(
        f'<{name} lat="{lat}" lon="{lon}"><time>2026-11-20T08:00:00Z</time></{name}>' for lat, lon in places
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.lists(POINT, max_size=6), max_size=3), min_size=1, max_size=3))
def test_lines_are_the_segments_of_tracks_as_gpxpy_writes_them(tmp_path_factory, tracks):
    made = gpxpy.gpx.GPX()
    for segments in tracks:
        track = gpxpy.gpx.GPXTrack(name="Anna-iPhone")
        made.tracks.append(track)
        for places in segments:
            segment = gpxpy.gpx.GPXTrackSegment()
            segment.points = [gpxpy.gpx.GPXTrackPoint(*place) for place in places]
            track.segments.append(segment)
    path = written(tmp_path_factory.mktemp("gpx"), made.to_xml())
    expected = [places for segments in tracks for places in segments if len(places) > 1]
    if not expected:
        with pytest.raises(LamppostError, match="no track or route"):
            read_walk(path)
        return
    got = read_walk(path)
    assert [line.tolist() for line in got.lines] == [[list(place) for place in places] for places in expected]
    assert got.is_whole
    assert not got.issues


def test_a_route_is_read_where_there_is_no_track(tmp_path):
    route = f"<rte>{points((1, 2), (1.5, 2.5), name='rtept')}</rte>"
    assert read(tmp_path, f"{HEAD}{route}</gpx>").lines[0].tolist() == [[1, 2], [1.5, 2.5]]
    track = f"<trk><trkseg>{points((3, 4), (3.5, 4.5))}</trkseg></trk>"
    (line,) = read(tmp_path, f"{HEAD}{route}{track}</gpx>").lines
    assert line.tolist() == [[3, 4], [3.5, 4.5]]


def test_waypoints_are_no_walk(tmp_path):
    with pytest.raises(LamppostError, match="no track or route"):
        read(tmp_path, f"{HEAD}{points((1, 2), (3, 4), name='wpt')}</gpx>")


def test_a_point_that_is_nowhere_cuts_the_line_and_is_an_issue_by_its_line(tmp_path):
    for bad in ((91, 0), (0, 181), ("nan", 0), ("", 0), ("1e400", 0), ("1_0", 0), ("٣", 0), (86, 0)):
        body = points((1, 2), (1, 3)) + "\n" + points(bad) + points((1, 4), (1, 5), (1, 6))
        got = read(tmp_path, f"{HEAD}<trk><trkseg>{body}</trkseg></trk></gpx>")
        assert [len(line) for line in got.lines] == [2, 3], bad
        assert (got.points, got.points_not_read, got.issues[0].row) == (6, 1, 3)
        assert got.issues[0].evidence == "walk"


def test_a_line_over_the_180th_meridian_is_cut_there(tmp_path):
    body = points((1, 179.8), (1, 179.9), (1, -179.9), (1, -179.8))
    got = read(tmp_path, f"{HEAD}<trk><trkseg>{body}</trkseg></trk></gpx>")
    assert [line.tolist() for line in got.lines] == [[[1, 179.8], [1, 179.9]], [[1, -179.9], [1, -179.8]]]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE gpx [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE gpx [<!ENTITY % p SYSTEM "http://127.0.0.1/p.dtd"> %p;]>',
    ],
)
def test_a_file_that_declares_entities_is_refused(tmp_path, doctype):
    body = f'<?xml version="1.0"?>{doctype}<gpx>{points((1, 2), (1, 3))}</gpx>'
    with pytest.raises(LamppostError, match="no GPX"):
        read(tmp_path, body)


def test_what_is_no_gpx_is_refused_and_its_content_not_told(tmp_path):
    for body in (
        b"",
        b"\xff\xfe\x00",
        "lat,lon\n48.1371,11.5754",
        "<html><trkpt lat='48.1371'/></html>",
        "<gpx",
        "<kml/>",
    ):
        with pytest.raises(LamppostError) as told:
            read(tmp_path, body)
        assert "48.1371" not in f"{told.value.message} {told.value.hint}"


@settings(max_examples=120, deadline=None)
@given(at=st.integers(0, 10_000), to=st.binary(max_size=3), cut=st.booleans())
def test_a_damaged_walk_is_read_or_refused_by_name(tmp_path_factory, at, to, cut):
    whole = f"{HEAD}<trk><trkseg>{points(*((48 + i / 1e4, 11 + i / 1e4) for i in range(30)))}</trkseg></trk></gpx>".encode()
    at %= len(whole)
    body = whole[:at] + to + (b"" if cut else whole[at + 1 :])
    try:
        got = read(tmp_path_factory.mktemp("gpx"), body)
    except LamppostError:
        return
    assert all(line.ndim == 2 and len(line) > 1 and np.isfinite(line).all() for line in got.lines)
    assert got.is_whole or got.issues


def test_a_walk_that_breaks_off_is_read_up_to_there_and_says_so(tmp_path):
    got = read(tmp_path, f"{HEAD}<trk><trkseg>{points((1, 2), (1, 3))}")
    assert (len(got.lines[0]), got.is_whole) == (2, False)
    assert got.issues[-1].row == 2


def test_a_walk_is_not_read_beyond_its_limits(tmp_path, monkeypatch):
    body = f"{HEAD}<trk><trkseg>{points((1, 2), (1, 3), (1, 4))}</trkseg></trk></gpx>"
    monkeypatch.setattr("lamppost.observe.gpx.reader.MOST_POINTS", 2)
    with pytest.raises(LamppostError, match="more than 2 points"):
        read(tmp_path, body)
    monkeypatch.setattr("lamppost.observe.gpx.reader.MOST_BYTES", 20)
    with pytest.raises(LamppostError, match="larger than 20 bytes"):
        read(tmp_path, body)
    with pytest.raises(LamppostError, match="no such file"):
        read_walk(tmp_path / "none.gpx")
    with pytest.raises(LamppostError, match="not a regular file"):
        read_walk(tmp_path)
