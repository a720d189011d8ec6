"""Flow tables that are written as text: what common exporters write, and what users say of others."""

import gzip

import numpy as np
import pytest
from gathered_flows import read, rows

from lamppost.model.observations import NAME_SOURCES, NOT_TOLD
from lamppost.observe.flow_table import reader, values
from lamppost.observe.flow_table.chosen import choosing
from lamppost.observe.logs.outcome import observations_of

START = 1_760_000_000_000_000
"""2025-10-09T08:53:20Z."""
NFDUMP_16 = (
    "ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das,smk,dmk,dtos,dir,nh,nhb,svln,dvln,"
    "ismc,odmc,idmc,osmc,mpls1,mpls2,mpls3,mpls4,mpls5,mpls6,mpls7,mpls8,mpls9,mpls10,cl,sl,al,ra,eng,exid,tr\n"
    "2025-10-09 08:53:20,2025-10-09 08:53:30,10.000,192.0.2.10,198.51.100.7,50000,443,TCP,...AP.SF,0,0,5,700,0,0,1,2,"
    "0,0,0,0,0,0,0.0.0.0,0.0.0.0,7,0,00:00:5e:00:53:01,00:00:00:00:00:00,00:00:00:00:00:00,00:00:00:00:00:00,"
    "0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0.000,0.000,0.000,0.0.0.0,0/0,1,1970-01-01 00:00:00\n"
    "2025-10-09 08:53:21,2025-10-09 08:53:30,9.000,198.51.100.7,192.0.2.10,443,50000,TCP,...AP.SF,0,0,6,9000,0,0,2,1,"
    "0,0,0,0,0,0,0.0.0.0,0.0.0.0,7,0,00:00:5e:00:53:02,00:00:00:00:00:00,00:00:00:00:00:00,00:00:00:00:00:00,"
    "0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0-0-0,0.000,0.000,0.000,0.0.0.0,0/0,1,1970-01-01 00:00:00\n"
    "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n2,9700,11,7760,1,881\n"
)
CONNECTION = {
    "src": "192.0.2.10", "dst": "198.51.100.7", "src_port": 50000, "dst_port": 443, "proto": 6, "first_seen_at": START,
    "src_bytes": 700, "dst_bytes": 9000, "src_packets": 5, "dst_packets": 6,
}  # fmt: skip
EXPORTS = {
    "nfdump 1.6": NFDUMP_16,
    "nfdump 1.7": (
        "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flags\n"
        "2025-10-09 08:53:20.000,10.000,TCP,192.0.2.10,50000,198.51.100.7,443,5,700,...AP.SF\n"
        "2025-10-09 08:53:21.000,9.000,TCP,198.51.100.7,443,192.0.2.10,50000,6,9000,...AP.SF\n"
    ),
    "Zeek": (
        "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tduration\torig_bytes\tresp_bytes\tconn_state\t"
        "orig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n"
        "1760000000.000000\tC1\t192.0.2.10\t50000\t198.51.100.7\t443\ttcp\t10.0\t500\t8800\tSF\t5\t700\t6\t9000\n"
    ),
    "EVE": (
        "timestamp,src_ip,src_port,dest_ip,dest_port,proto,flow.start,flow.end,flow.pkts_toserver,flow.pkts_toclient,"
        "flow.bytes_toserver,flow.bytes_toclient\n"
        "2025-10-09T08:55:00.000000+0000,192.0.2.10,50000,198.51.100.7,443,TCP,2025-10-09T10:53:20.000000+0200,"
        "2025-10-09T10:53:30.000000+0200,5,6,700,9000\n"
    ),
    "ECS": (
        "@timestamp,event.start,event.end,source.ip,source.port,destination.ip,destination.port,network.transport,"
        "source.bytes,source.packets,destination.bytes,destination.packets\n"
        "2025-10-09T09:00:00.000Z,2025-10-09T08:53:20.000Z,2025-10-09T08:53:30.000Z,192.0.2.10,50000,198.51.100.7,443,"
        "tcp,700,5,9000,6\n"
    ),
    "VPC flow logs": (
        "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
        "log-status\n"
        "2 1 eni-1 192.0.2.10 198.51.100.7 50000 443 6 5 700 1760000000 1760000010 ACCEPT OK\n"
        "2 1 eni-1 198.51.100.7 192.0.2.10 443 50000 6 6 9000 1760000001 1760000010 ACCEPT OK\n"
        "2 1 eni-1 - - - - - - - 1760000000 1760000010 - NODATA\n"
    ),
    "SiLK": (
        "sIP|dIP|sPort|dPort|pro|packets|bytes|flags|sTime|duration|eTime|sensor\n"
        "192.0.2.10|198.51.100.7|50000|443|6|5|700|FS PA|2025/10/09T08:53:20.000|10.000|2025/10/09T08:53:30.000|S0\n"
        "198.51.100.7|192.0.2.10|443|50000|6|6|9000|FS PA|2025/10/09T08:53:21.000|9.000|2025/10/09T08:53:30.000|S0\n"
    ),
    "SiLK, padded": (
        "            sIP|            dIP|sPort|dPort|pro|   packets|     bytes|   flags|                  sTime| duration|\n"
        "     192.0.2.10|   198.51.100.7|50000|  443|  6|         5|       700|FS PA   |2025/10/09T08:53:20.000|   10.000|\n"
        "   198.51.100.7|     192.0.2.10|  443|50000|  6|         6|      9000|FS PA   |2025/10/09T08:53:21.000|    9.000|\n"
    ),
    "argus": (
        "SrcAddr,DstAddr,Proto,Sport,Dport,State,StartTime,LastTime,SrcPkts,DstPkts,SrcBytes,DstBytes,Dur,TotPkts,TotBytes\n"
        "192.0.2.10,198.51.100.7,tcp,50000,443,FSPA_FSPA,2025/10/09 08:53:20.000000,2025/10/09 08:53:30.000000,5,6,700,"
        "9000,10.0,11,9700\n"
    ),
    "nProbe": (
        "FLOW_START_MILLISECONDS,FLOW_END_MILLISECONDS,IPV4_SRC_ADDR,L4_SRC_PORT,IPV4_DST_ADDR,L4_DST_PORT,PROTOCOL,"
        "L7_PROTO,IN_BYTES,IN_PKTS,OUT_BYTES,OUT_PKTS,TCP_FLAGS\n"
        "1760000000000,1760000010000,192.0.2.10,50000,198.51.100.7,443,6,91,700,5,9000,6,27\n"
    ),
    "IPFIX": (
        "flowStartMilliseconds,flowEndMilliseconds,sourceIPv4Address,destinationIPv4Address,sourceIPv6Address,"
        "destinationIPv6Address,sourceTransportPort,destinationTransportPort,protocolIdentifier,octetDeltaCount,"
        "packetDeltaCount,tcpControlBits\n"
        "1760000000000,1760000010000,192.0.2.10,198.51.100.7,,,50000,443,6,700,5,27\n"
        "1760000001000,1760000010000,198.51.100.7,192.0.2.10,,,443,50000,6,9000,6,27\n"
    ),
    "go-flows": (
        "flowStartMilliseconds,flowEndMilliseconds,sourceIPAddress,destinationIPAddress,sourceTransportPort,"
        "destinationTransportPort,protocolIdentifier,octetTotalCount,reverseOctetTotalCount,packetTotalCount,"
        "reversePacketTotalCount\n"
        "1760000000000,1760000010000,192.0.2.10,198.51.100.7,50000,443,6,700,9000,5,6\n"
    ),
    "goflow2": (
        "type,time_received_ns,time_flow_start_ns,time_flow_end_ns,bytes,packets,src_addr,dst_addr,proto,src_port,dst_port\n"
        "IPFIX,1760000060000000000,1760000000000000000,1760000010000000000,700,5,192.0.2.10,198.51.100.7,TCP,50000,443\n"
        "IPFIX,1760000060000000000,1760000001000000000,1760000010000000000,9000,6,198.51.100.7,192.0.2.10,TCP,443,50000\n"
    ),
    "UniRec": (
        "ipaddr DST_IP,ipaddr SRC_IP,uint64 BYTES,uint64 BYTES_REV,time TIME_FIRST,time TIME_LAST,uint32 PACKETS,"
        "uint32 PACKETS_REV,uint16 DST_PORT,uint16 SRC_PORT,uint8 PROTOCOL\n"
        "198.51.100.7,192.0.2.10,700,9000,2025-10-09T08:53:20.000,2025-10-09T08:53:30.000,5,6,443,50000,6\n"
    ),
    "PAN-OS": (
        "Receive Time,Type,Source address,Destination address,Source Port,Destination Port,IP Protocol,Bytes,Bytes Sent,"
        "Bytes Received,Packets,Start Time,End Time,pkts_sent,pkts_received\n"
        "2025/10/09 08:54:00,TRAFFIC,192.0.2.10,198.51.100.7,50000,443,tcp,9700,700,9000,11,2025/10/09 08:53:20,"
        "2025/10/09 08:53:30,5,6\n"
    ),
    "ECS as JSON": (
        '{"@timestamp":"2025-10-09T09:00:00.000Z","event":{"start":"2025-10-09T08:53:20.000Z","end":"2025-10-09T08:53:30.000Z"},'
        '"source":{"ip":"192.0.2.10","port":50000,"bytes":700,"packets":5},"network":{"transport":"tcp"},'
        '"destination":{"ip":"198.51.100.7","port":443,"bytes":9000,"packets":6}}\n'
    ),
    "goflow2 as JSON": (
        '{"type":"IPFIX","time_flow_start_ns":1760000000000000000,"time_flow_end_ns":1760000010000000000,"bytes":700,'
        '"packets":5,"src_addr":"192.0.2.10","dst_addr":"198.51.100.7","proto":"TCP","src_port":50000,"dst_port":443}\n'
        '{"type":"IPFIX","time_flow_start_ns":1760000001000000000,"time_flow_end_ns":1760000010000000000,"bytes":9000,'
        '"packets":6,"src_addr":"198.51.100.7","dst_addr":"192.0.2.10","proto":"TCP","src_port":443,"dst_port":50000}\n'
    ),
    "nfdump as JSON": (
        '{"type":"FLOW","t_first":"2025-10-09T08:53:20.000","t_last":"2025-10-09T08:53:30.000","proto":6,"src4_addr":"192.0.2.10",'
        '"dst4_addr":"198.51.100.7","src_port":50000,"dst_port":443,"tcp_flags":"...AP.SF","in_packets":5,"in_bytes":700}\n'
        '{"type":"FLOW","t_first":"2025-10-09T08:53:21.000","t_last":"2025-10-09T08:53:30.000","proto":6,"src4_addr":"198.51.100.7",'
        '"dst4_addr":"192.0.2.10","src_port":443,"dst_port":50000,"tcp_flags":"...AP.SF","in_packets":6,"in_bytes":9000}\n'
    ),
    "ipfixcol2": (
        '{"@type":"ipfix.entry","iana:sourceIPv4Address":"192.0.2.10","iana:destinationIPv4Address":"198.51.100.7",'
        '"iana:sourceTransportPort":50000,"iana:destinationTransportPort":443,"iana:protocolIdentifier":"TCP",'
        '"iana:octetDeltaCount":700,"iana:packetDeltaCount":5,"iana:flowStartMilliseconds":"2025-10-09T08:53:20.000Z",'
        '"iana:flowEndMilliseconds":"2025-10-09T08:53:30.000Z"}\n'
        '{"@type":"ipfix.entry","iana:sourceIPv4Address":"198.51.100.7","iana:destinationIPv4Address":"192.0.2.10",'
        '"iana:sourceTransportPort":443,"iana:destinationTransportPort":50000,"iana:protocolIdentifier":"TCP",'
        '"iana:octetDeltaCount":9000,"iana:packetDeltaCount":6,"iana:flowStartMilliseconds":"2025-10-09T08:53:21.000Z",'
        '"iana:flowEndMilliseconds":"2025-10-09T08:53:30.000Z"}\n'
    ),
    "lamppost": (
        "first_seen_at;last_seen_at;src_ip;src_port;dst_ip;dst_port;proto;src_bytes;dst_bytes;src_packets;dst_packets\n"
        "1760000000000000;1760000010000000;192.0.2.10;50000;198.51.100.7;443;6;700;9000;5;6\n"
    ),
}  # fmt: skip


def said(gathering):
    return [f"{issue.row}: {issue.what}" for issue in gathering.issues]


@pytest.mark.parametrize("exporter", EXPORTS)
def test_a_connection_is_the_same_from_every_exporter(tmp_path, exporter):
    evidence, gathering = read(tmp_path / "flows.csv", EXPORTS[exporter])
    [row] = rows(evidence, gathering)
    assert CONNECTION.items() <= row.items()
    assert row["last_seen_at"] == START + 10_000_000
    assert evidence.read == "whole"
    assert evidence.format == "flow table"
    assert [one for one in said(gathering) if "taken as UTC" not in one and "taken as micro" not in one] == (
        ["None: 1 of 3 rows name no time or no address, and are no connections"]
        if exporter == "VPC flow logs"
        else []
    )


@pytest.mark.parametrize("second", ["20", "30"])
@pytest.mark.parametrize("exporter", ["nfdump 1.6", "SiLK"])
def test_a_time_that_cannot_be_read_follows_from_the_other_and_from_how_long_it_lasted(
    tmp_path, exporter, second
):
    day = "2025/10/09T08:53:" if exporter == "SiLK" else "2025-10-09 08:53:"
    evidence, gathering = read(tmp_path / "flows.csv", EXPORTS[exporter].replace(day + second, "x", 1))
    [row] = rows(evidence, gathering)
    assert CONNECTION.items() <= row.items()
    assert row["last_seen_at"] == START + 10_000_000
    assert any("is not an instant" in one for one in said(gathering))


def test_macs_and_vlans_are_those_of_nfdump_and_zeros_are_none(tmp_path):
    [row] = rows(*read(tmp_path / "flows.csv", NFDUMP_16))
    assert (row["src_mac"], row["dst_mac"], row["vlan_id"]) == (0x00005E005301, 0x00005E005302, 7)
    table = "src_ip,dst_ip,start,src_mac,dst_bytes\n192.0.2.1,192.0.2.2,1760000000,00:00:00:00:00:00,1\n"
    assert "src_mac" not in rows(*read(tmp_path / "zero.csv", table))[0]


def test_a_state_is_that_of_zeek(tmp_path):
    from lamppost.model.observations import CONN_STATES

    [row] = rows(*read(tmp_path / "flows.csv", EXPORTS["Zeek"]))
    assert CONN_STATES[row["conn_state"]] == "SF"


def test_times_without_a_zone_are_taken_as_utc_and_it_is_said(tmp_path):
    _, gathering = read(tmp_path / "flows.csv", EXPORTS["nfdump 1.7"])
    assert said(gathering) == [
        "None: the times in 'firstSeen' do not say by which clock they are; they were taken as UTC"
    ]
    assert said(read(tmp_path / "flows.csv", EXPORTS["ECS"])[1]) == []


@pytest.mark.parametrize(
    ("number", "unit"),
    [
        ("1760000000", None),
        ("1760000000.25", None),
        ("1760000000000", "milliseconds"),
        ("1760000000000000", "microseconds"),
        ("1760000000000000999", "nanoseconds"),
    ],
)
def test_the_unit_of_instants_is_told_by_their_size_and_said(tmp_path, number, unit):
    evidence, gathering = read(tmp_path / "f.csv", f"src_ip,dst_ip,start\n192.0.2.1,192.0.2.2,{number}\n")
    [row] = rows(evidence, gathering)
    assert row["first_seen_at"] == START + (250_000 if "." in number else 0)
    assert [unit in one for one in said(gathering)] == ([True] if unit else [])


def test_instants_of_two_units_in_one_column_are_not_mixed(tmp_path):
    evidence, gathering = read(
        tmp_path / "f.csv",
        "src_ip,dst_ip,start\n192.0.2.1,192.0.2.2,1760000000000\n192.0.2.1,192.0.2.2,1760000000\n",
    )
    assert rows(evidence, gathering) == []
    assert any("2 of 2 rows name no time" in one for one in said(gathering))


@pytest.mark.parametrize(
    ("unit", "number"), [("s", 1_760_000_000), ("ms", 1_760_000_000_000), ("ns", 1_760_000_000_000_000_999)]
)
def test_numbers_of_another_unit_than_that_of_their_column_are_not_told(unit, number):
    numbers = np.array([number, number // 1000, NOT_TOLD, number - 1 if unit == "ns" else number])
    assert values.microseconds(numbers, unit).tolist() == [START, NOT_TOLD, NOT_TOLD, START]


@pytest.mark.parametrize("number", ["12.5", "0", "99999999", "-5", "1e25"])
def test_numbers_that_are_no_instants_of_any_unit_are_not_guessed(tmp_path, number):
    evidence, gathering = read(tmp_path / "f.csv", f"src_ip,dst_ip,start\n192.0.2.1,192.0.2.2,{number}\n")
    assert rows(evidence, gathering) == []
    assert any("'start'" in one for one in said(gathering))
    assert any("1 of 1 rows name no time or no address" in one for one in said(gathering))


def test_what_is_not_told_stays_so(tmp_path):
    evidence, gathering = read(
        tmp_path / "f.csv",
        "src_ip,dst_ip,start,src_bytes,dst_bytes,src_packets,proto\n"
        "192.0.2.1,2001:db8::1,1760000000,,-,null,\n"
        "192.0.2.1,2001:db8::2,1760000000,0,7,,udp\n",
    )
    first, second = rows(evidence, gathering)
    assert "src_bytes" not in first
    assert "dst_bytes" not in first
    assert (first["proto"], second["proto"]) == (255, 17)
    assert (second["src_bytes"], second["dst_bytes"]) == (0, 7)
    assert "src_packets" not in second
    assert gathering.settled()["active_us"].tolist() == [NOT_TOLD] * 2


def test_cells_that_cannot_be_read_are_told_by_line(tmp_path):
    evidence, gathering = read(
        tmp_path / "f.csv",
        "src_ip,dst_ip,start,proto,dst_bytes\n"
        "192.0.2.1,198.51.100.1,1760000000,tcp,1\n"
        "192.0.2.1,camera,1760000000,tcp,1\n"
        "192.0.2.1,198.51.100.1,1760000000,teleport,many\n"
        "192.0.2.1,198.51.100.1\n",
    )
    assert len(rows(evidence, gathering)) == 2
    assert sorted(one for one in said(gathering) if not one.startswith("None")) == [
        "3: field 'dst_ip' is not an address",
        "4: field 'dst_bytes' is not a whole number",
        "4: field 'proto' is not a protocol",
        "5: line 5 is not as many cells as there are columns",
    ]


def test_rows_that_count_connections_stand_for_as_many(tmp_path):
    [row] = rows(
        *read(tmp_path / "f.csv", "src_ip,dst_ip,start,connections\n192.0.2.1,192.0.2.2,1760000000,12\n")
    )
    assert row["connections"] == 12


def test_names_that_are_sent_are_host_names(tmp_path):
    table = "src_ip,dst_ip,start,server_name\n" + "".join(
        f"192.0.2.1,192.0.2.{at},1760000000,{name}\n"
        for at, name in enumerate(["Cam.Example.NET.", "192.0.2.9", "not a name"], 2)
    )
    assert [row["server_name"] for row in rows(*read(tmp_path / "f.csv", table)) if "server_name" in row] == [
        "cam.example.net"
    ]


def test_a_name_that_is_sent_is_one_that_its_client_saw(tmp_path):
    table = "src_ip,dst_ip,start,proto,server_name\n" + "".join(
        f"192.0.2.1,192.0.2.2,{1760000000 + at},{proto},cam.example.net\n"
        for at, proto in enumerate(["tcp", "tcp", "udp"])
    )
    evidence, gathering = read(tmp_path / "f.csv", table)
    names = observations_of(gathering, [evidence]).names
    assert [NAME_SOURCES[one] for one in names["source"]] == ["tls_sni", "quic_sni"]
    assert names["first_row"].tolist() == [2, 4]
    assert names["ip_low"].tolist() == [0xFFFF_C000_0202] * 2


def test_headings_that_come_again_are_no_rows(tmp_path):
    twice = EXPORTS["ECS"] + EXPORTS["ECS"]
    evidence, gathering = read(tmp_path / "f.csv", twice)
    assert rows(evidence, gathering)[0]["connections"] == 2
    assert said(gathering) == []


def test_packed_tables_and_tables_in_utf_16_are_read(tmp_path):
    for content in (gzip.compress(EXPORTS["ECS"].encode()), EXPORTS["ECS"].encode("utf-16")):
        path = tmp_path / "flows.csv"
        path.write_bytes(content)
        from lamppost.observe.logs.gathering import Gathering

        gathering = Gathering()
        evidence = reader.read(path, 0, "flows.csv", "flow table", gathering)
        assert CONNECTION.items() <= rows(evidence, gathering)[0].items()


OTHER = "Zeit,Von,Nach,Menge\n2025-10-09T08:53:20Z,192.0.2.10,198.51.100.7,700\n"
CHOSEN = {"start": "Zeit", "src_ip": "Von", "dst_ip": "nach", "src_bytes": "Menge"}


def test_columns_that_nobody_knows_are_those_that_the_user_names(tmp_path):
    assert reader.recognise(OTHER.encode(), "x.csv") is None
    with choosing(CHOSEN):
        assert reader.recognise(OTHER.encode(), "x.csv") == "flow table"
        [row] = rows(*read(tmp_path / "x.csv", OTHER))
    assert (row["src"], row["dst"], row["src_bytes"], row["first_seen_at"]) == (
        "192.0.2.10",
        "198.51.100.7",
        700,
        START,
    )
    assert reader.recognise(OTHER.encode(), "x.csv") is None


def test_a_minus_means_that_no_column_is_it(tmp_path):
    with choosing({"dst_bytes": "-", "dst_packets": "-"}):
        [row] = rows(*read(tmp_path / "x.csv", EXPORTS["ECS"]))
    assert "dst_bytes" not in row


def test_a_table_without_a_time_names_its_columns_and_what_to_say(tmp_path):
    evidence, gathering = read(tmp_path / "x.csv", "src_ip,dst_ip,Zeit\n192.0.2.1,192.0.2.2,1760000000\n")
    assert evidence.read == "none"
    [issue] = gathering.issues
    assert "start" in issue.what
    assert "src_ip, dst_ip, Zeit" in issue.what
    assert "--flow-columns start=COLUMN" in issue.hint


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"hostname,ip,mac,vendor\ncam,192.0.2.1,00:00:5e:00:53:01,Example\n",
        b"Source,Destination,Protocol\n",
        b"No.,Time,Source,Destination,Protocol,Length,Info\n",
        b"Supplier,Brand,IP address\n",
        b'{"src_ip": "192.0.2.1", "dst_ip": "192.0.2.2"}\n',
        b"\x00src_ip,dst_ip",
        b"\xff\xfes",
        b"src_ip",
        b'"src_ip,dst_ip\n',
    ],
)
def test_inventories_and_whatever_else_are_no_flow_tables(start):
    assert reader.recognise(start, "list.csv") is None


def test_a_column_without_a_heading_is_none_of_those_that_are_read(tmp_path):
    lines = EXPORTS["ECS"].splitlines()
    evidence, gathering = read(
        tmp_path / "flows.csv", "".join(f"{at},{line}\n" for at, line in zip(["", "0"], lines, strict=True))
    )
    assert CONNECTION.items() <= rows(evidence, gathering)[0].items()
    assert said(gathering) == []


V4, V6 = "192.0.2.10,198.51.100.7", "2001:db8::10,2001:db8::7"


@pytest.mark.parametrize("none", ["", "0.0.0.0"])
def test_addresses_of_ipv6_in_columns_of_their_own_are_read(tmp_path, none):
    table = (
        "sourceIPv4Address,destinationIPv4Address,sourceIPv6Address,destinationIPv6Address,flowStartSeconds\n"
        f"{V4},,,1760000000\n{none},{none},{V6},1760000000\n"
    )
    found = rows(*read(tmp_path / "flows.csv", table))
    assert [f"{one['src']},{one['dst']}" for one in found] == [V4, V6]


def test_flows_of_nfdump_in_both_families_are_read(tmp_path):
    lines = (
        '{"t_first":"2025-10-09T08:53:20.000Z","src4_addr":"192.0.2.10","dst4_addr":"198.51.100.7","in_bytes":5}\n'
        '{"t_first":"2025-10-09T08:53:20.000Z","src6_addr":"2001:db8::10","dst6_addr":"2001:db8::7","in_bytes":5}\n'
    )
    found = rows(*read(tmp_path / "flows.json", lines))
    assert [f"{one['src']},{one['dst']}" for one in found] == [V4, V6]


def test_rows_of_argus_are_whole_connections_also_where_they_do_not_tell_what_came_back(tmp_path):
    lines = "".join(
        f"2025/10/09 08:53:{at}.000000,0.5,tcp,{src},{sport},  ->,{dst},{dport},CON,11,9700,{sent}\n"
        for at, src, sport, dst, dport, sent in (
            (20, "192.0.2.10", 50000, "198.51.100.7", 443, 700),
            (21, "198.51.100.7", 443, "192.0.2.10", 50000, 9000),
        )
    )
    table = "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes\n" + lines
    found = rows(*read(tmp_path / "a.binetflow", table))
    assert [(one["src"], one["src_bytes"], one.get("dst_bytes")) for one in found] == [
        ("192.0.2.10", 700, None),
        ("198.51.100.7", 9000, None),
    ]


def test_a_table_of_which_no_row_can_be_read_is_not_called_read(tmp_path):
    heading = "Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration\n"
    evidence, gathering = read(
        tmp_path / "a.csv", heading + "x,192.0.2.10,5,198.51.100.7,443,6,28/04/2020 10:11:12 AM,5\n"
    )
    assert evidence.read == "none"
    assert said(gathering)[0] == "2: field 'Timestamp' is not an instant"
    assert read(tmp_path / "b.csv", heading)[0].read == "whole"


def test_what_nfdump_prints_for_people_is_no_list_of_names(tmp_path):
    text = (
        "Date first seen          Duration Proto      Src IP Addr:Port          Dst IP Addr:Port   Packets    Bytes Flows\n"
        "2025-10-09 08:53:20.000    10.000 TCP        192.0.2.10:50000 ->     198.51.100.7:443          5      700     1\n"
    )
    evidence, gathering = read(tmp_path / "flows.txt", text)
    assert (evidence.read, len(gathering.issues)) == ("none", 1)
    assert "-o csv" in gathering.issues[0].hint


@pytest.mark.parametrize(
    "start",
    [
        b'{"src_ip": "192.0.2.1", "dst_ip": "192.0.2.2"}\n',
        b'{"src_ip": "192.0.2.1", "dst_ip": "192.0.2.2", "timestamp": "2025-10-09T08:53:20Z", "message": "login"}\n',
        b'{"ip": "192.0.2.1", "start": 1760000000, "bytes": 5}\n',
        b'{"src_ip": "192.0.2.1", "dst_ip": "192.0.2.2", "start": 1760000000, "bytes"',
        b"{\n",
        b'{"a":' * 5000,
    ],
)
def test_other_objects_are_no_flow_tables(start):
    assert reader.recognise(start, "flows.json") is None


DATES = (
    "2025-10-09 08:53:20.123", "2025-10-09T08:53:20Z", "2025-10-09T10:53:20+0200", "2025-10-09 08:53", "2025/10/09 08:53:20",
    "2025-10-09 08:53:20 UTC", "1969-12-31 23:59:59", "1972-02-29T00:00:00.5", "", "-", "2025-13-09 08:53:20", "no date", "17",
)  # fmt: skip


@pytest.mark.parametrize("first", ["2025-10-09 08:53:20", "2025/10/09 08:53:20"])
def test_dates_are_read_the_same_whether_all_are_as_logs_write_them_or_some_are_not(tmp_path, first):
    def told(dates):
        lines = [f"{date},192.0.2.{at},198.51.100.7" for at, date in enumerate(dates, 1)]
        evidence, into = read(tmp_path / "flows.csv", "\n".join(("ts,src_ip,dst_ip", *lines, "")))
        found = {row["first_row"]: row["first_seen_at"] for row in rows(evidence, into)}
        return [found.get(at + 2) for at in range(len(dates))], [(one.row, one.what) for one in into.issues]

    together, issues = told((first, *DATES))
    assert together[1:] == [told((first, one))[0][1] for one in DATES]
    second = 1_760_000_000_000_000
    assert together[:8] == [
        second,
        second + 123_000,
        second,
        second,
        second - 20_000_000,
        second,
        second,
        -1_000_000,
    ]
    assert together[8:] == [68_169_600_500_000, None, None, None, None, None]
    assert len(issues) > 0
