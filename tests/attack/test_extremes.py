"""Very many, very large and very old: the answer counts them all, soon and in little memory."""

import pytest
from tests.attack.extremes import EXTREMES, write_extreme
from tests.attack.warm import assert_honest

OCTETS = 10**9


MANY = 100_000
LITTLE = 900 << 20
MOST_CPU_S = 200


def looked_at(warm, folder, name, count):
    ran = warm.run("look", write_extreme(folder, name, count), "--json", "--policy", "us-ndaa-889")
    assert_honest(ran, statuses=(0,))
    result = ran.result
    assert [file["read"] for file in result["evidence"]] == ["whole"]
    assert result["coverage"]["packets"] == count
    return result


def test_each_extreme_is_read_whole_and_counted(warm, tmp_path):
    found = {name: looked_at(warm, tmp_path, name, EXTREMES[name][1]) for name in EXTREMES}
    assert found["tiny-flows.pcap"]["coverage"]["connections"] == EXTREMES["tiny-flows.pcap"][1]
    assert len(found["many-devices.pcap"]["devices"]) == EXTREMES["many-devices.pcap"][1]
    (large,) = found["large-flow.pcap"]["devices"]
    assert large["destinations"][0]["sent_bytes"] == 60_000 * EXTREMES["large-flow.pcap"][1] > OCTETS
    back = found["back-in-time.pcap"]["coverage"]
    assert (back["first_seen_at"][:4], back["last_seen_at"][:4]) == ("1970", "2106")


@pytest.mark.slow
@pytest.mark.parametrize("name", EXTREMES)
def test_a_larger_extreme_is_read_whole_and_counted(warm, tmp_path, name):
    looked_at(warm, tmp_path, name, EXTREMES[name][2])


@pytest.mark.slow
def test_a_hundred_thousand_devices_are_judged_in_little_memory(warm, tmp_path):
    path = write_extreme(tmp_path, "many-devices.pcap", MANY)
    report = tmp_path / "report.json"
    ran = warm.run("look", path, "-q", "-o", report, "--policy", "us-ndaa-889", cpu_s=MOST_CPU_S)
    assert (ran.status, ran.err) == (0, "")
    assert ran.peak_octets < LITTLE
    assert report.stat().st_size > MANY
