"""What a device's attributions let a rule take for known; everything else stays unknown."""

from collections.abc import Collection, Mapping

from lamppost.model.result import Device
from lamppost.model.status import STRONG


def facts_of(
    device: Device,
    context: Mapping[str, str | bool | None],
    scopes: Mapping[str, Mapping[str, list[str]]],
    whole_lists: Collection[str],
    *,
    owners_held: bool,
    assume_maker: bool = False,
) -> dict[str, object]:
    """The known values by variable name; what may not be relied on is left out.

    A maker or builder counts as known from `corroborated` on, a listing or an owner from `confirmed`
    on. "Not listed" is known only for a list that is held whole on the day, of a maker (and a builder,
    where one is named, however weakly) whose owners are held to the last one and corroborated, and
    never of a list that names it or an owner, however weakly.

    Args:
        device: The attributed device.
        context: What the user said of themselves; null for what was not said.
        scopes: Words of each list entry's scope: list → organisation → words.
        whole_lists: Lists that are held whole on the day.
        owners_held: Whether the chains of owners of maker and builder are held to their ends.
        assume_maker: Take candidates for maker and builder, to say what would follow if they were proven.
    """
    known: dict[str, object] = {key: value for key, value in context.items() if value is not None}
    if known.pop("components_known", None) is True:
        known["listed_component"] = False
    known["kind"] = device.kind
    if device.watches is not None:
        known["watches"] = device.watches
    known |= _reach(device)
    makers = [named for named in (device.maker, device.builder) if named is not None and named.id is not None]
    sure = [named for named in makers if named.status in STRONG or assume_maker]
    known |= {
        fact: named.id
        for fact, named in (("maker", device.maker), ("builder", device.builder))
        if named in sure
    }
    if not sure:
        return known
    if device.maker in sure and owners_held and all(owner.status == "confirmed" for owner in device.owners):
        known["owners"] = [owner.id or owner.name for owner in device.owners]
    listed, listed_scopes = _listings(device, scopes, {named.id for named in sure})
    named_on = {listing.list for listing in device.listings}
    owners = [*device.owners, *device.builder_owners]
    if (
        device.maker in sure
        and sure == makers
        and owners_held
        and all(owner.status in STRONG for owner in owners)
    ):
        listed |= dict.fromkeys(set(whole_lists) - named_on, False)
    known["listed"], known["scopes"] = listed, listed_scopes
    return known


def _reach(device: Device) -> dict[str, object]:
    """Where it sends: known as far as every destination is; silence in one capture proves nothing."""
    if not device.destinations:
        return {}
    known: dict[str, object] = {"reaches_outside": True}
    operators = [row.operator for row in device.destinations]
    if all(operator and operator.status in STRONG for operator in operators):
        known["operators"] = sorted({operator.id or operator.name for operator in operators if operator})
    countries = [row.registered_in for row in device.destinations]
    if all(countries):
        known["registered_in"] = sorted({code for code in countries if code})
    return known


def _listings(
    device: Device, scopes: Mapping[str, Mapping[str, list[str]]], sure: Collection[str | None]
) -> tuple[dict[str, bool], dict[str, list[str]]]:
    """Lists that name a maker or builder that is known, or an owner of it, beyond doubt; and what each covers."""
    reached = {
        through
        for through, named in (("maker", device.maker), ("builder", device.builder))
        if named is not None and named.id in sure
    }
    listed: dict[str, bool] = {}
    words: dict[str, list[str]] = {}
    for listing in device.listings:
        if listing.status == "confirmed" and listing.through in reached:
            listed[listing.list] = True
            words.setdefault(listing.list, []).extend(
                scopes.get(listing.list, {}).get(listing.organisation, [])
            )
    return listed, words
