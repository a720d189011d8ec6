"""Networks that are easy to misread: nobody gets a maker, a kind or a destination that is not theirs."""

import json

import pytest

import made_frames as made

HIK, ROUTER, PHONE, PLAIN = "44:19:b6:00:53:01", "00:00:5e:00:53:01", "00:00:5e:00:53:31", "00:00:5e:00:53:09"
SADP = (
    "<?xml version='1.0'?><ProbeMatch><Types>inquiry</Types><DeviceType>1</DeviceType>"
    "<DeviceDescription>DS-2CD2043G2-I</DeviceDescription><DeviceSN>X</DeviceSN></ProbeMatch>"
)


def claim(mac, ip):
    return made.arp_reply(mac, ip, ROUTER, "192.168.1.1")


def answer(mac, ip, ttl=1):
    packet = made.udp(ip, 37020, "239.255.255.250", 37020, SADP.encode(), ttl)
    return made.ethernet(mac, made.multicast_mac("239.255.255.250"), 0x0800, packet)


def look_up(mac, ip, name, address, number=7):
    query = made.udp(ip, 50_000, "192.168.1.1", 53, made.dns_query(number, name))
    reply = made.udp("192.168.1.1", 53, ip, 50_000, made.dns_answer(number, name, address))
    return [made.ethernet(mac, ROUTER, 0x0800, query), made.ethernet(ROUTER, mac, 0x0800, reply)]


def talk(mac, ip, address, name, port, size, ttl=64):
    """A connection that names its server and sends so many octets after it."""
    hello = made.client_hello(name, port)
    rows = [
        made.tcp(ip, port, address, 443, 100, 0, 0x02, ttl=ttl),
        made.tcp(ip, port, address, 443, 101, 1, 0x18, hello, ttl=ttl),
        made.tcp(ip, port, address, 443, 101 + len(hello), 1, 0x18, bytes(size), ttl=ttl),
    ]
    return [made.ethernet(mac, ROUTER, 0x0800, row) for row in rows]


def ask_for_lease(mac, **options):
    packet = made.udp("0.0.0.0", 68, "255.255.255.255", 67, made.dhcp_request(mac, 9, **options))
    return made.ethernet(mac, made.BROADCAST, 0x0800, packet)


@pytest.fixture
def look(capture, lamppost, tmp_path):
    context = tmp_path / "context.toml"
    context.write_text('[context]\nis_us_federal_contractor = true\nsite = "sensitive"\n')

    def run(*frames, options=()):
        path = capture(claim(ROUTER, "192.168.1.1"), *frames)
        run = lamppost("look", path, "--json", "--policy", "us-ndaa-889", "--context", context, *options)
        assert run.status == 0
        return json.loads(run.out)

    return run


def kinds(result):
    return {verdict["kind"] for verdict in result["verdicts"]}


def test_a_listed_camera_beyond_doubt_fails(look):
    result = look(claim(HIK, "192.168.1.21"), answer(HIK, "192.168.1.21"))
    assert "fail" in kinds(result)


@pytest.mark.parametrize(
    "name", ["www.canaryis.com", "doorbells.august.com", "ipc.tplinkcloud.com", "dev.hik-connect.com"]
)
def test_names_alone_never_list_a_device(look, name):
    result = look(claim(PHONE, "192.168.1.31"), *look_up(PHONE, "192.168.1.31", name, "203.0.113.9"))
    assert result["devices"] == []
    assert name not in json.dumps(result)


def test_a_phone_stays_a_phone_whatever_it_asks_for(look):
    result = look(
        ask_for_lease(PHONE, host_name="Annas-iPhone"),
        claim(PHONE, "192.168.1.31"),
        *look_up(PHONE, "192.168.1.31", "www.canaryis.com", "203.0.113.9"),
    )
    assert result["devices"] == []
    assert result["device_counts"]["phone"] == 1


def test_a_bridge_that_answers_for_others_gives_them_no_maker(look):
    frames = [claim(HIK, f"192.168.1.{host}") for host in (21, 22, 31)] * 3
    result = look(*frames, *talk(HIK, "192.168.1.31", "203.0.113.9", "diary.example.net", 40_001, 500))
    assert "fail" not in kinds(result)
    assert not [device for device in result["devices"] if device["maker"] and device["addresses"]]
    assert "diary.example.net" not in json.dumps(result)


def test_a_device_that_changes_its_network_stays_one(look):
    result = look(
        claim(HIK, "10.0.0.5"),
        answer(HIK, "10.0.0.5"),
        claim(HIK, "192.168.1.21"),
        answer(HIK, "192.168.1.21"),
    )
    (device,) = result["devices"]
    assert device["addresses"] == ["10.0.0.5", "192.168.1.21"]


def test_a_translator_keeps_its_block_and_what_others_sent_to_itself(look):
    nat = "50:c7:bf:00:53:0a"
    own = made.ethernet(nat, ROUTER, 0x0800, made.udp("192.168.1.50", 123, "203.0.113.1", 123, b"x"))
    result = look(
        claim(nat, "192.168.1.50"), own, answer(nat, "192.168.1.50"),
        *talk(nat, "192.168.1.50", "203.0.113.9", "diary.example.net", 40_001, 500, ttl=63),
    )  # fmt: skip
    (device,) = result["devices"]
    assert device["mac"] is None
    assert device["destinations"] == []
    assert device["maker"]["status"] == "candidate"


def test_a_forged_answer_does_not_list_the_address_it_bears(look):
    forged = made.udp("192.168.1.31", 37020, "192.168.1.1", 37020, SADP.encode())
    result = look(claim(PHONE, "192.168.1.31"), made.ethernet(ROUTER, PLAIN, 0x0800, forged))
    assert result["devices"] == []


def test_bytes_go_to_the_name_that_was_sent_in_their_own_connection(look):
    result = look(
        claim(HIK, "192.168.1.21"), answer(HIK, "192.168.1.21"),
        *talk(HIK, "192.168.1.21", "203.0.113.9", "a.hik-connect.com", 40_001, 1_000),
        *talk(HIK, "192.168.1.21", "203.0.113.9", "b.example.net", 40_002, 9_000),
        *talk(HIK, "192.168.1.21", "203.0.113.9", "a.hik-connect.com", 40_003, 1_000),
    )  # fmt: skip
    sent = {row["name"]: row["sent_bytes"] for row in result["devices"][0]["destinations"]}
    assert 2_000 < sent["a.hik-connect.com"] < 3_000
    assert 9_000 < sent["b.example.net"] < 10_000


def test_an_address_that_changes_hands_gives_its_old_connections_to_neither(look):
    ntp = made.udp("192.168.1.21", 123, "203.0.113.7", 123, bytes(48))
    frames = [
        claim(HIK, "192.168.1.21"),
        answer(HIK, "192.168.1.21"),
        made.ethernet(HIK, ROUTER, 0x0800, ntp),
    ]
    frames += [claim(HIK, "192.168.1.99"), claim(PHONE, "192.168.1.21")]
    frames += [made.ethernet(PHONE, ROUTER, 0x0800, ntp)] * 20
    result = look(*frames)
    assert all(row["sent_bytes"] < 500 for device in result["devices"] for row in device["destinations"])


def test_one_outside_host_at_a_full_time_to_live_is_still_outside(look):
    back = made.tcp("203.0.113.9", 443, "192.168.1.21", 40_001, 1, 200, 0x10, ttl=64)
    result = look(
        claim(HIK, "192.168.1.21"), answer(HIK, "192.168.1.21"),
        *talk(HIK, "192.168.1.21", "203.0.113.9", "dev.hik-connect.com", 40_001, 9_000),
        made.ethernet(ROUTER, HIK, 0x0800, back),
    )  # fmt: skip
    assert [row["name"] for row in result["devices"][0]["destinations"]] == ["dev.hik-connect.com"]


def test_evidence_whose_review_is_overdue_does_not_corroborate(look):
    result = look(claim(HIK, "192.168.1.21"), answer(HIK, "192.168.1.21"), options=("--as-of", "2035-01-01"))
    assert result["devices"][0]["maker"]["status"] == "stale"
    assert kinds(result) == {"open"}


def test_every_device_is_counted_once(look):
    result = look(
        claim(HIK, "192.168.1.21"),
        answer(HIK, "192.168.1.21"),
        claim(PHONE, "192.168.1.31"),
        claim(PLAIN, "192.168.1.9"),
    )
    unknown = sum(row["count"] for row in result["unknown_devices"])
    assert unknown == result["device_counts"].get("unknown", 0)
    assert len(result["devices"]) + sum(result["device_counts"].values()) == 4


def test_ports_that_are_used_again_give_their_bytes_to_neither_name(look):
    result = look(
        claim(HIK, "192.168.1.21"), answer(HIK, "192.168.1.21"),
        *talk(HIK, "192.168.1.21", "203.0.113.9", "a.hik-connect.com", 40_001, 1_000),
        *talk(HIK, "192.168.1.21", "203.0.113.9", "b.example.net", 40_001, 9_000),
    )  # fmt: skip
    assert [row["name"] for row in result["devices"][0]["destinations"]] == [None]


def test_a_phone_that_takes_over_an_address_without_a_word_keeps_its_destinations_to_itself(look):
    result = look(
        claim(HIK, "192.168.1.21"), answer(HIK, "192.168.1.21"), claim(HIK, "10.0.0.9"), answer(HIK, "10.0.0.9"),
        *talk(PHONE, "192.168.1.21", "203.0.113.9", "diary.example.net", 40_001, 500),
    )  # fmt: skip
    assert "diary.example.net" not in json.dumps(result)


def test_a_bridge_is_seen_through_another_address_between(look):
    frames = [claim(HIK, ip) for ip in ("192.168.1.21", "10.0.0.5", "192.168.1.31", "192.168.1.21")]
    result = look(*frames, *talk(HIK, "192.168.1.31", "203.0.113.9", "diary.example.net", 40_001, 500))
    assert "diary.example.net" not in json.dumps(result)
    assert "fail" not in kinds(result)


def test_a_verdict_rests_on_the_list_its_rule_asks_of_and_on_no_other(look):
    result = look(claim(HIK, "192.168.1.21"), answer(HIK, "192.168.1.21"))
    assert {row["list"] for row in result["devices"][0]["listings"]} > {"us-ndaa-889"}
    for verdict in result["verdicts"]:
        lists = {link["value"].split(",")[0] for link in verdict["chain"] if link["property"] == "listed_on"}
        assert lists == ({"NDAA §889"} if verdict["rule"] == "listed-maker" else set())
