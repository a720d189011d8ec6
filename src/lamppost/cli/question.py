"""What `look`, `check` and `diff` are asked with: from the options of the command line to a question."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lamppost.cli.offline import let_own_engine_answer
from lamppost.cli.settings import taken
from lamppost.engine.choosing import EngineChoice
from lamppost.model.language import tr
from lamppost.model.sheets import FIELDS, FLOW_FIELDS, ReadAs

if TYPE_CHECKING:
    from lamppost.pipeline import Question

_NEXT_FIELD = re.compile(r",(?=\s*\w+\s*=)")
READ = ("context_file", "suppressions_file")
"""Options that name one file that is read."""


def question_of(chosen: dict[str, Any], as_of: date | None) -> "Question":
    """The question that options stand for.

    Args:
        chosen: The options, by name.
        as_of: The day; today (UTC) if None.

    Raises:
        LamppostError: A file of facts or suppressions is none.
    """
    from lamppost import pipeline
    from lamppost.model.asked import AskedStreet

    if not chosen.get("quiet") and (said := taken(click.get_current_context())):
        click.echo(tr("settings: {settings}", settings=said), err=True)
    context_file: Path | None = chosen["context_file"]
    return pipeline.Question(
        as_of=as_of or datetime.now(UTC).date(),
        policies=chosen["policies"],
        context=pipeline.read_context(context_file),
        context_name=context_file.name if context_file else "context",
        home=chosen["home"],
        pack_folders=chosen["pack_folders"],
        require_signed=chosen["require_signed"],
        networks_tables=chosen["networks_tables"],
        all_destinations=chosen["all_destinations"],
        read_as=_read_as(chosen),
        flow_columns=_flow_columns(chosen["flow_columns"]),
        engine=_engine(chosen),
        resume=chosen.get("resume"),
        street=AskedStreet(
            place=chosen["place"],
            bounds=chosen["bounds"],
            standard=chosen["standard"],
            with_homes=chosen["with_homes"],
            official=chosen["official_register"],
            walk=chosen.get("asked_walk"),
        ),
        suppressions=pipeline.read_suppressions(chosen["suppressions_file"])
        if chosen["suppressions_file"]
        else (),
    )


def _read_as(chosen: dict[str, Any]) -> ReadAs:
    """How lists are to be read.

    Raises:
        click.UsageError: A column is chosen for nothing that a list is read for.
    """
    columns: dict[str, str] = {}
    for one in chosen["columns"]:
        name, sign, column = one.partition("=")
        field = name.strip().lower()
        if field not in FIELDS or not sign or not column.strip() or field in columns:
            raise click.UsageError(
                tr(
                    "--column {value}: write FIELD=COLUMN, each field once; FIELD is one of {fields}",
                    value=one,
                    fields=", ".join(FIELDS),
                )
            )
        columns[field] = column.strip()
    return ReadAs(
        columns=columns,
        encoding=chosen["encoding"],
        header_row=chosen["header_row"],
        sheets=chosen["sheets"],
    )


def _engine(chosen: dict[str, Any]) -> EngineChoice | None:
    """The engine that reads logs.

    Raises:
        click.UsageError: A cluster is named for another engine than Spark, or nothing may connect to it.
    """
    engine, master = chosen.get("engine"), chosen.get("spark_master")
    if master is not None and engine != "spark":
        raise click.UsageError(tr("--spark-master goes with --engine spark"))
    if master is not None and not master.startswith("local") and chosen.get("offline"):
        raise click.UsageError(
            tr("--offline: the cluster at {master} is reached by the network", master=master)
        )
    if engine == "spark":
        let_own_engine_answer()
    return None if engine is None else EngineChoice(engine, master)


def _flow_columns(told: Sequence[str]) -> dict[str, str]:
    """By field, what heads its column in flow tables.

    Raises:
        click.UsageError: One is no field, or is told twice.
    """
    columns: dict[str, str] = {}
    for one in [part for text in told for part in _NEXT_FIELD.split(text)]:
        name, sign, column = one.partition("=")
        field = name.strip().lower()
        if field not in FLOW_FIELDS or not sign or not column.strip() or field in columns:
            raise click.UsageError(
                tr(
                    "--flow-columns {value}: write FIELD=COLUMN, each field once; FIELD is one of {fields}",
                    value=one,
                    fields=", ".join(FLOW_FIELDS),
                )
            )
        columns[field] = column.strip()
    return columns


def files_read(chosen: dict[str, Any]) -> list[Path | None]:
    """Every file beside the evidence that options name to be read, so that no report replaces one."""
    return [*(chosen[name] for name in READ), *chosen["networks_tables"]]
