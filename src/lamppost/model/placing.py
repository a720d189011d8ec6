"""What is told of some words, put in the place of each row that has them: links of the row name it, all else is shared."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Self

import msgspec

from lamppost.model.assets import AssetRow, place_of
from lamppost.model.result import Asset, Link

HERE = "\0row"
"""Stands for the row in links that rows of the same words share."""
MODEL = "row.model"
"""Property of the links that hold a word of the row's model."""
_BLOCK = len("00:00:5e")


def left_open(number: int) -> str:
    """Stands for a word of the model, by its place among those that a fingerprint knows; they sort as their places do."""
    return f"\0{number:06d}"


class Placing:
    """What some words tell, and where in it links of the row stand: looked for once, and not for each row."""

    def __init__(self, told: Asset, seen: dict[Link, Link], shared: dict[int, Any]) -> None:
        """Look where they stand.

        Args:
            told: What the words tell.
            seen: Links that other words led to; one that is the same as one of them takes no room of its own.
            shared: Place in memory → part of what words told in which no link of a row stands; it is not looked through again.
        """
        self._told = told
        self._plan = _plan(told, seen, shared) or {}
        self.words: dict[str, str] = {}
        """What stands for a word of the model → the word."""

    def worded(self, words: Sequence[str]) -> Self:
        """The same with words of a model in the places that are left open for them; it shares all else.

        Args:
            words: In the order of their places.
        """
        if not words:
            return self
        made = self.__class__.__new__(self.__class__)
        made._told, made._plan = self._told, self._plan  # noqa: SLF001 - another of its kind
        made.words = {left_open(at): word for at, word in enumerate(words)}
        return made

    def in_row(self, row: AssetRow) -> Asset:
        """The same in the place of a row; each link of the row is made once."""
        return msgspec.structs.replace(self._told, **self.placed(partial(of_row, row=row)), **self.own(row))

    def own(self, row: AssetRow) -> dict[str, Any]:
        """Fields of a row that are its own, in the order of `OF_ROW` (`lamppost.model.sharing`)."""
        watches = self._told.watches
        is_named = watches is True
        return {
            "id": row.id,
            "file": row.file,
            "sheet": row.sheet,
            "line": row.line,
            "end_line": row.end_line,
            "end_column": row.end_column,
            "nth": row.nth,
            "maker_text": row.maker,
            "brand_text": row.brand,
            "model_text": row.model,
            "kind_text": row.kind,
            "mac": _mac_kept(row.mac, watches),
            "address": row.address if is_named else None,
            "host": row.host if is_named else None,
        }

    @property
    def told(self) -> Asset:
        """What the words tell, its place and the words of its model left open; the same for all that share it."""
        return self._told

    def here(self) -> Asset:
        """What the words tell, the words of its model in their places; its own place left open."""
        return msgspec.structs.replace(self._told, **self.placed(_as_it_is)) if self.words else self._told

    def placed(self, place: Callable[[Link], Link]) -> dict[str, Any]:
        """The parts of it that hold links of the row, each such link made once.

        Args:
            place: Puts one link in its place.
        """
        made: dict[int, Link] = {}
        put = partial(self._put, place=place) if self.words else place
        return {
            name: _placed(getattr(self._told, name), plan, put, made) for name, plan in self._plan.items()
        }

    def chain_in_row(self, links: Sequence[Link], row: AssetRow) -> list[Link]:
        """Links that hold some of its own, those in the place of a row.

        Args:
            links: As what rests on `told` has them.
            row: The row.
        """
        return [self._put(one, partial(of_row, row=row)) if one.source == HERE else one for one in links]

    def chain_here(self, links: Sequence[Link]) -> list[Link]:
        """Links that hold some of its own, the words of its model in their places."""
        if not self.words:
            return list(links)
        return [self._put(one, _as_it_is) if one.source == HERE else one for one in links]

    def _put(self, link: Link, place: Callable[[Link], Link]) -> Link:
        """A link in its place, with the word of the model that it holds."""
        if link.property == MODEL and link.value in self.words:
            link = msgspec.structs.replace(link, value=self.words[link.value])
        return place(link)


def of_row(link: Link, row: AssetRow) -> Link:
    """A link in the place of a row; one that is no row's own stays."""
    if link.source != HERE:
        return link
    return msgspec.structs.replace(link, subject=row.id, source=row.file, locator=place_of(row))


def _as_it_is(link: Link) -> Link:
    return link


def _plan(value: Any, seen: dict[Link, Link], shared: dict[int, Any]) -> Any:
    """Where links of the row stand in a part: names or places, each with what is below it; None where none does."""
    if isinstance(value, Link):
        return value.source == HERE or None
    if isinstance(value, msgspec.Struct):
        if id(value) in shared:
            return None
        below = {name: _plan(getattr(value, name), seen, shared) for name in value.__struct_fields__}
    elif isinstance(value, list):
        for place, one in enumerate(value):
            if isinstance(one, Link):
                value[place] = seen.setdefault(one, one)
        below = {place: _plan(one, seen, shared) for place, one in enumerate(value)}  # type: ignore[misc]
    else:
        return None
    plan = {key: plan for key, plan in below.items() if plan is not None} or None
    if plan is None and isinstance(value, msgspec.Struct):
        shared[id(value)] = value
    return plan


def _placed(value: Any, plan: Any, place: Callable[[Link], Link], made: dict[int, Link]) -> Any:
    """The part with its links of the row naming it; what holds none is shared, not copied."""
    if isinstance(value, Link):
        if id(value) not in made:
            made[id(value)] = place(value)
        return made[id(value)]
    if isinstance(value, list):
        held = value.copy()
        for at, below in plan.items():
            held[at] = _placed(held[at], below, place, made)
        return held
    changed = {name: _placed(getattr(value, name), below, place, made) for name, below in plan.items()}
    return msgspec.structs.replace(value, **changed)


def _mac_kept(mac: str | None, watches: bool | None) -> str | None:
    """The address of what watches or listens; the block of what may; nothing of what does not, which may be a person's."""
    if mac is None or watches is False:
        return None
    return mac if watches else mac[:_BLOCK]
