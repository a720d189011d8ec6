"""A page that is none is refused in words, whatever stands in the address."""

import pytest

ODD = [
    "",
    "-1",
    "1.5",
    "²",
    "one",
    "0000000001",
    "0" * 8 + "1" + "9" * 5000,
]  # the last is too long for an int


@pytest.mark.parametrize("number", ODD)
@pytest.mark.parametrize(
    "address",
    [
        "/results/{}?",
        "/results/{}/flows?",
        "/results/{}/day?as_of=2019-01-01&",
        "/results/{}/policies?policy=rights&policy=us-ndaa-889&",
        "/company/hikvision?",
    ],
)
def test_a_number_that_is_none_of_a_page_is_refused(client, looked, address, number):
    answer = client.get(f"{address.format(looked)}page={number}")
    assert answer.status_code == 422
    assert "age is no number of a page" in answer.text


@pytest.mark.parametrize("address", ["/results/{}", "/results/{}/flows"])
def test_pages_are_counted_from_1(client, looked, address):
    assert client.get(f"{address.format(looked)}?page=0").status_code == 422
    assert client.get(f"{address.format(looked)}?page=1").status_code == 200
