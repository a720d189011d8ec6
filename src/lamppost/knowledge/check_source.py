"""What every sourced row has to keep: an address, a publisher, sane days, its words."""

from collections.abc import Iterator
from datetime import date

from lamppost.knowledge.structs import Source


def check_words(row_id: str, source: Source, original: str | None) -> Iterator[str]:
    """Whether the words as printed are there exactly where someone opened the text."""
    if source.read == "here" and not original:
        yield f"{row_id}: read here, but the words as printed are missing"
    if source.read == "cited" and original:
        yield f"{row_id}: cited through another source, so it has no words of its own"


def check_source(row_id: str, source: Source, review_by: date) -> Iterator[str]:
    """Whether a source can be followed, and is looked at again in time."""
    if not source.url.startswith(("https://", "http://")):
        yield f"{row_id}: {source.url!r} is no web address"
    if not source.title or not source.publisher:
        yield f"{row_id}: a source needs title and publisher"
    if review_by <= source.retrieved:
        yield f"{row_id}: to be reviewed by {review_by}, before it was retrieved on {source.retrieved}"
