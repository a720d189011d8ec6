"""Reports of logs speak of lines, records and connections, and of what is not told; of frames and packets never."""

import re

import msgspec
import pytest
from tests.pseudo import CODE, left_in_english, spoken
from tests.report.made_devices import destination, device, known_camera
from tests.report.made_links import FILE
from tests.report.made_reach import exchange
from tests.report.made_result import made_result
from tests.report.readable import readable, rendered

from lamppost.model.language import speaking
from lamppost.model.reach import Alike, told_sum
from lamppost.model.result import ResultDocument
from lamppost.report.amounts import received, sent, traffic_covered
from lamppost.report.clauses import located
from lamppost.report.explain.renderer import render as explain
from lamppost.report.html.flow import picture
from lamppost.report.judged import judged_by_id
from lamppost.report.letter.kinds import phrases_of
from lamppost.report.letter.sourcing import Sources
from lamppost.report.lettering import size
from lamppost.report.reaching import exchange as exchange_words

SHOWN = ("terminal", "html", "md", "csv", "xlsx", "sqlite", "sarif", "ocsf", "ftm", "geojson", "json")
OF_FRAMES = re.compile(r"\bframes?\b|Wireshark|\b0 packets", re.IGNORECASE)


def of_log(result, kind="line", form="zeek conn", file="conn.log"):
    """The same document as if a log had told it."""

    def told(one):
        if isinstance(one, list):
            return [told(part) for part in one]
        if not isinstance(one, dict):
            return one.replace(FILE, file) if isinstance(one, str) else one
        made = {name: told(part) for name, part in one.items()}
        if made.get("first_row") is not None:
            made["row_kind"] = kind
        if str(made.get("locator", "")).startswith("frame "):
            made["locator"] = made["locator"].replace("frame", kind)
        return made

    made = msgspec.convert(told(msgspec.to_builtins(result)), ResultDocument)
    files = [
        msgspec.structs.replace(one, format=form if one.format.startswith("pcap") else one.format)
        for one in made.evidence
    ]
    coverage = msgspec.structs.replace(
        made.coverage,
        packets=None,
        connections_logged=4_321,
        gaps=[gap for gap in made.coverage.gaps if "frame" not in gap.text and "packet" not in gap.text],
        vlan_ids=[],
    )
    return msgspec.structs.replace(made, evidence=files, coverage=coverage)


def told_in_part(**changes):
    """An exchange of which a log does not tell everything."""
    return exchange("tcp/443", "unknown", row_kind="line", first_row=7, evidence="conn.log", **changes)


@pytest.mark.parametrize(
    ("form", "kind"), [*((form, "line") for form in SHOWN), ("terminal", "record"), ("html", "record")]
)
def test_no_report_of_logs_speaks_of_frames_or_of_packets_that_nobody_counted(form, kind):
    shown = readable(form, rendered(of_log(made_result(devices=[known_camera()], issues=[]), kind), form))
    assert [found[0] for found in OF_FRAMES.finditer(shown)] == []
    assert "none tagged" not in shown
    if form in ("terminal", "html"):
        assert f"{kind} 5 of conn.log" in shown or f"({kind} 5" in shown
        assert "4,321, 4,210 of them to the outside" in " ".join(shown.split())


@pytest.mark.parametrize(("kind", "place"), [("line", "conn.log, line 5"), ("record", "conn.log, record 5")])
def test_verdicts_say_in_which_line_or_record_a_device_was_first_seen(kind, place):
    result = of_log(made_result(devices=[known_camera()]), kind)
    assert judged_by_id(result)[known_camera().id].place == place
    assert judged_by_id(made_result())[known_camera().id].place == f"{FILE}, frame 5"


def test_an_explanation_says_the_line_and_offers_no_display_filter():
    result = of_log(made_result(devices=[known_camera()]))
    one = known_camera()
    for identity in (one.id, one.destinations[0].id):
        shown = explain(result, identity)
        assert re.search(r"First seen: line \d+ of conn\.log", shown)
        assert "Wireshark" not in shown
        assert "frame" not in shown
    assert "frame.number == 5" in explain(made_result(), one.id)


def test_a_letter_names_lines_of_a_log_and_not_frames_of_a_recording():
    result = of_log(made_result(devices=[known_camera()]))
    for language, words in (
        ("en", "my own log of network traffic"),
        ("de", "eigenes Protokoll von Netzverkehr"),
    ):
        sources = Sources(result, phrases_of(language))
        sources.of_recording("conn.log", "2026-11-02", ["line 9", "line 5"])
        (one,) = sources.held
        assert one.text.startswith(words)
        assert {"en": "lines 5, 9", "de": "Zeilen 5, 9"}[language] in one.text
        assert (
            Sources(result, phrases_of(language))._frames(["record 5"])
            == {
                "en": "record 5",
                "de": "Datensatz 5",
            }[language]
        )


def test_places_are_said_in_the_language_of_the_reader(monkeypatch):
    spoken(monkeypatch)
    with speaking(CODE):
        assert left_in_english(located("record 12")) == []
        shown = explain(of_log(made_result(devices=[known_camera()])), known_camera().id)
        assert not re.search(r"\bline \d+ of\b", shown)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "sent 9.1 kB in 120 packets, received 9.1 kB in 120 packets in 12 s"),
        ({"untold": ["sent_bytes"]}, "sent: at least 9.1 kB in 120 packets; received: 9.1 kB in 120 packets"),
        (
            {"untold": ["sent_bytes"], "sent_bytes": None},
            "sent: 120 packets; received: 9.1 kB in 120 packets",
        ),
        (
            {"untold": ["sent_bytes", "sent_packets"], "sent_bytes": None, "sent_packets": None},
            "3 connections, 12 s in all; sent: not told; received: 9.1 kB in 120 packets",
        ),
        ({"untold": ["received_packets"]}, "received: 9.1 kB in at least 120 packets"),
        ({"untold": ["active_s"], "active_s": None}, "3 connections; sent: 9.1 kB in 120 packets; received"),
        ({"untold": ["active_s"]}, "3 connections; sent: 9.1 kB in 120 packets; received"),
    ],
)
def test_what_is_not_told_of_a_port_is_said_to_be_so(changes, words):
    assert words in exchange_words(told_in_part(**changes))


def test_what_is_not_told_of_a_destination_is_never_nothing():
    untold = told_in_part(untold=["sent_bytes"], sent_bytes=None)
    least = told_in_part(untold=["sent_bytes"])
    whole = exchange("udp/53", "name_lookup")
    assert sent(destination(1, sent_bytes=None, exchanges=[untold])) == "not told"
    assert sent(destination(1, sent_bytes=9_120, exchanges=[least, whole])) == "at least 9.1 kB"
    assert received(destination(1, received_bytes=9_120, exchanges=[untold])) == "9.1 kB"
    assert size(None) == "not told"
    assert (told_sum([None, 3, None]), told_sum([None]), told_sum([])) == (3, None, 0)


@pytest.mark.parametrize("form", ["terminal", "html"])
def test_a_destination_of_which_no_bytes_are_told_is_shown_without_a_number(form):
    rows = [
        destination(7, sent_bytes=None, received_bytes=None, exchanges=[told_in_part(untold=["sent_bytes"])])
    ]
    shown = readable(form, rendered(of_log(made_result(devices=[device(16, destinations=rows)])), form))
    assert "not told" in shown
    assert not re.search(r"\b0 B\b", shown)


def test_a_picture_of_streams_says_not_told_where_no_bytes_are():
    group = {"operator": None, "operator_name": None, "operator_status": None, "registered_in": "de"}
    alike = Alike(destinations=2, connections=2, sent_bytes=None, received_bytes=None, **group)
    unlisted = {"destinations": 2, "groups": [alike]}
    one = device(16, destinations=[destination(7, sent_bytes=None, received_bytes=None)])
    one = msgspec.structs.replace(
        one, unlisted=msgspec.convert(unlisted, type(one).__annotations__["unlisted"])
    )
    drawn = picture(of_log(made_result(devices=[one])))
    assert [stream.sent_bytes for stream in drawn.streams] == [None, None]
    assert all(curve.title.endswith("not told") for curve in drawn.curves)


def test_captures_beside_logs_tell_packets_and_connections():
    coverage = made_result().coverage
    label, words = traffic_covered(coverage)
    assert (label, "logs" in words) == ("packets", False)
    both = msgspec.structs.replace(coverage, connections_logged=7)
    assert traffic_covered(both) == ("packets", f"{words}; logs and exports: 7 connections")
    logs = msgspec.structs.replace(both, packets=None)
    assert traffic_covered(logs) == ("connections", "7, 4,210 of them to the outside")
