"""A folder of Zeek's logs is evidence as a capture is: the same devices, destinations and doubts."""

import json

import pytest

from lamppost.pipeline import observing

START = "1795773600."
CAMERA, ADDRESS, SERVER = "44:19:b6:00:53:01", "192.168.1.20", "198.51.100.7"


def table(path, fields, *rows):
    head = f"#separator \\x09\n#unset_field\t-\n#path\t{path}\n#fields\t" + "\t".join(fields.split())
    return (
        "\n".join([head, *("\t".join(row.split("|")) for row in rows), "#close\t2026-11-27-11-00-00"]) + "\n"
    )


LOGS = {
    "dhcp": table(
        "dhcp",
        "ts uids mac assigned_addr msg_types host_name",
        f"{START}0|U1|{CAMERA}|{ADDRESS}|REQUEST,ACK|-",
        f"{START}0|U2|00:00:5e:00:53:31|192.168.1.31|REQUEST,ACK|Anna-iPhone",
    ),
    "software": table(
        "software", "ts host software_type unparsed_version", f"{START}1|{ADDRESS}|HTTP::SERVER|DNVRS-Webs"
    ),
    "ssl": table(
        "ssl",
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p server_name",
        f"{START}2|C1|{ADDRESS}|40000|{SERVER}|443|relay.example.net",
    ),
    "conn": table(
        "conn",
        "ts uid id.orig_h id.orig_p id.resp_h id.resp_p proto duration conn_state orig_ip_bytes resp_ip_bytes missed_bytes",
        f"{START}2|C1|{ADDRESS}|40000|{SERVER}|443|tcp|9.5|SF|900|300|12",
        f"{START}5|C2|{ADDRESS}|40001|{SERVER}|443|tcp|1.0|SF|100|50|0",
    ),
    "weird": table("weird", "ts uid name", f"{START}3|C1|bad_checksum"),
}


@pytest.fixture
def result(tmp_path, lamppost, monkeypatch):
    monkeypatch.setattr(observing, "READERS", ("zeek",))
    for name, text in LOGS.items():
        (tmp_path / f"{name}.2026-11-27-10-00-00.log").write_text(text)
    run = lamppost("look", tmp_path, "--json")
    assert (run.status, "Anna" in run.out) == (0, False)
    return json.loads(run.out)


def test_a_camera_its_server_and_what_stayed_dark_are_told(result):
    (device,) = result["devices"]
    assert (device["watches"], device["maker"]["id"], device["addresses"]) == (True, "hikvision", [ADDRESS])
    assert (device["maker"]["status"], result["device_counts"]) == ("corroborated", {"phone": 1})
    keys = ("name", "address", "sent_bytes", "received_bytes")
    destinations = {tuple(one[key] for key in keys) for one in device["destinations"]}
    assert destinations == {("relay.example.net", SERVER, 900, 300), (None, SERVER, 100, 50)}
    gaps = {gap["code"]: (gap["count"], gap["text"]) for gap in result["coverage"]["gaps"]}
    assert gaps["missed-bytes"][0] == 12
    assert gaps["passed-over"][0] == 1
    assert "(zeek weird 1)" in gaps["passed-over"][1]
    assert {(one["format"], one["read"]) for one in result["evidence"]} == {
        (f"zeek {name}", "whole") for name in LOGS
    }
