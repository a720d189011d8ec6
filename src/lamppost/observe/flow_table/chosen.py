"""What the user says of columns of flow tables, for as long as evidence is read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_columns: ContextVar[tuple[tuple[str, str], ...]] = ContextVar("flow_columns", default=())


def chosen_columns() -> Mapping[str, str]:
    """By field, what the user says heads its column; `-` for none."""
    return dict(_columns.get())


@contextmanager
def choosing(columns: Mapping[str, str]) -> Iterator[None]:
    """Flow tables are read so meanwhile.

    Args:
        columns: By field, what heads its column; `-` for none.
    """
    before = _columns.set(tuple(sorted(columns.items())))
    try:
        yield
    finally:
        _columns.reset(before)
