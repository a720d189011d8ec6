"""What `--fail-on` and `--min-severity` make of a result."""

from lamppost.model.repeated import counted
from lamppost.model.result import ResultDocument
from lamppost.model.vocabulary import SEVERITIES


def worst(result: ResultDocument, fail_on: str, min_severity: str) -> bool:
    """Whether a verdict that nothing suppresses is at or above what `--fail-on` names.

    A row that was not read has no verdict; where there is a policy it is open, however severe the rules are.
    """
    if fail_on == "never":
        return False
    if fail_on == "open" and result.coverage.rows_not_read and any(row.rules for row in result.policies):
        return True
    kinds = {"fail"} if fail_on == "fail" else {"fail", "open"}
    floor = SEVERITIES.index(min_severity)
    return any(
        verdict.kind in kinds
        and verdict.suppressed_by is None
        and SEVERITIES.index(verdict.severity) >= floor
        for verdict, _ in counted(result.verdicts)
    )
