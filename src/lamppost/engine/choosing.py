"""The one place that knows which SQL engines there are."""

from lamppost.engine.sql import Engine, Room

ENGINES = ("duckdb",)
"""The names of those that can be chosen."""


def open_engine(name: str = "duckdb", room: Room | None = None) -> Engine:
    """An engine without tables, to be closed by `with`.

    Args:
        name: One of `ENGINES`.
        room: How much it may take.
    """
    _ = name
    from lamppost.engine.duckdb_engine import DuckDBEngine

    return DuckDBEngine(room or Room())
