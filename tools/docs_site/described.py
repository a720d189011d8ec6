"""What the fields of classes mean: the texts under them in the source, which no class keeps."""

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "src" / "lamppost"


@dataclass(frozen=True, slots=True)
class Described:
    """A class: what it is, what it is made after, and what its fields mean."""

    means: str
    bases: tuple[str, ...]
    fields: dict[str, str] = field(default_factory=dict)


@cache
def described() -> dict[str, Described]:
    """Every class of the model and of the packs by name."""
    found: dict[str, Described] = {}
    for folder in ("model", "knowledge"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    bases = tuple(base.id for base in node.bases if isinstance(base, ast.Name))
                    found[node.name] = Described(ast.get_docstring(node) or "", bases, _fields(node))
    return found


def meaning(kind: str, name: str) -> str:
    """What a field of a class, or of what it is made after, means; nothing where the source does not say."""
    held = described().get(kind)
    if held is None:
        return ""
    return held.fields.get(name) or next(filter(None, (meaning(base, name) for base in held.bases)), "")


def _fields(node: ast.ClassDef) -> dict[str, str]:
    told = {}
    for before, after in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(before, ast.AnnAssign)
            and isinstance(before.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
            and isinstance(after.value.value, str)
        ):
            told[before.target.id] = after.value.value
    return told
