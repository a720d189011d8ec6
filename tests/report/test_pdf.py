"""The printed page: all of the report is on it, it can be read aloud, nothing is asked of anybody, the same octets each time."""

import io
import re
import socket
import threading
from datetime import date

import pytest
from tests.report.made_result import made_result, quiet_result
from tests.report.readable import rendered

from lamppost import pipeline
from lamppost.model.errors import LamppostError
from lamppost.report.pdf import browser, renderer

needs_a_browser = pytest.mark.skipif(browser.browser() is None, reason="needs Chromium, Chrome or Edge")


def reader(octets):
    return pytest.importorskip("pypdf").PdfReader(io.BytesIO(octets))


@needs_a_browser
def test_the_same_result_gives_the_same_octets_and_no_time_of_printing():
    one, two = (renderer.render(quiet_result()) for _ in range(2))
    assert one == two
    assert set(re.findall(rb"\(D:(\d{8})", one)) == {b"20261123"}


def test_what_a_run_of_the_browser_numbers_or_dates_is_made_the_same_and_keeps_its_order_and_length():
    def made(time, *marks):
        ids = b" ".join(b"/ID (node%08d)" % mark for mark in marks)
        return b"%%PDF /CreationDate (D:%s+00'00')\n/ModDate (D:%s-03'30') %s" % (time, time, ids)

    one = renderer.steady(made(b"20261127161405", 40, 12, 40, 99), date(2026, 11, 23))
    two = renderer.steady(made(b"20261201070001", 41, 13, 41, 100), date(2026, 11, 23))
    assert one == two
    assert re.findall(rb"node(\d+)", one) == [b"00000002", b"00000001", b"00000002", b"00000003"]
    assert len(one) == len(made(b"20261127161405", 40, 12, 40, 99))


@needs_a_browser
def test_it_is_tagged_and_has_a_language_a_title_and_an_outline():
    held = reader(rendered(quiet_result(), "pdf"))
    root = held.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en"
    assert "as of 2026-11-23" in held.metadata.title
    assert len(held.outline[1]) > 3
    width, height = (float(side) for side in held.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


@needs_a_browser
def test_what_lies_in_drawers_is_printed_too():
    text = " ".join(page.extract_text() for page in reader(rendered(quiet_result(), "pdf")).pages)
    for device in quiet_result().devices:
        for link in device.maker.chain if device.maker else ():
            assert link.source.split(",")[0] in text


@needs_a_browser
def test_nothing_runs_and_no_address_is_a_file_or_a_script():
    octets = rendered(made_result(), "pdf")
    assert b"/JavaScript" not in octets
    for page in reader(octets).pages:
        for note in page.get("/Annots") or ():
            address = note.get_object().get("/A", {}).get("/URI")
            assert address is None or str(address).startswith(("http://", "https://"))


@needs_a_browser
def test_a_page_that_asks_for_something_elsewhere_gets_nothing():
    """Even a page that is none of ours: no script, no name, no address, not even of this machine."""
    met = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def listen():
            while not over.is_set():
                try:
                    met.append(server.accept()[0].recv(200))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        port = server.getsockname()[1]
        page = "".join(
            f'<img src="http://{host}:{port}/x.png"><link rel="stylesheet" href="http://{host}:{port}/x.css">'
            f"<iframe src='http://{host}:{port}/x.html'></iframe><script>fetch('http://{host}:{port}/x')</script>"
            for host in ("127.0.0.1", "localhost", "[::1]")
        )
        octets = browser.printed(f"<!doctype html><title>x</title><body>printed{page}")
        over.set()
        thread.join()
    assert octets.startswith(b"%PDF-")
    assert met == []


def test_without_a_browser_it_is_said_how_to_get_one(monkeypatch):
    monkeypatch.setenv(browser.CHOSEN, "no-such-browser")
    with pytest.raises(LamppostError, match="none is found on this machine") as caught:
        renderer.render(quiet_result())
    assert "Chromium" in caught.value.hint
    assert pipeline.missing("pdf")


def test_a_browser_that_does_not_print_is_named_with_what_it_said(monkeypatch, tmp_path):
    made = tmp_path / "chromium"
    made.write_text("#!/bin/sh\necho 'no display' >&2\nexit 3\n")
    made.chmod(0o700)
    monkeypatch.setenv(browser.CHOSEN, str(made))
    with pytest.raises(LamppostError, match="chromium did not print the page: no display"):
        renderer.render(quiet_result())


def test_a_browser_that_never_ends_is_ended(monkeypatch, tmp_path):
    made = tmp_path / "chromium"
    made.write_text("#!/bin/sh\nexec tail -f /dev/null\n")
    made.chmod(0o700)
    monkeypatch.setenv(browser.CHOSEN, str(made))
    monkeypatch.setattr(browser, "PATIENCE_S", 0.2)
    with pytest.raises(LamppostError, match="took more than"):
        renderer.render(quiet_result())


def test_a_page_that_is_too_long_is_refused_with_what_to_take_instead(monkeypatch):
    monkeypatch.setattr(renderer, "MOST_LETTERS", 1000)
    with pytest.raises(LamppostError, match="in reasonable time") as caught:
        renderer.render(quiet_result())
    assert ".xlsx" in caught.value.hint
