"""The values of a YAML file, and a refusal of one that would exhaust whoever reads it."""

from typing import Any

import yaml

from lamppost.model.errors import PackError

MAX_YAML_DEPTH = 64
MAX_YAML_NODES = 1_000_000
"""Values in one file of a user, each alias counted as all that it stands for."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NOT_YAML = (
    yaml.YAMLError,
    ValueError,  # not UTF-8; a number or a day that is none
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


def parse_yaml(content: bytes, label: str, *, trusted: bool) -> object:
    """What a YAML file holds, as lists, tables, texts and numbers.

    Args:
        content: The file.
        label: How errors name it.
        trusted: Whether it was shipped, so that its size in memory is known.

    Raises:
        PackError: It is no YAML, or too much of it; the message names the line.
    """
    try:
        if not trusted:
            _refuse_bombs(content, label)
        return yaml.load(content, Loader=_Loader)  # noqa: S506 - a safe loader
    except _NOT_YAML as error:
        where = getattr(error, "problem_mark", None)
        line = f"{where.line + 1}" if where else "?"
        raise PackError(
            f"{label}:{line}: not YAML: {getattr(error, 'problem', None) or error}",
            hint="Quote values that hold a colon, a '#', yes or no.",
        ) from None


def _refuse_bombs(content: bytes, label: str) -> None:
    """Refuse YAML that would exhaust the stack or, through its aliases, the memory of whoever builds it.

    Raises:
        PackError: Nested too deeply, too many values, or a key twice, of which one would be lost; the
            message names the line.
        YAMLError: No YAML.
    """
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []  # anchor, values before it
    tables = _Tables(label)
    count = 0
    for event in yaml.parse(content, Loader=_Loader):
        tables.read(event)
        if isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, count))
            count += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                sizes[anchor] = count - before
        elif isinstance(event, yaml.AliasEvent):
            count += sizes.get(event.anchor or "", 1)
        elif isinstance(event, yaml.ScalarEvent):
            count += 1
        if len(open_nodes) > MAX_YAML_DEPTH or count > MAX_YAML_NODES:
            line = f"{event.start_mark.line + 1}" if event.start_mark else "?"
            raise PackError(
                f"{label}:{line}: nested deeper than {MAX_YAML_DEPTH}, or more than {MAX_YAML_NODES} values",
                hint="No pack file needs this; is it one?",
            )


class _Tables:
    """The keys of the tables that are open, with the line of each; None for a list."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._open: list[dict[str, int] | None] = []
        self._is_key: list[bool] = []

    def read(self, event: Any) -> None:
        """Take the next event.

        Raises:
            PackError: A key of a table comes a second time.
        """
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._is_key.pop()
        if not isinstance(event, yaml.NodeEvent):
            return
        if self._open and (keys := self._open[-1]) is not None:
            if self._is_key[-1] and isinstance(event, yaml.ScalarEvent):
                self._note(keys, event)
            self._is_key[-1] = not self._is_key[-1]
        if isinstance(event, yaml.CollectionStartEvent):
            is_table = isinstance(event, yaml.MappingStartEvent)
            self._open.append({} if is_table else None)
            self._is_key.append(is_table)

    def _note(self, keys: dict[str, int], event: Any) -> None:
        line = event.start_mark.line + 1
        if event.value in keys and event.value != "<<":
            raise PackError(
                f"{self._label}:{line}: {event.value!r} a second time; first in line {keys[event.value]}",
                hint="Give each key once; of two, one would be lost.",
            )
        keys[event.value] = line
