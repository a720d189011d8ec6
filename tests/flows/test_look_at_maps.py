"""`lamppost look` at a map: which part of it, what is refused, and the same on another day from the document alone."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from lamppost import pipeline
from lamppost.cli.entry import cli
from lamppost.model.errors import LamppostError
from lamppost.pipeline.rejudging import Change
from lamppost.report.formats import FORMATS
from make_town import made_town

TOWN = Path(pipeline.__file__).parents[1] / "samples" / "made-town.osm"


def run(*args):
    """What a command line prints, its errors and its status."""
    return CliRunner().invoke(cli, ["look", str(TOWN), "--as-of", "2026-11-28", *map(str, args)])


def refusal(done):
    """Why a command line was refused, and what to try."""
    assert done.exit_code != 0
    error = done.exception
    return f"{error.message} {error.hint}" if isinstance(error, LamppostError) else done.stderr


def document(*args):
    """The result document of a command line."""
    done = run("--json", *args)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_the_made_town_is_what_its_tool_writes():
    assert TOWN.read_text(encoding="utf-8") == made_town()


def test_a_place_is_a_part_of_the_map():
    whole, old, new = (
        document(*args) for args in ((), ("--place", "Old Lampton"), ("--place", "new lampton"))
    )
    ids = [{site["id"] for site in one["sites"]} for one in (whole, old, new)]
    assert ids[0] == ids[1] | ids[2]
    assert not ids[1] & ids[2]
    assert old["street"]["place"] == "Old Lampton"
    assert whole["street"]["place"] is None


def test_a_box_is_a_part_of_the_map():
    west, south, _, _ = document()["street"]["bounds"]
    some = document("--bbox", f"{west},{south},{west + 0.002},{south + 0.002}")
    assert 0 < len(some["sites"]) < len(document()["sites"])
    assert some["street"]["is_box"] is True
    assert "is_box" not in document()["street"]
    said = run(f"--bbox={west - 1:.0f},{south - 1:.0f},{west + 1:.0f},{south + 1:.0f}")
    assert f"What watches here: the box {west - 1:.0f}, {south - 1:.0f}" in said.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--place", "Nowhere"), "Lampton, New Lampton, Old Lampton"),
        (("--bbox", "1,2,3"), "is no box"),
        (("--bbox", "3,2,1,4"), "is no box"),
        (("--bbox", "10,10,11,11"), "nothing of the map lies there"),
    ],
)
def test_a_place_that_is_none_is_refused_with_what_there_is(args, words):
    assert words in refusal(run(*args))


def test_a_map_beside_a_capture_or_a_list_is_refused_by_name(tmp_path):
    suppliers = tmp_path / "suppliers.csv"
    suppliers.write_text("maker,model\nHikvision,DS-1\n")
    assert "suppliers.csv is none" in refusal(run(suppliers))
    alone = CliRunner().invoke(cli, ["look", str(suppliers), "--place", "Lampton"])
    assert "--place is asked of a map" in refusal(alone)


def test_a_table_with_coordinates_is_a_list_where_the_user_names_its_columns(tmp_path):
    table = tmp_path / "sites.csv"
    table.write_text("maker,latitude,longitude,surveillance:type\nHikvision,50.0,-30.0,camera\n")
    register, rows = (
        json.loads(CliRunner().invoke(cli, ["look", str(table), "--json", *more]).stdout)
        for more in ((), ("--column", "maker=maker"))
    )
    assert (len(register["sites"]), len(register["assets"])) == (1, 0)
    assert (len(rows["sites"]), len(rows["assets"])) == (0, 1)


def test_homes_are_left_out_unless_asked_for():
    left, listed = document(), document("--with-homes")
    assert left["street"]["homes_left_out"] == 2
    assert not any(site["is_home"] for site in left["sites"])
    (home,) = [site for site in listed["sites"] if site["is_home"]]
    assert home["blurred_m"] > 0
    assert home["ref"] == ""
    assert "Somebody Example" not in json.dumps(listed)


def test_the_box_of_a_register_does_not_tell_where_a_home_is(tmp_path):
    register = tmp_path / "register.csv"
    register.write_text(
        "latitude,longitude,surveillance:type,camera:mount,surveillance\n50.0001,-30.0001,camera,wall,public\n"
        "50.0034567,-29.9912345,camera,doorbell,public\n"
    )
    text = CliRunner().invoke(cli, ["look", str(register), "--json", "--with-homes"]).stdout
    assert json.loads(text)["street"]["bounds"] == [-30.001, 50.0, -29.991, 50.004]
    assert "0034567" not in text
    assert "9912345" not in text


def test_the_credit_of_the_map_is_in_the_document():
    assert any("OpenStreetMap contributors" in line for line in document()["street"]["credits"])


def test_a_maker_on_a_map_alone_fails_no_policy_and_leaves_it_open():
    made = document("--policy", "us-ndaa-889", "--policy", "rights")
    kinds = {row["kind"] for row in made["verdicts"]}
    assert "open" in kinds
    assert "fail" not in kinds
    assert {row["subject"] for row in made["verdicts"]} == {site["id"] for site in made["sites"]}


def test_a_map_alone_breaks_no_rule_whatever_the_user_says_of_the_place(tmp_path):
    context = tmp_path / "me.toml"
    context.write_text(
        '[context]\nplace = "DE-BY"\nrun_by = "law_enforcement"\nis_publicly_accessible = true\nidentifies_faces = "real_time"\n'
        "ai_act_objective = false\nhas_prior_authorisation = false\n"
    )
    rows = document("--policy", "rights", "--context", context)["verdicts"]
    kinds = {
        rule: {row["kind"] for row in rows if row["rule"] == rule} for rule in {row["rule"] for row in rows}
    }
    assert kinds["eu-real-time-identification"] == {"open"}
    assert kinds["portland-bureau"] == {"notApplicable"}
    assert all("fail" not in found for found in kinds.values())


def test_a_camera_of_an_official_register_breaks_the_rule_that_the_users_words_break(tmp_path):
    context, register = tmp_path / "me.toml", tmp_path / "register.csv"
    context.write_text(
        '[context]\nplace = "DE-BY"\nrun_by = "law_enforcement"\nis_publicly_accessible = true\nidentifies_faces = "real_time"\n'
        "ai_act_objective = false\nhas_prior_authorisation = false\n"
    )
    register.write_text(
        "latitude,longitude,surveillance:type\n50.00004,-29.99994,camera\n50.0020,-29.9980,camera\n"
    )
    args = [str(register), "--official-register", "--policy", "rights", "--context", str(context), "--json"]
    done = CliRunner().invoke(cli, ["look", *args])
    assert done.exit_code == 0, done.stderr
    rows = json.loads(done.stdout)["verdicts"]
    assert {row["kind"] for row in rows if row["rule"] == "eu-real-time-identification"} == {"fail"}


def test_another_day_and_policy_follow_from_the_document_alone(tmp_path):
    path = tmp_path / "result.json"
    path.write_text(run("--json").stdout)
    again = pipeline.rejudge(
        pipeline.read_result(path), Change(as_of=date(2021, 1, 1), policies=["us-fcc-covered-list"])
    )
    fresh = json.loads(run("--json", "--as-of", "2021-01-01", "--policy", "us-fcc-covered-list").stdout)
    held = json.loads(pipeline.render(again, "json"))
    for part in ("sites", "verdicts", "coverage", "policies", "as_of"):
        assert held[part] == fresh[part], part


def test_a_map_that_was_judged_again_on_its_own_day_is_the_same(tmp_path):
    path = tmp_path / "result.json"
    path.write_text(run("--json", "--with-homes", "--policy", "us-ndaa-889").stdout)
    again = pipeline.rejudge(pipeline.read_result(path), Change())
    assert json.loads(pipeline.render(again, "json")) == json.loads(path.read_text())


def test_a_box_with_latitude_first_is_refused_with_the_box_that_was_meant():
    west, south, east, north = document()["street"]["bounds"]
    said = refusal(run(f"--bbox={south},{west},{north},{east}"))
    assert "Were latitude and longitude exchanged?" in said
    assert f"--bbox {west:.4f},{south:.4f},{east:.4f},{north:.4f}" in said


def test_where_no_camera_is_on_the_map_nothing_is_said_of_how_much_is_seen(tmp_path):
    path = tmp_path / "without.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" lat="50" lon="7"/><node id="2" lat="50.001" lon="7.001"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way></osm>',
        "utf-8",
    )
    text = CliRunner().invoke(cli, ["look", str(path), "--as-of", "2026-11-28"]).stdout
    assert "no camera is on the map here" in " ".join(text.split())
    assert "0 %" not in text.split("Outside the light")[0]
    assert "a face " not in text


def test_a_map_or_register_that_is_given_twice_is_counted_once_and_said(tmp_path):
    register = tmp_path / "register.csv"
    register.write_text("id,latitude,longitude\nA1,50.0,-30.0\nA2,50.1,-30.1\n", "utf-8")
    for one in (TOWN, register):
        copy = tmp_path / f"copy-of-{one.name}"
        copy.write_bytes(one.read_bytes())
        held = {}
        for name, files in {"once": [one], "again": [one, one], "copy": [one, copy]}.items():
            args = ["look", *map(str, files), "--json", "--as-of", "2026-11-28"]
            held[name] = json.loads(CliRunner().invoke(cli, args).stdout)
        ids = {name: [site["id"] for site in made["sites"]] for name, made in held.items()}
        assert ids["once"] == ids["again"] == ids["copy"] != []
        assert held["again"]["street"]["shares"] == held["copy"]["street"]["shares"]
        told = {name: {issue["what"] for issue in made["issues"]} for name, made in held.items()}
        assert "this file was given more than once; it was read once" in told["again"] - told["once"]
        assert any("counted once" in what for what in told["copy"] - told["once"]), told["copy"]


def test_a_register_alone_is_called_one_and_its_rows_stand_in_their_order(tmp_path):
    path = tmp_path / "register.csv"
    rows = "".join(f"50.{n:02},-30.0\n" for n in range(12))
    path.write_text(f"latitude,longitude\n{rows}", "utf-8")
    text = CliRunner().invoke(cli, ["look", str(path), "--as-of", "2026-11-28"]).stdout
    assert "What watches here: the whole register" in text
    assert "in the register" in text
    found = [text.index(f"line {n} ") for n in range(2, 12)]
    assert found == sorted(found)
    result = pipeline.look([path], pipeline.Question(as_of=date(2026, 11, 28)))
    page = pipeline.render(result, "html")
    assert "12 cameras are in the register" in page
    assert "VLAN" not in page  # of networks alone


def test_where_no_camera_is_on_the_map_every_format_says_so_and_none_gives_a_share(tmp_path):
    path = tmp_path / "without.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" lat="50" lon="7"/><node id="2" lat="50.001" lon="7.001"/>'
        '<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way></osm>',
        "utf-8",
    )
    args = ["look", str(path), "--as-of", "2026-11-28", "--walk", "50,7", "50.001,7.001", "--json"]
    done = CliRunner().invoke(cli, args)
    assert done.exit_code == 0, done.output
    street = json.loads(done.stdout)["street"]
    assert street["walkable_m"] > 0
    assert street["shares"] == street["faces"] == []
    assert all(walk["seen_m"] == {} and walk["length_m"] > 0 for walk in street["walks"])
    document = tmp_path / "result.json"
    document.write_text(done.stdout, "utf-8")
    result = pipeline.read_result(document)
    for name in FORMATS.keys() - {"pdf"}:  # the page of HTML, printed
        text = words_of(pipeline.render_pieces(result, name))
        assert "0 % of it" not in text, name
        assert "0.0 %" not in text, name
        assert "no camera" in text, name


def words_of(pieces):
    """The words of a rendering, one space between them; of a workbook those of its sheets."""
    made = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    if made.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(made)) as book:
            made = b" ".join(book.read(name) for name in book.namelist())
    return " ".join(made.decode("utf-8", "replace").split())
