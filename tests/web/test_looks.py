"""Looks that take long: how far they are is shown, and what they were handed is gone at their end."""

from threading import Event

import pytest
from starlette.testclient import TestClient
from tests.report.made_result import made_result
from tests.web.conftest import HERE, LARGEST, PORT, QUESTION, TOKEN
from tests.web.test_screens import DAY, assert_readable

from lamppost.model.errors import LamppostError
from lamppost.web.app import make_app
from lamppost.web.desk import Desk
from lamppost.web.shelf import Shelf


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """A client of a desk that does not wait, and what lets its look go on."""
    place = tmp_path / "private"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    reached, go_on, outcome = Event(), Event(), []
    compiling, compiled = Event(), Event()

    def look(paths, question, progress, on_compile):
        on_compile("decode")
        compiling.set()
        assert compiled.wait(30)
        progress("front\u202edoor.pcap", 250_000, 1_000_000)
        reached.set()
        assert go_on.wait(30)
        if outcome:
            raise outcome[0]
        return made_result()

    monkeypatch.setattr("lamppost.web.desk.pipeline.look", look)
    desk = Desk(Shelf(tmp_path / "results"), QUESTION, most_bytes=LARGEST, patience_s=0)
    client = TestClient(make_app(desk, port=PORT, token=TOKEN), base_url=HERE, follow_redirects=False)
    client.headers |= {"Authorization": f"Bearer {TOKEN}", "Origin": HERE}
    answer = client.post("/look", data={"as_of": DAY}, files={"file": ("a.pcap", b"x")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/looks/1")
    assert compiling.wait(30)
    assert "Compiling the decoder for this machine" in client.get("/looks/1").text
    compiled.set()
    assert reached.wait(30)
    yield client, desk, go_on, outcome, place
    go_on.set()
    desk.close()


def test_how_far_a_look_is_is_shown_and_then_what_it_led_to(slow):
    client, desk, go_on, _, place = slow
    page = assert_readable(client.get("/looks/1").text)
    assert ("progress", {"id": "bar", "max": "1000000", "value": "250000"}) in page.elements
    assert "frontdoor.pcap" in page.text
    assert client.get("/api/looks/1").json()["state"] == "reading"
    assert len(list(place.glob("lamppost-*"))) == 1
    go_on.set()
    desk._do(lambda: None)  # whatever is asked next waits for the look
    (held,) = desk.shelf.list()
    assert client.get("/looks/1").headers["location"] == f"/results/{held.id}"
    assert client.get("/api/looks/1").json()["results"] == [held.id]
    assert list(place.glob("lamppost-*")) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (LamppostError("no link type 999", hint="Convert it."), "No link type 999"),
        (ZeroDivisionError(), "fault of lamppost: ZeroDivisionError"),
    ],
)
def test_a_look_that_fails_says_why_and_leaves_nothing(slow, error, words):
    client, desk, go_on, outcome, place = slow
    outcome.append(error)
    go_on.set()
    desk._do(lambda: None)
    answer = client.get("/looks/1")
    assert answer.status_code == 422
    assert words in answer.text
    assert client.get("/api/looks/1").json()["state"] == "failed"
    assert list(place.glob("lamppost-*")) == []
    assert desk.shelf.list() == []


def test_a_second_look_waits_for_the_first(slow):
    client, *_ = slow
    client.post("/look", data={"as_of": DAY}, files={"file": ("b.pcap", b"x")})
    assert "Waiting for what was begun before" in client.get("/looks/2").text


@pytest.mark.parametrize("number", ["0", "2", "999999999999", "-1", "x"])
def test_a_look_that_was_never_begun_is_not_found(slow, number):
    assert slow[0].get(f"/looks/{number}").status_code == 404
