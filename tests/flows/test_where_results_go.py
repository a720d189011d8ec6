"""Documents and reports arrive whole, where they were asked for, and nothing leaves the machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import lamppost as package

SAMPLE = Path(package.__file__).parent / "samples" / "made-network.pcap"
LATIN = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}


def run_program(*arguments, **options):
    line = [sys.executable, "-m", "lamppost", *map(str, arguments)]
    return subprocess.run(line, capture_output="stdout" not in options, check=False, timeout=120, **options)


@pytest.fixture
def result(lamppost, tmp_path):
    path = tmp_path / "result.json"
    assert lamppost("look", SAMPLE, "-o", path).status == 0
    return path


def test_documents_on_standard_output_are_utf_8_whatever_the_locale(result):
    for line in (("look", SAMPLE, "--json"), ("report", result, "-f", "html"), ("ask", "figures", "--json")):
        out = run_program(*line, env=LATIN).stdout
        assert out.decode("utf-8").encode() == out
        assert not out.isascii()


def test_text_for_people_is_printed_in_what_the_terminal_can_hold(result):
    run = run_program("report", result, env=LATIN)
    assert run.returncode == 0
    assert run.stdout.decode("latin-1")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("line", [("--help",), ("packs", "list"), ("ask", "figures", "--json")])
def test_a_full_disk_is_said_in_words(line):
    with Path("/dev/full").open("w") as full:
        run = run_program(*line, stdout=full, stderr=subprocess.PIPE)
    said = run.stderr.decode()
    assert run.returncode == 2
    assert said.startswith("lamppost: standard output: ")
    assert "No space left" in said
    assert "fault of lamppost" not in said
    assert "Exception ignored" not in said


def test_a_closed_output_is_said_in_words_and_a_report_is_still_written(tmp_path):
    report = tmp_path / "report.json"
    line = f'"{sys.executable}" -m lamppost look "{SAMPLE}" -q {{}} >&-'
    printed = subprocess.run(["sh", "-c", line.format("")], stderr=subprocess.PIPE, text=True, check=False)
    assert printed.returncode == 2
    assert printed.stderr.startswith("lamppost: standard output is closed\n")
    written = subprocess.run(["sh", "-c", line.format(f"-o {report}")], stderr=subprocess.PIPE, check=False)
    assert written.returncode == 2
    assert json.loads(report.read_text())["evidence"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe{}",
        b'{"schema_version": "\xff"}',
        b"[" * 200_000,
        b'{"schema_version": "1", "x": ' + b"[" * 200_000,
        b'{"schema_version": 1e999}',
        b'{"schema_version": "1", "as_of": "2026-13-01"}',
    ],
)
def test_a_document_that_cannot_be_decoded_is_refused_in_words(tmp_path, lamppost, content):
    path = tmp_path / "result.json"
    path.write_bytes(content)
    run = lamppost("report", path)
    assert run.status == 2
    assert run.err.startswith("lamppost: result.json: ")


def test_a_number_too_large_for_its_field_is_refused_in_words(result, lamppost):
    held = json.loads(result.read_text())
    held["devices"][0]["destinations"][0]["sent_bytes"] = 10**400
    result.write_text(json.dumps(held))
    run = lamppost("report", result)
    assert run.status == 2
    assert "fault of lamppost" not in run.err


def test_a_document_that_is_no_regular_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path / "pipe", tmp_path, "/dev/zero"):
        run = run_program("report", place)
        assert run.returncode == 2
        assert b"not a regular file" in run.stderr


def test_a_report_takes_its_format_from_its_ending(result, tmp_path, lamppost):
    for ending, start in ((".html", "<!doctype html>"), (".json", "{"), (".txt", "")):
        path = tmp_path / f"report{ending}"
        assert lamppost("report", result, "-o", path).status == 0
        assert path.read_text().lower().startswith(start)
    assert (tmp_path / "report.json").read_bytes() == result.read_bytes()


def test_a_report_whose_ending_says_otherwise_is_refused(result, tmp_path, lamppost):
    for options in (("-f", "html", "-o", tmp_path / "x.json"), ("-o", tmp_path / "x.docx")):
        run = lamppost("report", result, *options)
        assert run.status == 2
        assert "ending" in run.err
    assert not list(tmp_path.glob("x.*"))


def test_a_report_never_replaces_what_it_is_made_of(result, tmp_path, lamppost):
    before = result.read_bytes()
    (tmp_path / "link.html").symlink_to(result)
    for output in (result, tmp_path / "link.html"):
        run = lamppost("report", result, "-o", output)
        assert run.status == 2
        assert "would replace" in run.err
    evidence = tmp_path / "evidence.txt"
    evidence.write_bytes(SAMPLE.read_bytes())
    assert "would replace" in lamppost("look", evidence, "-o", evidence).err
    assert result.read_bytes() == before
    assert evidence.read_bytes() == SAMPLE.read_bytes()


ATTEMPTS = """
import sys, asyncio, socket
sys.argv = ["lamppost", "--version"]
from lamppost.__main__ import main
try: main()
except SystemExit: pass
made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for name, attempt in {
    "connect": lambda: made.connect(("192.0.2.1", 9)),
    "sendto": lambda: made.sendto(b"", ("192.0.2.1", 9)),
    "getaddrinfo": lambda: socket.getaddrinfo("example.net", 80),
    "gethostbyname": lambda: socket.gethostbyname("example.net"),
}.items():
    try: attempt()
    except Exception as error: print(name, type(error).__name__)
    else: print(name, "went out")
asyncio.run(asyncio.sleep(0))
print("a loop still runs")
"""


def test_the_process_itself_refuses_to_connect():
    run = subprocess.run([sys.executable, "-c", ATTEMPTS], capture_output=True, text=True, check=True)
    said = run.stdout.splitlines()[1:]
    names = ("connect", "sendto", "getaddrinfo", "gethostbyname")
    assert said == [*(f"{name} ConnectingError" for name in names), "a loop still runs"]


def test_the_help_says_that_nothing_ever_connects(lamppost):
    assert "Nothing connects; this is always so." in " ".join(lamppost("look", "--help").out.split())


def test_an_inventory_goes_into_a_text_file_and_no_other_format_swallows_the_wish(lamppost, result, tmp_path):
    text = tmp_path / "inventory.txt"
    assert lamppost("report", result, "--inventory", "-o", text).status == 0
    assert "Inventory: devices" in text.read_text(encoding="utf-8")
    for line in (
        ("report", result, "--inventory", "-f", "csv"),
        ("report", result, "--inventory", "-o", tmp_path / "inventory.html"),
        ("look", SAMPLE, "--inventory", "--json"),
    ):
        run = lamppost(*line)
        assert run.status == 2
        assert "--inventory" in run.err
    assert not (tmp_path / "inventory.html").exists()
