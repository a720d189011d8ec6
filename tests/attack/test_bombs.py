"""Small files that become large, deep or slow end soon, in little memory, and are not called whole where they were not read on."""

import pytest
from tests.attack.bombs import BOMBS, write_bomb
from tests.attack.warm import assert_honest

TRIED_EACH_TIME = (
    "zeros.pcap.gz", "records.pcap.zst", "columns.csv", "far-row.xlsx", "far-column.xlsx", "laughs.xlsx", "laughs.osm",
    "deep.geojson", "deep-components.json", "deep-eve.json", "number.geojson", "dns.pcap", "ipv6.pcap", "certificates.pcap",
    "options.pcapng", "claimed.osm.pbf", "conn-lines.log.gz", "eve-nothings.json.gz",
)  # fmt: skip
REPORTED = 3


def tried(warm, folder, name, megabytes):
    ran = warm.run("look", write_bomb(folder, name, megabytes), "--json")
    assert_honest(ran)
    return ran


def test_a_bomb_ends_soon(warm, tmp_path):
    for name in TRIED_EACH_TIME:
        ran = tried(warm, tmp_path, name, 1)
        assert all(file["read"] == "whole" for file in ran.result["evidence"]) == (ran.status == 0), name


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_larger_bomb_ends_soon(warm, tmp_path, name):
    tried(warm, tmp_path, name, 4)


def test_a_row_that_says_it_stands_at_the_end_of_the_world_is_not_walked_to(warm, tmp_path):
    result = tried(warm, tmp_path, "far-row.xlsx", 1).result
    assert [file["read"] for file in result["evidence"]] == ["none"]
    assert "more than 1048576 rows" in result["issues"][0]["what"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["conn-lines.log.gz", "eve-nothings.json.gz"])
def test_millions_of_lines_that_say_nothing_end_soon_in_little_memory(warm, tmp_path, name):
    ran = tried(warm, tmp_path, name, 64)
    assert (ran.status, ran.result["evidence"][0]["read"]) == (REPORTED, "part")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["zeros.pcap.gz", "records.pcap.zst"])
def test_what_unpacks_beyond_measure_is_said_to_be_read_in_part(warm, tmp_path, name):
    ran = warm.run("look", write_bomb(tmp_path, name, 64), "--json", cpu_s=40)
    assert (ran.status, ran.result["evidence"][0]["read"]) == (REPORTED, "part")
    assert "500 times its size" in ran.result["issues"][0]["what"]
