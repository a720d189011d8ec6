"""How every report speaks of suppressions: what each excepts, and how many work, ended or do nothing."""

from collections import Counter
from collections.abc import Mapping

from lamppost.model.language import tr, tr_n
from lamppost.model.result import ResultDocument, Suppression
from lamppost.model.saying import noted
from lamppost.report.wording import plain

_BY = {
    "device": noted("device {subject}"),
    "mac": noted("MAC {subject}"),
    "address": noted("address {subject}"),
    "asset": noted("asset {subject}"),
}


def excepted(row: Suppression, names: Mapping[str, str]) -> str:
    """What a suppression excepts: policy, rule, and whom.

    Args:
        row: The suppression.
        names: What to call devices, by id.
    """
    whom = names.get(row.subject, row.subject)
    told = (
        tr(_BY[row.by], subject=plain(row.subject))
        if whom == row.subject
        else f"{plain(whom)} ({plain(row.subject)})"
    )
    return tr("{rule} on {subject}", rule=plain(f"{row.policy}/{row.rule}"), subject=told)


def suppressed_count(result: ResultDocument) -> str:
    """`1 verdict suppressed, first until 2027-01-31; 1 suppression expired, 1 matches nothing`."""
    rows = result.suppressions
    states = Counter(row.state for row in rows)
    number = sum(verdict.suppressed_by is not None for verdict in result.verdicts)
    until = min((row.until for row in rows if row.state == "active"), default=None)
    parts = [tr_n("{n} verdict suppressed", "{n} verdicts suppressed", number)]
    if until:
        parts.append(tr("first until {day}", day=until))
    if states["expired"]:
        parts.append(tr_n("{n} suppression expired", "{n} suppressions expired", states["expired"]))
    if states["not_needed"]:
        parts.append(tr("{n} not needed", n=states["not_needed"]))
    if states["no_match"]:
        parts.append(tr("{n} matching nothing", n=states["no_match"]))
    return ", ".join(parts)
