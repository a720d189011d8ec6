"""Inventories as other tools write them: each thing is a row, what is wrong costs itself, and what is private is never looked at."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamppost.model.sheets import ReadAs
from lamppost.observe.cyclonedx import reader as cyclonedx
from lamppost.observe.name_list import reader as names
from lamppost.observe.netbox import reader as netbox
from lamppost.observe.nmap import reader as nmap
from lamppost.observe.supplier_list import reader as tables
from lamppost.pipeline.lists import format_of

SCAN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -oX - 192.0.2.0/24" version="7.95" xmloutputversion="1.05">
<host><status state="up" reason="arp-response"/>
<address addr="192.0.2.7" addrtype="ipv4"/><address addr="00:00:5E:00:53:07" addrtype="mac" vendor="Example Chips"/>
<hostnames><hostname name="cam-7.example.net" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="64"/>
<owner name="OWNER-CANARY"/><service name="http" product="Example Cam httpd" devicetype="webcam" method="probed" conf="10"/>
<script id="http-title" output="SCRIPT-CANARY"/></port></ports>
<os><osmatch name="Example 206 Network Camera" accuracy="98" line="1"><osclass type="webcam" vendor="Axis" osfamily="embedded" accuracy="98"/></osmatch></os>
</host>
<host><status state="up" reason="x"/><address addr="2001:db8::8" addrtype="ipv6"/>
<os><osclass type="general purpose" vendor="Linux" osfamily="Linux" accuracy="100"/></os></host>
<host><status state="down" reason="x"/><address addr="192.0.2.9" addrtype="ipv4"/></host>
<host><status state="up" reason="x"/><address addr="nonsense" addrtype="ipv4"/></host>
<runstats><finished time="1" elapsed="1"/><hosts up="3" down="1" total="4"/></runstats>
</nmaprun>
"""
DEVICE = {
    "id": 5,
    "name": "cam-01",
    "device_type": {
        "id": 1,
        "manufacturer": {"id": 1, "name": "Axis"},
        "model": "P3245-LV",
        "slug": "p3245-lv",
    },
    "role": {"id": 1, "name": "camera", "slug": "camera"},
    "tenant": {"name": "TENANT-CANARY"},
    "serial": "SERIAL-CANARY",
    "site": {"name": "SITE-CANARY"},
    "owner": {"name": "OWNER-CANARY"},
    "comments": "COMMENT-CANARY",
    "primary_ip": {"address": "192.0.2.7/24", "dns_name": ""},
}
BILL = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {"component": {"type": "device", "name": "C-100", "manufacturer": {"name": "Axis"}}},
    "components": [
        {"type": "library", "name": "openssl", "publisher": "Somebody"},
        {
            "type": "device",
            "name": "R-1",
            "supplier": {"name": "Example Cameras", "contact": [{"name": "Anna-CANARY"}]},
            "properties": [
                {"name": "cdx:device:macAddress", "value": "00-00-5E-00-53-01"},
                {"name": "cdx:device:serialNumber", "value": "SERIAL-CANARY"},
                {"name": "cdx:device:function", "value": "recorder"},
            ],
            "components": [
                {"type": "device", "name": "Sensor", "publisher": "Example Optics"},
                {"type": "device", "name": "Board", "publisher": "Anna-CANARY"},
            ],
        },
    ],
}
BILL_XML = """<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><metadata><tools><components><component type="device"><name>tool</name></component></components></tools>
<component type="device"><manufacturer><name>Axis</name></manufacturer><name>C-100</name></component></metadata>
<components><component type="library"><name>openssl</name></component>
<component type="device"><supplier><name>Example Cameras</name><contact><name>Anna-CANARY</name></contact></supplier><name>R-1</name>
<properties><property name="cdx:device:macAddress">00-00-5E-00-53-01</property><property name="cdx:device:function">recorder</property></properties>
<components><component type="device"><publisher>Example Optics</publisher><name>Sensor</name></component><component type="device"><publisher>Anna-CANARY</publisher><name>Board</name></component></components>
</component></components></bom>
"""
BOMB = '<?xml version="1.0"?><!DOCTYPE nmaprun [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><nmaprun><host><address addr="&b;"/></host></nmaprun>'


def known(name):
    return name == "Example Optics"


@pytest.fixture
def read(tmp_path):
    def of(reader, content, **chosen):
        path = tmp_path / "list"
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return reader.read_list(path, "list", known, ReadAs(**chosen))

    return of


def words(found):
    return [(row.maker, row.model, row.kind, row.mac, row.address, row.host) for row in found.rows]


def test_each_host_of_a_scan_that_is_up_is_a_row_and_says_what_it_answered(read):
    found = read(nmap, SCAN)
    assert words(found) == [
        ("Axis", "Example Cam httpd", "camera", "00:00:5e:00:53:07", "192.0.2.7", "cam-7.example.net"),
        (None, None, None, None, "2001:db8::8", None),
    ]
    assert [(row.line, row.told_by) for row in found.rows] == [(4, "scan"), (12, "scan")]
    assert [(one.row, one.what) for one in found.issues] == [(15, "a host without an address, not read")]
    assert (found.evidence.read, found.evidence.rows, found.evidence.rows_not_read) == ("whole", 3, 1)
    assert "CANARY" not in repr(found)
    assert "Example Chips" not in repr(found)


def test_a_scan_that_breaks_off_is_read_to_there_and_another_file_is_refused(read):
    found = read(nmap, SCAN[: SCAN.index("2001:db8")])
    assert (len(found.rows), found.evidence.read) == (1, "part")
    assert found.issues[-1].what.startswith("no XML from here on")
    assert read(nmap, "<other/>").evidence.read == "none"
    assert read(nmap, BILL_XML).issues[0].what == "no scan by Nmap"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (BOMB, "a document type with declarations"),
        ('<!DOCTYPE a [<!ATTLIST a b CDATA "x">]><a/>', "a document type with declarations"),
        (
            '<?xml version="1.0" encoding="ATF-8"?><nmaprun/>',
            "letters in an encoding that XML is not read in",
        ),
        ('<?xml version="1.0" encoding="big5"?><nmaprun/>', "letters in an encoding that XML is not read in"),
        ("<nmaprun>" * 300, "elements in more than 200 others"),
    ],
)
def test_xml_that_may_grow_without_end_is_refused_by_line(read, content, what):
    for reader in (nmap, cyclonedx):
        found = read(reader, content)
        assert found.evidence.read == "none"
        assert found.issues[0].what.startswith(what)
        assert found.issues[0].row == 1


def test_a_file_that_another_one_refers_to_is_never_opened(read, tmp_path):
    (tmp_path / "x").write_text('<!ENTITY x "SECRET">', encoding="utf-8")
    outside = f'<!DOCTYPE nmaprun SYSTEM "file://{tmp_path}/x"><nmaprun><host><address addr="&x;"/></host></nmaprun>'
    found = read(nmap, outside)
    assert (found.rows, found.evidence.rows_not_read) == ([], 1)
    assert "SECRET" not in repr(found)


def test_devices_of_netbox_are_rows_with_their_maker_and_nothing_of_people_or_places(read):
    expected = [("Axis", "P3245-LV", "camera", None, "192.0.2.7", "cam-01")]
    for content in ({"count": 1, "next": None, "results": [DEVICE]}, [DEVICE], DEVICE):
        found = read(netbox, content)
        assert (words(found), found.issues, found.evidence.read) == (expected, [], "whole")
        assert "CANARY" not in repr(found)
    old = {
        **DEVICE,
        "device_role": DEVICE["role"],
        "role": None,
        "primary_ip": None,
        "primary_ip4": {"address": "192.0.2.8/32", "dns_name": "c.example.net"},
    }
    assert words(read(netbox, [old])) == [("Axis", "P3245-LV", "camera", None, "192.0.2.8", "c.example.net")]


def test_one_page_of_several_and_a_device_that_is_none_are_said(read):
    found = read(netbox, {"count": 3, "results": [DEVICE, {"name": "x", "device_type": 7}]})
    assert [(one.row, one.what) for one in found.issues] == [
        (2, "sheet devices: Expected `object | null`, got `int` - at `$.device_type`, not read"),
        (None, "2 of 3 devices: the others stand on further pages"),
    ]
    assert (len(found.rows), found.evidence.read) == (1, "part")


def test_netbox_s_own_table_of_devices_is_read_with_its_types_as_models(read):
    found = read(
        tables,
        "Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address\ncam-01,Active,T-CANARY,S-CANARY,,,camera,Axis,P3245-LV,192.0.2.7/24\n",
    )
    assert words(found) == [("Axis", "P3245-LV", "camera", None, "192.0.2.7", "cam-01")]
    assert "CANARY" not in repr(found)


@pytest.mark.parametrize("content", [BILL, BILL_XML], ids=["json", "xml"])
def test_devices_of_a_bill_of_materials_are_rows_those_within_others_too(read, content):
    found = read(cyclonedx, content)
    assert words(found) == [
        ("Axis", "C-100", None, None, None, None),
        ("Example Cameras", "R-1", "recorder", "00:00:5e:00:53:01", None, None),
        ("Example Optics", "Sensor", None, None, None, None),
        (None, "Board", None, None, None, None),
    ]
    assert (found.issues, found.evidence.read) == ([], "whole")
    assert "CANARY" not in repr(found)


def test_a_bill_of_another_version_is_refused_and_a_broken_component_costs_itself(read):
    assert read(cyclonedx, {**BILL, "specVersion": "1.3"}).issues[0].what == "CycloneDX of version 1.3"
    assert (
        read(cyclonedx, BILL_XML.replace("bom/1.5", "bom/2.0")).issues[0].what == "CycloneDX of version 2.0"
    )
    found = read(cyclonedx, {**BILL, "components": [{"type": "device", "name": 7}, *BILL["components"]]})
    assert len(found.rows) == 4
    assert [(one.row, one.what) for one in found.issues] == [
        (2, "sheet components: Expected `str`, got `int` - at `$.name`, not read")
    ]
    assert read(cyclonedx, '{"bomFormat": ' + '{"a":' * 5000).evidence.read == "none"


def test_names_stand_one_to_a_line_with_or_without_bullets_and_addresses_are_known_as_such(read):
    found = read(names, "Axis\n\n- Example Co., Ltd.\n2) 海康威视\n00-00-5e-00-53-01\n192.0.2.7\nn/a\n")
    assert [(row.line, row.maker, row.mac, row.address) for row in found.rows] == [
        (1, "Axis", None, None),
        (3, "Example Co., Ltd.", None, None),
        (4, "海康威视", None, None),
        (5, None, "00:00:5e:00:53:01", None),
        (6, None, None, "192.0.2.7"),
        (7, None, None, None),
    ]
    assert (found.evidence.read, found.evidence.columns) == ("whole", ["maker", "mac", "address"])
    assert read(names, "\n \n").issues[0].what == "nothing in it"
    dump = "0000  00 00 5e 00 53 01 00 00  5e 00 53 02 08 00 45 00\n" * 3
    assert read(names, dump).issues[0].what == "packets in hexadecimal"


@given(
    st.integers(0, 2_000),
    st.binary(min_size=1, max_size=6),
    st.sampled_from(["nmap", "netbox", "json", "xml", "names"]),
)
def test_a_damaged_file_is_read_or_refused_and_each_row_of_it_counted(tmp_path_factory, at, damage, which):
    reader, text = {
        "nmap": (nmap, SCAN),
        "netbox": (netbox, json.dumps({"count": 2, "results": [DEVICE, DEVICE]})),
        "json": (cyclonedx, json.dumps(BILL)),
        "xml": (cyclonedx, BILL_XML),
        "names": (names, "Axis\nBosch\n"),
    }[which]
    content = bytearray(text.encode())
    at %= len(content)
    content[at : at + len(damage)] = damage
    path = tmp_path_factory.mktemp("any") / "list"
    path.write_bytes(bytes(content))
    found = reader.read_list(path, "list", known)
    assert found.evidence.read == "whole" or found.issues
    assert found.evidence.rows in (None, len(found.rows) + found.evidence.rows_not_read)
    assert "CANARY" not in repr(found.rows)


def test_a_bill_that_says_what_it_is_at_its_end_is_known_as_one(tmp_path):
    last = {key: value for key, value in BILL.items() if key not in ("bomFormat", "specVersion")}
    last["services"] = [{"name": f"service {number}"} for number in range(5000)]
    path = tmp_path / "bill.json"
    path.write_text(json.dumps(last | {"bomFormat": "CycloneDX", "specVersion": BILL["specVersion"]}))
    assert b"bomFormat" not in path.read_bytes()[: 1 << 16]
    assert format_of(path) == "cyclonedx"
    path.write_text(json.dumps(last | {"name": 'says "bomFormat": "CycloneDX" of itself'}))
    assert format_of(path) is None
