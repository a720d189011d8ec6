"""What the capture bench reads out of tools and processes, and what it makes of it."""

import sys

import pytest

import capture_page
from capture import arguments, summary
from peers import PEERS, Ended, anonymous_mb, filled, last_line, run, version


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("TShark (Wireshark) 4.0.17 (Git v4.0.17 packaged as 4.0.17-0+deb12u3).", "4.0.17"),
        ("Argus Version 3.0.8.2\nusage: argus", "3.0.8.2"),
        ("nfdump: Version: NSEL-NEL1.7.1", "1.7.1"),
        ("This is softflowd version 1.1.0. Valid options:\n  -i", "1.1.0"),
        ("Welcome to nDPI 4.2.0", "4.2.0"),
        ("tcpdump version 4.99.3\nlibpcap version 1.10.3", "4.99.3"),
        ("no number", None),
    ],
)
def test_the_version_is_the_first_number_that_a_tool_names(text, number):
    assert version(text) == number


def test_anonymous_memory_is_read_from_a_status_and_unknown_without_it():
    assert anonymous_mb("Name:\tx\nRssAnon:\t   2000 kB\nRssFile:\t 9 kB\n") == 2.048
    assert anonymous_mb("Name:\tx\n") is None


def test_the_last_line_that_says_something_is_kept_without_folders():
    assert last_line("first\nargus: /some/where/a.pcap: bad\n\n") == "argus: a.pcap: bad"
    assert last_line("\n") == ""


def test_a_tool_that_ends_badly_has_words_and_no_time():
    aborted = run([sys.executable, "-c", "import os; os.abort()"])
    refused = run([sys.executable, "-c", "import sys; sys.exit('cannot')"])
    assert not aborted.is_right
    assert aborted.words.startswith("killed by SIGABRT after ")
    assert refused.words.startswith("stopped with status 1 after ")
    assert refused.words.endswith("s: cannot")
    assert Ended(seconds=1.0, status=139).words == "killed by SIGSEGV after 1.00 s"


def test_a_tool_that_does_not_end_is_ended():
    stuck = run([sys.executable, "-c", "input_never_comes = __import__('threading').Event().wait()"], 0.2)
    assert stuck.words.startswith("killed by SIGKILL after ")


def test_the_best_of_the_runs_gives_the_ratio_and_a_failure_gives_none():
    ended = {
        "look": [Ended(seconds=2.0, status=0, anon_mb=10.4), Ended(seconds=4.0, status=0, anon_mb=12.6)],
        "tshark": [Ended(seconds=30.0, status=0), Ended(seconds=20.0, status=0)],
        "argus": [Ended(seconds=1.0, status=-6)],
    }
    found = summary(ended)
    assert found["ratio"] == {"tshark": 10.0}
    assert found["best_s"] == {"look": 2.0, "tshark": 20.0}
    assert found["median_s"] == {"look": 3.0, "tshark": 25.0}
    assert found["failed"] == {"argus": "killed by SIGABRT after 1.00 s"}
    assert found["anon_mb"] == 13


def test_a_place_in_a_command_is_one_word_whatever_its_path_holds():
    words = filled(PEERS["argus+ra"].command, file="/a b/c.pcap", out="/o")
    assert words[:2] == ["sh", "-c"]
    assert len(words) == 3
    assert filled("tool -r {file}", file="/a b/c.pcap") == ["tool", "-r", "/a b/c.pcap"]


def test_a_table_replaces_what_stood_between_its_markers_and_nothing_else():
    page = "head\n<!-- mixed: begin -->\nold\n<!-- mixed: end -->\ntail\n"
    assert (
        capture_page.put(page, "mixed", "new")
        == "head\n<!-- mixed: begin -->\nnew\n<!-- mixed: end -->\ntail\n"
    )
    assert capture_page.put("head\n", "large", "new").endswith(
        "<!-- large: begin -->\nnew\n<!-- large: end -->\n"
    )


def test_the_page_says_machine_versions_and_how_a_tool_failed():
    part = {
        "best_s": {"look": 1.0},
        "median_s": {"look": 1.0},
        "ratio": {},
        "failed": {"argus": "killed"},
        "anon_mb": 5,
    }
    result = part | {
        "machine": {"system": "S", "processor": "P", "cores": 2, "load_before": 0.5}, "runs": 1, "shape": "mixed",
        "versions": dict.fromkeys(("lamppost", "python", "llvmlite", "numpy", "argus"), "1.2"),
        "sizes": {"bytes": 5_000_000}, "decoder_gb_per_s": 1.5, "unhashed_gb_per_s": 1.8, "kernels_gb_per_s": 2.0, "flows_gb_per_s": 2.5,
        "malformed": part | {"share": 0.01},
    }  # fmt: skip
    text = capture_page.table(result)
    assert "S on P, 2 cores" in text
    assert "| argus | 1.2 | flow records, thrown away | killed | | |" in text
    assert "1% of the packets broken" in text
    assert capture_page.key_of(result) == "mixed"


def test_without_words_a_hundred_megabytes_are_asked_for():
    asked = arguments([])
    assert (asked.mb, asked.shape, asked.large) == (100.0, "mixed", False)
