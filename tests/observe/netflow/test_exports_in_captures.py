"""Exports of flows within a capture become connections of the same observations, with the frame that told them."""

import struct

import made_exports as made
import numpy as np
import pytest
from made_exports import CAMERA, COLLECTOR, EXPORTER, PLAIN, SERVER

import made_frames
from lamppost.model.addresses import ip_text
from lamppost.model.observations import NOT_TOLD
from lamppost.observe.capture.kernels import compiled_kernels
from lamppost.observe.capture.reader import observe_captures
from lamppost.pipeline.observing import observe

HOST, ROUTER = "00:00:5e:00:53:20", "00:00:5e:00:53:01"
RECORD = made.v5_record(CAMERA, SERVER, 40000, 443, proto=17, packets=9, octets=900)


def capture(tmp_path, *payloads, port=2055, snap=65535, name="made.pcap"):
    data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, snap, 1)
    for at, payload in enumerate(payloads):
        packet = made_frames.udp(EXPORTER, 50000, COLLECTOR, port, payload)
        frame = made_frames.ethernet(ROUTER, HOST, 0x0800, packet)
        data += struct.pack("<IIII", made.START + at, 0, len(frame[:snap]), len(frame)) + frame[:snap]
    path = tmp_path / name
    path.write_bytes(data)
    return path


def connections(found):
    flows = found.flows
    return {
        (
            ip_text(int(flows["src_ip_high"][at]), int(flows["src_ip_low"][at])),
            ip_text(int(flows["dst_ip_high"][at]), int(flows["dst_ip_low"][at])),
            int(flows["dst_port"][at]),
        ): (int(flows["src_packets"][at]), int(flows["dst_packets"][at]), int(flows["first_row"][at]))
        for at in range(len(flows["proto"]))
    }  # fmt: skip


def test_exports_to_any_port_are_flows_beside_those_of_the_capture_itself(tmp_path):
    template = made.v9(made.template(300, *PLAIN))
    data = made.v9(made.one_set(300, made.plain_record(CAMERA, SERVER, 40001, 8443)))
    found = observe([capture(tmp_path, made.v5(RECORD), template, data, port=12345)])
    assert connections(found) == {
        (EXPORTER, COLLECTOR, 12345): (3, 0, 1),
        (CAMERA, SERVER, 443): (9, NOT_TOLD, 1),
        (CAMERA, SERVER, 8443): (1, NOT_TOLD, 3),
    }
    assert found.evidence[0].read == "whole"
    assert set(found.flows["evidence"].tolist()) == {0}


def test_the_compiled_path_takes_the_same_exports(tmp_path):
    path = capture(
        tmp_path, made.v5(RECORD), made.ipfix(made.template(300, *PLAIN, version=10)), b"\0\5\0\1" + bytes(70)
    )
    taken: list[list[bytes]] = []
    for kernels in (None, compiled_kernels()):
        taken.append([])

        def take(data, ports, address, file, row, into=taken[-1]):
            into.append(bytes(data))
            return True

        observe_captures([path], kernels=kernels, take_export=take)
    assert taken[0] == taken[1]
    assert len(taken[0]) == 3


def test_a_capture_without_exports_is_observed_as_before(tmp_path):
    path = capture(tmp_path, b"no export", b"\0\5\0\1" + bytes(70), port=9)
    plain, found = observe_captures([path]), observe([path])
    assert plain.flows.keys() == found.flows.keys()
    assert all(np.array_equal(column, found.flows[name]) for name, column in plain.flows.items())


def test_exports_that_were_cut_while_capturing_are_told_by_frame(tmp_path):
    found = observe([capture(tmp_path, made.v5(RECORD), snap=100)])
    assert [(one.evidence, one.row) for one in found.issues] == [("made.pcap", 1)]
    assert "1 message to a collector of flows could not be read" in found.issues[0].what


def test_a_template_of_one_capture_holds_in_the_next_one(tmp_path):
    first = capture(tmp_path, made.v9(made.template(300, *PLAIN)), name="1.pcap")
    record = made.one_set(300, made.plain_record(CAMERA, SERVER, 40001, 8443))
    second = capture(tmp_path, made.v9(record), name="2.pcap")
    found = observe([first, second])
    flows = found.flows
    at = flows["dst_port"].tolist().index(8443)
    assert (int(flows["evidence"][at]), int(flows["first_row"][at])) == (1, 1)
    assert found.issues == []


@pytest.mark.parametrize("at", range(0, 60, 7))
def test_damaged_exports_are_passed_over_and_nothing_breaks(tmp_path, at):
    message = bytearray(
        made.v9(made.template(300, *PLAIN), made.one_set(300, made.plain_record(CAMERA, SERVER, 1, 2)))
    )
    message[at] ^= 0xFF
    found = observe([capture(tmp_path, bytes(message), made.v5(RECORD))])
    assert (CAMERA, SERVER, 443) in connections(found)
