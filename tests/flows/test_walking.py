"""Walks past the cameras of a map: what is told of them, and that where they lead is kept nowhere."""

import hashlib
import json
import re
import stat
from pathlib import Path

import gpxpy
import pytest
from click.testing import CliRunner
from tests.report.readable import readable

from lamppost import pipeline
from lamppost.cli.entry import cli
from lamppost.model.errors import LamppostError
from make_town import BLOCK_M, LAT, LON, M_LAT, M_LON

TOWN = Path(pipeline.__file__).parents[1] / "samples" / "made-town.osm"
NAME = "from-annas-home-to-work.gpx"
TITLE = "Anna-iPhone walks to work"


def place(east_m, north_m):
    """Latitude and longitude of a place of the town, of seven digits."""
    return round(LAT + north_m * M_LAT, 7), round(LON + east_m * M_LON, 7)


START, END = place(1.2345678, 7.3912645), place(3 * BLOCK_M + 2.718281, 2 * BLOCK_M - 3.141592)
FAR = place(-3001.234567, -2512.345678)
"""So far from the town that nothing else has its latitude or longitude."""


def spelt(value):
    """A number of degrees as a text may have it."""
    return f"{value:.6f}", f"{value:.7f}"[:-1], str(round(value * 1e6)), str(int(value * 1e6))


def holds_a_point(text):
    """Whether a text has both numbers of an end beside each other."""
    for lat, lon in (START, END):
        for one in spelt(lat):
            for found in re.finditer(re.escape(one), text):
                near = text[max(0, found.start() - 40) : found.end() + 40]
                if any(other in near for other in spelt(lon)):
                    return True
    return False


def run(*args):
    """What a command line prints, its errors and its status."""
    return CliRunner().invoke(cli, ["look", str(TOWN), "--as-of", "2026-11-28", *map(str, args)])


def refusal(*args):
    """Why a command line is refused, and what to try."""
    done = run(*args)
    assert done.exit_code != 0
    error = done.exception
    return f"{error.message} {error.hint}" if isinstance(error, LamppostError) else done.stderr


def walks(*args):
    """What the document says of walks."""
    done = run("--json", *args)
    assert done.exit_code == 0, (done.stderr, done.exception)
    return {walk["what"]: walk for walk in json.loads(done.stdout)["street"]["walks"]}


@pytest.fixture
def walk_file(tmp_path):
    """A GPX file with a start and an end that are not to be found again."""
    points = [FAR, START, place(200, 9), place(200, 150), END]
    body = "".join(
        f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"><time>2026-11-20T07:41:00Z</time></trkpt>'
        for lat, lon in points
    )
    path = tmp_path / NAME
    path.write_text(
        f'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"><trk><name>{TITLE}</name>'
        f'<trkseg>{body}</trkseg></trk><wpt lat="99" lon="0"/></gpx>'
    )
    return path


def ends(first=START, last=END):
    """Two points as they are typed."""
    return "--walk", *(f"{lat:.7f},{lon:.7f}" for lat, lon in (first, last))


@pytest.mark.parametrize("how", ["gpx", "walk"])
def test_where_a_walk_leads_is_in_no_output(how, walk_file, tmp_path):
    asked = ("--gpx", walk_file) if how == "gpx" else ends()
    hidden = {
        NAME,
        Path(NAME).stem,
        TITLE,
        "07:41",
        hashlib.sha256(walk_file.read_bytes()).hexdigest()[:12],
    }
    hidden |= {str(walk_file.parent), *(one for value in FAR for one in spelt(value))}
    done = run("--json", "-v", *asked)
    assert done.exit_code == 0
    path = tmp_path / "result.json"
    path.write_text(done.stdout)
    result = pipeline.read_result(path)
    texts = {"json": done.stdout, "stderr": done.stderr, "terminal": run("-v", *asked).stdout}
    for to, form in pipeline.FORMATS.items():
        if not pipeline.missing(to):
            pieces = list(pipeline.render_pieces(result, to))
            texts[to] = readable(to, "".join(pieces) if form.is_text else b"".join(pieces))
    for site in result.street.walks[0].by_site:
        texts[site.site] = CliRunner().invoke(cli, ["explain", str(path), site.site]).stdout
    assert sum(bool(text) for text in texts.values()) > 12
    for name, text in texts.items():
        assert not [word for word in hidden if word in text], name
        assert not holds_a_point(text), name


def test_a_walk_says_how_much_is_seen_and_by_whom(walk_file):
    walk = walks("--gpx", walk_file)["walk"]
    level = walk["level"]
    seen = walk["seen_m"][level]
    assert 0 < seen["middle"] < walk["length_m"]
    assert walk["seen_by_known_m"][level]["middle"] <= seen["middle"]
    assert 3500 < walk["unmatched_m"] < 4000
    assert max(by["metres"]["middle"] for by in walk["by_site"]) <= seen["middle"]
    assert sum(by["metres"]["middle"] for by in walk["by_site"]) >= seen["middle"] - 1
    result = json.loads(run("--json", "--gpx", walk_file).stdout)
    assert {by["site"] for by in walk["by_site"]} <= {site["id"] for site in result["sites"]}
    assert "the walk" in run("--gpx", walk_file).stdout


def test_a_way_that_was_written_is_measured_as_it_was_told(tmp_path):
    out = tmp_path / "way.gpx"
    told = walks(*ends(), "--way-out", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    ways = gpxpy.parse(out.read_text())
    assert len(ways.tracks) == 2
    for track, what in zip(ways.tracks, ("shortest", "least_watched"), strict=True):
        alone = gpxpy.gpx.GPX()
        alone.tracks.append(track)
        (tmp_path / "alone.gpx").write_text(alone.to_xml())
        measured = walks("--gpx", tmp_path / "alone.gpx")["walk"]
        assert measured["length_m"] == pytest.approx(told[what]["length_m"], abs=0.5)
        for level, band in told[what]["seen_m"].items():
            for lens, metres in band.items():
                assert measured["seen_m"][level][lens] == pytest.approx(metres, abs=0.7), (what, level, lens)


def test_the_least_watched_way_is_no_longer_than_allowed_and_less_seen():
    for detour in (0, 20, 60):
        found = walks(*ends(), "--detour", detour)
        least, shortest = found["least_watched"], found["shortest"]
        level = least["level"]
        assert least["length_m"] <= shortest["length_m"] * (1 + detour / 100) + 0.2
        assert least["seen_m"][level]["middle"] <= shortest["seen_m"][level]["middle"] + 0.2
        assert least["floor_m"] <= least["seen_m"][level]["middle"] + 0.2
        assert [least["detour"], shortest["detour"]] == [detour / 100, None]
        prices = [(one["length_m"], -one["seen_m"]) for one in least["trade"]]
        assert prices == sorted(prices)


def test_the_way_is_chosen_with_the_lens_and_at_the_level_that_are_asked_for():
    levels = list(walks(*ends())["shortest"]["seen_m"])
    for lens in ("low", "high"):
        for level in levels[:2]:
            found = walks(*ends(), "--lens", lens, "--level", level)
            least = found["least_watched"]
            assert (least["lens"], least["level"]) == (lens, level)
            assert least["trade"][-1]["seen_m"] == pytest.approx(least["seen_m"][level][lens], abs=0.3)
            assert least["seen_m"][level][lens] <= found["shortest"]["seen_m"][level][lens] + 0.2


def test_the_way_to_follow_is_told_on_standard_error_alone():
    done = run(*ends())
    assert re.search(r"shortest way: \d+ m, \d+ m of it seen", done.stderr)
    assert re.search(r"\d+ m  \w+ (Street|Lane)", done.stderr)
    assert not re.search(r"^ +\d+ m  \w+ (Street|Lane)", done.stdout, re.MULTILINE)
    assert run(*ends(), "-q").stderr == ""


def test_a_walk_that_leaves_the_map_says_how_far(tmp_path):
    path = tmp_path / "w.gpx"
    far = place(-5000, 0)
    path.write_text(
        '<gpx version="1.1"><rte>'
        + "".join(f'<rtept lat="{lat}" lon="{lon}"/>' for lat, lon in (far, place(0, 0)))
        + "</rte></gpx>"
    )
    walk = walks("--gpx", path)["walk"]
    assert walk["unmatched_m"] == pytest.approx(5000 - 30, rel=0.01)


def test_a_damaged_walk_is_measured_as_far_as_it_goes_and_says_so(tmp_path, walk_file):
    whole = walk_file.read_text()
    walk_file.write_text(whole[: whole.index("<trkpt", whole.rindex("<trkpt"))] + "</trk")
    result = json.loads(run("--json", "--gpx", walk_file).stdout)
    assert result["street"]["walks"][0]["length_m"] > 0
    (issue,) = [issue for issue in result["issues"] if issue["evidence"] == "walk"]
    assert issue["what"].startswith("no XML from here on")


def test_streets_are_ends_by_their_names():
    names = re.findall(r'k="name" v="([^"]+ (?:Street|Lane))"', TOWN.read_text())
    found = walks("--walk", names[0].upper(), names[3])
    assert found["shortest"]["length_m"] > 50


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--walk", "Nowhere Street", "0,0"), "no street or place of the map is called so"),
        (("--walk", "0,0", "0,0"), "no way of the map within 100 m"),
        (("--walk", "91,0", "0,0"), "no latitude and longitude"),
        ((*ends(), "--level", "none"), "the standard has no such level"),
        ((*ends(), "--gpx", "x.gpx"), "Leave one of them out"),
        (("--way-out", "x.gpx"), "Add --walk A B"),
        ((*ends(), "--way-out", TOWN), "made-town.osm"),
        (("--gpx", TOWN), "no GPX"),
        (("--gpx", "missing.gpx"), "no such file"),
        ((*ends(), "--detour", "900"), "900"),
    ],
)
def test_what_cannot_be_walked_is_refused_in_words(args, words):
    assert words in refusal(*args)


def test_without_a_map_a_walk_is_refused_by_name(tmp_path, walk_file):
    suppliers = tmp_path / "suppliers.csv"
    suppliers.write_text("maker,model\nHikvision,DS-1\n")
    for option, values in (("--gpx", [str(walk_file)]), ("--walk", ["0,0", "1,1"])):
        done = CliRunner().invoke(cli, ["look", str(suppliers), option, *values])
        assert f"{option} is asked of a map" in f"{getattr(done.exception, 'message', '')}{done.stderr}"
