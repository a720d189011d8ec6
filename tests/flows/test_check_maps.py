"""The gate for CI on a map or a register of cameras: the exit status, and what is printed and written beside it."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.flows.made_policy import write_context, write_policy

import lamppost as package

TOWN = Path(package.__file__).parent / "samples" / "made-town.osm"
RIGHTS = ("--policy", "rights", "--as-of", "2026-11-28")
REGISTER = (
    "id,lat,lon,surveillance:type,operator,manufacturer\nC-1,50.0,7.0,camera,City of Lampton,Hikvision\n"
)


@pytest.fixture
def register(tmp_path):
    """A register of one camera whose maker is on a list, and a policy of the user's that asks for it."""
    path = tmp_path / "register.csv"
    path.write_text(REGISTER, "utf-8")
    policy, facts = write_policy(tmp_path / "policy"), write_context(tmp_path / "me.toml")
    return path, ("--policy", policy, "--context", facts, "--as-of", "2026-11-27")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 0),
        (["--fail-on", "open"], 1),
        (["--fail-on", "never"], 0),
        (["--place", "Nowhere"], 2),
        (["--bbox", "1,2,3,4"], 2),
    ],
)
def test_the_exit_status_of_a_map_is_that_of_the_verdicts_that_count(lamppost, options, status):
    assert lamppost("check", TOWN, *RIGHTS, *options).status == status


def test_the_terminal_says_what_is_open_and_what_to_tell(lamppost):
    run = lamppost("check", TOWN, *RIGHTS, "--place", "Old Lampton")
    assert run.status == 0
    text = " ".join(run.out.split())
    assert "What watches here: Old Lampton" in text
    assert "Verdicts" in text
    assert "open" in run.out.splitlines()[-1]
    assert max(map(len, run.out.splitlines())) <= 80


def test_a_map_that_is_cut_is_status_3_whatever_is_open(lamppost, tmp_path):
    path = tmp_path / "cut.osm"
    path.write_bytes(TOWN.read_bytes()[: TOWN.stat().st_size * 3 // 4])
    assert lamppost("check", path, *RIGHTS, "--fail-on", "open").status == 3


def test_a_register_alone_says_what_a_camera_is_and_its_row_can_fail(lamppost, register):
    path, judged = register
    run = lamppost("check", path, "--official-register", *judged)
    assert run.status == 1, run.out
    assert "1 fail" in run.out


def test_what_a_map_alone_says_of_a_maker_fails_nobody(lamppost, register):
    _, judged = register
    run = lamppost("check", TOWN, *judged)
    assert run.status == 0
    assert " fail" not in run.out.splitlines()[-1]


def test_files_for_build_servers_hold_the_cameras_and_no_home(lamppost, tmp_path):
    sarif, junit = tmp_path / "a.sarif", tmp_path / "a.xml"
    run = lamppost("check", TOWN, *RIGHTS, "--with-homes", "-o", sarif, "-o", junit)
    assert run.status == 0
    results = json.loads(sarif.read_text("utf-8"))["runs"][0]["results"]
    assert results
    cases = [one.get("name") for one in ET.parse(junit).getroot().iter("testcase")]
    assert cases
    assert "doorbell" not in (sarif.read_text("utf-8") + junit.read_text("utf-8")).lower()
