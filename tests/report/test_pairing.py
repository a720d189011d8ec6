"""Which device of one result is which of another."""

import msgspec
import pytest
from tests.report.made_devices import device, named

from lamppost.report.difference.pairing import pair_devices, same_subjects

MAKER = named("example-cameras", "Example Cameras", "corroborated")
OTHER_MAKER = named("other-cameras", "Other Cameras", "corroborated")


def without_mac(number, address, **changes):
    return device(number, mac=None, addresses=[address], **changes)


def ways(old, new):
    return [(pair.old, pair.new, pair.how) for pair in pair_devices(old, new)]


def test_a_device_is_known_again_by_its_mac_at_another_address():
    old = device(1, maker=MAKER)
    new = msgspec.structs.replace(old, addresses=["192.0.2.99"], maker=OTHER_MAKER)
    assert ways([old], [new]) == [(old.id, old.id, "mac")]


def test_a_device_whose_mac_was_not_seen_is_known_again_by_address_and_maker():
    old, new = device(1, addresses=["192.0.2.7"], maker=MAKER), without_mac(2, "192.0.2.7", maker=MAKER)
    pairs = pair_devices([old], [new])
    assert [(pair.old, pair.new, pair.how) for pair in pairs] == [(old.id, new.id, "address_and_maker")]
    assert same_subjects(pairs) == {new.id: old.id}


@pytest.mark.parametrize("maker", [None, OTHER_MAKER, named(None, "Example Cameras", "corroborated")])
def test_an_address_without_the_same_maker_does_not_make_two_devices_one(maker):
    old, new = device(1, addresses=["192.0.2.7"], maker=MAKER), without_mac(2, "192.0.2.7", maker=maker)
    assert ways([old], [new]) == [(old.id, None, None), (None, new.id, None)]


def test_two_devices_with_different_macs_are_two_even_at_one_address_and_of_one_maker():
    old, new = (device(number, addresses=["192.0.2.7"], maker=MAKER) for number in (1, 2))
    assert ways([old], [new]) == [(old.id, None, None), (None, new.id, None)]


def test_where_two_could_be_meant_neither_is():
    old = device(1, addresses=["192.0.2.7", "192.0.2.8"], maker=MAKER)
    new = [without_mac(2, "192.0.2.7", maker=MAKER), without_mac(3, "192.0.2.8", maker=MAKER)]
    assert [pair.how for pair in pair_devices([old], new)] == [None, None, None]
    assert [pair.how for pair in pair_devices(new, [old])] == [None, None, None]


def test_the_same_address_without_any_mac_is_said_to_be_no_more_than_that():
    old, new = without_mac(1, "192.0.2.7", maker=MAKER), without_mac(1, "192.0.2.7", maker=OTHER_MAKER)
    assert ways([old], [new]) == [(old.id, old.id, "address")]


def test_every_device_of_either_side_stands_in_one_pair():
    old, new = [device(number) for number in (1, 2, 3)], [device(number) for number in (2, 3, 4)]
    pairs = pair_devices(old, new)
    assert [pair.old for pair in pairs if pair.old] == [one.id for one in old]
    assert sorted(pair.new for pair in pairs if pair.new) == [one.id for one in new]
