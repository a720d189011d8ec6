"""What a link of FollowTheMoney says of its chain: pages, days, words as printed, and where each step stands."""

from collections.abc import Sequence

from lamppost.model.followthemoney import day_in
from lamppost.model.result import Link
from lamppost.model.vocabulary import Status

Properties = dict[str, list[str | None]]


def sourced(chain: Sequence[Link], status: Status | None) -> Properties:
    """The properties that every link has.

    Args:
        chain: Its links, in order.
        status: How sure it is, by lamppost's words.
    """
    stated = [link for link in chain if link.statement is not None]
    return {
        "status": [status],
        "recordId": [link.statement for link in stated],
        "sourceUrl": [link.url for link in chain],
        "retrievedAt": [day_in(link.day) for link in stated],
        "description": [link.original for link in chain],
        "summary": [
            f"{number:02}. {link.subject}: {link.property} “{link.value}” ({link.source}; {link.locator}; {link.day})"
            for number, link in enumerate(chain, start=1)
        ],
    }
