"""Where the values of a YAML file stand, and what its schema expected there."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec
import yaml

from lamppost.model.policy import Written

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_UNKNOWN_FIELD = re.compile(r"unknown field `([^`]+)`")
MOST_WORDS = 12
"""Expected words that a refusal names."""

Path = Sequence[str | int]


class Places:
    """The nodes of one YAML file."""

    def __init__(self, content: bytes, label: str) -> None:
        """Read it; errors and places call it by the label.

        Raises:
            YAMLError: No YAML.
        """
        self._text = content.decode("utf-8-sig")
        self._label = label
        self._root = yaml.compose(self._text, Loader=_Loader)

    def node(self, path: Path) -> Any:
        """The node at a path, or the nearest one above it that is there."""
        node = self._root
        for step in path:
            below = _below(node, step)
            if below is None:
                break
            node = below
        return node

    def line(self, path: Path, key: str | None = None) -> int:
        """The line of a value, or of a key in it, counted from 1."""
        node = self.node(path)
        if key is not None and isinstance(node, yaml.MappingNode):
            node = next((name for name, _ in node.value if name.value == key), node)
        return int(node.start_mark.line) + 1 if node is not None else 1

    def place(self, path: Path, what: str) -> Written:
        """Where a text stands, with its source, so that each of its letters can be found in the file."""
        node = self.node(path)
        if not isinstance(node, yaml.ScalarNode):
            return Written(file=self._label, line=self.line(path), what=what)
        lines = self._text.splitlines(keepends=True)
        first, last = node.start_mark, node.end_mark
        whole = lines[first.line : last.line + 1]
        skipped = first.column + (1 if node.style in ('"', "'") else 0)
        if node.style in ("|", ">"):
            skipped = len(whole[0])
        return Written(
            file=self._label,
            line=first.line + 1,
            what=what,
            source="".join(whole),
            skipped=skipped,
            value=node.value,
        )


def _below(node: Any, step: str | int) -> Any:
    if isinstance(step, int) and isinstance(node, yaml.SequenceNode) and step < len(node.value):
        return node.value[step]
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == step), None)
    return None


def refusal(error: Exception, content: bytes, label: str, kind: Any) -> str:
    """What does not fit a schema, in words: file, line, field and what was expected.

    Args:
        error: What the schema said.
        content: The file, which is YAML.
        label: How errors name it.
        kind: The type that was wanted.
    """
    words, at, rest = str(error).rpartition(" - at `$")
    words, path = (words, _path(rest[:-1])) if at and rest.endswith("`") else (str(error), [])
    unknown = _UNKNOWN_FIELD.search(words)
    line = Places(content, label).line(path, unknown[1] if unknown else None)
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    expected = _expected(kind, path)
    shown = f"; expected one of {', '.join(expected)}" if expected and "regex" not in words else ""
    return f"{label}:{line}: {words}{f' in {place}' if place else ''}{shown}"


def _path(text: str) -> list[str | int]:
    return [name or int(number) for name, number in _STEP.findall(text)]


def _expected(kind: Any, path: Path) -> list[str]:
    """The fields or words that fit at a path; none where any text does."""
    held = msgspec.inspect.type_info(kind)
    for step in path:
        below = _type_below(held, step)
        if below is None:
            return []
        held = below
    if isinstance(held, msgspec.inspect.StructType):
        words = [field.encode_name for field in held.fields]
    elif isinstance(held, msgspec.inspect.LiteralType):
        words = [str(value) for value in held.values]
    else:
        return []
    return words if len(words) <= MOST_WORDS else [*words[:MOST_WORDS], "…"]


def _type_below(held: Any, step: str | int) -> Any:
    if isinstance(held, msgspec.inspect.UnionType):
        return next((one for one in (_type_below(each, step) for each in held.types) if one), None)
    if isinstance(held, msgspec.inspect.StructType):
        return next((field.type for field in held.fields if field.encode_name == step), None)
    if isinstance(held, msgspec.inspect.ListType):
        return held.item_type
    return held.value_type if isinstance(held, msgspec.inspect.DictType) else None
