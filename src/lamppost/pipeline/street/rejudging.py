"""The same map on another day or under other policies: from a document alone."""

from collections.abc import Mapping, Sequence

import msgspec

from lamppost.knowledge.base import Knowledge
from lamppost.knowledge.packs import Judged
from lamppost.model.result import ResultDocument, Street
from lamppost.pipeline.street.looking import judge_sites


def sites_again(
    result: ResultDocument,
    street: Street,
    chosen: Sequence[Judged],
    knowledge: Knowledge,
    context: Mapping[str, str | bool | None],
) -> ResultDocument:
    """The document with its cameras attributed, counted, covered and judged anew; what they see stays.

    Args:
        result: The document.
        street: Its place.
        chosen: The policies.
        knowledge: The packs, as of the day.
        context: What the user said of themselves.

    Raises:
        PolicyError: A condition is broken.
    """
    from lamppost.attribute.laws import Laws
    from lamppost.attribute.street.again import attribute_again
    from lamppost.attribute.street.counting import counts_of
    from lamppost.attribute.street.covering import cover_sites
    from lamppost.attribute.street.gaps import doubts_again

    laws = Laws(knowledge)
    sites = attribute_again(result.sites, knowledge, laws)
    left_out = {"left_out": street.counts["left_out"]} if "left_out" in street.counts else {}
    again = msgspec.structs.replace(street, counts=counts_of(sites) | left_out)
    rows, lost = result.coverage.rows, result.coverage.rows_not_read
    covered = cover_sites(sites, again, rows, lost, laws)
    return msgspec.structs.replace(
        result,
        sites=sites,
        street=again,
        verdicts=judge_sites(sites, chosen, knowledge, context),
        coverage=doubts_again(covered, result.coverage, sites, again, knowledge.as_of),
    )
