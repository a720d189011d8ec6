"""Who may ask: the user of this machine, from a page of ours, with the token of this start."""

import asyncio
import re

import pytest
from tests.web.conftest import HERE, LARGEST, PORT, TOKEN

from lamppost.web.access import HEADERS
from lamppost.web.app import ROUTES

ADDRESSES = [
    route.path.replace("{result}", "res-000000000000")
    .replace("{thing}", "dev-000000000000")
    .replace("{number:int}", "1")
    for route in ROUTES
] + ["/no/such/page"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_shown_without_the_token(stranger, address):
    for method in ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"):
        answer = stranger.request(method, address, headers={"Origin": HERE})
        assert answer.status_code == 403
        assert "res-" not in answer.text


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "x", "é"])
def test_a_wrong_token_opens_nothing(stranger, token):
    assert stranger.get("/", params={"token": token}).status_code == 403
    assert stranger.get("/", headers={"Authorization": f"Bearer {token}".encode()}).status_code == 403
    assert stranger.get("/", headers={"Cookie": f"lamppost-{PORT}={token}".encode()}).status_code == 403


def test_the_printed_address_becomes_a_cookie_that_scripts_and_other_sites_do_not_have(stranger):
    answer = stranger.get(f"/?token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=strict", "path=/"} <= attributes
    assert stranger.get("/").status_code == 200


def test_the_token_in_another_address_opens_nothing(stranger):
    assert stranger.get(f"/api/results?token={TOKEN}").status_code == 403


def test_a_program_may_send_the_token_itself(stranger):
    assert stranger.get("/api/results", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example.net",
        f"evil.example.net:{PORT}",
        "127.0.0.1",
        f"127.0.0.1:{PORT + 1}",
        f"127.0.0.1.evil.example.net:{PORT}",
        f"127.0.0.1:{PORT}@evil.example.net",
        "0.0.0.0",
        "",
    ],
)
def test_another_name_than_this_machines_own_is_refused_even_with_the_token(client, host):
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "not the name of this place" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_this_machines_own_names_are_answered(client, host):
    headers = {"Host": f"{host}:{PORT}", "Authorization": f"Bearer {TOKEN}"}
    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example.net"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Origin": f"http://localhost:{PORT}"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": "null"},
        {"Origin": HERE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HERE, "Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_change_that_no_page_of_ours_asked_for_is_refused(client, held, headers):
    del client.headers["Origin"]
    answer = client.post(f"/results/{held}/forget", headers=headers)
    assert answer.status_code == 403
    assert client.get(f"/results/{held}").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": HERE},
        {"Origin": HERE, "Sec-Fetch-Site": "same-origin"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_a_change_from_a_page_of_ours_is_made(client, held, headers):
    del client.headers["Origin"]
    assert client.post(f"/results/{held}/forget", headers=headers).status_code == 303
    assert client.get(f"/results/{held}").status_code == 404


def test_the_page_of_a_refusal_looks_like_the_others(stranger):
    refused = stranger.get("/")
    assert refused.status_code == 403
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', refused.text):
        assert stranger.get(address).status_code == 200, address
    assert "/static/pages.css" in refused.text
    assert stranger.post("/static/pages.css", headers={"Origin": HERE}).status_code == 403


@pytest.mark.parametrize("address", ["/", "/nothing", "/api/results", "/static/pages.css"])
def test_every_answer_bears_the_headers_that_keep_it_in(client, stranger, address):
    for answer in (client.get(address), client.get(address, headers={"Host": "evil.example.net"})):
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert "default-src 'self'" in HEADERS["Content-Security-Policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def _sent(client, size):
    return client.post("/look", data={"as_of": "2026-11-23"}, files={"file": ("a.pcap", b"x" * size)})


def test_more_than_the_limit_is_refused_in_words(client):
    answer = _sent(client, LARGEST)
    assert answer.status_code == 413
    assert "1 MB" in answer.text


def test_what_is_refused_is_taken_first_so_that_a_browser_shows_why(client):
    taken = []

    async def receive():
        taken.append(len(taken))
        return {"type": "http.request", "body": b"x" * 1000, "more_body": len(taken) < 9}

    async def send(message):
        sent.append((message.get("status"), len(taken)))

    sent, headers = (
        [],
        {
            "host": f"127.0.0.1:{PORT}",
            "origin": HERE,
            "authorization": f"Bearer {TOKEN}",
            "content-length": str(LARGEST + 1),
        },
    )
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/look",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(client.app(scope, receive, send))
    assert sent[0] == (413, 9)


def test_more_than_the_limit_is_refused_where_its_length_is_not_told(client):
    boundary = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pcap"\r\n\r\n'

    def pieces():
        yield boundary
        for _ in range(LARGEST // 1000 + 1):
            yield b"x" * 1000

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = client.post("/look", content=pieces(), headers=headers)
    assert answer.status_code == 413


def test_a_form_without_files_is_kept_small(client, held):
    answer = client.post(f"/results/{held}/keep", data={"as_of": "x" * 70_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e3", "many"])
def test_a_length_that_is_none_is_refused(client, length):
    assert client.get("/", headers={"Content-Length": length}).status_code == 413
