"""Which page of many an address asks for."""

from collections.abc import Mapping

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr

_DIGITS = 9


def page_in(query: Mapping[str, str], least: int = 0, most: int = 10**_DIGITS - 1) -> int:
    """The number of the page; 1 where none is asked for.

    Args:
        query: The parameters of the address.
        least: Smaller numbers are refused.
        most: Greater ones are refused.

    Raises:
        LamppostError: It is no such number.
    """
    text = query.get("page", "1")
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
    if not is_number or not least <= int(text) <= most:
        raise LamppostError(tr("page is no number of a page"), hint=tr("Pages are counted from 1."))
    return int(text)
