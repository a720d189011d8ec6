"""Every field of the result document, of the answer, of what is shared and of the files of packs, from their JSON Schemas."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from docs_site.described import described, meaning
from docs_site.marking import anchor, code, page, table, words
from lamppost.model.answer import Answer
from lamppost.model.difference import Difference
from lamppost.model.result import SCHEMA_VERSION

SCHEMAS = Path(__file__).resolve().parents[2] / "src" / "lamppost" / "packs" / "schema"
Schema = dict[str, Any]


def pages() -> dict[str, str]:
    """The pages by their paths."""
    files = {path.name.removesuffix(".schema.json"): path for path in sorted(SCHEMAS.glob("*.schema.json"))}
    result, shared = (json.loads(files.pop(name).read_text("utf-8")) for name in ("result", "result-shared"))
    return {
        "reference/result-document.md": page(
            "The result document",
            f"What `lamppost look --json` prints, and what every report is made of; `schema_version` is “{SCHEMA_VERSION}”. "
            "It ships as a JSON Schema, `packs/schema/result.schema.json`. A field that is not known is `null`, never 0. "
            "An empty third column means that the code says no more than the name does.",
            *_parts(result),
        ),
        "reference/shared-document.md": page(
            "The document of a bundle",
            "What is in a bundle of [`lamppost share`](../guide/share.md): the same parts, each thing once. It ships as "
            "`packs/schema/result-shared.schema.json`.",
            *_parts(shared),
        ),
        "reference/answer-document.md": page(
            "The answer document",
            "What `lamppost ask --json` prints.",
            *_parts(msgspec.json.schema(Answer)),
        ),
        "reference/difference-document.md": page(
            "The difference document",
            "What `lamppost diff --json` prints.",
            *_parts(msgspec.json.schema(Difference)),
        ),
        "reference/pack-files.md": page(
            "The files of packs",
            "Every field of every file that a pack may hold, from the JSON Schemas in `packs/schema`. Unknown fields are refused. "
            "How to write one: [in three steps](../adding/index.md).",
            *(_file(name, json.loads(path.read_text("utf-8"))) for name, path in files.items()),
        ),
    }


def every_field(schema: Schema) -> Iterator[tuple[str, str]]:
    """The class and the name of every field of a schema."""
    for kind, held in schema["$defs"].items():
        for name in held.get("properties", {}):
            yield kind, name


def _file(name: str, schema: Schema) -> str:
    return "\n\n".join([f"## {name} {{ #file-{name} }}", *_parts(schema, prefix=f"{name}-", level="###")])


def _parts(schema: Schema, prefix: str = "", level: str = "##") -> list[str]:
    """A section for each class: the document's own first, then in the order in which they are met."""
    first = schema["$ref"].rpartition("/")[2]
    order = [first]
    for kind in order:
        order += [one for one in _named(schema["$defs"][kind]) if one not in order]
    order += [one for one in schema["$defs"] if one not in order]
    return [_part(kind, schema["$defs"][kind], prefix, level) for kind in order]


def _named(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(ref := node.get("$ref"), str):
            yield ref.rpartition("/")[2]
        for one in node.values():
            yield from _named(one)
    elif isinstance(node, list):
        for one in node:
            yield from _named(one)


def _part(kind: str, schema: Schema, prefix: str, level: str) -> str:
    required = set(schema.get("required", ()))
    held = described().get(kind.partition("_")[0])
    means = words((held.means if held else schema.get("description", "")).partition("\n\n")[0])
    rows = [
        (
            code(name) + ("" if name in required else " (may be left out)"),
            _holds(one, prefix),
            words(meaning(kind, name) or one.get("description")),
        )
        for name, one in schema.get("properties", {}).items()
    ]
    body = table(("field", "holds", "means"), rows) if rows else _holds(schema, prefix)
    return f"{level} {kind} {{ #{prefix}{anchor(kind)} }}\n\n{means}\n\n{body}"


def _holds(one: Schema, prefix: str) -> str:
    if "$ref" in one:
        kind = one["$ref"].rpartition("/")[2]
        return f"[{kind}](#{prefix}{anchor(kind)})"
    if "anyOf" in one:
        return " or ".join(dict.fromkeys(_holds(each, prefix) for each in one["anyOf"]))
    if "enum" in one:
        return ", ".join(code("null" if value is None else value) for value in one["enum"])
    if "const" in one:
        return code(one["const"])
    if "prefixItems" in one:
        return "list of " + " and ".join(_holds(each, prefix) for each in one["prefixItems"])
    kind = one.get("type")
    if kind == "array":
        items = one.get("items")
        return f"list of {_holds(items, prefix)}" if isinstance(items, dict) else "list"
    if kind == "object":
        values = one.get("additionalProperties")
        return f"texts to {_holds(values, prefix)}" if isinstance(values, dict) else "object"
    told = {
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "true or false",
        "null": "null",
    }
    form = {"date": "day (ISO 8601)", "date-time": "instant (ISO 8601)"}.get(one.get("format", ""))
    return form or told.get(str(kind), "anything")
