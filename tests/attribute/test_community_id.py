"""The Community ID is the published one, whichever way a flow is told."""

import pytest

from lamppost.model.community_id import ICMP_COUNTERPARTS, community_id
from lamppost.observe.capture.streams import icmp_counterpart, is_icmp_answer

# corelight/community-id-spec, baseline/baseline_deflt.json: one line per flow, its other direction is made here
PUBLISHED = [
    (58, "fe80::200:86ff:fe05:80da", "fe80::260:97ff:fe07:69ea", 135, 136, "1:dGHyGvjMfljg6Bppwm3bg0LO8TY="),
    (58, "fe80::260:97ff:fe07:69ea", "fe80::200:86ff:fe05:80da", 135, 136, "1:zavyT/cezQr1fmImYCwYnMXbgck="),
    (58, "3ffe:507:0:1:200:86ff:fe05:80da", "3ffe:501:0:1001::2", 128, 129, "1:+TW+HtLHvV1xnGhV1lv7XoJrqQg="),
    (58, "fe80::200:86ff:fe05:80da", "ff02::2", 133, 134, "1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0="),
    (58, "fe80::260:97ff:fe07:69ea", "ff02::1", 134, 133, "1:pkvHqCL88/tg1k4cPigmZXUtL00="),
    (1, "192.168.0.89", "192.168.0.1", 8, 0, "1:X0snYXpgwiv9TZtqg64sgzUn6Dk="),
    (6, "2001:470:e5bf:dead:4957:2174:e82c:4887", "2607:f8b0:400c:c03::1a", 63943, 25,
     "1:/qFaeAR+gFe1KYjMzVDsMv+wgU4="),
    (132, "192.168.170.8", "192.168.170.56", 7, 7, "1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="),
    (6, "128.232.110.120", "66.35.250.204", 34855, 80, "1:LQU9qZlK+B5F3KDmev6m5PMibrg="),
    (17, "192.168.1.52", "8.8.8.8", 54585, 53, "1:d/FP5EW3wiY1vCndhwleRRKHowQ="),
    (46, "10.1.12.1", "10.1.12.2", -1, -1, "1:KHlLkgoJW7ifUTyTSgyVfkFHzKw="),
]  # fmt: skip
ONE_WAY = [
    (58, "3ffe:501:1800:2345::2", "3ffe:507:0:1:200:86ff:fe05:80da", 3, 0, "1:2ObVBgIn28oZvibYZhZMBgh7WdQ="),
    (58, "3ffe:501:410:0:2c0:dfff:fe47:33e", "3ffe:507:0:1:200:86ff:fe05:80da", 1, 4,
     "1:hLZd0XGWojozrvxqE0dWB1iM6R0="),
    (1, "10.0.0.1", "10.0.0.2", 11, 0, "1:YHxtAirCG//0OzkcVAukqKQN9xM="),
]  # fmt: skip


@pytest.mark.parametrize(("proto", "src", "dst", "src_port", "dst_port", "known"), PUBLISHED)
def test_the_published_ids_come_out_in_both_directions(proto, src, dst, src_port, dst_port, known):
    assert community_id(proto, src, dst, src_port, dst_port) == known
    assert community_id(proto, dst, src, dst_port, src_port) == known


@pytest.mark.parametrize(("proto", "src", "dst", "kind", "code", "known"), ONE_WAY)
def test_a_message_that_nothing_answers_has_a_direction(proto, src, dst, kind, code, known):
    assert community_id(proto, src, dst, kind, code) == known
    assert community_id(proto, dst, src, kind, code) != known
    assert community_id(proto, dst, src, code, kind) != known


def test_a_question_of_icmp_has_the_id_of_its_answer_whatever_its_code():
    asked = community_id(1, "192.168.0.89", "192.168.0.1", 13, 0)
    assert community_id(1, "192.168.0.1", "192.168.0.89", 14, 0) == asked
    assert community_id(1, "192.168.0.89", "192.168.0.1", 13, 7) == asked


@pytest.mark.parametrize("proto", [1, 6, 17, 58, 132])
def test_without_its_ports_a_flow_that_has_some_gets_no_id(proto):
    assert community_id(proto, "192.0.2.1", "192.0.2.2", -1, -1) is None


@pytest.mark.parametrize("proto", [1, 58])
def test_the_decoder_pairs_the_same_types_of_icmp(proto):
    pairs = ICMP_COUNTERPARTS[proto]
    assert {kind: icmp_counterpart(proto, kind) for kind in range(256)} == {
        kind: pairs.get(kind, -1) for kind in range(256)
    }
    answers = {kind for kind in pairs if is_icmp_answer(proto, kind)}
    assert {pairs[kind] for kind in answers} == set(pairs) - answers
