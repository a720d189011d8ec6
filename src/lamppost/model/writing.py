"""How a result document is written: in full, and where much of it repeats with each thing once."""

from collections.abc import Iterator

from lamppost.model.result import ResultDocument, encode

MOST_IN_FULL = 1000
"""Rows and verdicts of a document; one that holds more is folded."""
MOST_DEVICES_IN_FULL = 1000
"""Devices; a document with more is folded."""
MOST_SITES_IN_FULL = 10_000
"""Cameras of maps; a document with more is folded."""


def encode_result(result: ResultDocument) -> bytes:
    """The document as JSON, the same bytes for the same content."""
    return b"".join(result_pieces(result))


def result_pieces(result: ResultDocument) -> Iterator[bytes]:
    """The same, some rows at a time where it is large."""
    is_large = (
        len(result.assets) + len(result.verdicts) > MOST_IN_FULL
        or len(result.devices) > MOST_DEVICES_IN_FULL
        or len(result.sites) > MOST_SITES_IN_FULL
    )
    if not is_large:
        yield encode(result)
        return
    from lamppost.model.folding import folded_pieces

    yield from folded_pieces(result)
