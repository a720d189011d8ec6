"""Every format that is read, as its reader tells it, and every format that is written, as the one list of them has it."""

import ast
from pathlib import Path

from docs_site.marking import code, page, table, words
from lamppost.knowledge.updating import choosing, surveillance_index
from lamppost.report.formats import FORMATS

OBSERVE = Path(__file__).resolve().parents[2] / "src" / "lamppost" / "observe"
_FURTHER = {
    "capture": (
        ("what is read of captures", "captures.md"),
        ("flows", "flows.md"),
        ("what devices say of themselves", "self-descriptions.md"),
    ),
    "camera_register": (("data of streets", "street-data.md"),),
    "flow_table": (("flow tables", "flow-tables.md"),),
    "gpx": (("walks", "walks.md"),),
    "netflow": (("NetFlow and IPFIX", "logs-netflow.md"),),
    "nfdump": (("NetFlow and IPFIX", "logs-netflow.md"),),
    "osm": (("data of streets", "street-data.md"),),
    "suricata_eve": (("Suricata's log", "logs-suricata.md"),),
    "supplier_list": (("lists and inventories", "../guide/lists.md"),),
    "workbook": (("lists and inventories", "../guide/lists.md"),),
    "zeek": (("Zeek's logs", "logs-zeek.md"),),
}
"""Pages that say more of what a reader reads."""
_SHARED = ("logs", "tabular")
"""Folders that hold what readers share, and read nothing by themselves."""


def every_reader() -> dict[str, str]:
    """The folder of each reader, and what its package says that it reads."""
    return {
        path.parent.name: _told(path)
        for path in sorted(OBSERVE.glob("*/__init__.py"))
        if path.parent.name not in _SHARED
    }


def published() -> list[str]:
    """The formats of published lists, by what `--format` calls them."""
    return sorted([*(one.FORMAT.id for one in choosing.readers()), surveillance_index.FORMAT.id])


def pages() -> dict[str, str]:
    """The pages by their paths."""
    return {
        "reference/formats-read.md": page(
            "Formats that are read",
            "Each is known by its first bytes, else by its ending; what is not read is named, and never passed over in silence. "
            "Any of them may be packed with gzip, zstd, xz or bzip2 where it is a capture or a log. "
            "What follows is what each reader says of itself: where its format is written down, and which column or field becomes what.",
            table(
                ("format", "what it is"),
                [(f"[{code(name)}](#{name})", words(told)) for name, told in every_reader().items()],
            ),
            *map(_reader, every_reader()),
            "## What `packs update` reads",
            "Published lists, which become packs of yours ([how](../guide/packs.md)).",
            table(("`--format`",), [(code(name),) for name in published()]),
        ),
        "reference/formats-written.md": page(
            "Formats that are written",
            "Reports of a result: `lamppost look -o FILE`, `lamppost report RESULT -f FORMAT`. Which is for what, and what holds it to its "
            "standard: [reports](../guide/report.md). Columns: [tables](columns.md).",
            table(
                ("`-f`", "endings", "what it is for", "words", "needs"),
                [
                    (
                        code(one.name),
                        ", ".join(map(code, one.suffixes)),
                        f"{words(one.title)}: {words(one.use)}",
                        "in the reader's language" if one.is_spoken else "English for all",
                        words(one.needs),
                    )
                    for one in FORMATS.values()
                ],
            ),
            "Beside these: a copy of your own list ([`--annotate`](../guide/lists.md)), a bundle ([`lamppost share`](../guide/share.md)), letters "
            "([`lamppost letter`](../guide/letter.md)), the packs as FollowTheMoney ([`lamppost packs export`](followthemoney.md)), and tables of "
            "supplies ([`lamppost ask country --table`](../guide/ask.md)).",
        ),
    }


def _reader(name: str) -> str:
    said = OBSERVE / name / "reader.py"
    body = _told(said) if said.exists() else ""
    further = ", ".join(f"[{title}]({place})" for title, place in _FURTHER.get(name, ()))
    parts = [
        f"## {name} {{ #{name} }}",
        _told(OBSERVE / name / "__init__.py"),
        body,
        f"More: {further}." if further else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _told(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
