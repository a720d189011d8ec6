"""A copy of a register of cameras with what was found beside each; homes, names of persons and columns that are not read stay out."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lamppost.model.errors import LamppostError
from lamppost.model.language import tr, tr_n
from lamppost.model.result import ResultDocument
from lamppost.observe.camera_register.copied import Copied, read_copied
from lamppost.report.annotated.columns import Beside, line_of
from lamppost.report.annotated.writing import as_csv, as_workbook

if TYPE_CHECKING:
    from lamppost.report.annotated.writing import Line


def annotate_register(
    result: ResultDocument, source: Path, ending: str
) -> tuple[bytes | Iterator[str], list[str]]:
    """The copy of a register, and what is to be said of it.

    Args:
        result: What was found; of this register alone.
        source: The register, as it was when it was looked at.
        ending: Of the copy.

    Raises:
        LamppostError: No row of it can be read.
    """
    register = read_copied(source)
    if register is None:
        raise LamppostError(
            tr("{file}: no row of it was read, so there is nothing to write beside them", file=source.name),
            hint=tr("The report says why."),
        )
    shown = {line_of(one): one for one in result.sites if not one.is_home}
    nameless = {line for line, one in shown.items() if one.operator is None}
    beside = Beside(result)
    file = result.evidence[0].path

    def lines() -> Iterator["Line"]:
        yield register.headings, beside.headings, True
        for line, cells in register.rows.items():
            if line in shown:
                yield _without_names(cells, register, line in nameless), beside.cells(file, None, line), False

    said = _said(register, kept=len(shown.keys() & register.rows.keys()))
    if ending == ".csv":
        return as_csv(lines(), register.separator), said
    name = "".join(char for char in source.stem if char not in "[]:*?/\\")[:31] or "Sheet"
    sheets = iter([(name, len(register.headings), lines())])
    return as_workbook(sheets, source.stem, result.as_of), said


def _without_names(cells: list[str], register: Copied, is_nameless: bool) -> list[str]:
    """The cells of a row; who runs the camera is left out where no name is kept, for it may be a person's."""
    if not is_nameless:
        return cells
    return ["" if place in register.operators else cell for place, cell in enumerate(cells)]


def _said(register: Copied, kept: int) -> list[str]:
    said = [tr("names of operators that may be persons' are not in it")] if register.operators else []
    if left := register.left_out:
        said.append(
            tr_n(
                "{n} column that is not read is not in it",
                "{n} columns that are not read are not in it",
                left,
            )
        )
    if rows := len(register.rows) - kept:
        said.append(
            tr_n(
                "{n} row is not in it: of a private home, of no camera, outside of the place, the same as one before it, or not read",
                "{n} rows are not in it: of private homes, of no camera, outside of the place, the same as ones before them, or not read",
                rows,
            )
        )
    return said
