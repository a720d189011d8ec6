"""Names in `dns`, `tls`, `http` and `mdns` events: who asked for what, and what is not kept."""

import pytest
from reading_eve import connections, event, flow, names, read_events, said

CLIENT, SERVER = "192.0.2.10", "192.0.2.53"


def dns(answered=False, ports=(40000, 53), **more):
    ends = (SERVER, CLIENT, ports[::-1]) if answered else (CLIENT, SERVER, ports)
    return event("dns", *ends, proto="UDP", dns=more)


ANSWER = {"rrname": "a.example.net", "rrtype": "A", "rdata": "198.51.100.7"}


@pytest.mark.parametrize(
    "made",
    [
        dns(answered=True, type="answer", **ANSWER),
        dns(version=2, type="answer", rrname="a.example.net", rrtype="A", grouped={"A": ["198.51.100.7"]}),
        dns(answered=True, version=2, type="answer", rrname="a.example.net", rrtype="A", answers=[ANSWER]),
        dns(answered=True, version=3, type="response", queries=[ANSWER], answers=[ANSWER]),
        dns(answered=True, version=3, type="answer", queries=[ANSWER], grouped={"A": ["198.51.100.7"]}),
        dns(
            answered=True, ports=(5300, 5400), version=3, type="response", queries=[ANSWER], answers=[ANSWER]
        ),
        dns(
            ports=(5300, 5400), version=2, type="answer", rrname="a.example.net", rrtype="A", answers=[ANSWER]
        ),
        dns(answered=True, ports=(53, 53), version=3, type="response", queries=[ANSWER], answers=[ANSWER]),
    ],
)
def test_whoever_asked_is_told_which_address_has_the_name(tmp_path, made):
    assert names(read_events(tmp_path, made)) == [(1, "dns", CLIENT, "a.example.net", "198.51.100.7")]


def test_addresses_are_those_of_the_name_asked_for_through_every_alias_and_of_no_other(tmp_path):
    records = [
        {"rrname": "two.example.net", "rrtype": "A", "rdata": "198.51.100.2"},
        {"rrname": "other.example.net", "rrtype": "A", "rdata": "198.51.100.9"},
        {"rrname": "One.example.net", "rrtype": "CNAME", "rdata": "TWO.example.net"},
        {"rrname": "a.example.net", "rrtype": "CNAME", "rdata": "one.example.net"},
        {"rrname": "a.example.net", "rrtype": "SOA", "soa": {"mname": "x"}},
    ]
    into = read_events(
        tmp_path, dns(version=2, type="answer", rrname="a.example.net", rrtype="A", answers=records)
    )
    assert [one[3:] for one in names(into)] == [("a.example.net", "198.51.100.2")]


def test_aliases_of_one_message_lead_to_no_address_of_another(tmp_path):
    alias = dns(
        answered=True, type="answer", id=1, rrname="a.example.net", rrtype="CNAME", rdata="b.example.net"
    )
    found = dns(answered=True, type="answer", id=2, rrname="b.example.net", rrtype="A", rdata="198.51.100.2")
    assert [one[3:] for one in names(read_events(tmp_path, alias, found))] == [
        ("b.example.net", "198.51.100.2")
    ]


@pytest.mark.parametrize(
    ("kind", "name", "kept"),
    [
        ("A", "A.Example.net.", "a.example.net"), ("HTTPS", "_8443._https.a.example.net", "a.example.net"),
        ("65", "a.example.net", "a.example.net"), ("PTR", "10.2.0.192.in-addr.arpa", None), ("A", "192.0.2.1", None),
        ("A", "a b", None), ("TXT", "a.example.net", None), ("AAAA", "_x.example.net", None),
    ],
)  # fmt: skip
def test_questions_for_addresses_of_hosts_count_and_no_others_are_kept(tmp_path, kind, name, kept):
    for held in ({"rrname": name, "rrtype": kind}, {"queries": [{"rrname": name, "rrtype": kind}]}):
        into = read_events(tmp_path, dns(type="query", **held))
        assert list(into.host_names) == [kept] * (kept is not None)
        assert [one[3:] for one in names(into)] == [(kept, "")] * (kept is not None)


def test_a_name_that_has_no_address_was_asked_for_all_the_same(tmp_path):
    into = read_events(
        tmp_path, dns(version=2, type="answer", rcode="NXDOMAIN", rrname="a.example.net", rrtype="A")
    )
    assert names(into) == [(1, "dns", CLIENT, "a.example.net", "")]


@pytest.mark.parametrize(
    "held",
    [
        {"http_method": "CONNECT", "url": "a.example.net:443"},
        {"url": "http://a.example.net/x?key=anna"},
        {"url": "HTTPS://a.example.net/"},
    ],
)
def test_a_name_asked_of_a_proxy_is_not_the_proxys(tmp_path, held):
    into = read_events(tmp_path, event("http", http={"hostname": "a.example.net"} | held), flow())
    assert names(into) == [(1, "http_host", CLIENT, "a.example.net", "")]
    assert connections(into, "server_name")[0][3] == -1
    assert "anna" not in str(vars(into.values)) + str(vars(into.host_names))


def test_a_host_names_the_connection_it_was_sent_in(tmp_path):
    into = read_events(tmp_path, event("http", http={"hostname": "A.example.net", "url": "/"}), flow())
    assert names(into) == [(1, "http_host", CLIENT, "a.example.net", "198.51.100.7")]
    assert connections(into, "server_name")[0][3] == "a.example.net"


def test_what_rtsp_says_is_said_of_rtsp_and_an_answer_through_a_proxy_says_nothing(tmp_path):
    headers = [{"name": "server", "value": "EX/1"}]
    rtsp = {
        "hostname": "a.example.net",
        "url": "rtsp://a.example.net/",
        "http_user_agent": "LibEX",
        "server": "EX/2",
    }
    into = read_events(
        tmp_path,
        event("http", http=rtsp),
        event("http", http={"protocol": "RTSP/1.0", "response_headers": headers}),
        event("http", http={"response_headers": [*headers, {"name": "Via", "value": "1.1 proxy"}]}),
    )
    assert [one[2:] for one in said(into)] == [
        (CLIENT, "rtsp.user_agent", "LibEX"), ("198.51.100.7", "rtsp.server", "EX/2"),
        ("198.51.100.7", "rtsp.server", "EX/1"),
    ]  # fmt: skip
    assert names(into) == []


def test_of_multicast_dns_only_what_a_sender_says_to_the_group_of_itself_is_kept(tmp_path):
    records = [{"rrname": "EX._http._tcp.local", "txt": ["MODEL=EX-1", "Garden camera", "pin=1"]}]
    group = {"dst": "ff02::fb", "ports": (5353, 5353), "proto": "UDP"}
    into = read_events(
        tmp_path,
        event("mdns", "2001:db8::1", **group, mdns={"type": "request", "answers": records}),
        event("mdns", "2001:db8::2", mdns={"type": "response", "answers": records}),
        event("mdns", "2001:db8::3", **group, mdns={"type": "request", "authorities": records}),
    )
    assert said(into) == [
        (3, "", "2001:db8::3", "mdns.instance", "EX._http._tcp.local"),
        (3, "", "2001:db8::3", "mdns.text", "Garden camera"),
        (3, "", "2001:db8::3", "mdns.txt", "model=EX-1"),
    ]
