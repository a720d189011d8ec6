"""Every format, end to end: from a capture and from a list, into files, onto standard output, the same each time."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.report.readable import readable

import lamppost as package
from lamppost import pipeline
from lamppost.cli import output
from lamppost.model.errors import LamppostError
from lamppost.report.formats import FORMATS, SUFFIXES, endings

SAMPLE = Path(package.__file__).parent / "samples" / "made-network.pcap"
LIST = "maker,brand,model\nHikvision,,DS-2CD2043G2-I\nAxis Communications,Axis,M5014\n=1+1,@x,\n"
OCTETS = [one for one in FORMATS.values() if not one.is_text]


@pytest.fixture(params=["capture", "list"])
def result(request, lamppost, tmp_path):
    path, made = tmp_path / "result.json", tmp_path / "list.csv"
    made.write_text(LIST)
    if request.param == "capture":
        assert lamppost("look", SAMPLE, "--policy", "us-ndaa-889", "-o", path).status == 0
    else:
        assert lamppost("check", made, "--policy", "us-ndaa-889", "-o", path).status == 0
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_report_is_written_privately_in_the_format_of_its_ending_and_twice_the_same(
    result, tmp_path, lamppost, suffix
):
    if pipeline.missing(SUFFIXES[suffix]):
        pytest.skip("no browser")
    files = [tmp_path / f"{name}{suffix}" for name in ("one", "two")]
    for path in files:
        assert lamppost("report", result, "-o", path).status == 0
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    one, two = (path.read_bytes() for path in files)
    assert one == two
    to = SUFFIXES[suffix]
    if FORMATS[to].needs:
        assert one.startswith(
            b"%PDF-"
        )  # it takes a minute to read; tests/report/test_pdf.py reads a shorter one
        return
    text = one.decode() if FORMATS[to].is_text else readable(to, one)
    assert any(words in text for words in ("Hikvision", "us-ndaa-889", "made-network.pcap", "list.csv"))


@pytest.mark.parametrize(
    "one",
    [pytest.param(one, marks=pytest.mark.slow) if one.name == "pdf" else one for one in OCTETS],
    ids=lambda one: one.name,
)
def test_octets_go_through_a_pipe_as_into_a_file(lamppost, tmp_path, one):
    if pipeline.missing(one.name):
        pytest.skip("no browser")
    result, path = tmp_path / "result.json", tmp_path / f"report{one.suffixes[0]}"
    assert lamppost("look", SAMPLE, "-o", result, "-o", path).status == 0
    line = [sys.executable, "-m", "lamppost", "report", str(result), "-f", one.name]
    run = subprocess.run(line, capture_output=True, check=True, timeout=120)
    assert run.stdout == path.read_bytes()
    assert run.stderr == b""


@pytest.mark.parametrize("command", ["look", "report"])
@pytest.mark.parametrize("one", OCTETS, ids=lambda one: one.name)
def test_octets_are_never_shown_on_a_terminal(lamppost, tmp_path, monkeypatch, command, one):
    result = tmp_path / "result.json"
    assert lamppost("look", SAMPLE, "-o", result).status == 0
    monkeypatch.setattr(output, "_is_terminal", lambda: True)
    flag = "--format" if command == "look" else "-f"
    run = lamppost(command, SAMPLE if command == "look" else result, flag, one.name)
    assert run.status == 2
    assert run.out == ""
    assert f"-o report{one.suffixes[0]}" in run.err


@pytest.mark.parametrize("command", ["look", "report", "check"])
def test_the_help_names_every_format_and_ending(lamppost, command):
    told = lamppost(command, "--help").out
    for one in FORMATS.values():
        assert one.name in told
        assert one.suffixes[0] in told


def test_an_ending_of_no_format_is_refused_with_those_that_there_are():
    with pytest.raises(LamppostError) as caught:
        output.format_of(Path("report.odt"))
    assert all(suffix in caught.value.hint for suffix in SUFFIXES)
    assert all(one.suffixes[0] in endings() for one in FORMATS.values())


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_longest_ending_that_fits_says_the_format(suffix):
    assert output.format_of(Path(f"report{suffix.upper()}")) == SUFFIXES[suffix]
    assert output.format_of(Path(f"old.json{suffix}")) == SUFFIXES[suffix]
