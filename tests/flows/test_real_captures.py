"""Real captures, each answered as a person who looked at it with another tool would answer.

What each holds was read from the folder's notes and with tshark, not from lamppost.
"""

import json

import pytest

AWS = {"54.86.11.193", "54.186.215.173"}

WATCHING = {
    # capture: (kind, maker, status, model) of the one device that watches or may
    "iot-sentinel/D-LinkCam": ("camera", "d-link", "corroborated", "DCS-935L"),
    "iot-sentinel/EdimaxCam1": ("camera", "edimax", "corroborated", "IC-3115W"),
    "discovery-answers/Axis.pcap": ("camera", "axis", "corroborated", "M5014"),
    "discovery-answers/Bosch.bin.pcap": ("unknown", "bosch", "candidate", None),
    "discovery-answers/Bosch.xml.pcap": ("unknown", "bosch", "candidate", None),
    "discovery-answers/Dahua1.pcap": ("unknown", "dahua", "corroborated", None),
    "discovery-answers/Foscam.pcap": ("camera", "foscam", "candidate", None),
    "discovery-answers/Hanwha.pcap": ("unknown", "hanwha-vision", "corroborated", None),
    "discovery-answers/Hikvision.pcap": ("unknown", "hikvision", "corroborated", None),
    "discovery-answers/Sony.pcap": ("unknown", "sony", "candidate", None),
    "discovery-answers/Wsdiscovery.pcap": ("unknown", "uniview", "candidate", None),
    "neolink-reolink/EncryptionProtocol02_login.pcapng": ("unknown", "reolink", "candidate", None),
    "ndpi/rtsp.pcap": ("computer", None, None, None),
}

NOTHING = [
    *(
        f"iot-sentinel/{name}"
        for name in (
            "Aria", "D-LinkSiren", "EdimaxPlug1101W", "EdnetCam1", "HueBridge", "Lightify", "MAXGateway",
            "SmarterCoffee", "TP-LinkPlugHS110", "WeMoSwitch2", "Withings",
        )
    ),
    *(
        f"ndpi/{name}"
        for name in (
            "TivoDVR.pcap", "alicloud.pcap", "dhcp-fuzz.pcapng", "long_tls_certificate.pcap", "sites.pcapng",
            "ssdp-m-search.pcap", "tplink_shp.pcap", "tuya_lp.pcap", "ubntac2.pcap", "upnp.pcap", "xiaomi.pcap",
            "zoom.pcap", "rtsp_setup_http.pcapng",
        )
    ),
    "discovery-answers/SSDP.pcap",
]  # fmt: skip


@pytest.fixture
def look(captures, lamppost):
    def run(name, *options):
        done = lamppost("look", captures / name, "--json", *options)
        assert done.status == 0
        return json.loads(done.out)

    return run


@pytest.mark.parametrize("name", WATCHING)
def test_what_watches_is_found_and_named(look, name):
    (device,) = look(name)["devices"]
    maker, model = device["maker"] or {}, device["model"] or {}
    found = (device["kind"], maker.get("id"), maker.get("status"), model.get("text"))
    assert found == WATCHING[name]


@pytest.mark.parametrize("name", NOTHING)
def test_what_does_not_watch_is_not_called_so(look, lamppost, captures, name):
    result = look(name)
    assert result["devices"] == []
    assert "nothing found in this evidence" in " ".join(lamppost("look", captures / name).out.split())
    assert result["coverage"]["gaps"]


def test_a_known_thing_that_is_no_camera_is_counted_as_what_it_is(look):
    assert look("iot-sentinel/HueBridge")["device_counts"]["hub"] == 1
    assert look("iot-sentinel/WeMoSwitch2")["device_counts"]["plug"] == 1
    assert look("iot-sentinel/TP-LinkPlugHS110")["device_counts"]["plug"] == 1


def test_an_unknown_camera_stays_unknown_with_its_block_and_a_reason(look):
    unknown = look("iot-sentinel/EdnetCam1")["unknown_devices"]
    block = "3c:49:37 ASSMANN Electronic GmbH"
    assert {"mac_block": block, "reason": "nothing it says is known", "count": 1} in unknown


def test_eight_runs_of_one_camera_are_one_device_that_talks_to_its_makers_hosts_on_aws(look):
    result = look("iot-sentinel/D-LinkCam")
    assert len(result["evidence"]) == 8
    (camera,) = result["devices"]
    assert camera["mac"] == "b0:c5:54:25:5b:0e"
    said = {link["property"].split(".")[0] for link in camera["maker"]["chain"]}
    assert {"mdns", "ssdp", "dhcp", "mac_block"} <= said
    hosts = {row["name"] for row in camera["destinations"] if row["name"]}
    assert hosts == {"ntp1.dlink.com", "signal.mydlink.com", "mp-eu-signal.auto.mydlink.com"}
    assert AWS & {row["address"] for row in camera["destinations"]}
    assert all(row["operator"]["id"] == "amazon" for row in camera["destinations"])
    assert all(row["registered_in"] == "us" for row in camera["destinations"])
    assert all(row["sent_bytes"] > 0 for row in camera["destinations"])
    assert "192.168.0.1" not in {row["address"] for row in camera["destinations"]}


def test_time_and_web_exchanges_of_the_camera_are_told_apart_as_tshark_shows_them(look):
    (camera,) = look("iot-sentinel/D-LinkCam")["devices"]
    assert camera["reach"] == "outside"
    shapes = {(row["name"], row["traffic"], row["opened_by"]) for row in camera["destinations"]}
    assert shapes == {
        ("ntp1.dlink.com", "time", "device"),  # 90 byte frames on udp/123, one each way
        ("signal.mydlink.com", "web_exchange", "device"),  # TLS of under 2 s
        ("mp-eu-signal.auto.mydlink.com", "web_exchange", "device"),  # TLS of 1 to 57 s, under 9 kB
    }
    for row in camera["destinations"]:
        assert [seat["country"] for seat in row["operator_seats"]] == ["us"]
        over = {(law["organisation"], law["through"]) for law in row["laws"]}
        assert ("amazon", "operator") in over
        assert {law["ground"] for law in row["laws"]} <= {ground["id"] for ground in camera["law_grounds"]}


def test_silence_towards_the_outside_reads_as_what_it_was(look):
    def reach(name):
        (device,) = look(name)["devices"]
        return device["reach"], device["inside_only"]

    assert reach("iot-sentinel/EdimaxCam1") == ("announcements_only", False)
    assert reach("neolink-reolink/EncryptionProtocol02_login.pcapng") == ("inside_only", True)


def test_behind_a_router_nobody_gets_its_mac_block(look):
    result = look("ndpi/sites.pcapng", "--policy", "us-ndaa-889")
    assert result["device_counts"]["router"] >= 1
    assert not [device for device in result["devices"] if device["mac"]]


def test_a_maker_known_by_mac_block_alone_is_open_and_never_fails(look, tmp_path):
    context = tmp_path / "context.toml"
    context.write_text('[context]\nis_us_federal_contractor = true\nsite = "sensitive"\n')
    result = look("discovery-answers/Wsdiscovery.pcap", "--policy", "us-ndaa-889", "--context", context)
    assert {verdict["kind"] for verdict in result["verdicts"]} == {"open"}
    assert all(verdict["question"] for verdict in result["verdicts"])


def test_a_listed_maker_fails_only_on_a_day_after_the_listing_and_with_every_fact_told(look, tmp_path):
    context = tmp_path / "context.toml"
    context.write_text('[context]\nis_us_federal_contractor = true\nsite = "sensitive"\n')
    name, options = "discovery-answers/Hikvision.pcap", ("--policy", "us-ndaa-889", "--context", context)

    def kind(*more):
        result = look(name, *options, *more)
        return next(row["kind"] for row in result["verdicts"] if row["rule"] == "listed-maker")

    assert kind("--as-of", "2026-11-23") == "fail"
    assert kind("--as-of", "2020-08-13") == "fail"
    assert kind("--as-of", "2020-08-12") == "open", "whether it is provided to the government is not told"
    assert kind("--as-of", "2019-08-12") == "notApplicable", "named since 2018, and nothing prohibited yet"
    assert kind("--as-of", "2035-01-01") == "open"
    context.write_text("[context]\nis_us_federal_contractor = false\n")
    assert kind() == "notApplicable"
    context.write_text("[context]\nis_us_federal_contractor = true\n")
    assert kind() == "open"


def test_the_same_evidence_packs_and_day_give_the_same_bytes(captures, lamppost):
    line = ("look", captures / "iot-sentinel" / "D-LinkCam", "--json", "--as-of", "2026-11-23")
    assert lamppost(*line).out == lamppost(*line).out


def test_a_result_fits_its_published_schema(look):
    import jsonschema

    from make_schemas import FOLDER

    schema = json.loads((FOLDER / "result.schema.json").read_text())
    for name in ("iot-sentinel/D-LinkCam", "ndpi/zoom.pcap"):
        jsonschema.validate(look(name, "--policy", "us-ndaa-889"), schema)


def test_fail_on_sets_the_exit_status(captures, lamppost):
    path = captures / "discovery-answers" / "Hikvision.pcap"
    assert lamppost("look", path, "--policy", "us-ndaa-889", "--fail-on", "open").status == 1
    assert lamppost("look", path, "--policy", "us-ndaa-889", "--fail-on", "fail").status == 0
    assert lamppost("look", path, "--fail-on", "open").status == 0
