"""What a device's attributions let a rule take for known; everything else stays unknown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from lamppost.model.chain import Named
from lamppost.model.result import Device
from lamppost.model.status import STRONG


class AtLeast(list[str]):
    """Values that were seen, where there may be more that were not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """Where makers and builders are, and which laws of places could reach them."""

    countries: Mapping[str, list[str]] = field(default_factory=dict)
    """Organisation → the countries in which it is registered or sits, as far as a statement may be relied on."""
    registered: Collection[str] = ()
    """Organisations of which it is known where they are registered, and of whoever controls them too."""
    laws: Collection[str] = ()
    """The access laws that are held."""


def facts_of(
    device: Device,
    context: Mapping[str, str | bool | None],
    scopes: Mapping[str, Mapping[str, list[str]]],
    whole_lists: Collection[str],
    *,
    owners_held: bool,
    seats: Seats | None = None,
    builds_itself: bool = False,
    assume_maker: bool = False,
) -> dict[str, object]:
    """The known values by variable name; what may not be relied on is left out.

    A maker or builder counts as known from `corroborated` on, a listing or an owner from `confirmed`
    on. "Not listed" is known only for a list that is held whole on the day, of a maker and a builder
    whose owners are held to the last one and corroborated, and never of a list that names one of them
    or an owner, however weakly. A device of which no builder is named was built by nobody knows whom,
    unless the packs say that the maker builds what bears its name.

    Args:
        device: The attributed device.
        context: What the user said of themselves; null for what was not said.
        scopes: Words of each list entry's scope: list → organisation → words.
        whole_lists: Lists that are held whole on the day.
        owners_held: Whether the chains of owners of maker and builder are held to their ends.
        seats: Where makers are registered; None where nothing of it is known.
        builds_itself: Whether the packs say that the maker builds all that bears its name.
        assume_maker: Take candidates for maker and builder, to say what would follow if they were proven.
    """
    known: dict[str, object] = {key: value for key, value in context.items() if value is not None}
    if isinstance(place := known.get("place"), str):
        known["place"] = place.lower()
    if known.pop("components_known", None) is True:
        known["listed_component"] = False
    all_seen = known.pop("destinations_known", None) is True
    if device.kind != "unknown":
        known["kind"] = device.kind
    if device.watches is not None:
        known["watches"] = device.watches
    known |= _reach(device, all_seen=all_seen)
    makers = [named for named in (device.maker, device.builder) if named is not None and named.id is not None]
    sure = [named for named in makers if named.status in STRONG or assume_maker]
    known |= {
        fact: named.id
        for fact, named in (("maker", device.maker), ("builder", device.builder))
        if named in sure
    }
    if not sure:
        return known
    is_own = builds_itself and device.builder is None and device.maker in sure
    if is_own:
        known["builder"] = known["maker"]
    all_sure = device.maker in sure and (is_own or device.builder in sure)
    if device.maker in sure:
        names = [owner.id or owner.name for owner in device.owners if owner.status == "confirmed"]
        is_whole = all_sure and owners_held and len(names) == len(device.owners)
        known["owners"] = names if is_whole else AtLeast(names)
    known |= _seats(device, sure, seats or Seats(), all_known=all_sure and owners_held)
    ids = {named.id for named in sure}
    named_on = {listing.list for listing in device.listings}
    elsewhere = dict.fromkeys(set(whole_lists) - named_on, False)
    known["listed_itself"] = _itself(device, ids) | (elsewhere if all_sure else {})
    owners = [*device.owners, *device.builder_owners]
    all_held = all_sure and owners_held and all(owner.status in STRONG for owner in owners)
    listed, words = _listings(device, scopes, ids, whole_lists if all_held else ())
    known["listed"], known["scopes"] = listed | (elsewhere if all_held else {}), words
    return known


def _reach(device: Device, *, all_seen: bool) -> dict[str, object]:
    """Where it sends, as far as it was seen: silence in one capture proves nothing, unless the user says so."""
    if not device.destinations:
        nowhere: dict[str, object] = {"reaches_outside": False, "operators": [], "registered_in": []}
        return nowhere | {"some_registered_in": []} if all_seen else {}
    known: dict[str, object] = {"reaches_outside": True}
    operators = [row.operator for row in device.destinations]
    countries = [row.registered_in for row in device.destinations]
    all_seen &= not device.unlisted or device.unlisted.is_of_this_day
    sure = {one.id or one.name for one in operators if one and one.status in STRONG}
    for fact, held, whole in (
        ("operators", sure, all(one and one.status in STRONG for one in operators)),
        ("registered_in", {code for code in countries if code}, all(countries)),
    ):
        known[fact] = sorted(held) if whole and all_seen else AtLeast(sorted(held))
    known["some_registered_in"] = known["registered_in"]
    return known


def _seats(device: Device, sure: Sequence[Named], seats: Seats, *, all_known: bool) -> dict[str, object]:
    """Countries that the maker is in, and which access laws reach maker or builder by where they are registered.

    That a maker is not in a country is never known. A law that only reaches an owner is unknown: whether it reaches what is owned is not for a chain to say.
    """
    ids = {named.id for named in sure}
    maker = device.maker.id if device.maker is not None and device.maker in sure else None
    known: dict[str, object] = {"maker_seats": dict.fromkeys(seats.countries.get(maker or "", []), True)}
    reached = {
        row.law: True
        for row in device.laws
        if row.through in ("maker", "builder") and row.organisation in ids and row.status in STRONG
    }
    if all_known and all(named.id in seats.registered for named in sure):
        reached = dict.fromkeys(set(seats.laws) - {row.law for row in device.laws}, False) | reached
    return known | {"reached_by_law": reached}


def _itself(device: Device, sure: Collection[str | None]) -> dict[str, bool]:
    """Lists with a confirmed entry of the maker or builder itself, and not of an owner."""
    return {
        listing.list: True
        for listing in device.listings
        if listing.status == "confirmed" and listing.organisation in sure
    }


def _listings(
    device: Device,
    scopes: Mapping[str, Mapping[str, list[str]]],
    sure: Collection[str | None],
    whole: Collection[str],
) -> tuple[dict[str, bool], dict[str, list[str]]]:
    """Lists that name a maker or builder that is known, or an owner of it, beyond doubt; and what each covers.

    Args:
        device: The device.
        scopes: Words of each list entry's scope.
        sure: The maker and builder that are known.
        whole: Lists of which every entry that could name one of them is known.
    """
    reached = {
        through
        for through, named in (("maker", device.maker), ("builder", device.builder))
        if named is not None and named.id in sure
    }
    listed: dict[str, bool] = {}
    words: dict[str, list[str]] = {}
    doubtful: set[str] = set()
    for listing in device.listings:
        if listing.status == "confirmed" and listing.through in reached:
            listed[listing.list] = True
            words.setdefault(listing.list, []).extend(
                scopes.get(listing.list, {}).get(listing.organisation, [])
            )
        else:
            doubtful.add(listing.list)
    return listed, {
        name: held if name in whole and name not in doubtful else AtLeast(held)
        for name, held in words.items()
    }
