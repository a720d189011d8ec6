"""What is to be said of a flow table: columns that are missing, and what its instants were taken for."""

from collections.abc import Sequence
from pathlib import Path

from lamppost.engine.sql import EngineError
from lamppost.model.observations import Issue
from lamppost.model.saying import noted, say
from lamppost.model.sheets import FLOW_FIELDS
from lamppost.observe.flow_table.headings import Layout
from lamppost.observe.flow_table.telling import Telling
from lamppost.observe.flow_table.text_cells import Clock
from lamppost.observe.flow_table.values import UNIT_WORDS
from lamppost.observe.logs.trouble import taken_as_utc

_MOST_SHOWN = 40
_ENDINGS = {"ms": ("_ms", "milliseconds"), "us": ("_us", "microseconds"), "ns": ("_ns", "nanoseconds")}
"""How headings end that say the unit themselves."""
_LOCAL = noted("Tools such as nfdump write the local time of where they run: run them with TZ=UTC.")


def lacks(name: str, row: int | None, headings: Sequence[str], layout: Layout) -> Issue:
    """Columns without which nothing is told."""
    return Issue(
        evidence=name,
        row=row,
        what=say(
            "no column of it was recognised as {missing}, so that its rows tell nothing here; its columns are {columns}",
            missing=layout.missing,
            columns=[one[:60] for one in headings[:_MOST_SHOWN]],
        ),
        expected=say("columns of the sender (src_ip), of the receiver (dst_ip) and of the time (start)"),
        hint=say(
            "Say which they are: --flow-columns {example}. The fields are {fields}.",
            example=",".join(f"{one}=COLUMN" for one in layout.missing),
            fields=list(FLOW_FIELDS),
        ),
    )


def for_people(name: str, row: int) -> Issue:
    """What nfdump prints where it is not asked for a table."""
    return Issue(
        evidence=name,
        row=row,
        what=say("is what nfdump prints for people, which is not read"),
        expected=say("a table, or nfdump's own files"),
        hint=say(
            "Have nfdump write a table: nfdump -r FILE -o csv > FLOWS.csv. Or give its files as they are."
        ),
    )


def refused(name: str, path: Path, error: EngineError) -> Issue:
    """What the engine said of the file, without where it lies."""
    said = (error.said or error.message).replace(str(path.absolute()), name).replace(str(path), name)
    return Issue(
        evidence=name,
        row=None,
        what=say("could not be read on: {said}", said=said),
        expected=say("a whole Parquet file"),
        hint=say(
            "Is it still being written? Else copy it again; is there room in the folder that TMPDIR names?"
        ),
    )


def remarks(name: str, layout: Layout, clock: Clock, telling: Telling) -> list[Issue]:
    """What instants were taken for where the table does not say, and how many rows are no connections."""
    made = []
    for column, written in sorted(clock.written.items()):
        if written in UNIT_WORDS and written != "s" and not column.lower().endswith(_ENDINGS[written]):
            made.append(_taken_as_unit(name, column, written))
        if written == "date":
            made.append(taken_as_utc(name, column, _LOCAL))
    if telling.passed_over:
        made.append(_no_connections(name, telling, layout))
    return made


def _taken_as_unit(name: str, column: str, unit: str) -> Issue:
    return Issue(
        evidence=name,
        row=None,
        what=say(
            "the numbers in '{column}' were taken as {unit!t}, by their size",
            column=column,
            unit=UNIT_WORDS[unit],
        ),
        expected=say("instants"),
        hint=say(
            "If that is wrong, every day and hour is: give the column in seconds or as 2026-11-23T10:00:00Z."
        ),
    )


def _no_connections(name: str, telling: Telling, layout: Layout) -> Issue:
    columns = [layout.columns[one] for one in ("src_ip", "dst_ip", "start", "end") if one in layout.columns]
    return Issue(
        evidence=name,
        row=None,
        what=say(
            "{passed!n} of {all!n} rows name no time or no address, and are no connections",
            passed=telling.passed_over,
            all=telling.passed_over + telling.told,
        ),
        expected=say("a value in each of {columns}", columns=columns),
        hint=say("Records without traffic are written so; if there is traffic, are these the right columns?"),
    )
