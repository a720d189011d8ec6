"""The one place that knows which SQL engines there are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lamppost.engine.sql import Engine, Room

ENGINES = ("duckdb", "spark", "clickhouse")
"""The names of those that can be chosen."""


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine, as the user chose it."""

    name: str
    """One of `ENGINES`."""
    master: str | None = None
    """Of Spark, the URL of the cluster; None: this machine alone."""


def open_engine(name: str = "duckdb", room: "Room | None" = None, master: str | None = None) -> "Engine":
    """An engine without tables, to be closed by `with`.

    Args:
        name: One of `ENGINES`.
        room: How much it may take.
        master: Of Spark, the URL of the cluster; None: this machine alone.

    Raises:
        EngineError: It is not installed, or does not start.
    """
    from lamppost.engine.sql import Room

    if name == "spark":
        from lamppost.engine.spark_engine import LOCAL, SparkEngine

        return SparkEngine(room or Room(), master or LOCAL)
    if name == "clickhouse":
        from lamppost.engine.clickhouse_engine import ClickHouseEngine

        return ClickHouseEngine(room or Room())
    from lamppost.engine.duckdb_engine import DuckDBEngine

    return DuckDBEngine(room or Room())
