"""Lists of what is here or is to be bought, in every form that is read."""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import openpyxl
from tests.fuzz.doors.door import Door, files_of, put
from tests.fuzz.judges import assert_told
from tests.observe.test_foreign_lists import BILL, DEVICE, SCAN

from lamppost.model.asset_rows import ListRead
from lamppost.model.sheets import ReadAs
from lamppost.observe.tabular.reading import MOST_ISSUES
from lamppost.pipeline.lists import format_of, read_list

LONGEST_TEXT = 2000
TABLE = """Supplier;Brand;Model;Type;MAC;IP
Example Cameras Ltd.;Example;C-100;camera;00:00:5E:00:53:01;192.0.2.7
"Example; Works";;DVR 4;recorder;;
Total;;;;;
"""
XML_BILL = """<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>
<component type="device"><manufacturer><name>Axis</name></manufacturer><name>C-100</name></component></components></bom>"""


def attempt(data: bytes, folder: Path, name: str, kinds: dict[str | None, str]) -> str:
    """Read as whatever it looks like; what is damaged is not called whole."""
    path = put(folder, name, data)
    form = format_of(path)
    found = read_list(path, name, lambda word: word == "Axis", ReadAs(), None)
    assert_sound(found)
    assert_told(kinds.get(form), data, found.evidence.read, len(found.issues))
    return found.evidence.read


def assert_sound(found: ListRead) -> None:
    """Rows stand in the file, issues are short, and what was read nothing of is not whole without a word."""
    assert len(found.issues) <= MOST_ISSUES + 2  # how many there are more, and that it changed
    for issue in found.issues:
        assert len(f"{issue.what} {issue.expected} {issue.hint}") <= LONGEST_TEXT
    for row in found.rows:
        assert row.line >= 1
        assert row.end_line >= row.line
    assert len({row.id for row in found.rows}) == len(found.rows)
    assert found.rows or found.issues or found.evidence.read != "whole", "nothing in it, and not a word"


def _texts() -> Iterator[bytes]:
    yield TABLE.encode()
    yield TABLE.replace(";", ",").encode("utf-16")
    yield TABLE.replace(";", "\t").encode("cp1252")


def _book(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def books() -> Iterator[bytes]:
    """Small workbooks."""
    rows = [line.split(";") for line in TABLE.splitlines()]
    yield _book(Cameras=rows)
    yield _book(First=[["Notes"]], Second=[["Maker", "Model"], ["Axis", 5], [True, 1.5]])


def _json(*held: object) -> Callable[[], Iterable[bytes]]:
    return lambda: [json.dumps(one).encode() for one in held]


NETBOX = {"count": 1, "next": None, "results": [DEVICE]}
DOORS = [
    Door("tables", ("observe.supplier_list", "observe.tabular", "observe.standing"), partial(attempt, name="list.csv", kinds={}), _texts,
         lambda: files_of("us-lists/*.csv", "oem/*.csv", "screening/*.csv", most_bytes=3000)),
    Door("names", ("observe.name_list", "observe.tabular"), partial(attempt, name="list.txt", kinds={}),
         lambda: [b"Axis\nExample Cameras\n# note\n\n", "Dahua Technology\t1\nHikvision\t2\n".encode("utf-16-le")]),
    Door("workbooks", ("observe.workbook", "observe.tabular"), partial(attempt, name="list.xlsx", kinds={}), books, most_bytes=16_000),
    Door("bills", ("observe.cyclonedx", "observe.foreign", "observe.markup"),
         partial(attempt, name="bom.json", kinds={"cyclonedx": "json"}), _json(BILL)),
    Door("bills-xml", ("observe.cyclonedx", "observe.foreign", "observe.markup"),
         partial(attempt, name="bom.xml", kinds={"cyclonedx": "xml"}), lambda: [XML_BILL.encode()]),
    Door("netbox", ("observe.netbox", "observe.foreign"), partial(attempt, name="netbox.json", kinds={"netbox": "json"}),
         _json(NETBOX, [DEVICE])),
    Door("nmap", ("observe.nmap", "observe.markup"), partial(attempt, name="scan.xml", kinds={"nmap": "xml"}), lambda: [SCAN.encode()]),
]  # fmt: skip
