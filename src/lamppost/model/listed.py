"""A period on a list, as an answer."""

from typing import Literal

from lamppost.model.chain import Links, Part
from lamppost.model.vocabulary import Status


class Listing(Part, frozen=True, kw_only=True):
    """A list that names the maker, the builder or an owner of either, on the day asked about."""

    list: str
    list_name: str
    named: str
    """The name as printed on the list."""
    organisation: str
    since: str
    until: str | None
    since_at_latest: bool = False
    """Only an edition's day is known: it may be listed since before `since`."""
    status: Status
    since_capture: bool | None
    """Whether it already held on the last day of the evidence; None if that day is unknown."""
    through: Literal["maker", "builder"] = "maker"
    """Whether it names the maker or an owner of it, or the builder or an owner of that."""
    chain: Links
