"""Spark as the engine of many machines, or of one: the same statements, over files that all of them see.

Tables are handed over as Parquet (`handing_over`).
"""

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lamppost.engine.handing_over import HandedParquet, no_column
from lamppost.engine.sql import FLOAT, INSTANT, TEXT, WHOLE, EngineError, Item, Room
from lamppost.model.language import tr

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LOCAL = "local[2]"
"""The master where the user names none: this machine, with two threads."""
_LOOPBACK = "127.0.0.1"
_LEAST_MEMORY = 1 << 30
_TAKEN = {
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), WHOLE),
    **dict.fromkeys(("float", "double"), FLOAT),
    "string": TEXT,
}
"""Columns that are taken as they are."""
_INSTANTS = ("timestamp", "timestamp_ntz", "date")


class SparkEngine(HandedParquet):
    """Tables of a session of Spark; see `Engine`."""

    is_here = False

    def __init__(self, room: Room, master: str = LOCAL) -> None:
        """No tables yet.

        Args:
            room: How much of this machine it may take; its folder is one that all machines see.
            master: The URL of the cluster, or `local[N]`.
        """
        try:
            from py4j.protocol import Py4JError
            from pyspark.errors import PySparkException
        except ImportError as error:
            raise EngineError(
                tr("Spark is not installed"),
                hint=tr("pip install 'lamppost[spark]'; it needs Java 17 or later."),
            ) from error
        self._failures: tuple[type[Exception], ...] = (PySparkException, Py4JError)
        super().__init__(room)
        try:
            self._session = _session(room, master, self._scratch.name)
        except Exception as error:  # no Java, a wrong URL, no answer: each is of another class
            self._parquet.__exit__(None, None, None)
            self._scratch.cleanup()
            raise _not_started(str(error), master) from error

    @property
    def at_once(self) -> int:
        """How many tasks are done at the same time, on all machines that are there by now."""
        return int(self._session.sparkContext.defaultParallelism)

    def _stop(self) -> None:
        self._session.stop()

    def files(
        self,
        table: str,
        paths: Sequence[Path],
        columns: Mapping[str, str] | None = None,
        row: str | None = None,
    ) -> None:
        """Make Parquet files a table."""
        try:
            read = self._session.read.option("recursiveFileLookup", "true").option("mergeSchema", "true")
            frame = read.parquet(*(_pattern(one) for one in paths))
            found = {name: (shown, kind) for name, shown, kind in _flat(frame.schema)}
            chosen = {name: name for name in found} if columns is None else columns
            if missing := [theirs for theirs in chosen.values() if theirs not in found]:
                raise no_column(missing, found)
            shown = [f"{found[theirs][0]} AS {_quoted(ours)}" for ours, theirs in chosen.items()]
            shown += [] if row is None else [f"_metadata.row_index + 1 AS {_quoted(row)}"]
            frame.selectExpr(*shown).createOrReplaceTempView(table)
            self._kinds[table] = {ours: found[theirs][1] for ours, theirs in chosen.items()}
            self._kinds[table] |= {} if row is None else {row: WHOLE}
        except self._failures as error:
            raise _failed(str(error)) from error

    def each(self, task: Callable[[Item], None], items: Sequence[Item]) -> Iterator[int]:
        """Do a task with each item, one for each task of the cluster."""
        try:
            self._session.sparkContext.parallelize(items, len(items)).foreach(task)
        except self._failures as error:
            raise EngineError(
                tr("the engine could not do it: {said}", said=_first_line(_said_by_python(str(error)))),
                hint=tr(
                    "Does every machine see each file at its path, and have lamppost in the Python that PYSPARK_PYTHON names?"
                ),
            ) from error
        yield from range(len(items))

    def _written(self, statement: str, path: Path) -> None:
        """Have the rows of a statement in a folder of files."""
        try:
            frame: DataFrame = self._session.sql(statement)
            frame.write.parquet(str(path))
        except self._failures as error:
            raise _failed(str(error)) from error


def _session(room: Room, master: str, scratch: str) -> "SparkSession":
    """A session; one of this machine alone listens on the loopback address alone."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.jars.ivy": scratch,
        "spark.sql.warehouse.dir": scratch,
        "spark.sql.session.timeZone": "UTC",
        "spark.driver.memory": f"{max(room.memory_bytes, _LEAST_MEMORY) >> 20}m",
    }
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", _LOOPBACK)
        settings |= {
            "spark.driver.host": _LOOPBACK,
            "spark.driver.bindAddress": _LOOPBACK,
            "spark.local.dir": scratch,
            "spark.sql.shuffle.partitions": "8",
        }
    builder: Any = SparkSession.builder
    session: SparkSession = builder.master(master).appName("lamppost").config(map=settings).getOrCreate()
    return session


def _flat(schema: Any, within: str = "", before: str = "") -> Iterator[tuple[str, str, str]]:
    """The columns within columns: their full names, how each is had as a number or a text, and what it holds."""
    for field in schema.fields:
        full, here, kind = before + field.name, within + _quoted(field.name), field.dataType.simpleString()
        if kind.startswith("struct<"):
            yield from _flat(field.dataType, f"{here}.", f"{full}.")
        elif kind in _TAKEN:
            yield full, here, _TAKEN[kind]
        elif kind in _INSTANTS:
            yield full, f"unix_micros(CAST({here} AS TIMESTAMP))", INSTANT
        elif kind == "boolean":
            yield full, f"CAST({here} AS TINYINT)", WHOLE
        elif kind.startswith("decimal"):
            yield full, f"CAST({here} AS DOUBLE)", FLOAT
        elif not kind.startswith(("array<", "map<")):
            yield full, f"CAST({here} AS STRING)", TEXT


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _pattern(path: Path) -> str:
    """The pattern that means this file or folder alone."""
    return re.sub(r"[\[\]{}*?\\]", r"\\\g<0>", str(path.absolute()))


def _said_by_python(said: str) -> str:
    """Of what Spark says when a task failed, what the task said: the last line that its Python traced."""
    lines = [line.strip() for line in said.splitlines()]
    errors = [line for line in lines if re.match(r"[\w.]+(Error|Exception)\b", line) and ".java" not in line]
    return errors[0] if errors else said


def _first_line(said: str) -> str:
    return said.strip().partition("\n")[0]


def _not_started(said: str, master: str) -> EngineError:
    return EngineError(
        tr("Spark did not start: {said}", said=_first_line(said)),
        hint=tr(
            "Is Java 17 or later there (java -version), and does the cluster answer at {master}?",
            master=master,
        ),
    )


def _failed(said: str) -> EngineError:
    """What Spark says, in one line."""
    return EngineError(
        tr("the engine could not do it: {said}", said=_first_line(said)),
        hint=tr("Is each file a whole Parquet file, and does every machine see it at its path?"),
    )
