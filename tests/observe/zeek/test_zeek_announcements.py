"""What hosts announce by multicast DNS is said of them, as far as Zeek tells it; what others asked for is not."""

import json

import pytest
from reading_zeek import names, read, said, written

CAMERA = "192.0.2.20"
GROUP = {
    "ts": 1795773600,
    "uid": "M1",
    "id.orig_h": CAMERA,
    "id.orig_p": 5353,
    "id.resp_p": 5353,
    "trans_id": 0,
}


@pytest.fixture
def announced(tmp_path):
    def of(group="224.0.0.251", **row):
        told = GROUP | {"id.resp_h": group, "AA": True, "RA": False, "rejected": False} | row
        into, (found,) = read(written(tmp_path, "dns.log", json.dumps(told) + "\n"))
        assert (found.read, into.issues, names(into)) == ("whole", [], [])
        return [(field, value) for host, field, value in said(into) if host in (CAMERA, "2001:db8::20")]

    return of


def test_services_instances_hosts_and_products_are_known_by_their_form(announced):
    text = "TXT 6 md=CAM TXT 9 serial=12 TXT 12 Model X 2000 TXT 4 bare"
    answers = ["camera one._axis-video._tcp.local", "camera.local", "_http._tcp.local", "192.0.2.20", text]
    assert announced(query="_axis-video._tcp.local", answers=answers) == [
        ("mdns.host", "camera.local"),
        ("mdns.instance", "camera one._axis-video._tcp.local"),
        ("mdns.service", "_axis-video._tcp.local"),
        ("mdns.service", "_http._tcp.local"),
        ("mdns.text", "Model X 2000"),
        ("mdns.txt", "md=CAM"),
    ]


def test_the_owner_of_an_answer_is_the_senders_and_what_it_asked_for_is_not(announced):
    assert announced(query="camera.local", answers=[CAMERA]) == [("mdns.host", "camera.local")]
    assert announced(query="other.local", qtype=1, qclass=1, answers=[CAMERA]) == []
    assert announced(query="_ipp._tcp.local", qtype=12, qclass=1) == []
    assert announced(query="other.local") == []


def test_an_answer_to_one_host_alone_or_another_port_is_said_of_nobody(announced):
    assert announced(query="camera.local", answers=["camera.local"], **{"id.resp_p": 5355}) == []
    assert announced("192.0.2.30", query="camera.local", answers=["camera.local"]) == []


@pytest.mark.parametrize(
    ("service", "told"), [("_hap._tcp.local", [("mdns.txt", "ci=17")]), ("_ipp._tcp.local", [])]
)
def test_the_number_of_a_kind_is_said_of_its_own_service_alone(announced, service, told):
    found = announced("ff02::fb", query="x", qtype=12, answers=[f"cam.{service}", "TXT 5 ci=17"])
    assert [one for one in found if one[0] == "mdns.txt"] == told


def test_escapes_of_a_table_are_undone_before_lengths_are_counted(tmp_path):
    fields = "ts uid id.orig_h id.resp_h id.resp_p query qtype answers"
    cells = f"1795773600.0|M|{CAMERA}|224.0.0.251|5353|-|-|K\\xc3\\xbcche\\x2c 1._http._tcp.local,TXT 7 md=K\\xc3\\xbc\\x2c"
    text = "#separator \\x09\n#set_separator\t,\n#path\tdns\n#fields\t" + "\t".join(fields.split())
    into, _ = read(written(tmp_path, "dns.log", text + "\n" + "\t".join(cells.split("|")) + "\n"))
    assert [one[1:] for one in said(into)] == [
        ("mdns.instance", "Küche, 1._http._tcp.local"),
        ("mdns.service", "_http._tcp.local"),
        ("mdns.txt", "md=Kü,"),
    ]


def test_first_lines_of_ssh_and_descriptions_of_snmp_are_said_of_the_server(tmp_path):
    ends = {"ts": 1795773600, "uid": "S1", "id.orig_h": "192.0.2.10", "id.resp_h": CAMERA}
    ssh = ends | {"version": 2, "auth_attempts": 0, "client": "SSH-2.0-x", "server": "SSH-2.0-dropbear_2019"}
    snmp = ends | {"get_requests": 1, "set_requests": 0, "community": "canary", "display_string": "Camera 1"}
    files = [
        written(tmp_path, f"{name}.log", json.dumps(row) + "\n")
        for name, row in (("ssh", ssh), ("snmp", snmp))
    ]
    into, _ = read(*files)
    assert said(into) == [
        (CAMERA, "snmp.sys_descr", "Camera 1"),
        (CAMERA, "ssh.banner", "SSH-2.0-dropbear_2019"),
    ]
    assert "canary" not in "".join(into.values)
