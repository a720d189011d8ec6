"""Ways that were found, as a file to follow them by: only where the user asks for it."""

from pathlib import Path

from lamppost.cli.output import write_file
from lamppost.model.language import tr
from lamppost.model.walk import WaysTold


def write_ways(path: Path, ways: WaysTold) -> None:
    """Write both ways as tracks of one GPX file, which nobody but the user may read.

    Args:
        path: Where to.
        ways: The ways.

    Raises:
        LamppostError: It cannot be written.
    """
    import gpxpy.gpx

    made = gpxpy.gpx.GPX()
    made.creator = "lamppost"
    for way, name in (
        (ways.shortest, tr("shortest way, {m} m", m=round(ways.shortest.length_m))),
        (ways.least_watched, tr("least watched way, {m} m", m=round(ways.least_watched.length_m))),
    ):
        segment = gpxpy.gpx.GPXTrackSegment()
        segment.points = [
            gpxpy.gpx.GPXTrackPoint(round(lat, 7), round(lon, 7)) for lat, lon in way.line.tolist()
        ]
        track = gpxpy.gpx.GPXTrack(name=name)
        track.segments.append(segment)
        made.tracks.append(track)
    write_file(path, made.to_xml(version="1.1") + "\n")
