"""Carry the operators of cameras over from the name-suggestion-index into the pack of operators.

    python tools/make_operators.py surveillance.json

The file is data/operators/man_made/surveillance.json of that project; its names, other spellings and Wikidata ids are
kept, and what it says of the operator's type. Nothing is added.
"""

import argparse
import csv
import json
from pathlib import Path

TABLE = Path(__file__).parent.parent / "src" / "lamppost" / "packs" / "operators" / "operators.csv"
COLUMNS = ("id", "name", "spellings", "wikidata", "type", "regions")


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path, help="surveillance.json of the name-suggestion-index")
    items = json.loads(parser.parse_args().index.read_text(encoding="utf-8"))["items"]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(_row(item) for item in items))


def _row(item: dict) -> tuple[str, ...]:  # type: ignore[type-arg]
    tags = item["tags"]
    name = tags["operator"]
    told = [value for key, value in tags.items() if key.startswith("operator:") and _is_name(key)]
    spellings = dict.fromkeys([*item.get("matchNames", []), *told])
    regions = [
        region.removesuffix(".geojson")
        for region in item["locationSet"]["include"]
        if isinstance(region, str)
    ]
    return (
        item["id"],
        name,
        ";".join(one for one in spellings if one != name),
        tags.get("operator:wikidata", ""),
        tags.get("operator:type", ""),
        " ".join(regions),
    )


def _is_name(key: str) -> bool:
    """Whether a tag holds a spelling of the name: `operator:short`, or one in a language."""
    return key.split(":")[1] not in ("wikidata", "type", "wikipedia")


if __name__ == "__main__":
    main()
