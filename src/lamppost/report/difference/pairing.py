"""Which device of one result is which of another: by MAC, then by address and maker; rows by words, cameras of a map by its ids."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from lamppost.model.difference import Pair
from lamppost.model.result import Asset, Device
from lamppost.model.sites import Site
from lamppost.report.judged import asset_as_said
from lamppost.report.streets import site_as_said
from lamppost.report.wording import device_as_said

_How = Literal["mac", "address_and_maker", "address"]


def pair_devices(old: Sequence[Device], new: Sequence[Device]) -> list[Pair]:
    """Every device of either result once, in the order of the older one and then of the newer.

    Two devices are one where they have the same MAC, or the same id because no MAC was seen and the address
    is the same. Of the rest, two are one where they share an address and the maker, not both have a MAC, and
    neither could be another one's as well.

    Args:
        old: Devices of the earlier result.
        new: Devices of the later one.
    """
    found = {**_by_id(old, new), **_by_mac(old, new)}
    found |= _by_address(
        [one for one in old if one.id not in found],
        [one for one in new if one.id not in {pair.id for pair, _ in found.values()}],
    )
    pairs = [_pair(one, *found.get(one.id, (None, None))) for one in old]
    met = {pair.new for pair in pairs}
    return pairs + [
        Pair(old=None, new=one.id, how=None, name=device_as_said(one)) for one in new if one.id not in met
    ]


def pair_rows(old: Sequence[Asset], new: Sequence[Asset]) -> list[Pair]:
    """Every row of either result once: the same file and words, wherever in the file they stand, are one row."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    return [
        Pair(
            old=key if key in before else None,
            new=key if key in after else None,
            how="row" if key in before and key in after else None,
            name=asset_as_said(after.get(key) or before[key]),
        )
        for key in dict.fromkeys([*before, *after])
    ]


def pair_sites(old: Sequence[Site], new: Sequence[Site]) -> list[Pair]:
    """Every camera of a map of either result once: the same id of the same map or register is one; homes are left out."""
    before, after = ({one.id: one for one in held if not one.is_home} for held in (old, new))
    return [
        Pair(
            old=key if key in before else None,
            new=key if key in after else None,
            how="site" if key in before and key in after else None,
            name=site_as_said(after.get(key) or before[key]),
        )
        for key in dict.fromkeys([*before, *after])
    ]


def same_subjects(pairs: Iterable[Pair]) -> Mapping[str, str]:
    """The ids of the later result, by those of the earlier one that stand for the same devices."""
    return {pair.new: pair.old for pair in pairs if pair.old and pair.new and pair.old != pair.new}


_Found = dict[str, tuple[Device, _How]]


def _by_id(old: Sequence[Device], new: Sequence[Device]) -> _Found:
    ids = {one.id: one for one in new}
    return {
        one.id: (ids[one.id], "address_and_maker" if _same_maker(one, ids[one.id]) else "address")
        for one in old
        if one.id in ids
    }


def _by_mac(old: Sequence[Device], new: Sequence[Device]) -> _Found:
    macs = {one.mac: one for one in new if one.mac}
    return {one.id: (macs[one.mac], "mac") for one in old if one.mac in macs}


def _by_address(old: Sequence[Device], new: Sequence[Device]) -> _Found:
    """Pairs that share an address and a maker, and that nothing else shares."""
    ours: dict[str, list[Device]] = defaultdict(list)
    theirs: dict[str, list[Device]] = defaultdict(list)
    for one in old:
        for other in new:
            alike = _same_maker(one, other) and not (one.mac and other.mac)
            if alike and set(one.addresses) & set(other.addresses):
                ours[one.id].append(other)
                theirs[other.id].append(one)
    return {
        identity: (others[0], "address_and_maker")
        for identity, others in ours.items()
        if len(others) == 1 and len(theirs[others[0].id]) == 1
    }


def _same_maker(one: Device, other: Device) -> bool:
    return (
        one.maker is not None
        and other.maker is not None
        and one.maker.id is not None
        and one.maker.id == other.maker.id
    )


def _pair(one: Device, other: Device | None, how: _How | None) -> Pair:
    return Pair(old=one.id, new=other.id if other else None, how=how, name=device_as_said(other or one))
