"""Write the JSON Schemas of pack files and of the result document, from their types."""

import inspect
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from lamppost.knowledge import optics, records, structs
from lamppost.model import policy, result, sharing

FOLDER = Path(__file__).resolve().parents[1] / "src" / "lamppost" / "packs" / "schema"
FILES = {
    "organisation": structs.Organisation,
    "brand": structs.Brand,
    "fingerprints": structs.FingerprintFile,
    "network": structs.Network,
    "list": structs.ListFile,
    "list-entry": structs.ListEntry,
    "policy": policy.Policy,
    "cases": policy.Cases,
    "manifest": structs.Manifest,
    "correction": structs.Correction,
    "measured": structs.Measured,
    "like-name": structs.LikeName,
    "law": records.AccessLaw,
    "edition": records.Edition,
    "edition-country": records.CountryRow,
    "edition-regime": records.RegimeRow,
    "edition-supplier": records.SupplyRow,
    "project": records.Project,
    "place": records.PlaceRule,
    "union": records.Union,
    "optics": optics.Optics,
    "register": records.Register,
}


def schemas() -> dict[str, str]:
    """File name → text, for every schema."""
    made = {name: msgspec.json.schema(kind) for name, kind in FILES.items()}
    made |= {"result": result.json_schema(), "result-shared": sharing.json_schema()}
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{name}.schema.json": json.dumps(dialect | _unindented(schema), indent=1, ensure_ascii=False) + "\n"
        for name, schema in made.items()
    }


def _unindented(part: Any) -> Any:
    """The same with every description as Python 3.13 keeps docstrings: without the indentation of the code."""
    if isinstance(part, dict):
        return {
            key: inspect.cleandoc(one) if key == "description" and isinstance(one, str) else _unindented(one)
            for key, one in part.items()
        }
    return [_unindented(one) for one in part] if isinstance(part, list) else part


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    sys.exit(0)
