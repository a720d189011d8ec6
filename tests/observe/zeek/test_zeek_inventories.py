"""Leases, inventories and software of Zeek's logs tell who is here, and no more than they know."""

import json

import pytest
from reading_zeek import SAMPLE, held, read, said, sample, written

CAMERA = "00005e005320"


def table(path, fields, *rows):
    return (
        f"#separator \\x09\n#path\t{path}\n#fields\t" + "\n".join(["\t".join(fields.split()), *rows]) + "\n"
    )


@pytest.fixture
def told(tmp_path):
    def of(name, fields, *rows):
        rows = ["\t".join(row.split("|")) for row in rows]
        return read(written(tmp_path, f"{name}.log", table(name, fields, *rows)))[0]

    return of


def test_an_address_belongs_to_the_mac_that_a_server_confirmed_it_to():
    assert (CAMERA, "192.0.2.20") in held(sample("dhcp"))


def test_an_offer_alone_is_no_lease():
    assert "192.0.2.21" not in {address for _, address in held(sample("dhcp"))}


def test_a_client_tells_its_own_address_unless_others_have_it_too():
    assert held(sample("dhcp")) == [(CAMERA, "192.0.2.20"), ("00005e005322", "192.0.2.22")]


def test_clients_of_dhcp_say_their_name_and_software_and_one_without_a_mac_says_nothing():
    assert said(sample("dhcp")) == [
        (CAMERA, "dhcp.host_name", "cam-20"),
        (CAMERA, "dhcp.vendor_class", "udhcp 1.2"),
    ]


def test_json_tells_the_same_leases(tmp_path):
    lines = (SAMPLE / "dhcp.log").read_text().splitlines()
    columns, rows = lines[6].split("\t")[1:], lines[8:-1]
    told = []
    for row in rows:
        cells = {one: cell for one, cell in zip(columns, row.split("\t"), strict=True) if cell != "-"}
        told.append(cells | {"ts": float(cells["ts"]), "msg_types": cells["msg_types"].split(",")})
    path = written(tmp_path, "dhcp.log", "".join(json.dumps(one) + "\n" for one in told))
    into = read(path)[0]
    assert (held(into), said(into)) == (held(sample("dhcp")), said(sample("dhcp")))


def test_the_older_layout_tells_leases_too(told):
    fields = "ts uid id.orig_h id.orig_p id.resp_h id.resp_p mac assigned_ip lease_time trans_id"
    into = told(
        "dhcp", fields, "1795773600.0|D|0.0.0.0|68|192.0.2.1|67|00:00:5E:00:53:20|192.0.2.20|3600.0|1"
    )
    assert held(into) == [(CAMERA, "192.0.2.20")]


def test_software_is_said_as_it_was_sent_and_only_what_is_known_to_be_so():
    assert said(sample("software")) == [
        ("192.0.2.20", "http.powered_by", "PHP/5.6"),
        ("192.0.2.20", "http.server", "Camera/1.0 (Example)"),
        ("192.0.2.21", "http.user_agent", "Mozilla/5.0"),
        ("192.0.2.22", "dhcp.vendor_class", "udhcp 1.2"),
    ]


def test_known_hosts_and_services_are_here(told):
    into = told("known_hosts", "ts host", "1795773600.0|192.0.2.20", "1795773600.0|2001:db8::20")
    assert len(into.seen) == 2
    row = "1795773600.0|192.0.2.20|554|tcp|rtsp"
    assert len(told("known_services", "ts host port_num port_proto service", row).seen) == 1


def test_known_certificates_are_said_of_their_host(told):
    fields = "ts host port_num subject issuer_subject serial"
    into = told("known_certs", fields, "1795773600.0|192.0.2.20|443|CN=cam,O=Example|CN=CA|01")
    assert said(into) == [
        ("192.0.2.20", "tls.certificate_issuer", "CN=CA"),
        ("192.0.2.20", "tls.certificate_subject", "O=Example, CN=cam"),
    ]
    assert len(into.seen) == 1


def test_known_devices_are_macs_that_are_here(told):
    into = told("known_devices", "ts mac dhcp_host_name", "1795773600.0|00:00:5e:00:53:20|cam-20")
    assert (held(into), said(into)) == ([(CAMERA, "")], [(CAMERA, "dhcp.host_name", "cam-20")])


def test_a_log_of_another_kind_is_read_to_its_end_and_is_no_trouble(tmp_path):
    path = written(tmp_path, "weird.log", table("weird", "ts uid name", "1795773600.0\tC1\tbad_checksum"))
    into, (found,) = read(path)
    assert (found.format, found.read, into.issues) == ("zeek weird", "whole", [])
    assert (len(found.sha256), into.coverage.passed_over) == (64, {"zeek weird": 1})
