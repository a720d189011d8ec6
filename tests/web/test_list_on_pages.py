"""A result of a capture and a list on the pages: which findings fit, and what a row says of its device."""

import re

import pytest
from tests.web.conftest import QUESTION, SAMPLES

from lamppost import pipeline

ROWS = (
    "maker,model,kind,mac,ip\nAxis,P3245,printer,44:19:b6:00:53:01,\nAxis,,camera,ac:cc:8e:00:53:02,\n"
    "Dahua,,camera,,192.168.1.77\n"
)


@pytest.fixture
def both(desk, tmp_path):
    path = tmp_path / "inventory.csv"
    path.write_text(ROWS, encoding="utf-8")
    result = pipeline.look([SAMPLES / "made-network.pcap", path], QUESTION)
    return result, desk.shelf.put(result)


def things(page):
    return set(re.findall(r"/things/((?:dev|ast)-[0-9a-f]{12})", page))


def test_findings_are_filtered_by_how_the_list_fits(client, both):
    result, identity = both
    every = client.get(f"/results/{identity}").text
    assert "4 devices and 3 rows of lists" in every
    assert "3 rows: 2 seen here, 1 not seen" in every
    held = result.inventory
    not_listed = client.get(f"/results/{identity}?listed=not-listed").text
    assert things(not_listed) == set(held.not_listed)
    disagree = client.get(f"/results/{identity}?listed=disagree").text
    (wrong,) = [one for one in held.joined if one.disagreements]
    assert things(disagree) == {wrong.row, wrong.device}
    assert client.get(f"/results/{identity}?listed=odd").status_code == 422


def test_a_device_leads_to_the_row_that_lists_it_and_back_with_what_disagrees(client, both):
    result, identity = both
    (wrong,) = [one for one in result.inventory.joined if one.disagreements]
    device = client.get(f"/results/{identity}/things/{wrong.device}").text
    assert f"/things/{wrong.row}" in device
    assert "The list names Axis as its maker, and what it shows of itself names Hikvision." in device
    assert f"/things/{wrong.device}" in client.get(f"/results/{identity}/things/{wrong.row}").text


def test_without_a_list_nothing_is_said_of_one(client, held):
    page = client.get(f"/results/{held}").text
    assert "The list beside the network" not in page
    assert "listed=" not in page
