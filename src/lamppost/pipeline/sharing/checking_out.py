"""A last look at what goes out, that knows nothing of how it was made."""

import re

from lamppost.model.addresses import mac_number
from lamppost.model.errors import LamppostError
from lamppost.model.language import tr
from lamppost.model.result import ResultDocument
from lamppost.model.saying import noted
from lamppost.model.sites import Site

_HEX = re.compile(r"[0-9A-Fa-f]{2}(?:[:.-]?[0-9A-Fa-f]{2}){5,}")
_TOKEN = re.compile(r"[0-9A-Za-z_][0-9A-Za-z_.:-]*")
_SHORTEST = 6
_FAULT = noted("This is a fault of lamppost; please report it, without the result.")


def refuse_leaks(result: ResultDocument, written: str) -> None:
    """Refuse what holds a MAC address or an address of the site, or a home's camera, or what a file, a person or a reason was called.

    Args:
        result: The document as it was.
        written: What goes out.

    Raises:
        LamppostError: Something stayed; it is not said what, for the message is written down.
    """
    macs = {_digits(device.mac) for device in result.devices if device.mac}
    addresses = {text.lower() for device in result.devices for text in device.addresses}
    words = {one.path for one in result.evidence} | {one.who for one in result.suppressions}
    words |= {one.why for one in result.suppressions}
    if any(_holds(macs, _digits(found[0])) for found in _HEX.finditer(written)):
        raise LamppostError(
            tr("a MAC address would have stayed in what is shared, so nothing was written"), hint=tr(_FAULT)
        )
    tokens = {found[0].lower() for found in _TOKEN.finditer(written)}
    if not addresses.isdisjoint(tokens | {one.rstrip(".:-") for one in tokens}):
        raise LamppostError(
            tr("an address of the site would have stayed in what is shared, so nothing was written"),
            hint=tr(_FAULT),
        )
    homes = [one for one in result.sites if one.is_home]
    if any(_tells(one, written) for one in homes):
        raise LamppostError(
            tr("the camera of a home would have stayed in what is shared, so nothing was written"),
            hint=tr(_FAULT),
        )
    if any(len(one) >= _SHORTEST and one in written for one in words):
        raise LamppostError(
            tr(
                "the name of a file, or who excepted something and why would have stayed in what is shared, "
                "so nothing was written"
            ),
            hint=tr(_FAULT),
        )


def _tells(home: Site, written: str) -> bool:
    """Whether the camera of a home is named, or its place told: latitude and longitude, one soon after the other."""
    if any(len(one) >= _SHORTEST and one in written for one in (home.id, home.ref)):
        return True
    lat, lon = (re.escape(f"{abs(one)}") for one in (home.lat_deg, home.lon_deg))
    return re.search(rf"{lat}\D{{1,40}}{lon}|{lon}\D{{1,40}}{lat}", written) is not None


def _digits(text: str) -> str:
    try:
        return f"{mac_number(text):012x}"
    except ValueError:
        return re.sub("[^0-9a-f]", "", text.lower())


def _holds(macs: set[str], digits: str) -> bool:
    return any(digits[at : at + 12] in macs for at in range(len(digits) - 11))
