"""Suppressions laid over verdicts: a verdict stays what it is, and says who excepted it, why and until when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from lamppost.model.policy import Policy
from lamppost.model.result import ResultDocument, Suppression, Verdict
from lamppost.model.saying import noted, say

SUPPRESSED = ("fail", "open")
"""Kinds of verdicts that there is something to suppress of."""
_NONE_SUCH = {
    "device": noted("matches nothing: no device here has this id"),
    "mac": noted("matches nothing: no device here has this MAC"),
    "address": noted("matches nothing: no device here has this address"),
    "asset": noted("matches nothing: no row here has this id"),
}


def suppress(
    result: ResultDocument, rows: Sequence[Suppression], policies: Sequence[Policy]
) -> ResultDocument:
    """The document with its suppressions, and with the verdicts that they work on marked; none is deleted or changed.

    Where two work on one verdict, the first in the file is named.

    Args:
        result: The document as it was judged.
        rows: The suppressions; what they did in another document is forgotten.
        policies: The policies that judged, to say what a suppression does not match.
    """
    if not rows:
        return msgspec.structs.replace(result, suppressions=[])
    here = _Here(result, policies)
    told = [here.told(row) for row in rows]
    by: dict[str, str] = {}
    for row in told:
        for verdict in row.verdicts:
            by.setdefault(verdict, row.id)
    verdicts = [
        msgspec.structs.replace(verdict, suppressed_by=by[verdict.id]) if verdict.id in by else verdict
        for verdict in result.verdicts
    ]
    return msgspec.structs.replace(result, verdicts=verdicts, suppressions=told)


class _Here:
    """What a document holds, by what suppressions name."""

    def __init__(self, result: ResultDocument, policies: Sequence[Policy]) -> None:
        self._as_of = result.as_of
        self._rules: Mapping[str, frozenset[str]] = {
            policy.id: frozenset(rule.id for rule in policy.rules) for policy in policies
        }
        self._verdicts = {(row.policy, row.rule, row.subject): row for row in result.verdicts}
        self._ids: dict[tuple[str, str | None], list[str]] = defaultdict(list)
        for device in result.devices:
            self._ids["device", device.id].append(device.id)
            self._ids["mac", device.mac].append(device.id)
            for address in dict.fromkeys(device.addresses):
                self._ids["address", address].append(device.id)
        for verdict in result.verdicts:
            self._ids.setdefault(("asset", verdict.subject), [verdict.subject])

    def told(self, row: Suppression) -> Suppression:
        """A suppression with what it does here."""
        met = self._matched(row)
        works = [verdict.id for verdict in met if verdict.kind in SUPPRESSED]
        if row.until < self._as_of:
            note = say("expired: its last day was {day}", day=str(row.until))
            if not works:
                note = say("{expired!t}; {why!t}", expired=note, why=self._why_not(row, met))
            return msgspec.structs.replace(row, state="expired", note=note, verdicts=[])
        if not works:
            state = "not_needed" if met else "no_match"
            return msgspec.structs.replace(row, state=state, note=self._why_not(row, met), verdicts=[])
        note = say("works until {day}", day=str(row.until))
        return msgspec.structs.replace(row, state="active", note=note, verdicts=works)

    def _matched(self, row: Suppression) -> list[Verdict]:
        keys = [(row.policy, row.rule, one) for one in self._ids.get((row.by, row.subject), [])]
        return [self._verdicts[key] for key in keys if key in self._verdicts]

    def _why_not(self, row: Suppression, met: Sequence[Verdict]) -> str:
        """Why there is nothing to suppress."""
        if met:
            return say("what it matches neither fails nor is open")
        if row.policy not in self._rules:
            return say("matches nothing: policy {policy} does not judge here", policy=row.policy)
        if row.rule not in self._rules[row.policy]:
            return say(
                "matches nothing: policy {policy} has no rule {rule}", policy=row.policy, rule=row.rule
            )
        if (row.by, row.subject) not in self._ids:
            return _NONE_SUCH[row.by]
        return say("matches nothing: there is no such verdict")
