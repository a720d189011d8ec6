"""Names of Zeek's dns, ssl, quic and http logs belong to the clients that asked for them, as they do in captures."""

import json

import pytest
from reading_zeek import SAMPLE, connections, names, read, said, sample, written

CAMERA, SERVER = "192.0.2.10", "198.51.100.7"


def as_json(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_every_address_of_an_answer_belongs_to_the_name_asked_for_and_aliases_are_no_names():
    told = names(sample("dns"))
    assert [row[1:] for row in told if row[0] == 9] == [
        ("dns", CAMERA, "relay.example.net", SERVER),
        ("dns", CAMERA, "relay.example.net", "198.51.100.8"),
    ]


def test_questions_without_an_address_in_their_answer_have_none_and_other_questions_are_no_names():
    told = names(sample("dns"))
    assert [row for row in told if row[0] != 9] == [
        (10, "dns", CAMERA, "silent.example.net", ""),
        (11, "dns", CAMERA, "api.example.net", ""),
        (16, "dns", "192.0.2.11", "v6.example.net", "2001:db8::7"),
    ]


def test_a_question_is_of_when_it_was_asked_and_an_answer_of_when_it_came():
    table = sample("dns").names_told.table.columns()
    told = dict(zip(table["first_row"].tolist(), table["seen_at"].tolist(), strict=True))
    assert {line: at - 1795773600000000 for line, at in told.items()} == {
        9: 20_000, 10: 1_000_000, 11: 2_000_000, 16: 7_500_000,
    }  # fmt: skip


def test_lists_of_json_are_answers_too(tmp_path):
    row = {"ts": 1795773600, "uid": "D1", "id.orig_h": CAMERA, "id.resp_p": 53, "qtype": 1, "trans_id": 1}
    path = written(
        tmp_path, "dns.log", as_json(row | {"query": "a.example.net", "answers": [SERVER, "alias"]})
    )
    assert names(read(path)[0]) == [(1, "dns", CAMERA, "a.example.net", SERVER)]


def test_an_answer_whose_question_was_not_seen_names_its_addresses_and_nothing_else(tmp_path):
    row = {"ts": 1795773600, "uid": "D1", "id.orig_h": CAMERA, "id.resp_p": 53, "query": "a.example.net"}
    answers = [["alias", SERVER], ["alias"], ["TXT 3 abc"], []]
    lines = "".join(as_json(row | {"answers": one}) for one in answers)
    assert names(read(written(tmp_path, "dns.log", lines))[0]) == [
        (1, "dns", CAMERA, "a.example.net", SERVER)
    ]
    local = as_json(row | {"answers": [SERVER], "id.resp_p": 5355})
    assert not names(read(written(tmp_path, "dns.log", local))[0])


@pytest.mark.parametrize("kind", ["conn", "dns", "ssl", "http", "quic", "dhcp", "software", "x509"])
def test_an_object_that_is_no_row_of_the_log_is_reported_by_line(tmp_path, kind):
    row = {
        "ts": 1795773600.5,
        "uid": "D1",
        "id.orig_h": CAMERA,
        "id.orig_p": 9,
        "id.resp_h": SERVER,
        "id.resp_p": 53,
    }
    wrapped = as_json({"offset": 0, "result": {"_raw": "a line of a log", "source": f"{kind}.log"}})
    into, _ = read(written(tmp_path, f"{kind}.log", as_json(row | {"proto": "udp"}) + wrapped))
    assert 2 in [one.row for one in into.issues]


def test_the_name_of_a_handshake_is_that_of_its_connection():
    into = sample("ssl", "conn")
    named = {row[0]: row[5] for row in connections(into, "server_name")}
    assert {line: into.host_names[one] if one >= 0 else one for line, one in named.items()} == {
        9: "relay.example.net", 10: -1, 11: -1, 12: -1, 13: -1,
    }  # fmt: skip
    assert names(into) == [
        (9, "tls_sni", CAMERA, "relay.example.net", SERVER),
        (12, "tls_sni", CAMERA, "turn.example.net", "198.51.100.9"),
    ]


def test_a_hello_that_named_nobody_counts_and_one_that_was_not_seen_does_not():
    assert sample("ssl").coverage.tls_without_name == 1


def test_a_certificate_is_said_of_the_server_in_the_order_of_the_certificate():
    assert [one for one in said(sample("ssl", "x509")) if one[0] == SERVER] == [
        (SERVER, "tls.certificate_issuer", "C=NO, CN=Example CA"),
        (SERVER, "tls.certificate_subject", "C=NO, O=Example Cameras, Ltd, CN=relay.example.net"),
    ]


def test_a_certificate_that_the_row_itself_tells_needs_no_other_log():
    assert said(sample("ssl")) == [
        ("198.51.100.9", "tls.certificate_issuer", "CN=Root"),
        ("198.51.100.9", "tls.certificate_subject", "C=NO, ST=x, O=Exämple, OU=a,b+c, CN=turn.example.net"),
    ]


def test_certificates_of_one_run_are_unknown_in_the_next():
    sample("x509")
    assert SERVER not in {one[0] for one in said(sample("ssl"))}


def test_certificates_are_found_by_the_id_of_their_file_where_there_is_no_fingerprint(tmp_path):
    x509 = written(
        tmp_path, "x509.log", as_json({"ts": 1795773600, "id": "F1", "certificate.subject": "CN=a"})
    )
    row = {
        "ts": 1795773600,
        "uid": "S1",
        "id.orig_h": CAMERA,
        "id.resp_h": SERVER,
        "cipher": "x",
        "version": "y",
    }
    ssl = written(tmp_path, "ssl.log", as_json(row | {"cert_chain_fuids": ["F1", "F2"]}))
    assert said(read(ssl, x509)[0]) == [(SERVER, "tls.certificate_subject", "CN=a")]


def test_an_older_log_calls_the_issuer_otherwise(tmp_path):
    text = (SAMPLE / "ssl.log").read_text().replace("\tissuer\n", "\tissuer_subject\n")
    assert ("198.51.100.9", "tls.certificate_issuer", "CN=Root") in said(
        read(written(tmp_path, "ssl.log", text))[0]
    )


@pytest.fixture
def quic(tmp_path):
    row = {"ts": 1795773600, "id.orig_h": CAMERA, "id.resp_h": SERVER, "version": "1", "client_scid": "aa"}
    rows = (
        row | {"uid": "Q1", "history": "Ir"},
        row | {"uid": "Q1", "history": "ISishIHh", "server_name": "QUIC.example.net"},
        row | {"uid": "Q2", "history": "IIihh"},
    )
    return read(written(tmp_path, "quic.log", as_json(*rows)))[0]


def test_quic_names_its_server_and_a_beginning_that_is_repeated_is_no_connection(quic):
    assert names(quic) == [(2, "quic_sni", CAMERA, "quic.example.net", SERVER)]
    assert (quic.coverage.quic_flows, quic.coverage.quic_unnamed) == (2, 1)


def test_what_the_log_of_tls_repeats_of_quic_counts_once(tmp_path):
    row = {"ts": 1795773600, "uid": "Q1", "id.orig_h": CAMERA, "id.resp_h": SERVER, "version": "x"}
    tls = as_json(
        row | {"server_name": "quic.example.net", "cipher": "y"},
        row | {"uid": "T1", "server_name": "b.example.net"},
    )
    quic = as_json(row | {"server_name": "quic.example.net", "client_scid": "aa"})
    into, _ = read(written(tmp_path, "ssl.log", tls), written(tmp_path, "quic.log", quic))
    assert [row[1:4:2] for row in names(into)] == [
        ("quic_sni", "quic.example.net"),
        ("tls_sni", "b.example.net"),
    ]


def test_a_host_that_is_asked_of_a_proxy_is_no_name_of_the_proxy():
    assert names(sample("http")) == [
        (9, "http_host", CAMERA, "update.example.net", SERVER),
        (10, "http_host", CAMERA, "far.example.net", ""),
        (11, "http_host", CAMERA, "near.example.net", ""),
    ]


def test_a_proxied_host_is_no_name_of_its_connection(tmp_path):
    conn = (SAMPLE / "conn.log").read_text().replace("Cordinary", "H2").replace("Cunset", "H1")
    into = read(SAMPLE / "http.log", written(tmp_path, "conn.log", conn))[0]
    named = {row[0]: row[5] for row in connections(into, "server_name")}
    assert (named[9], into.host_names[named[10]]) == (-1, "update.example.net")


def test_a_handshake_through_a_proxy_is_no_name_and_no_certificate_of_the_proxy(tmp_path):
    row = {"ts": 1795773600, "uid": "P1", "id.orig_h": CAMERA, "id.resp_h": "192.0.2.1"}
    http = as_json(row | {"trans_depth": 1, "method": "CONNECT", "uri": "far.example.net:443"})
    tls = as_json(
        row | {"server_name": "far.example.net", "cipher": "x", "version": "y", "subject": "CN=far"}
    )
    conn = as_json(row | {"proto": "tcp", "conn_state": "SF"})
    files = (
        written(tmp_path, f"{name}.log", text)
        for name, text in (("conn", conn), ("http", http), ("ssl", tls))
    )
    into, _ = read(*files)
    assert names(into) == [
        (1, "http_host", CAMERA, "far.example.net", ""),
        (1, "tls_sni", CAMERA, "far.example.net", ""),
    ]
    assert (said(into), [row[5] for row in connections(into, "server_name")]) == ([], [-1])


def test_user_agents_are_said_of_the_client_without_escapes():
    assert said(sample("http")) == [
        (CAMERA, "http.user_agent", "Camera/1.0"),
        (CAMERA, "http.user_agent", "Camera/1.0 (a, b)"),
    ]


def test_nothing_of_a_request_but_the_host_is_kept():
    into = sample("http")
    assert not [
        one for one in (*into.host_names, *into.values) if "canary" in one or "anna" in one or "/fir" in one
    ]


def test_a_file_of_several_logs_is_read_behind_those_that_tell_names_alone(tmp_path):
    row = {
        "ts": 1795773600,
        "uid": "C1",
        "id.orig_h": CAMERA,
        "id.orig_p": 5,
        "id.resp_h": SERVER,
        "id.resp_p": 443,
    }
    several = as_json(
        {"_path": "dns"} | row | {"uid": "D1", "id.resp_p": 53, "query": "a.example.net", "qtype": 1},
        {"_path": "conn"} | row | {"proto": "tcp", "conn_state": "SF"},
    )
    ssl = as_json(row | {"server_name": "relay.example.net", "established": True, "cipher": "x"})
    into, found = read(written(tmp_path, "all.log", several), written(tmp_path, "ssl.log", ssl))
    assert [one.format for one in found] == ["zeek ssl", "zeek json"]
    assert [into.host_names[one] for one in into.settled()["server_name"].tolist()] == ["relay.example.net"]
