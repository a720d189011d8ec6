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

    A maker counts as known from `corroborated` on, a listing or an owner from `confirmed` on. "Not
    listed" is known only for a list that is held whole on the day, of a maker whose owners are held
    to the last one and corroborated, and never of a list that names it or an owner, however weakly.

    Args:
        device: The attributed device.
        context: What the user said of themselves; null for what was not said.
        scopes: Words of each list entry's scope: list → organisation → words.
        whole_lists: Lists that are held whole on the day.
        owners_held: Whether the maker's chain of owners is held to its end.
        assume_maker: Take a candidate for the maker, to say what would follow if it were proven.
    """
    known: dict[str, object] = {key: value for key, value in context.items() if value is not None}
    if known.pop("components_known", None) is True:
        known["listed_component"] = False
    known["kind"] = device.kind
    if device.watches is not None:
        known["watches"] = device.watches
    known |= _reach(device)
    maker = device.maker
    if maker is None or maker.id is None or not (maker.status in STRONG or assume_maker):
        return known
    known["maker"] = maker.id
    if owners_held:
        known["owners"] = [owner.id or owner.name for owner in device.owners]
    listed, listed_scopes = _listings(device, scopes)
    named = {listing.list for listing in device.listings}
    if owners_held and all(owner.status in STRONG for owner in device.owners):
        listed |= dict.fromkeys(set(whole_lists) - named, False)
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
    device: Device, scopes: Mapping[str, Mapping[str, list[str]]]
) -> tuple[dict[str, bool], dict[str, list[str]]]:
    """Lists that name the maker or an owner beyond doubt, and what each covers."""
    listed: dict[str, bool] = {}
    words: dict[str, list[str]] = {}
    for listing in device.listings:
        if listing.status == "confirmed":
            listed[listing.list] = True
            words.setdefault(listing.list, []).extend(
                scopes.get(listing.list, {}).get(listing.organisation, [])
            )
    return listed, words
