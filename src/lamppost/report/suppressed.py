"""How every report speaks of suppressions: what each excepts, and how many work, ended or do nothing."""

from collections import Counter
from collections.abc import Mapping

from lamppost.model.result import ResultDocument, Suppression
from lamppost.report.wording import counted, plain


def excepted(row: Suppression, names: Mapping[str, str]) -> str:
    """What a suppression excepts: policy, rule, and whom.

    Args:
        row: The suppression.
        names: What to call devices, by id.
    """
    whom = names.get(row.subject, row.subject)
    told = (
        f"{'MAC' if row.by == 'mac' else row.by} {row.subject}"
        if whom == row.subject
        else f"{whom} ({row.subject})"
    )
    return plain(f"{row.policy}/{row.rule} on {told}")


def suppressed_count(result: ResultDocument) -> str:
    """`1 verdict suppressed, first until 2027-01-31; 1 suppression expired, 1 matches nothing`."""
    rows = result.suppressions
    states = Counter(row.state for row in rows)
    number = sum(verdict.suppressed_by is not None for verdict in result.verdicts)
    until = min((row.until for row in rows if row.state == "active"), default=None)
    parts = [f"{counted(number, 'verdict')} suppressed" + (f", first until {until}" if until else "")]
    if states["expired"]:
        parts.append(f"{counted(states['expired'], 'suppression')} expired")
    if states["not_needed"]:
        parts.append(f"{states['not_needed']} not needed")
    if states["no_match"]:
        parts.append(f"{states['no_match']} matching nothing")
    return ", ".join(parts)
