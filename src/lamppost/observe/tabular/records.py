"""Records of a JSON file, each decoded for itself: one that is not of its format costs itself alone."""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from lamppost.model.saying import noted, say
from lamppost.observe.tabular.handed import RefusedError

MOST_BYTES = 1 << 28
"""A JSON file is held whole while it is read."""
Record = TypeVar("Record")


def decoded(content: bytes, kind: type[Record], what: str) -> Record:
    """The outermost part of a file.

    Args:
        content: The file.
        kind: What it is to be.
        what: The same in words.

    Raises:
        RefusedError: It is none.
    """
    if len(content) > MOST_BYTES:
        raise RefusedError(
            say("larger than {most} bytes", most=MOST_BYTES),
            noted("a smaller file"),
            noted("Give it in parts."),
        )
    try:
        content.decode()  # else words that are no UTF-8 are passed over where nobody asks for them: a damaged key is one
        return msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedError(
            say("no {what!t}: {error}", what=what, error=_named(error)), what, noted("Export it anew.")
        ) from None


def each(raws: list[msgspec.Raw], kind: type[Record]) -> Iterator[tuple[int, Record | str]]:
    """Number, from 1, and content of each record; why it is none where it is none, without its words."""
    for number, raw in enumerate(raws, start=1):
        try:
            yield number, msgspec.json.decode(raw, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            yield number, _named(error)


def _named(error: Any) -> str:
    """What is wrong and where, as far as it repeats nothing of the file."""
    text = str(error)
    return (
        text
        if text.startswith(("Expected `", "Object missing required field `", "JSON is malformed: "))
        else type(error).__name__
    )
