"""Marks what a document says by a pack that the user brought."""

from functools import partial
from typing import TypeVar

import msgspec

from lamppost.knowledge.packs import Packs
from lamppost.knowledge.store import Store
from lamppost.model.repeated import Repeated
from lamppost.model.result import Link

D = TypeVar("D", bound=msgspec.Struct)


def mark_own(document: D, packs: Packs) -> D:
    """The same document, with the links marked whose statement stands in a pack of the user's.

    Args:
        document: A result document or an answer.
        packs: The packs that it was made of.
    """
    if packs.store is None or all(ref.origin != "user" for ref in packs.refs):
        return document
    return _marked(document, packs.store)


def _marked(value: D, store: Store) -> D:
    if isinstance(value, Link):
        own = value.statement is not None and store.is_own(value.statement)
        return msgspec.structs.replace(value, from_own_pack=True) if own else value
    changed: dict[str, object] = {}
    for name in value.__struct_fields__:
        held = getattr(value, name)
        if isinstance(held, msgspec.Struct):
            changed[name] = _marked(held, store)
        elif isinstance(held, Repeated):
            changed[name] = held.told_otherwise(partial(_marked, store=store))
        elif isinstance(held, list):
            changed[name] = [_marked(one, store) if isinstance(one, msgspec.Struct) else one for one in held]
    return msgspec.structs.replace(value, **changed)
