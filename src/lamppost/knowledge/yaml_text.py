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
        PackError: Nested too deeply, or too many values; the message names the line.
        YAMLError: No YAML.
    """
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []  # anchor, values before it
    count = 0
    for event in yaml.parse(content, Loader=_Loader):
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
