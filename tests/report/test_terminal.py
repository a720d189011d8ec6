import msgspec
import pytest
from tests.report.columns import SGR, acting, columns
from tests.report.made_devices import destination, device, said
from tests.report.made_lists import asset, list_result, verdict
from tests.report.made_result import empty_result, made_result, quiet_result, verdicts

from lamppost.model.result import Unknown
from lamppost.report.terminal.renderer import render

MADE = {"hostile": made_result(), "quiet": quiet_result(), "empty": empty_result()}


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("verbose", [0, 1])
@pytest.mark.parametrize("width", [40, 57, 80, 100])
def test_no_line_is_wider_than_the_terminal(name, width, verbose):
    text = render(MADE[name], width=width, verbose=verbose)
    assert max(columns(line) for line in text.split("\n")) <= width


@pytest.mark.parametrize("name", MADE)
def test_nothing_that_strangers_sent_acts_on_the_terminal(name):
    assert not acting(render(MADE[name], verbose=1))


@pytest.mark.parametrize("name", MADE)
def test_colour_only_decorates(name):
    colored = render(MADE[name], color=True)
    assert "\x1b[" in colored
    assert SGR.sub("", colored) == render(MADE[name])


def test_colour_sequences_are_closed_on_their_own_line():
    for line in render(made_result(), color=True).split("\n"):
        assert len(SGR.findall(line)) % 2 == 0


def test_an_empty_answer_says_where_it_was_looked_for_and_what_stays_dark():
    text = render(empty_result())
    assert "nothing found in this evidence" in text
    assert "Outside the light" in text
    assert "388" not in text.split("Outside the light: ")[0]


def test_without_a_policy_one_line_says_how_to_choose_one():
    text = render(empty_result())
    assert "No policy was chosen" in text
    assert "--policy NAME" in text


def test_each_device_is_shown_with_maker_evidence_list_and_destination():
    text = render(quiet_result())
    for part in (
        "Camera at 192.0.2.16",
        "dev-000000000010",
        "appears to be made by Example Cameras (corroborated)",
        "asks for relay.example.net (frame 118 of front-door.pcapng)",
        "its MAC block is 00:00:5e (Example Chips Corp.) (frame 31 of",
        "is on list Example Authority covered",
        "may be made by Example Chips (candidate)",
        "Who made it is not known.",
        "48.2 MB",
        "nothing outside in this evidence",
    ):
        assert part in text


def test_a_lone_evidence_file_is_not_named_at_every_frame():
    lone = quiet_result(evidence=quiet_result().evidence[:1])
    assert "asks for relay.example.net (frame 118)" in render(lone)


def test_other_devices_are_counts_only():
    text = render(quiet_result())
    assert "7 phones, 4 computers, 1 TV" in text
    assert "2 of MAC block 00:00:5e Example Chips Corp.: it says nothing of itself" in text


def test_an_open_verdict_shows_its_question_and_a_fail_its_next_step():
    text = render(quiet_result())
    assert "Are you a contractor of the Example Authority?" in text
    assert "Put it into a network without a way out" in text
    assert "not told: is_contractor" in text


def test_what_was_not_read_is_named_with_file_row_and_hint():
    text = render(quiet_result())
    assert "cut.pcap:88: the file ends inside a packet; expected 60 more bytes" in text
    assert "Copy the file again from the recorder." in text
    assert "cut.pcap (pcap, 1.2 kB): read in part" in text


def test_the_last_line_counts():
    last = " ".join(render(quiet_result()).rstrip("\n").split("\n\n")[-1].split("\n"))
    assert last == (
        "1 file read, 1 in part, 0 not · 3 devices that may watch or listen: 1 fail, 1 open, 1 pass"
        " · 1 issue · 1 verdict suppressed, first until 2027-01-31, 1 suppression"
        " expired, 1 matching nothing"
    )


def test_long_lists_are_cut_with_their_number_and_whole_when_asked_for():
    far = [destination(number, name=f"n{number}.example.net", sent_bytes=number) for number in range(30)]
    devices = [device(number, destinations=far if number == 1 else []) for number in range(1, 31)]
    blocks = [Unknown(mac_block=None, reason=f"reason {number}", count=1) for number in range(30)]
    result = quiet_result(devices=devices, unknown_devices=blocks, issues=quiet_result().issues * 30)
    short, whole = render(result), render(result, verbose=1)
    assert "… and 24 more (see -o report.html or --json)" in short  # destinations
    assert "… and 10 more (see -o report.html or --json)" in short  # devices
    assert short.count("… and 22 more (see -o report.html or --json)") == 2  # unknown ones, and issues
    assert " more (see" not in whole
    assert all(f"n{number}.example.net" in whole for number in range(30))


def test_an_operator_that_is_only_a_candidate_is_shown_as_one():
    assert "may be Example Net" in render(quiet_result())


def test_a_document_without_any_context_or_gap_still_renders():
    bare = empty_result(coverage=msgspec.structs.replace(empty_result().coverage, gaps=[], next_proofs=[]))
    assert "No gap was measured" in render(bare)


def test_verdicts_that_rest_on_different_listings_each_print_their_own_with_its_day():
    failed = next(row for row in verdicts() if row.kind == "fail")
    rows = [
        msgspec.structs.replace(
            failed, id=f"ver-{n:012x}", chain=[said(maker, "listed_on", "a list", f"s-{n}")]
        )
        for n, maker in enumerate(("Maker One", "Maker Two"))
    ]
    text = " ".join(render(made_result(verdicts=rows)).split())
    assert text.count("fail · medium") == 2
    for row in rows:
        link = row.chain[0]
        assert f"{link.subject} is on a list ({link.source}, {link.locator}, retrieved {link.day})" in text


def test_rows_of_a_workbook_are_judged_and_named_by_sheet_and_row():
    page = render(list_result(assets=[asset(1, sheet="Cameras", maker_text="Other", end_column=0)], verdicts=[verdict(1, "open")]))  # fmt: skip
    assert "nothing here to judge" not in page
    assert "Other (data/our suppliers ü.csv, Cameras, row 2)" in page
