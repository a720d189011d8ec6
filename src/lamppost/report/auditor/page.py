"""What an auditor asks of a bundle, on one page that prints, loads nothing and runs nothing."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Template

from lamppost.model.language import showing
from lamppost.model.result import ResultDocument
from lamppost.report.pages import environment

_HERE = Path(__file__).parent


def render(
    result: ResultDocument, shared_on: date, command: str, sums: Sequence[tuple[str, str, int]]
) -> str:
    """The page.

    Args:
        result: The result as it is shared.
        shared_on: The day on which it was.
        command: What was typed, files aside.
        sums: Each file of the bundle that can be named here: name, SHA-256 and size in bytes.
    """
    counts: dict[str, int] = {}
    for verdict in result.verdicts:
        counts[verdict.kind] = counts.get(verdict.kind, 0) + 1
    with showing(result):
        return _template().render(
            result=result,
            shared=result.coverage.shared,
            shared_on=shared_on,
            command=command,
            sums=sums,
            counts=counts,
        )


@cache
def _template() -> Template:
    return environment(_HERE).get_template("auditor.html")
