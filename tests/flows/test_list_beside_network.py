"""`look capture.pcap inventory.csv`: which row is which device, what only one of them has, and where they disagree."""

import json
from datetime import date
from pathlib import Path

import msgspec
import pytest

import made_frames as made
from lamppost import pipeline
from lamppost.model.result import encode

SAMPLE = Path(str(pipeline.__file__)).parents[1] / "samples" / "made-network.pcap"
CAMERA, AXIS, NAMELESS, DAHUA = "192.168.1.21", "192.168.1.22", "192.168.1.24", "192.168.1.23"
HEAD = "maker,model,kind,mac,ip,hostname\n"


@pytest.fixture
def look(lamppost, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def looked(rows, *options, capture=SAMPLE):
        Path("inventory.csv").write_text(HEAD + rows, encoding="utf-8")
        run = lamppost("look", str(capture), "inventory.csv", "--json", *options)
        assert run.status == 0, run.err
        return json.loads(run.out)

    return looked


def devices(result):
    return {one["addresses"][0] if one["addresses"] else one["mac"]: one for one in result["devices"]}


def test_a_row_is_the_device_of_its_mac_address_and_makes_its_maker_surer(look):
    alone = look("")
    assert (devices(alone)[CAMERA]["maker"]["status"], alone["inventory"]["joined"]) == ("corroborated", [])
    both = look("Hikvision,DS-2CD2043G2-I,camera,44:19:b6:00:53:01,,\n")
    device = devices(both)[CAMERA]
    assert device["maker"]["status"] == "confirmed"
    assert ("row.maker", "inventory.csv", "line 2") in {
        (link["property"], link["source"], link["locator"]) for link in device["maker"]["chain"]
    }
    row = both["assets"][0]["id"]
    assert both["inventory"]["joined"] == [
        {"row": row, "device": device["id"], "by": "mac", "disagreements": []}
    ]


def test_label_and_behaviour_that_disagree_are_both_told_and_neither_wins(look, lamppost):
    result = look("Axis,P3245,printer,44:19:b6:00:53:01,192.168.1.22,\n")
    device = devices(result)[CAMERA]
    assert (device["maker"]["status"], device["kind"], device["watches"]) == ("disputed", "camera", True)
    (joined,) = result["inventory"]["joined"]
    assert [(one["about"], one["listed"], one["seen"]) for one in joined["disagreements"]] == [
        ("maker", "Axis", "Hikvision"),
        ("kind", "printer", "camera"),
        ("model", "P3245", "DS-2CD2043G2-I"),
        ("address", "192.168.1.22", ""),
    ]
    shown = " ".join(lamppost("look", str(SAMPLE), "inventory.csv").out.split())
    assert "The list names Axis as its maker, and what it shows of itself names Hikvision." in shown
    assert "1 disagrees with what was seen" in shown


SCAN = """<?xml version="1.0"?><nmaprun scanner="nmap" version="7.95" xmloutputversion="1.05" start="1795000000">
<host><status state="up"/><address addr="192.168.1.21" addrtype="ipv4"/>
<address addr="44:19:B6:00:53:01" addrtype="mac"/>
<os><osmatch name="camera" accuracy="98"><osclass type="webcam" vendor="Hikvision" osfamily="embedded" accuracy="98"/></osmatch></os>
</host></nmaprun>"""


def test_a_scan_that_lists_a_device_repeats_what_it_says_of_itself_and_makes_nothing_surer(look, lamppost):
    before = devices(look(""))[CAMERA]["maker"]["status"]
    Path("scan.xml").write_text(SCAN, encoding="utf-8")
    result = json.loads(lamppost("look", str(SAMPLE), "scan.xml", "--json").out)
    assert [one["by"] for one in result["inventory"]["joined"]] == ["mac"]
    assert devices(result)[CAMERA]["maker"]["status"] == before == "corroborated"


def test_a_mac_block_alone_contradicts_no_row(look):
    """The block names who made the network part."""
    result = look("Lorex,,,e0:50:8b:00:53:03,,\n")
    assert result["inventory"]["joined"][0]["disagreements"] == []
    assert devices(result)[DAHUA]["maker"]["name"] == "Lorex"


def test_what_watches_and_is_on_no_list_is_named_and_all_others_are_counted(look):
    result = look("Hikvision,,camera,44:19:b6:00:53:01,,\nAxis,,camera,,192.168.1.22,\n")
    held, here = result["inventory"], devices(result)
    assert [one["by"] for one in held["joined"]] == ["mac", "address"]
    assert set(held["not_listed"]) == {here[NAMELESS]["id"], here[DAHUA]["id"]}
    assert held["not_listed_counts"] == {"computer": 1, "phone": 1, "printer": 1, "router": 1}


def test_an_address_joins_and_proves_nothing(look):
    result = look("Axis,,camera,,192.168.1.22,\n")
    assert devices(result)[AXIS]["maker"]["status"] == devices(look(""))[AXIS]["maker"]["status"]


def test_a_row_of_another_mac_address_is_not_the_device_that_holds_its_address(look):
    held = look("Axis,,camera,00:00:5e:00:53:77,192.168.1.22,\n")["inventory"]
    assert (held["joined"], len(held["not_seen"])) == ([], 1)


def test_rows_that_nobody_answers_to_and_rows_with_nothing_to_look_for_are_told_apart(look):
    held = look("Hikvision,X1,camera,,192.168.1.99,\nHikvision,X2,camera,,,\n")["inventory"]
    assert (len(held["not_seen"]), len(held["not_sought"])) == (1, 1)


def test_a_host_name_joins_as_it_was_looked_up(look, capture):
    here, there, server = ("00:00:5e:00:53:0" + one for one in "123")
    path = capture(
        made.arp_reply(here, "192.168.9.2", there, "192.168.9.3"),
        made.arp_reply(there, "192.168.9.3", here, "192.168.9.2"),
        made.ethernet(
            here,
            server,
            0x0800,
            made.udp("192.168.9.2", 40000, "192.168.9.1", 53, made.dns_query(7, "door.example.net")),
        ),
        made.ethernet(
            server,
            here,
            0x0800,
            made.udp(
                "192.168.9.1", 53, "192.168.9.2", 40000, made.dns_answer(7, "door.example.net", "192.168.9.3")
            ),
        ),
    )
    result = look("Hikvision,,camera,,,Door.example.net.\n", capture=path)
    (joined,) = result["inventory"]["joined"]
    assert (joined["by"], joined["device"]) == ("host", None)


def test_what_a_row_calls_a_camera_is_described_where_nothing_else_says_what_it_is(look, capture):
    mac = "00:00:5e:00:53:09"
    path = capture(made.arp_reply(mac, "192.168.9.2", "00:00:5e:00:53:08", "192.168.9.3"))
    assert look("", capture=path)["devices"] == []
    (device,) = look(f"Hikvision,,camera,{mac},,\n", capture=path)["devices"]
    assert (device["kind"], device["watches"], device["maker"]["status"]) == ("camera", True, "candidate")


def test_a_phone_that_a_list_names_stays_a_count(look):
    result = look("Hikvision,,phone,,192.168.1.30,\n")
    assert all(one["device"] is None for one in result["inventory"]["joined"])
    assert "192.168.1.30" not in json.dumps(result["devices"])


def question(**changes):
    return pipeline.Question(as_of=date(2026, 11, 23), policies=["us-ndaa-889"], **changes)


ROWS = (
    "Hikvision,DS-2CD2043G2-I,camera,44:19:b6:00:53:01,,\nAxis,P1,printer,ac:cc:8e:00:53:02,,\n"
    "Dahua,,camera,,192.168.1.77,\nNobody we hold,,,,,\n"
)


@pytest.fixture
def together(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("inventory.csv").write_text(HEAD + ROWS, encoding="utf-8")
    return [SAMPLE, Path("inventory.csv")]


@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2026, 11, 23)])
def test_judged_again_from_the_document_it_says_what_looking_again_says(together, day):
    looked = pipeline.look(together, question())
    again = pipeline.rejudge(looked, pipeline.Change(as_of=day))
    assert encode(again) == encode(pipeline.look(together, msgspec.structs.replace(question(), as_of=day)))


def test_rows_and_devices_are_both_judged(together):
    looked = pipeline.look(together, question())
    subjects = {one.subject for one in looked.verdicts}
    assert subjects == {one.id for one in (*looked.devices, *looked.assets)}


@pytest.mark.parametrize("level", ["public", "partner", "regulator"])
def test_what_is_shared_of_it_holds_no_address_and_keeps_what_fits_what(together, level):
    looked = pipeline.look(together, question())
    shared = pipeline.share(looked, level, bytes(range(32)), date(2026, 11, 27)).result
    text = encode(shared).decode()
    assert "192.168.1.77" not in text
    assert "44:19:b6:00:53:01" not in text
    devices = {one.id for one in shared.devices}
    rows = {one.id for one in shared.assets}
    assert {one.device for one in shared.inventory.joined} <= devices
    assert {one.row for one in shared.inventory.joined} <= rows
    assert [len(one.disagreements) for one in shared.inventory.joined] == [0, 2]
    assert pipeline.render(shared, "html")


@pytest.mark.parametrize("to", ["terminal", "html", "md"])
def test_every_report_for_people_says_how_the_list_fits(together, to):
    shown = pipeline.render(pipeline.look(together, question()), to)
    for words in ("The list beside the network", "Seen, and on no list", "Listed, and not seen"):
        assert words in shown


@pytest.mark.data
def test_a_list_of_what_was_captured_in_a_laboratory_fits_and_one_wrong_row_shows(captures, look):
    """MAC addresses as the captures' own notes tell them."""
    folder = captures / "iot-sentinel"
    edimax = (folder / "EdimaxCam1" / "_iotdevice-mac.txt").read_text().strip()
    path = next((folder / "EdimaxCam1").glob("*.pcap"))
    result = look(f"HP,LaserJet,printer,{edimax},,\n", capture=path)
    (joined,) = result["inventory"]["joined"]
    assert {one["about"] for one in joined["disagreements"]} == {"maker", "kind", "model"}
    (device,) = result["devices"]
    assert (device["kind"], device["builder"]["name"]) == ("camera", "Edimax")
